#include "test.h"

#include "captured.h"

#include "base/arena.h"
#include "base/util.h"
#include "config/claims_file.h"

static void
read_shipped(struct arena *arena, struct claim_register *claims)
{
	struct captured captured;
	enum status st;

	captured_begin(&captured);
	st = claims_load(arena, SOURCE_ROOT "/assets", claims);
	captured_end(&captured);
	assert_string_equal(captured.text, "");
	assert_status(st, OK);
}

/* What was read in each article, by an inventory made before this file. */
static const struct {
	const char *source;
	int claims;
} inventory[] = { { "000", 29 }, { "001", 45 }, { "002", 18 }, { "003", 31 },
	{ "004", 25 } };

static void
every_claim_of_the_inventory_is_in_the_register(void **state)
{
	ARENA(arena);
	struct claim_register claims;
	size_t all = 0;

	read_shipped(arena, &claims);
	for (size_t i = 0; i < countof(inventory); i++)
		for (int n = 1; n <= inventory[i].claims; n++) {
			const char *id = arena_printf(arena, "%s-%02d",
			    inventory[i].source, n);
			const struct claim *claim = claim_find(&claims, id);

			if (claim == NULL)
				fail_msg("%s is missing", id);
			assert_string_equal(claim->source->id,
			    inventory[i].source);
			all++;
		}
	assert_int_equal(claims.claims.len, all);
	assert_int_equal(claims.sources.len, countof(inventory));
	assert_int_equal(claims.corrections.len, 16);
	assert_int_equal(claims.contradictions.len, 14);
}

static void
counts_by_status_add_up(void **state)
{
	ARENA(arena);
	struct claim_register claims;
	struct claim_counts counts;
	size_t sum = 0;

	read_shipped(arena, &claims);
	counts = claims_count(&claims);
	for (enum claim_status s = CLAIM_HOLDS; s < CLAIM_STATUS_COUNT; s++) {
		assert_true(counts.of[s] > 0);
		print_message("# %zu %s\n", counts.of[s],
		    claim_status_label(s));
		sum += counts.of[s];
	}
	assert_int_equal(counts.all, 148);
	assert_int_equal(sum, counts.all);
	assert_int_equal(counts.of[0], 0);
}

static void
a_claim_has_its_texts_ready(void **state)
{
	ARENA(arena);
	struct claim_register claims;
	const struct claim *claim;

	read_shipped(arena, &claims);
	claim = claim_find(&claims, "000-18");
	assert_string_equal(claim->href, "/guides/sources#c-000-18");
	assert_string_equal(claim->anchor, "c-000-18");
	assert_int_equal(claim->status, CLAIM_OUTDATED);
	assert_string_equal(claim->status_label, "outdated");
	assert_string_equal(claim->checked_label, "21 November 2026");
	assert_string_equal(claim->source->name,
	    "a freelancer who ships .NET and Node.js");
	assert_int_equal(claim->stacks.len, 2);
	assert_string_equal(claim->stacks.at[0], "dotnet");
	assert_int_equal(claim->corrections.len, 1);
	assert_string_equal(claim->corrections.at[0]->id, "D5");
	assert_string_equal(claim->corrections.at[0]->href,
	    "/guides/sources#d5");
	assert_int_equal(claim->contradictions.len, 1);
	assert_string_equal(claim->contradictions.at[0]->id, "K4");
	assert_string_equal(claim->left_out, "");
}

static void
contradictions_join_their_claims(void **state)
{
	ARENA(arena);
	struct claim_register claims;
	const struct contradiction *k;
	int real = 0;

	read_shipped(arena, &claims);
	for (size_t i = 0; i < claims.contradictions.len; i++)
		real += claims.contradictions.at[i].real;
	assert_int_equal(real, 4);
	k = &claims.contradictions.at[1];
	assert_string_equal(k->id, "K2");
	assert_string_equal(k->href, "/guides/disagreements#k2");
	assert_int_equal(k->positions.len, 3);
	assert_int_equal(k->positions.at[0].claims.len, 2);
	assert_ptr_equal(k->positions.at[0].claims.at[1],
	    claim_find(&claims, "000-14"));
	assert_ptr_equal(
	    claim_find(&claims, "002-12")->contradictions.at[0], k);
	assert_int_equal(claim_find(&claims, "000-22")->contradictions.len,
	    0);
}

static void
an_unknown_claim_is_not_found(void **state)
{
	ARENA(arena);
	struct claim_register claims;

	read_shipped(arena, &claims);
	assert_null(claim_find(&claims, "000-99"));
	assert_null(claim_find(&claims, ""));
	assert_null(claim_find(&claims, "000-1"));
	assert_string_equal(claim_unknown(arena, &claims, "000-2"),
	    "there is no claim \"000-2\"; did you mean \"000-02\"?");
	assert_string_equal(claim_unknown(arena, &claims, "zebra"),
	    "there is no claim \"zebra\"; the register, claims.yaml, has all "
	    "there are");
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    every_claim_of_the_inventory_is_in_the_register),
		cmocka_unit_test(counts_by_status_add_up),
		cmocka_unit_test(a_claim_has_its_texts_ready),
		cmocka_unit_test(contradictions_join_their_claims),
		cmocka_unit_test(an_unknown_claim_is_not_found),
	};

	return cmocka_run_group_tests_name("claims", tests, NULL, NULL);
}
