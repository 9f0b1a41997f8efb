#include "calendar/tzrule.h"

#include "calendar/civil.h"

enum { MAX_OFFSET_HOURS = 24, MAX_RULE_HOURS = 167 };

static bool
take(const char **text, char c)
{
	if (**text != c)
		return false;
	(*text)++;
	return true;
}

static bool
number(const char **text, int min, int max, int *value)
{
	int sum = 0;

	if (**text < '0' || **text > '9')
		return false;
	for (; **text >= '0' && **text <= '9'; (*text)++) {
		sum = sum * 10 + (**text - '0');
		if (sum > max)
			return false;
	}
	*value = sum;
	return sum >= min;
}

/* "CET" or "<+0330>"; the name itself is of no use to us. */
static bool
skip_name(const char **text)
{
	bool quoted = take(text, '<');
	int len = 0;

	for (;; len++, (*text)++) {
		char c = **text;
		bool letter = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
		bool other = (c >= '0' && c <= '9') || c == '+' || c == '-';

		if (!letter && !(quoted && other))
			break;
	}
	return len >= 3 && (!quoted || take(text, '>'));
}

/* "[+-]hh[:mm[:ss]]" in seconds. */
static bool
clock_time(const char **text, int max_hours, int32_t *seconds)
{
	bool negative = take(text, '-');
	int hours;
	int minutes = 0;
	int rest = 0;

	if (!negative)
		(void)take(text, '+');
	if (!number(text, 0, max_hours, &hours))
		return false;
	if (take(text, ':') && !number(text, 0, 59, &minutes))
		return false;
	if (take(text, ':') && !number(text, 0, 59, &rest))
		return false;
	*seconds = hours * 3600 + minutes * 60 + rest;
	if (negative)
		*seconds = -*seconds;
	return true;
}

static bool
offset(const char **text, int32_t *seconds)
{
	if (!clock_time(text, MAX_OFFSET_HOURS, seconds))
		return false;
	*seconds = -*seconds;
	return true;
}

/* ",date[/time]"; POSIX: two in the morning unless said. */
static bool
date(const char **text, struct tzrule_date *when)
{
	bool good;

	if (!take(text, ','))
		return false;
	if (take(text, 'M')) {
		when->form = TZRULE_MONTH;
		good = number(text, 1, 12, &when->month) && take(text, '.') &&
		    number(text, 1, 5, &when->week) && take(text, '.') &&
		    number(text, 0, 6, &when->weekday);
	} else if (take(text, 'J')) {
		when->form = TZRULE_JULIAN;
		good = number(text, 1, 365, &when->day);
	} else {
		when->form = TZRULE_ORDINAL;
		good = number(text, 0, 365, &when->day);
	}
	when->seconds = 2 * 3600;
	if (good && take(text, '/'))
		good = clock_time(text, MAX_RULE_HOURS, &when->seconds);
	return good;
}

enum status
tzrule_parse(const char *text, struct tzrule *rule)
{
	*rule = (struct tzrule){ 0 };
	if (!skip_name(&text) || !offset(&text, &rule->standard))
		return INVALID;
	if (*text == '\0')
		return OK;
	rule->changes = true;
	rule->summer = rule->standard + 3600;
	if (!skip_name(&text))
		return INVALID;
	if (*text != ',' && !offset(&text, &rule->summer))
		return INVALID;
	if (!date(&text, &rule->begin) || !date(&text, &rule->end))
		return INVALID;
	return *text == '\0' ? OK : INVALID;
}

static int64_t
weekday_of_month(const struct tzrule_date *when, int year)
{
	int64_t first = civil_days(year, when->month, 1);
	int64_t next = when->month == 12 ? civil_days(year + 1, 1, 1) :
	    civil_days(year, when->month + 1, 1);
	/* Ours count from Monday, theirs from Sunday. */
	int wanted = (when->weekday + 6) % 7;
	int64_t day =
	    first + (wanted - civil_from_days(first).weekday + 7) % 7;

	day += 7 * (when->week - 1);
	return day >= next ? day - 7 : day;
}

static int64_t
day_of_rule(const struct tzrule_date *when, int year)
{
	int64_t first = civil_days(year, 1, 1);
	bool leap = civil_days(year + 1, 1, 1) - first == 366;

	switch (when->form) {
	case TZRULE_MONTH:
		return weekday_of_month(when, year);
	case TZRULE_JULIAN:
		return first + when->day - 1 + (leap && when->day >= 60);
	case TZRULE_ORDINAL:
		return first + when->day;
	}
	return first;
}

int64_t
tzrule_begins_at(const struct tzrule *rule, int year)
{
	return day_of_rule(&rule->begin, year) * 86400 + rule->begin.seconds -
	    rule->standard;
}

int64_t
tzrule_ends_at(const struct tzrule *rule, int year)
{
	return day_of_rule(&rule->end, year) * 86400 + rule->end.seconds -
	    rule->summer;
}
