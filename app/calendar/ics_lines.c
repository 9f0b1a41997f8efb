#include "calendar/ics_lines.h"

#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "calendar/ics_read.h"

static const char byte_order_mark[] = "\xef\xbb\xbf";

/* The reading of lines. */
struct scan {
	struct arena *arena;
	struct ics_lines *lines;
	struct ics_problem *problem;
	const struct ics_line *open[ICS_DEPTH_MAX]; /* the BEGIN of each */
	int depth;
};

static enum status
refuse(struct scan *scan, int line, const char *text)
{
	*scan->problem = (struct ics_problem){ line, text };
	return INVALID;
}

/* ---- unfolding ---- */

static bool
is_name_byte(char c)
{
	return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
	    (c >= '0' && c <= '9') || c == '-';
}

/* Takes the name off a line; false when it is no property. */
static bool
take_name(struct arena *arena, struct ics_line *line)
{
	size_t len = 0;
	char *name;

	while (is_name_byte(line->text[len]))
		len++;
	if (len == 0 || strchr(":;", line->text[len]) == NULL ||
	    strchr(line->text + len, ':') == NULL)
		return false;
	name = arena_strndup(arena, line->text, len);
	for (size_t i = 0; i < len; i++)
		if (name[i] >= 'a' && name[i] <= 'z')
			name[i] = (char)(name[i] - 'a' + 'A');
	line->name = name;
	return true;
}

/* Copies a line and those folded behind it to *to, with a NUL; returns where
 * the next one begins. */
static const char *
unfold(const char *from, const char *end, char **to, int *number)
{
	do {
		const char *stop = memchr(from, '\n', (size_t)(end - from));
		const char *next = stop == NULL ? end : stop + 1;
		size_t len = (size_t)((stop == NULL ? end : stop) - from);

		if (len > 0 && from[len - 1] == '\r')
			len--;
		memcpy(*to, from, len);
		*to += len;
		(*number)++;
		/* The space that folds is no part of the line. */
		from = next < end && (*next == ' ' || *next == '\t') ?
		    next + 1 : next;
		if (from == next)
			break;
	} while (from < end);
	*(*to)++ = '\0';
	return from;
}

static size_t
count_lines(const char *bytes, size_t len)
{
	size_t count = 1;

	for (size_t i = 0; i < len; i++)
		count += bytes[i] == '\n';
	return count;
}

/* ---- components ---- */

bool
ics_line_is(const struct ics_line *line, const char *which,
    const char *component)
{
	return strcmp(line->name, which) == 0 &&
	    text_same_nocase(line->text + strlen(which) + 1, component);
}

static enum status
open_component(struct scan *scan, const struct ics_line *line)
{
	if (scan->depth == ICS_DEPTH_MAX)
		return refuse(scan, line->number, "more components in each "
		    "other than any calendar has");
	if (scan->depth == 0 && !ics_line_is(line, "BEGIN", "VCALENDAR"))
		return refuse(scan, line->number, "a calendar begins with "
		    "BEGIN:VCALENDAR");
	scan->open[scan->depth++] = line;
	return OK;
}

static enum status
close_component(struct scan *scan, struct ics_line *line)
{
	const char *name = line->text + strlen("END:");
	const struct ics_line *begin;

	if (scan->depth == 0)
		return refuse(scan, line->number, "nothing is open that could "
		    "end here");
	begin = scan->open[--scan->depth];
	line->depth = scan->depth;
	if (ics_line_is(begin, "BEGIN", name))
		return OK;
	return refuse(scan, line->number, arena_printf(scan->arena, "this "
	    "does not end what begins in line %d; the file is damaged",
	    begin->number));
}

static enum status
place_line(struct scan *scan, struct ics_line *line)
{
	line->depth = scan->depth;
	if (!take_name(scan->arena, line))
		return refuse(scan, line->number, scan->lines->len == 0 ?
		    "a calendar begins with BEGIN:VCALENDAR" :
		    "this is no property; NAME:VALUE is expected");
	if (strcmp(line->name, "BEGIN") == 0)
		return open_component(scan, line);
	if (strcmp(line->name, "END") == 0)
		return close_component(scan, line);
	if (scan->depth == 0)
		return refuse(scan, line->number,
		    "a calendar begins with BEGIN:VCALENDAR");
	return OK;
}

enum status
ics_lines_read(struct arena *arena, const char *bytes, size_t len,
    struct ics_lines *lines, struct ics_problem *problem)
{
	struct scan scan = { .arena = arena, .lines = lines,
		.problem = problem };
	const char *nul = memchr(bytes, '\0', len);
	const char *from = bytes;
	const char *end = bytes + len;
	char *to = arena_alloc(arena, 2 * len + 2);
	int number = 1;

	*lines = (struct ics_lines){ arena_array(arena,
	    count_lines(bytes, len), sizeof(struct ics_line)), 0 };
	if (nul != NULL)
		return refuse(&scan, (int)count_lines(bytes,
		    (size_t)(nul - bytes)), "a zero byte: this is no text");
	if (len >= 3 && memcmp(from, byte_order_mark, 3) == 0)
		from += 3;
	while (from < end) {
		struct ics_line *line = &lines->at[lines->len];

		*line = (struct ics_line){ .number = number, .text = to };
		from = unfold(from, end, &to, &number);
		if (*line->text == '\0')
			continue;
		if (place_line(&scan, line) != OK)
			return INVALID;
		lines->len++;
	}
	if (scan.depth > 0)
		return refuse(&scan, scan.open[scan.depth - 1]->number, "what "
		    "begins here has no end; the file is cut off");
	if (lines->len == 0)
		return refuse(&scan, 0, "the file is empty; a calendar begins "
		    "with BEGIN:VCALENDAR");
	return OK;
}

size_t
ics_lines_end(const struct ics_lines *lines, size_t begin)
{
	size_t i = begin + 1;

	while (lines->at[i].depth != lines->at[begin].depth)
		i++;
	return i;
}
