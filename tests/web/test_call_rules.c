#include "test.h"

#include "answer.h"
#include "base/arena.h"
#include "base/util.h"
#include "door.h"
#include "harness.h"
#include "wish.h"

/* The site stands at Monday 23 November 2026, nine in Berlin; site.yaml has
 * Monday to Thursday, 9 to 12 and 14 to 17, and twelve hours of notice. */

#define PAGE "/admin/availability"
#define RULES PAGE "/rules"

/* The form as the page gives it, one field changed. */
static struct answer
set(struct site *site, const char *name, const char *value)
{
	static const char *const fields[][2] = {
		{ "mon", "09:00-12:00, 14:00-17:00" },
		{ "tue", "09:00-12:00, 14:00-17:00" },
		{ "wed", "09:00-12:00, 14:00-17:00" },
		{ "thu", "09:00-12:00, 14:00-17:00" },
		{ "fri", "" },
		{ "sat", "" },
		{ "sun", "" },
		{ "buffer_minutes", "0" },
		{ "notice_minutes", "720" },
		{ "horizon_days", "28" },
	};
	const char *form = "";

	for (size_t i = 0; i < countof(fields); i++)
		form = arena_printf(site->arena, "%s%s%s", form,
		    i == 0 ? "" : "&", form_of(site->arena, fields[i][0],
			strcmp(fields[i][0], name) == 0 ? value :
			fields[i][1], NULL));
	return desk_post(site, RULES, form);
}

static void
done(struct site *site, const struct answer *answer)
{
	answer_goes_to(site->arena, answer, PAGE);
}

/* The slots that visitors are offered on a day. */
static size_t
slots_on(struct site *site, const char *day)
{
	struct answer slots = site_get(site,
	    "/book/slots.json?tz=Europe/Berlin&days=366");

	return answer_count(&slots, arena_printf(site->arena,
	    "\"start\":\"%s", day));
}

static void
the_rules_of_the_file_stand_beside_until_others_are_set(void **state)
{
	struct site *site = *state;
	struct answer page;

	site_sign_in(site);
	page = desk_get(site, PAGE);
	answer_has(&page, "These are the ones in site.yaml.");
	answer_has(&page, "value=\"09:00-12:00, 14:00-17:00\"");
	answer_has(&page, "id=\"fri-file\">site.yaml: no calls<");
	answer_has(&page, "id=\"notice_minutes-file\">site.yaml: 720<");
	answer_lacks(&page, "Back to the rules of site.yaml");
	answer_has(&page, "<p>Calls can be booked.</p>");
}

static void
other_hours_are_offered_at_once(void **state)
{
	struct site *site = *state;
	struct answer answer;
	struct answer page;

	site_sign_in(site);
	assert_int_equal(slots_on(site, "2026-11-27"), 0);
	assert_int_equal(slots_on(site, "2026-11-24"), 12);
	answer = set(site, "fri", "08:00-09:00");
	done(site, &answer);
	assert_int_equal(slots_on(site, "2026-11-27"), 2);
	answer = set(site, "tue", "");
	done(site, &answer);
	assert_int_equal(slots_on(site, "2026-11-27"), 0);
	assert_int_equal(slots_on(site, "2026-11-24"), 0);
	page = desk_get(site, PAGE);
	answer_has(&page, "These are set here");
	answer_has(&page, "id=\"tue-file\">site.yaml: 09:00-12:00, "
	    "14:00-17:00<");
	answer = desk_post(site, RULES "/remove", "");
	done(site, &answer);
	assert_int_equal(slots_on(site, "2026-11-24"), 12);
	assert_int_equal(site_number(site, "office.db", "SELECT count(*) FROM"
	    " audit_event WHERE kind = 'availability.changed'"), 3);
}

static void
notice_horizon_and_buffers_hold_for_visitors(void **state)
{
	struct site *site = *state;
	struct wish wish = wish_of_page(site);
	struct answer answer;

	site_sign_in(site);
	answer = set(site, "notice_minutes", "0");
	done(site, &answer);
	assert_int_equal(slots_on(site, "2026-11-23"), 12);
	answer = set(site, "horizon_days", "1");
	done(site, &answer);
	assert_int_equal(slots_on(site, "2026-11-25"), 0);
	answer = set(site, "horizon_days", "200");
	done(site, &answer);
	assert_int_equal(slots_on(site, "2027-05-31"), 12);
	answer = set(site, "buffer_minutes", "30");
	done(site, &answer);
	wish.slot = "2026-11-24T09:00:00Z";
	(void)wish_book(site, &wish);
	assert_int_equal(slots_on(site, "2026-11-24"), 9);
}

/* The store judges a booking by the buffer that holds, too: two at once. */
static void
a_buffer_holds_for_who_comes_second(void **state)
{
	struct site *site = *state;
	struct wish first = wish_of_page(site);
	struct wish second = wish_of_page(site);
	struct answer answer;

	site_sign_in(site);
	answer = set(site, "buffer_minutes", "30");
	done(site, &answer);
	first.slot = "2026-11-24T09:00:00Z";
	second.slot = "2026-11-24T09:30:00Z";
	(void)wish_book(site, &first);
	assert_int_equal(wish_send(site, &second).code, 409);
}

static void
what_the_file_would_refuse_is_refused_in_its_words(void **state)
{
	struct site *site = *state;
	static const char *const wrong[][3] = {
		{ "mon", "nine to five", "Monday: &quot;nine to five&quot; is "
		    "not a stretch of time." },
		{ "sun", "09:00-09:10", "Sunday: &quot;09:00-09:10&quot; is "
		    "too short for a call of 30 minutes." },
		{ "buffer_minutes", "481", "buffer_minutes must lie between 0 "
		    "and 480, not be 481" },
		{ "notice_minutes", "-1", "notice_minutes must lie between 0 "
		    "and 43200, not be -1" },
		{ "horizon_days", "0", "horizon_days must lie between 1 and "
		    "365, not be 0" },
		{ "horizon_days", "soon", "Days that calls are offered ahead: "
		    "please give a whole number." },
		{ "notice_minutes", "43000", "with a notice of 43000 minutes "
		    "and a horizon of 28 days no call could ever be booked" },
		{ "horizon_days", "99999999999", "please give a whole number" },
	};

	site_sign_in(site);
	for (size_t i = 0; i < countof(wrong); i++) {
		struct answer page = set(site, wrong[i][0], wrong[i][1]);

		assert_int_equal(page.code, 422);
		answer_has(&page, "<h2 id=\"summary\">Nothing was changed");
		answer_has(&page, wrong[i][2]);
		answer_has(&page, arena_printf(site->arena,
		    "<a href=\"#%s\">", wrong[i][0]));
		answer_has(&page, arena_printf(site->arena, "value=\"%s\"",
		    wrong[i][1]));
	}
	assert_int_equal(site_number(site, "intake.db",
	    "SELECT count(*) FROM availability_rule"), 0);
}

static void
calls_that_now_lie_outside_the_hours_are_listed(void **state)
{
	struct site *site = *state;
	struct wish wish = wish_of_page(site);
	struct answer answer;

	wish.name = "Ann of Tuesday";
	(void)wish_book(site, &wish);
	site_sign_in(site);
	answer_lacks(&(struct answer){ .body = desk_get(site, PAGE).body },
	    "Calls when you are away");
	answer = set(site, "tue", "10:00-12:00");
	done(site, &answer);
	answer = desk_get(site, PAGE);
	answer_has(&answer, "Calls when you are away");
	answer_has(&answer, "Ann of Tuesday");
	answer_has(&answer, "It lies outside your weekly hours.");
}

static void
what_was_booked_by_hand_is_where_the_owner_wants_it(void **state)
{
	struct site *site = *state;
	struct answer answer;

	site_sign_in(site);
	answer = desk_post(site, "/admin/bookings", form_of(site->arena,
	    "starts", "2026-11-24T21:00", "minutes", "30", "name", "Bea",
	    "email", "bea@example.org", NULL));
	assert_int_equal(answer.code, 303);
	answer = desk_get(site, PAGE);
	answer_lacks(&answer, "Calls when you are away");
}

static void
rules_that_cannot_be_read_give_way_to_the_file(void **state)
{
	struct site *site = *state;

	site_run(site, "intake.db", "INSERT INTO availability_rule"
	    " VALUES (1, 'always', 0, 0, 28)");
	assert_int_equal(slots_on(site, "2026-11-24"), 12);
	assert_int_equal(slots_on(site, "2026-11-23"), 0);
}

static void
a_full_disk_loses_nothing_that_was_typed(void **state)
{
	struct site *site = *state;
	struct answer page;

	site_sign_in(site);
	(void)desk_get(site, PAGE);
	page = set(site, "fri", "");
	site_fill_disk(true);
	page = set(site, "fri", "08:00-09:00");
	site_fill_disk(false);
	assert_int_equal(page.code, 503);
	answer_has(&page, "value=\"08:00-09:00\"");
	answer_has(&page, "Nothing is lost");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		site_test(
		    the_rules_of_the_file_stand_beside_until_others_are_set),
		site_test(other_hours_are_offered_at_once),
		site_test(notice_horizon_and_buffers_hold_for_visitors),
		site_test(a_buffer_holds_for_who_comes_second),
		site_test(what_the_file_would_refuse_is_refused_in_its_words),
		site_test(calls_that_now_lie_outside_the_hours_are_listed),
		site_test(what_was_booked_by_hand_is_where_the_owner_wants_it),
		site_test(rules_that_cannot_be_read_give_way_to_the_file),
		site_test(a_full_disk_loses_nothing_that_was_typed),
	};

	return cmocka_run_group_tests_name("call_rules", tests, site_load,
	    site_unload);
}
