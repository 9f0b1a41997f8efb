#include "calendar/ics_read.h"

#include <libical/ical.h>

#include "base/arena.h"
#include "calendar/ics_event.h"

/* ---- busy times put together ---- */

static int
by_start(const void *a, const void *b)
{
	const struct ics_span *one = a;
	const struct ics_span *other = b;

	return (one->starts_at > other->starts_at) -
	    (one->starts_at < other->starts_at);
}

/* Puts the spans in order and joins those that meet. */
static void
join_spans(struct ics_reading *reading, struct ics_busy *busy)
{
	struct ics_span *at = reading->spans;
	size_t len = 0;

	if (reading->spans_len > 0)
		qsort(at, reading->spans_len, sizeof(*at), by_start);
	for (size_t i = 0; i < reading->spans_len; i++) {
		if (len == 0 || at[i].starts_at > at[len - 1].ends_at)
			at[len++] = at[i];
		else if (at[i].ends_at > at[len - 1].ends_at)
			at[len - 1].ends_at = at[i].ends_at;
	}
	busy->at = at;
	busy->len = len;
}

/* ---- the file ---- */

static enum status
read_sources(struct ics_reading *reading, struct ics_source **sources,
    size_t *len)
{
	const struct ics_lines *lines = &reading->lines;
	size_t count = 0;
	enum status st = OK;

	for (size_t i = 0; i < lines->len; i++)
		count += ics_line_is(&lines->at[i], "BEGIN", "VEVENT");
	*sources = arena_array(reading->arena, count, sizeof(**sources));
	*len = 0;
	for (size_t i = 0; i < lines->len && st == OK; i++)
		if (lines->at[i].depth == 1 &&
		    ics_line_is(&lines->at[i], "BEGIN", "VEVENT"))
			st = ics_source_read(reading, i, &(*sources)[(*len)++]);
	return st;
}

static enum status
read_file(struct ics_reading *reading, struct ics_busy *busy)
{
	struct ics_source *sources;
	size_t len;
	enum status st = read_sources(reading, &sources, &len);

	for (size_t i = 0; i < len && st == OK; i++)
		if (sources[i].counts)
			st = ics_source_expand(reading, &sources[i], sources,
			    len);
	busy->events = len;
	if (len > 0 && sources[0].uid != NULL)
		busy->uid = sources[0].uid;
	if (st == OK)
		join_spans(reading, busy);
	return st;
}

enum status
ics_read(struct arena *arena, const char *bytes, size_t len,
    const struct ics_range *range, struct ics_busy *busy,
    struct ics_problem *problem)
{
	struct ics_reading reading = {
		.arena = arena,
		.range = range,
		.problem = problem,
		.zones = { arena, &reading.lines, problem, NULL },
		.began = clock(),
	};
	enum status st;

	*busy = (struct ics_busy){ .uid = "" };
	*problem = (struct ics_problem){ 0, "" };
	if (len > ICS_FILE_MAX) {
		problem->text = "the file is larger than 1 MiB; export only "
		    "the calendar that says when you are busy";
		return INVALID;
	}
	icalerror_set_errors_are_fatal(0);
	st = ics_lines_read(arena, bytes, len, &reading.lines, problem);
	if (st == OK) {
		reading.spans = arena_array(arena, ICS_SPANS_MAX,
		    sizeof(*reading.spans));
		st = read_file(&reading, busy);
	}
	ics_zones_free(&reading.zones);
	icalmemory_free_ring();
	return st;
}
