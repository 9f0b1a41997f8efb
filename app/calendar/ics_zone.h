#ifndef CALENDAR_ICS_ZONE_H
#define CALENDAR_ICS_ZONE_H

#include "calendar/ics_lines.h"

/*
 * The zones of a calendar file, by TZID: ours where the name is known, or
 * what the file says itself in a VTIMEZONE. Private to the reader.
 */
struct zone;
struct ics_zone;

/* All that were asked for; begin with zeros but for the first three. */
struct ics_zones {
	struct arena *arena;
	const struct ics_lines *lines;
	struct ics_problem *problem;
	struct ics_zone *first;
};

/* One of ours. */
const struct ics_zone *ics_zone_ours(struct ics_zones *zones,
    const struct zone *zone);

/* The zone of a TZID that stands in a line. OK, or INVALID with the problem:
 * unknown, or a VTIMEZONE that cannot be used. */
enum status ics_zone_find(struct ics_zones *zones, const char *tzid, int line,
    const struct ics_zone **zone);

/* The instant at which a zone's clock reads wall (seconds, as civil_seconds):
 * the first of two, or by the offset before where it is skipped. */
int64_t ics_zone_instant(const struct ics_zone *zone, int64_t wall);

/* What a zone's clock reads at an instant. */
int64_t ics_zone_wall(const struct ics_zone *zone, int64_t at);

/* Gives back what libical holds. */
void ics_zones_free(struct ics_zones *zones);

#endif
