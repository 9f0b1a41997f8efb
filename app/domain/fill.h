#ifndef DOMAIN_FILL_H
#define DOMAIN_FILL_H

#include <stddef.h>

struct arena;

/*
 * Sentences with names in braces, "By points alone {other} leads", filled
 * when they are shown.
 */
struct fill {
	const char *name;
	const char *value;
};

/*
 * The text with every {name} replaced, in arena. Each name must be among
 * fills: texts are checked with fill_unknown when they are loaded.
 */
char *fill_text(struct arena *arena, const char *text,
    const struct fill *fills, size_t len);

/*
 * The first {name} of a text that is not among names, as written, or the
 * rest of the text from a brace that does not close; NULL when all is well.
 * In arena.
 */
char *fill_unknown(struct arena *arena, const char *text,
    const char *const *names, size_t len);

#endif
