#ifndef WEB_VIEWS_CONTENT_H
#define WEB_VIEWS_CONTENT_H

#include <stdbool.h>
#include <stddef.h>

#include "web/views_assessment.h"
#include "web/views_page.h"

/*
 * What the templates of stacks, comparisons and the registers are given; see
 * views.h.
 */

/* A link in a list, with a line about what it leads to. */
struct pointer_view {
	const char *href;
	const char *title;
	const char *text; /* "" for a title that says it all */
};

struct pointers_view {
	const struct pointer_view *at;
	size_t len;
};

/* templates/statement.html: view statement; a sentence of a profile and
 * what it rests on */
struct statement_view {
	const char *text;
	const char *status; /* how far to trust it: "contested", or "" where
	                     * all its claims hold */
	bool own;           /* our own knowledge or inference */
	bool silent;        /* says that our sources say nothing */
	struct {
		const struct claim_link_view *at;
		size_t len;
	} claims;
};

struct statements_view {
	const struct statement_view *at;
	size_t len;
};

/* templates/stacks.html: view stacks_page */
struct stack_card_view {
	const char *id;
	const char *href;
	const char *name;
	const char *summary;
	struct pointers_view comparisons;
};

struct stacks_view {
	struct page page;
	struct {
		const struct stack_card_view *at;
		size_t len;
	} stacks;
	const char *count; /* "six" */
};

/* templates/stack.html: view stack_page */
struct profile_row_view {
	const char *id;
	const char *label;
	struct statements_view statements;
};

struct stack_view {
	struct page page;
	const char *name;
	const char *summary;
	const char *checked;     /* "21 November 2026" */
	const char *checked_iso;
	struct {
		const struct profile_row_view *at;
		size_t len;
	} rows;
	struct pointers_view sections;    /* of guides */
	struct pointers_view comparisons; /* with the other stacks */
};

/* templates/comparisons.html: view comparisons_page */
struct comparisons_view {
	struct page page;
	struct {
		const struct stack_card_view *at;
		size_t len;
	} stacks;
	const char *count; /* "fifteen" or "15" */
};

/* templates/comparison.html: view comparison_page */
struct comparison_row_view {
	const char *id;
	const char *label;
	struct statements_view a;
	struct statements_view b;
};

struct preference_view {
	const char *option;
	const char *href;
	const char *prefers; /* a stack, or "neither" */
	const char *points;  /* "+5 to −1" */
	const char *reason;  /* "" for neither */
	bool decided;        /* one of the two is preferred */
};

struct preferences_view {
	const char *id;      /* "hard" */
	const char *question;
	struct {
		const struct preference_view *at;
		size_t len;
	} options;
};

struct comparison_view {
	struct page page;
	const char *title;
	const char *a_name;
	const char *a_href;
	const char *a_summary;
	const char *b_name;
	const char *b_href;
	const char *b_summary;
	const char *checked;
	const char *checked_iso;
	struct {
		const struct comparison_row_view *at;
		size_t len;
	} rows;
	struct {
		const struct preferences_view *at;
		size_t len;
	} questions;
	const char *tally;
	struct pointers_view sections; /* of guides */
};

/* templates/sources.html: view sources_page */
struct claim_view {
	const char *id;
	const char *anchor;
	const char *text;
	const char *status;
	const char *status_id; /* "vendor": for the style sheet */
	const char *checked;
	const char *left_out;  /* why no page uses it, or "" */
	const char *reasons;   /* "2 reasons of the assessment", or "" */
	struct pointers_view corrections;
	struct pointers_view contradictions;
	struct pointers_view uses;
};

struct source_view {
	const char *id;
	const char *name;
	const char *about;
	const char *bias;
	const char *count; /* "43 claims" */
	struct {
		const struct claim_view *at;
		size_t len;
	} claims;
};

struct correction_view {
	const char *id;
	const char *anchor;
	const char *topic;
	const char *found;
	const char *done;
};

struct status_view {
	const char *label;
	const char *id;
	const char *meaning;
	const char *count;
};

struct sources_view {
	struct page page;
	const char *count;       /* of all claims */
	const char *source_count; /* "five" */
	const char *checked;
	const char *checked_iso;
	struct {
		const struct status_view *at;
		size_t len;
	} statuses;
	struct {
		const struct source_view *at;
		size_t len;
	} sources;
	struct {
		const struct correction_view *at;
		size_t len;
	} corrections;
};

/* templates/disagreements.html: view disagreements_page */
struct position_view {
	const char *text;
	struct {
		const struct claim_link_view *at;
		size_t len;
	} claims;
};

struct contradiction_view {
	const char *id;
	const char *anchor;
	const char *topic;
	bool real;
	struct {
		const struct position_view *at;
		size_t len;
	} positions;
	const char *treatment;
};

struct disagreements_view {
	struct page page;
	const char *count;
	struct {
		const struct contradiction_view *at;
		size_t len;
	} contradictions;
};

#endif
