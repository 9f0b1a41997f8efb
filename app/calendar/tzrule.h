#ifndef CALENDAR_TZRULE_H
#define CALENDAR_TZRULE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/status.h"

/*
 * The rule a zone follows after the last change its file lists: the TZ string
 * of POSIX ("CET-1CEST,M3.5.0,M10.5.0/3"), with the longer hours that
 * RFC 9636, section 3.3.1 adds. Offsets are seconds east of UTC, the
 * opposite sign of the string's.
 */
enum tzrule_form {
	TZRULE_MONTH = 1,  /* Mm.w.d: a weekday of a month */
	TZRULE_JULIAN,     /* Jn: day 1 to 365, 29 February never counted */
	TZRULE_ORDINAL,    /* n: day 0 to 365, 29 February counted */
};

struct tzrule_date {
	enum tzrule_form form;
	int month;       /* 1 to 12 */
	int week;        /* 1 to 4, or 5 for the last of the month */
	int weekday;     /* 0 Sunday to 6 Saturday, as POSIX has it */
	int day;         /* of the year, for the other two forms */
	int32_t seconds; /* after local midnight; may be negative or past a day */
};

struct tzrule {
	int32_t standard; /* offset in seconds */
	bool changes;     /* whether there is summer time; else only standard */
	int32_t summer;
	struct tzrule_date begin; /* of summer time */
	struct tzrule_date end;
};

/* Reads a TZ string. OK, or INVALID with *rule in no particular state. */
enum status tzrule_parse(const char *text, struct tzrule *rule);

/* The instants at which summer time begins and ends in a year; the end may
 * come first. Only for a rule that changes. */
int64_t tzrule_begins_at(const struct tzrule *rule, int year);
int64_t tzrule_ends_at(const struct tzrule *rule, int year);

#endif
