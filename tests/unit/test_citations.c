#include "test.h"

#include "shipped.h"
#include "small_claims.h"

static const struct claim_use *
use_of(const struct citations *citations, const char *id)
{
	for (size_t i = 0; i < citations->len; i++)
		if (strcmp(citations->at[i].claim->id, id) == 0)
			return &citations->at[i];
	fail_msg("%s has no use", id);
	return NULL;
}

static void
every_claim_is_used_or_says_why_not(void **state)
{
	ARENA(arena);
	struct shipped s;
	struct citations citations;
	int left_out = 0;

	shipped_load(arena, &s);
	assert_status(citations_collect(arena, &s.claims, &s.guides,
			  &s.profiles, &s.model, &citations),
	    OK);
	assert_int_equal(citations.len, s.claims.claims.len);
	for (size_t i = 0; i < citations.len; i++) {
		const struct claim_use *use = &citations.at[i];
		bool used = use->citations.len > 0 || use->reasons > 0 ||
		    use->claim->contradictions.len > 0;

		assert_ptr_equal(use->claim, &s.claims.claims.at[i]);
		assert_true(used != (*use->claim->left_out != '\0'));
		left_out += !used;
	}
	print_message("# %d claims left out\n", left_out);
	assert_true(left_out < 10);
}

static void
a_use_leads_to_its_place(void **state)
{
	ARENA(arena);
	struct shipped s;
	struct citations citations;
	const struct claim_use *use;

	shipped_load(arena, &s);
	assert_status(citations_collect(arena, &s.claims, &s.guides,
			  &s.profiles, &s.model, &citations),
	    OK);
	use = use_of(&citations, "004-24");
	assert_int_equal(use->citations.len, 2);
	assert_string_equal(use->citations.at[0].href, "/stacks/go#hiring");
	assert_string_equal(use->citations.at[0].title, "Go, profile");
	assert_int_equal(use->reasons, 0);
	use = use_of(&citations, "000-22");
	assert_string_equal(use->citations.at[0].href,
	    "/guides/how-to-choose#ref-1");
	assert_true(use->reasons > 0);
	/* In two rows of one profile, told once. */
	use = use_of(&citations, "003-20");
	for (size_t i = 1; i < use->citations.len; i++)
		assert_string_not_equal(use->citations.at[i].title,
		    use->citations.at[i - 1].title);
}

/* What collecting says of a register that was changed, without guides and
 * profiles; the model names no claims. */
static void
assert_said(const char *text, enum status expected, const char *message)
{
	ARENA(arena);
	static const struct stack stacks[] = { { .id = "node" } };
	const struct assessment model = { .stacks = { stacks, 1 } };
	const struct guides guides = { 0 };
	const struct profiles profiles = { 0 };
	struct claim_register claims;
	struct citations citations;
	struct captured captured;
	enum status st;

	assert_status(claims_read(arena,
			  &(struct yaml_source){ "claims.yaml", 1, text,
			      strlen(text) },
			  &claims),
	    OK);
	captured_begin(&captured);
	st = citations_collect(arena, &claims, &guides, &profiles, &model,
	    &citations);
	captured_end(&captured);
	assert_string_equal(captured.text, message);
	assert_status(st, expected);
}

static void
a_claim_that_nothing_uses_is_refused(void **state)
{
	assert_said(SMALL_CLAIMS, INVALID,
	    "claims.yaml:17: nothing uses the claim 000-02; cite it as "
	    "[^000-02] in a guide, or say in left_out why not\n");
}

static void
a_claim_left_out_needs_no_use(void **state)
{
	ARENA(arena);
	int line;

	assert_said(changed(arena, SMALL_CLAIMS, "000-02",
			"    text: Two was so.\n",
			"    text: Two was so.\n    left_out: It is sour.\n",
			&line),
	    OK, "");
}

static void
a_claim_left_out_must_not_be_used(void **state)
{
	ARENA(arena);
	int line;

	assert_said(changed(arena, SMALL_CLAIMS, "000-01",
			"    text: One is so.\n",
			"    text: One is so.\n    left_out: It is sour.\n",
			&line),
	    INVALID,
	    "claims.yaml:12: the claim 000-01 says that it is left out, but "
	    "is used; take out left_out, or the use\n");
}

static void
a_claim_of_an_unknown_stack_is_refused(void **state)
{
	ARENA(arena);
	int line;

	assert_said(changed(arena, SMALL_CLAIMS, "claims:", "[node]",
			"[node, cobol]", &line),
	    INVALID,
	    "claims.yaml:12: the claim 000-01 speaks of a stack \"cobol\", "
	    "which the assessment does not know\n");
}

static void
a_reason_with_an_unknown_claim_is_refused(void **state)
{
	ARENA(arena);
	struct shipped s;
	struct citations citations;
	struct captured captured;
	enum status st;

	shipped_load(arena, &s);
	read_small(arena, &s.claims);
	s.guides.len = s.profiles.len = 0;
	captured_begin(&captured);
	st = citations_collect(arena, &s.claims, &s.guides, &s.profiles,
	    &s.model, &citations);
	captured_end(&captured);
	assert_status(st, INVALID);
	assert_non_null(strstr(captured.text, "assessment.yaml: "));
	assert_non_null(strstr(captured.text,
	    "there is no claim \\\"000-04\\\"; did you mean"));
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_claim_is_used_or_says_why_not),
		cmocka_unit_test(a_use_leads_to_its_place),
		cmocka_unit_test(a_claim_that_nothing_uses_is_refused),
		cmocka_unit_test(a_claim_left_out_needs_no_use),
		cmocka_unit_test(a_claim_left_out_must_not_be_used),
		cmocka_unit_test(a_claim_of_an_unknown_stack_is_refused),
		cmocka_unit_test(a_reason_with_an_unknown_claim_is_refused),
	};

	return cmocka_run_group_tests_name("citations", tests, NULL, NULL);
}
