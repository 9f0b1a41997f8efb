#include "test.h"

#include "base/buf.h"
#include "base/util.h"
#include "courier/header.h"

enum { HEADER_MAX = 8192 };

/* What a reader makes of a header: folding out, encoded words decoded. */
static void
decode(const char *at, struct buf *out)
{
	bool encoded = false;

	while (*at != '\0') {
		if (strncmp(at, "\r\n ", 3) == 0) {
			at += encoded && strncmp(at + 3, "=?", 2) == 0 ? 3 : 2;
		} else if (strncmp(at, "=?utf-8?Q?", 10) == 0) {
			for (at += 10; strncmp(at, "?=", 2) != 0; at++)
				if (*at == '=') {
					char hex[3] = { at[1], at[2], '\0' };

					buf_putc(out, (char)strtoul(hex, NULL,
					    16));
					at += 2;
				} else {
					buf_putc(out, *at == '_' ? ' ' : *at);
				}
			at += 2;
			encoded = true;
		} else {
			encoded = false;
			buf_putc(out, *at++);
		}
	}
}

/* One header, whatever was given: ASCII, a line break only where it folds, no
 * line over 78 bytes, no encoded word over 75. */
static void
assert_sound(const char *value)
{
	size_t line = 9; /* "Subject: " */

	for (const char *at = value; *at != '\0'; at++) {
		if (strncmp(at, "\r\n ", 3) == 0) {
			at++;
			line = 0;
			continue;
		}
		assert_in_range(*at, 0x20, 0x7e);
		line++;
		assert_in_range(line, 1, 90);
		if (strncmp(at, "=?", 2) == 0)
			assert_in_range(strstr(at + 10, "?=") + 2 - at, 12,
			    75);
	}
}

static const char *const hostile[] = {
	"Zoë", "名前", "Ω≈ç√∫˜µ≤≥÷", "=?utf-8?Q?evil?=", "\"Q\" <x@y.example>",
	"a, b <c@d.example>", "(comment) name", "semi; colon:", " leading",
	"trailing ", "  ", "é", "a\"b\\c", "<script>", "%0d%0aBcc: x@y.z",
	"\\r\\nBcc: x@y.z", "😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀",
	"a very long plain name that goes on and on until it no longer fits "
	"upon any line of mail that anybody would want to read at all, ever",
	"=?", "?=", "=", "_", "a_b", "x\xc2\xa0y", "\xe2\x80\xae" "evil",
	"\xe2\x80\xa8" "Bcc: x@y.z", "\xc2\x85" "Bcc: x@y.z",
};

static const char *const refused[] = {
	"a\r\nBcc: x@y.z", "a\nb", "a\rb", "\n", "a\tb", "a\x7f" "b",
	"a\x01" "b", "\x1b[31m", "\xff\xfe", "\xc3", "a\xed\xa0\x80" "b",
};

static void
any_name_becomes_one_header_and_reads_as_it_was(void **state)
{
	for (size_t i = 0; i < countof(hostile); i++) {
		BUF(value, HEADER_MAX);
		BUF(read, HEADER_MAX);

		assert_status(header_text(&value, hostile[i]), OK);
		assert_sound(buf_text(&value));
		decode(buf_text(&value), &read);
		assert_string_equal(buf_text(&read), hostile[i]);
	}
}

static void
two_hundred_names_of_chance_do_too(void **state)
{
	static const char *const pieces[] = { "a", "é", "😀", " ", "\"", "<",
		">", ",", "=?", "?=", "_", "=", "@", ";", ":", "\\", "名", "\xc2\x85" };
	uint32_t random = 41;

	for (int i = 0; i < 200; i++) {
		BUF(name, HEADER_MAX);
		BUF(value, HEADER_MAX);
		BUF(read, HEADER_MAX);

		for (int j = 0; j < 1 + i / 2; j++) {
			random = random * 1664525 + 1013904223;
			buf_puts(&name,
			    pieces[(random >> 16) % countof(pieces)]);
		}
		assert_status(header_mailbox(&value, buf_text(&name),
		    "zoe@example.net"), OK);
		assert_sound(buf_text(&value));
		decode(buf_text(&value), &read);
		buf_puts(&name, " <zoe@example.net>");
		assert_string_equal(buf_text(&read), buf_text(&name));
	}
}

static void
a_line_break_is_refused_and_nothing_written(void **state)
{
	for (size_t i = 0; i < countof(refused); i++) {
		BUF(value, HEADER_MAX);

		assert_status(header_text(&value, refused[i]), INVALID);
		assert_int_equal(value.len, 0);
	}
}

static void
a_name_that_cannot_be_written_leaves_the_address(void **state)
{
	for (size_t i = 0; i < countof(refused); i++) {
		BUF(value, HEADER_MAX);

		assert_status(header_mailbox(&value, refused[i],
		    "zoe@example.net"), OK);
		assert_string_equal(buf_text(&value), "zoe@example.net");
	}
}

static void
what_is_no_address_is_not_written_to(void **state)
{
	static const char *const bad[] = { "", "x", "x@", "@y.example",
		"a@b.example>,<c@d.example", "a@b.example\r\nRCPT TO:<c@d.e>",
		"a b@c.example", "\"a\"@c.example", "a@b.example c@d.example",
		"a@[127.0.0.1]", "a,b@c.example", "a@b.example;", "<a@b.example>",
		"a@b..example", "a@-b.example " };

	for (size_t i = 0; i < countof(bad); i++) {
		BUF(value, HEADER_MAX);

		if (header_may_write_to(bad[i]))
			fail_msg("would be written to: %s", bad[i]);
		assert_status(header_mailbox(&value, "A", bad[i]), INVALID);
		assert_int_equal(value.len, 0);
	}
}

static void
a_plain_name_stays_as_it_is(void **state)
{
	BUF(value, HEADER_MAX);

	assert_status(header_mailbox(&value, "Ada Example", "a@b.example"),
	    OK);
	assert_string_equal(buf_text(&value),
	    "Ada Example\r\n <a@b.example>");
	buf_reset(&value);
	assert_status(header_text(&value, "Your call: Tuesday, 10:30"), OK);
	assert_string_equal(buf_text(&value), "Your call: Tuesday, 10:30");
}

static void
the_date_is_that_of_rfc_5322(void **state)
{
	BUF(value, HEADER_MAX);

	header_date(&value, 1795512600);
	assert_string_equal(buf_text(&value),
	    "Tue, 24 Nov 2026 09:30:00 +0000");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    any_name_becomes_one_header_and_reads_as_it_was),
		cmocka_unit_test(two_hundred_names_of_chance_do_too),
		cmocka_unit_test(a_line_break_is_refused_and_nothing_written),
		cmocka_unit_test(
		    a_name_that_cannot_be_written_leaves_the_address),
		cmocka_unit_test(what_is_no_address_is_not_written_to),
		cmocka_unit_test(a_plain_name_stays_as_it_is),
		cmocka_unit_test(the_date_is_that_of_rfc_5322),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
