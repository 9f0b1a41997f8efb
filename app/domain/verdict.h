#ifndef DOMAIN_VERDICT_H
#define DOMAIN_VERDICT_H

#include "domain/assessment.h"

/*
 * Adds up the points of four answers and applies the rules: pure, without
 * memory, and the same for the form, the proof, the flips and the admin.
 *
 *  1. Points are summed and the stacks put in order, ties by the tie-breaks.
 *  2. The team's own stack is the best placed of those the team knows; a
 *     team that knows Go and Rust owns whichever stands higher.
 *  3. Guard: the own stack stands first unless another leads it by
 *     guard_lead points or more.
 *  4. The first hybrid rule that holds decides; with its start_one answer
 *     the kind is START_ONE.
 *  5. Otherwise one stack is advised, a close call up to close_margin.
 */
struct verdict {
	enum verdict_kind kind;
	const struct stack *primary;
	const struct stack *partner;   /* NULL unless hybrid or start-one */
	const struct hybrid *rule;     /* the rule that split, or NULL */
	const struct stack *runner_up; /* best placed of those not advised */
	const struct stack *own;       /* the team's own stack, or NULL */
	int scores[ASSESSMENT_STACKS_MAX];                 /* by place */
	const struct stack *order[ASSESSMENT_STACKS_MAX];  /* best first */
	int margin; /* the primary's score less the best other's, also that of a
	             * partner; negative where guard or rule decided */
	bool guarded;   /* the guard put the primary before a better score */
	bool team_overruled; /* the team knows stacks, none of them is advised */
	const struct tie_break *tie; /* what decided between equal scores of the
	                              * first two, or NULL; never for hybrids */
};

void verdict_reach(const struct assessment *model,
    const struct answers *answers, struct verdict *verdict);

/* Whether two verdicts advise the same: kind, primary and partner. */
bool verdict_same(const struct verdict *a, const struct verdict *b);

/* "single", "close", "hybrid" or "start-one". */
const char *verdict_kind_id(enum verdict_kind kind);

/* "clear", "leans" or "close call": what the margin amounts to. */
const char *verdict_confidence(const struct assessment *model, int margin);

#endif
