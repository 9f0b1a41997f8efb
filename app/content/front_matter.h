#ifndef CONTENT_FRONT_MATTER_H
#define CONTENT_FRONT_MATTER_H

#include <stddef.h>
#include <stdint.h>

#include "base/status.h"

struct arena;

/*
 * The head of a guide's file, YAML between two lines "---":
 *
 *	---
 *	title: How to choose
 *	summary: One sentence for lists and search engines.
 *	order: 1
 *	published: 2026-11-21
 *	updated: 2026-11-21
 *	checked: 2026-11-21
 *	prefill: hard=rules&life=long
 *	---
 *
 * checked is when the facts were last looked at; prefill, which may be left
 * out, preselects answers of the assessment.
 */
struct front_matter {
	const char *title;
	const char *summary;
	int64_t order;
	const char *published;
	const char *updated;
	const char *checked;
	const char *prefill; /* "" when absent */
};

/* The Markdown behind the front matter, borrowed from the file's bytes. */
struct front_matter_body {
	const char *text;
	size_t len;
	int first_line;
};

/*
 * Reads the head of a file's bytes. OK, or INVALID with "file:line: what" on
 * standard error: no front matter, YAML that config/yaml.h refuses, a title
 * over 80 or a summary over 200 characters, an order outside 1 to 999, dates
 * that do not exist or run backwards, a prefill with unknown questions.
 */
enum status front_matter_read(struct arena *arena, const char *file,
    const char *bytes, size_t len, struct front_matter *front,
    struct front_matter_body *body);

#endif
