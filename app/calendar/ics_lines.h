#ifndef CALENDAR_ICS_LINES_H
#define CALENDAR_ICS_LINES_H

#include <stdbool.h>
#include <stddef.h>

#include "base/status.h"

struct arena;
struct ics_problem;

/*
 * The content lines of an iCalendar file (RFC 5545, 3.1), unfolded, and the
 * components they stand in. Private to the reader.
 */
enum { ICS_DEPTH_MAX = 8 };

struct ics_line {
	int number;       /* of its first line in the file, from 1 */
	int depth;        /* components around it; of a BEGIN or END: outside */
	const char *name; /* of the property, in upper case */
	const char *text; /* the whole line */
};

struct ics_lines {
	struct ics_line *at;
	size_t len;
};

/* OK, or INVALID with *problem: a NUL, a line that is no property, a component
 * that is not closed, or not where one may stand. In arena. */
enum status ics_lines_read(struct arena *arena, const char *bytes, size_t len,
    struct ics_lines *lines, struct ics_problem *problem);

/* Whether a line begins or ends ("BEGIN", "END") a component of this name. */
bool ics_line_is(const struct ics_line *line, const char *which,
    const char *component);

/* The index of the END that belongs to the BEGIN at an index. */
size_t ics_lines_end(const struct ics_lines *lines, size_t begin);

#endif
