#include "domain/recommendation.h"

#include <assert.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/util.h"
#include "domain/fill.h"

const char *const recommendation_names[RECOMMENDATION_NAMES] = {
	"primary", "partner", "other", "team", "leader", "lead",
};

const char *const tension_names[TENSION_NAMES] = { "answer", "against" };

static const char *
name_of(const struct stack *stack)
{
	return stack == NULL ? "" : stack->name;
}

/* Points between the primary and the stack it was weighed against. */
static int
lead_of(const struct verdict *verdict)
{
	const struct stack *rival = verdict->team_overruled ? verdict->own :
	    verdict->order[0];

	return abs(verdict->scores[verdict->primary->place] -
	    verdict->scores[rival->place]);
}

static char *
fill_verdict(struct arena *arena, const struct verdict *verdict,
    const char *text)
{
	const struct fill fills[RECOMMENDATION_NAMES] = {
		{ recommendation_names[0], verdict->primary->name },
		{ recommendation_names[1], name_of(verdict->partner) },
		{ recommendation_names[2], name_of(verdict->runner_up) },
		{ recommendation_names[3], name_of(verdict->own) },
		{ recommendation_names[4], verdict->order[0]->name },
		{ recommendation_names[5],
		    arena_printf(arena, "%d", lead_of(verdict)) },
	};

	return fill_text(arena, text, fills, countof(fills));
}

static const struct note *
fill_note(struct arena *arena, const struct verdict *verdict,
    const struct note *note)
{
	struct note *filled;

	if (note == NULL)
		return NULL;
	filled = arena_alloc(arena, sizeof(*filled));
	*filled = *note;
	filled->text = fill_verdict(arena, verdict, note->text);
	return filled;
}

static void
add_reason(struct reasons *reasons, const struct option *option,
    const struct weight *weight)
{
	reasons->at[reasons->len++] = (struct reason){
		.question = option->question,
		.option = option,
		.stack = weight->stack,
		.points = weight->points,
		.judgement = weight->judgement,
		.text = weight->why.text,
		.claims = weight->why.claims,
		.href = weight->why.href,
	};
}

void
recommendation_reasons(struct arena *arena, const struct assessment *model,
    const struct answers *answers, const struct stack *stack,
    struct reasons *reasons)
{
	reasons->at = arena_array(arena, ASSESSMENT_QUESTIONS,
	    sizeof(*reasons->at));
	reasons->len = 0;
	for (size_t q = 0; q < ASSESSMENT_QUESTIONS; q++) {
		const struct option *option = assessment_option(model, answers,
		    q);
		const struct weight *weight = option_weight(option, stack);

		if (weight != NULL)
			add_reason(reasons, option, weight);
	}
}

static int
points_of(const struct weight *weight)
{
	return weight == NULL ? 0 : weight->points;
}

static void
find_against(struct arena *arena, const struct assessment *model,
    struct recommendation *r)
{
	struct reasons *against = &r->against;

	against->at = arena_array(arena, 2 * ASSESSMENT_QUESTIONS,
	    sizeof(*against->at));
	for (size_t q = 0; q < ASSESSMENT_QUESTIONS; q++) {
		const struct option *option = assessment_option(model,
		    &r->answers, q);
		const struct weight *ours = option_weight(option,
		    r->verdict.primary);
		const struct weight *theirs = option_weight(option,
		    r->verdict.runner_up);

		if (points_of(ours) < 0)
			add_reason(against, option, ours);
		if (points_of(theirs) > 0 &&
		    points_of(theirs) > points_of(ours))
			add_reason(against, option, theirs);
	}
}

static bool
claims_same(const struct claims *a, const struct claims *b)
{
	for (size_t i = 0; a->len == b->len && i < a->len; i++)
		if (strcmp(a->at[i], b->at[i]) != 0)
			return false;
	return a->len == b->len;
}

/* Whether a minus point says the same: it rests on the same claims. */
static bool
is_said(const struct recommendation *r, const struct note *weakness)
{
	for (size_t i = 0; i < r->reasons.len; i++)
		if (weakness->claims.len > 0 && r->reasons.at[i].points < 0 &&
		    claims_same(&r->reasons.at[i].claims, &weakness->claims))
			return true;
	return false;
}

static void
find_weaknesses(struct arena *arena, struct recommendation *r)
{
	const struct notes *all = &r->verdict.primary->weaknesses;

	r->weaknesses.at =
	    arena_array(arena, all->len, sizeof(*r->weaknesses.at));
	for (size_t i = 0; i < all->len; i++)
		if (!is_said(r, &all->at[i]))
			r->weaknesses.at[r->weaknesses.len++] = &all->at[i];
}

/*
 * The answer that pulled the advice away from the stack a tension asks for:
 * the other one with the largest lead of the stack that came in over it.
 */
static const struct option *
pulling_answer(const struct assessment *model, const struct recommendation *r,
    const struct tension *tension)
{
	const struct stack *intruder = r->verdict.primary == tension->alone ?
	    r->verdict.partner : r->verdict.primary;
	const struct option *found = NULL;
	int most = 0;

	for (size_t q = 0; q < ASSESSMENT_QUESTIONS; q++) {
		const struct option *option = assessment_option(model,
		    &r->answers, q);
		int lead = points_of(option_weight(option, intruder)) -
		    points_of(option_weight(option, tension->alone));

		if (option == tension->option)
			continue;
		if (found == NULL || lead > most) {
			found = option;
			most = lead;
		}
	}
	assert(found != NULL);
	return found;
}

static void
find_tensions(struct arena *arena, const struct assessment *model,
    struct recommendation *r)
{
	r->tensions.at = arena_array(arena, model->tensions.len,
	    sizeof(*r->tensions.at));
	for (size_t i = 0; i < model->tensions.len; i++) {
		const struct tension *tension = &model->tensions.at[i];
		struct tension_note *note = &r->tensions.at[r->tensions.len];

		if (!option_is_chosen(tension->option, &r->answers) ||
		    (r->verdict.primary == tension->alone &&
		    r->verdict.partner == NULL))
			continue;
		note->answer = tension->option;
		note->against = pulling_answer(model, r, tension);
		note->why = tension->why;
		note->why.text = fill_text(arena, tension->why.text,
		    (const struct fill[]){
			{ tension_names[0], note->answer->label },
			{ tension_names[1], note->against->label },
		    }, TENSION_NAMES);
		r->tensions.len++;
	}
}

/* Adds the flip to option o of question q, if it is one. */
static void
try_flip(struct arena *arena, const struct assessment *model,
    struct recommendation *r, size_t q, size_t o)
{
	struct answers changed = r->answers;
	struct verdict verdict;

	changed.option[q] = o;
	verdict_reach(model, &changed, &verdict);
	if (verdict_same(&verdict, &r->verdict))
		return;
	r->flips.at[r->flips.len++] = (struct flip){
		.question = &model->questions[q],
		.option = &model->questions[q].options.at[o],
		.code = assessment_code(arena, model, &changed),
		.kind = verdict.kind,
		.primary = verdict.primary,
		.partner = verdict.partner,
	};
}

static void
find_flips(struct arena *arena, const struct assessment *model,
    struct recommendation *r)
{
	r->flips.at = arena_array(arena,
	    ASSESSMENT_QUESTIONS * ASSESSMENT_OPTIONS_MAX,
	    sizeof(*r->flips.at));
	for (size_t q = 0; q < ASSESSMENT_QUESTIONS; q++)
		for (size_t o = 0; o < model->questions[q].options.len; o++)
			try_flip(arena, model, r, q, o);
}

static void
find_notes(struct arena *arena, const struct assessment *model,
    struct recommendation *r)
{
	const struct verdict *verdict = &r->verdict;

	if (verdict->guarded)
		r->guarded = fill_note(arena, verdict, &model->guarded);
	if (verdict->team_overruled)
		r->overruled = fill_note(arena, verdict, &model->overruled);
	if (verdict->rule != NULL) {
		r->split = fill_note(arena, verdict, &verdict->rule->why);
		r->keeps = fill_note(arena, verdict, verdict->rule->keeps);
		r->moves = fill_note(arena, verdict, verdict->rule->moves);
		r->cost = fill_note(arena, verdict, verdict->rule->cost);
	}
	if (verdict->tie != NULL)
		r->tie = fill_note(arena, verdict, &verdict->tie->why);
	r->caveat = verdict->primary->caveat;
	if (r->caveat == NULL && verdict->kind == VERDICT_CLOSE)
		r->caveat = r->second->caveat;
}

void
recommend(struct arena *arena, const struct assessment *model,
    const struct answers *answers, struct recommendation *r)
{
	const struct outcome *outcome;

	*r = (struct recommendation){ .answers = *answers };
	verdict_reach(model, answers, &r->verdict);
	outcome = assessment_outcome_find(model, r->verdict.kind,
	    r->verdict.primary, r->verdict.partner);
	assert(outcome != NULL);
	r->code = assessment_code(arena, model, answers);
	r->headline = fill_verdict(arena, &r->verdict, outcome->headline);
	r->text = fill_verdict(arena, &r->verdict, outcome->text);
	r->confidence = verdict_confidence(model, r->verdict.margin);
	recommendation_reasons(arena, model, answers, r->verdict.primary,
	    &r->reasons);
	r->second = r->verdict.kind == VERDICT_CLOSE ? r->verdict.runner_up :
	    r->verdict.partner;
	if (r->second != NULL)
		recommendation_reasons(arena, model, answers, r->second,
		    &r->second_reasons);
	find_against(arena, model, r);
	find_weaknesses(arena, r);
	find_tensions(arena, model, r);
	find_flips(arena, model, r);
	find_notes(arena, model, r);
}
