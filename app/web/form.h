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
	FORM_FIELDS_MAX = 64,    /* fifty leads that are ticked */
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
 * Decodes len bytes into arena; bytes may be NULL when len is 0. OK with
 * *problem NULL, or INVALID with *problem set to a sentence or two for the
 * person (in arena; it may quote a name that was sent, so a page must escape
 * it): bad percent escape, invalid UTF-8, NUL, a field twice, too many fields,
 * a name too long or empty, too many bytes.
 *
 * An empty input is an empty form; "a" alone is a field with an empty value,
 * "a=b=c" one with the value "b=c"; nothing between, before or after "&" is no
 * field. Raw bytes a browser would have escaped are taken as they are when the
 * whole is UTF-8.
 *
 * On INVALID form still holds every field that decoded well, of several with
 * one name the first, of too many the first FORM_FIELDS_MAX, so that a page
 * can show again what was typed. Only of too many bytes nothing is decoded.
 */
enum status form_decode(struct arena *arena, const char *bytes, size_t len,
    struct form *form, const char **problem);

/* The value of a field, or NULL. */
const char *form_get(const struct form *form, const char *name);

/* The value of a field, or "". */
const char *form_text(const struct form *form, const char *name);

#endif
