/*
 * Where a request of the courier's goes, with libcurl in between: what is
 * judged is the address a name leads to, and nothing is sent. The ports are
 * ones where nobody listens.
 */
#include "test.h"

#include "base/arena.h"
#include "base/util.h"
#include "courier/http.h"

static enum status
ask(struct arena *arena, const char *url, bool test,
    struct http_answer *answer)
{
	const struct http_call call = {
		.method = "POST",
		.url = url,
		.body = "{}",
		.body_len = 2,
		.test = test,
		.answer_max = 100,
	};

	return http_ask(arena, &call, answer);
}

static void
is_refused(const char *url, bool test)
{
	ARENA(arena);
	struct http_answer answer;

	if (ask(arena, url, test, &answer) != DENIED)
		fail_msg("%s: %s", url, answer.problem);
	assert_int_equal(answer.code, 0);
	assert_non_null(strstr(answer.problem, "public Internet"));
}

static void
production_does_not_reach_this_machine_by_any_name(void **state)
{
	static const char *const urls[] = {
		"https://127.0.0.1:9/", "https://localhost:9/",
		"https://[::1]:9/", "https://127.1:9/",
		"https://2130706433:9/", "https://0x7f.1:9/",
		"https://[::ffff:127.0.0.1]:9/", "https://0.0.0.0:9/",
		"https://LOCALHOST:9/hook",
	};

	for (size_t i = 0; i < countof(urls); i++)
		is_refused(urls[i], false);
}

static void
neither_mode_reaches_the_network_we_are_in(void **state)
{
	static const char *const urls[] = {
		"https://10.0.0.1:9/", "https://192.168.0.1:9/",
		"https://172.16.0.1:9/", "https://169.254.169.254:9/latest",
		"https://[fd00::1]:9/", "https://[fe80::1]:9/",
		"https://167772161:9/", "https://[::ffff:10.0.0.1]:9/",
		"https://0.0.0.0:9/", "https://[::]:9/",
	};

	for (size_t i = 0; i < countof(urls); i++) {
		is_refused(urls[i], false);
		is_refused(urls[i], true);
	}
}

/* Nobody is there, so it fails; but it may be tried. */
static void
test_mode_reaches_this_machine(void **state)
{
	static const char *const urls[] = { "http://127.0.0.1:9/",
		"http://localhost:9/" };
	ARENA(arena);
	struct http_answer answer;

	for (size_t i = 0; i < countof(urls); i++) {
		assert_status(ask(arena, urls[i], true, &answer), FAILED);
		assert_non_null(strstr(answer.problem, "onnect"));
	}
}

static void
only_https_is_spoken_in_production_and_no_third_thing_ever(void **state)
{
	ARENA(arena);
	struct http_answer answer;

	assert_status(ask(arena, "http://127.0.0.1:9/", false, &answer),
	    FAILED);
	assert_non_null(strstr(answer.problem, "rotocol"));
	for (int test = 0; test < 2; test++) {
		static const char *const urls[] = { "file:///etc/passwd",
			"ftp://127.0.0.1/", "gopher://127.0.0.1:9/",
			"smtp://127.0.0.1:9/", "dict://127.0.0.1:9/" };

		for (size_t i = 0; i < countof(urls); i++) {
			assert_status(ask(arena, urls[i], test != 0, &answer),
			    FAILED);
			assert_int_equal(answer.body_len, 0);
		}
	}
}

/* A proxy would look the name up itself, and connect for us. */
static void
a_proxy_of_the_environment_is_not_asked(void **state)
{
	assert_int_equal(setenv("https_proxy", "http://127.0.0.1:9", 1), 0);
	assert_int_equal(setenv("ALL_PROXY", "http://127.0.0.1:9", 1), 0);
	is_refused("https://10.0.0.1:9/", true);
	assert_int_equal(unsetenv("https_proxy"), 0);
	assert_int_equal(unsetenv("ALL_PROXY"), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    production_does_not_reach_this_machine_by_any_name),
		cmocka_unit_test(neither_mode_reaches_the_network_we_are_in),
		cmocka_unit_test(test_mode_reaches_this_machine),
		cmocka_unit_test(
		    only_https_is_spoken_in_production_and_no_third_thing_ever),
		cmocka_unit_test(a_proxy_of_the_environment_is_not_asked),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
