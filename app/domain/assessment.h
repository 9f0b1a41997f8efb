#ifndef DOMAIN_ASSESSMENT_H
#define DOMAIN_ASSESSMENT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/status.h"

struct arena;
struct problems;

/*
 * The assessment: four questions, the points their options give to the
 * stacks, and the rules that turn points into advice. Everything here is
 * data of one edition, made once by config/assessment_file.h and const from
 * then on; verdict.h adds up, recommendation.h explains.
 *
 * A code is the four option ids with hyphens between, in the order of the
 * questions: "js-data-grow-poly". Ids are [a-z0-9]{1,12} and never change
 * their meaning, because codes are links that people keep.
 */
enum {
	ASSESSMENT_QUESTIONS = 4,
	ASSESSMENT_STACKS_MAX = 8,
	ASSESSMENT_OPTIONS_MAX = 8, /* of each question */
	ASSESSMENT_ID_MAX = 12,
};

/* An answer that was not given or is not known. */
#define ANSWER_NONE ((size_t)-1)

/* Ids of the claims a sentence rests on, as "000-04". */
struct claims {
	const char *const *at;
	size_t len;
};

/* A sentence for the visitor and what it rests on. href "" when none. */
struct note {
	const char *text;
	struct claims claims;
	const char *href; /* "/guides/SLUG#SECTION" */
};

struct notes {
	const struct note *at;
	size_t len;
};

struct stack {
	const char *id;
	const char *name;
	size_t place;            /* index in the model's stacks and in scores */
	struct notes weaknesses; /* said against it whatever the answers are */
	const struct note *caveat; /* "the evidence is thin", or NULL */
};

/* What one option gives to one stack, and the reason. */
struct weight {
	const struct stack *stack;
	int points;     /* never 0 */
	bool judgement; /* our own inference, no source says so outright */
	struct note why;
};

struct weights {
	const struct weight *at;
	size_t len;
};

struct question;

struct option {
	const char *id;
	const char *label;
	const char *hint;
	size_t place; /* index in the question's options */
	const struct question *question;
	bool knows[ASSESSMENT_STACKS_MAX]; /* by stack: the team knows it */
	struct weights weights;
};

struct question {
	const char *id; /* also the form field's name */
	const char *label;
	const char *hint;
	size_t place;
	struct {
		const struct option *at;
		size_t len;
	} options;
};

/* Which stack a hybrid keeps as the main one. */
enum hybrid_base {
	HYBRID_TEAM = 1,       /* the team's own; no rule for a team without */
	HYBRID_TEAM_OR_WINNER, /* the team's own, else the one that leads */
	HYBRID_TEAM_IF_FIRST,  /* the team's own if it stands first anyway */
};

/* A rule that advises two stacks: one stays, a partner does one part. */
struct hybrid {
	const char *id;            /* "H1" */
	const struct option *when; /* the answer that calls for it */
	enum hybrid_base base;
	bool stacks[ASSESSMENT_STACKS_MAX]; /* main stacks it holds for */
	const struct stack *partner;
	const struct stack *alternative; /* to the partner, or NULL */
	const struct option *start_one;  /* with this answer begin with the main
	                                  * stack alone; NULL for never */
	struct note why;
	const struct note *keeps; /* what the main stack does, or NULL */
	const struct note *moves; /* what the partner does, or NULL */
	const struct note *cost;  /* what the second service costs, or NULL */
};

/* How stacks of equal score are put in order; asked one after the other. */
enum tie_by {
	TIE_BY_TEAM = 1, /* what the team knows first */
	TIE_BY_QUESTION, /* more points from that question first */
	TIE_BY_ORDER,    /* a fixed order of all stacks; always the last */
};

struct tie_break {
	char letter; /* 'a' for the first */
	enum tie_by by;
	const struct question *question;     /* for TIE_BY_QUESTION */
	size_t rank[ASSESSMENT_STACKS_MAX];  /* by stack, for TIE_BY_ORDER */
	struct note why;
};

/*
 * An answer that only one stack on its own satisfies: whenever the advice is
 * anything else, the text names this answer and the one that pulled away.
 */
struct tension {
	const struct option *option;
	const struct stack *alone;
	struct note why; /* may name {answer} and {against} */
};

enum verdict_kind {
	VERDICT_SINGLE = 1, /* one stack, ahead by more than the close margin */
	VERDICT_CLOSE,      /* one stack, but another is as good or nearly */
	VERDICT_HYBRID,     /* two stacks, each for its part */
	VERDICT_START_ONE,  /* two in the end, the main one alone to begin with */
	VERDICT_KIND_COUNT,
};

/* What is said of one outcome. The texts may name {primary} {partner}
 * {other}: see recommendation.h. */
struct outcome {
	enum verdict_kind kind;
	const struct stack *primary;
	const struct stack *partner; /* NULL unless hybrid or start-one */
	const char *headline;
	const char *text;
};

/* An answer of an older edition, and the one that took its place: links of
 * that time lead on. */
struct retired {
	const struct question *question;
	const char *id;
	const struct option *now;
	const char *text; /* what became of it, for who followed such a link */
};

struct assessment {
	const char *edition; /* "2026-11" */
	struct {
		const struct stack *at;
		size_t len;
	} stacks;
	struct question questions[ASSESSMENT_QUESTIONS];
	struct {
		const struct hybrid *at;
		size_t len;
	} hybrids; /* the first that holds decides */
	struct {
		const struct tie_break *at;
		size_t len;
	} ties;
	struct {
		const struct tension *at;
		size_t len;
	} tensions;
	struct {
		const struct outcome *at;
		size_t len;
	} outcomes;
	struct {
		const struct retired *at;
		size_t len;
	} retired;
	int guard_lead;   /* what the team knows yields to this lead or more */
	int close_margin; /* up to this it is a close call */
	int clear_margin; /* from this on it is clear */
	struct note guarded;   /* said when the guard decided */
	struct note overruled; /* said when the team's stack was passed over */
};

/* The place of the option chosen for each question. */
struct answers {
	size_t option[ASSESSMENT_QUESTIONS];
};

/* How many combinations of answers there are: 576 in the first edition. */
size_t assessment_count(const struct assessment *model);

/*
 * The combination at index, below assessment_count; the last question turns
 * fastest. assessment_index is its inverse.
 */
struct answers assessment_answers_at(const struct assessment *model,
    size_t index);
size_t assessment_index(const struct assessment *model,
    const struct answers *answers);

/* The answers of a code. OK, or NOT_FOUND with *answers untouched. */
enum status assessment_code_parse(const struct assessment *model,
    const char *code, struct answers *answers);

/*
 * The same with understanding for what is not quite a code of today. FOUND as
 * above; OLD when ids of older editions are in it: answers are those of
 * today, and retired says of each question what was followed, or NULL; else
 * UNKNOWN, with the answers that could be read and ANSWER_NONE for the rest,
 * so that the form can be shown with them.
 */
enum code_age { CODE_FOUND = 1, CODE_OLD, CODE_UNKNOWN };

enum code_age assessment_code_follow(const struct assessment *model,
    const char *code, struct answers *answers,
    const struct retired *retired[ASSESSMENT_QUESTIONS]);

/* The code of complete answers. */
char *assessment_code(struct arena *arena, const struct assessment *model,
    const struct answers *answers);

/*
 * The answers of a form: ids holds the option id of each question as it
 * came, NULL where absent. OK, or INVALID with one problem for each question
 * without a known answer, its field the question's id. Known answers are
 * filled in either way, the others are ANSWER_NONE, so that the form can be
 * shown again as it was.
 */
enum status assessment_form_check(struct arena *arena,
    const struct assessment *model,
    const char *const ids[ASSESSMENT_QUESTIONS], struct answers *answers,
    struct problems *problems);

/* The option chosen for the question at place; the answer must be given. */
const struct option *assessment_option(const struct assessment *model,
    const struct answers *answers, size_t place);

/* Whether this option is among the answers. */
bool option_is_chosen(const struct option *option,
    const struct answers *answers);

/* The points an option gives to a stack, or NULL for none. */
const struct weight *option_weight(const struct option *option,
    const struct stack *stack);

/* The stack with this id, or NULL. */
const struct stack *assessment_stack_find(const struct assessment *model,
    const char *id);

/* The texts of an outcome, or NULL. partner may be NULL. */
const struct outcome *assessment_outcome_find(const struct assessment *model,
    enum verdict_kind kind, const struct stack *primary,
    const struct stack *partner);

/*
 * Calls visit for every note of the model, so that whoever knows the guides
 * can see that each note's href leads somewhere.
 */
typedef void note_visit(void *context, const struct note *note);

void assessment_each_note(const struct assessment *model, note_visit *visit,
    void *context);

#endif
