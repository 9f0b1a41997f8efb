#include "calendar/ics_zone.h"

#include <libical/ical.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/text.h"
#include "calendar/ics_read.h"
#include "calendar/zone.h"

enum {
	DAY_SECONDS = 86400,
	OBSERVANCES_MAX = 200, /* of one VTIMEZONE */
	TZID_SHOWN = 60,       /* bytes of a name in a refusal */
};

struct ics_zone {
	const char *tzid;
	const struct zone *ours;
	icaltimezone *theirs; /* where ours is NULL */
	struct ics_zone *next;
};

static enum status
refuse(struct ics_zones *zones, int line, const char *text)
{
	*zones->problem = (struct ics_problem){ line, text };
	return INVALID;
}

static struct ics_zone *
add_zone(struct ics_zones *zones, const char *tzid, const struct zone *ours,
    icaltimezone *theirs)
{
	struct ics_zone *zone = arena_alloc(zones->arena, sizeof(*zone));

	*zone = (struct ics_zone){ tzid, ours, theirs, zones->first };
	zones->first = zone;
	return zone;
}

const struct ics_zone *
ics_zone_ours(struct ics_zones *zones, const struct zone *zone)
{
	for (const struct ics_zone *one = zones->first; one != NULL;
	    one = one->next)
		if (one->ours == zone)
			return one;
	return add_zone(zones, zone_name(zone), zone, NULL);
}

/* ---- a zone of the file's own ---- */

/* The BEGIN of the VTIMEZONE with this TZID; lines->len without one. */
static size_t
find_table(const struct ics_lines *lines, const char *tzid)
{
	for (size_t i = 0; i < lines->len; i++) {
		if (!ics_line_is(&lines->at[i], "BEGIN", "VTIMEZONE"))
			continue;
		for (size_t j = i + 1; j < ics_lines_end(lines, i); j++)
			if (lines->at[j].depth == lines->at[i].depth + 1 &&
			    strcmp(lines->at[j].name, "TZID") == 0 &&
			    strcmp(strchr(lines->at[j].text, ':') + 1,
			    tzid) == 0)
				return i;
	}
	return lines->len;
}

/*
 * What libical is handed must be of the usual kind: changes that come once a
 * year, for it follows every rule over centuries.
 */
static enum status
check_table(struct ics_zones *zones, size_t begin, size_t end)
{
	size_t observances = 0;

	for (size_t i = begin; i <= end; i++) {
		const struct ics_line *line = &zones->lines->at[i];
		struct icalrecurrencetype rule;

		observances += strcmp(line->name, "BEGIN") == 0;
		if (strcmp(line->name, "RRULE") != 0)
			continue;
		rule = icalrecurrencetype_from_string(
		    strchr(line->text, ':') + 1);
		free(rule.rscale);
		if (rule.freq != ICAL_YEARLY_RECURRENCE)
			return refuse(zones, line->number, "the clocks of a "
			    "time zone change by a rule of FREQ=YEARLY");
	}
	if (observances > OBSERVANCES_MAX)
		return refuse(zones, zones->lines->at[begin].number, "this "
		    "time zone has more changes than any place on earth");
	return OK;
}

static icalcomponent *
parse_table(const struct ics_lines *lines, size_t begin, size_t end)
{
	BUF(text, ICS_FILE_MAX * 3);

	for (size_t i = begin; i <= end; i++)
		buf_printf(&text, "%s\r\n", lines->at[i].text);
	return text.failed ? NULL : icalparser_parse_string(buf_text(&text));
}

static enum status
read_table(struct ics_zones *zones, size_t begin, icaltimezone **table)
{
	const size_t end = ics_lines_end(zones->lines, begin);
	icalcomponent *component;
	enum status st = check_table(zones, begin, end);

	if (st != OK)
		return st;
	component = parse_table(zones->lines, begin, end);
	*table = icaltimezone_new();
	if (component != NULL && icalcomponent_isa(component) ==
	    ICAL_VTIMEZONE_COMPONENT &&
	    icalcomponent_count_errors(component) == 0 &&
	    icaltimezone_set_component(*table, component) != 0)
		return OK;
	if (component != NULL)
		icalcomponent_free(component);
	icaltimezone_free(*table, 1);
	return refuse(zones, zones->lines->at[begin].number,
	    "this time zone cannot be read");
}

/* A name from a file as far as it may be shown. */
static const char *
shown(struct arena *arena, const char *text)
{
	char *copy = arena_strndup(arena, text, strnlen(text, TZID_SHOWN));

	for (char *c = copy; *c != '\0'; c++)
		if (*c < ' ' || *c > '~' || *c == '"')
			*c = '?';
	return copy;
}

enum status
ics_zone_find(struct ics_zones *zones, const char *tzid, int line,
    const struct ics_zone **zone)
{
	const struct zone *ours = zone_find(tzid);
	icaltimezone *theirs = NULL;
	size_t table;
	enum status st;

	for (*zone = zones->first; *zone != NULL; *zone = (*zone)->next)
		if (strcmp((*zone)->tzid, tzid) == 0)
			return OK;
	if (ours == NULL) {
		table = find_table(zones->lines, tzid);
		if (table == zones->lines->len)
			return refuse(zones, line, arena_printf(zones->arena,
			    "there is no time zone \"%s\", and the file does "
			    "not explain it; a zone is written like "
			    "Europe/Berlin", shown(zones->arena, tzid)));
		if ((st = read_table(zones, table, &theirs)) != OK)
			return st;
	}
	*zone = add_zone(zones, arena_strdup(zones->arena, tzid), ours,
	    theirs);
	return OK;
}

/* ---- its clock ---- */

static int64_t
offset_at(const struct ics_zone *zone, int64_t at)
{
	struct icaltimetype time;

	if (zone->ours != NULL)
		return zone_period(zone->ours, at).offset;
	time = icaltime_from_timet_with_zone((time_t)at, 0,
	    icaltimezone_get_utc_timezone());
	return icaltimezone_get_utc_offset_of_utc_time(zone->theirs, &time,
	    NULL);
}

int64_t
ics_zone_instant(const struct ics_zone *zone, int64_t wall)
{
	const int64_t before = offset_at(zone, wall - DAY_SECONDS);
	const int64_t after = offset_at(zone, wall + DAY_SECONDS);

	if (offset_at(zone, wall - before) != before &&
	    offset_at(zone, wall - after) == after)
		return wall - after;
	return wall - before;
}

int64_t
ics_zone_wall(const struct ics_zone *zone, int64_t at)
{
	return at + offset_at(zone, at);
}

void
ics_zones_free(struct ics_zones *zones)
{
	for (struct ics_zone *one = zones->first; one != NULL;
	    one = one->next)
		if (one->theirs != NULL)
			icaltimezone_free(one->theirs, 1);
	zones->first = NULL;
}
