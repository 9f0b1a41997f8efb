#include "test.h"

#include "rendered.h"

#include "base/arena.h"
#include "base/util.h"
#include "content/guides.h"

static void
paragraphs_and_spans_are_rendered(void **state)
{
	assert_html("Plain *soft* **loud** `a<b` ~~gone~~\nsecond  \nthird\n\n"
		    "A new one, 5 < 6 & \"quoted\" \\*star\\*\n",
	    "<p>Plain <em>soft</em> <strong>loud</strong> "
	    "<code>a&lt;b</code> <del>gone</del>\n"
	    "second<br>\nthird</p>\n"
	    "<p>A new one, 5 &lt; 6 &amp; “quoted” *star*</p>\n");
}

static void
lists_quotes_and_rules_are_rendered(void **state)
{
	assert_html("- one\n  - inner\n- two\n\n3. three\n4. four\n\n> said\n\n"
		    "***\n\n1. a\n\n   b\n",
	    "<ul>\n<li>one<ul>\n<li>inner</li>\n</ul>\n</li>\n"
	    "<li>two</li>\n</ul>\n"
	    "<ol start=\"3\">\n<li>three</li>\n<li>four</li>\n</ol>\n"
	    "<blockquote>\n<p>said</p>\n</blockquote>\n<hr>\n"
	    "<ol>\n<li><p>a</p>\n<p>b</p>\n</li>\n</ol>\n");
}

static void
code_blocks_are_escaped_and_take_the_focus(void **state)
{
	assert_html("```c\nif (a < b)\n\n    return &b;\n```\n\n    indented\n",
	    "<pre tabindex=\"0\"><code class=\"language-c\">"
	    "if (a &lt; b)\n\n    return &amp;b;\n</code></pre>\n"
	    "<pre tabindex=\"0\"><code>indented\n</code></pre>\n");
}

static void
a_heading_carries_the_id_its_author_set(void **state)
{
	ARENA(arena);
	struct markdown out = rendered(arena,
	    "## Node & `C#` {#node}\n\n### *Two* words   {#two-words}  ##\n");

	assert_string_equal(out.html.data,
	    "<h2 id=\"node\">Node &amp; <code>C#</code></h2>\n"
	    "<h3 id=\"two-words\"><em>Two</em> words</h3>\n");
	assert_int_equal(out.sections.len, 2);
	assert_string_equal(out.sections.at[0].id, "node");
	assert_string_equal(out.sections.at[0].title, "Node & C#");
	assert_int_equal(out.sections.at[0].level, 2);
	assert_string_equal(out.sections.at[1].id, "two-words");
	assert_string_equal(out.sections.at[1].title, "Two words");
	assert_int_equal(out.sections.at[1].level, 3);
	assert_string_equal(out.text, "Node & C#\nTwo words\n");
}

static void
a_heading_may_end_with_a_blank_within_a_link(void **state)
{
	ARENA(arena);
	struct markdown out = rendered(arena, "## [a ](/b) {#c}\n");

	assert_string_equal(out.html.data,
	    "<h2 id=\"c\"><a href=\"/b\">a </a></h2>\n");
	assert_string_equal(out.sections.at[0].title, "a");
}

static void
a_table_is_a_named_box_with_row_and_column_headers(void **state)
{
	assert_html("## Side by side {#side}\n\n"
		    "| Point | Node | .NET |\n|:--|:-:|--:|\n"
		    "| Speed | `a|b` | 1 \\| 2 |\n| Type *s* | – | no |\n",
	    "<h2 id=\"side\">Side by side</h2>\n"
	    "<div class=\"scroll\" role=\"region\" tabindex=\"0\" "
	    "aria-labelledby=\"side\">\n<table>\n"
	    "<thead>\n<tr><th scope=\"col\">Point</th>"
	    "<th scope=\"col\" class=\"center\">Node</th>"
	    "<th scope=\"col\" class=\"right\">.NET</th></tr>\n</thead>\n"
	    "<tbody>\n<tr><th scope=\"row\">Speed</th>"
	    "<td class=\"center\"><code>a|b</code></td>"
	    "<td class=\"right\">1 | 2</td></tr>\n"
	    "<tr><th scope=\"row\">Type <em>s</em></th>"
	    "<td class=\"center\">–</td><td class=\"right\">no</td></tr>\n"
	    "</tbody>\n</table>\n</div>\n");
}

static void
a_table_without_outer_bars_is_the_same(void **state)
{
	assert_html("## T {#t}\n\na | b\n---|---\nc | d\n",
	    "<h2 id=\"t\">T</h2>\n"
	    "<div class=\"scroll\" role=\"region\" tabindex=\"0\" "
	    "aria-labelledby=\"t\">\n<table>\n"
	    "<thead>\n<tr><th scope=\"col\">a</th>"
	    "<th scope=\"col\">b</th></tr>\n</thead>\n"
	    "<tbody>\n<tr><th scope=\"row\">c</th><td>d</td></tr>\n"
	    "</tbody>\n</table>\n</div>\n");
}

static void
a_header_of_dashes_is_a_header(void **state)
{
	ARENA(arena);

	assert_string_equal(
	    rendered(arena, "## T {#t}\n|---|--|\n|---|---|\n| a | b |\n")
		.text,
	    "T\n---\n--\na\nb\n");
}

static void
links_lead_to_this_site_https_or_mail(void **state)
{
	assert_html("## Part {#part}\n\n"
		    "[a](/guides?x=1&y=2) [b](#part) [c](?q=1 \"T\") "
		    "[d](https://example.org/) <mailto:me@example.org> "
		    "https://example.org/x. me@example.org [e][ref]\n\n"
		    "[ref]: /book\n",
	    "<h2 id=\"part\">Part</h2>\n"
	    "<p><a href=\"/guides?x=1&amp;y=2\">a</a> "
	    "<a href=\"#part\">b</a> "
	    "<a href=\"?q=1\" title=\"T\">c</a> "
	    "<a href=\"https://example.org/\">d</a> "
	    "<a href=\"mailto:me@example.org\">mailto:me@example.org</a> "
	    "<a href=\"https://example.org/x\">https://example.org/x</a>. "
	    "<a href=\"mailto:me@example.org\">me@example.org</a> "
	    "<a href=\"/book\">e</a></p>\n");
}

static void
links_are_told_with_their_lines(void **state)
{
	ARENA(arena);
	struct markdown out =
	    rendered(arena, "One [a](/a)\ntwo\n\n- [b](/b?x&amp;y)\n");

	assert_int_equal(out.links.len, 2);
	assert_string_equal(out.links.at[0].url, "/a");
	assert_int_equal(out.links.at[0].line, 1);
	assert_string_equal(out.links.at[1].url, "/b?x&y");
	assert_int_equal(out.links.at[1].line, 4);
}

static void
character_references_become_the_character(void **state)
{
	ARENA(arena);
	struct markdown out = rendered(arena,
	    "&amp;&lt;&gt;&quot;&apos;|&#233;&#xE9;&#X20AC;&#128512;&nbsp;x "
	    "&amp;lt; & R&D\n");

	assert_string_equal(out.html.data,
	    "<p>&amp;&lt;&gt;&quot;&#39;|éé€😀\u00a0x &amp;lt; &amp; "
	    "R&amp;D</p>\n");
	assert_string_equal(out.text, "&<>\"'|éé€😀\u00a0x &lt; & R&D\n");
}

/* Code and character references are what their author wrote. */
static void
straight_quotes_of_prose_become_curly(void **state)
{
	static const struct {
		const char *source;
		const char *html;
	} cases[] = {
		{ "It's \"one\", ('two') and \"'three'\".", "It’s “one”, "
		    "(‘two’) and “‘three’”." },
		{ "The people's \"*word*\" and **\"more\"**", "The people’s "
		    "“<em>word</em>” and <strong>“more”</strong>" },
		{ "`it's \"x\"`'s", "<code>it&#39;s &quot;x&quot;</code>’s" },
		{ "&quot;a&apos;s&quot;", "&quot;a&#39;s&quot;" },
		{ "[\"a\"](/a)'s", "<a href=\"/a\">“a”</a>’s" },
	};

	for (size_t i = 0; i < countof(cases); i++) {
		ARENA(arena);
		struct markdown out = rendered(arena, cases[i].source);

		assert_string_equal(out.html.data, arena_printf(arena,
		    "<p>%s</p>\n", cases[i].html));
	}
}

/* So that what is found can be shown in one line, its parts apart. */
static void
a_line_of_plain_text_is_a_block_or_a_cell(void **state)
{
	ARENA(arena);
	struct markdown out = rendered(arena, "## A {#a}\n\none\ntwo\\\n"
	    "three\n\n| b | c |\n|---|---|\n| d | e |\n");

	assert_string_equal(out.text, "A\none two three\nb\nc\nd\ne\n");
	assert_non_null(strstr(out.html.data, "<p>one\ntwo<br>\nthree</p>"));
}

static void
words_are_counted_as_wc_does_tables_and_code_apart(void **state)
{
	ARENA(arena);
	struct markdown out = rendered(arena,
	    "## Two words {#id-is-none}\n\nfive *wo*rds **in** this line\n"
	    "and `inline code` counts\n\n| a b | c |\n|---|---|\n| d | e f |\n"
	    "\n```\nseven eight\n```\n\n- nine\n  - ten\n");

	assert_int_equal(out.words_prose, 2 + 5 + 4 + 2);
	assert_int_equal(out.words_half, 6 + 2);
	assert_string_equal(out.text,
	    "Two words\nfive words in this line and inline code counts\n"
	    "a b\nc\nd\ne f\nseven eight\nnine\nten\n");
}

static void
windows_line_ends_count_as_one_line(void **state)
{
	assert_html("a\r\nb\r\n\r\n- c\r\n", "<p>a\nb</p>\n<ul>\n"
					     "<li>c</li>\n</ul>\n");
	assert_refused("a\r\r\n# b\r\n", "13: a heading of level 1; the "
	    "title comes from the front matter, sections begin with \"## \"");
	assert_refused("a\r\n\r\n# b\r\n",
	    "13: a heading of level 1; the title comes from the front "
	    "matter, sections begin with \"## \"");
}

static void
an_empty_text_is_an_empty_page(void **state)
{
	ARENA(arena);
	struct markdown out = rendered(arena, "");

	assert_string_equal(out.html.data, "");
	assert_string_equal(out.text, "");
	assert_int_equal(out.words_prose + out.words_half, 0);
	assert_int_equal(out.sections.len + out.links.len, 0);
}

static void
what_only_looks_like_html_is_shown_as_text(void **state)
{
	assert_html("&#60;script&#x3e; <3 a<b <script `<b>` \\<i>\n"
		    "<svg/onload=alert(1)>\n",
	    "<p>&lt;script&gt; &lt;3 a&lt;b &lt;script <code>&lt;b&gt;"
	    "</code> &lt;i&gt;\n&lt;svg/onload=alert(1)&gt;</p>\n");
}

static void
an_attribute_cannot_leave_its_quotes(void **state)
{
	assert_html("[x](/a\"onclick=\"b '\" onclick=\"c')\n",
	    "<p><a href=\"/a&quot;onclick=&quot;b\" "
	    "title=\"&quot; onclick=&quot;c\">x</a></p>\n");
	assert_html("[x](/a&quot;&#62;&lt;script&gt;)\n",
	    "<p><a href=\"/a&quot;&gt;&lt;script&gt;\">x</a></p>\n");
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(paragraphs_and_spans_are_rendered),
		cmocka_unit_test(lists_quotes_and_rules_are_rendered),
		cmocka_unit_test(code_blocks_are_escaped_and_take_the_focus),
		cmocka_unit_test(a_heading_carries_the_id_its_author_set),
		cmocka_unit_test(a_heading_may_end_with_a_blank_within_a_link),
		cmocka_unit_test(
		    a_table_is_a_named_box_with_row_and_column_headers),
		cmocka_unit_test(a_table_without_outer_bars_is_the_same),
		cmocka_unit_test(a_header_of_dashes_is_a_header),
		cmocka_unit_test(links_lead_to_this_site_https_or_mail),
		cmocka_unit_test(links_are_told_with_their_lines),
		cmocka_unit_test(character_references_become_the_character),
		cmocka_unit_test(straight_quotes_of_prose_become_curly),
		cmocka_unit_test(a_line_of_plain_text_is_a_block_or_a_cell),
		cmocka_unit_test(
		    words_are_counted_as_wc_does_tables_and_code_apart),
		cmocka_unit_test(windows_line_ends_count_as_one_line),
		cmocka_unit_test(an_empty_text_is_an_empty_page),
		cmocka_unit_test(what_only_looks_like_html_is_shown_as_text),
		cmocka_unit_test(an_attribute_cannot_leave_its_quotes),
	};

	return cmocka_run_group_tests_name("markdown", tests, NULL, NULL);
}
