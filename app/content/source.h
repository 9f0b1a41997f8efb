#ifndef CONTENT_SOURCE_H
#define CONTENT_SOURCE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/status.h"

/*
 * A Markdown source and its lines. md4c tells no line numbers, but the texts
 * it hands out point into the source: from a place in it comes the line.
 */
struct source {
	const char *text; /* borrowed */
	size_t len;
	const char *file; /* as messages shall call it */
	int first_line;   /* the file's line on which text begins, from 1 */
	/* Where the last question was, so that asking in order stays linear. */
	const char *asked;
	int asked_line;
};

/* A line without its line break; at is NULL behind the last one. */
struct line {
	const char *at;
	size_t len;
};

struct source source_new(const char *text, size_t len, const char *file,
    int first_line);

/* Whether a place is within the source. */
bool source_has(const struct source *source, const char *at);

/* The file's line of a place within the source. */
int source_line(struct source *source, const char *at);

/* The line a place is on; NULL is before the first: then the first line. */
struct line source_line_at(const struct source *source, const char *at);

/* The line after this one. */
struct line source_next(const struct source *source, struct line line);

/*
 * OK, or INVALID with the line on standard error: not UTF-8, or a control
 * byte other than tab and line break.
 */
enum status source_check(const struct source *source);

#endif
