#include "test.h"

#include "base/util.h"
#include "domain/verdict.h"
#include "shipped.h"

static struct comparisons
all_pairs(struct arena *arena, struct shipped *s)
{
	struct comparisons pairs;

	shipped_load(arena, s);
	compare_all(arena, &s->model, &s->profiles, &s->guides, &pairs);
	return pairs;
}

static void
fifteen_pairs_stand_in_order(void **state)
{
	static const char *const slugs[] = { "node-vs-python",
		"node-vs-dotnet", "node-vs-go", "node-vs-rust",
		"node-vs-java", "python-vs-dotnet", "python-vs-go",
		"python-vs-rust", "python-vs-java", "dotnet-vs-go",
		"dotnet-vs-rust", "dotnet-vs-java", "go-vs-rust",
		"go-vs-java", "rust-vs-java" };
	ARENA(arena);
	struct shipped s;
	struct comparisons pairs = all_pairs(arena, &s);

	assert_int_equal(pairs.len, countof(slugs));
	for (size_t i = 0; i < countof(slugs); i++) {
		assert_string_equal(pairs.at[i].slug, slugs[i]);
		assert_ptr_equal(compare_find(&pairs, slugs[i]),
		    &pairs.at[i]);
	}
	assert_string_equal(pairs.at[0].title, "Node.js or Python");
	assert_string_equal(pairs.at[0].href, "/compare/node-vs-python");
}

static void
a_pair_the_other_way_round_is_known(void **state)
{
	ARENA(arena);
	struct shipped s;
	struct comparisons pairs = all_pairs(arena, &s);

	assert_ptr_equal(compare_find_reversed(&pairs, "python-vs-node"),
	    &pairs.at[0]);
	assert_null(compare_find(&pairs, "python-vs-node"));
	assert_null(compare_find_reversed(&pairs, "node-vs-python"));
	assert_null(compare_find_reversed(&pairs, "node-vs-node"));
	assert_null(compare_find_reversed(&pairs, "python-vs-nodes"));
	assert_null(compare_find_reversed(&pairs, ""));
}

static void
rows_of_both_profiles_stand_side_by_side(void **state)
{
	ARENA(arena);
	struct shipped s;
	struct comparisons pairs = all_pairs(arena, &s);

	for (size_t i = 0; i < pairs.len; i++)
		for (size_t r = 0; r < PROFILE_ROWS; r++) {
			const struct comparison *pair = &pairs.at[i];

			assert_string_equal(pair->rows[r].label,
			    pair->b->rows[r].label);
			assert_ptr_equal(pair->rows[r].a.at,
			    pair->a->rows[r].statements.at);
			assert_ptr_equal(pair->rows[r].b.at,
			    pair->b->rows[r].statements.at);
			assert_true(pair->rows[r].a.len > 0);
			assert_true(pair->rows[r].b.len > 0);
		}
}

static const struct preference *
preference_of(const struct comparison *pair, const char *question,
    const char *option)
{
	for (size_t q = 0; q < ASSESSMENT_QUESTIONS; q++) {
		const struct preferences *p = &pair->preferences[q];

		for (size_t o = 0; o < p->options.len; o++)
			if (strcmp(p->question->id, question) == 0 &&
			    strcmp(p->options.at[o].option->id, option) == 0)
				return &p->options.at[o];
	}
	fail_msg("no answer %s to %s", option, question);
	return NULL;
}

static void
an_answer_prefers_the_stack_with_more_points(void **state)
{
	ARENA(arena);
	struct shipped s;
	struct comparisons pairs = all_pairs(arena, &s);
	const struct comparison *pair = compare_find(&pairs, "node-vs-dotnet");
	const struct preference *p = preference_of(pair, "hard", "rules");

	assert_string_equal(p->prefers, ".NET");
	assert_int_equal(p->a_points, -1);
	assert_int_equal(p->b_points, 5);
	assert_int_equal(p->lead, 6);
	assert_string_equal(p->points, "\u22121 to +5");
	assert_string_equal(p->href, "/assessment?hard=rules&edit=1");
	assert_string_equal(p->section,
	    "/guides/dotnet-or-nodejs#where-dotnet-is-strong");
	assert_non_null(strstr(p->reason, ".NET"));
	p = preference_of(pair, "team", "js");
	assert_string_equal(p->prefers, "Node.js");
	assert_string_equal(p->points, "+8 to 0");
	p = preference_of(pair, "hard", "crud");
	assert_string_equal(p->prefers, "neither");
	assert_string_equal(p->points, "+2 to +2");
	assert_string_equal(p->reason, "");
	p = preference_of(pair, "team", "py");
	assert_string_equal(p->points, "no points to either");
}

/* Data takes two points from Node.js and gives none to Go. */
static void
a_reason_may_speak_against_the_other(void **state)
{
	ARENA(arena);
	struct shipped s;
	struct comparisons pairs = all_pairs(arena, &s);
	const struct preference *p = preference_of(
	    compare_find(&pairs, "node-vs-go"), "hard", "data");

	assert_string_equal(p->prefers, "Go");
	assert_int_equal(p->b_points, 0);
	assert_non_null(strstr(p->reason, "JavaScript"));
}

/* Counted here by the results themselves, not by the points. */
static void
the_tally_is_that_of_all_results(void **state)
{
	ARENA(arena);
	struct shipped s;
	struct comparisons pairs = all_pairs(arena, &s);
	const struct comparison *pair = compare_find(&pairs, "node-vs-python");
	int ahead = 0, first = 0, together = 0;

	for (size_t i = 0; i < assessment_count(&s.model); i++) {
		struct answers answers = assessment_answers_at(&s.model, i);
		struct verdict verdict;
		int sums[2] = { 0, 0 };

		for (size_t q = 0; q < ASSESSMENT_QUESTIONS; q++)
			for (size_t k = 0; k < 2; k++) {
				const struct weight *w = option_weight(
				    assessment_option(&s.model, &answers, q),
				    &s.model.stacks.at[k]);

				sums[k] += w == NULL ? 0 : w->points;
			}
		ahead += sums[0] > sums[1];
		verdict_reach(&s.model, &answers, &verdict);
		first += verdict.primary->place == 0;
		together += verdict.partner != NULL &&
		    verdict.primary->place + verdict.partner->place == 1;
	}
	assert_int_equal(pair->combinations, 576);
	assert_int_equal(pair->a_ahead, ahead);
	assert_int_equal(pair->a_first, first);
	assert_int_equal(pair->together, together);
	assert_int_equal(pair->a_ahead + pair->b_ahead + pair->level, 576);
	assert_true(together > 0);
	print_message("# %s\n", pair->tally);
}

static void
links_lead_to_sections_each_once(void **state)
{
	ARENA(arena);
	struct shipped s;
	struct comparisons pairs = all_pairs(arena, &s);

	for (size_t i = 0; i < pairs.len; i++) {
		const struct comparison *pair = &pairs.at[i];

		assert_true(pair->links.len > 0);
		for (size_t j = 0; j < pair->links.len; j++) {
			assert_non_null(strstr(pair->links.at[j].title, ": "));
			for (size_t k = 0; k < j; k++)
				assert_string_not_equal(
				    pair->links.at[j].href,
				    pair->links.at[k].href);
		}
	}
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(fifteen_pairs_stand_in_order),
		cmocka_unit_test(a_pair_the_other_way_round_is_known),
		cmocka_unit_test(rows_of_both_profiles_stand_side_by_side),
		cmocka_unit_test(an_answer_prefers_the_stack_with_more_points),
		cmocka_unit_test(a_reason_may_speak_against_the_other),
		cmocka_unit_test(the_tally_is_that_of_all_results),
		cmocka_unit_test(links_lead_to_sections_each_once),
	};

	return cmocka_run_group_tests_name("compare", tests, NULL, NULL);
}
