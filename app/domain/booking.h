#ifndef DOMAIN_BOOKING_H
#define DOMAIN_BOOKING_H

#include <stdbool.h>

#include "domain/person.h"

/*
 * What a visitor writes to book a discovery call.
 */

/* Checked values, in an arena; see struct person. */
struct booking_details {
	struct person person;
	const char *result; /* an assessment code, or empty */
	bool remind;        /* wants a reminder by mail */
};

/* The same fields as they came, NULL where absent; consent is "yes" or not. */
struct booking_form {
	struct person_form person;
	const char *result;
	const char *remind;
	const char *consent;
};

/*
 * Checks a form and fills details. Problems name what is missing, too long,
 * or malformed, field by field (those of person_check, "remind", "consent");
 * details may be used only if none was added. Does not look at the slot
 * (availability_find) nor at the result code (assessment).
 */
void booking_form_check(struct arena *arena, const struct booking_form *form,
    struct booking_details *details, struct problems *problems);

#endif
