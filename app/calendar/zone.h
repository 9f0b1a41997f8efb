#ifndef CALENDAR_ZONE_H
#define CALENDAR_ZONE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/status.h"

/*
 * Time zones of the IANA database, through libical and the zone files of the
 * system. Instants are seconds since 1970-01-01T00:00:00Z, leap seconds not
 * counted (POSIX). Civil dates are of the proleptic Gregorian calendar,
 * years 1970 to 2100.
 *
 * libical keeps tables that are filled on first use and not guarded against
 * threads: call zone_warm before the first fork or thread.
 */
struct zone;

struct civil {
	int year;
	int month;   /* 1 to 12 */
	int day;     /* 1 to 31 */
	int hour;    /* 0 to 23 */
	int minute;  /* 0 to 59 */
	int second;  /* 0 to 59 */
	int weekday; /* 0 Monday to 6 Sunday; ignored where a civil time is given */
};

/* Loads and expands every zone, so that look-ups after a chroot or in a
 * sandbox open no file. */
void zone_warm(void);

/*
 * The zone of this name, aliases included ("Asia/Calcutta", "UTC"), or NULL.
 * Valid for the life of the process. Any bytes may be asked for.
 */
const struct zone *zone_find(const char *name);

/* The name it was found by; borrowed. */
const char *zone_name(const struct zone *zone);

/* The canonical zones (no aliases), sorted by name; for selects and tests. */
size_t zone_count(void);
const struct zone *zone_at(size_t index);

/* The wall-clock reading of an instant in a zone. */
void zone_civil(const struct zone *zone, int64_t at, struct civil *civil);

/*
 * The instant of a wall-clock reading. OK; a reading that a clock change
 * doubles gives the first of the two. INVALID when the reading does not
 * exist: skipped by a clock change, or no date at all (30 February). *at is
 * untouched then.
 */
enum status zone_instant(const struct zone *zone, const struct civil *civil,
    int64_t *at);

/* Days since 1970-01-01 of a civil date, and back (sets only year, month,
 * day, weekday; the clock fields become 0). */
int64_t civil_days(int year, int month, int day);
struct civil civil_from_days(int64_t days);

#endif
