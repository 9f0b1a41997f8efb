#ifndef DOMAIN_CONTACT_H
#define DOMAIN_CONTACT_H

#include <stdint.h>

#include "domain/person.h"

struct zone;

/*
 * A message without a slot, or with up to two times the person would rather
 * have. Such a time is a wish and never keeps a slot from anybody.
 */
enum { CONTACT_WISHES = 2 };

/* Checked values, in an arena; see struct person. */
struct contact_details {
	struct person person;
	int64_t wishes[CONTACT_WISHES]; /* seconds, UTC; 0 where none */
};

/* The fields as they came, NULL where absent; consent is "yes" or not. */
struct contact_form {
	struct person_form person;
	const char *wishes[CONTACT_WISHES]; /* of the fields wish1 and wish2 */
	const char *consent;
};

/*
 * Checks a form and fills details. Wishes are wall-clock times of zone, as
 * wall_parse reads them. Problems name, field by field (those of
 * person_check, "wish1", "wish2", "consent"), what is missing or malformed, a
 * time that has gone by or that the clock of that zone skips, and a message
 * that says nothing: no text and no time. details may be used only if none
 * was added.
 */
void contact_form_check(struct arena *arena, const struct contact_form *form,
    const struct zone *zone, int64_t now, struct contact_details *details,
    struct problems *problems);

#endif
