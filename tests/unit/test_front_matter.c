#include "test.h"

#include "guides_folder.h"

#include "base/util.h"
#include "config/date.h"

static void
a_file_without_front_matter_is_refused(void **state)
{
	static const char none[] =
	    "1: no front matter; begin the file with a line \"---\", title, "
	    "summary, order and dates, and another \"---\"";

	assert_file_refused("", none);
	assert_file_refused("## A {#a}\n", none);
	assert_file_refused("\n" HEAD BODY, none);
	assert_file_refused("----\n", none);
	assert_file_refused("---\ntitle: T\n",
	    "1: the front matter does not end; put a line \"---\" behind it");
	assert_file_refused("\xef\xbb\xbf" HEAD BODY,
	    "1: begins with a byte order mark; save the file without");
}

static void
front_matter_that_breaks_a_rule_is_refused_with_its_line(void **state)
{
	static const struct {
		const char *head;
		const char *message;
	} cases[] = {
		{ HEAD_UNTIL_DATES "published: 2026-02-29\n"
				   "updated: 2026-03-01\n"
				   "checked: 2026-03-01\n",
		    "5: published \"2026-02-29\" is not a day; write it as "
		    "2026-11-21" },
		{ HEAD_UNTIL_DATES "published: 2026-02-28\n"
				   "updated: 2026-3-1\n"
				   "checked: 2026-03-01\n",
		    "6: updated \"2026-3-1\" is not a day; write it as "
		    "2026-11-21" },
		{ HEAD_UNTIL_DATES "published: 2026-02-28\n"
				   "updated: 2026-03-01\n"
				   "checked: soon\n",
		    "7: checked \"soon\" is not a day; write it as "
		    "2026-11-21" },
		{ HEAD_UNTIL_DATES "published: 2026-03-02\n"
				   "updated: 2026-03-01\n"
				   "checked: 2026-03-01\n",
		    "6: updated is before published; mend one of them" },
		{ "---\ntitle: T\nsummary: S\norder: 0\n" DATES,
		    "4: order must be a number from 1 to 999" },
		{ "---\ntitle: T\nsummary: S\norder: 1000\n" DATES,
		    "4: order must be a number from 1 to 999" },
		{ "---\ntitle: \" \"\nsummary: S\norder: 1\n" DATES,
		    "2: title must be one line of text" },
		{ "---\ntitle: T\nsummary: |\n  S\n  S\norder: 1\n" DATES,
		    "3: summary must be one line of text" },
		{ "---\ntitle: "
		  "123456789 123456789 123456789 123456789 123456789 "
		  "123456789 123456789 123456789 x\nsummary: S\norder: 1\n"
		  DATES,
		    "2: title has 81 characters; at most 80 are allowed" },
	};
	ARENA(arena);

	for (size_t i = 0; i < countof(cases); i++)
		assert_file_refused(
		    arena_printf(arena, "%s---\n" BODY, cases[i].head),
		    cases[i].message);
}

/* The words of these refusals are config/yaml.c's; the lines are ours to
 * get right. */
static void
front_matter_of_the_wrong_form_is_refused_with_its_line(void **state)
{
	static const struct {
		const char *bytes;
		const char *begin;
	} cases[] = {
		{ HEAD_UNTIL_DATES DATES "authr: x\n---\n" BODY,
		    "guides/a.md:8: " },
		{ "---\ntitle: T\nsummary: S\norder: three\n" DATES
		  "---\n" BODY,
		    "guides/a.md:4: " },
		{ "---\ntitle: T\ntitle: U\nsummary: S\norder: 1\n" DATES
		  "---\n" BODY,
		    "guides/a.md:3: " },
		{ HEAD_UNTIL_DATES "---\n" BODY, "guides/a.md:2: " },
		{ "---\n---\n" BODY, "guides/a.md:2: " },
		{ "---\ntitle: [\n---\n" BODY, "guides/a.md:" },
	};

	for (size_t i = 0; i < countof(cases); i++) {
		ARENA(arena);
		struct folder folder;
		struct guides guides;
		enum status st;
		char *said;

		folder_open(&folder, arena);
		folder_write(&folder, "a.md", cases[i].bytes,
		    strlen(cases[i].bytes));
		st = load(&folder, &guides, &said);
		folder_close(&folder, (const char *const[]){ "a.md" }, 1);
		assert_status(st, INVALID);
		said[strlen(cases[i].begin)] = '\0';
		assert_string_equal(said, cases[i].begin);
	}
}

static void
a_prefill_holds_answers_to_known_questions(void **state)
{
	static const char *const bad[] = { "hard", "hard=", "=rules",
		"colour=red", "hard=rules&", "&hard=rules",
		"hard=rules&&life=long", "hard=rules&hard=io", "hard=Rules",
		"hard=rules life=long", "hard=r\"x", "har=rules",
		"hardy=rules" };
	static const char *const good[] = { "team=js&hard=io&life=mvp&lang=two",
		"lang=one" };
	ARENA(arena);

	for (size_t i = 0; i < countof(bad); i++)
		assert_file_refused(
		    arena_printf(arena,
			HEAD_UNTIL_DATES DATES "prefill: '%s'\n---\n" BODY,
			bad[i]),
		    arena_printf(arena,
			"8: prefill \"%s\" must be answers to team, hard, "
			"life or lang, for instance hard=rules&life=long",
			bad[i]));
	for (size_t i = 0; i < countof(good); i++) {
		struct folder folder;
		struct guides guides;
		const char *text = arena_printf(arena,
		    HEAD_UNTIL_DATES DATES "prefill: %s\n---\n" BODY, good[i]);
		enum status st;
		char *said;

		folder_open(&folder, arena);
		folder_write(&folder, "a.md", text, strlen(text));
		st = load(&folder, &guides, &said);
		folder_close(&folder, (const char *const[]){ "a.md" }, 1);
		assert_string_equal(said, "");
		assert_status(st, OK);
		assert_string_equal(guides.at[0].prefill, good[i]);
	}
}

static void
days_are_those_of_the_calendar(void **state)
{
	static const char *const good[] = { "1970-01-01", "2024-02-29",
		"2000-02-29", "2026-12-31", "9999-04-30" };
	static const char *const bad[] = { "", "2026", "2026-11-2",
		"2026-11-211", "2026/11/21", "2026-00-10", "2026-13-10",
		"2026-11-00", "2026-11-31", "2023-02-29", "2100-02-29",
		"1969-12-31", "2026-1a-01", " 2026-11-21" };

	for (size_t i = 0; i < countof(good); i++)
		assert_true(date_is_day(good[i]));
	for (size_t i = 0; i < countof(bad); i++)
		assert_false(date_is_day(bad[i]));
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_file_without_front_matter_is_refused),
		cmocka_unit_test(
		    front_matter_that_breaks_a_rule_is_refused_with_its_line),
		cmocka_unit_test(
		    front_matter_of_the_wrong_form_is_refused_with_its_line),
		cmocka_unit_test(a_prefill_holds_answers_to_known_questions),
		cmocka_unit_test(days_are_those_of_the_calendar),
	};

	return cmocka_run_group_tests_name("front_matter", tests, NULL, NULL);
}
