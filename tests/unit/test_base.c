#include "test.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/html.h"
#include "base/text.h"
#include "base/util.h"

static void
an_arena_gives_zeroed_memory_of_any_size(void **state)
{
	ARENA(arena);

	for (size_t size = 0; size < 10000; size += 97) {
		unsigned char *bytes = arena_alloc(arena, size);

		for (size_t i = 0; i < size; i++)
			assert_int_equal(bytes[i], 0);
		memset(bytes, 0xff, size);
	}
}

static void
a_reset_arena_gives_zeroed_memory_again(void **state)
{
	ARENA(arena);

	memset(arena_alloc(arena, 2000), 0xff, 2000);
	memset(arena_alloc(arena, 9000), 0xff, 9000);
	arena_reset(arena);
	const unsigned char *bytes = arena_alloc(arena, 4000);
	for (size_t i = 0; i < 4000; i++)
		assert_int_equal(bytes[i], 0);
}

static void
a_formatted_text_is_never_cut(void **state)
{
	ARENA(arena);
	char *text = arena_printf(arena, "%0*d", 20000, 7);

	assert_int_equal(strlen(text), 20000);
	assert_int_equal(text[19999], '7');
}

static void
a_buffer_past_its_limit_fails_and_stays_failed(void **state)
{
	BUF(buf, 10);

	buf_puts(&buf, "123456789");
	assert_false(buf.failed);
	buf_puts(&buf, "xy");
	assert_true(buf.failed);
	buf_puts(&buf, "z");
	assert_true(buf.failed);
	assert_string_equal(buf_text(&buf), "123456789");
	buf_reset(&buf);
	buf_printf(&buf, "%d", 1234567890);
	assert_false(buf.failed);
	assert_string_equal(buf_text(&buf), "1234567890");
}

static void
utf8_is_checked_as_rfc_3629_says(void **state)
{
	static const struct {
		const char *bytes;
		size_t len;
		bool good;
	} cases[] = {
		{ "", 0, true },
		{ "plain", 5, true },
		{ "\xc3\xa9", 2, true },
		{ "\xe2\x82\xac", 3, true },
		{ "\xf0\x9f\x98\x80", 4, true },
		{ "\xf4\x8f\xbf\xbf", 4, true },
		{ "a\0b", 3, false },            /* NUL */
		{ "\xc0\xaf", 2, false },        /* overlong slash */
		{ "\xe0\x80\xaf", 3, false },    /* overlong */
		{ "\xed\xa0\x80", 3, false },    /* surrogate */
		{ "\xf4\x90\x80\x80", 4, false }, /* over U+10FFFF */
		{ "\xf5\x80\x80\x80", 4, false },
		{ "\x80", 1, false },            /* lone continuation */
		{ "\xc3", 1, false },            /* cut short */
		{ "\xe2\x82", 2, false },
		{ "\xff", 1, false },
	};

	for (size_t i = 0; i < countof(cases); i++)
		assert_int_equal(text_is_utf8(cases[i].bytes, cases[i].len),
		    cases[i].good);
}

static void
a_length_counts_code_points(void **state)
{
	assert_int_equal(text_length("Zo\xc3\xab \xf0\x9f\x98\x80"), 5);
}

static void
lines_keep_their_breaks_and_lose_carriage_returns(void **state)
{
	ARENA(arena);

	assert_string_equal(
	    text_lines(arena, " a\r\nb\rc\n\nd\t\n"), "a\nb\nc\n\nd");
	assert_string_equal(text_trim(arena, " \t\r\n "), "");
}

/* With a NUL in it, and a CR at the end. */
static void
every_kind_of_line_end_becomes_one(void **state)
{
	char text[] = { '\r', '\n', '\r', '\0', 'a', '\r', 'x' };

	assert_int_equal(text_to_lf(text, 6), 5);
	assert_memory_equal(text, "\n\n\0a\n", 6);
}

static void
an_integer_is_the_whole_text_or_none(void **state)
{
	static const char *const bad[] = { "", "-", "+1", " 1", "1 ", "1x",
		"0x1", "101", "-11", "99999999999999999999" };
	int64_t number = 42;

	for (size_t i = 0; i < countof(bad); i++)
		assert_false(text_int(bad[i], -10, 100, &number));
	assert_int_equal(number, 42);
	assert_true(text_int("-10", -10, 100, &number));
	assert_int_equal(number, -10);
	assert_true(text_int("007", -10, 100, &number));
	assert_int_equal(number, 7);
}

static void
edits_between_two_texts_are_counted(void **state)
{
	static const struct {
		const char *a;
		const char *b;
		size_t edits;
	} cases[] = { { "", "", 0 }, { "", "abc", 3 }, { "abc", "", 3 },
		{ "python", "python", 0 }, { "pyhton", "python", 1 },
		{ "pithon", "python", 1 }, { "pyython", "python", 1 },
		{ "pthon", "python", 1 }, { "nohtyp", "python", 5 },
		{ "kitten", "sitting", 3 } };
	static const char longest[] =
	    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";

	for (size_t i = 0; i < countof(cases); i++) {
		assert_int_equal(text_edits(cases[i].a, cases[i].b),
		    cases[i].edits);
		assert_int_equal(text_edits(cases[i].b, cases[i].a),
		    cases[i].edits);
	}
	assert_int_equal(sizeof(longest) - 1, TEXT_EDITS_MAX);
	assert_int_equal(text_edits(longest, ""), TEXT_EDITS_MAX);
	assert_int_equal(text_edits(longest, longest), 0);
	assert_int_equal(text_edits("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab",
	    ""), SIZE_MAX);
	assert_int_equal(text_edits("",
	    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab"), SIZE_MAX);
}

static void
text_in_html_is_escaped(void **state)
{
	BUF(out, 1000);

	html_escape(&out, "<a href=\"x\" title='y'>&</a>");
	assert_string_equal(buf_text(&out),
	    "&lt;a href=&quot;x&quot; title=&#39;y&#39;&gt;&amp;&lt;/a&gt;");
}

static void
a_url_is_ours_or_https_or_a_hash(void **state)
{
	static const struct {
		const char *url;
		const char *html;
	} cases[] = {
		{ "/guides?x=1&y=2", "/guides?x=1&amp;y=2" },
		{ "https://example.org/", "https://example.org/" },
		{ "mailto:a@example.org", "mailto:a@example.org" },
		{ "#part", "#part" },
		{ "?page=2&q=a", "?page=2&amp;q=a" },
		{ "//evil.example", "#" },
		{ "/\\evil.example", "#" },
		{ "javascript:alert(1)", "#" },
		{ "JavaScript:alert(1)", "#" },
		{ "data:text/html,x", "#" },
		{ "http://plain.example", "#" },
		{ "/a\tb", "#" },
		{ "", "#" },
	};

	for (size_t i = 0; i < countof(cases); i++) {
		BUF(out, 1000);

		html_href(&out, cases[i].url);
		assert_string_equal(buf_text(&out), cases[i].html);
	}
}

static void
a_url_part_is_percent_encoded(void **state)
{
	BUF(out, 1000);

	html_percent(&out, "a b/c?d&e=\xc3\xa9~");
	assert_string_equal(buf_text(&out), "a%20b%2Fc%3Fd%26e%3D%C3%A9~");
}

static void
no_text_at_all_writes_nothing(void **state)
{
	BUF(out, 1000);

	html_escape(&out, NULL);
	plain_write(&out, NULL);
	html_percent(&out, NULL);
	html_mailbox(&out, NULL);
	assert_string_equal(buf_text(&out), "");
	html_href(&out, NULL);
	assert_string_equal(buf_text(&out), "#");
}

/* RFC 6068: the last "@" parts the mailbox from its host, and stays. */
static void
a_mail_address_keeps_its_at(void **state)
{
	static const struct {
		const char *address;
		const char *url;
	} cases[] = {
		{ "ann@example.org", "ann@example.org" },
		{ "ann+x?&=%/#\"<>@example.org",
		    "ann%2Bx%3F%26%3D%25%2F%23%22%3C%3E@example.org" },
		{ "\"a@b\"@example.org", "%22a%40b%22@example.org" },
		{ "nobody", "nobody" },
		{ "", "" },
	};

	for (size_t i = 0; i < countof(cases); i++) {
		BUF(out, 1000);

		html_mailbox(&out, cases[i].address);
		assert_string_equal(buf_text(&out), cases[i].url);
	}
}

/* Eight bytes are looked at together: none of them may hide a ninth. */
static void
a_bad_byte_is_found_wherever_it_stands(void **state)
{
	static const unsigned char bad[] = { 0x00, 0x80, 0xc0, 0xff };
	char text[40];

	memset(text, 'a', sizeof(text));
	assert_true(text_is_utf8(text, sizeof(text)));
	for (size_t at = 0; at < sizeof(text); at++)
		for (size_t i = 0; i < sizeof(bad); i++) {
			text[at] = (char)bad[i];
			assert_false(text_is_utf8(text, sizeof(text)));
			text[at] = '\x01';
			assert_true(text_is_utf8(text, sizeof(text)));
			text[at] = 'a';
		}
}

/* Also one that does not fit where it was begun; what comes next is zeroed. */
static void
a_formatted_text_at_the_end_of_a_chunk_is_whole(void **state)
{
	ARENA(arena);

	for (int len = 1; len < 700; len++) {
		const char *text = arena_printf(arena, "%0*d", len, 7);
		const char *zeroed = arena_alloc(arena, 8);

		assert_int_equal(strlen(text), len);
		assert_int_equal(text[len - 1], '7');
		for (int i = 0; i < 8; i++)
			assert_int_equal(zeroed[i], 0);
	}
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_arena_gives_zeroed_memory_of_any_size),
		cmocka_unit_test(a_reset_arena_gives_zeroed_memory_again),
		cmocka_unit_test(a_formatted_text_is_never_cut),
		cmocka_unit_test(a_buffer_past_its_limit_fails_and_stays_failed),
		cmocka_unit_test(utf8_is_checked_as_rfc_3629_says),
		cmocka_unit_test(a_bad_byte_is_found_wherever_it_stands),
		cmocka_unit_test(
		    a_formatted_text_at_the_end_of_a_chunk_is_whole),
		cmocka_unit_test(a_length_counts_code_points),
		cmocka_unit_test(lines_keep_their_breaks_and_lose_carriage_returns),
		cmocka_unit_test(every_kind_of_line_end_becomes_one),
		cmocka_unit_test(an_integer_is_the_whole_text_or_none),
		cmocka_unit_test(edits_between_two_texts_are_counted),
		cmocka_unit_test(text_in_html_is_escaped),
		cmocka_unit_test(a_url_is_ours_or_https_or_a_hash),
		cmocka_unit_test(a_url_part_is_percent_encoded),
		cmocka_unit_test(no_text_at_all_writes_nothing),
		cmocka_unit_test(a_mail_address_keeps_its_at),
	};

	return cmocka_run_group_tests_name("base", tests, NULL, NULL);
}
