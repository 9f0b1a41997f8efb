#include "config/assessment_loader.h"

#include "base/arena.h"
#include "domain/recommendation.h"

static enum status
check_number(const struct loader *l, const char *where, int number, int min,
    int max)
{
	if (number >= min && number <= max)
		return OK;
	return yaml_refuse(l->yaml, where, "must be from %d to %d, not %d",
	    min, max, number);
}

static enum status
read_note(const struct loader *l, const char *where, const struct raw_note *raw,
    struct note *note)
{
	return loader_note(l, where, raw, "", recommendation_names,
	    RECOMMENDATION_NAMES, note);
}

static enum status
read_thresholds(const struct loader *l)
{
	const struct raw_rules *raw = &l->raw->rules;
	enum status st;

	l->model->guard_lead = raw->guard.lead;
	l->model->close_margin = raw->margins.close;
	l->model->clear_margin = raw->margins.clear;
	if ((st = check_number(l, "rules.guard.lead", raw->guard.lead, 1,
	    99)) != OK ||
	    (st = check_number(l, "rules.margins.close", raw->margins.close, 0,
	    98)) != OK ||
	    (st = check_number(l, "rules.margins.clear", raw->margins.clear,
	    raw->margins.close + 1, 99)) != OK ||
	    (st = read_note(l, "rules.guard.guarded", &raw->guard.guarded,
	    &l->model->guarded)) != OK)
		return st;
	return read_note(l, "rules.guard.overruled", &raw->guard.overruled,
	    &l->model->overruled);
}

static enum status
check_hybrid_id(const struct loader *l, const char *where, size_t i)
{
	const struct raw_hybrid *raw = l->raw->rules.hybrids;
	size_t len = strspn(raw[i].id, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	    "abcdefghijklmnopqrstuvwxyz0123456789");

	if (raw[i].id[len] != '\0' || len > ASSESSMENT_ID_MAX)
		return yaml_refuse(l->yaml, where, "the id \"%s\" must be 1 "
		    "to %d letters and digits", raw[i].id, ASSESSMENT_ID_MAX);
	for (size_t j = 0; j < i; j++)
		if (strcmp(raw[j].id, raw[i].id) == 0)
			return yaml_refuse(l->yaml, where, "there is a rule "
			    "\"%s\" already; give each its own id", raw[i].id);
	return OK;
}

/* A rule whose two services were one, or whose choice were none. */
static enum status
check_partner(const struct loader *l, const char *where,
    const struct hybrid *hybrid)
{
	if (hybrid->stacks[hybrid->partner->place])
		return yaml_refuse(l->yaml, loader_key(l, where, "partner"),
		    "\"%s\" cannot be the partner of itself; take it out of "
		    "stacks or choose another partner", hybrid->partner->id);
	if (hybrid->alternative == hybrid->partner)
		return yaml_refuse(l->yaml,
		    loader_key(l, where, "alternative"),
		    "the alternative is the partner itself; choose another");
	return OK;
}

static enum status
read_hybrid_answers(const struct loader *l, const char *where,
    const struct raw_hybrid *raw, struct hybrid *hybrid)
{
	enum status st = loader_option(l, loader_key(l, where, "when"),
	    raw->when, &hybrid->when);

	if (st != OK || raw->start_one == NULL)
		return st;
	return loader_option(l, loader_key(l, where, "start_one"),
	    raw->start_one, &hybrid->start_one);
}

static enum status
read_hybrid_stacks(const struct loader *l, const char *where,
    const struct raw_hybrid *raw, struct hybrid *hybrid)
{
	enum status st;

	if ((st = loader_stacks(l, where, "stacks", &raw->stacks,
	    hybrid->stacks)) != OK ||
	    (st = loader_stack(l, loader_key(l, where, "partner"),
	    raw->partner, &hybrid->partner)) != OK)
		return st;
	if (raw->alternative != NULL && (st = loader_stack(l,
	    loader_key(l, where, "alternative"), raw->alternative,
	    &hybrid->alternative)) != OK)
		return st;
	return check_partner(l, where, hybrid);
}

/* An optional note of a rule; without it *note stays NULL. */
static enum status
read_part(const struct loader *l, const char *where, const struct raw_note *raw,
    const struct note **note)
{
	struct note *made;

	if (raw == NULL)
		return OK;
	made = arena_alloc(l->arena, sizeof(*made));
	*note = made;
	return read_note(l, where, raw, made);
}

static enum status
read_hybrid_notes(const struct loader *l, const char *where,
    const struct raw_hybrid *raw, struct hybrid *hybrid)
{
	enum status st;

	if ((st = read_note(l, where, &raw->why, &hybrid->why)) != OK ||
	    (st = read_part(l, loader_key(l, where, "keeps"), raw->keeps,
	    &hybrid->keeps)) != OK ||
	    (st = read_part(l, loader_key(l, where, "moves"), raw->moves,
	    &hybrid->moves)) != OK)
		return st;
	return read_part(l, loader_key(l, where, "cost"), raw->cost,
	    &hybrid->cost);
}

static enum status
read_hybrids(const struct loader *l)
{
	const struct raw_rules *rules = &l->raw->rules;
	struct hybrid *hybrids = arena_array(l->arena, rules->hybrids_count,
	    sizeof(*hybrids));
	enum status st;

	for (size_t i = 0; i < rules->hybrids_count; i++) {
		const struct raw_hybrid *raw = &rules->hybrids[i];
		const char *where = loader_entry(l, "rules", "hybrids", i);

		hybrids[i].id = raw->id;
		hybrids[i].base = raw->main;
		if ((st = check_hybrid_id(l, loader_key(l, where, "id"),
		    i)) != OK ||
		    (st = read_hybrid_answers(l, where, raw,
		    &hybrids[i])) != OK ||
		    (st = read_hybrid_stacks(l, where, raw,
		    &hybrids[i])) != OK ||
		    (st = read_hybrid_notes(l, where, raw,
		    &hybrids[i])) != OK)
			return st;
	}
	l->model->hybrids.at = hybrids;
	l->model->hybrids.len = rules->hybrids_count;
	return OK;
}

static enum status
read_order(const struct loader *l, const char *where,
    const struct raw_words *ids, struct tie_break *tie)
{
	bool named[ASSESSMENT_STACKS_MAX] = { false };
	const struct stack *stack;
	enum status st = loader_stacks(l, where, "stacks", ids, named);

	if (st != OK)
		return st;
	for (size_t s = 0; s < l->model->stacks.len; s++)
		if (!named[s])
			return yaml_refuse(l->yaml,
			    loader_key(l, where, "stacks"),
			    "the stack \"%s\" is missing; the last order "
			    "must name all", l->model->stacks.at[s].id);
	for (size_t i = 0; i < ids->count; i++) {
		st = loader_stack(l, where, ids->at[i], &stack);
		if (st != OK)
			return st;
		tie->rank[stack->place] = i;
	}
	return OK;
}

/* Which keys a tie-break carries follows from what it goes by. */
static enum status
check_tie(const struct loader *l, const char *where, const struct raw_tie *raw,
    bool last)
{
	if ((raw->by == TIE_BY_ORDER) != last)
		return yaml_refuse(l->yaml, where, "the last tie-break, and "
		    "only that, must go by order, so that none is left open");
	if ((raw->question != NULL) != (raw->by == TIE_BY_QUESTION))
		return yaml_refuse(l->yaml, where, "\"question\" belongs to a "
		    "tie-break by question, and only there");
	if ((raw->stacks.count != 0) != last)
		return yaml_refuse(l->yaml, where, "\"stacks\" belongs to the "
		    "tie-break by order, and only there");
	return OK;
}

static enum status
read_tie(const struct loader *l, const char *where, const struct raw_tie *raw,
    struct tie_break *tie)
{
	enum status st = read_note(l, where, &raw->why, &tie->why);

	if (st == OK && raw->by == TIE_BY_QUESTION)
		st = loader_question(l, loader_key(l, where, "question"),
		    raw->question, &tie->question);
	if (st == OK && raw->by == TIE_BY_ORDER)
		st = read_order(l, where, &raw->stacks, tie);
	return st;
}

static enum status
read_ties(const struct loader *l)
{
	const struct raw_rules *rules = &l->raw->rules;
	struct tie_break *ties = arena_array(l->arena, rules->ties_count,
	    sizeof(*ties));
	enum status st;

	for (size_t i = 0; i < rules->ties_count; i++) {
		const char *where = loader_entry(l, "rules", "ties", i);

		ties[i].letter = (char)('a' + (int)i);
		ties[i].by = rules->ties[i].by;
		if ((st = check_tie(l, where, &rules->ties[i],
		    i + 1 == rules->ties_count)) != OK ||
		    (st = read_tie(l, where, &rules->ties[i],
		    &ties[i])) != OK)
			return st;
	}
	l->model->ties.at = ties;
	l->model->ties.len = rules->ties_count;
	return OK;
}

static enum status
read_tensions(const struct loader *l)
{
	const struct raw_rules *rules = &l->raw->rules;
	struct tension *tensions = arena_array(l->arena,
	    rules->tensions_count, sizeof(*tensions));
	enum status st;

	for (size_t i = 0; i < rules->tensions_count; i++) {
		const struct raw_tension *raw = &rules->tensions[i];
		const char *where = loader_entry(l, "rules", "tensions", i);

		if ((st = loader_option(l, loader_key(l, where, "answer"),
		    raw->answer, &tensions[i].option)) != OK ||
		    (st = loader_stack(l, loader_key(l, where, "alone"),
		    raw->alone, &tensions[i].alone)) != OK ||
		    (st = loader_note(l, where, &raw->why, "", tension_names,
		    TENSION_NAMES, &tensions[i].why)) != OK)
			return st;
	}
	l->model->tensions.at = tensions;
	l->model->tensions.len = rules->tensions_count;
	return OK;
}

enum status
loader_rules(const struct loader *l)
{
	enum status st;

	if ((st = read_thresholds(l)) != OK || (st = read_hybrids(l)) != OK ||
	    (st = read_ties(l)) != OK)
		return st;
	return read_tensions(l);
}
