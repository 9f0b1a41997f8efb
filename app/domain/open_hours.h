#ifndef DOMAIN_OPEN_HOURS_H
#define DOMAIN_OPEN_HOURS_H

#include "domain/availability.h"

/*
 * What is open, free or not: the half of availability.h that looks at hours
 * and clocks alone. Private to the domain.
 */

/* The civil day of an instant, in days since 1970-01-01. */
int64_t open_day(const struct zone *zone, int64_t at);

/* The most slots that open_slots appends for a day. */
size_t open_room(const struct availability *availability, int64_t day);

/* Appends the open slots that begin on a day of the owner's, in order. */
void open_slots(const struct availability *availability, int64_t day,
    struct slots *out);

/* Whether every minute of a stretch of time is open, under whichever rules. */
bool open_covers(const struct availability *availability,
    const struct slot *slot);

/* The override of a day, or NULL. */
const struct override *open_override(const struct availability *availability,
    int64_t day);

#endif
