#include "domain/verdict.h"

#include <assert.h>

/* One combination while it is judged. */
struct count {
	const struct assessment *model;
	const struct answers *answers;
	bool known[ASSESSMENT_STACKS_MAX];
	int points[ASSESSMENT_QUESTIONS][ASSESSMENT_STACKS_MAX];
};

static void
add_up(struct count *count, struct verdict *verdict)
{
	for (size_t q = 0; q < ASSESSMENT_QUESTIONS; q++) {
		const struct option *option = assessment_option(count->model,
		    count->answers, q);

		for (size_t i = 0; i < option->weights.len; i++) {
			size_t s = option->weights.at[i].stack->place;

			count->points[q][s] = option->weights.at[i].points;
			verdict->scores[s] += option->weights.at[i].points;
		}
		for (size_t s = 0; s < count->model->stacks.len; s++)
			count->known[s] |= option->knows[s];
	}
}

/* Positive when this tie-break puts stack a before b, negative after. */
static int
tie_lean(const struct count *count, const struct tie_break *tie, size_t a,
    size_t b)
{
	const int *points;

	switch (tie->by) {
	case TIE_BY_TEAM:
		return count->known[a] - count->known[b];
	case TIE_BY_QUESTION:
		points = count->points[tie->question->place];
		return points[a] - points[b];
	case TIE_BY_ORDER:
		return tie->rank[a] < tie->rank[b] ? 1 : -1;
	}
	return 0;
}

/* The first tie-break that tells a from b. */
static const struct tie_break *
tie_between(const struct count *count, size_t a, size_t b)
{
	for (size_t i = 0; i < count->model->ties.len; i++) {
		const struct tie_break *tie = &count->model->ties.at[i];

		if (tie_lean(count, tie, a, b) != 0)
			return tie;
	}
	return NULL;
}

static bool
stands_before(const struct count *count, const struct verdict *verdict,
    size_t a, size_t b)
{
	const struct tie_break *tie;

	if (verdict->scores[a] != verdict->scores[b])
		return verdict->scores[a] > verdict->scores[b];
	tie = tie_between(count, a, b);
	return tie != NULL && tie_lean(count, tie, a, b) > 0;
}

static void
put_in_order(const struct count *count, struct verdict *verdict)
{
	const struct stack *stacks = count->model->stacks.at;

	for (size_t s = 0; s < count->model->stacks.len; s++) {
		size_t at = s;

		for (; at > 0 && stands_before(count, verdict, s,
		    verdict->order[at - 1]->place); at--)
			verdict->order[at] = verdict->order[at - 1];
		verdict->order[at] = &stacks[s];
	}
}

/* The best placed stack the team knows, or NULL. */
static const struct stack *
own_stack(const struct count *count, const struct verdict *verdict)
{
	for (size_t i = 0; i < count->model->stacks.len; i++)
		if (count->known[verdict->order[i]->place])
			return verdict->order[i];
	return NULL;
}

/* Which stack stands first once the guard has spoken. */
static const struct stack *
first_stack(const struct count *count, const struct verdict *verdict)
{
	const struct stack *leader = verdict->order[0];
	const struct stack *own = verdict->own;

	if (own != NULL && verdict->scores[leader->place] -
	    verdict->scores[own->place] < count->model->guard_lead)
		return own;
	return leader;
}

/* The stack a hybrid would keep as the main one, or NULL. */
static const struct stack *
hybrid_main(const struct hybrid *hybrid, const struct verdict *verdict,
    const struct stack *first)
{
	switch (hybrid->base) {
	case HYBRID_TEAM:
		return verdict->own;
	case HYBRID_TEAM_OR_WINNER:
		return verdict->own != NULL ? verdict->own : verdict->order[0];
	case HYBRID_TEAM_IF_FIRST:
		return first == verdict->own ? first : NULL;
	}
	return NULL;
}

/* Takes the first hybrid rule that holds, if any. */
static void
split(const struct count *count, const struct stack *first,
    struct verdict *verdict)
{
	for (size_t i = 0; i < count->model->hybrids.len; i++) {
		const struct hybrid *hybrid = &count->model->hybrids.at[i];
		const struct stack *main_stack = hybrid_main(hybrid, verdict,
		    first);

		if (!option_is_chosen(hybrid->when, count->answers) ||
		    main_stack == NULL || !hybrid->stacks[main_stack->place])
			continue;
		verdict->rule = hybrid;
		verdict->primary = main_stack;
		verdict->partner = hybrid->partner;
		verdict->kind = hybrid->start_one != NULL &&
		    option_is_chosen(hybrid->start_one, count->answers) ?
		    VERDICT_START_ONE : VERDICT_HYBRID;
		return;
	}
}

/* The best placed stack that is neither of these; b may be NULL. */
static const struct stack *
best_but(const struct verdict *verdict, const struct stack *a,
    const struct stack *b)
{
	const struct stack *const *at = verdict->order;

	while (*at == a || *at == b)
		at++;
	return *at;
}

/* What follows from primary and partner once they stand. */
static void
measure(const struct count *count, struct verdict *verdict)
{
	const struct stack *primary = verdict->primary;
	const struct stack *best = best_but(verdict, primary, NULL);

	verdict->margin = verdict->scores[primary->place] -
	    verdict->scores[best->place];
	verdict->runner_up = best_but(verdict, primary, verdict->partner);
	verdict->guarded = primary != verdict->order[0] &&
	    (verdict->rule == NULL ||
	    verdict->rule->base == HYBRID_TEAM_IF_FIRST);
	verdict->team_overruled = verdict->own != NULL &&
	    !count->known[primary->place];
	if (verdict->rule != NULL)
		return;
	verdict->kind = verdict->margin <= count->model->close_margin ?
	    VERDICT_CLOSE : VERDICT_SINGLE;
	if (verdict->margin == 0)
		verdict->tie = tie_between(count, primary->place, best->place);
}

void
verdict_reach(const struct assessment *model, const struct answers *answers,
    struct verdict *verdict)
{
	struct count count = { .model = model, .answers = answers };
	const struct stack *first;

	*verdict = (struct verdict){ 0 };
	add_up(&count, verdict);
	put_in_order(&count, verdict);
	verdict->own = own_stack(&count, verdict);
	first = first_stack(&count, verdict);
	verdict->primary = first;
	split(&count, first, verdict);
	measure(&count, verdict);
}

bool
verdict_same(const struct verdict *a, const struct verdict *b)
{
	return a->kind == b->kind && a->primary == b->primary &&
	    a->partner == b->partner;
}

const char *
verdict_kind_id(enum verdict_kind kind)
{
	static const char *const ids[] = {
		[VERDICT_SINGLE] = "single",
		[VERDICT_CLOSE] = "close",
		[VERDICT_HYBRID] = "hybrid",
		[VERDICT_START_ONE] = "start-one",
	};

	assert(kind > 0 && kind < VERDICT_KIND_COUNT);
	return ids[kind];
}

const char *
verdict_confidence(const struct assessment *model, int margin)
{
	if (margin <= model->close_margin)
		return "close call";
	return margin < model->clear_margin ? "leans" : "clear";
}
