/*
 * Drawings in guides: what may stand in one, and where one may stand.
 */
#include "test.h"

#include "base/util.h"
#include "content/diagram.h"
#include "guides_folder.h"

#define ROOT "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 20 10\">"
#define GOOD ROOT "\n<g class=\"box\"><path d=\"M0 0h9\"/></g>\n" \
	"<text x=\"1\">a <tspan dy=\"2\">b</tspan></text>\n</svg>\n"

/* What loading a guide with this text says, with this drawing beside it. */
static enum status
load_drawn(struct arena *arena, const char *text, const char *svg,
    struct guides *guides, char **said)
{
	static const char *const names[] = { "a.md", "loop.svg" };
	const char *guide = arena_printf(arena, "%s\n## A {#a}\n\n%s\n", HEAD,
	    text);
	struct folder folder;
	enum status st;

	folder_open(&folder, arena);
	folder_write(&folder, names[0], guide, strlen(guide));
	folder_write(&folder, names[1], svg, strlen(svg));
	st = load(&folder, guides, said);
	folder_close(&folder, names, countof(names));
	return st;
}

static void
assert_drawing_refused(const char *svg, const char *message)
{
	ARENA(arena);
	struct guides guides;
	char *said;

	assert_status(load_drawn(arena, "![b](loop.svg)", svg, &guides,
	    &said), INVALID);
	assert_string_equal(said, arena_printf(arena, "guides/loop.svg:%s\n",
	    message));
}

static void
assert_place_refused(const char *text, const char *message)
{
	ARENA(arena);
	struct guides guides;
	char *said;

	assert_status(load_drawn(arena, text, GOOD, &guides, &said), INVALID);
	assert_string_equal(said, arena_printf(arena, "guides/a.md:12: %s\n",
	    message));
}

static void
a_drawing_stands_in_the_page_under_the_name_it_is_given(void **state)
{
	ARENA(arena);
	struct guides guides;
	char *said;

	assert_status(load_drawn(arena, "One word.\n\n![A *loop* & \"more\"]"
	    "(loop.svg)\n\nTwo.", GOOD, &guides, &said), OK);
	assert_string_equal(said, "");
	assert_non_null(strstr(guides.at[0].html.data,
	    "<p>One word.</p>\n<p><svg class=\"diagram\" "
	    "viewBox=\"0 0 20 10\" width=\"20\" height=\"10\" role=\"img\" "
	    "aria-label=\"A loop &amp; “more”\">\n"
	    "<g class=\"box\"><path d=\"M0 0h9\"/></g>\n"
	    "<text x=\"1\">a <tspan dy=\"2\">b</tspan></text>\n</svg></p>\n"
	    "<p>Two.</p>\n"));
}

static void
its_words_are_found_and_not_counted(void **state)
{
	ARENA(arena);
	struct guides guides;
	char *said;

	assert_status(load_drawn(arena, "One word.\n\n![A loop](loop.svg)\n\n"
	    "Two.", GOOD, &guides, &said), OK);
	assert_non_null(strstr(guides.at[0].text,
	    "One word.\nA loop\nTwo.\n"));
	assert_int_equal(guides.at[0].word_count, 4); /* the heading is one */
}

static void
a_drawing_holds_shapes_and_text_alone(void **state)
{
	static const char what[] = "2: neither a shape, a path, a group nor "
	    "text; a drawing holds nothing else";
	static const char *const wrong[] = { "<script>a</script>",
		"<style>a</style>", "<a href=\"/\">a</a>", "<image/>",
		"<use/>", "<foreignObject/>", "<title>a</title>", "<!-- a -->",
		"<?a?>", "<![CDATA[a]]>", "<svg/>", "<animate/>", "<set/>",
		"<PATH/>", "</svg", "<>", "< g/>" };
	ARENA(arena);

	for (size_t i = 0; i < countof(wrong); i++)
		assert_drawing_refused(arena_printf(arena, ROOT "\n%s</svg>",
		    wrong[i]), what);
}

static void
its_attributes_draw_and_do_nothing_else(void **state)
{
	static const struct {
		const char *attributes;
		const char *said;
	} cases[] = {
		{ "onload=\"a\"", "an attribute that a drawing may not have; "
		    "those that it may stand in content/diagram.c" },
		{ "style=\"a\"", "an attribute that a drawing may not have; "
		    "those that it may stand in content/diagram.c" },
		{ "id=\"a\"", "an attribute that a drawing may not have; "
		    "those that it may stand in content/diagram.c" },
		{ "d=a", "an attribute without a value in \"\"" },
		{ "d", "an attribute without a value in \"\"" },
		{ "fill=\"url(a)\"", "a drawing refers to nothing else" },
		{ "fill=\"#fff\"", "a value may hold letters, digits, blanks, "
		    "dots, commas, hyphens and brackets" },
		{ "fill=\"a:b\"", "a value may hold letters, digits, blanks, "
		    "dots, commas, hyphens and brackets" },
		{ "fill=\"&#117;rl(a)\"", "a value may hold letters, digits, "
		    "blanks, dots, commas, hyphens and brackets" },
		{ "d=\"M0\" /x", "a tag that does not end" },
	};
	ARENA(arena);

	for (size_t i = 0; i < countof(cases); i++)
		assert_drawing_refused(arena_printf(arena,
		    ROOT "\n<path %s/></svg>", cases[i].attributes),
		    arena_printf(arena, "2: %s", cases[i].said));
}

static void
a_drawing_is_whole(void **state)
{
	static const struct {
		const char *svg;
		const char *said;
	} cases[] = {
		{ "", "1: must begin with <svg xmlns=\"http://www.w3.org/2000/"
		    "svg\" viewBox=\"0 0 WIDTH HEIGHT\">" },
		{ "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 "
		    "a 1\"></svg>", "1: viewBox must be \"0 0 WIDTH HEIGHT\", "
		    "in whole pixels, and the last attribute" },
		{ "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 "
		    "1 1\" onload=\"a\"></svg>", "1: viewBox must be "
		    "\"0 0 WIDTH HEIGHT\", in whole pixels, and the last "
		    "attribute" },
		{ "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 "
		    "0 12345\"></svg>", "1: viewBox must be "
		    "\"0 0 WIDTH HEIGHT\", in whole pixels, and the last "
		    "attribute" },
		{ ROOT, "1: ends before </svg>" },
		{ ROOT "<g>\n", "2: ends before </svg>" },
		{ ROOT "<g></svg>", "1: neither a shape, a path, a group nor "
		    "text; a drawing holds nothing else" },
		{ ROOT "<g></text></svg>", "1: the end of an element that was "
		    "not begun last" },
		{ ROOT "</g></svg>", "1: the end of an element that was not "
		    "begun last" },
		{ ROOT "a</svg>", "1: words outside of <text>" },
		{ ROOT "<text>&lt;</text></svg>", "1: a \"&\", \">\" or "
		    "straight \"; say it otherwise, quote with \u201c and "
		    "\u201d" },
		{ ROOT "<text> href=\"#a</text></svg>", "1: a \"&\", \">\" or "
		    "straight \"; say it otherwise, quote with \u201c and "
		    "\u201d" },
		{ ROOT "</svg><p>", "1: something behind </svg>" },
		{ ROOT "<g><g><g><g><g><g><g><g><g></svg>", "1: too many "
		    "groups within each other" },
		{ ROOT "<text>\xff</text></svg>", " over 16384 bytes, or not "
		    "UTF-8 text" },
	};

	for (size_t i = 0; i < countof(cases); i++)
		assert_drawing_refused(cases[i].svg, cases[i].said);
}

static void
a_drawing_stands_alone_and_has_words(void **state)
{
	static const char name[] = "a drawing is named by small letters, "
	    "digits and hyphens and lies beside the text: "
	    "\"![what it shows](name.svg)\"";
	static const struct {
		const char *text;
		const char *said;
	} cases[] = {
		{ "![b](none.svg)", "there is no drawing \"none.svg\" beside "
		    "this text" },
		{ "![b](loop.png)", name },
		{ "![b](../loop.svg)", name },
		{ "![b](https://example.org/loop.svg)", name },
		{ "![b](Loop.svg)", name },
		{ "![b](.svg)", name },
		{ "![ ](loop.svg)", "a drawing without words; write in the "
		    "brackets what it shows, for those who do not see it" },
		{ "![b](loop.svg \"c\")", "a drawing has no title; say in the "
		    "brackets what it shows" },
		{ "See ![b](loop.svg)", "a drawing within a text; give it a "
		    "paragraph of its own" },
		{ "- ![b](loop.svg)", "a drawing within a text; give it a "
		    "paragraph of its own" },
		{ "![b](loop.svg) as above", "words beside a drawing; give it "
		    "a paragraph of its own" },
		{ "![b[^000-22]](loop.svg)", "a citation in a heading, a link "
		    "or a drawing; put it behind a sentence" },
	};

	for (size_t i = 0; i < countof(cases); i++)
		assert_place_refused(cases[i].text, cases[i].said);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    a_drawing_stands_in_the_page_under_the_name_it_is_given),
		cmocka_unit_test(its_words_are_found_and_not_counted),
		cmocka_unit_test(a_drawing_holds_shapes_and_text_alone),
		cmocka_unit_test(its_attributes_draw_and_do_nothing_else),
		cmocka_unit_test(a_drawing_is_whole),
		cmocka_unit_test(a_drawing_stands_alone_and_has_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
