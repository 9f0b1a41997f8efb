#include "domain/hours.h"

#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "calendar/zone.h"

enum { DAY_MINUTES = 1440 };

static const char long_dash[] = "\xe2\x80\x93";

int
hours_clock(const char *text)
{
	static const char form[] = "dd:dd";
	int hours;
	int minutes;

	if (strlen(text) != sizeof(form) - 1)
		return -1;
	for (size_t i = 0; form[i] != '\0'; i++)
		if (form[i] == 'd' ? text[i] < '0' || text[i] > '9' :
		    text[i] != form[i])
			return -1;
	hours = (text[0] - '0') * 10 + (text[1] - '0');
	minutes = (text[3] - '0') * 10 + (text[4] - '0');
	if (minutes > 59 || hours * 60 + minutes > DAY_MINUTES)
		return -1;
	return hours * 60 + minutes;
}

enum status
hours_window(struct arena *arena, const char *text, struct window *window)
{
	const char *dash = strstr(text, long_dash);
	size_t dash_len = sizeof(long_dash) - 1;

	if (dash == NULL) {
		dash = strchr(text, '-');
		dash_len = 1;
	}
	if (dash == NULL)
		return INVALID;
	window->from_minute = hours_clock(text_trim(arena,
	    arena_strndup(arena, text, (size_t)(dash - text))));
	window->to_minute = hours_clock(text_trim(arena, dash + dash_len));
	return window->from_minute >= 0 &&
	    window->to_minute > window->from_minute ? OK : INVALID;
}

/* What is wrong with the next stretch of a list, or NULL; the one in front of
 * it ended at the minute after. */
static const char *
window_problem(struct arena *arena, const char *text, int slot_minutes,
    int after, struct window *window)
{
	if (hours_window(arena, text, window) != OK)
		return arena_printf(arena, "\"%s\" is not a stretch of time. "
		    "Write start and end in 24 hours, like 09:00-12:30; the "
		    "end of the day is 24:00.", text);
	if (window->from_minute < after)
		return arena_printf(arena, "\"%s\" begins before the stretch "
		    "in front of it ends. Put them in order, without overlap.",
		    text);
	if (window->to_minute - window->from_minute < slot_minutes)
		return arena_printf(arena, "\"%s\" is too short for a call of "
		    "%d minutes. Please lengthen it.", text, slot_minutes);
	return NULL;
}

enum status
hours_read(struct arena *arena, const char *text, int slot_minutes,
    struct windows *windows, const char **problem)
{
	*windows = (struct windows){ arena_array(arena, HOURS_WINDOWS_MAX,
	    sizeof(struct window)), 0 };
	*problem = NULL;
	for (int after = 0;;) {
		const size_t len = strcspn(text, ",");
		const char *one = text_trim(arena,
		    arena_strndup(arena, text, len));
		struct window window = { 0 };

		*problem = windows->len == HOURS_WINDOWS_MAX ?
		    arena_printf(arena, "These are more than %d stretches of "
		    "time. Please join some of them.", HOURS_WINDOWS_MAX) :
		    window_problem(arena, one, slot_minutes, after, &window);
		if (*problem != NULL)
			return INVALID;
		windows->at[windows->len++] = window;
		after = window.to_minute;
		if (text[len] == '\0')
			return OK;
		text += len + 1;
	}
}

char *
hours_text(struct arena *arena, const struct windows *windows)
{
	char *text = arena_strdup(arena, "");

	for (size_t i = 0; i < windows->len; i++) {
		const struct window *one = &windows->at[i];

		text = arena_printf(arena, "%s%s%02d:%02d-%02d:%02d", text,
		    i == 0 ? "" : ", ", one->from_minute / 60,
		    one->from_minute % 60, one->to_minute / 60,
		    one->to_minute % 60);
	}
	return text;
}

enum status
override_read(struct arena *arena, int64_t day, const char *zone,
    const char *hours, struct override *override)
{
	const struct zone *found = zone_find(zone);
	const char *problem;

	*override = (struct override){ .day = day, .zone = found };
	if (found == NULL) {
		override->zone = zone_find("UTC");
		return INVALID;
	}
	/* A call may have been made longer since; its hours still stand. */
	if (*hours == '\0' ||
	    hours_read(arena, hours, 1, &override->windows, &problem) == OK)
		return OK;
	override->windows.len = 0;
	return INVALID;
}

const char *
override_zone(const struct override *override)
{
	return zone_name(override->zone);
}
