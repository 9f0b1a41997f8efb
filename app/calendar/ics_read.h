#ifndef CALENDAR_ICS_READ_H
#define CALENDAR_ICS_READ_H

#include <stddef.h>
#include <stdint.h>

#include "base/status.h"

struct arena;
struct zone;

/*
 * When somebody is busy, out of a calendar file of theirs (RFC 5545). Values
 * and recurrence rules are libical's business; lines, components and zones
 * are looked at here, so that every refusal has its line.
 *
 * Only for the command line and the courier: a file is what anybody may have
 * written. The public process never reads one.
 *
 * An event counts unless it is cancelled (STATUS) or leaves its time free
 * (TRANSP). A time with TZID is read by the zone of that name, or else by the
 * file's own VTIMEZONE; one without, and a whole day, by the reader's zone.
 * A time that a clock change doubles is its first pass; one that is skipped
 * is read by the offset before (RFC 5545, 3.3.5). Of a series, changed
 * instances (RECURRENCE-ID) stand in place of those they change.
 */
enum {
	ICS_FILE_MAX = 1 << 20, /* bytes */
	ICS_SPANS_MAX = 10000,  /* events and instances within the range */
};

/* What to look at: what ends after from_at and starts before to_at. */
struct ics_range {
	int64_t from_at;
	int64_t to_at;
	const struct zone *zone; /* of times that name none */
};

/* [starts_at, ends_at), within the range. */
struct ics_span {
	int64_t starts_at;
	int64_t ends_at;
};

struct ics_busy {
	struct ics_span *at; /* in order, apart from each other */
	size_t len;
	size_t events;       /* how many there are in the file */
	const char *uid;     /* of the first of them, or "" */
};

/* Why a file was refused: what is wrong and how to mend it, in printable
 * ASCII. line counts from 1; 0 is the whole file. */
struct ics_problem {
	int line;
	const char *text;
};

/*
 * Reads len bytes. OK with *busy in arena, or INVALID with *problem: no
 * calendar, cut off, a line that is no property, a time, rule or zone that
 * cannot be read, rules by the second or minute, more than ICS_SPANS_MAX,
 * more bytes than ICS_FILE_MAX, or rules that take too long to follow.
 */
enum status ics_read(struct arena *arena, const char *bytes, size_t len,
    const struct ics_range *range, struct ics_busy *busy,
    struct ics_problem *problem);

#endif
