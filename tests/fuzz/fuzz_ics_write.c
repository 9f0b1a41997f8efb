/*
 * The calendar writer's laws, over any texts and times:
 *  - lines of at most 75 bytes end in CR LF, no character is cut in two;
 *  - a reader of our own finds one event in it, with each text as it was given
 *    but for control bytes, and with nothing that a text brought in;
 *  - addresses and names stay within their lines and quotation marks;
 *  - our reader of calendar files sees the same time as busy.
 */
#include <stdbool.h>

#include "base/buf.h"
#include "calendar/ics.h"
#include "calendar/ics_read.h"
#include "calendar/zone.h"
#include "pieces.h"

enum { LINES_MAX = 64 };

/* 2026-11-23. */
static const int64_t from_at = 1795392000;

/* The file's lines, unfolded. */
struct lines {
	const char *at[LINES_MAX];
	size_t len;
};

/* ---- reading ---- */

static void
add_line(struct arena *arena, struct lines *lines, struct buf *line)
{
	law(lines->len < LINES_MAX, "no line more than we write");
	lines->at[lines->len++] = arena_strdup(arena, buf_text(line));
	buf_reset(line);
}

static void
read_lines(struct arena *arena, const char *file, struct lines *lines)
{
	BUF(line, SIZE_MAX);

	while (*file != '\0') {
		const char *end = strstr(file, "\r\n");
		size_t len = end == NULL ? 0 : (size_t)(end - file);

		law(end != NULL, "each line ends in CR LF");
		law(len > 0 && len <= 75, "and has its limit");
		law(text_is_utf8(file, len), "no character is cut in two");
		for (size_t i = 0; i < len; i++)
			law((unsigned char)file[i] >= ' ' || file[i] == '\t',
			    "a line holds no control byte");
		if (*file != ' ' && line.len > 0)
			add_line(arena, lines, &line);
		law(*file != ' ' || line.len > 0, "the first is no fold");
		buf_add(&line, *file == ' ' ? file + 1 : file,
		    *file == ' ' ? len - 1 : len);
		file = end + 2;
	}
	add_line(arena, lines, &line);
}

/* The value of a property, behind its name and parameters; NULL: none. */
static const char *
find(const struct lines *lines, const char *name)
{
	const char *found = NULL;
	size_t len = strlen(name);

	for (size_t i = 0; i < lines->len; i++) {
		if (text_starts(lines->at[i], "BEGIN:VALARM"))
			break;
		if (!text_starts(lines->at[i], name) ||
		    strchr(":;", lines->at[i][len]) == NULL)
			continue;
		law(found == NULL, "a property stands once");
		found = lines->at[i] + len;
	}
	return found;
}

/* A value of type TEXT as it was meant (RFC 5545, 3.3.11). */
static const char *
meant(struct arena *arena, const char *value)
{
	char *text = arena_alloc(arena, strlen(value) + 1);
	char *to = text;

	for (; *value != '\0'; value++) {
		law(strchr(",;", *value) == NULL, "a text's , and ; are escaped");
		if (*value != '\\') {
			*to++ = *value;
			continue;
		}
		value++;
		law(*value != '\0' && strchr("\\,;nN\"", *value) != NULL,
		    "an escape is one there is");
		*to++ = *value == 'n' || *value == 'N' ? '\n' : *value;
	}
	return text;
}

/* What is left of a text that was given. */
static const char *
expected(struct arena *arena, const char *text)
{
	char *clean = arena_alloc(arena, strlen(text) + 1);
	char *to = clean;

	for (; *text != '\0'; text++) {
		unsigned char c = (unsigned char)*text;

		if (c == '\r' && text[1] == '\n')
			continue;
		if (c == '\r')
			c = '\n';
		*to++ = (c < ' ' && c != '\n' && c != '\t') || c == 0x7f ?
		    ' ' : (char)c;
	}
	return clean;
}

/* ---- laws ---- */

static void
check_text(struct arena *arena, const struct lines *lines, const char *name,
    const char *given)
{
	const char *value = find(lines, name);

	law((value == NULL) == (*given == '\0'), "an empty text is left out");
	if (value == NULL)
		return;
	law(*value == ':', "a text has no parameter");
	law(strcmp(meant(arena, value + 1), expected(arena, given)) == 0,
	    "a text comes back");
}

/* "ORGANIZER;CN="a b":mailto:x": a name in quotation marks or without any
 * need of them, an address of visible characters. */
static void
check_person(const struct lines *lines, const char *name, bool wanted)
{
	const char *value = find(lines, name);
	bool quoted = false;

	law((value != NULL) == wanted, "who is wanted is there");
	if (value == NULL)
		return;
	for (; quoted || *value != ':'; value++) {
		law(*value != '\0', "a value follows the parameters");
		quoted ^= *value == '"';
	}
	law(text_starts(value, ":mailto:"), "an address is one of mail");
	for (; *value != '\0'; value++)
		law(*value > ' ' && *value < 0x7f && *value != '"',
		    "of visible characters");
}

/* One event, its alarms, and nothing else. */
static void
check_components(const struct lines *lines, const struct ics_event *event)
{
	size_t alarms = 0;
	size_t events = 0;
	size_t ends = 0;

	for (size_t i = 0; i < lines->len; i++) {
		alarms += strcmp(lines->at[i], "BEGIN:VALARM") == 0;
		events += strcmp(lines->at[i], "BEGIN:VEVENT") == 0;
		ends += text_starts(lines->at[i], "END:");
		law(!text_starts(lines->at[i], "BEGIN:") || ends == 0 ||
		    alarms == 2, "nothing else begins");
	}
	law(events == 1, "one event");
	law(alarms == (event->alarms && event->method != ICS_CANCEL ? 2 : 0),
	    "its alarms");
	law(ends == 2 + alarms, "and all of it ends");
	law(strcmp(lines->at[0], "BEGIN:VCALENDAR") == 0 &&
	    strcmp(lines->at[lines->len - 1], "END:VCALENDAR") == 0,
	    "in one calendar");
}

/* What our reader makes of it. */
static void
check_busy(struct arena *arena, const struct buf *file,
    const struct ics_event *event)
{
	const struct ics_range range = { from_at - 86400,
		from_at + 400 * INT64_C(86400), zone_find("Europe/Berlin") };
	struct ics_problem problem;
	struct ics_busy busy;

	law(ics_read(arena, file->data, file->len, &range, &busy, &problem) ==
	    OK, "our reader takes it");
	if (event->method == ICS_CANCEL) {
		law(busy.len == 0, "a cancelled call takes no time");
		return;
	}
	law(busy.len == 1 && busy.at[0].starts_at == event->starts_at &&
	    busy.at[0].ends_at == event->ends_at, "and sees its time");
}

static void
check_file(struct arena *arena, struct buf *file,
    const struct ics_event *event)
{
	bool asked = event->method == ICS_REQUEST ||
	    event->method == ICS_CANCEL;
	struct lines lines = { .len = 0 };

	law(!file->failed, "it fits");
	read_lines(arena, buf_text(file), &lines);
	check_components(&lines, event);
	check_text(arena, &lines, "UID", event->uid);
	check_text(arena, &lines, "SUMMARY", event->summary);
	check_text(arena, &lines, "DESCRIPTION", event->description);
	check_text(arena, &lines, "LOCATION", event->location);
	check_person(&lines, "ORGANIZER", *event->organizer.email != '\0');
	check_person(&lines, "ATTENDEE",
	    asked && *event->attendee.email != '\0');
	check_busy(arena, file, event);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct pieces pieces = { data, size };
	BUF(file, 1 << 20);
	ARENA(arena);
	unsigned flags = (unsigned)piece_number(&pieces, 1);
	struct ics_event event = {
		.method = (enum ics_method)(1 + flags % 4),
		.tentative = flags & 16,
		.alarms = flags & 32,
		.sequence = (int)piece_number(&pieces, 1),
		.starts_at = from_at + (int64_t)(piece_number(&pieces, 3)),
		.stamp_at = from_at,
	};

	event.ends_at = event.starts_at + 1 +
	    (int64_t)piece_number(&pieces, 2);
	event.summary = piece_text(arena, &pieces);
	event.description = piece_text(arena, &pieces);
	event.location = piece_text(arena, &pieces);
	event.uid = arena_printf(arena, "a%s", piece_text(arena, &pieces));
	event.url = piece_text(arena, &pieces);
	event.organizer.name = piece_text(arena, &pieces);
	event.organizer.email = piece_text(arena, &pieces);
	event.attendee.name = piece_text(arena, &pieces);
	event.attendee.email = piece_text(arena, &pieces);
	ics_write(&event, &file);
	check_file(arena, &file, &event);
	return 0;
}
