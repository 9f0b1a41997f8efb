#include "test.h"

#include "base/arena.h"
#include "base/util.h"
#include "calendar/instant.h"
#include "calendar/zone.h"
#include "domain/contact.h"
#include "domain/problems.h"

static const int64_t now = 1795420800; /* 2026-11-23T08:00:00Z */

static struct contact_form
good_form(void)
{
	return (struct contact_form){ .person = { .name = "Ann",
		.email = "ann@example.org", .message = "Hello" },
		.consent = "yes" };
}

static struct problems
check(struct arena *arena, const struct contact_form *form, const char *zone,
    struct contact_details *details)
{
	struct problems problems = { 0 };

	contact_form_check(arena, form, zone_find(zone), now, details,
	    &problems);
	return problems;
}

static void
assert_one_problem(const struct contact_form *form, const char *zone,
    const char *field, const char *part)
{
	struct contact_details details;
	ARENA(arena);
	struct problems problems = check(arena, form, zone, &details);

	assert_int_equal(problems.len, 1);
	assert_string_equal(problems.at[0].field, field);
	assert_non_null(strstr(problems.at[0].message, part));
}

static void
a_message_needs_no_time(void **state)
{
	struct contact_form form = good_form();
	struct contact_details details;
	ARENA(arena);

	assert_int_equal(check(arena, &form, "UTC", &details).len, 0);
	assert_string_equal(details.person.message, "Hello");
	assert_int_equal(details.wishes[0], 0);
	assert_int_equal(details.wishes[1], 0);
}

static void
a_time_needs_no_message_and_is_read_by_the_visitors_clock(void **state)
{
	struct contact_form form = good_form();
	struct contact_details details;
	struct problems problems;
	ARENA(arena);
	char text[INSTANT_TEXT_SIZE];

	form.person.message = "";
	form.wishes[1] = " 2026-11-24T10:30 ";
	problems = check(arena, &form, "Asia/Kathmandu", &details);
	assert_int_equal(problems.len, 0);
	assert_int_equal(details.wishes[0], 0);
	instant_format(details.wishes[1], text);
	assert_string_equal(text, "2026-11-24T04:45:00Z");
	form.wishes[0] = "2026-11-24T10:30:15";
	problems = check(arena, &form, "America/St_Johns", &details);
	assert_int_equal(problems.len, 0);
	instant_format(details.wishes[0], text);
	assert_string_equal(text, "2026-11-24T14:00:15Z");
}

static void
nothing_at_all_is_asked_for(void **state)
{
	struct contact_form form = good_form();

	form.person.message = " \r\n";
	form.wishes[0] = "";
	assert_one_problem(&form, "UTC", "message", "write a few words");
}

static void
a_time_that_cannot_be_is_named(void **state)
{
	static const char *const wrong[] = { "tomorrow", "2026-11-24",
		"2026-11-24 10:30", "2026-02-30T10:30", "2026-11-24T24:00",
		"2026-11-24T10:30Z", "26-11-24T10:30", "2026-11-24T10:30:" };
	struct contact_form form = good_form();

	for (size_t i = 0; i < countof(wrong); i++) {
		form.wishes[0] = wrong[i];
		assert_one_problem(&form, "UTC", "wish1", "could not read");
	}
	form.wishes[0] = NULL;
	form.wishes[1] = "2027-03-28T02:30";
	assert_one_problem(&form, "Europe/Berlin", "wish2", "skips this time");
	form.wishes[1] = "2026-11-23T09:00";
	assert_one_problem(&form, "Europe/Berlin", "wish2", "has gone by");
	form.wishes[1] = "2026-11-23T09:01";
	form.consent = NULL;
	assert_one_problem(&form, "Europe/Berlin", "consent", "tick the box");
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_message_needs_no_time),
		cmocka_unit_test(
		    a_time_needs_no_message_and_is_read_by_the_visitors_clock),
		cmocka_unit_test(nothing_at_all_is_asked_for),
		cmocka_unit_test(a_time_that_cannot_be_is_named),
	};

	return cmocka_run_group_tests_name("contact", tests, NULL, NULL);
}
