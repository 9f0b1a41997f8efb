#ifndef DOMAIN_RECOMMENDATION_H
#define DOMAIN_RECOMMENDATION_H

#include "domain/assessment.h"
#include "domain/verdict.h"

struct arena;

/*
 * A verdict with everything that explains it, in words. Made in an arena,
 * borrowing from the model; nothing here is stored.
 */

/* One line that counted: "+5, because you answered ...". */
struct reason {
	const struct question *question;
	const struct option *option;
	const struct stack *stack;
	int points;
	bool judgement;
	const char *text;
	struct claims claims;
	const char *href;
};

struct reasons {
	struct reason *at;
	size_t len;
};

/* Two answers that pull in different directions. */
struct tension_note {
	const struct option *answer;  /* the one the advice does not serve */
	const struct option *against; /* the one that pulled the other way */
	struct note why;
};

/* One changed answer that changes the advice. */
struct flip {
	const struct question *question;
	const struct option *option; /* the answer instead */
	const char *code;            /* of the result with that answer */
	enum verdict_kind kind;
	const struct stack *primary;
	const struct stack *partner;
};

struct recommendation {
	struct answers answers;
	const char *code;
	struct verdict verdict;
	const char *headline;   /* one sentence */
	const char *text;       /* one paragraph */
	const char *confidence; /* verdict_confidence of the margin */

	/* All that counted for the primary, in question order, both signs: the
	 * points sum to its score. */
	struct reasons reasons;

	/* The stack shown beside the primary: the partner, or the runner-up of
	 * a close call; else NULL. And all that counted for it. */
	const struct stack *second;
	struct reasons second_reasons;

	/* What speaks against it, in question order: the primary's own minus
	 * points, and the points of the runner-up for every answer that
	 * favours the runner-up more. */
	struct reasons against;

	/* What is said against it whatever the answers: the weaknesses of the
	 * stack but for those that a minus point rests on already. */
	struct {
		const struct note **at;
		size_t len;
	} weaknesses;

	struct {
		struct tension_note *at;
		size_t len;
	} tensions;

	/* Every single answer that, changed, leads to another kind, primary or
	 * partner; in question and option order. */
	struct {
		struct flip *at;
		size_t len;
	} flips;

	/* Sentences that are only there when they apply, else NULL. */
	const struct note *guarded;   /* the guard decided */
	const struct note *overruled; /* the team's stack was passed over */
	const struct note *split;     /* why two stacks: the rule's note */
	const struct note *keeps;     /* what the primary does of the two */
	const struct note *moves;     /* what the partner does */
	const struct note *cost;      /* what the second service costs */
	const struct note *tie;       /* which tie-break decided, and why */
	const struct note *caveat;    /* little is known of the primary, or of
	                               * the other of a close call */
};

/*
 * Names that texts may hold in braces: {primary} {partner} {other} (the
 * runner-up) {team} (the team's own stack) {leader} (the one with the most
 * points) {lead} (points by which an overruled team's stack is behind the
 * primary, or the primary behind the leader) and, in a tension, {answer}
 * {against} (labels). A name that does not apply is filled with an empty
 * text.
 */
enum { RECOMMENDATION_NAMES = 6 };
extern const char *const recommendation_names[RECOMMENDATION_NAMES];

enum { TENSION_NAMES = 2 };
extern const char *const tension_names[TENSION_NAMES];

/*
 * Everything about one combination. The model must hold a text for the
 * outcome, which its loader guarantees for every combination.
 */
void recommend(struct arena *arena, const struct assessment *model,
    const struct answers *answers, struct recommendation *recommendation);

/*
 * The lines that counted for any stack, as recommendation.reasons does for
 * the primary: for a partner or a runner-up.
 */
void recommendation_reasons(struct arena *arena,
    const struct assessment *model, const struct answers *answers,
    const struct stack *stack, struct reasons *reasons);

#endif
