#include "content/compare.h"

#include "base/arena.h"
#include "base/buf.h"
#include "content/guides.h"
#include "content/links.h"
#include "content/stacks.h"
#include "domain/verdict.h"

/* For every pair of stacks, by place: over all combinations. */
struct tally {
	int ahead[ASSESSMENT_STACKS_MAX][ASSESSMENT_STACKS_MAX];
	int together[ASSESSMENT_STACKS_MAX][ASSESSMENT_STACKS_MAX];
	int first[ASSESSMENT_STACKS_MAX];
	int combinations;
};

struct comparing {
	struct arena *arena;
	const struct assessment *model;
	const struct guides *guides;
	const struct tally *tally;
};

static void
count(const struct assessment *model, const struct verdict *verdict,
    struct tally *tally)
{
	size_t len = model->stacks.len;
	size_t primary = verdict->primary->place;

	for (size_t a = 0; a < len; a++)
		for (size_t b = 0; b < len; b++)
			tally->ahead[a][b] +=
			    verdict->scores[a] > verdict->scores[b];
	tally->first[primary]++;
	if (verdict->partner != NULL) {
		tally->together[primary][verdict->partner->place]++;
		tally->together[verdict->partner->place][primary]++;
	}
}

static struct tally
tally_of(const struct assessment *model)
{
	struct tally tally = { .combinations = (int)assessment_count(model) };

	for (int i = 0; i < tally.combinations; i++) {
		struct answers answers =
		    assessment_answers_at(model, (size_t)i);
		struct verdict verdict;

		verdict_reach(model, &answers, &verdict);
		count(model, &verdict, &tally);
	}
	return tally;
}

static const char *
signed_points(struct arena *arena, int points)
{
	if (points < 0)
		return arena_printf(arena, "\u2212%d", -points);
	return arena_printf(arena, points == 0 ? "%d" : "+%d", points);
}

static int
points_of(const struct weight *weight)
{
	return weight == NULL ? 0 : weight->points;
}

/* What speaks for the one that is ahead; where it has no points of its own,
 * what speaks against the other. */
static const struct weight *
deciding(const struct preference *preference, const struct weight *a,
    const struct weight *b)
{
	bool a_leads = preference->a_points > preference->b_points;
	const struct weight *winner = a_leads ? a : b;
	const struct weight *loser = a_leads ? b : a;

	if (preference->lead == 0)
		return NULL;
	return points_of(winner) > 0 ? winner : loser;
}

static const char *
points_text(struct arena *arena, const struct preference *preference)
{
	if (preference->a_points == 0 && preference->b_points == 0)
		return "no points to either";
	return arena_printf(arena, "%s to %s",
	    signed_points(arena, preference->a_points),
	    signed_points(arena, preference->b_points));
}

static struct preference
prefer(struct arena *arena, const struct option *option,
    const struct comparison *pair, const struct stack *stacks[2])
{
	const struct weight *a = option_weight(option, stacks[0]);
	const struct weight *b = option_weight(option, stacks[1]);
	struct preference preference = { .option = option,
		.a_points = points_of(a), .b_points = points_of(b) };
	const struct weight *why;
	int lead = preference.a_points - preference.b_points;

	preference.href = arena_printf(arena, "/assessment?%s=%s&edit=1",
	    option->question->id, option->id);
	preference.lead = lead < 0 ? -lead : lead;
	preference.prefers = lead == 0 ? "neither" :
	    lead > 0 ? pair->a->name : pair->b->name;
	preference.points = points_text(arena, &preference);
	why = deciding(&preference, a, b);
	preference.reason = why == NULL ? "" : why->why.text;
	preference.section = why == NULL ? "" : why->why.href;
	return preference;
}

static void
fill_preferences(const struct comparing *c, struct comparison *pair,
    const struct stack *stacks[2])
{
	for (size_t q = 0; q < ASSESSMENT_QUESTIONS; q++) {
		const struct question *question = &c->model->questions[q];
		struct preference *list = arena_array(c->arena,
		    question->options.len, sizeof(*list));

		for (size_t o = 0; o < question->options.len; o++)
			list[o] = prefer(c->arena, &question->options.at[o],
			    pair, stacks);
		pair->preferences[q].question = question;
		pair->preferences[q].options.at = list;
		pair->preferences[q].options.len = question->options.len;
	}
}

static bool
has_link(const struct comparison_link *list, size_t len, const char *href)
{
	for (size_t i = 0; i < len; i++)
		if (strcmp(list[i].href, href) == 0)
			return true;
	return false;
}

static void
add_link(const struct comparing *c, const char *href,
    struct comparison_link *list, size_t *len)
{
	const struct guide_section *section;
	const struct guide *guide;

	if (*href == '\0' || has_link(list, *len, href) ||
	    !links_find(c->guides, href, &guide, &section))
		return;
	list[(*len)++] = (struct comparison_link){
		.href = href,
		.title = section == NULL ? guide->title :
		    arena_printf(c->arena, "%s: %s", guide->title,
			section->title),
	};
}

static void
fill_links(const struct comparing *c, struct comparison *pair)
{
	struct comparison_link *list = arena_array(c->arena,
	    ASSESSMENT_QUESTIONS * ASSESSMENT_OPTIONS_MAX, sizeof(*list));
	size_t len = 0;

	for (size_t q = 0; q < ASSESSMENT_QUESTIONS; q++)
		for (size_t o = 0; o < pair->preferences[q].options.len; o++)
			add_link(c,
			    pair->preferences[q].options.at[o].section, list,
			    &len);
	pair->links.at = list;
	pair->links.len = len;
}

static void
fill_tally(const struct comparing *c, struct comparison *pair, size_t a,
    size_t b)
{
	const struct tally *tally = c->tally;
	BUF(text, 1000);

	pair->combinations = tally->combinations;
	pair->a_ahead = tally->ahead[a][b];
	pair->b_ahead = tally->ahead[b][a];
	pair->level = tally->combinations - pair->a_ahead - pair->b_ahead;
	pair->a_first = tally->first[a];
	pair->b_first = tally->first[b];
	pair->together = tally->together[a][b];
	buf_printf(&text, "Among all %d sets of answers %s has more points "
	    "in %d, %s in %d, and in %d they are level. Looking at all "
	    "stacks, %s stands first in %d and %s in %d",
	    pair->combinations, pair->a->name, pair->a_ahead, pair->b->name,
	    pair->b_ahead, pair->level, pair->a->name, pair->a_first,
	    pair->b->name, pair->b_first);
	if (pair->together > 0)
		buf_printf(&text, "; in %d the two are advised together, each "
		    "for its part", pair->together);
	buf_putc(&text, '.');
	pair->tally = arena_strdup(c->arena, buf_text(&text));
}

static void
fill(const struct comparing *c, const struct profiles *profiles, size_t a,
    size_t b, struct comparison *pair)
{
	const struct stack *stacks[2] = { &c->model->stacks.at[a],
		&c->model->stacks.at[b] };

	pair->a = &profiles->at[a];
	pair->b = &profiles->at[b];
	pair->slug = arena_printf(c->arena, "%s-vs-%s", pair->a->id,
	    pair->b->id);
	pair->href = arena_printf(c->arena, "/compare/%s", pair->slug);
	pair->title = arena_printf(c->arena, "%s or %s", pair->a->name,
	    pair->b->name);
	for (size_t i = 0; i < PROFILE_ROWS; i++)
		pair->rows[i] = (struct comparison_row){
			.id = pair->a->rows[i].id,
			.label = pair->a->rows[i].label,
			.a = pair->a->rows[i].statements,
			.b = pair->b->rows[i].statements,
		};
	fill_preferences(c, pair, stacks);
	fill_tally(c, pair, a, b);
	fill_links(c, pair);
}

void
compare_all(struct arena *arena, const struct assessment *model,
    const struct profiles *profiles, const struct guides *guides,
    struct comparisons *comparisons)
{
	const struct tally tally = tally_of(model);
	const struct comparing c = { arena, model, guides, &tally };
	size_t len = profiles->len * (profiles->len - 1) / 2;
	struct comparison *list = arena_array(arena, len, sizeof(*list));
	size_t i = 0;

	for (size_t a = 0; a < profiles->len; a++)
		for (size_t b = a + 1; b < profiles->len; b++)
			fill(&c, profiles, a, b, &list[i++]);
	*comparisons = (struct comparisons){ list, len };
}

const struct comparison *
compare_find(const struct comparisons *comparisons, const char *slug)
{
	for (size_t i = 0; i < comparisons->len; i++)
		if (strcmp(comparisons->at[i].slug, slug) == 0)
			return &comparisons->at[i];
	return NULL;
}

const struct comparison *
compare_find_reversed(const struct comparisons *comparisons, const char *slug)
{
	for (size_t i = 0; i < comparisons->len; i++) {
		const struct comparison *pair = &comparisons->at[i];
		size_t b = strlen(pair->b->id);

		if (strncmp(slug, pair->b->id, b) == 0 &&
		    strncmp(slug + b, "-vs-", 4) == 0 &&
		    strcmp(slug + b + 4, pair->a->id) == 0)
			return pair;
	}
	return NULL;
}
