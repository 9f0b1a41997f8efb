#ifndef CALENDAR_INSTANT_H
#define CALENDAR_INSTANT_H

#include <stddef.h>
#include <stdint.h>

#include "base/status.h"

struct arena;
struct civil;
struct zone;

/*
 * Instants as text. RFC 3339 with seconds and "Z" for machines
 * ("2026-11-24T09:30:00Z"), plain English for people.
 *
 * A time of day that the clock shows twice, because it is put back, carries
 * its offset wherever it is written here: "01:30 (UTC−4)". So no two slots
 * ever have the same label.
 */
enum { INSTANT_TEXT_SIZE = sizeof("2026-11-24T09:30:00Z") };

/* Exactly the form above, years 1970 to 2100, real dates only. OK, or
 * INVALID with *at untouched. */
enum status instant_parse(const char *text, int64_t *at);

/* A reading of some wall clock as browsers send it (HTML, datetime-local):
 * "2026-11-24T10:30", with or without seconds, years 1970 to 2100, real dates
 * only. OK, or INVALID with *civil untouched. */
enum status wall_parse(const char *text, struct civil *civil);

/* Writes the form above with its NUL. at is within the years 0 to 9999. */
void instant_format(int64_t at, char text[INSTANT_TEXT_SIZE]);

/* "Tuesday 24 November 2026" */
char *label_day(struct arena *arena, const struct zone *zone, int64_t at);

/* "10:30" */
char *label_time(struct arena *arena, const struct zone *zone, int64_t at);

/*
 * "10:30 to 11:00". Over midnight "23:45 to 00:15 the next day", further
 * away "23:45 to 00:15 on Saturday 31 December 2011"; across a clock change
 * both carry their offset: "01:30 (UTC+1) to 03:30 (UTC+2)".
 */
char *label_span(struct arena *arena, const struct zone *zone, int64_t from,
    int64_t to);

/* "Tuesday 24 November 2026, 10:30 to 11:00, Europe/Berlin": the accessible
 * name of a slot, the same on every page (rows B1, B2). */
char *label_slot(struct arena *arena, const struct zone *zone, int64_t from,
    int64_t to);

/* "21 November 2026, 09:15" for lists in the admin. */
char *label_moment(struct arena *arena, const struct zone *zone, int64_t at);

#endif
