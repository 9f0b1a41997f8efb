#include "test.h"

#include "base/arena.h"
#include "base/util.h"
#include "harness.h"
#include "web/dispatch.h"
#include "web/response.h"

enum { WIRE_MAX = 5 << 20 };

/* The whole answer as it goes out. */
static const char *
wire_of(struct arena *arena, const struct response *res,
    const struct response_wire *wire)
{
	BUF(out, WIRE_MAX);

	response_write(res, wire, &out);
	assert_false(out.failed);
	return arena_strndup(arena, out.data, out.len);
}

static const char *
plain(struct arena *arena, struct response *res, int code, const char *body)
{
	res->code = code;
	buf_puts(&res->body, body);
	return wire_of(arena, res, &(struct response_wire){ .now = SITE_NOW });
}

static void
assert_has(const char *text, const char *part)
{
	if (strstr(text, part) == NULL)
		fail_msg("\"%s\" lacks \"%s\"", text, part);
}

static void
an_answer_is_written_byte_for_byte(void **state)
{
	ARENA(arena);
	struct response res = response_new();

	res.content_type = "text/plain; charset=utf-8";
	res.cache = "public, max-age=300";
	response_header(&res, "etag", "\"a\"");
	assert_string_equal(plain(arena, &res, 200, "Hello\n"),
	    "HTTP/1.1 200 OK\r\n"
	    "date: Mon, 23 Nov 2026 08:00:00 GMT\r\n"
	    "content-type: text/plain; charset=utf-8\r\n"
	    "content-length: 6\r\n"
	    "cache-control: public, max-age=300\r\n"
	    "content-security-policy: default-src 'none'; "
	    "script-src 'self'; style-src 'self'; img-src 'self' data:; "
	    "font-src 'self'; connect-src 'self'; form-action 'self'; "
	    "base-uri 'none'; frame-ancestors 'none'; "
	    "require-trusted-types-for 'script'; trusted-types 'none'\r\n"
	    "x-content-type-options: nosniff\r\n"
	    "x-frame-options: DENY\r\n"
	    "cross-origin-opener-policy: same-origin\r\n"
	    "cross-origin-resource-policy: same-origin\r\n"
	    "permissions-policy: "
	    "camera=(), geolocation=(), microphone=(), payment=(), usb=()\r\n"
	    "referrer-policy: strict-origin-when-cross-origin\r\n"
	    "etag: \"a\"\r\n"
	    "\r\n"
	    "Hello\n");
	response_free(&res);
}

static void
every_status_carries_the_security_headers(void **state)
{
	static const int codes[] = { 200, 301, 303, 304, 400, 403, 404, 405,
		408, 409, 410, 411, 413, 414, 415, 417, 422, 429, 431, 500,
		501, 503, 505 };
	static const char *const headers[] = { "content-security-policy",
		"x-content-type-options", "x-frame-options",
		"cross-origin-opener-policy", "cross-origin-resource-policy",
		"permissions-policy", "referrer-policy", "date",
		"cache-control" };
	ARENA(arena);

	for (size_t i = 0; i < countof(codes); i++) {
		struct response res = response_new();
		const char *wire = plain(arena, &res, codes[i], "x");

		for (size_t j = 0; j < countof(headers); j++)
			assert_has(wire, arena_printf(arena, "\r\n%s: ",
			    headers[j]));
		assert_string_not_equal(response_phrase(codes[i]), "Unknown");
		assert_null(strstr(wire, "\r\nserver:"));
		assert_null(strstr(wire, "unsafe-inline"));
		response_free(&res);
	}
	assert_string_equal(response_phrase(299), "Unknown");
}

static void
an_answer_that_must_have_no_body_has_neither_length_nor_type(void **state)
{
	ARENA(arena);
	struct response res = response_new();
	const char *wire = plain(arena, &res, 304, "not to be sent");
	size_t len = strlen(wire);

	assert_null(strstr(wire, "\r\ncontent-length:"));
	assert_null(strstr(wire, "\r\ncontent-type:"));
	assert_null(strstr(wire, "not to be sent"));
	assert_string_equal(wire + len - 4, "\r\n\r\n");
	response_free(&res);
}

static void
a_head_says_the_length_and_sends_no_body(void **state)
{
	ARENA(arena);
	struct response_wire wire = { .now = SITE_NOW };
	struct response res = response_new();
	const char *full = plain(arena, &res, 200, "Hello\n");
	const char *head;

	wire.head = true;
	head = wire_of(arena, &res, &wire);
	assert_has(head, "content-length: 6\r\n");
	assert_string_equal(full, arena_printf(arena, "%sHello\n", head));
	response_free(&res);
}

static void
closing_is_said_only_when_the_connection_closes(void **state)
{
	ARENA(arena);
	struct response_wire wire = { .now = SITE_NOW };
	struct response res = response_new();

	res.code = 200;
	assert_null(strstr(wire_of(arena, &res, &wire), "connection"));
	wire.close = true;
	assert_has(wire_of(arena, &res, &wire), "\r\nconnection: close\r\n");
	response_free(&res);
}

static void
transport_security_is_promised_over_https_alone(void **state)
{
	ARENA(arena);
	struct response_wire wire = { .now = SITE_NOW };
	struct response res = response_new();

	res.code = 404;
	assert_null(strstr(wire_of(arena, &res, &wire), "strict-transport"));
	wire.https = true;
	assert_has(wire_of(arena, &res, &wire),
	    "\r\nstrict-transport-security: max-age=63072000");
	response_free(&res);
}

static void
a_header_with_a_control_byte_is_refused(void **state)
{
	static const char *const bad[] = { "a\r\nset-cookie: x=1", "a\nb",
		"a\rb", "\n", "a\tb", "a\x01", "\x1f", "a\x7f" };

	for (size_t i = 0; i < countof(bad); i++) {
		struct response res = response_new();

		response_header(&res, "location", bad[i]);
		assert_true(res.broken);
		assert_int_equal(res.headers_len, 0);
		response_free(&res);
		res = response_new();
		response_header(&res, bad[i], "value");
		assert_true(res.broken);
		assert_int_equal(res.headers_len, 0);
		response_free(&res);
	}
}

static void
a_header_too_many_is_refused_and_not_dropped_in_silence(void **state)
{
	struct response res = response_new();

	for (int i = 0; i < RESPONSE_HEADERS_MAX; i++)
		response_header(&res, "x-a", "1");
	assert_false(res.broken);
	response_header(&res, "x-b", "2");
	assert_true(res.broken);
	assert_int_equal(res.headers_len, RESPONSE_HEADERS_MAX);
	response_reset(&res);
	assert_false(res.broken);
	assert_int_equal(res.headers_len, 0);
	response_free(&res);
}

static void
a_redirect_to_a_broken_place_is_refused(void **state)
{
	ARENA(arena);
	struct request req = { .arena = arena };
	struct response res = response_new();

	assert_status(response_redirect(&res, &req, "/book%s", "\r\nx: y"),
	    OK);
	assert_true(res.broken);
	response_reset(&res);
	assert_status(response_redirect(&res, &req, "/booking/%d", 7), OK);
	assert_has(plain(arena, &res, res.code, ""),
	    "HTTP/1.1 303 See Other\r\n");
	assert_has(plain(arena, &res, res.code, ""),
	    "\r\nlocation: /booking/7\r\n");
	response_free(&res);
}

static void
a_page_that_moved_says_where_to(void **state)
{
	ARENA(arena);
	struct response res = response_new();
	const char *wire;

	assert_status(response_moved(&res, "/compare/go-vs-rust"), OK);
	wire = plain(arena, &res, res.code, "");
	assert_has(wire, "HTTP/1.1 301 Moved Permanently\r\n");
	assert_has(wire, "\r\nlocation: /compare/go-vs-rust\r\n");
	response_free(&res);
}

static void
dates_are_those_of_http(void **state)
{
	static const struct {
		int64_t at;
		const char *text;
	} cases[] = {
		{ 0, "Thu, 01 Jan 1970 00:00:00 GMT" },
		{ 784111777, "Sun, 06 Nov 1994 08:49:37 GMT" },
		{ 1709164800, "Thu, 29 Feb 2024 00:00:00 GMT" },
		{ SITE_NOW, "Mon, 23 Nov 2026 08:00:00 GMT" },
		{ 4102444799, "Thu, 31 Dec 2099 23:59:59 GMT" },
	};

	for (size_t i = 0; i < countof(cases); i++) {
		char date[RESPONSE_DATE_SIZE];

		response_date(cases[i].at, date);
		assert_string_equal(date, cases[i].text);
	}
}

static void
a_reset_answer_is_as_new(void **state)
{
	struct response res = response_new();

	res.code = 404;
	res.referrer = "no-referrer";
	buf_puts(&res.body, "words");
	response_header(&res, "etag", "\"a\"");
	response_reset(&res);
	assert_int_equal(res.code, 0);
	assert_int_equal(res.body.len, 0);
	assert_int_equal(res.headers_len, 0);
	assert_string_equal(res.referrer, "strict-origin-when-cross-origin");
	response_free(&res);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_answer_is_written_byte_for_byte),
		cmocka_unit_test(every_status_carries_the_security_headers),
		cmocka_unit_test(
		    an_answer_that_must_have_no_body_has_neither_length_nor_type),
		cmocka_unit_test(a_head_says_the_length_and_sends_no_body),
		cmocka_unit_test(
		    closing_is_said_only_when_the_connection_closes),
		cmocka_unit_test(
		    transport_security_is_promised_over_https_alone),
		cmocka_unit_test(a_header_with_a_control_byte_is_refused),
		cmocka_unit_test(
		    a_header_too_many_is_refused_and_not_dropped_in_silence),
		cmocka_unit_test(a_redirect_to_a_broken_place_is_refused),
		cmocka_unit_test(a_page_that_moved_says_where_to),
		cmocka_unit_test(dates_are_those_of_http),
		cmocka_unit_test(a_reset_answer_is_as_new),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
