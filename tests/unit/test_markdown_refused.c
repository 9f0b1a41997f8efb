#include "test.h"

#include "rendered.h"

#include "base/util.h"

static void
a_heading_without_a_good_id_is_refused(void **state)
{
	static const char none[] = "a heading without id; write \"## Title "
				   "{#its-id}\", the id last and outside of "
				   "emphasis and code";
	static const char *const missing[] = { "## Title", "## {#x} Title",
		"Title\n---", "## Title {id}", "## **Title {#x}**",
		"## `Title {#x}`", "##" };
	static const char *const malformed[] = { "", "A", "1a", "a_b", "a b",
		"-a", "a-", "a--b", "\u00e9", "a\"b", "a.b", "a/b",
		"a-1-2-3-4-5-6-7-8-9-0-1-2-3-4-5-6-7-8-9-0-1-2-3-4-5-6-7-8-9-0" };
	ARENA(arena);

	for (size_t i = 0; i < countof(missing); i++)
		assert_refused(
		    arena_printf(arena, "text\n\n%s\n\nmore\n", missing[i]),
		    arena_printf(arena, "13: %s", none));
	for (size_t i = 0; i < countof(malformed); i++)
		assert_refused(
		    arena_printf(arena, "a\n## b {#%s}\n", malformed[i]),
		    arena_printf(arena,
			"12: the heading id \"%s\" is malformed; use small "
			"letters, digits and single hyphens, a letter first, "
			"at most 60",
			malformed[i]));
}

static void
a_heading_id_stands_once(void **state)
{
	assert_refused("## A {#same}\n\ntext\n\n### B {#same}\n",
	    "15: the heading id \"same\" stands twice; give this section its "
	    "own");
	assert_refused("## A {#main}\n",
	    "11: the heading id \"main\" belongs to the page itself; choose "
	    "another");
}

/* Every id="..." of a template is refused as a heading's. */
static int
assert_ids_reserved(const char *template)
{
	ARENA(arena);
	char text[16384];
	FILE *file = fopen(arena_printf(arena, "%s/templates/%s", SOURCE_ROOT,
			       template),
	    "r");
	size_t len;
	int count = 0;

	assert_non_null(file);
	len = fread(text, 1, sizeof(text) - 1, file);
	assert_int_equal(fclose(file), 0);
	text[len] = '\0';
	for (char *at = text; (at = strstr(at, " id=\"")) != NULL; count++) {
		at += strlen(" id=\"");
		const char *id =
		    arena_strndup(arena, at, strcspn(at, "\"{"));

		assert_refused(arena_printf(arena, "## A {#%s}\n", id),
		    arena_printf(arena,
			"11: the heading id \"%s\" belongs to the page "
			"itself; choose another",
			id));
	}
	return count;
}

static void
an_id_of_the_page_around_is_not_a_heading_s(void **state)
{
	int count = assert_ids_reserved("guide.html") +
	    assert_ids_reserved("page_head.html") +
	    assert_ids_reserved("page_foot.html");

	assert_true(count > 0);
}

static void
headings_are_of_level_2_and_3_in_order(void **state)
{
	assert_refused("# Title {#t}\n",
	    "11: a heading of level 1; the title comes from the front "
	    "matter, sections begin with \"## \"");
	assert_refused("Title {#t}\n===\n",
	    "11: a heading of level 1; the title comes from the front "
	    "matter, sections begin with \"## \"");
	assert_refused("## A {#a}\n\n#### B {#b}\n",
	    "13: a heading of level 4; use \"## \" and \"### \" only");
	assert_refused("text\n\n### B {#b}\n",
	    "13: \"### \" before the first \"## \"; begin with \"## \"");
	assert_refused("## {#x}\n",
	    "11: a heading without text; write \"## Title {#x}\"");
}

static void
a_heading_stands_at_the_left_margin(void **state)
{
	static const char *const sources[] = { "a\n\n- ## b {#b}\n",
		"a\n\n> ## b {#b}\n" };

	for (size_t i = 0; i < countof(sources); i++)
		assert_refused(sources[i],
		    "13: a heading within a list or a quote; move it out, to "
		    "the left margin");
}

static void
an_empty_heading_is_found_on_its_line(void **state)
{
	assert_refused("## A {#a}\n\ntext\n\n***\n\n##\n\nmore\n",
	    "17: a heading without id; write \"## Title {#its-id}\", the id "
	    "last and outside of emphasis and code");
	assert_refused("\n\n#\n",
	    "13: a heading of level 1; the title comes from the front "
	    "matter, sections begin with \"## \"");
}

static void
an_address_that_crosses_an_emphasis_is_refused(void **state)
{
	ARENA(arena);
	const char *deep = "x";

	assert_refused("a\n\nhttps://.b~e~\n",
	    "13: a web address and an emphasis run into each other; write the "
	    "address in < and >");
	assert_refused("a\n\n~b [c](/d \"e~\")\n",
	    "13: an emphasis or strike-through ends within the address of a "
	    "link; write \\* or \\~ there");
	assert_refused("a\n\n**b https://c.d**e\n\nf\n",
	    "13: an emphasis or strike-through ends within the address of a "
	    "link; write \\* or \\~ there");
	assert_html("~~<https://a.b>~~\n", "<p><del><a href=\"https://a.b\">"
	    "https://a.b</a></del></p>\n");
	for (int i = 0; i < 17; i++)
		deep = arena_printf(arena, "_a *%s* b_", deep);
	assert_refused(deep, "11: more than 32 links and emphases within each "
	    "other");
}

static void
raw_html_is_refused_with_its_line(void **state)
{
	static const char *const sources[] = {
		"a\n\nb <script>alert(1)</script>\n",
		"a\n\n<div>\n",
		"a\n\n<script>alert(1)</script>\n",
		"a\n\n- x <img src=x onerror=alert(1)>\n",
		"a\n\n<!-- note -->\n",
		"a\n\nb <!-- note -->\n",
		"a\n\nb </p>\n",
		"a\n\n<?php ?>\n",
		"a\n\n<![CDATA[x]]>\n",
		"a\n\n<!DOCTYPE html>\n",
		"> a\n\n> x <svg onload='alert(1)'>\n",
		"## H {#h}\n\n### x <b>y</b> {#x}\n",
	};

	for (size_t i = 0; i < countof(sources); i++)
		assert_refused(sources[i],
		    "13: raw HTML; write Markdown, or \"&lt;\" for the sign "
		    "itself");
}

static void
a_link_elsewhere_is_refused_however_it_is_spelt(void **state)
{
	static const struct {
		const char *link;
		const char *url;
	} cases[] = {
		{ "[x](javascript:alert(1))", "javascript:alert(1)" },
		{ "[x](JaVaScRiPt:alert(1))", "JaVaScRiPt:alert(1)" },
		{ "[x](&#106;avascript:alert(1))", "javascript:alert(1)" },
		{ "[x](&#x6A;avascript&#58;alert(1))",
		    "javascript:alert(1)" },
		{ "[x](java\\script:alert(1))", "java\\script:alert(1)" },
		{ "[x](&#32;javascript:alert(1))", " javascript:alert(1)" },
		{ "[x](<java script:alert(1)>)", "java script:alert(1)" },
		{ "[x](data:text/html,y)", "data:text/html,y" },
		{ "[x](</a\tb>)", "/a\\x09b" },
		{ "[x](vbscript:y)", "vbscript:y" },
		{ "[x](http://example.org)", "http://example.org" },
		{ "http://example.org", "http://example.org" },
		{ "<ftp://example.org>", "ftp://example.org" },
		{ "<javascript:alert(1)>", "javascript:alert(1)" },
		{ "[x](//example.org)", "//example.org" },
		{ "[x](/\\\\example.org)", "/\\example.org" },
		{ "[x](guides/y)", "guides/y" },
		{ "[x](https://)", "https://" },
		{ "[x](HTTPS://example.org)", "HTTPS://example.org" },
		{ "[x](mailto:)", "mailto:" },
		{ "[x]()", "" },
		{ "[x][r]\n\n[r]: javascript:alert(1)",
		    "javascript:alert(1)" },
	};
	ARENA(arena);

	for (size_t i = 0; i < countof(cases); i++)
		assert_refused(
		    arena_printf(arena, "a\n\n- %s\n", cases[i].link),
		    arena_printf(arena,
			"13: the link to \"%s\" is not allowed; link to "
			"/path, #part, ?query, https: or mailto:",
			cases[i].url));
}

static void
broken_links_are_refused(void **state)
{
	assert_refused("a\n\n[x](#nowhere)\n",
	    "13: a link to \"#nowhere\", but no heading here has that id");
	assert_refused("a\n\n[](/x)\n", "11: the link to \"/x\" has no text");
	/* Found by the fuzzer: the inner one was judged in place of both. */
	assert_refused("a\n\n[to me@example.org](elsewhere)\n", "13: a link "
	    "within the text of a link, as an address is by itself; write "
	    "words there");
	assert_refused("a\n\nsee [x](/a b) there\n",
	    "13: \"](\" looks like a link that is not complete; mend it, or "
	    "write \"\\](\"");
	assert_refused("a\n\nsee [x][nowhere]\n",
	    "13: \"][\" looks like a link that is not complete; mend it, or "
	    "write \"\\][\"");
	assert_html("\\[x\\](/a)\n", "<p>[x](/a)</p>\n");
}

static void
unknown_character_references_are_refused(void **state)
{
	static const char *const names[] = { "&copy;", "&colon;", "&#0;",
		"&#1;", "&#x7f;", "&#xd800;", "&#x110000;", "&#9999999;" };
	ARENA(arena);

	for (size_t i = 0; i < countof(names); i++)
		assert_refused(arena_printf(arena, "a\n\nb %s\n", names[i]),
		    arena_printf(arena,
			"13: unknown character reference %s; write the "
			"character itself, or \"&amp;\" for an ampersand",
			names[i]));
	assert_refused("a\n\n[b](javascript&colon;alert(1))\n",
	    "13: a link's address or title holds an unknown character "
	    "reference (&name;); write the character itself");
	assert_refused("a\n\n[b](/x \"&copy;\")\n",
	    "13: a link's address or title holds an unknown character "
	    "reference (&name;); write the character itself");
}

static void
images_are_refused(void **state)
{
	assert_refused("a\n\n![alt](/x.png)\n",
	    "13: an image; this text has none, say it in words or in a table");
	assert_refused("a\n\n![](x.svg)\n",
	    "13: an image; this text has none, say it in words or in a table");
}

static void
a_code_language_is_one_word(void **state)
{
	static const char *const infos[] = { "c foo", "C", "\"x\"" };
	ARENA(arena);

	for (size_t i = 0; i < countof(infos); i++)
		assert_refused(
		    arena_printf(arena, "a\n\n```%s\nx\n```\n", infos[i]),
		    "13: after ``` only the name of a language can stand, in "
		    "small letters");
}

static void
bytes_that_are_no_text_are_refused_with_their_line(void **state)
{
	assert_refused("a\n\nb\xff\n",
	    "13: not UTF-8 text; save the file as UTF-8");
	assert_refused("a\n\nb\x1b[31m\n",
	    "13: holds a control byte; remove it");
	assert_refused_bytes("a\n\nb\0c\n", 7,
	    "13: holds a control byte; remove it");
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_heading_without_a_good_id_is_refused),
		cmocka_unit_test(a_heading_id_stands_once),
		cmocka_unit_test(an_id_of_the_page_around_is_not_a_heading_s),
		cmocka_unit_test(headings_are_of_level_2_and_3_in_order),
		cmocka_unit_test(a_heading_stands_at_the_left_margin),
		cmocka_unit_test(an_empty_heading_is_found_on_its_line),
		cmocka_unit_test(an_address_that_crosses_an_emphasis_is_refused),
		cmocka_unit_test(raw_html_is_refused_with_its_line),
		cmocka_unit_test(
		    a_link_elsewhere_is_refused_however_it_is_spelt),
		cmocka_unit_test(broken_links_are_refused),
		cmocka_unit_test(unknown_character_references_are_refused),
		cmocka_unit_test(images_are_refused),
		cmocka_unit_test(a_code_language_is_one_word),
		cmocka_unit_test(
		    bytes_that_are_no_text_are_refused_with_their_line),
	};

	return cmocka_run_group_tests_name("markdown_refused", tests, NULL, NULL);
}
