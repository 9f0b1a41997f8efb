#include "test.h"

#include "rendered.h"

#include "base/buf.h"
#include "base/util.h"
#include "content/guides.h"

static void
a_text_that_is_too_large_is_refused(void **state)
{
	ARENA(arena);
	size_t len = 1024 * 1024 + 1;
	char *source = arena_alloc(arena, len);
	struct captured captured;
	struct markdown out;

	memset(source, 'a', len);
	captured_begin(&captured);
	assert_status(markdown_render(arena, source, len, "a.md", 1, &out),
	    INVALID);
	captured_end(&captured);
	assert_string_equal(captured.text,
	    "a.md: larger than 1048576 bytes; divide it\n");
}

/* md4c 0.4.8 ended the link and the number there. */
static void
what_stands_behind_the_text_is_not_read(void **state)
{
	ARENA(arena);

	assert_string_equal(rendered_bytes(arena, "7. and more", 1).html.data,
	    "<p>7</p>\n");
	assert_refused_bytes("[a](/b) and more", 6, "11: \"](\" looks like a "
	    "link that is not complete; mend it, or write \"\\](\"");
}

/* md4c 0.4.8 made the CR a part of the page behind such an address. */
static void
an_address_within_another_has_one_line_end(void **state)
{
	assert_html("https://a.b/~~c~~https://d.e\r\nf",
	    "<p><a href=\"https://a.b/~~c~~https://d.e\">"
	    "https://a.b/~~c~~https://d.e</a>\n\nf</p>\n");
}

static double
seconds(void)
{
	struct timespec now;

	assert_int_equal(clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now), 0);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* A piece repeated to 24 KB behind a beginning. */
static double
time_of(const char *begin, const char *piece)
{
	ARENA(arena);
	BUF(source, 32 * 1024);
	struct captured captured;
	struct markdown out;
	double start;
	enum status st;

	buf_puts(&source, begin);
	while (source.len < 24 * 1024)
		buf_puts(&source, piece);
	captured_begin(&captured);
	start = seconds();
	st = markdown_render_guide(arena, buf_text(&source), source.len,
	    "a.md", 1, &out);
	start = seconds() - start;
	captured_end(&captured);
	assert_true(st == OK || st == INVALID);
	return start;
}

static void
a_hostile_text_takes_no_time(void **state)
{
	static const struct {
		const char *begin;
		const char *piece;
	} cases[] = {
		{ "## T {#t}\n\n", "|" },
		{ "## T {#t}\n\n| a | b |\n|---|---|\n", "|\n" },
		{ "## T {#t}\n\n| a | b |\n|---|---|\n", "| 1 | 2 |\n" },
		{ "## T {#t}\n\n|a|b|\n", "|---" },
		{ "## T {#t}\n\n| a | b |\n|---|---|\n| ", "`` ` " },
		{ "## T {#t}\n\n| a | b |\n|---|---|\n| ", "\\|" },
		{ "", "## T {#t}\n\n" },
		{ "", "[" },
		{ "", "[a](" },
		{ "", "![" },
		{ "", "a[^" },
		{ "", "a[^000-01] " },
		{ "a[^", "000-01," },
		{ "", "*a_ " },
		{ "", "> " },
		{ "", "- " },
		{ "", "<" },
		{ "", "<!--" },
		{ "", "`a``" },
		{ "", "&#" },
		{ "", "a\n" },
		{ "", "[a](/b) " },
		{ "", "[a]: /b\n" },
		{ "", "a@b." },
		{ "", "https://" },
	};

	for (size_t i = 0; i < countof(cases); i++) {
		double took = time_of(cases[i].begin, cases[i].piece);

		if (took > 1)
			fail_msg("\"%s\" repeated took %.1f s", cases[i].piece,
			    took);
	}
}

/* As many columns as the dashes say, for 24 KB: rows of them would be filled
 * up by the parser. */
static void
a_hostile_table_takes_no_time(void **state)
{
	ARENA(arena);
	BUF(source, 32 * 1024);
	struct captured captured;
	struct markdown out;
	double start = seconds();

	buf_puts(&source, "## T {#t}\n\n");
	for (int i = 0; i < 2000; i++)
		buf_puts(&source, "|x");
	buf_putc(&source, '\n');
	for (int i = 0; i < 2000; i++)
		buf_puts(&source, "|---");
	buf_putc(&source, '\n');
	while (source.len < 24 * 1024)
		buf_puts(&source, "|\n");
	captured_begin(&captured);
	assert_status(markdown_render(arena, buf_text(&source), source.len,
	    "a.md", 1, &out), INVALID);
	captured_end(&captured);
	assert_true(seconds() - start < 1);
}

static void
many_headings_and_tables_take_no_time(void **state)
{
	ARENA(arena);
	BUF(source, 200 * 1024);
	double start;

	for (int i = 0; i < 3000; i++)
		buf_printf(&source,
		    "## T {#t%d}\n\n|a|b|\n|---|---|\n|[x](/y)|d|\n\n", i);
	start = seconds();
	assert_int_equal(
	    rendered(arena, buf_text(&source)).sections.len, 3000);
	assert_true(seconds() - start < 2);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_text_that_is_too_large_is_refused),
		cmocka_unit_test(what_stands_behind_the_text_is_not_read),
		cmocka_unit_test(an_address_within_another_has_one_line_end),
		cmocka_unit_test(a_hostile_text_takes_no_time),
		cmocka_unit_test(a_hostile_table_takes_no_time),
		cmocka_unit_test(many_headings_and_tables_take_no_time),
	};

	return cmocka_run_group_tests_name("markdown_hostile", tests, NULL, NULL);
}
