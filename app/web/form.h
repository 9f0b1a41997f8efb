#ifndef WEB_FORM_H
#define WEB_FORM_H

#include <stddef.h>

#include "base/status.h"

struct arena;

/*
 * application/x-www-form-urlencoded (WHATWG URL, section 5.1), read strictly:
 * what a browser sends is taken, anything doubtful is refused, nothing is
 * dropped. Used for bodies and for query strings.
 */
enum {
	FORM_FIELDS_MAX = 32,
	FORM_NAME_MAX = 64,      /* bytes, decoded */
	FORM_BYTES_MAX = 65536,  /* encoded, in all */
};

struct form_field {
	const char *name;
	const char *value; /* decoded, valid UTF-8 without NUL; line breaks and
	                    * tabs as sent */
};

struct form {
	struct form_field at[FORM_FIELDS_MAX];
	size_t len;
};

/*
 * Decodes len bytes into arena. OK, or INVALID with *problem set to a
 * sentence for the person: bad percent escape, invalid UTF-8, NUL, a field
 * twice, too many fields, a name too long or empty, too many bytes. An empty
 * input is an empty form; "a" alone is a field with an empty value. On INVALID
 * form still holds every field that decoded well, so that a page can show
 * again what was typed.
 */
enum status form_decode(struct arena *arena, const char *bytes, size_t len,
    struct form *form, const char **problem);

/* The value of a field, or NULL. */
const char *form_get(const struct form *form, const char *name);

/* The value of a field, or "". */
const char *form_text(const struct form *form, const char *name);

#endif
