/*
 * Where on a calendar server an event is: what the server says is a place on
 * itself or nothing. What is said to the server is in tests/http/caldav.py.
 */
#include "test.h"

#include "base/arena.h"
#include "base/util.h"
#include "courier/caldav.h"

static const struct caldav calendar = {
	.url = "https://dav.example.org:8443/owner/calls/",
	.user = "owner", .password = "x",
};

static void
a_new_event_stands_in_the_folder_of_the_calendar(void **state)
{
	static const struct {
		const char *url;
		const char *path;
	} rows[] = {
		{ "https://dav.example.org/a/b/", "/a/b/x.ics" },
		{ "https://dav.example.org/a/b", "/a/b/x.ics" },
		{ "https://dav.example.org:8443/", "/x.ics" },
		{ "https://dav.example.org", "/x.ics" },
		{ "https://dav.example.org/a?b=/c/", "/a/x.ics" },
	};

	for (size_t i = 0; i < countof(rows); i++) {
		const struct caldav one = { .url = rows[i].url };
		ARENA(arena);

		assert_string_equal(caldav_path(arena, &one, "x.ics"),
		    rows[i].path);
	}
}

static void
a_place_the_server_names_is_a_path_on_itself(void **state)
{
	ARENA(arena);

	assert_string_equal(caldav_path_of(arena, &calendar,
	    "/owner/calls/a%20b.ics"), "/owner/calls/a%20b.ics");
	assert_string_equal(caldav_path_of(arena, &calendar,
	    "https://dav.example.org:8443/x.ics"), "/x.ics");
}

/* The password goes along, so nobody else is asked. */
static void
every_other_place_is_none(void **state)
{
	static const char *const hrefs[] = {
		"", "x.ics", "https://evil.example/x.ics",
		"https://dav.example.org/x.ics",
		"https://dav.example.org:8443",
		"https://dav.example.org:8443.evil.example/x.ics",
		"https://dav.example.org:8443@evil.example/x.ics",
		"http://dav.example.org:8443/x.ics", "//evil.example/x.ics",
		"/a b.ics", "/a\r\nhost: evil.example", "/\xc3\xa4.ics",
		"/\x7f.ics",
	};

	for (size_t i = 0; i < countof(hrefs); i++) {
		ARENA(arena);

		if (caldav_path_of(arena, &calendar, hrefs[i]) != NULL)
			fail_msg("\"%s\" is taken", hrefs[i]);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    a_new_event_stands_in_the_folder_of_the_calendar),
		cmocka_unit_test(a_place_the_server_names_is_a_path_on_itself),
		cmocka_unit_test(every_other_place_is_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
