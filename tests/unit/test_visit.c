#include "test.h"

#include "base/arena.h"
#include "base/util.h"
#include "domain/visit.h"

static const char firefox[] = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) "
    "Gecko/20100101 Firefox/128.0";

static void
people_are_people_whatever_they_read_with(void **state)
{
	static const char *const agents[] = {
		firefox,
		("Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) "
		    "AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 "
		    "Mobile/15E148 Safari/604.1"),
		("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 "
		    "(KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36 Edg/126.0"),
		("Mozilla/5.0 (Linux; Android 10; CUBOT X20 PRO) "
		    "AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0 Mobile"),
		"Lynx/2.9.0dev.12 libwww-FM/2.14FM SSL-MM/1.4.1 GNUTLS/3.7.8",
		"w3m/0.5.3+git20230121",
		"curl/7.88.1",
		"b",
		"",
		NULL,
	};

	for (size_t i = 0; i < countof(agents); i++)
		assert_int_equal(visit_judge(false, NULL, agents[i]),
		    VISIT_PERSON);
}

static void
crawlers_are_told_by_what_they_call_themselves(void **state)
{
	static const char *const agents[] = {
		("Mozilla/5.0 (compatible; Googlebot/2.1; "
		    "+http://www.google.com/bot.html)"),
		"Mozilla/5.0 (compatible; bingbot/2.0)",
		"Mozilla/5.0 (compatible; Yahoo! Slurp)",
		"Baiduspider",
		"facebookexternalhit/1.1",
		"Mozilla/5.0 (Linux; CUBOT) Googlebot/2.1",
		"MyCRAWLER/1.0",
		"UptimeRobot/2.0",
		"bot",
	};

	for (size_t i = 0; i < countof(agents); i++)
		if (visit_judge(false, NULL, agents[i]) != VISIT_BOT)
			fail_msg("a person: %s", agents[i]);
}

static void
what_is_fetched_ahead_is_not_read(void **state)
{
	assert_int_equal(visit_judge(false, "prefetch", firefox), VISIT_AHEAD);
	assert_int_equal(visit_judge(false, "prefetch;prerender", firefox),
	    VISIT_AHEAD);
	assert_int_equal(visit_judge(false, "Prerender", firefox),
	    VISIT_AHEAD);
	assert_int_equal(visit_judge(false, "preview", firefox), VISIT_AHEAD);
	assert_int_equal(visit_judge(false, "", firefox), VISIT_PERSON);
	assert_int_equal(visit_judge(false, "reading", firefox), VISIT_PERSON);
}

static void
a_head_is_counted_as_one_whoever_asks(void **state)
{
	assert_int_equal(visit_judge(true, NULL, firefox), VISIT_HEAD);
	assert_int_equal(visit_judge(true, "prefetch", "Googlebot"),
	    VISIT_HEAD);
}

static void
a_name_tells_whose_visits_it_counts(void **state)
{
	ARENA(arena);

	for (int visit = 0; visit < VISIT_COUNT; visit++) {
		const char *name = arena_printf(arena, "%sguide/java",
		    visit_prefix((enum visit)visit));
		const char *page = NULL;

		assert_int_equal(visit_of_name(name, &page), visit);
		assert_string_equal(page, "guide/java");
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(people_are_people_whatever_they_read_with),
		cmocka_unit_test(
		    crawlers_are_told_by_what_they_call_themselves),
		cmocka_unit_test(what_is_fetched_ahead_is_not_read),
		cmocka_unit_test(a_head_is_counted_as_one_whoever_asks),
		cmocka_unit_test(a_name_tells_whose_visits_it_counts),
	};

	return cmocka_run_group_tests_name("visit", tests, NULL, NULL);
}
