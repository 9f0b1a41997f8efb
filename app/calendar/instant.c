#include "calendar/instant.h"

#include <assert.h>
#include <stdbool.h>

#include "base/arena.h"
#include "calendar/zone.h"

static const char *const month_names[] = { "January", "February", "March",
	"April", "May", "June", "July", "August", "September", "October",
	"November", "December" };

static const char *const weekday_names[] = { "Monday", "Tuesday",
	"Wednesday", "Thursday", "Friday", "Saturday", "Sunday" };

/* len digits as a number; false if one of them is none. */
static bool
digits(const char *text, int len, int *number)
{
	int sum = 0;

	for (int i = 0; i < len; i++) {
		if (text[i] < '0' || text[i] > '9')
			return false;
		sum = sum * 10 + (text[i] - '0');
	}
	*number = sum;
	return true;
}

/* Whether a text has this form, in which d is a digit. */
static bool
has_form(const char *text, const char *form)
{
	if (strlen(text) != strlen(form))
		return false;
	for (size_t i = 0; form[i] != '\0'; i++)
		if (form[i] != 'd' && text[i] != form[i])
			return false;
	return true;
}

/* Reads "2026-11-24T09:30", with seconds where there are some. */
static enum status
read_civil(const char *text, bool seconds, struct civil *civil)
{
	struct civil read = { 0 };

	if (!digits(text, 4, &read.year) || !digits(text + 5, 2, &read.month) ||
	    !digits(text + 8, 2, &read.day) ||
	    !digits(text + 11, 2, &read.hour) ||
	    !digits(text + 14, 2, &read.minute) ||
	    (seconds && !digits(text + 17, 2, &read.second)))
		return INVALID;
	if (read.year < 1970 || read.year > 2100 || !civil_is_real(&read))
		return INVALID;
	*civil = read;
	return OK;
}

enum status
instant_parse(const char *text, int64_t *at)
{
	struct civil civil;

	if (!has_form(text, "dddd-dd-ddTdd:dd:ddZ") ||
	    read_civil(text, true, &civil) != OK)
		return INVALID;
	*at = civil_seconds(&civil);
	return OK;
}

enum status
wall_parse(const char *text, struct civil *civil)
{
	if (has_form(text, "dddd-dd-ddTdd:dd"))
		return read_civil(text, false, civil);
	if (has_form(text, "dddd-dd-ddTdd:dd:dd"))
		return read_civil(text, true, civil);
	return INVALID;
}

/* Writes len digits and returns what follows them. */
static char *
put_digits(char *text, int len, int number)
{
	for (int i = len - 1; i >= 0; i--) {
		text[i] = (char)('0' + number % 10);
		number /= 10;
	}
	return text + len;
}

void
instant_format(int64_t at, char text[INSTANT_TEXT_SIZE])
{
	struct civil civil = civil_from_seconds(at);

	assert(civil.year >= 0 && civil.year <= 9999);
	text = put_digits(text, 4, civil.year);
	*text++ = '-';
	text = put_digits(text, 2, civil.month);
	*text++ = '-';
	text = put_digits(text, 2, civil.day);
	*text++ = 'T';
	text = put_digits(text, 2, civil.hour);
	*text++ = ':';
	text = put_digits(text, 2, civil.minute);
	*text++ = ':';
	text = put_digits(text, 2, civil.second);
	*text++ = 'Z';
	*text = '\0';
}

/* Whether the clock shows this instant's reading at another instant too. */
static bool
is_shown_twice(const struct zone *zone, int64_t at)
{
	struct zone_period now = zone_period(zone, at);
	int64_t wall = at + now.offset;
	struct zone_period other;

	if (now.from_at != INT64_MIN) {
		other = zone_period(zone, now.from_at - 1);
		if (wall < other.to_at + other.offset)
			return true;
	}
	if (now.to_at != INT64_MAX) {
		other = zone_period(zone, now.to_at);
		if (wall >= other.from_at + other.offset)
			return true;
	}
	return false;
}

/* "UTC+5:30", "UTC−4" (with a true minus sign, read as one), "UTC". */
static char *
offset_text(struct arena *arena, const struct zone *zone, int64_t at)
{
	int offset = zone_period(zone, at).offset;
	const char *sign = offset < 0 ? "\xe2\x88\x92" : "+";
	int minutes = (offset < 0 ? -offset : offset) / 60;

	if (minutes == 0)
		return arena_strdup(arena, "UTC");
	if (minutes % 60 == 0)
		return arena_printf(arena, "UTC%s%d", sign, minutes / 60);
	return arena_printf(arena, "UTC%s%d:%02d", sign, minutes / 60,
	    minutes % 60);
}

static char *
time_text(struct arena *arena, const struct zone *zone, int64_t at,
    bool with_offset)
{
	struct civil civil;

	zone_civil(zone, at, &civil);
	if (!with_offset)
		return arena_printf(arena, "%02d:%02d", civil.hour, civil.minute);
	return arena_printf(arena, "%02d:%02d (%s)", civil.hour, civil.minute,
	    offset_text(arena, zone, at));
}

char *
label_day(struct arena *arena, const struct zone *zone, int64_t at)
{
	struct civil civil;

	zone_civil(zone, at, &civil);
	return arena_printf(arena, "%s %d %s %d", weekday_names[civil.weekday],
	    civil.day, month_names[civil.month - 1], civil.year);
}

char *
label_time(struct arena *arena, const struct zone *zone, int64_t at)
{
	return time_text(arena, zone, at, is_shown_twice(zone, at));
}

char *
label_span(struct arena *arena, const struct zone *zone, int64_t from,
    int64_t to)
{
	bool changes = zone_period(zone, from).offset !=
	    zone_period(zone, to).offset;
	char *begin = time_text(arena, zone, from,
	    changes || is_shown_twice(zone, from));
	char *end = time_text(arena, zone, to,
	    changes || is_shown_twice(zone, to));
	int64_t days = zone_day(zone, to) - zone_day(zone, from);

	if (days == 0)
		return arena_printf(arena, "%s to %s", begin, end);
	if (days == 1)
		return arena_printf(arena, "%s to %s the next day", begin, end);
	return arena_printf(arena, "%s to %s on %s", begin, end,
	    label_day(arena, zone, to));
}

char *
label_slot(struct arena *arena, const struct zone *zone, int64_t from,
    int64_t to)
{
	return arena_printf(arena, "%s, %s, %s", label_day(arena, zone, from),
	    label_span(arena, zone, from, to), zone_name(zone));
}

char *
label_moment(struct arena *arena, const struct zone *zone, int64_t at)
{
	struct civil civil;

	zone_civil(zone, at, &civil);
	if (is_shown_twice(zone, at))
		return arena_printf(arena, "%d %s %d, %s", civil.day,
		    month_names[civil.month - 1], civil.year,
		    time_text(arena, zone, at, true));
	return arena_printf(arena, "%d %s %d, %02d:%02d", civil.day,
	    month_names[civil.month - 1], civil.year, civil.hour,
	    civil.minute);
}
