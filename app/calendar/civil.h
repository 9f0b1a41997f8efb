#ifndef CALENDAR_CIVIL_H
#define CALENDAR_CIVIL_H

#include <stdbool.h>
#include <stdint.h>

/*
 * Civil dates of the proleptic Gregorian calendar, without zones. Days are
 * counted from 1970-01-01, a Thursday; that is the only way to add days to a
 * date here, never by adding 86400 seconds to an instant.
 */
struct civil {
	int year;
	int month;   /* 1 to 12 */
	int day;     /* 1 to 31 */
	int hour;    /* 0 to 23 */
	int minute;  /* 0 to 59 */
	int second;  /* 0 to 59 */
	int weekday; /* 0 Monday to 6 Sunday; ignored where a civil time is given */
};

/* Days since 1970-01-01 of a civil date, and back (sets only year, month,
 * day, weekday; the clock fields become 0). */
int64_t civil_days(int year, int month, int day);
struct civil civil_from_days(int64_t days);

/* A reading as seconds since 1970-01-01T00:00:00 of the same clock, and
 * back, weekday included. */
int64_t civil_seconds(const struct civil *civil);
struct civil civil_from_seconds(int64_t seconds);

/* Whether a date and a time of day are ones that calendars and clocks show:
 * not 30 February, not 24:00, not second 60. The weekday is not looked at. */
bool civil_is_real(const struct civil *civil);

#endif
