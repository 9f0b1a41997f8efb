#ifndef WEB_VIEWS_ASSESSMENT_H
#define WEB_VIEWS_ASSESSMENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "web/views_page.h"

/*
 * What the templates of the assessment are given; see views.h.
 */

/* templates/assessment.html: view assessment_page */
struct option_view {
	const char *field; /* the question's id, again: name of the radio */
	const char *id;
	const char *label;
	const char *hint;
	bool checked;
};

struct question_view {
	const char *id;
	const char *label;
	const char *hint;
	const char *problem; /* "" or what is wrong */
	struct {
		const struct option_view *at;
		size_t len;
	} options;
};

struct assessment_view {
	struct page page;
	struct problems_view problems;
	struct {
		const struct question_view *at;
		size_t len;
	} questions;
	const char *edition;
	const char *unknown;   /* a code that is none of ours, or "" */
	const char *vs;        /* code the result is to be held against, or "" */
};

/* A claim that a sentence rests on. */
struct claim_link_view {
	const char *before; /* "" or ", " */
	const char *id;     /* "000-04" */
	const char *href;   /* its place in the register, or "" */
};

/* templates/note_trail.html: view note_trail; what a sentence rests on */
struct note_view {
	const char *text; /* "" when there is nothing to say */
	const char *href; /* guide section, or "" */
	const char *link; /* what that section is called */
	struct {
		const struct claim_link_view *at;
		size_t len;
	} claims;
	const char *sources; /* "Source" or "Sources", before them */
	bool judgement;      /* no source says so, we do */
};

/* templates/result.html: view result_page */
struct answer_view {
	const char *question;    /* "What does your team already know best?" */
	const char *option;      /* "JavaScript or TypeScript" */
	const char *change_href; /* back to the form, answers kept */
};

struct score_view {
	const char *name;   /* "Node.js" */
	const char *points; /* "8", "−1" */
	int bar;            /* 0 to 100, width of the bar */
	bool recommended;
	bool second;        /* the partner, or the other of a close call */
};

struct reason_view {
	const char *points;   /* "+8", "−2"; "" for what no answer changes */
	const char *stack;    /* whose points, where it is not plain; or "" */
	const char *because;  /* the option's label, or "" */
	struct note_view note;
};

struct reasons_view {
	const struct reason_view *at;
	size_t len;
};

/* templates/tally.html: view tally; all that counted for one stack */
struct tally_view {
	const char *stack; /* "" when there is none */
	const char *total; /* what the reasons sum to */
	struct reasons_view reasons;
};

struct flip_view {
	const char *option;
	const char *href;
	const char *outcome; /* "Python, a close call" */
};

/* What another answer to one question would do. */
struct flips_view {
	const char *question;
	struct {
		const struct flip_view *at;
		size_t len;
	} flips;
};

struct note_views {
	const struct note_view *at;
	size_t len;
};

struct result_view {
	struct page page;
	const char *code;
	const char *edition;
	const char *from;       /* code of the old link followed, or "" */
	struct note_views renewed; /* what became of its answers */
	const char *kind;       /* "One stack", "A close call", "Two services",
	                         * "Start with one" */
	const char *headline;
	const char *text;
	const char *confidence; /* "clear", "leans", or "" */
	const char *lead;       /* the same in a sentence, or "" */
	struct note_view decided;   /* the tie-break or the guard, if one did */
	struct note_view overruled; /* when the team's stack was */
	struct note_view caveat;    /* when the evidence is thin */
	struct note_views tensions;
	struct {
		const struct answer_view *at;
		size_t len;
	} answers;
	struct {
		const struct score_view *at;
		size_t len;
	} scores;
	const char *stack_count; /* "six" */
	const char *runner_up;   /* "Go with 2 points" */
	bool close;              /* which of the four kinds it is */
	bool hybrid;
	bool start_one;
	struct note_view split;  /* why two, what each does, what it costs */
	struct note_view keeps;
	struct note_view moves;
	struct note_view cost;
	const char *leader;      /* who leads by points alone, when split and not
	                          * the recommended stack: a sentence, or "" */
	struct tally_view first;
	struct tally_view second;
	struct reasons_view against;
	struct {
		const struct flips_view *at;
		size_t len;
	} questions;
	bool flips;              /* whether any single answer changes it */
	const char *book_href;
	const char *json_href;
	const char *record_href;
	const char *vs_path;     /* where the form to compare is sent */
	const char *vs_href;     /* the four questions, to be compared then */
};

/* templates/versus.html: view versus_page */
struct versus_row_view {
	const char *question;
	const char *a;
	const char *b;
	bool differ;
	const char *effect; /* what this difference does alone, or "" */
};

struct versus_side_view {
	const char *code;
	const char *href;
	const char *kind;
	const char *headline;
	const char *confidence; /* or "" */
};

struct versus_score_view {
	const char *name;
	const char *a;
	const char *b;
};

struct versus_view {
	struct page page;
	const char *verdict;  /* one sentence */
	const char *advice;   /* what to talk about, or "" */
	bool matters;
	struct versus_side_view a;
	struct versus_side_view b;
	struct {
		const struct versus_row_view *at;
		size_t len;
	} rows;
	struct {
		const struct versus_score_view *at;
		size_t len;
	} scores;
	const char *edition;
};

/* templates/versus_form.html: view versus_form_page */
struct versus_form_view {
	struct page page;
	struct problems_view problems;
	const char *code;   /* of the result to compare with */
	const char *href;
	const char *path;
	struct field_view with;
};

/* templates/proof.html: view proof_page */
struct proof_count_view {
	int64_t count;
	int bar;             /* the same in percent of the most frequent */
	const char *outcome; /* "Node.js with Python" */
	const char *href;    /* the first result of this kind */
};

struct proof_sway_view {
	const char *name; /* the question */
	int64_t count;
};

struct proof_cell_view {
	const char *code;
	const char *kind;    /* "single", "close", "hybrid", "start-one" */
	const char *stack;
	int hue;             /* of it, from 1 */
	const char *other;   /* "≈ Go", "+ Go", "› Go", or "" */
	int other_hue;       /* of it, or the same again */
};

struct proof_row_view {
	const char *id;      /* of the third answer, and its label */
	const char *name;
	struct {
		const struct proof_cell_view *at;
		size_t len;
	} cells;             /* by the fourth */
};

struct proof_group_view {
	const char *name;    /* label of the second answer */
	struct {
		const struct proof_row_view *at;
		size_t len;
	} rows;
};

struct proof_table_view {
	const char *id;
	const char *name;    /* label of the first answer */
	struct {
		const struct proof_group_view *at;
		size_t len;
	} groups;
};

struct texts_view {
	const struct text_view *at;
	size_t len;
};

/* What the short names at a table's edge mean. */
struct proof_answer_view {
	const char *id;
	const char *name;
};

struct proof_key_view {
	const char *question;
	struct {
		const struct proof_answer_view *at;
		size_t len;
	} answers;
};

struct proof_points_view {
	const char *name;    /* label of an answer */
	struct texts_view points; /* by stack, "" for none */
};

struct proof_question_view {
	const char *id;
	const char *name;
	struct {
		const struct proof_points_view *at;
		size_t len;
	} options;
};

/* A result that the rules moved since they were last accepted. */
struct proof_move_view {
	const char *code; /* as it was */
	const char *was;  /* "Node.js, a close call" */
	const char *now;
};

/* A colour of the tables. */
struct proof_hue_view {
	int number; /* as in proof_cell_view */
	const char *name;
};

struct proof_view {
	struct page page;
	struct {
		const struct proof_hue_view *at;
		size_t len;
	} hues;
	const char *edition;
	const char *sha256;
	const char *since; /* what became of the results, a sentence; or "" */
	struct {
		const struct proof_move_view *at;
		size_t len;
	} moves;
	int64_t combinations;
	int64_t advice_count;
	int64_t outcome_count;
	struct {
		const struct proof_count_view *at;
		size_t len;
	} counts;
	struct {
		const struct proof_sway_view *at;
		size_t len;
	} sways;
	struct texts_view stacks;    /* names, for the points */
	struct {
		const struct proof_question_view *at;
		size_t len;
	} points;
	struct proof_key_view row_key;    /* the third question */
	struct proof_key_view column_key; /* the fourth */
	int span;                    /* columns of a table in all */
	struct {
		const struct proof_table_view *at;
		size_t len;
	} tables;
};

#endif
