#ifndef CALENDAR_ICS_EVENT_H
#define CALENDAR_ICS_EVENT_H

#include <stdbool.h>
#include <time.h>

#include "calendar/ics_lines.h"
#include "calendar/ics_read.h"
#include "calendar/ics_zone.h"

/*
 * The events of a calendar file, and when they take place. Private to the
 * reader.
 */

/* A file while it is read. */
struct ics_reading {
	struct arena *arena;
	const struct ics_range *range;
	struct ics_problem *problem;
	struct ics_lines lines;
	struct ics_zones zones;
	struct ics_span *spans; /* ICS_SPANS_MAX of them */
	size_t spans_len;
	clock_t began; /* processor time */
};

/* A time as the file gives it. */
struct ics_when {
	int64_t wall; /* seconds of its zone's clock */
	bool date;    /* a whole day */
	const struct ics_zone *zone;
};

/* Borrows its lines from the reading. */
struct ics_source {
	size_t begin;     /* the indices of its first and last line */
	size_t end;
	const char *uid;  /* NULL without one */
	unsigned seen;    /* which properties were there */
	bool counts;      /* makes somebody busy */
	bool recurs;      /* has rules or dates of its own */
	struct ics_when start;
	struct ics_when stop;     /* DTEND, where it was seen */
	int64_t days;             /* its length: civil days, */
	int64_t seconds;          /* and seconds on top */
	struct ics_when instance; /* RECURRENCE-ID, where it was seen */
};

enum ics_property {
	ICS_UID = 1,
	ICS_START = 2,
	ICS_STOP = 4,
	ICS_DURATION = 8,
	ICS_STATUS = 16,
	ICS_TRANSP = 32,
	ICS_INSTANCE = 64,
};

/* Sets the problem; returns INVALID, to be returned. */
enum status ics_refuse(struct ics_reading *reading,
    const struct ics_line *line, const char *text);

/*
 * The properties of a line, parsed by libical: a component that holds one for
 * each value of a list; to be freed with icalcomponent_free. NULL with the
 * problem when libical cannot read it.
 */
struct icalcomponent_impl *ics_parse(struct ics_reading *reading,
    const struct ics_line *line);

/* The time that a property of a line holds: a date, or a date and time. */
struct icalproperty_impl;
enum status ics_when_read(struct ics_reading *reading,
    const struct ics_line *line, struct icalproperty_impl *property,
    struct ics_when *when);

/* The same of a time that libical has taken out of the property. */
struct icaltimetype;
enum status ics_when_of(struct ics_reading *reading,
    const struct ics_line *line, struct icalproperty_impl *property,
    const struct icaltimetype *time, struct ics_when *when);

/* Reads the event whose BEGIN is at an index. */
enum status ics_source_read(struct ics_reading *reading, size_t begin,
    struct ics_source *source);

/* Adds when an event takes place to the spans. sources are all events of the
 * file, for those that change an instance of this one. */
enum status ics_source_expand(struct ics_reading *reading,
    const struct ics_source *source, const struct ics_source *sources,
    size_t sources_len);

#endif
