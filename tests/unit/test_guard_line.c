#include "test.h"

#include "base/util.h"
#include "web/guard.h"
#include "wire.h"

#define BYTES(text) (text), sizeof(text) - 1

/* A request as it stands on the wire, and the status it is refused with. */
struct sample {
	const char *bytes;
	size_t len;
	int status; /* 0: it passes */
};

static const struct sample samples[] = {
	/* request line */
	{ BYTES(GET HOST "\r\n"), 0 },
	{ BYTES("HEAD /a?b=c&d=%zz HTTP/1.0\r\n" HOST "\r\n"), 0 },
	{ BYTES("OPTIONS / HTTP/1.1\r\n" HOST "\r\n"), 0 },
	{ BYTES("DELETE //x HTTP/1.1\r\n" HOST "\r\n"), 0 },
	{ BYTES("GET  / HTTP/1.1\r\n" HOST "\r\n"), 400 },
	{ BYTES("GET /  HTTP/1.1\r\n" HOST "\r\n"), 400 },
	{ BYTES("GET / HTTP/1.1 \r\n" HOST "\r\n"), 400 },
	{ BYTES(" GET / HTTP/1.1\r\n" HOST "\r\n"), 400 },
	{ BYTES(" / HTTP/1.1\r\n" HOST "\r\n"), 400 },
	{ BYTES("GET  HTTP/1.1\r\n" HOST "\r\n"), 400 },
	{ BYTES("GET\t/ HTTP/1.1\r\n" HOST "\r\n"), 400 },
	{ BYTES("GET /\t HTTP/1.1\r\n" HOST "\r\n"), 400 },
	{ BYTES("GET /\r\n"), 400 },
	{ BYTES("GET\r\n"), 400 },
	{ BYTES("GET / http/1.1\r\n" HOST "\r\n"), 400 },
	{ BYTES("GET / HTTP/1,1\r\n" HOST "\r\n"), 400 },
	{ BYTES("GET / HTTP/1.x\r\n" HOST "\r\n"), 400 },
	{ BYTES("GET / HTTP/11\r\n" HOST "\r\n"), 400 },
	{ BYTES("GET / HTTP/1.10\r\n" HOST "\r\n"), 400 },
	{ BYTES("GET / HTTP/1.2\r\n" HOST "\r\n"), 505 },
	{ BYTES("GET / HTTP/0.9\r\n" HOST "\r\n"), 505 },
	{ BYTES("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"), 505 },
	{ BYTES("get / HTTP/1.1\r\n" HOST "\r\n"), 501 },
	{ BYTES("GETS / HTTP/1.1\r\n" HOST "\r\n"), 501 },
	{ BYTES("TRACE / HTTP/1.1\r\n" HOST "\r\n"), 501 },
	{ BYTES("G:T / HTTP/1.1\r\n" HOST "\r\n"), 400 },
	{ BYTES("DELETE / HTTP/1.0\r\n" HOST "\r\n"), 501 },
	{ BYTES("PUT / HTTP/1.0\r\n" HOST "Content-Length: 0\r\n\r\n"), 501 },
	{ BYTES("OPTIONS * HTTP/1.1\r\n" HOST "\r\n"), 400 },
	{ BYTES("CONNECT a.example:443 HTTP/1.1\r\n" HOST "\r\n"), 400 },
	{ BYTES("GET http://a.example/ HTTP/1.1\r\n" HOST "\r\n"), 400 },
	{ BYTES("GET /a#b HTTP/1.1\r\n" HOST "\r\n"), 400 },
	{ BYTES("GET /\xc3\xa9 HTTP/1.1\r\n" HOST "\r\n"), 400 },
	{ BYTES("GET /a\0b HTTP/1.1\r\n" HOST "\r\n"), 400 },
	{ BYTES("\x16\x03\x01\x02\0\x01\0"), 400 },
	/* line ends */
	{ BYTES("\r\n" GET HOST "\r\n"), 0 },
	{ BYTES("\r\n\r\n" GET HOST "\r\n"), 400 },
	{ BYTES("\n" GET HOST "\r\n"), 400 },
	{ BYTES("\r" GET HOST "\r\n"), 400 },
	{ BYTES("GET / HTTP/1.1\nHost: a\n\n"), 400 },
	{ BYTES("GET / HTTP/1.1\r\nHost: a\n\r\n"), 400 },
	{ BYTES("GET / HTTP/1.1\r\nHost: a\r\n\n"), 400 },
	{ BYTES("GET / HTTP/1.1\r\nHost: a\rb\r\n\r\n"), 400 },
	{ BYTES("GET / HTTP/1.1\r\r\nHost: a\r\n\r\n"), 400 },
	/* header lines */
	{ BYTES(GET HOST "X-A:b\r\nX-B: \t c\r\n\r\n"), 0 },
	{ BYTES(GET HOST "X-Empty:\r\nX-Blank: \t \r\n\r\n"), 0 },
	{ BYTES(GET HOST "X: b \t \r\n\r\n"), 0 },
	{ BYTES(GET HOST "X: \"b: (c), d;e\"\r\n\r\n"), 0 },
	{ BYTES(GET HOST "X: b\tc\r\n\r\n"), 400 },
	{ BYTES(GET HOST "X\t: b\r\n\r\n"), 400 },
	{ BYTES(GET HOST "X : b\r\n\r\n"), 400 },
	{ BYTES(GET HOST " X: b\r\n\r\n"), 400 },
	{ BYTES(GET HOST "X: b\r\n folded\r\n\r\n"), 400 },
	{ BYTES(GET HOST "X: b\r\n\tfolded\r\n\r\n"), 400 },
	{ BYTES(GET "\tHost: a\r\n\r\n"), 400 },
	{ BYTES(GET HOST ": b\r\n\r\n"), 400 },
	{ BYTES(GET HOST "X\r\n\r\n"), 400 },
	{ BYTES(GET HOST "X(Y): b\r\n\r\n"), 400 },
	{ BYTES(GET HOST "X\xc3\xa9: b\r\n\r\n"), 400 },
	{ BYTES(GET HOST "X: J\xc3\xb6rg\r\n\r\n"), 400 },
	{ BYTES(GET HOST "X: a\0b\r\n\r\n"), 400 },
	{ BYTES(GET HOST "X: a\x7f\r\n\r\n"), 400 },
	/* Host */
	{ BYTES("GET / HTTP/1.1\r\nhOST:a\r\n\r\n"), 0 },
	{ BYTES("GET / HTTP/1.1\r\nHost: 127.0.0.1:8080\r\n\r\n"), 0 },
	{ BYTES("GET / HTTP/1.1\r\nHost: A_b-9.example:\r\n\r\n"), 0 },
	{ BYTES("GET / HTTP/1.1\r\nHost: [::1]\r\n\r\n"), 0 },
	{ BYTES("GET / HTTP/1.1\r\nHost: [::FFFF:1.2.3.4]:80\r\n\r\n"), 0 },
	{ BYTES("GET / HTTP/1.1\r\nHost: a \r\n\r\n"), 0 },
	{ BYTES("GET / HTTP/1.1\r\n\r\n"), 400 },
	{ BYTES("GET / HTTP/1.0\r\n\r\n"), 400 },
	{ BYTES("GET / HTTP/1.1\r\nHost:\r\n\r\n"), 400 },
	{ BYTES("GET / HTTP/1.1\r\nHost: \t\r\n\r\n"), 400 },
	{ BYTES(GET HOST HOST "\r\n"), 400 },
	{ BYTES(GET HOST "HOST: b\r\n\r\n"), 400 },
	{ BYTES(GET "Hostile: a\r\n\r\n"), 400 },
	{ BYTES(GET HOST "hostX:\r\n\r\n"), 400 },
	{ BYTES("GET / HTTP/1.1\r\nHost: a b\r\n\r\n"), 400 },
	{ BYTES("GET / HTTP/1.1\r\nHost: a/b\r\n\r\n"), 400 },
	{ BYTES("GET / HTTP/1.1\r\nHost: me@a\r\n\r\n"), 400 },
	{ BYTES("GET / HTTP/1.1\r\nHost: a,b\r\n\r\n"), 400 },
	{ BYTES("GET / HTTP/1.1\r\nHost: :80\r\n\r\n"), 400 },
	{ BYTES("GET / HTTP/1.1\r\nHost: a:80x\r\n\r\n"), 400 },
	{ BYTES("GET / HTTP/1.1\r\nHost: a:8:0\r\n\r\n"), 400 },
	{ BYTES("GET / HTTP/1.1\r\nHost: []\r\n\r\n"), 400 },
	{ BYTES("GET / HTTP/1.1\r\nHost: [\r\n\r\n"), 400 },
	{ BYTES("GET / HTTP/1.1\r\nHost: [::1\r\n\r\n"), 400 },
	{ BYTES("GET / HTTP/1.1\r\nHost: [::g]\r\n\r\n"), 400 },
	{ BYTES("GET / HTTP/1.1\r\nHost: [::1]x\r\n\r\n"), 400 },
	/* framing */
	{ BYTES(POST "Content-Length: 0\r\n\r\n"), 0 },
	{ BYTES(POST "content-length: 003 \r\n\r\na=b"), 0 },
	{ BYTES("PUT / HTTP/1.1\r\n" HOST "Content-Length:1\r\n\r\n\0"), 0 },
	{ BYTES("PATCH / HTTP/1.1\r\n" HOST "Content-Length: 1\r\n\r\nx"), 0 },
	{ BYTES("POST / HTTP/1.0\r\n" HOST "Content-Length: 1\r\n\r\nx"), 0 },
	{ BYTES(GET HOST "Content-Length: 0\r\n\r\n"), 0 },
	{ BYTES(POST "\r\n"), 411 },
	{ BYTES("PATCH / HTTP/1.1\r\n" HOST "\r\n"), 411 },
	{ BYTES(POST "Content-Length: 3\r\nContent-Length: 3\r\n\r\n"), 400 },
	{ BYTES(POST "Content-Length: 3, 3\r\n\r\na=b"), 400 },
	{ BYTES(POST "Content-Length:\r\n\r\n"), 400 },
	{ BYTES(POST "Content-Length: -1\r\n\r\n"), 400 },
	{ BYTES(POST "Content-Length: +3\r\n\r\na=b"), 400 },
	{ BYTES(POST "Content-Length: 0x3\r\n\r\na=b"), 400 },
	{ BYTES(POST "Content-Length: 3 3\r\n\r\na=b"), 400 },
	{ BYTES(POST "Content-Length: 99999999999999999999999\r\n\r\n"), 413 },
	{ BYTES(POST "Content-Length: 18446744073709551617\r\n\r\n"), 413 },
	{ BYTES(GET HOST "Content-Length: 44\r\n\r\n"), 400 },
	{ BYTES("DELETE / HTTP/1.1\r\n" HOST "Content-Length: 1\r\n"), 400 },
	{ BYTES(POST "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n"), 501 },
	{ BYTES(POST "Content-Length: 3\r\ntransfer-encoding:\r\n\r\n"), 501 },
	{ BYTES(GET HOST "Transfer-Encoding: identity\r\n\r\n"), 501 },
	{ BYTES(GET HOST "Upgrade: h2c\r\n\r\n"), 0 },
	{ BYTES(GET HOST "Upgrade-Insecure-Requests: 1\r\n\r\n"), 0 },
	{ BYTES(POST "Expect: 100-Continue\r\nContent-Length: 0\r\n\r\n"), 0 },
	{ BYTES(POST "Expect: 200-ok\r\nContent-Length: 0\r\n\r\n"), 417 },
	{ BYTES(POST "Expect: 200-continue\r\nContent-Length: 0\r\n\r\n"), 417 },
	{ BYTES(POST "Expect:\r\nContent-Length: 0\r\n\r\n"), 417 },
};

static void
each_sample_gets_its_status(void **state)
{
	for (size_t i = 0; i < countof(samples); i++) {
		const struct sample *sample = &samples[i];
		struct guard_result result = look_once(sample->bytes,
		    sample->len);

		if (result.status != sample->status)
			print_error("%s\n", sample->bytes);
		assert_int_equal(result.status, sample->status);
		assert_int_equal(result.verdict,
		    sample->status == 0 ? GUARD_REQUEST : GUARD_REFUSE);
	}
}

static void
each_refusal_has_a_reason_in_whole_sentences(void **state)
{
	for (size_t i = 0; i < countof(samples); i++) {
		struct guard_result result = look_once(samples[i].bytes,
		    samples[i].len);
		const char *reason = result.reason;

		if (samples[i].status == 0) {
			assert_null(reason);
			continue;
		}
		assert_true(reason[0] >= 'A' && reason[0] <= 'Z');
		assert_int_equal(reason[strlen(reason) - 1], '.');
	}
}

static void
the_verdict_does_not_depend_on_how_the_bytes_came(void **state)
{
	static const size_t steps[] = { 1, 2, 3, 5, 17 };

	for (size_t i = 0; i < countof(samples) * countof(steps); i++) {
		const struct sample *sample = &samples[i / countof(steps)];
		struct wire once = wire_new(sample->len);
		struct wire slow = wire_new(sample->len);

		wire_feed(&once, sample->bytes, sample->len, sample->len);
		wire_feed(&slow, sample->bytes, sample->len,
		    steps[i % countof(steps)]);
		assert_int_equal(slow.result.verdict, once.result.verdict);
		assert_int_equal(slow.result.status, once.result.status);
		assert_ptr_equal(slow.result.reason, once.result.reason);
		assert_int_equal(slow.result.head_size, once.result.head_size);
		assert_int_equal(slow.result.size, once.result.size);
		assert_int_equal(slow.result.close, once.result.close);
		if (once.result.verdict == GUARD_REQUEST) {
			assert_int_equal(slow.len, once.len);
			assert_memory_equal(slow.data, once.data, once.len);
		}
		free(once.data);
		free(slow.data);
	}
}

static void
what_has_passed_passes_again_unchanged(void **state)
{
	for (size_t i = 0; i < countof(samples); i++) {
		const struct sample *sample = &samples[i];
		struct wire first = wire_new(sample->len);
		struct wire again = wire_new(sample->len);

		wire_feed(&first, sample->bytes, sample->len, sample->len);
		if (sample->status == 0) {
			wire_feed(&again, first.data, first.len, first.len);
			assert_int_equal(again.result.size, first.result.size);
			assert_int_equal(again.len, first.len);
			assert_memory_equal(again.data, first.data, first.len);
		}
		free(first.data);
		free(again.data);
	}
}

static void
each_byte_is_allowed_just_where_the_grammar_has_it(void **state)
{
	static const char token[] = "!#$%&'*+-.^_`|~0123456789"
	    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

	for (int byte = 1; byte < 256; byte++) {
		bool printable = byte >= 0x20 && byte <= 0x7e;
		bool in_token = strchr(token, byte) != NULL;
		char name[] = GET HOST "X?y: z\r\n\r\n";
		char value[] = GET HOST "X: y?z\r\n\r\n";
		char target[] = "GET /? HTTP/1.1\r\n" HOST "\r\n";

		*strchr(name, '?') = (char)byte;
		*strchr(value, '?') = (char)byte;
		*strchr(target, '?') = (char)byte;
		assert_int_equal(status_of(name),
		    in_token || byte == ':' ? 0 : 400);
		assert_int_equal(status_of(value), printable ? 0 : 400);
		assert_int_equal(status_of(target),
		    printable && byte != ' ' && byte != '#' ? 0 : 400);
	}
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_sample_gets_its_status),
		cmocka_unit_test(each_refusal_has_a_reason_in_whole_sentences),
		cmocka_unit_test(the_verdict_does_not_depend_on_how_the_bytes_came),
		cmocka_unit_test(what_has_passed_passes_again_unchanged),
		cmocka_unit_test(each_byte_is_allowed_just_where_the_grammar_has_it),
	};

	return cmocka_run_group_tests_name("guard_line", tests, NULL, NULL);
}
