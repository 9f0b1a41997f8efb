#include "test.h"

#include "answer.h"
#include "base/arena.h"
#include "base/util.h"
#include "harness.h"
#include "store/availability.h"
#include "wish.h"

/* The site stands at Monday 23 November 2026, nine in Berlin; site.yaml has
 * Monday to Thursday, 9 to 12 and 14 to 17, and twelve hours of notice. */

#define PAGE "/admin/availability"
#define TUESDAY_NINE "Tuesday 24 November 2026, 09:00 to 09:30, Europe/Berlin"

static struct answer
put_override(struct site *site, const char *from, const char *to,
    const char *rule, const char *hours, const char *zone)
{
	return desk_post(site, PAGE "/overrides", form_of(site->arena, "from",
	    from, "to", to, "rule", rule, "hours", hours, "zone", zone,
	    NULL));
}

static struct answer
block(struct site *site, const char *starts, const char *ends)
{
	return desk_post(site, PAGE "/blocks", form_of(site->arena, "starts",
	    starts, "ends", ends, NULL));
}

static void
done(struct site *site, const struct answer *answer)
{
	answer_goes_to(site->arena, answer, PAGE);
}

/* The form again with this problem at this field, and nothing stored. */
static void
refused(const struct answer *answer, const char *field, const char *words)
{
	assert_int_equal(answer->code, 422);
	answer_has(answer, "<h2 id=\"summary\">Nothing was changed</h2>");
	answer_has(answer, field);
	answer_has(answer, words);
}

static void
nobody_sees_it_who_is_not_signed_in(void **state)
{
	struct site *site = *state;
	static const char *const posts[] = { "/overrides",
		"/overrides/remove", "/blocks", "/blocks/remove" };

	assert_int_equal(desk_get(site, PAGE).code, 303);
	for (size_t i = 0; i < countof(posts); i++) {
		static const char form[] = "from=2026-11-24&rule=blocked&"
		    "starts=2026-11-24T09:00&ends=2026-11-24T10:00";

		assert_int_equal(desk_post(site, arena_printf(site->arena,
		    PAGE "%s", posts[i]), form).code, 303);
	}
	assert_int_equal(site_get(site, PAGE).code, 404);
	site_sign_in(site);
	answer_has(&(struct answer){ .body = desk_get(site, PAGE).body },
	    "every day has the hours of its weekday");
}

static void
the_next_ten_free_times_are_shown_in_a_chosen_zone(void **state)
{
	struct site *site = *state;
	struct answer page;

	site_sign_in(site);
	page = desk_get(site, PAGE);
	assert_int_equal(page.code, 200);
	answer_has(&page, TUESDAY_NINE);
	assert_int_equal(answer_count(&page, ", Europe/Berlin</li>"), 10);
	answer_lacks(&page, "No time can be booked");
	page = desk_get(site, PAGE "?tz=America/New_York");
	answer_has(&page, "Tuesday 24 November 2026, 03:00 to 03:30, "
	    "America/New_York");
	answer_has(&page, "<option value=\"America/New_York\" selected>");
	page = desk_get(site, PAGE "?tz=Mars/Olympus");
	assert_int_equal(page.code, 422);
	answer_has(&page, "We do not know that time zone");
}

static void
days_off_are_one_line_and_no_visitor_is_offered_them(void **state)
{
	struct site *site = *state;
	struct answer answer;

	site_sign_in(site);
	answer = put_override(site, "2026-11-24", "2026-11-26", "blocked", "",
	    "Europe/Berlin");
	done(site, &answer);
	answer = desk_get(site, PAGE);
	answer_has(&answer, "Tuesday 24 November 2026 to Thursday 26 November "
	    "2026</th>");
	answer_has(&answer, "data-label=\"Hours\">Away<");
	answer_lacks(&answer, TUESDAY_NINE);
	answer = site_get(site, "/book");
	answer_lacks(&answer, "24 November 2026");
	answer_has(&answer, "Monday 30 November 2026");
}

static void
a_week_abroad_has_the_hours_of_the_clock_there(void **state)
{
	struct site *site = *state;
	struct answer answer;

	site_sign_in(site);
	answer = put_override(site, "2026-11-24", "2026-11-25", "hours",
	    "09:00-10:00", "America/New_York");
	done(site, &answer);
	answer = desk_get(site, PAGE);
	answer_has(&answer, "09:00-10:00 <span class=\"row-note\">"
	    "America/New_York</span>");
	answer_has(&answer, "Tuesday 24 November 2026, 15:00 to 15:30, "
	    "Europe/Berlin");
	answer = site_get(site, "/book");
	answer_has(&answer, "Tuesday 24 November 2026, 15:00 to 15:30, "
	    "Europe/Berlin");
	answer_lacks(&answer, TUESDAY_NINE);
}

static void
a_line_is_taken_back_by_its_button(void **state)
{
	struct site *site = *state;
	struct answer answer;

	site_sign_in(site);
	(void)put_override(site, "2026-11-24", "", "blocked", "", "");
	(void)put_override(site, "2026-11-25", "2026-11-26", "hours",
	    "10:00-11:00", "Europe/Berlin");
	answer = desk_get(site, PAGE);
	assert_int_equal(answer_count(&answer, "Back to the usual hours"), 2);
	assert_string_equal(answer_between(site->arena, &answer,
	    "name=\"from\" value=\"", "\""), "2026-11-24");
	answer = desk_post(site, PAGE "/overrides/remove",
	    "from=2026-11-25&to=2026-11-26");
	done(site, &answer);
	answer = desk_get(site, PAGE);
	assert_int_equal(answer_count(&answer, "Back to the usual hours"), 1);
	answer_has(&answer, "Wednesday 25 November 2026, 09:00 to 09:30");
	/* Pressed twice. */
	answer = desk_post(site, PAGE "/overrides/remove",
	    "from=2026-11-25&to=2026-11-26");
	done(site, &answer);
}

static void
an_override_that_cannot_be_is_refused_with_what_was_typed(void **state)
{
	struct site *site = *state;
	struct answer year;
	static const struct {
		const char *from;
		const char *to;
		const char *rule;
		const char *hours;
		const char *zone;
		const char *field;
		const char *words;
	} wrong[] = {
		{ "", "", "blocked", "", "", "id=\"from-problem\"",
		    "Please give a day" },
		{ "24.12.2026", "", "blocked", "", "", "id=\"from-problem\"",
		    "Please give a day" },
		{ "2026-02-30", "", "blocked", "", "", "id=\"from-problem\"",
		    "Please give a day" },
		{ "2026-12-24", "soon", "blocked", "", "", "id=\"to-problem\"",
		    "Please give a day" },
		{ "2026-12-24", "2026-12-23", "blocked", "", "",
		    "id=\"to-problem\"", "before the first" },
		{ "2026-12-24", "2027-12-25", "blocked", "", "",
		    "id=\"to-problem\"", "A year at once" },
		{ "2026-11-20", "2026-11-22", "blocked", "", "",
		    "id=\"from-problem\"", "That is over" },
		{ "2026-12-24", "", "", "", "", "id=\"rule-problem\"",
		    "Please say whether" },
		{ "2026-12-24", "", "hours", "", "Europe/Berlin",
		    "id=\"hours-problem\"", "is not a stretch of time" },
		{ "2026-12-24", "", "hours", "<9 to 5>", "Europe/Berlin",
		    "id=\"hours-problem\"", "&lt;9 to 5&gt;" },
		{ "2026-12-24", "", "hours", "09:00-09:29", "Europe/Berlin",
		    "id=\"hours-problem\"", "too short for a call of 30" },
		{ "2026-12-24", "", "hours", "09:00-12:00", "Mars/Olympus",
		    "id=\"zone-problem\"", "We do not know that time zone" },
	};

	site_sign_in(site);
	for (size_t i = 0; i < countof(wrong); i++) {
		struct answer answer = put_override(site, wrong[i].from,
		    wrong[i].to, wrong[i].rule, wrong[i].hours,
		    wrong[i].zone);

		refused(&answer, wrong[i].field, wrong[i].words);
		answer_has(&answer, arena_printf(site->arena,
		    "name=\"from\" type=\"date\" value=\"%s\"",
		    wrong[i].from));
	}
	/* One day is a year less one day away from being too much. */
	year = put_override(site, "2026-12-24", "2027-12-24", "blocked", "",
	    "");
	assert_int_equal(year.code, 303);
}

static void
blocked_time_is_listed_and_freed_by_its_button(void **state)
{
	struct site *site = *state;
	struct answer answer;
	const char *id;

	site_sign_in(site);
	answer = block(site, "2026-11-24T09:00", "2026-11-24T10:30");
	done(site, &answer);
	answer = desk_get(site, PAGE);
	answer_has(&answer, "Tuesday 24 November 2026, 09:00 to 10:30</th>");
	answer_lacks(&answer, TUESDAY_NINE);
	answer = site_get(site, "/book");
	answer_lacks(&answer, TUESDAY_NINE);
	answer_has(&answer, "Tuesday 24 November 2026, 10:30 to 11:00");
	answer = desk_get(site, PAGE);
	id = answer_between(site->arena, &answer, "name=\"id\" value=\"",
	    "\"");
	for (int twice = 0; twice < 2; twice++) {
		answer = desk_post(site, PAGE "/blocks/remove",
		    form_of(site->arena, "id", id, NULL));
		done(site, &answer);
	}
	answer = site_get(site, "/book");
	answer_has(&answer, TUESDAY_NINE);
}

static void
blocked_time_that_cannot_be_is_refused(void **state)
{
	struct site *site = *state;
	static const struct {
		const char *starts;
		const char *ends;
		const char *field;
		const char *words;
	} wrong[] = {
		{ "", "2026-11-24T10:00", "id=\"starts-problem\"",
		    "Please give a day and a time" },
		{ "2026-11-24T09:00", "ten", "id=\"ends-problem\"",
		    "Please give a day and a time" },
		{ "2026-11-24T09:00", "2026-11-24T09:00",
		    "id=\"ends-problem\"", "behind the beginning" },
		{ "2026-11-22T09:00", "2026-11-23T08:59",
		    "id=\"ends-problem\"", "That is over" },
		{ "2026-11-24T09:00", "2027-11-26T09:00",
		    "id=\"ends-problem\"", "A year at once" },
		{ "2027-03-28T02:30", "2027-03-28T04:00",
		    "id=\"starts-problem\"", "does not exist" },
	};
	struct busy_times times;

	site_sign_in(site);
	for (size_t i = 0; i < countof(wrong); i++) {
		struct answer answer = block(site, wrong[i].starts,
		    wrong[i].ends);

		refused(&answer, wrong[i].field, wrong[i].words);
	}
	assert_status(store_busy_times(site->desk.store, site->arena, 0,
	    &times), OK);
	assert_int_equal(times.len, 0);
	assert_int_equal(desk_post(site, PAGE "/blocks/remove", "id=x").code,
	    422);
}

static void
a_call_on_blocked_time_is_shown_and_not_deleted(void **state)
{
	struct site *site = *state;
	struct wish wish = wish_of_page(site);
	struct answer page;

	(void)wish_book(site, &wish);
	site_sign_in(site);
	page = desk_get(site, PAGE);
	answer_lacks(&page, "Calls when you are away");
	(void)put_override(site, "2026-11-24", "", "blocked", "", "");
	page = desk_get(site, PAGE);
	answer_has(&page, "Calls when you are away");
	answer_has(&page, "Ann O&#39;Hara &lt;ann&gt;</a>");
	answer_has(&page, "This day is blocked, or has other hours.");
	/* Other hours that hold it are no conflict. */
	(void)put_override(site, "2026-11-24", "", "hours", "08:00-10:00",
	    "Europe/Berlin");
	page = desk_get(site, PAGE);
	answer_lacks(&page, "Calls when you are away");
	(void)block(site, "2026-11-24T09:15", "2026-11-24T09:20");
	page = desk_get(site, PAGE);
	answer_has(&page, "You have blocked this time.");
	assert_int_equal(site_leads(site), 1);
	page = desk_get(site, "/admin/bookings");
	answer_has(&page, "Confirmed");
}

static void
a_call_the_calendar_file_is_in_the_way_of_is_shown_too(void **state)
{
	struct site *site = *state;
	struct wish wish = wish_of_page(site);
	struct slot slot = { SITE_NOW + 86400 - 600, SITE_NOW + 86400 + 600 };
	struct busy_file file = { SITE_NOW, SITE_NOW + 20 * 86400 };
	struct answer page;

	(void)wish_book(site, &wish);
	assert_status(store_busy_replace(site->desk.store, &file,
	    &(struct slots){ &slot, 1 }, NULL), OK);
	site_sign_in(site);
	page = desk_get(site, PAGE);
	answer_has(&page, "Your calendar says you are busy.");
	answer_has(&page, "A calendar file was read on 23 November 2026, "
	    "09:00; it keeps 1 stretches");
	/* The horizon is 28 days. */
	answer_has(&page, "read it again");
	file.covers_to = SITE_NOW + 30 * 86400;
	assert_status(store_busy_replace(site->desk.store, &file,
	    &(struct slots){ &slot, 1 }, NULL), OK);
	page = desk_get(site, PAGE);
	answer_lacks(&page, "read it again");
	/* A cancelled call is in nobody's way. */
	site_run(site, "intake.db",
	    "UPDATE booking SET state = 'cancelled'");
	page = desk_get(site, PAGE);
	answer_lacks(&page, "Your calendar says you are busy.");
}

static void
what_leaves_no_time_at_all_is_named(void **state)
{
	struct site *site = *state;
	struct answer page;

	site_sign_in(site);
	(void)put_override(site, "2026-11-23", "2027-01-31", "blocked", "",
	    "");
	page = desk_get(site, PAGE);
	assert_int_equal(page.code, 200);
	answer_has(&page, "No time can be booked");
	answer_has(&page, "Every day with open hours has other hours, or is "
	    "blocked.");
	answer_has(&page, "No time is free in the days");
	site->desk.settings.availability.closed = true;
	page = desk_get(site, PAGE);
	answer_has(&page, "capacity.open");
}

static void
a_full_disk_keeps_what_was_typed(void **state)
{
	struct site *site = *state;
	struct answer answer;

	site_sign_in(site);
	site_fill_disk(true);
	answer = put_override(site, "2026-12-24", "2026-12-27", "hours",
	    "10:00-11:00", "Asia/Kathmandu");
	site_fill_disk(false);
	assert_int_equal(answer.code, 503);
	answer_has(&answer, "please send it again in a minute");
	answer_has(&answer, "name=\"to\" type=\"date\" value=\"2026-12-27\"");
	answer_has(&answer, "value=\"10:00-11:00\"");
	answer_has(&answer, "every day has the hours of its weekday");
}

static void
a_database_that_fails_is_our_fault(void **state)
{
	struct site *site = *state;
	struct answer answer;

	site_sign_in(site);
	site_run(site, "intake.db", "DROP TABLE busy_time");
	assert_int_equal(desk_get(site, PAGE).code, 500);
	answer = block(site, "2026-11-24T09:00", "2026-11-24T10:00");
	assert_int_equal(answer.code, 500);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		site_test(nobody_sees_it_who_is_not_signed_in),
		site_test(the_next_ten_free_times_are_shown_in_a_chosen_zone),
		site_test(days_off_are_one_line_and_no_visitor_is_offered_them),
		site_test(a_week_abroad_has_the_hours_of_the_clock_there),
		site_test(a_line_is_taken_back_by_its_button),
		site_test(
		    an_override_that_cannot_be_is_refused_with_what_was_typed),
		site_test(blocked_time_is_listed_and_freed_by_its_button),
		site_test(blocked_time_that_cannot_be_is_refused),
		site_test(a_call_on_blocked_time_is_shown_and_not_deleted),
		site_test(
		    a_call_the_calendar_file_is_in_the_way_of_is_shown_too),
		site_test(what_leaves_no_time_at_all_is_named),
		site_test(a_full_disk_keeps_what_was_typed),
		site_test(a_database_that_fails_is_our_fault),
	};

	return cmocka_run_group_tests(tests, site_load, site_unload);
}
