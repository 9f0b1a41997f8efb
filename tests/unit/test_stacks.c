#include "test.h"

#include "base/util.h"
#include "content/links.h"
#include "shipped.h"

static void
every_stack_has_a_profile_in_the_order_of_the_assessment(void **state)
{
	static const char *const ids[] = { "node", "python", "dotnet", "go",
		"rust", "java" };
	ARENA(arena);
	struct shipped s;

	shipped_load(arena, &s);
	assert_int_equal(s.profiles.len, countof(ids));
	for (size_t i = 0; i < countof(ids); i++) {
		const struct profile *profile = &s.profiles.at[i];

		assert_string_equal(profile->id, ids[i]);
		assert_string_equal(profile->href,
		    arena_printf(arena, "/stacks/%s", ids[i]));
		assert_string_equal(profile->name,
		    s.model.stacks.at[i].name);
		assert_ptr_equal(stacks_find(&s.profiles, ids[i]), profile);
	}
	assert_null(stacks_find(&s.profiles, "cobol"));
	assert_null(stacks_find(&s.profiles, ""));
}

static void
no_row_is_empty_and_every_statement_has_a_ground(void **state)
{
	ARENA(arena);
	struct shipped s;

	shipped_load(arena, &s);
	for (size_t i = 0; i < s.profiles.len; i++)
		for (size_t r = 0; r < PROFILE_ROWS; r++) {
			const struct profile_row *row =
			    &s.profiles.at[i].rows[r];

			assert_true(*row->label != '\0');
			assert_true(row->statements.len > 0);
			for (size_t j = 0; j < row->statements.len; j++) {
				const struct statement *statement =
				    &row->statements.at[j];

				assert_true(strlen(statement->text) > 3);
				assert_true(statement->claims.len > 0 ||
				    statement->own || statement->silent);
			}
		}
}

static bool
says_nothing(const struct profile *profile, enum profile_row_kind row)
{
	return profile->rows[row].statements.at[0].silent;
}

/* Where no source names anything, the row begins by saying so. */
static void
silence_of_the_sources_is_said(void **state)
{
	static const char *const silent[] = { "dotnet", "go", "java" };
	ARENA(arena);
	struct shipped s;

	shipped_load(arena, &s);
	for (size_t i = 0; i < countof(silent); i++)
		assert_true(says_nothing(stacks_find(&s.profiles, silent[i]),
		    PROFILE_FRAMEWORKS));
	assert_true(says_nothing(stacks_find(&s.profiles, "java"),
	    PROFILE_HIRING));
	assert_true(says_nothing(stacks_find(&s.profiles, "rust"),
	    PROFILE_DATA_ACCESS));
	assert_false(says_nothing(stacks_find(&s.profiles, "node"),
	    PROFILE_FRAMEWORKS));
}

/* A story of a company is told with what came after. */
static void
companies_are_told_with_what_came_after(void **state)
{
	ARENA(arena);
	struct shipped s;
	const char *text;

	shipped_load(arena, &s);
	text = profile_text(arena, stacks_find(&s.profiles, "node"));
	assert_non_null(strstr(text, "LinkedIn"));
	assert_non_null(strstr(text, "Later that work moved towards Go"));
	assert_non_null(strstr(text, "Java stood behind it"));
	assert_null(strstr(text, "70 per cent"));
}

static void
a_profile_is_one_text_for_search(void **state)
{
	ARENA(arena);
	struct shipped s;
	const struct profile *go;
	const char *text;

	shipped_load(arena, &s);
	go = stacks_find(&s.profiles, "go");
	text = profile_text(arena, go);
	assert_int_equal(strncmp(text, go->summary, strlen(go->summary)), 0);
	assert_non_null(strstr(text, "\nHiring\n"));
	assert_non_null(
	    strstr(text, go->rows[PROFILE_WEAKNESSES].statements.at[0].text));
}

static void
links_lead_into_the_guides(void **state)
{
	ARENA(arena);
	struct shipped s;
	const struct guide_section *section;
	const struct guide *guide;

	shipped_load(arena, &s);
	assert_true(links_find(&s.guides, "/guides/java#choose", &guide,
	    &section));
	assert_string_equal(guide->slug, "java");
	assert_string_equal(section->id, "choose");
	assert_true(links_find(&s.guides, "/guides/java", &guide, &section));
	assert_null(section);
	assert_false(links_resolve(&s.guides, "/guides/java#"));
	assert_false(links_resolve(&s.guides, "/guides/jav"));
	assert_false(links_resolve(&s.guides, "/stacks/java"));
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    every_stack_has_a_profile_in_the_order_of_the_assessment),
		cmocka_unit_test(
		    no_row_is_empty_and_every_statement_has_a_ground),
		cmocka_unit_test(silence_of_the_sources_is_said),
		cmocka_unit_test(companies_are_told_with_what_came_after),
		cmocka_unit_test(a_profile_is_one_text_for_search),
		cmocka_unit_test(links_lead_into_the_guides),
	};

	return cmocka_run_group_tests_name("stacks", tests, NULL, NULL);
}
