#include "test.h"

#include "small_claims.h"

/*
 * Changes the good register at one place. It must be refused with the line of
 * the change, moved by so many lines, and this message.
 */
static void
assert_refused_at(int moved, const char *after, const char *from,
    const char *to, const char *message)
{
	ARENA(arena);
	struct claim_register claims;
	struct captured captured;
	enum status st;
	int line;
	char *text = changed(arena, SMALL_CLAIMS, after, from, to, &line);

	captured_begin(&captured);
	st = claims_read(arena,
	    &(struct yaml_source){ "claims.yaml", 1, text, strlen(text) },
	    &claims);
	captured_end(&captured);
	assert_string_equal(captured.text,
	    arena_printf(arena, "claims.yaml:%d: %s\n", line + moved,
		message));
	assert_status(st, INVALID);
}

static void
assert_refused(const char *after, const char *from, const char *to,
    const char *message)
{
	assert_refused_at(0, after, from, to, message);
}

static void
the_good_register_is_good(void **state)
{
	ARENA(arena);
	struct claim_register claims;

	read_small(arena, &claims);
	assert_int_equal(claims.claims.len, 3);
}

static void
yaml_that_is_none_is_refused(void **state)
{
	assert_refused("claims:", "status: holds", "status: holds: so",
	    "not well-formed YAML: mapping values are not allowed in this "
	    "context; put a text that holds a colon in quotes");
}

static void
unknown_words_are_refused(void **state)
{
	assert_refused("claims:", "status: holds", "status: hold",
	    "\"status\" cannot be \"hold\"; did you mean \"holds\"?");
	assert_refused("claims:", "status:", "state:",
	    "unknown key \"state\"; did you mean \"status\"?");
	assert_refused("000-02", "[D1]", "[D2]",
	    "there is no correction \"D2\"; add it above, or mend the id");
	assert_refused("positions:", "[000-03]", "[000-04]",
	    "there is no claim \"000-04\"; did you mean \"000-01\"?");
	assert_refused("positions:", "[000-03]", "[000-03, 000-03]",
	    "the claim 000-03 is named twice; keep it once");
}

static void
ids_keep_their_shape_and_order(void **state)
{
	assert_refused("claims:", "000-01", "000-1",
	    "the id \"000-1\" must be three digits, a hyphen and two digits, "
	    "as 000-04");
	assert_refused("claims:", "000-02", "000-01",
	    "the claim 000-01 stands behind 000-01; keep them in order, each "
	    "once");
	assert_refused("claims:", "000-03", "001-01",
	    "the claim 001-01 is of a source that is not among those above; "
	    "add it, or mend the id");
	assert_refused("sources:", "\"000\"", "\"0\"",
	    "the id \"0\" must be three digits, as \"000\"");
	assert_refused("corrections:", "D1", "D2",
	    "the id \"D2\" stands where D1 is due; number them without gaps");
	assert_refused("contradictions:", "K1", "K01",
	    "the id \"K01\" stands where K1 is due; number them without gaps");
}

static void
a_missing_text_and_a_broken_date_are_refused(void **state)
{
	assert_refused("claims:", "text: One is so.", "text: \" \"",
	    "the text is empty; write one");
	assert_refused("claims:", "text: One is so.", "text: \"a\\nb\"",
	    "the text must be one paragraph; fold long lines with >- and "
	    "leave no line empty");
	assert_refused("claims:", "2026-11-21", "2026-11-31",
	    "checked \"2026-11-31\" is not a day; write it as 2026-11-21");
	assert_refused_at(-1, "claims:", "    status: holds\n", "",
	    "the key \"status\" is missing in \"claims\"; add it");
}

/* A status is told at its line, one below the id. */
static void
a_status_needs_its_ground(void **state)
{
	assert_refused("000-02", "outdated", "contested",
	    "000-02 is contested, but has a position in no contradiction; add "
	    "it to one, or give it another status");
	assert_refused("000-03", "contested", "outdated",
	    "000-03 is outdated, but has no correction; say what holds today, "
	    "or give it another status");
}

static void
a_correction_needs_a_claim(void **state)
{
	assert_refused_at(4, "corrections:", "  - id: D1",
	    "  - id: D1\n    topic: Cheese\n    found: Old.\n"
	    "    done: Kept.\n  - id: D2",
	    "no claim has the correction D2; name it in one, or take it out");
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_good_register_is_good),
		cmocka_unit_test(yaml_that_is_none_is_refused),
		cmocka_unit_test(unknown_words_are_refused),
		cmocka_unit_test(ids_keep_their_shape_and_order),
		cmocka_unit_test(a_missing_text_and_a_broken_date_are_refused),
		cmocka_unit_test(a_status_needs_its_ground),
		cmocka_unit_test(a_correction_needs_a_claim),
	};

	return cmocka_run_group_tests_name("claims_refused", tests, NULL,
	    NULL);
}
