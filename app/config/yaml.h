#ifndef CONFIG_YAML_H
#define CONFIG_YAML_H

#include <stdbool.h>
#include <stddef.h>

#include <cyaml/cyaml.h>

#include "base/status.h"

struct arena;

/*
 * YAML read by a libcyaml schema, and the lines its values stand on.
 *
 * Stricter than libcyaml alone: refuses unknown, missing and doubled keys,
 * values of the wrong kind, numbers with leading zeros, booleans other than
 * true and false, aliases, tags, a second document and control bytes, each
 * with the line of the value itself and a hint how to mend it.
 *
 * Use:
 *
 *	static const cyaml_schema_field_t fields[] = {
 *		CYAML_FIELD_STRING_PTR("title", CYAML_FLAG_POINTER,
 *		    struct front, title, 1, 120),
 *		CYAML_FIELD_INT("order", CYAML_FLAG_OPTIONAL, struct front,
 *		    order),
 *		CYAML_FIELD_END,
 *	};
 *	static const cyaml_schema_value_t schema = {
 *		CYAML_VALUE_MAPPING(CYAML_FLAG_POINTER, struct front, fields),
 *	};
 *	struct yaml yaml;
 *
 *	st = yaml_read_file(arena, path, &schema, &yaml);
 *	if (st != OK)
 *		return st;
 *	front = yaml.data;
 *	if (front->order < 1)
 *		return yaml_refuse(&yaml, "order",
 *		    "order must be 1 or more");
 *
 * String limits in a schema count bytes. A missing optional value is zero or
 * NULL. cyaml's own checks of booleans and ranges are weak: what is not a
 * matter of form is the caller's to check, with yaml_refuse.
 */

/* A block of memory to read. */
struct yaml_source {
	const char *name;  /* the file, as messages shall call it */
	int first_line;    /* the file's line on which bytes begin, from 1 */
	const char *bytes; /* need not be NUL-terminated */
	size_t len;
};

/* What was read; everything is in the arena given. */
struct yaml {
	const char *name;
	void *data; /* laid out as the schema says */
	const struct yaml_node *root;
};

/* The largest file that is read. */
enum { YAML_SIZE_MAX = 1024 * 1024 };

/*
 * Reads a block of memory. schema is a mapping with CYAML_FLAG_POINTER.
 *
 * OK, or INVALID with one line on standard error. bytes may go away after.
 */
enum status yaml_read(struct arena *arena, const struct yaml_source *source,
    const cyaml_schema_value_t *schema, struct yaml *yaml);

/*
 * Reads a file; its path is its name in messages. OK; INVALID as above, also
 * over YAML_SIZE_MAX; NOT_FOUND when there is none; FAILED when it cannot be
 * read: in each case one line has gone to standard error.
 */
enum status yaml_read_file(struct arena *arena, const char *path,
    const cyaml_schema_value_t *schema, struct yaml *yaml);

/*
 * The line of a value, as "questions[0].options[2].id"; "" is the whole. If
 * a part of the path is not there, the line of the nearest part that is.
 */
int yaml_line(const struct yaml *yaml, const char *where);

/* refuse() at the line of a value; returns INVALID. */
enum status yaml_refuse(const struct yaml *yaml, const char *where,
    const char *format, ...) __attribute__((format(printf, 3, 4)));

#endif
