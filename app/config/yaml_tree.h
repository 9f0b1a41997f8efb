#ifndef CONFIG_YAML_TREE_H
#define CONFIG_YAML_TREE_H

#include <stddef.h>

#include "config/yaml.h"

/*
 * The values of a YAML file with their lines: what libcyaml does not keep.
 * For yaml.c and yaml_check.c alone.
 */
enum yaml_kind { YAML_VALUE = 1, YAML_LIST, YAML_BLOCK };

struct yaml_node {
	enum yaml_kind kind;
	int line;
	const char *text; /* of a value; "" of others */
	const char *key;  /* within a block, else NULL */
	struct yaml_node *next;  /* in the same list or block */
	struct yaml_node *first; /* of a list or block */
	size_t len;              /* how many a list or block has */
};

/*
 * Parses into arena. OK, or INVALID with a line on standard error: not
 * well-formed, an alias, a tag, nested too deep, empty, a second document.
 */
enum status yaml_tree_read(struct arena *arena,
    const struct yaml_source *source, struct yaml_node **root);

/* The child of a block with this key, or NULL. */
const struct yaml_node *yaml_tree_child(const struct yaml_node *block,
    const char *key, size_t key_len);

/*
 * Holds a tree against a schema. OK, or INVALID with a line on standard
 * error that names the first thing wrong.
 */
enum status yaml_tree_check(const char *name, const struct yaml_node *root,
    const cyaml_schema_value_t *schema);

#endif
