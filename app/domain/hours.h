#ifndef DOMAIN_HOURS_H
#define DOMAIN_HOURS_H

#include "domain/availability.h"

/*
 * Open hours as people write them: "09:00-12:00, 13:00-17:00", in 24 hours,
 * up to 24:00; a dash may be the long one.
 */
enum { HOURS_WINDOWS_MAX = 24 };

/* "09:30" as minutes since midnight, up to 24:00; -1 for anything else. */
int hours_clock(const char *text);

/* One stretch, "09:00-12:00", of a minute or more. OK or INVALID. */
enum status hours_window(struct arena *arena, const char *text,
    struct window *window);

/*
 * A list of stretches in order, without overlap, each of slot_minutes or
 * more; in arena. OK; INVALID with *problem a sentence or two for the owner:
 * nothing there, a stretch that is none, out of order, too short for a call,
 * more than HOURS_WINDOWS_MAX.
 */
enum status hours_read(struct arena *arena, const char *text,
    int slot_minutes, struct windows *windows, const char **problem);

/* The same written out: "09:00-12:00, 13:00-17:00"; "" for none. */
char *hours_text(struct arena *arena, const struct windows *windows);

/*
 * An override from what is stored of it: a zone's name and hours_text. OK, or
 * INVALID when there is no such zone or the hours are none; the override then
 * blocks its day.
 */
enum status override_read(struct arena *arena, int64_t day, const char *zone,
    const char *hours, struct override *override);

/* The name of an override's zone; borrowed. */
const char *override_zone(const struct override *override);

#endif
