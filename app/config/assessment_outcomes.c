#include "config/assessment_loader.h"

#include "base/arena.h"
#include "base/log.h"
#include "domain/recommendation.h"

/* "hybrid node + go", for messages. */
static const char *
outcome_name(const struct loader *l, enum verdict_kind kind,
    const struct stack *primary, const struct stack *partner)
{
	return arena_printf(l->arena, "%s %s%s%s", verdict_kind_id(kind),
	    primary->id, partner == NULL ? "" : " + ",
	    partner == NULL ? "" : partner->id);
}

static enum status
check_pair(const struct loader *l, const char *where,
    const struct outcome *outcome)
{
	bool two = outcome->kind == VERDICT_HYBRID ||
	    outcome->kind == VERDICT_START_ONE;

	if (two != (outcome->partner != NULL))
		return yaml_refuse(l->yaml, where, two ?
		    "an outcome of two stacks needs a partner; add it" :
		    "an outcome of one stack has no partner; take it out");
	if (outcome->partner == outcome->primary)
		return yaml_refuse(l->yaml, where,
		    "the partner is the primary itself; choose another");
	if (assessment_outcome_find(l->model, outcome->kind, outcome->primary,
	    outcome->partner) != NULL)
		return yaml_refuse(l->yaml, where, "the outcome \"%s\" has a "
		    "text already; keep one", outcome_name(l, outcome->kind,
		    outcome->primary, outcome->partner));
	return OK;
}

static enum status
read_texts(const struct loader *l, const char *where,
    const struct raw_outcome *raw, struct outcome *outcome)
{
	enum status st = loader_text(l, loader_key(l, where, "headline"),
	    raw->headline, recommendation_names, RECOMMENDATION_NAMES,
	    &outcome->headline);

	if (st != OK)
		return st;
	return loader_text(l, loader_key(l, where, "text"), raw->text,
	    recommendation_names, RECOMMENDATION_NAMES, &outcome->text);
}

static enum status
read_outcome(const struct loader *l, size_t i, struct outcome *outcome)
{
	const struct raw_outcome *raw = &l->raw->outcomes[i];
	const char *where = loader_entry(l, "", "outcomes", i);
	enum status st;

	outcome->kind = raw->kind;
	st = loader_stack(l, loader_key(l, where, "primary"), raw->primary,
	    &outcome->primary);
	if (st == OK && raw->partner != NULL)
		st = loader_stack(l, loader_key(l, where, "partner"),
		    raw->partner, &outcome->partner);
	if (st != OK || (st = check_pair(l, where, outcome)) != OK)
		return st;
	return read_texts(l, where, raw, outcome);
}

/* Marks the outcomes that answers lead to; all must have a text. */
static enum status
check_reached(const struct loader *l, bool *reached)
{
	const struct assessment *model = l->model;

	for (size_t i = 0; i < assessment_count(model); i++) {
		struct answers answers = assessment_answers_at(model, i);
		const struct outcome *outcome;
		struct verdict v;

		verdict_reach(model, &answers, &v);
		outcome = assessment_outcome_find(model, v.kind, v.primary,
		    v.partner);
		if (outcome == NULL)
			return yaml_refuse(l->yaml, "outcomes", "the outcome "
			    "\"%s\" has no text, but the answers %s lead to "
			    "it; add it here", outcome_name(l, v.kind,
			    v.primary, v.partner),
			    assessment_code(l->arena, model, &answers));
		reached[outcome - model->outcomes.at] = true;
	}
	return OK;
}

static void
tell_unreached(const struct loader *l, const bool *reached)
{
	for (size_t i = 0; i < l->model->outcomes.len; i++) {
		const struct outcome *outcome = &l->model->outcomes.at[i];

		if (!reached[i])
			log_warn("assessment.unused", "%s:%d: no answers lead "
			    "to \"%s\"; its text is never shown",
			    l->yaml->name, yaml_line(l->yaml,
			    loader_entry(l, "", "outcomes", i)),
			    outcome_name(l, outcome->kind, outcome->primary,
			    outcome->partner));
	}
}

enum status
loader_outcomes(const struct loader *l)
{
	struct outcome *outcomes = arena_array(l->arena,
	    l->raw->outcomes_count, sizeof(*outcomes));
	bool *reached = arena_array(l->arena, l->raw->outcomes_count,
	    sizeof(*reached));
	enum status st;

	l->model->outcomes.at = outcomes;
	for (size_t i = 0; i < l->raw->outcomes_count; i++) {
		if ((st = read_outcome(l, i, &outcomes[i])) != OK)
			return st;
		l->model->outcomes.len++;
	}
	if ((st = check_reached(l, reached)) == OK)
		tell_unreached(l, reached);
	return st;
}
