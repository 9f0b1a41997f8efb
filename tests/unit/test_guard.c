#include "test.h"

#include "base/util.h"
#include "web/guard.h"
#include "wire.h"

/* The bytes of the request that a text becomes. */
static void
assert_passes_as(const char *text, const char *passed)
{
	struct wire wire = wire_new(strlen(text));

	wire_feed(&wire, text, strlen(text), 1);
	assert_int_equal(wire.result.verdict, GUARD_REQUEST);
	assert_int_equal(wire.result.size, strlen(passed));
	assert_int_equal(wire.len, strlen(passed));
	assert_memory_equal(wire.data, passed, wire.len);
	free(wire.data);
}

/* "a: x\r\n" count times behind a request line and Host. */
static char *
with_headers(size_t count, const char *header)
{
	size_t size = 100 + count * strlen(header);
	char *text = malloc(size);
	FILE *out = fmemopen(text, size, "w");

	assert_non_null(out);
	fputs(GET HOST, out);
	for (size_t i = 0; i < count; i++)
		fputs(header, out);
	fputs("\r\n", out);
	fclose(out);
	return text;
}

/* before, count bytes and after. */
static char *
with_filler(const char *before, size_t count, const char *after)
{
	size_t len = strlen(before);
	char *text = malloc(len + count + strlen(after) + 1);

	assert_non_null(text);
	memcpy(text, before, len);
	memset(text + len, 'a', count);
	memcpy(text + len + count, after, strlen(after) + 1);
	return text;
}

static void
assert_filled(const char *before, size_t count, const char *after, int status)
{
	char *text = with_filler(before, count, after);

	assert_int_equal(status_of(text), status);
	free(text);
}

static void
a_request_is_not_whole_before_its_last_byte(void **state)
{
	static const char text[] = POST "Content-Length: 3\r\n\r\na=b";
	struct wire wire = wire_new(sizeof(text));

	assert_int_equal(wire_feed(&wire, text, sizeof(text) - 1, 1),
	    sizeof(text) - 1);
	assert_int_equal(wire.result.verdict, GUARD_REQUEST);
	assert_int_equal(wire.result.head_size, sizeof(text) - 1 - 3);
	assert_int_equal(wire.result.size, sizeof(text) - 1);
	free(wire.data);
}

static void
nothing_at_all_is_not_a_request_yet(void **state)
{
	assert_int_equal(status_of(""), 1);
	assert_int_equal(status_of("\r"), 1);
	assert_int_equal(status_of("\r\n"), 1);
}

static void
a_fault_is_told_at_the_byte_that_shows_it(void **state)
{
	static const char text[] = GET "X: a\x01 and much more";
	struct wire wire = wire_new(sizeof(text));

	assert_int_equal(wire_feed(&wire, text, sizeof(text) - 1, 1),
	    sizeof(GET "X: a"));
	assert_int_equal(wire.result.status, 400);
	free(wire.data);
}

static void
pipelined_requests_are_each_found(void **state)
{
	static const char all[] = GET HOST "\r\n"
	    POST "Content-Length: 8\r\n\r\na=b\r\n\r\nc"
	    "\r\n" GET HOST "X-Empty:\r\n\r\n"
	    POST "Content-Length: 0\r\n\r\n"
	    "HEAD /last HTTP/1.1\r\n" HOST "\r\n"
	    "GET /cut HTTP";
	static const size_t sizes[] = {
		sizeof(GET HOST), sizeof(POST "Content-Length: 8\r\n") + 8,
		sizeof(GET HOST), sizeof(POST "Content-Length: 0\r\n"),
		sizeof("HEAD /last HTTP/1.1\r\n" HOST),
	};

	for (size_t step = 1; step <= sizeof(all); step += 6) {
		struct wire wire = wire_new(sizeof(all));
		size_t at = 0;

		for (size_t i = 0; i < countof(sizes); i++) {
			at += wire_feed(&wire, all + at, sizeof(all) - 1 - at,
			    step);
			assert_int_equal(wire.result.size, sizes[i] + 1);
			wire_take(&wire);
		}
		wire_feed(&wire, all + at, sizeof(all) - 1 - at, step);
		assert_int_equal(wire.result.verdict, GUARD_MORE);
		assert_int_equal(wire.len, sizeof("GET /cut HTTP") - 1);
		free(wire.data);
	}
}

static void
what_follows_a_request_is_not_looked_at(void **state)
{
	static const char text[] = GET HOST "\r\n\0\xff\n: smuggled";
	struct wire wire = wire_new(sizeof(text));

	wire_feed(&wire, text, sizeof(text) - 1, sizeof(text) - 1);
	assert_int_equal(wire.result.size, sizeof(GET HOST) + 1);
	assert_int_equal(wire.len, sizeof(text) - 1);
	assert_memory_equal(wire.data, text, wire.len);
	free(wire.data);
}

static void
a_body_may_hold_any_byte(void **state)
{
	static const char head[] = POST "Content-Length: 256\r\n\r\n";
	struct wire wire = wire_new(sizeof(head) + 256);
	uint8_t body[256];

	for (size_t i = 0; i < sizeof(body); i++)
		body[i] = (uint8_t)i;
	wire_feed(&wire, head, sizeof(head) - 1, 9);
	wire_feed(&wire, body, sizeof(body), 9);
	assert_int_equal(wire.result.verdict, GUARD_REQUEST);
	assert_memory_equal(wire.data + wire.result.head_size, body,
	    sizeof(body));
	free(wire.data);
}

static void
headers_without_a_value_are_left_out(void **state)
{
	assert_passes_as(GET "A:\r\n" HOST "B: \t\r\nC: d\r\nE:\r\n\r\n",
	    GET HOST "C: d\r\n\r\n");
}

static void
blanks_behind_a_value_are_left_out(void **state)
{
	assert_passes_as("POST / HTTP/1.1\r\nHost: a \t\r\nA:  b  \r\n"
	    "Content-Length: 2\t\r\n\r\nxy",
	    "POST / HTTP/1.1\r\nHost: a\r\nA:  b\r\n"
	    "Content-Length: 2\r\n\r\nxy");
}

static void
one_empty_line_before_a_request_is_left_out(void **state)
{
	assert_passes_as("\r\n" GET HOST "\r\n", GET HOST "\r\n");
	assert_int_equal(status_of("\r\n\r\n" GET HOST "\r\n"), 400);
}

static void
bytes_behind_a_mended_head_move_up_whole(void **state)
{
	static const char text[] = "\r\nPOST / HTTP/1.1\r\nX:\r\n" HOST
	    "Content-Length: 3 \r\n\r\na=bGET /next HTTP";
	static const char mended[] = "POST / HTTP/1.1\r\n" HOST
	    "Content-Length: 3\r\n\r\na=bGET /next HTTP";
	struct wire wire = wire_new(sizeof(text));

	wire_feed(&wire, text, sizeof(text) - 1, sizeof(text) - 1);
	assert_int_equal(wire.result.verdict, GUARD_REQUEST);
	assert_int_equal(wire.len, sizeof(mended) - 1);
	assert_memory_equal(wire.data, mended, wire.len);
	free(wire.data);
}

static void
more_than_23_headers_are_refused(void **state)
{
	char *most = with_headers(22, "a: b\r\n");
	char *many = with_headers(23, "a: b\r\n");
	char *empty = with_headers(23, "a:\r\n");

	assert_int_equal(status_of(most), 0);
	assert_int_equal(status_of(many), 431);
	assert_int_equal(status_of(empty), 431);
	free(most);
	free(many);
	free(empty);
}

static void
a_head_of_more_than_8192_bytes_is_refused(void **state)
{
	const size_t room = GUARD_HEAD_MAX - (sizeof(GET HOST "X: \r\n\r\n") - 1);

	assert_filled(GET HOST "X: ", room, "\r\n\r\n", 0);
	assert_filled(GET HOST "X: ", room + 1, "\r\n\r\n", 431);
	assert_filled(GET HOST "X: ", room, "\r\n\r", 1);
	assert_filled(GET HOST "X: ", room + 1, "\r\n\r", 431);
	assert_filled(GET HOST "X: ", room + 1, "\r\n", 1);
	assert_filled(GET HOST "X: ", room + 2, "\r\n", 431);
	assert_filled(GET HOST "X: ", room + 2, "\r", 1);
	assert_filled(GET HOST "X: ", room + 3, "\r", 431);
	assert_filled(GET HOST "X: ", room + 3, "", 1);
	assert_filled(GET HOST "X: ", room + 4, "", 431);
	assert_filled(GET HOST "X: ", 3 * room, "", 431);
}

static void
a_target_of_more_than_1998_bytes_is_refused(void **state)
{
	static const char after[] = " HTTP/1.1\r\n" HOST "\r\n";

	assert_filled("OPTIONS /", GUARD_TARGET_MAX - 1, after, 0);
	assert_filled("OPTIONS /", GUARD_TARGET_MAX, after, 414);
	assert_filled("GET /", GUARD_TARGET_MAX - 1, after, 0);
	assert_filled("GET /", GUARD_TARGET_MAX, after, 414);
	assert_filled("GET /", 3000, "", 414);
	assert_filled("\r\nGET /", GUARD_TARGET_MAX - 1, after, 0);
}

static void
a_host_of_more_than_253_bytes_is_refused(void **state)
{
	assert_filled(GET "Host: ", GUARD_HOST_MAX, "\r\n\r\n", 0);
	assert_filled(GET "Host: ", GUARD_HOST_MAX + 1, "\r\n\r\n", 400);
}

static void
a_body_of_more_than_65536_bytes_is_refused(void **state)
{
	assert_filled(POST "Content-Length: 65536\r\n\r\n", 65535, "", 1);
	assert_filled(POST "Content-Length: 65536\r\n\r\n", 65536, "", 0);
	assert_filled(POST "Content-Length: 65537\r\n", 0, "", 413);
}

static void
a_large_body_may_come_byte_by_byte(void **state)
{
	char *text = with_filler(POST "Content-Length: 65536\r\n\r\n", 65536, "");
	struct wire wire = wire_new(strlen(text));

	wire_feed(&wire, text, strlen(text), 1);
	assert_int_equal(wire.result.verdict, GUARD_REQUEST);
	assert_int_equal(wire.result.size, strlen(text));
	free(wire.data);
	free(text);
}

static void
a_client_that_waits_to_go_on_is_told_once(void **state)
{
	static const char head[] = POST "Expect: 100-continue\r\n"
	    "Content-Length: 3\r\n\r\n";
	struct wire wire = wire_new(sizeof(head) + 3);

	wire_feed(&wire, head, sizeof(head) - 1, sizeof(head) - 1);
	assert_int_equal(wire.result.verdict, GUARD_MORE);
	assert_true(wire.result.send_continue);
	wire_feed(&wire, "", 0, 1);
	assert_false(wire.result.send_continue);
	wire_feed(&wire, "a=b", 3, 1);
	assert_int_equal(wire.result.verdict, GUARD_REQUEST);
	free(wire.data);
}

static void
nobody_else_is_told_to_go_on(void **state)
{
	static const char *const texts[] = {
		POST "Content-Length: 3\r\n\r\n",
		POST "Expect: 100-continue\r\nContent-Length: 3\r\n\r\na",
		"POST / HTTP/1.0\r\n" HOST
		"Expect: 100-continue\r\nContent-Length: 3\r\n\r\n",
	};

	for (size_t i = 0; i < countof(texts); i++) {
		struct guard_result result = look_once(texts[i],
		    strlen(texts[i]));

		assert_int_equal(result.verdict, GUARD_MORE);
		assert_false(result.send_continue);
	}
}

static void
a_wish_to_close_is_heard(void **state)
{
	static const struct {
		const char *text;
		bool close;
	} cases[] = {
		{ GET HOST "\r\n", false },
		{ GET HOST "Connection: keep-alive\r\n\r\n", false },
		{ GET HOST "Connection: disclose, closed\r\n\r\n", false },
		{ GET HOST "Connection: close\r\n\r\n", true },
		{ GET HOST "connection: keep-alive , CLOSE,\r\n\r\n", true },
		{ GET HOST "Connection: close\r\nConnection: x\r\n\r\n", true },
		{ GET HOST "Connection: ,\r\nConnection: close\r\n\r\n", true },
		{ GET HOST "X: close\r\n\r\n", false },
		{ "GET / HTTP/1.0\r\n" HOST "\r\n", true },
		{ "GET / HTTP/1.0\r\n" HOST "Connection: keep-alive\r\n\r\n",
		    true },
	};

	for (size_t i = 0; i < countof(cases); i++) {
		struct guard_result result = look_once(cases[i].text,
		    strlen(cases[i].text));

		assert_int_equal(result.close, cases[i].close);
	}
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_request_is_not_whole_before_its_last_byte),
		cmocka_unit_test(nothing_at_all_is_not_a_request_yet),
		cmocka_unit_test(a_fault_is_told_at_the_byte_that_shows_it),
		cmocka_unit_test(pipelined_requests_are_each_found),
		cmocka_unit_test(what_follows_a_request_is_not_looked_at),
		cmocka_unit_test(a_body_may_hold_any_byte),
		cmocka_unit_test(headers_without_a_value_are_left_out),
		cmocka_unit_test(blanks_behind_a_value_are_left_out),
		cmocka_unit_test(one_empty_line_before_a_request_is_left_out),
		cmocka_unit_test(bytes_behind_a_mended_head_move_up_whole),
		cmocka_unit_test(more_than_23_headers_are_refused),
		cmocka_unit_test(a_head_of_more_than_8192_bytes_is_refused),
		cmocka_unit_test(a_target_of_more_than_1998_bytes_is_refused),
		cmocka_unit_test(a_host_of_more_than_253_bytes_is_refused),
		cmocka_unit_test(a_body_of_more_than_65536_bytes_is_refused),
		cmocka_unit_test(a_large_body_may_come_byte_by_byte),
		cmocka_unit_test(a_client_that_waits_to_go_on_is_told_once),
		cmocka_unit_test(nobody_else_is_told_to_go_on),
		cmocka_unit_test(a_wish_to_close_is_heard),
	};

	return cmocka_run_group_tests_name("guard", tests, NULL, NULL);
}
