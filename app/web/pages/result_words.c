#include "web/pages/result_words.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/util.h"
#include "content/links.h"
#include "web/app.h"
#include "web/request.h"

const char *
words_kind(enum verdict_kind kind)
{
	switch (kind) {
	case VERDICT_SINGLE:
		return "One stack";
	case VERDICT_CLOSE:
		return "A close call";
	case VERDICT_HYBRID:
		return "Two services";
	case VERDICT_START_ONE:
		return "Start with one";
	case VERDICT_KIND_COUNT:
		break;
	}
	return "";
}

const char *
words_advice(struct arena *arena, enum verdict_kind kind,
    const struct stack *primary, const struct stack *partner)
{
	switch (kind) {
	case VERDICT_HYBRID:
		return arena_printf(arena, "%s with %s", primary->name,
		    partner->name);
	case VERDICT_START_ONE:
		return arena_printf(arena, "%s, then %s", primary->name,
		    partner->name);
	case VERDICT_CLOSE:
		return arena_printf(arena, "%s, a close call", primary->name);
	case VERDICT_SINGLE:
	case VERDICT_KIND_COUNT:
		break;
	}
	return primary->name;
}

const char *
words_confidence(const struct recommendation *result)
{
	return result->verdict.rule == NULL ? result->confidence : "";
}

const char *
words_points(struct arena *arena, int points)
{
	return points < 0 ? words_score(arena, points) :
	    arena_printf(arena, "+%d", points);
}

const char *
words_score(struct arena *arena, int score)
{
	return arena_printf(arena, "%s%d", score < 0 ? "\u2212" : "",
	    abs(score));
}

const char *
words_number(struct arena *arena, size_t number)
{
	static const char *const words[] = { "none", "one", "two", "three",
		"four", "five", "six", "seven", "eight", "nine", "ten" };

	return number < countof(words) ? words[number] :
	    arena_printf(arena, "%zu", number);
}

const char *
words_of_points(struct arena *arena, int points)
{
	return arena_printf(arena, "%s point%s", words_score(arena, points),
	    points == 1 ? "" : "s");
}

const char *
words_lead(struct arena *arena, const struct recommendation *result)
{
	const struct verdict *verdict = &result->verdict;
	const char *best = verdict->primary->name;
	const char *next = verdict->runner_up->name;

	if (verdict->rule != NULL || verdict->guarded)
		return "";
	if (verdict->margin == 0)
		return arena_printf(arena, "As close as it gets: %s and %s "
		    "have the same number of points.", best, next);
	if (verdict->kind == VERDICT_CLOSE)
		return arena_printf(arena, "A close call: %s is only %s "
		    "ahead of %s.", best,
		    words_of_points(arena, verdict->margin), next);
	return arena_printf(arena, "%s: %s is %s ahead of the runner-up, %s.",
	    *result->confidence == 'c' ? "A clear result" :
	    "The points lean this way", best,
	    words_of_points(arena, verdict->margin), next);
}

const char *
words_claims(struct arena *arena, const struct claims *claims)
{
	const char *text = "";

	for (size_t i = 0; i < claims->len; i++)
		text = arena_printf(arena, "%s%s%s", text, i == 0 ? "" : ", ",
		    claims->at[i]);
	return text;
}

const char *
words_link(struct request *req, const char *href)
{
	const struct guide_section *section;
	const struct guide *guide;

	if (!links_find(&req->app->guides, href, &guide, &section))
		return href;
	return section == NULL ? guide->title :
	    arena_printf(req->arena, "“%s” in %s", section->title,
	    guide->title);
}

static void
fill_claims(struct request *req, const struct claims *claims,
    struct note_view *view)
{
	struct claim_link_view *at =
	    arena_array(req->arena, claims->len, sizeof(*at));

	for (size_t i = 0; i < claims->len; i++) {
		const struct claim *claim =
		    claim_find(&req->app->claims, claims->at[i]);

		at[i] = (struct claim_link_view){
			.before = i == 0 ? "" : ", ",
			.id = claims->at[i],
			.href = claim == NULL ? "" : claim->href,
		};
	}
	view->claims.at = at;
	view->claims.len = claims->len;
	view->sources = claims->len == 1 ? "Source" : "Sources";
}

struct note_view
words_note(struct request *req, const struct note *note)
{
	struct note_view view = { .text = "" };

	if (note == NULL)
		return view;
	view = (struct note_view){
		.text = note->text,
		.href = note->href,
		.link = words_link(req, note->href),
		.judgement = note->claims.len == 0,
	};
	fill_claims(req, &note->claims, &view);
	return view;
}

struct reasons_view
words_reasons(struct request *req, const struct reasons *reasons,
    const struct stack *plain)
{
	struct reason_view *at =
	    arena_array(req->arena, reasons->len, sizeof(*at));

	for (size_t i = 0; i < reasons->len; i++) {
		const struct reason *reason = &reasons->at[i];
		const struct note note = { reason->text, reason->claims,
			reason->href };

		at[i] = (struct reason_view){
			.points = words_points(req->arena, reason->points),
			.stack = reason->stack == plain ? "" :
			    reason->stack->name,
			.because = reason->option->label,
			.note = words_note(req, &note),
		};
		at[i].note.judgement = reason->judgement;
	}
	return (struct reasons_view){ at, reasons->len };
}
