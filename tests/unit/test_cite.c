#include "test.h"

#include "small_claims.h"

#include "base/util.h"
#include "content/guides.h"
#include "content/markdown.h"
#include "content/notes.h"

static struct markdown
guide_of(struct arena *arena, const char *source)
{
	struct captured captured;
	struct markdown out;
	enum status st;

	captured_begin(&captured);
	st = markdown_render_guide(arena, source, strlen(source), "a.md", 1,
	    &out);
	captured_end(&captured);
	assert_string_equal(captured.text, "");
	assert_status(st, OK);
	return out;
}

static void
assert_html(const char *source, const char *html)
{
	ARENA(arena);

	assert_string_equal(guide_of(arena, source).html.data, html);
}

static void
assert_refused(const char *source, const char *message)
{
	ARENA(arena);
	struct captured captured;
	struct markdown out;
	enum status st;

	captured_begin(&captured);
	st = markdown_render_guide(arena, source, strlen(source), "a.md", 11,
	    &out);
	captured_end(&captured);
	assert_string_equal(captured.text,
	    arena_printf(arena, "a.md:%s\n", message));
	assert_status(st, INVALID);
}

#define REF(id, note)                                                     \
	"<a id=\"ref-" id "\" href=\"#note-" note "\" role=\"doc-noteref\" " \
	"aria-label=\"Note " note ": claim "

static void
a_citation_becomes_the_number_of_its_note(void **state)
{
	assert_html("So it is.[^000-22] And on.\n",
	    "<p>So it is.<sup class=\"cite\">" REF("1", "1")
	    "000-22\">1</a></sup> And on.</p>\n");
}

static void
a_claim_keeps_its_number(void **state)
{
	assert_html("One.[^000-22] Two.[^000-01] One.[^000-22]\n",
	    "<p>One.<sup class=\"cite\">" REF("1", "1")
	    "000-22\">1</a></sup> Two.<sup class=\"cite\">" REF("2", "2")
	    "000-01\">2</a></sup> One.<sup class=\"cite\">" REF("1-2", "1")
	    "000-22\">1</a></sup></p>\n");
}

static void
several_claims_stand_in_one_citation(void **state)
{
	assert_html("One.[^000-22,000-01]\n",
	    "<p>One.<sup class=\"cite\">" REF("1", "1")
	    "000-22\">1</a>, " REF("2", "2") "000-01\">2</a></sup></p>\n");
}

static void
citations_stand_in_tables_lists_and_emphasis(void **state)
{
	ARENA(arena);
	struct markdown out = guide_of(arena, "## A {#a}\n\n"
	    "| A | B |\n|---|---|\n| a[^000-01] | b |\n\n"
	    "- so;[^000-02]\n- *so[^000-03]*\n");

	assert_int_equal(out.cites.len, 3);
	assert_int_equal(out.cites.at[0].line, 5);
	assert_string_equal(out.cites.at[0].section, "a");
	assert_int_equal(out.cites.at[1].line, 7);
	assert_int_equal(out.cites.at[2].note, 3);
	assert_non_null(strstr(out.html.data, "<th scope=\"row\">a<sup"));
	assert_non_null(strstr(out.html.data, "</a></sup></em></li>"));
}

static void
numbers_are_no_words_of_the_text(void **state)
{
	ARENA(arena);
	struct markdown out = guide_of(arena, "One two.[^000-22] Three.\n");

	assert_string_equal(out.text, "One two. Three.\n");
	assert_int_equal(out.words_prose, 3);
}

static void
code_and_escaped_signs_are_no_citations(void **state)
{
	assert_html("`x[^000-22]` and \\[^000-22\\]\n",
	    "<p><code>x[^000-22]</code> and [^000-22]</p>\n");
}

static void
what_cannot_be_read_is_refused(void **state)
{
	static const char too_many[] = "a[^000-01,000-02,000-03,000-04,000-05,"
	    "000-06,000-07,000-08,000-09]";
	static const char *const bad[] = { too_many, "a[^000-2]", "a[^]", "a[^000-22",
		"a[^000-22,]", "a[^000-22, 000-01]", "a[^000-22 000-01]",
		"a[^note]", "a[^000-22;000-01]", "a[^00-222]",
		"a[^000-22,\n000-01]" };

	for (size_t i = 0; i < countof(bad); i++)
		assert_refused(bad[i], "11: a citation that cannot be read; "
		    "write [^000-22], or up to 8 claims as [^000-22,002-17], "
		    "on one line and without blanks");
}

static void
a_citation_without_its_beginning_is_refused(void **state)
{
	static const char *const bad[] = { "So.[000-22]", "So.^000-22]",
		"So. 000-01,000-22]" };

	for (size_t i = 0; i < countof(bad); i++)
		assert_refused(bad[i], "11: \"000-22]\" looks like a citation "
		    "that is not complete; write [^000-22], or \"\\]\" for the "
		    "sign itself");
	assert_html("\\[000-22\\]\n", "<p>[000-22]</p>\n");
	assert_html("000-22\n", "<p>000-22</p>\n");
}

static void
a_citation_must_stand_behind_text(void **state)
{
	static const char alone[] = ": a citation that stands alone; put it "
	    "directly behind the sentence it belongs to, several claims in "
	    "one as [^000-22,002-17]";
	ARENA(arena);

	assert_refused("[^000-22] So.\n",
	    arena_printf(arena, "11%s", alone));
	assert_refused("So. [^000-22]\n",
	    arena_printf(arena, "11%s", alone));
	assert_refused("So.\n[^000-22]\n",
	    arena_printf(arena, "12%s", alone));
	assert_refused("So.[^000-22][^000-01]\n",
	    arena_printf(arena, "11%s", alone));
	assert_refused("## A {#a}\n\n|a|b|\n|---|---|\n|[^000-22]|b|\n",
	    arena_printf(arena, "15%s", alone));
}

static void
headings_and_links_take_no_citation(void **state)
{
	static const char place[] = ": a citation in a heading, a link or a "
	    "drawing; put it behind a sentence";
	ARENA(arena);

	assert_refused("## A[^000-22] {#a}\n",
	    arena_printf(arena, "11%s", place));
	assert_refused("\n[a[^000-22]](/b)\n",
	    arena_printf(arena, "12%s", place));
}

static void
a_citation_that_becomes_a_link_is_refused(void **state)
{
	static const char link[] = ": a link whose text begins with \"^\"; a "
	    "citation must not stand before \"(\" nor be defined with \":\"";
	ARENA(arena);

	assert_refused("So.[^000-22](/b)\n",
	    arena_printf(arena, "11%s", link));
	assert_refused("So.[^000-22]\n\n[^000-22]: /b\n",
	    arena_printf(arena, "11%s", link));
}

static void
only_guides_may_cite(void **state)
{
	ARENA(arena);
	struct captured captured;
	struct markdown out;
	enum status st;

	captured_begin(&captured);
	st = markdown_render(arena, "a[^000-22]", 10, "a.md", 3, &out);
	captured_end(&captured);
	assert_string_equal(captured.text, "a.md:3: a citation \"[^\"; only "
	    "guides have notes, write \"\\[^\" for the signs themselves\n");
	assert_status(st, INVALID);
}

static void
notes_follow_the_order_of_first_citing(void **state)
{
	ARENA(arena);
	struct claim_register claims;
	struct guide guide = { 0 };
	struct markdown out = guide_of(arena,
	    "## A {#a}\n\nTwo.[^000-02] One.[^000-01]\n\n## B {#b}\n\n"
	    "Two.[^000-02]\n");

	read_small(arena, &claims);
	assert_status(notes_make(arena, "a.md", &out, &claims, &guide), OK);
	assert_int_equal(guide.notes.len, 2);
	assert_string_equal(guide.notes.at[0].claim->id, "000-02");
	assert_int_equal(guide.notes.at[0].number, 1);
	assert_int_equal(guide.notes.at[0].uses, 2);
	assert_string_equal(guide.notes.at[0].section, "a");
	assert_non_null(strstr(guide.notes_html.data,
	    "<li id=\"note-1\"><a href=\"/guides/sources#c-000-02\">000-02</a>"
	    " \u00b7 outdated, see <a href=\"/guides/sources#d1\">D1</a> "
	    "\u00b7 a freelancer <a href=\"#ref-1\" role=\"doc-backlink\" "
	    "aria-label=\"Back to note 1 in the text\">\u21a9</a> "
	    "<a href=\"#ref-1-2\" role=\"doc-backlink\" "
	    "aria-label=\"Back to note 1 in the text, place 2\">2</a></li>"));
	assert_non_null(strstr(guide.notes_html.data,
	    "holds, see <a href=\"/guides/disagreements#k1\">K1</a> "));
}

static void
a_text_without_citations_has_no_notes(void **state)
{
	ARENA(arena);
	struct claim_register claims;
	struct guide guide = { 0 };
	struct markdown out = guide_of(arena, "So.\n");

	read_small(arena, &claims);
	assert_status(notes_make(arena, "a.md", &out, &claims, &guide), OK);
	assert_int_equal(guide.notes.len, 0);
	assert_string_equal(guide.notes_html.data, "");
	assert_int_equal(guide.notes_html.len, 0);
}

static void
a_claim_that_is_not_there_is_refused(void **state)
{
	ARENA(arena);
	struct claim_register claims;
	struct captured captured;
	struct guide guide = { 0 };
	struct markdown out =
	    guide_of(arena, "One.[^000-01]\n\nBut\nnone.[^000-10]\n");
	enum status st;

	read_small(arena, &claims);
	captured_begin(&captured);
	st = notes_make(arena, "a.md", &out, &claims, &guide);
	captured_end(&captured);
	assert_string_equal(captured.text, "a.md:4: there is no claim "
	    "\"000-10\"; did you mean \"000-01\"?\n");
	assert_status(st, INVALID);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_citation_becomes_the_number_of_its_note),
		cmocka_unit_test(a_claim_keeps_its_number),
		cmocka_unit_test(several_claims_stand_in_one_citation),
		cmocka_unit_test(citations_stand_in_tables_lists_and_emphasis),
		cmocka_unit_test(numbers_are_no_words_of_the_text),
		cmocka_unit_test(code_and_escaped_signs_are_no_citations),
		cmocka_unit_test(what_cannot_be_read_is_refused),
		cmocka_unit_test(a_citation_without_its_beginning_is_refused),
		cmocka_unit_test(a_citation_must_stand_behind_text),
		cmocka_unit_test(headings_and_links_take_no_citation),
		cmocka_unit_test(a_citation_that_becomes_a_link_is_refused),
		cmocka_unit_test(only_guides_may_cite),
		cmocka_unit_test(notes_follow_the_order_of_first_citing),
		cmocka_unit_test(a_text_without_citations_has_no_notes),
		cmocka_unit_test(a_claim_that_is_not_there_is_refused),
	};

	return cmocka_run_group_tests_name("cite", tests, NULL, NULL);
}
