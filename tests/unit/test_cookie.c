#include "test.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/util.h"
#include "web/cookie.h"

static void
a_cookie_is_found_wherever_it_stands(void **state)
{
	static const struct {
		const char *header;
		const char *value; /* of "sid", or NULL */
	} cases[] = {
		{ "sid=abc", "abc" },
		{ "a=1; sid=abc; b=2", "abc" },
		{ "a=1;sid=abc;b=2", "abc" },
		{ "a=1;\tsid=abc ", "abc" },
		{ ";; sid=abc;", "abc" },
		{ "sid=", "" },
		{ "sid= ", "" },
		{ "sid=a=b==", "a=b==" },
		{ "flag; sid=abc; =x", "abc" },
		{ "", NULL },
		{ ";", NULL },
		{ "sid", NULL },
		{ "sid =abc", NULL },
		{ "SID=abc", NULL },
		{ "asid=abc", NULL },
		{ "sida=abc", NULL },
		{ "a=sid=abc", NULL },
		{ "s=1", NULL },
		{ "a=1, sid=abc", NULL },
	};
	ARENA(arena);

	for (size_t i = 0; i < countof(cases); i++) {
		const char *value = cookie_get(arena, cases[i].header, "sid");

		if (cases[i].value == NULL) {
			assert_null(value);
			continue;
		}
		assert_non_null(value);
		assert_string_equal(value, cases[i].value);
	}
}

static void
a_cookie_that_stands_there_twice_is_not_trusted(void **state)
{
	ARENA(arena);

	assert_null(cookie_get(arena, "sid=abc; sid=def", "sid"));
	assert_null(cookie_get(arena, "sid=abc; a=1; sid=abc", "sid"));
	assert_null(cookie_get(arena, "sid=;sid=", "sid"));
	assert_null(cookie_get(arena, "sid=a b; sid=abc", "sid"));
}

static void
a_value_we_could_not_have_written_is_not_ours(void **state)
{
	static const char *const headers[] = { "sid=\"abc\"", "sid=a b",
		"sid=a,b", "sid=a\\b", "sid=a\tb", "sid=\x7f", "sid=\xc3\xa9" };
	ARENA(arena);

	for (size_t i = 0; i < countof(headers); i++)
		assert_null(cookie_get(arena, headers[i], "sid"));
}

static void
a_cookie_is_written_with_all_its_attributes(void **state)
{
	BUF(out, 1000);

	assert_true(cookie_write(&out, "__Host-sid", "a1-_=", -1));
	assert_string_equal(buf_text(&out),
	    "__Host-sid=a1-_=; Path=/; Secure; HttpOnly; SameSite=Strict");
}

static void
a_lifetime_is_written_in_seconds_and_zero_deletes(void **state)
{
	BUF(out, 1000);

	assert_true(cookie_write(&out, "a", "b", 1800));
	assert_string_equal(buf_text(&out), "a=b; Path=/; Secure; HttpOnly;"
	    " SameSite=Strict; Max-Age=1800");
	buf_reset(&out);
	assert_true(cookie_write(&out, "a", "", 0));
	assert_string_equal(buf_text(&out), "a=; Path=/; Secure; HttpOnly;"
	    " SameSite=Strict; Max-Age=0");
}

static void
each_byte_of_a_cookie_is_one_the_rfc_allows(void **state)
{
	static const char name[] = "!#$%&'*+-.^_`|~0123456789"
	    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
	BUF(out, 100000);

	for (int byte = 1; byte < 256; byte++) {
		const char text[] = { 'a', (char)byte, 'b', '\0' };
		bool value = byte > 0x20 && byte < 0x7f &&
		    strchr("\",;\\", byte) == NULL;

		assert_int_equal(cookie_write(&out, text, "v", -1),
		    strchr(name, byte) != NULL);
		assert_int_equal(cookie_write(&out, "n", text, -1), value);
	}
}

static void
a_cookie_that_is_refused_leaves_nothing_behind(void **state)
{
	BUF(out, 10000);

	assert_false(cookie_write(&out, "", "v", -1));
	assert_false(cookie_write(&out, "a=b", "v", -1));
	assert_false(cookie_write(&out, "a", "v; Domain=evil.example", -1));
	assert_false(cookie_write(&out, "a", "v\r\nX: y", -1));
	assert_int_equal(out.len, 0);
	assert_false(out.failed);
}

static void
a_cookie_browsers_would_drop_is_refused(void **state)
{
	char value[COOKIE_MAX + 1];
	BUF(out, 10000);

	memset(value, 'v', COOKIE_MAX);
	value[COOKIE_MAX] = '\0';
	assert_false(cookie_write(&out, "n", value, -1));
	assert_int_equal(out.len, 0);
	value[COOKIE_MAX - 1] = '\0';
	assert_true(cookie_write(&out, "n", value, -1));
}

static void
a_cookie_without_room_is_refused_whole(void **state)
{
	BUF(out, 20);

	assert_false(cookie_write(&out, "a", "b", -1));
	assert_true(out.failed);
	assert_int_equal(out.len, 0);
}

static void
what_was_written_is_read_back(void **state)
{
	ARENA(arena);
	BUF(out, 1000);

	assert_true(cookie_write(&out, "__Host-sid", "x=y!%41", 60));
	assert_string_equal(cookie_get(arena, buf_text(&out), "__Host-sid"),
	    "x=y!%41");
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_cookie_is_found_wherever_it_stands),
		cmocka_unit_test(a_cookie_that_stands_there_twice_is_not_trusted),
		cmocka_unit_test(a_value_we_could_not_have_written_is_not_ours),
		cmocka_unit_test(a_cookie_is_written_with_all_its_attributes),
		cmocka_unit_test(a_lifetime_is_written_in_seconds_and_zero_deletes),
		cmocka_unit_test(each_byte_of_a_cookie_is_one_the_rfc_allows),
		cmocka_unit_test(a_cookie_that_is_refused_leaves_nothing_behind),
		cmocka_unit_test(a_cookie_browsers_would_drop_is_refused),
		cmocka_unit_test(a_cookie_without_room_is_refused_whole),
		cmocka_unit_test(what_was_written_is_read_back),
	};

	return cmocka_run_group_tests_name("cookie", tests, NULL, NULL);
}
