#ifndef DOMAIN_PROBLEMS_H
#define DOMAIN_PROBLEMS_H

#include <stdbool.h>
#include <stddef.h>

/*
 * What is wrong with a form, in words for the person who filled it in: one
 * sentence that says what is wrong and how to mend it, tied to the field.
 */
enum { PROBLEMS_MAX = 24 };

struct problem {
	const char *field;   /* the form field's name; borrowed */
	const char *message; /* a whole sentence; borrowed */
};

struct problems {
	struct problem at[PROBLEMS_MAX];
	size_t len;
};

/*
 * Adds a problem; field and message must outlive problems. The first problem
 * of a field stands, a second one is not added: one message a field.
 */
void problems_add(struct problems *problems, const char *field,
    const char *message);

/* The message for a field, or NULL. */
const char *problems_of(const struct problems *problems, const char *field);

#endif
