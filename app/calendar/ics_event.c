/*
 * Reading one event: its properties, of which libical knows the form.
 */
#include "calendar/ics_event.h"

#include <libical/ical.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/util.h"
#include "calendar/civil.h"

enum { DAY_SECONDS = 86400 };

enum status
ics_refuse(struct ics_reading *reading, const struct ics_line *line,
    const char *text)
{
	*reading->problem = (struct ics_problem){ line->number, text };
	return INVALID;
}

/* ---- values ---- */

icalcomponent *
ics_parse(struct ics_reading *reading, const struct ics_line *line)
{
	BUF(text, ICS_FILE_MAX + 64);
	icalcomponent *component;

	buf_printf(&text, "BEGIN:VEVENT\r\n%s\r\nEND:VEVENT\r\n", line->text);
	component = icalparser_parse_string(buf_text(&text));
	if (component != NULL && icalcomponent_count_errors(component) == 0 &&
	    icalcomponent_get_first_property(component,
	    ICAL_ANY_PROPERTY) != NULL)
		return component;
	if (component != NULL)
		icalcomponent_free(component);
	(void)ics_refuse(reading, line, arena_printf(reading->arena,
	    "%s cannot be read as it stands here", line->name));
	return NULL;
}

/* The zone a time is read by. */
static enum status
when_zone(struct ics_reading *reading, const struct ics_line *line,
    icalproperty *property, const struct icaltimetype *time,
    const struct ics_zone **zone)
{
	icalparameter *tzid = icalproperty_get_first_parameter(property,
	    ICAL_TZID_PARAMETER);

	if (icaltime_is_utc(*time))
		return ics_zone_find(&reading->zones, "UTC", line->number,
		    zone);
	if (tzid != NULL && !time->is_date)
		return ics_zone_find(&reading->zones,
		    icalparameter_get_tzid(tzid), line->number, zone);
	*zone = ics_zone_ours(&reading->zones, reading->range->zone);
	return OK;
}

enum status
ics_when_of(struct ics_reading *reading, const struct ics_line *line,
    icalproperty *property, const struct icaltimetype *time,
    struct ics_when *when)
{
	const struct civil civil = { .year = time->year, .month = time->month,
		.day = time->day, .hour = time->hour, .minute = time->minute,
		/* A leap second is the one before, POSIX knows none. */
		.second = time->second == 60 ? 59 : time->second };

	if (civil.year < 1 || civil.year > 9999 || !civil_is_real(&civil))
		return ics_refuse(reading, line, arena_printf(reading->arena,
		    "%s: there is no such date and time; write it like "
		    "20261124T093000Z, or a day like 20261124", line->name));
	when->wall = civil_seconds(&civil);
	when->date = time->is_date != 0;
	return when_zone(reading, line, property, time, &when->zone);
}

enum status
ics_when_read(struct ics_reading *reading, const struct ics_line *line,
    icalproperty *property, struct ics_when *when)
{
	const icalvalue *value = icalproperty_get_value(property);
	const icalvalue_kind kind = icalvalue_isa(value);
	struct icaltimetype time;

	if (kind != ICAL_DATE_VALUE && kind != ICAL_DATETIME_VALUE)
		return ics_refuse(reading, line, arena_printf(reading->arena,
		    "%s is neither a day nor a time", line->name));
	time = icalvalue_get_datetime(value);
	return ics_when_of(reading, line, property, &time, when);
}

/* ---- properties ---- */

static enum status
read_uid(struct ics_reading *reading, const struct ics_line *line,
    icalproperty *property, struct ics_source *source)
{
	source->uid = arena_strdup(reading->arena,
	    icalproperty_get_uid(property));
	return OK;
}

static enum status
read_start(struct ics_reading *reading, const struct ics_line *line,
    icalproperty *property, struct ics_source *source)
{
	return ics_when_read(reading, line, property, &source->start);
}

static enum status
read_stop(struct ics_reading *reading, const struct ics_line *line,
    icalproperty *property, struct ics_source *source)
{
	return ics_when_read(reading, line, property, &source->stop);
}

static enum status
read_duration(struct ics_reading *reading, const struct ics_line *line,
    icalproperty *property, struct ics_source *source)
{
	const struct icaldurationtype length =
	    icalproperty_get_duration(property);

	if (length.is_neg)
		return ics_refuse(reading, line, "an event cannot end before "
		    "it begins");
	source->days = (int64_t)length.weeks * 7 + length.days;
	source->seconds = (int64_t)length.hours * 3600 +
	    (int64_t)length.minutes * 60 + length.seconds;
	return OK;
}

static enum status
read_status(struct ics_reading *reading, const struct ics_line *line,
    icalproperty *property, struct ics_source *source)
{
	if (icalproperty_get_status(property) == ICAL_STATUS_CANCELLED)
		source->counts = false;
	return OK;
}

static enum status
read_transp(struct ics_reading *reading, const struct ics_line *line,
    icalproperty *property, struct ics_source *source)
{
	const icalproperty_transp transp = icalproperty_get_transp(property);

	if (transp == ICAL_TRANSP_TRANSPARENT ||
	    transp == ICAL_TRANSP_TRANSPARENTNOCONFLICT)
		source->counts = false;
	return OK;
}

static enum status
read_instance(struct ics_reading *reading, const struct ics_line *line,
    icalproperty *property, struct ics_source *source)
{
	if (icalproperty_get_first_parameter(property,
	    ICAL_RANGE_PARAMETER) != NULL)
		return ics_refuse(reading, line, "a change of all later "
		    "instances (RANGE) is not understood; make two series of "
		    "it");
	return ics_when_read(reading, line, property, &source->instance);
}

static const struct {
	const char *name;
	enum ics_property property;
	enum status (*read)(struct ics_reading *reading,
	    const struct ics_line *line, icalproperty *property,
	    struct ics_source *source);
} properties[] = {
	{ "UID", ICS_UID, read_uid },
	{ "DTSTART", ICS_START, read_start },
	{ "DTEND", ICS_STOP, read_stop },
	{ "DURATION", ICS_DURATION, read_duration },
	{ "STATUS", ICS_STATUS, read_status },
	{ "TRANSP", ICS_TRANSP, read_transp },
	{ "RECURRENCE-ID", ICS_INSTANCE, read_instance },
};

static enum status
read_property(struct ics_reading *reading, const struct ics_line *line,
    size_t which, struct ics_source *source)
{
	icalcomponent *parsed;
	enum status st;

	if ((source->seen & properties[which].property) != 0)
		return ics_refuse(reading, line, arena_printf(reading->arena,
		    "%s stands there twice", line->name));
	source->seen |= properties[which].property;
	if ((parsed = ics_parse(reading, line)) == NULL)
		return INVALID;
	st = properties[which].read(reading, line,
	    icalcomponent_get_first_property(parsed, ICAL_ANY_PROPERTY),
	    source);
	icalcomponent_free(parsed);
	return st;
}

static enum status
read_line(struct ics_reading *reading, const struct ics_line *line,
    struct ics_source *source)
{
	static const char *const series[] = { "RRULE", "RDATE", "EXDATE" };

	for (size_t i = 0; i < countof(properties); i++)
		if (strcmp(line->name, properties[i].name) == 0)
			return read_property(reading, line, i, source);
	for (size_t i = 0; i < countof(series); i++)
		source->recurs |= strcmp(line->name, series[i]) == 0;
	if (strcmp(line->name, "EXRULE") == 0)
		return ics_refuse(reading, line, "EXRULE is no longer part of "
		    "iCalendar; write the exceptions as EXDATE");
	return OK;
}

/* ---- the whole event ---- */

/* The length of an event from its end, or its default. */
static enum status
read_length(struct ics_reading *reading, struct ics_source *source)
{
	const struct ics_line *line = &reading->lines.at[source->begin];
	const struct ics_when *start = &source->start;
	const struct ics_when *stop = &source->stop;

	if ((source->seen & ICS_STOP) == 0) {
		if ((source->seen & ICS_DURATION) == 0)
			source->days = start->date;
		return OK;
	}
	if (start->date != stop->date)
		return ics_refuse(reading, line, "DTSTART and DTEND are not "
		    "of one kind: both must be days, or times");
	if (start->date)
		source->days = (stop->wall - start->wall) / DAY_SECONDS;
	else
		source->seconds = ics_zone_instant(stop->zone, stop->wall) -
		    ics_zone_instant(start->zone, start->wall);
	if (source->days < 0 || source->seconds < 0)
		return ics_refuse(reading, line, "an event cannot end before "
		    "it begins");
	/* Some programs give a single day its own date as its end. */
	if (start->date && source->days == 0)
		source->days = 1;
	return OK;
}

enum status
ics_source_read(struct ics_reading *reading, size_t begin,
    struct ics_source *source)
{
	const struct ics_line *first = &reading->lines.at[begin];
	enum status st = OK;

	*source = (struct ics_source){ .begin = begin,
		.end = ics_lines_end(&reading->lines, begin), .counts = true };
	for (size_t i = begin + 1; i < source->end && st == OK; i++) {
		const struct ics_line *line = &reading->lines.at[i];

		if (line->depth == first->depth + 1)
			st = read_line(reading, line, source);
	}
	if (st != OK)
		return st;
	if ((source->seen & ICS_START) == 0)
		return ics_refuse(reading, first, "this event has no DTSTART, "
		    "so nobody knows when it is");
	if ((source->seen & ICS_STOP) != 0 &&
	    (source->seen & ICS_DURATION) != 0)
		return ics_refuse(reading, first, "this event has both DTEND "
		    "and DURATION");
	return read_length(reading, source);
}
