#include "domain/proof.h"

#include <stdarg.h>

#include "base/arena.h"
#include "base/util.h"
#include "domain/recommendation.h"

/* All combinations judged once, by their index. */
struct inquiry {
	struct arena *arena;
	const struct assessment *model;
	const struct proof *proof;
	struct verdict *verdicts;
	struct answers *answers;
	const char **codes;
	size_t len;
	size_t faults;
	struct dangling *dangling;
};

/* A link or a claim that is not there, told of once however often it is
 * shown. */
struct dangling {
	const char *name;
	struct dangling *next;
};

__attribute__((format(printf, 3, 4))) static void
fault(struct inquiry *inquiry, const char *code, const char *format, ...)
{
	const struct proof *proof = inquiry->proof;
	va_list args;
	char *what;

	va_start(args, format);
	what = arena_vprintf(inquiry->arena, format, args);
	va_end(args);
	inquiry->faults++;
	proof->report(proof->context,
	    arena_printf(inquiry->arena, "%s: %s", code, what));
}

static void
judge_all(struct inquiry *inquiry)
{
	const struct assessment *model = inquiry->model;

	inquiry->len = assessment_count(model);
	inquiry->verdicts = arena_array(inquiry->arena, inquiry->len,
	    sizeof(*inquiry->verdicts));
	inquiry->answers = arena_array(inquiry->arena, inquiry->len,
	    sizeof(*inquiry->answers));
	inquiry->codes = arena_array(inquiry->arena, inquiry->len,
	    sizeof(*inquiry->codes));
	for (size_t i = 0; i < inquiry->len; i++) {
		inquiry->answers[i] = assessment_answers_at(model, i);
		inquiry->codes[i] = assessment_code(inquiry->arena, model,
		    &inquiry->answers[i]);
		verdict_reach(model, &inquiry->answers[i],
		    &inquiry->verdicts[i]);
	}
}

static void
check_outcome(struct inquiry *inquiry, const struct recommendation *r)
{
	const struct verdict *verdict = &r->verdict;
	size_t found = 0;

	for (size_t i = 0; i < inquiry->model->outcomes.len; i++) {
		const struct outcome *outcome =
		    &inquiry->model->outcomes.at[i];

		found += outcome->kind == verdict->kind &&
		    outcome->primary == verdict->primary &&
		    outcome->partner == verdict->partner;
	}
	if (found != 1)
		fault(inquiry, r->code, "has %zu outcomes, not one", found);
	if (*r->headline == '\0' || *r->text == '\0')
		fault(inquiry, r->code, "has an empty text");
}

static void
check_sum(struct inquiry *inquiry, const struct recommendation *r,
    const struct stack *stack, const struct reasons *reasons)
{
	int sum = 0;

	for (size_t i = 0; i < reasons->len; i++)
		sum += reasons->at[i].points;
	if (sum != r->verdict.scores[stack->place])
		fault(inquiry, r->code, "the reasons for %s add up to %d, but "
		    "the score is %d", stack->name, sum,
		    r->verdict.scores[stack->place]);
}

/* In how many answers two combinations differ. */
static size_t
distance(const struct answers *a, const struct answers *b)
{
	size_t differ = 0;

	for (size_t q = 0; q < ASSESSMENT_QUESTIONS; q++)
		differ += a->option[q] != b->option[q];
	return differ;
}

/* Whether the recommendation names this combination, which is one answer away,
 * among its flips. */
static bool
flips_to(const struct inquiry *inquiry, const struct recommendation *r,
    size_t other)
{
	for (size_t i = 0; i < r->flips.len; i++) {
		const struct flip *flip = &r->flips.at[i];

		if (option_is_chosen(flip->option, &inquiry->answers[other]) &&
		    !option_is_chosen(flip->option, &r->answers))
			return strcmp(flip->code, inquiry->codes[other]) == 0;
	}
	return false;
}

/* Against every other combination, by no rule but the number of answers that
 * differ. */
static void
check_flips(struct inquiry *inquiry, size_t index,
    const struct recommendation *r)
{
	size_t found = 0;

	for (size_t i = 0; i < inquiry->len; i++) {
		if (distance(&inquiry->answers[i],
		    &inquiry->answers[index]) != 1 ||
		    verdict_same(&inquiry->verdicts[i],
		    &inquiry->verdicts[index]))
			continue;
		found++;
		if (!flips_to(inquiry, r, i))
			fault(inquiry, r->code, "does not name the flip to %s",
			    inquiry->codes[i]);
	}
	if (found != r->flips.len)
		fault(inquiry, r->code, "names %zu flips, but there are %zu",
		    r->flips.len, found);
}

/* Whether this was told of already; from now on it is. */
static bool
is_told(struct inquiry *inquiry, const char *name)
{
	struct dangling *dangling = inquiry->dangling;

	while (dangling != NULL && strcmp(dangling->name, name) != 0)
		dangling = dangling->next;
	if (dangling != NULL)
		return true;
	dangling = arena_alloc(inquiry->arena, sizeof(*dangling));
	*dangling = (struct dangling){ name, inquiry->dangling };
	inquiry->dangling = dangling;
	return false;
}

static void
check_note(struct inquiry *inquiry, const struct recommendation *r,
    const struct note *note)
{
	const struct proof *proof = inquiry->proof;

	if (proof->resolves != NULL && *note->href != '\0' &&
	    !proof->resolves(proof->links, note->href) &&
	    !is_told(inquiry, note->href))
		fault(inquiry, r->code, "\"%s\" links to %s, which is not in "
		    "the guides; mend the href or add the section", note->text,
		    note->href);
	for (size_t i = 0; proof->knows != NULL && i < note->claims.len; i++) {
		const char *id = note->claims.at[i];

		if (!proof->knows(proof->claims, id) && !is_told(inquiry, id))
			fault(inquiry, r->code, "\"%s\" rests on the claim "
			    "%s, which is not in the register; mend the id or "
			    "add the claim", note->text, id);
	}
}

static void
check_reason_notes(struct inquiry *inquiry, const struct recommendation *r,
    const struct reasons *reasons)
{
	for (size_t i = 0; i < reasons->len; i++) {
		const struct reason *reason = &reasons->at[i];

		check_note(inquiry, r, &(struct note){ reason->text,
		    reason->claims, reason->href });
	}
}

static void
check_notes(struct inquiry *inquiry, const struct recommendation *r)
{
	const struct notes *weaknesses = &r->verdict.primary->weaknesses;
	const struct note *const notes[] = { r->guarded, r->overruled,
		r->split, r->keeps, r->moves, r->cost, r->tie, r->caveat };

	check_reason_notes(inquiry, r, &r->reasons);
	check_reason_notes(inquiry, r, &r->second_reasons);
	check_reason_notes(inquiry, r, &r->against);
	for (size_t i = 0; i < countof(notes); i++)
		if (notes[i] != NULL)
			check_note(inquiry, r, notes[i]);
	for (size_t i = 0; i < r->tensions.len; i++)
		check_note(inquiry, r, &r->tensions.at[i].why);
	for (size_t i = 0; i < weaknesses->len; i++)
		check_note(inquiry, r, &weaknesses->at[i]);
}

size_t
proof_check(const struct assessment *model, const struct proof *proof)
{
	ARENA(arena);
	ARENA(page);
	struct inquiry inquiry = { .arena = arena, .model = model,
		.proof = proof };

	judge_all(&inquiry);
	for (size_t i = 0; i < inquiry.len; i++) {
		struct recommendation r;

		recommend(page, model, &inquiry.answers[i], &r);
		check_outcome(&inquiry, &r);
		check_sum(&inquiry, &r, r.verdict.primary, &r.reasons);
		if (r.second != NULL)
			check_sum(&inquiry, &r, r.second, &r.second_reasons);
		check_flips(&inquiry, i, &r);
		check_notes(&inquiry, &r);
		if (proof->each != NULL)
			proof->each(proof->context, &r);
		arena_reset(page);
	}
	return inquiry.faults;
}

/* Whether an outcome before this one advises the same stacks. */
static bool
is_repeated(const struct assessment *model, const struct proof_counts *counts,
    size_t place)
{
	const struct outcome *ours = &model->outcomes.at[place];

	for (size_t i = 0; i < place; i++) {
		const struct outcome *other = &model->outcomes.at[i];

		if (counts->outcomes[i] != 0 &&
		    other->primary == ours->primary &&
		    other->partner == ours->partner)
			return true;
	}
	return false;
}

/* Whether another answer to the question leads to other stacks. */
static bool
sways(const struct assessment *model, const struct answers *answers,
    const struct verdict *ours, size_t question)
{
	struct answers other = *answers;

	for (size_t o = 0; o < model->questions[question].options.len; o++) {
		struct verdict verdict;

		other.option[question] = o;
		verdict_reach(model, &other, &verdict);
		if (verdict.primary != ours->primary ||
		    verdict.partner != ours->partner)
			return true;
	}
	return false;
}

static void
count_one(const struct assessment *model, size_t index,
    struct proof_counts *counts)
{
	struct answers answers = assessment_answers_at(model, index);
	struct verdict v;
	size_t place;

	verdict_reach(model, &answers, &v);
	place = (size_t)(assessment_outcome_find(model, v.kind, v.primary,
	    v.partner) - model->outcomes.at);
	counts->kinds[v.kind]++;
	if (counts->outcomes[place]++ == 0)
		counts->first[place] = index;
	for (size_t q = 0; q < ASSESSMENT_QUESTIONS; q++)
		counts->sways[q] += sways(model, &answers, &v, q);
}

void
proof_count(struct arena *arena, const struct assessment *model,
    struct proof_counts *counts)
{
	size_t len = model->outcomes.len;

	*counts = (struct proof_counts){
		.combinations = assessment_count(model),
		.outcomes = arena_array(arena, len, sizeof(size_t)),
		.first = arena_array(arena, len, sizeof(size_t)),
	};
	for (size_t i = 0; i < counts->combinations; i++)
		count_one(model, i, counts);
	for (size_t i = 0; i < len; i++) {
		if (counts->outcomes[i] == 0)
			continue;
		counts->outcomes_len++;
		counts->advice_len += !is_repeated(model, counts, i);
	}
}
