/*
 * When an event takes place: once, or by its rules and dates.
 */
#include "calendar/ics_event.h"

#include <libical/ical.h>
#include <string.h>

#include "base/arena.h"
#include "calendar/civil.h"

enum {
	HOUR_SECONDS = 3600,
	DAY_SECONDS = 86400,
	WEEK_SECONDS = 7 * 86400,
	/* A rule that libical searches for days that never come costs up to
	 * two seconds; a file has many lines. */
	PROCESSOR_SECONDS = 5,
};

/* An instance that does not take place. */
struct exclusion {
	bool date;  /* at counts civil days of the event's clock, */
	int64_t at; /* or else is the instant */
	const struct exclusion *next;
};

/* An event as it is followed. */
struct series {
	struct ics_reading *reading;
	const struct ics_source *source;
	int64_t from_wall; /* readings of its clock about the range */
	int64_t to_wall;
	const struct exclusion *excluded;
};

/* ---- single instances ---- */

static bool
is_excluded(const struct series *series, int64_t wall, int64_t at)
{
	const int64_t day = wall / DAY_SECONDS - (wall % DAY_SECONDS < 0);

	for (const struct exclusion *one = series->excluded; one != NULL;
	    one = one->next)
		if (one->at == (one->date ? day : at))
			return true;
	return false;
}

static enum status
add_span(struct ics_reading *reading, const struct ics_source *source,
    int64_t starts_at, int64_t ends_at)
{
	const struct ics_range *range = reading->range;

	if (ends_at <= starts_at || ends_at <= range->from_at ||
	    starts_at >= range->to_at)
		return OK;
	if (reading->spans_len == ICS_SPANS_MAX)
		return ics_refuse(reading, &reading->lines.at[source->begin],
		    arena_printf(reading->arena, "with this event there are "
		    "more than %d busy times in the weeks ahead; export only "
		    "the calendar that says when you are busy",
		    ICS_SPANS_MAX));
	reading->spans[reading->spans_len++] = (struct ics_span){
		starts_at > range->from_at ? starts_at : range->from_at,
		ends_at < range->to_at ? ends_at : range->to_at,
	};
	return OK;
}

/* The instance that begins when the event's clock reads wall. */
static enum status
add_instance(struct series *series, int64_t wall)
{
	const struct ics_source *source = series->source;
	const struct ics_zone *zone = source->start.zone;
	int64_t at;

	if (wall < series->from_wall || wall > series->to_wall)
		return OK;
	at = ics_zone_instant(zone, wall);
	if (is_excluded(series, wall, at))
		return OK;
	return add_span(series->reading, source, at, source->seconds +
	    (source->days == 0 ? at : ics_zone_instant(zone, wall +
	    source->days * DAY_SECONDS)));
}

/* ---- rules ---- */

static struct icaltimetype
time_of_wall(int64_t wall, bool date)
{
	const struct civil civil = civil_from_seconds(wall);

	return (struct icaltimetype){ .year = civil.year,
		.month = civil.month, .day = civil.day, .hour = civil.hour,
		.minute = civil.minute, .second = civil.second,
		.is_date = date };
}

static int64_t
wall_of_time(const struct icaltimetype *time)
{
	return civil_seconds(&(struct civil){ .year = time->year,
		.month = time->month, .day = time->day, .hour = time->hour,
		.minute = time->minute, .second = time->second });
}

/* The reading of the event's clock behind which a rule has ended. */
static enum status
rule_end(struct series *series, const struct ics_line *line,
    icalproperty *property, const struct icaltimetype *until, int64_t *end)
{
	const struct ics_when *start = &series->source->start;
	struct ics_when when;
	enum status st;

	*end = series->to_wall;
	if (icaltime_is_null_time(*until))
		return OK;
	st = ics_when_of(series->reading, line, property, until, &when);
	if (st != OK)
		return st;
	if (when.date && !start->date)
		when.wall += DAY_SECONDS - 1;
	else if (icaltime_is_utc(*until))
		when.wall = ics_zone_wall(start->zone, when.wall);
	*end = when.wall < *end ? when.wall : *end;
	return OK;
}

/*
 * Where to begin following a rule: a whole number of its intervals on, close
 * before the range. A count must be counted from the start, and months are
 * not of one length; of those there are few.
 */
static int64_t
rule_start(const struct series *series, const struct icalrecurrencetype *rule)
{
	const int64_t start = series->source->start.wall;
	const int64_t unit = rule->freq == ICAL_HOURLY_RECURRENCE ?
	    HOUR_SECONDS : rule->freq == ICAL_DAILY_RECURRENCE ? DAY_SECONDS :
	    rule->freq == ICAL_WEEKLY_RECURRENCE ? WEEK_SECONDS : 0;
	const int64_t step = unit * rule->interval;

	if (rule->count > 0 || step == 0 ||
	    series->from_wall - start < 2 * step)
		return start;
	return start + ((series->from_wall - start) / step - 1) * step;
}

static enum status
check_rule(struct series *series, const struct ics_line *line,
    const struct icalrecurrencetype *rule)
{
	if (rule->freq == ICAL_SECONDLY_RECURRENCE ||
	    rule->freq == ICAL_MINUTELY_RECURRENCE)
		return ics_refuse(series->reading, line, "an event by the "
		    "second or minute is no appointment; FREQ may be HOURLY, "
		    "DAILY, WEEKLY, MONTHLY or YEARLY");
	if (rule->freq == ICAL_HOURLY_RECURRENCE &&
	    series->source->start.date)
		return ics_refuse(series->reading, line, "a whole day cannot "
		    "come back by the hour");
	if (rule->rscale != NULL)
		return ics_refuse(series->reading, line, "RSCALE is not "
		    "understood: rules are read by the common calendar");
	return OK;
}

static enum status
follow(struct series *series, const struct ics_line *line,
    icalrecur_iterator *iterator)
{
	const struct ics_reading *reading = series->reading;

	for (;;) {
		const struct icaltimetype time =
		    icalrecur_iterator_next(iterator);
		enum status st;

		if ((clock() - reading->began) / CLOCKS_PER_SEC >
		    PROCESSOR_SECONDS)
			return ics_refuse(series->reading, line, "up to this "
			    "rule the file takes too long to follow; leave "
			    "out series that are over");
		if (icaltime_is_null_time(time) ||
		    wall_of_time(&time) > series->to_wall)
			return OK;
		st = add_instance(series, wall_of_time(&time));
		if (st != OK)
			return st;
	}
}

static enum status
add_rule(struct series *series, const struct ics_line *line,
    icalproperty *property)
{
	struct icalrecurrencetype rule = icalproperty_get_rrule(property);
	icalrecur_iterator *iterator;
	int64_t start;
	int64_t end;
	enum status st;

	if ((st = check_rule(series, line, &rule)) != OK ||
	    (st = rule_end(series, line, property, &rule.until, &end)) != OK)
		return st;
	start = rule_start(series, &rule);
	if (start > end || end < series->from_wall)
		return OK;
	/* So that libical does not go on beyond either. */
	rule.until = time_of_wall(end, series->source->start.date);
	iterator = icalrecur_iterator_new(rule, time_of_wall(start,
	    series->source->start.date));
	if (iterator == NULL)
		return ics_refuse(series->reading, line, "this rule names no "
		    "day that ever comes");
	st = follow(series, line, iterator);
	icalrecur_iterator_free(iterator);
	return st;
}

/* ---- dates ---- */

/* A period has a length of its own. */
static enum status
add_period(struct series *series, const struct ics_line *line,
    icalproperty *property)
{
	struct icalperiodtype period =
	    icalvalue_get_period(icalproperty_get_value(property));
	struct ics_when start;
	struct ics_when stop;
	int64_t at;
	enum status st;

	st = ics_when_of(series->reading, line, property, &period.start,
	    &start);
	if (st != OK)
		return st;
	at = ics_zone_instant(start.zone, start.wall);
	if (is_excluded(series, start.wall, at))
		return OK;
	if (icaltime_is_null_time(period.end))
		return add_span(series->reading, series->source, at, at +
		    icaldurationtype_as_int(period.duration));
	st = ics_when_of(series->reading, line, property, &period.end, &stop);
	if (st != OK)
		return st;
	return add_span(series->reading, series->source, at,
	    ics_zone_instant(stop.zone, stop.wall));
}

/* A date that comes on top. Its clock may be another than the event's. */
static enum status
add_date(struct series *series, const struct ics_line *line,
    icalproperty *property)
{
	const struct ics_when *start = &series->source->start;
	struct ics_when when;
	enum status st;

	if (icalvalue_isa(icalproperty_get_value(property)) ==
	    ICAL_PERIOD_VALUE)
		return add_period(series, line, property);
	if ((st = ics_when_read(series->reading, line, property, &when)) != OK)
		return st;
	if (when.date != start->date)
		return ics_refuse(series->reading, line, "RDATE and DTSTART "
		    "are not of one kind: both must be days, or times");
	return add_instance(series, when.zone == start->zone ? when.wall :
	    ics_zone_wall(start->zone, ics_zone_instant(when.zone,
	    when.wall)));
}

static void
exclude(struct series *series, const struct ics_when *when)
{
	struct exclusion *one;

	if (when->wall < series->from_wall - DAY_SECONDS ||
	    when->wall > series->to_wall + DAY_SECONDS)
		return;
	one = arena_alloc(series->reading->arena, sizeof(*one));
	one->date = when->date;
	one->at = when->date ? when->wall / DAY_SECONDS :
	    ics_zone_instant(when->zone, when->wall);
	one->next = series->excluded;
	series->excluded = one;
}

static enum status
exclude_date(struct series *series, const struct ics_line *line,
    icalproperty *property)
{
	struct ics_when when;
	enum status st =
	    ics_when_read(series->reading, line, property, &when);

	if (st == OK)
		exclude(series, &when);
	return st;
}

/* ---- the whole series ---- */

/* Does something with each value of the event's lines of this name. */
static enum status
each_value(struct series *series, const char *name,
    enum status (*use)(struct series *series, const struct ics_line *line,
	icalproperty *property))
{
	const struct ics_lines *lines = &series->reading->lines;
	const size_t begin = series->source->begin;
	enum status st = OK;

	for (size_t i = begin + 1; i < series->source->end && st == OK; i++) {
		const struct ics_line *line = &lines->at[i];
		icalcomponent *parsed;

		if (line->depth != lines->at[begin].depth + 1 ||
		    strcmp(line->name, name) != 0)
			continue;
		if ((parsed = ics_parse(series->reading, line)) == NULL)
			return INVALID;
		for (icalproperty *one = icalcomponent_get_first_property(
		    parsed, ICAL_ANY_PROPERTY); one != NULL && st == OK;
		    one = icalcomponent_get_next_property(parsed,
		    ICAL_ANY_PROPERTY))
			st = use(series, line, one);
		icalcomponent_free(parsed);
	}
	return st;
}

/* Instances that stand in the file on their own take the place of ours. */
static void
exclude_changed(struct series *series, const struct ics_source *sources,
    size_t len)
{
	const struct ics_source *ours = series->source;

	if (ours->uid == NULL || (ours->seen & ICS_INSTANCE) != 0)
		return;
	for (size_t i = 0; i < len; i++)
		if ((sources[i].seen & ICS_INSTANCE) != 0 &&
		    sources[i].uid != NULL &&
		    strcmp(sources[i].uid, ours->uid) == 0)
			exclude(series, &sources[i].instance);
}

enum status
ics_source_expand(struct ics_reading *reading,
    const struct ics_source *source, const struct ics_source *sources,
    size_t sources_len)
{
	const int64_t length = source->days * DAY_SECONDS + source->seconds;
	struct series series = {
		.reading = reading,
		.source = source,
		/* Two days are more than any clock is from UTC. */
		.from_wall = reading->range->from_at - length -
		    2 * DAY_SECONDS,
		.to_wall = reading->range->to_at + 2 * DAY_SECONDS,
	};
	enum status st;

	if (!source->recurs)
		return add_instance(&series, source->start.wall);
	exclude_changed(&series, sources, sources_len);
	if ((st = each_value(&series, "EXDATE", exclude_date)) != OK ||
	    (st = add_instance(&series, source->start.wall)) != OK ||
	    (st = each_value(&series, "RDATE", add_date)) != OK)
		return st;
	return each_value(&series, "RRULE", add_rule);
}
