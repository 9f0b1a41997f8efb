#ifndef CONTENT_GUIDES_H
#define CONTENT_GUIDES_H

#include <stddef.h>
#include <stdint.h>

#include "base/html.h"
#include "base/status.h"

struct arena;
struct claim;
struct claim_register;

/*
 * The guides: Markdown files with front matter in assets/guides, rendered
 * once. A file name is the slug; front matter gives the rest. Broken files are
 * refused with file and line, none is skipped.
 */
struct guide_section {
	const char *id;    /* set by the author: "## Heading {#id}" */
	const char *title; /* plain text */
	int level;         /* 2 or 3 */
	const char *text;  /* plain, from this heading to the next: within */
	size_t text_len;   /* the guide's text, so it does not end in a NUL */
};

/* A claim a guide rests on. */
struct guide_note {
	int number; /* from 1, in the order of first citing */
	int uses;   /* how often it is cited */
	const struct claim *claim;
	const char *section; /* id of the section that cites it first, or "" */
};

struct guide {
	const char *slug;
	const char *title;
	const char *summary;    /* one sentence, for lists and descriptions */
	int64_t order;          /* place in the list, from 1 */
	const char *published;  /* "2026-11-21" */
	const char *updated;
	const char *checked;    /* when the facts were last checked */
	const char *published_label; /* "21 November 2026" */
	const char *updated_label;
	const char *checked_label;
	int reading_minutes;    /* rule G4: words / 210, up; tables, code half */
	int word_count;         /* of both, the text alone: no notes */
	struct {
		const struct guide_section *at;
		size_t len;
	} sections;
	struct safe_html html;
	struct {
		const struct guide_note *at;
		size_t len;
	} notes;
	/* The notes as a section with the heading {#notes}, to stand behind
	 * html, whose numbers lead to it; empty without notes. */
	struct safe_html notes_html;
	const char *text;       /* plain text, for search */
	const char *prefill;    /* query for /assessment, "hard=rules&life=long",
	                         * or "" */
};

struct guides {
	const struct guide *at; /* sorted by order */
	size_t len;
};

/*
 * Loads ASSETS/guides/?*.md into arena. OK, or INVALID (a file is wrong),
 * NOT_FOUND (no folder or no guide), FAILED (cannot be read); the reason is
 * on standard error as "file:line: what, how to mend it". claims are what
 * they may cite; it must live as long as the guides.
 */
enum status guides_load(struct arena *arena, const char *assets,
    const struct claim_register *claims, struct guides *guides);

/* The guide with this slug, or NULL. */
const struct guide *guides_find(const struct guides *guides, const char *slug);

/* The last day on which one of them was updated, "2026-11-21". */
const char *guides_updated(const struct guides *guides);

/* The section with this id, or NULL. */
const struct guide_section *guide_section_find(const struct guide *guide,
    const char *id);

#endif
