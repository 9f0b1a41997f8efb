#include "test.h"

#include "guides_folder.h"

#include "base/buf.h"
#include "base/util.h"

#define SECTIONS                                                          \
	"Before.\n\n## A {#a}\n\nOne two.\n\n- x\n- y\n\n## B {#b}\n\n"      \
	"### C {#c}\n\nThree.\n"

static void
guides_are_loaded_and_sorted_by_order(void **state)
{
	ARENA(arena);
	struct guides guides;
	const struct guide *guide;

	assert_status(guides_load(arena,
			  SOURCE_ROOT "/tests/unit/fixtures/guides/good",
			  &no_claims, &guides),
	    OK);
	assert_int_equal(guides.len, 2);
	guide = &guides.at[0];
	assert_string_equal(guide->slug, "zero-first");
	assert_string_equal(guide->title, "First: by order");
	assert_string_equal(guide->summary, "A summary with an é.");
	assert_int_equal(guide->order, 1);
	assert_string_equal(guide->published, "2024-02-29");
	assert_string_equal(guide->published_label, "29 February 2024");
	assert_string_equal(guide->prefill, "");
	guide = &guides.at[1];
	assert_string_equal(guide->slug, "second");
	assert_string_equal(guide->published_label, "1 December 2025");
	assert_string_equal(guide->updated, "2026-02-28");
	assert_string_equal(guide->updated_label, "28 February 2026");
	assert_string_equal(guide->checked, "2026-11-21");
	assert_string_equal(guide->checked_label, "21 November 2026");
	assert_string_equal(guide->prefill, "hard=rules&life=long");
	assert_int_equal(guide->reading_minutes, 1);
	assert_int_equal(guide->word_count, 13);
	assert_int_equal(guide->sections.len, 1);
	assert_string_equal(guide->text,
	    "Back to the first, its start, or book.\nTable\nWord\nCount\n"
	    "a\nb\n");
	assert_non_null(strstr(guide->html.data, "<h2 id=\"table\">"));
}

static void
guides_and_sections_are_found_by_name(void **state)
{
	ARENA(arena);
	struct guides guides;
	const struct guide *guide;

	assert_status(guides_load(arena,
			  SOURCE_ROOT "/tests/unit/fixtures/guides/good",
			  &no_claims, &guides),
	    OK);
	guide = guides_find(&guides, "second");
	assert_ptr_equal(guide, &guides.at[1]);
	assert_null(guides_find(&guides, "secon"));
	assert_null(guides_find(&guides, ""));
	assert_string_equal(guide_section_find(guide, "table")->title, "Table");
	assert_null(guide_section_find(guide, "begin"));
}

/* Minutes for so many words of prose and of code. */
static int
minutes(int prose, int half)
{
	ARENA(arena);
	BUF(source, 100000);
	struct folder folder;
	struct guides guides;
	enum status st;
	char *said;

	buf_puts(&source, HEAD "\n## A {#a}\n\n");
	for (int i = 1; i < prose; i++)
		buf_puts(&source, "word\n");
	buf_puts(&source, "\n```\n");
	for (int i = 0; i < half; i++)
		buf_puts(&source, "code\n");
	buf_puts(&source, "```\n");
	folder_open(&folder, arena);
	folder_write(&folder, "a.md", source.data, source.len);
	st = load(&folder, &guides, &said);
	folder_close(&folder, (const char *const[]){ "a.md" }, 1);
	assert_string_equal(said, "");
	assert_status(st, OK);
	assert_int_equal(guides.at[0].word_count, prose + half);
	return guides.at[0].reading_minutes;
}

static void
reading_takes_a_minute_for_210_words_up(void **state)
{
	assert_int_equal(minutes(1, 0), 1);
	assert_int_equal(minutes(210, 0), 1);
	assert_int_equal(minutes(211, 0), 2);
	assert_int_equal(minutes(299, 0), 2);
	assert_int_equal(minutes(210, 1), 2);
	assert_int_equal(minutes(110, 200), 1);
	assert_int_equal(minutes(110, 201), 2);
	assert_int_equal(minutes(1800, 0), 9);
}

static void
a_fault_in_the_text_is_told_with_the_line_of_the_file(void **state)
{
	assert_file_refused(HEAD "\n## A {#a}\n\n<b>\n",
	    "12: raw HTML; write Markdown, or \"&lt;\" for the sign itself");
	assert_file_refused(HEAD "a\xff\n",
	    "9: not UTF-8 text; save the file as UTF-8");
	assert_file_refused(HEAD "only text\n",
	    "9: no section; a guide has at least one \"## Heading {#id}\"");
	assert_file_refused(HEAD,
	    "9: no section; a guide has at least one \"## Heading {#id}\"");
}

/* What an editor gets wrong, found in a guide as a whole. */
static void
a_broken_guide_is_refused_with_file_and_line(void **state)
{
	assert_file_refused(HEAD "\n## A {#a}\n\n|a|b|\n|---|---|\n|a|\n",
	    "14: 1 cells in a table of 2 columns; write one cell for each "
	    "column (a bar within a cell as \\|), and an empty line after "
	    "the table");
	assert_file_refused(HEAD BODY "\n## B {#a}\n",
	    "14: the heading id \"a\" stands twice; give this section its "
	    "own");
	assert_file_refused(HEAD BODY "\nSo.[^000-22]\n",
	    "14: there is no claim \"000-22\"; the register, claims.yaml, "
	    "has all there are");
	assert_file_refused("---\ntitle: T: T\n---\n" BODY,
	    "2: not well-formed YAML: mapping values are not allowed in this "
	    "context; put a text that holds a colon in quotes");
}

static void
assert_section_text(const struct guide_section *section, const char *text)
{
	assert_int_equal(section->text_len, strlen(text));
	assert_memory_equal(section->text, text, strlen(text));
}

static void
a_section_has_its_own_text(void **state)
{
	ARENA(arena);
	struct folder folder;
	struct guides guides;
	const struct guide *guide;
	char *said;

	folder_open(&folder, arena);
	folder_write(&folder, "a.md", HEAD SECTIONS, strlen(HEAD SECTIONS));
	assert_status(load(&folder, &guides, &said), OK);
	folder_close(&folder, (const char *const[]){ "a.md" }, 1);
	guide = &guides.at[0];
	assert_int_equal(guide->sections.len, 3);
	assert_section_text(&guide->sections.at[0], "One two.\nx\ny\n");
	assert_section_text(&guide->sections.at[1], "");
	assert_section_text(&guide->sections.at[2], "Three.\n");
}

static void
links_into_the_register_must_lead_somewhere(void **state)
{
	assert_file_refused(HEAD BODY
	    "\n[a](/guides/sources) [b](/guides/disagreements)\n"
	    "[c](/guides/sources#c-000-01)\n",
	    "15: a link to \"/guides/sources#c-000-01\", but the register has "
	    "no such entry");
}

static void
a_file_name_must_be_an_address(void **state)
{
	static const char *const bad[] = { "A.md", "a b.md", "-a.md", "a-.md",
		"a_b.md", "\u00e9.md",
		"1-2-3-4-5-6-7-8-9-1-2-3-4-5-6-7-8-9-1-2-3-4-5-6-7-8-9-1-2-3-4.md" };

	for (size_t i = 0; i < countof(bad); i++)
		assert_file_refused_as(bad[i], HEAD BODY, strlen(HEAD BODY),
		    " the file's name becomes the guide's address; use small "
		    "letters, digits and hyphens, at most 60");
	assert_file_refused_as("sources.md", HEAD BODY, strlen(HEAD BODY),
	    " /guides/sources is a page of its own; rename the file");
}

static void
a_file_too_large_is_refused(void **state)
{
	ARENA(arena);
	size_t len = 1024 * 1024 + 1;

	assert_file_refused_as("a.md", arena_alloc(arena, len), len,
	    " larger than 1048576 bytes; divide it");
}

static void
links_between_guides_must_lead_somewhere(void **state)
{
	assert_file_refused(HEAD BODY "\nto [b](/guides/b)\n",
	    "14: a link to \"/guides/b\", but there is no such guide");
	assert_file_refused(HEAD BODY "\nto [b](/guides/a#b)\n",
	    "14: a link to \"/guides/a#b\", but that guide has no such "
	    "section");
	assert_file_refused(HEAD BODY "\nto [b](/guides/)\n",
	    "14: a link to \"/guides/\", but there is no such guide");
}

static void
two_guides_cannot_share_a_place(void **state)
{
	static const char *const names[] = { "a.md", "b.md" };
	ARENA(arena);
	struct folder folder;
	struct guides guides;
	enum status st;
	char *said;

	folder_open(&folder, arena);
	for (size_t i = 0; i < countof(names); i++)
		folder_write(&folder, names[i], HEAD BODY,
		    strlen(HEAD BODY));
	st = load(&folder, &guides, &said);
	folder_close(&folder, names, countof(names));
	assert_status(st, INVALID);
	assert_non_null(strstr(said, ".md: has the same order as guides/"));
}

static void
hidden_files_and_other_kinds_are_not_guides(void **state)
{
	static const char *const names[] = { ".a.md", "a.md~", "a.txt", ".md",
		"b.md" };
	ARENA(arena);
	struct folder folder;
	struct guides guides;
	enum status st;
	char *said;

	folder_open(&folder, arena);
	for (size_t i = 0; i < countof(names); i++)
		folder_write(&folder, names[i], HEAD BODY,
		    strlen(HEAD BODY));
	st = load(&folder, &guides, &said);
	folder_close(&folder, names, countof(names));
	assert_string_equal(said, "");
	assert_status(st, OK);
	assert_int_equal(guides.len, 1);
	assert_string_equal(guides.at[0].slug, "b");
}

static void
no_folder_and_no_guide_are_told(void **state)
{
	ARENA(arena);
	struct folder folder;
	struct guides guides;
	char *said;

	folder_open(&folder, arena);
	assert_status(load(&folder, &guides, &said), NOT_FOUND);
	assert_string_equal(said,
	    "guides: no guide; there must be at least one NAME.md\n");
	folder_close(&folder, NULL, 0);
	assert_status(load(&folder, &guides, &said), NOT_FOUND);
	assert_string_equal(said,
	    "guides: cannot be opened: No such file or directory\n");
}

static void
a_guide_that_cannot_be_read_fails(void **state)
{
	ARENA(arena);
	struct folder folder;
	struct guides guides;
	enum status st;
	char *said;

	folder_open(&folder, arena);
	assert_int_equal(mkdir(path_of(&folder, "a.md"), 0700), 0);
	st = load(&folder, &guides, &said);
	assert_int_equal(rmdir(path_of(&folder, "a.md")), 0);
	assert_int_equal(symlink("nowhere", path_of(&folder, "b.md")), 0);
	assert_string_equal(said, "guides/a.md: cannot be read: Is a "
				  "directory\n");
	assert_status(st, FAILED);
	st = load(&folder, &guides, &said);
	folder_close(&folder, (const char *const[]){ "b.md" }, 1);
	assert_string_equal(said, "guides/b.md: cannot be opened: No such "
				  "file or directory\n");
	assert_status(st, FAILED);
}

/* What the site ships with; every guide an author adds is tested here too. */
static void
the_guides_of_the_site_are_whole(void **state)
{
	ARENA(arena);
	struct claim_register claims;
	struct guides guides;

	assert_status(claims_load(arena, SOURCE_ROOT "/assets", &claims), OK);
	assert_status(guides_load(arena, SOURCE_ROOT "/assets", &claims,
			  &guides),
	    OK);
	assert_true(guides.len >= 2);
	for (size_t i = 0; i < guides.len; i++) {
		const struct guide *guide = &guides.at[i];

		print_message("# %s: %d words, %d min, %zu sections\n",
		    guide->slug, guide->word_count, guide->reading_minutes,
		    guide->sections.len);
		assert_int_equal(guide->order, i + 1);
		assert_true(guide->word_count >= 900);
		assert_true(guide->word_count <= 1800);
		assert_true(guide->notes.len >= 8);
		assert_non_null(guide_section_find(guide, "sources"));
	}
}

/* The reasons of the assessment point to these. */
static void
sections_that_are_linked_to_stay(void **state)
{
	static const struct {
		const char *slug;
		const char *id;
	} promised[] = {
		{ "how-to-choose", "what-the-team-knows" },
		{ "how-to-choose", "what-the-hard-part-is" },
		{ "how-to-choose", "how-long-it-must-live" },
		{ "how-to-choose", "one-language-or-two" },
		{ "how-to-choose", "two-services" },
		{ "how-to-choose", "when-it-is-close" },
		{ "how-to-choose", "worked-example" },
		{ "how-to-choose", "what-would-change-our-mind" },
		{ "how-to-choose", "sources" },
		{ "dotnet-or-nodejs", "short-answer" },
		{ "dotnet-or-nodejs", "side-by-side" },
		{ "dotnet-or-nodejs", "where-nodejs-is-strong" },
		{ "dotnet-or-nodejs", "where-dotnet-is-strong" },
		{ "dotnet-or-nodejs", "speed" },
		{ "dotnet-or-nodejs", "lifespan" },
		{ "dotnet-or-nodejs", "one-language" },
		{ "dotnet-or-nodejs", "choose" },
		{ "dotnet-or-nodejs", "worked-example" },
		{ "dotnet-or-nodejs", "what-would-change-our-mind" },
		{ "dotnet-or-nodejs", "sources" },
	};
	ARENA(arena);
	struct claim_register claims;
	struct guides guides;

	assert_status(claims_load(arena, SOURCE_ROOT "/assets", &claims), OK);
	assert_status(guides_load(arena, SOURCE_ROOT "/assets", &claims,
			  &guides),
	    OK);
	for (size_t i = 0; i < countof(promised); i++) {
		const struct guide *guide =
		    guides_find(&guides, promised[i].slug);

		assert_non_null(guide);
		assert_non_null(guide_section_find(guide, promised[i].id));
	}
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(guides_are_loaded_and_sorted_by_order),
		cmocka_unit_test(guides_and_sections_are_found_by_name),
		cmocka_unit_test(reading_takes_a_minute_for_210_words_up),
		cmocka_unit_test(
		    a_fault_in_the_text_is_told_with_the_line_of_the_file),
		cmocka_unit_test(a_broken_guide_is_refused_with_file_and_line),
		cmocka_unit_test(a_section_has_its_own_text),
		cmocka_unit_test(links_into_the_register_must_lead_somewhere),
		cmocka_unit_test(a_file_name_must_be_an_address),
		cmocka_unit_test(a_file_too_large_is_refused),
		cmocka_unit_test(links_between_guides_must_lead_somewhere),
		cmocka_unit_test(two_guides_cannot_share_a_place),
		cmocka_unit_test(hidden_files_and_other_kinds_are_not_guides),
		cmocka_unit_test(no_folder_and_no_guide_are_told),
		cmocka_unit_test(a_guide_that_cannot_be_read_fails),
		cmocka_unit_test(the_guides_of_the_site_are_whole),
		cmocka_unit_test(sections_that_are_linked_to_stay),
	};

	return cmocka_run_group_tests_name("guides", tests, NULL, NULL);
}
