#ifndef TESTS_ICS_BUSY_H
#define TESTS_ICS_BUSY_H

/*
 * Calendar files for the tests of their reader, and what they block as text.
 */
#include "test.h"

#include "base/arena.h"
#include "base/text.h"
#include "calendar/ics_read.h"
#include "calendar/instant.h"
#include "calendar/zone.h"

/* A calendar of one event, and of any. */
#define CALENDAR(components) "BEGIN:VCALENDAR\r\n" components "END:VCALENDAR\r\n"
#define EVENT(lines) "BEGIN:VEVENT\r\n" lines "END:VEVENT\r\n"
#define ONE(lines) CALENDAR(EVENT(lines))

/* Monday 23 November to Thursday 24 December 2026, for an owner in Berlin. */
static inline struct ics_range
some_weeks(void)
{
	struct ics_range range = { .zone = zone_find("Europe/Berlin") };

	assert_non_null(range.zone);
	assert_status(instant_parse("2026-11-23T00:00:00Z", &range.from_at),
	    OK);
	assert_status(instant_parse("2026-12-24T00:00:00Z", &range.to_at), OK);
	return range;
}

/* "20261124T083000/20261124T093000 ", in UTC, without the punctuation. */
static inline const char *
spans_text(struct arena *arena, const struct ics_busy *busy)
{
	char *text = arena_strdup(arena, "");

	for (size_t i = 0; i < busy->len; i++) {
		const int64_t ends[] = { busy->at[i].starts_at,
			busy->at[i].ends_at };

		for (size_t j = 0; j < 2; j++) {
			char at[INSTANT_TEXT_SIZE];

			instant_format(ends[j], at);
			text = arena_printf(arena, "%s%.4s%.2s%.2sT%.2s%.2s%s",
			    text, at, at + 5, at + 8, at + 11, at + 14,
			    j == 0 ? "/" : " ");
		}
	}
	return text;
}

/* What a file blocks in some weeks; it must be good. */
static inline const char *
busy_of(struct arena *arena, const char *file)
{
	const struct ics_range range = some_weeks();
	struct ics_problem problem;
	struct ics_busy busy;

	if (ics_read(arena, file, strlen(file), &range, &busy, &problem) != OK)
		fail_msg("line %d: %s", problem.line, problem.text);
	return spans_text(arena, &busy);
}

/* The file is refused, in this line, with words that hold these. */
static inline void
assert_refused(const char *file, size_t len, int line, const char *words)
{
	const struct ics_range range = some_weeks();
	struct ics_problem problem;
	struct ics_busy busy;
	ARENA(arena);

	assert_status(ics_read(arena, file, len, &range, &busy, &problem),
	    INVALID);
	if (problem.line != line || strstr(problem.text, words) == NULL)
		fail_msg("line %d: %s\ninstead of line %d: %s", problem.line,
		    problem.text, line, words);
	for (const char *c = problem.text; *c != '\0'; c++)
		assert_in_range(*c, ' ', '~');
	assert_int_equal(busy.len, 0);
}

#endif
