#include "test.h"

#include "small_claims.h"

#include "config/stack_file.h"

#define ROW(name) name ":\n  - text: So.\n    claims: [000-01]\n"

static const char good[] =
    "id: node\n"
    "name: Node.js\n"
    "summary: One line.\n" ROW("what") ROW("strengths") ROW("weaknesses")
	ROW("best_for") ROW("not_for") ROW("frameworks") ROW("data_access")
	    ROW("packages")
    "hiring:\n"
    "  - text: Our sources say nothing.\n"
    "    silent: true\n"
    "used_by:\n"
    "  - text: We do.\n"
    "    own: true\n"
    "sections:\n"
    "  - /guides/a#b\n";

static enum status
read_profile(struct arena *arena, const char *text, struct profile *profile)
{
	struct claim_register claims;

	read_small(arena, &claims);
	return stack_file_read(arena,
	    &(struct yaml_source){ "node.yaml", 1, text, strlen(text) },
	    "node", &claims, profile);
}

static void
assert_refused_at(int moved, const char *after, const char *from,
    const char *to, const char *message)
{
	ARENA(arena);
	struct captured captured;
	struct profile profile;
	enum status st;
	int line;
	char *text = changed(arena, good, after, from, to, &line);

	captured_begin(&captured);
	st = read_profile(arena, text, &profile);
	captured_end(&captured);
	assert_string_equal(captured.text,
	    arena_printf(arena, "node.yaml:%d: %s\n", line + moved, message));
	assert_status(st, INVALID);
}

static void
assert_refused(const char *after, const char *from, const char *to,
    const char *message)
{
	assert_refused_at(0, after, from, to, message);
}

static void
a_good_profile_is_read(void **state)
{
	ARENA(arena);
	const struct statement *what;
	struct profile profile;

	assert_status(read_profile(arena, good, &profile), OK);
	assert_string_equal(profile.rows[PROFILE_BEST_FOR].id, "best-for");
	assert_string_equal(profile.rows[PROFILE_BEST_FOR].label, "Best for");
	what = &profile.rows[PROFILE_WHAT].statements.at[0];
	assert_string_equal(what->claims.at[0]->id, "000-01");
	assert_true(profile.rows[PROFILE_HIRING].statements.at[0].silent);
	assert_true(profile.rows[PROFILE_USED_BY].statements.at[0].own);
	assert_int_equal(profile.sections.len, 1);
}

/* Without a row, with an empty row, with an empty text. */
static void
an_empty_cell_is_refused(void **state)
{
	assert_refused_at(-24, "packages:", ROW("packages"), "",
	    "the key \"packages\" is missing in the file; add it");
	assert_refused("packages:", ROW("packages"), "packages: []\n",
	    "\"packages\" has 0 entries; it needs 1 or more");
	assert_refused("packages:", "So.", "\"\"",
	    "\"text\" is empty; write a text");
	assert_refused("packages:", "So.", "\" \"",
	    "the text is empty; write one, or say that our sources say "
	    "nothing");
}

static void
a_statement_needs_a_ground(void **state)
{
	assert_refused_at(-1, "what:", "    claims: [000-01]\n", "",
	    "this statement rests on nothing; name claims, or say own: true "
	    "(our own knowledge) or silent: true (our sources say nothing)");
	assert_refused_at(-1, "used_by:", "own: true", "own: false",
	    "this statement rests on nothing; name claims, or say own: true "
	    "(our own knowledge) or silent: true (our sources say nothing)");
}

static void
silence_has_no_claims(void **state)
{
	static const char message[] = "silent: true says that our sources say "
	    "nothing, so it stands alone; put the rest into a statement of "
	    "its own";

	assert_refused_at(-1, "hiring:", "silent: true",
	    "silent: true\n    claims: [000-01]", message);
	assert_refused_at(-1, "hiring:", "silent: true",
	    "silent: true\n    own: true", message);
}

static void
claims_and_links_must_be_known(void **state)
{
	assert_refused("strengths:", "000-01", "000-09",
	    "there is no claim \"000-09\"; did you mean \"000-01\"?");
	assert_refused("strengths:", "[000-01]", "[000-01, 000-01]",
	    "the claim 000-01 is named twice; keep it once");
	assert_refused("sections:", "/guides/a#b", "/guide/a#b",
	    "\"/guide/a#b\" is not a link to a section of a guide; write "
	    "/guides/GUIDE#SECTION");
}

static void
a_file_of_another_stack_is_refused(void **state)
{
	assert_refused("id:", "node", "nodes", "the id is \"nodes\", but this "
	    "is the file of \"node\"; mend the id or rename the file");
}

static void
yaml_that_is_none_is_refused(void **state)
{
	assert_refused_at(1, "what:", "text: So.", "text: [So.",
	    "not well-formed YAML: did not find expected ',' or ']'");
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_good_profile_is_read),
		cmocka_unit_test(an_empty_cell_is_refused),
		cmocka_unit_test(a_statement_needs_a_ground),
		cmocka_unit_test(silence_has_no_claims),
		cmocka_unit_test(claims_and_links_must_be_known),
		cmocka_unit_test(a_file_of_another_stack_is_refused),
		cmocka_unit_test(yaml_that_is_none_is_refused),
	};

	return cmocka_run_group_tests_name("stacks_refused", tests, NULL,
	    NULL);
}
