#include "test.h"

#include "answer.h"
#include "base/arena.h"
#include "base/util.h"
#include "harness.h"
#include "store/availability.h"
#include "store/booking_list.h"
#include "wish.h"

#define PAGE "/admin/bookings"

/* A call as the owner enters it; a field that is NULL is not sent. */
struct call {
	const char *nonce;
	const char *starts;
	const char *minutes;
	const char *name;
	const char *email;
	const char *company;
	const char *message;
	const char *tz;
	const char *confirm_overlap;
	const char *confirmed;
};

/* Sunday, at an odd minute, for an odd time: no rule allows it. */
static struct call
good_call(void)
{
	return (struct call){ .starts = "2026-11-29T21:07", .minutes = "47",
		.name = "Bo Berg", .email = "bo@example.com",
		.company = "Berg & Co", .message = "Rang up <twice>.\r\nUrgent.",
		.tz = "America/New_York" };
}

static struct answer
send_call(struct site *site, const struct call *call)
{
	return desk_post(site, PAGE, form_of(site->arena, "nonce",
	    call->nonce, "starts", call->starts, "minutes", call->minutes,
	    "name", call->name, "email", call->email, "company",
	    call->company, "message", call->message, "tz", call->tz,
	    "confirm_overlap", call->confirm_overlap, "confirmed",
	    call->confirmed, NULL));
}

static size_t
bookings(struct site *site)
{
	struct slots busy;

	assert_status(store_busy(site->desk.store, site->arena, SITE_NOW,
	    SITE_NOW - 86400, SITE_NOW + (int64_t)400 * 86400, 0, &busy), OK);
	return busy.len;
}

static void
without_calls_the_lists_say_so(void **state)
{
	struct site *site = *state;
	struct answer page;

	assert_int_equal(desk_get(site, PAGE).code, 303);
	assert_int_equal(site_get(site, PAGE).code, 404);
	site_sign_in(site);
	page = desk_get(site, PAGE);
	assert_int_equal(page.code, 200);
	answer_has(&page, "Nobody has a call ahead.");
	answer_has(&page, "No call has been held yet.");
	answer_has(&page, "name=\"minutes\" type=\"number\" min=\"1\" "
	    "max=\"1440\" value=\"30\"");
}

static void
a_call_is_booked_at_any_minute_outside_the_rules(void **state)
{
	struct site *site = *state;
	struct call call = good_call();
	struct booking_entries ahead;
	struct answer answer;

	site_sign_in(site);
	answer = send_call(site, &call);
	answer_goes_to(site->arena, &answer, PAGE);
	answer = desk_get(site, PAGE);
	answer_has(&answer, "Sunday 29 November 2026, 21:07 to 21:54");
	answer_has(&answer, "href=\"/admin/leads/1\">Bo Berg</a>");
	answer_has(&answer, "Confirmed");
	answer = desk_get(site, "/admin/leads/1");
	answer_has(&answer, "Berg &amp; Co");
	answer_has(&answer, "Rang up &lt;twice&gt;.\nUrgent.");
	assert_int_equal(bookings(site), 1);
	assert_status(store_bookings_ahead(site->desk.store, site->arena,
	    SITE_NOW, &ahead), OK);
	assert_string_equal(ahead.at[0].zone, "America/New_York");
}

static void
a_call_booked_by_hand_takes_its_time_from_visitors(void **state)
{
	struct site *site = *state;
	struct call call = good_call();
	struct answer answer;

	call.starts = "2026-11-24T09:20";
	site_sign_in(site);
	assert_int_equal(send_call(site, &call).code, 303);
	answer = site_get(site, "/book");
	answer_lacks(&answer, "Tuesday 24 November 2026, 09:00 to 09:30");
	answer_lacks(&answer, "Tuesday 24 November 2026, 10:00 to 10:30");
	answer_has(&answer, "Tuesday 24 November 2026, 10:30 to 11:00");
}

static void
an_overlap_is_asked_about_and_booked_only_after_a_yes(void **state)
{
	struct site *site = *state;
	struct wish wish = wish_of_page(site);
	struct call call = good_call();
	struct answer answer;

	(void)wish_book(site, &wish);
	call.starts = "2026-11-24T09:00";
	call.minutes = "15";
	site_sign_in(site);
	answer = send_call(site, &call);
	assert_int_equal(answer.code, 409);
	answer_has(&answer, "There is something at that time already");
	answer_has(&answer, "A call: Tuesday 24 November 2026, 09:00 to "
	    "09:30");
	answer_has(&answer, "value=\"Bo Berg\"");
	answer_has(&answer, "Book it all the same</button>");
	assert_int_equal(bookings(site), 1);
	call.confirm_overlap = answer_between(site->arena, &answer,
	    "name=\"confirm_overlap\" value=\"", "\"");
	call.confirmed = answer_between(site->arena, &answer,
	    "name=\"confirmed\" value=\"", "\"");
	answer = send_call(site, &call);
	answer_goes_to(site->arena, &answer, PAGE);
	assert_int_equal(bookings(site), 2);
	answer = desk_get(site, PAGE);
	answer_has(&answer, "Put over something else by hand.");
}

/* A client that knows what it does needs no page. */
static void
a_yes_without_the_page_is_a_yes(void **state)
{
	struct site *site = *state;
	struct wish wish = wish_of_page(site);
	struct call call = good_call();

	(void)wish_book(site, &wish);
	call.starts = "2026-11-24T09:29";
	call.confirm_overlap = "yes";
	site_sign_in(site);
	assert_int_equal(send_call(site, &call).code, 303);
	assert_int_equal(bookings(site), 2);
	/* Abutting is no overlap. */
	call.starts = "2026-11-24T08:13";
	call.confirm_overlap = NULL;
	assert_int_equal(send_call(site, &call).code, 303);
	assert_int_equal(bookings(site), 3);
}

/* The owner has changed the time in the page that asked, or somebody else has
 * booked meanwhile: the yes was to something else. */
static void
a_yes_to_one_overlap_is_no_yes_to_another(void **state)
{
	struct site *site = *state;
	struct wish wish = wish_of_page(site);
	struct wish later = wish_of_page(site);
	struct call call = good_call();
	struct answer answer;

	(void)wish_book(site, &wish);
	call.starts = "2026-11-24T09:15";
	call.minutes = "30";
	site_sign_in(site);
	answer = send_call(site, &call);
	assert_int_equal(answer.code, 409);
	call.confirm_overlap = "yes";
	call.confirmed = answer_between(site->arena, &answer,
	    "name=\"confirmed\" value=\"", "\"");
	later.slot = "2026-11-24T08:30:00Z";
	later.email = "other@example.com";
	(void)wish_book(site, &later);
	answer = send_call(site, &call);
	assert_int_equal(answer.code, 409);
	answer_has(&answer, "09:30 to 10:00");
	call.starts = "2026-11-24T09:00";
	assert_int_equal(send_call(site, &call).code, 409);
	assert_int_equal(bookings(site), 2);
}

static void
blocked_time_is_asked_about_too(void **state)
{
	struct site *site = *state;
	struct call call = good_call();
	struct answer answer;

	site_sign_in(site);
	answer = desk_post(site, "/admin/availability/blocks",
	    "starts=2026-11-29T21:00&ends=2026-11-29T22:00");
	assert_int_equal(answer.code, 303);
	answer = send_call(site, &call);
	assert_int_equal(answer.code, 409);
	answer_has(&answer, "Blocked: Sunday 29 November 2026, 21:00 to "
	    "22:00");
}

static void
a_form_sent_twice_is_one_call(void **state)
{
	struct site *site = *state;
	struct call call = good_call();
	struct answer answer;

	site_sign_in(site);
	answer = desk_get(site, PAGE);
	call.nonce = answer_between(site->arena, &answer,
	    "name=\"nonce\" value=\"", "\"");
	for (int twice = 0; twice < 2; twice++) {
		answer = send_call(site, &call);
		answer_goes_to(site->arena, &answer, PAGE);
	}
	assert_int_equal(bookings(site), 1);
	assert_int_equal(site_leads(site), 1);
}

static void
what_is_missing_or_wrong_is_said_at_its_field(void **state)
{
	struct site *site = *state;
	static const struct {
		const char *field;
		const char *value;
		const char *problem;
	} wrong[] = {
		{ "starts", "", "id=\"starts-problem\"" },
		{ "starts", "tomorrow", "id=\"starts-problem\"" },
		{ "starts", "2026-11-23T08:00", "id=\"starts-problem\"" },
		{ "starts", "2027-03-28T02:30", "id=\"starts-problem\"" },
		{ "minutes", "0", "id=\"minutes-problem\"" },
		{ "minutes", "1441", "id=\"minutes-problem\"" },
		{ "minutes", "half an hour", "id=\"minutes-problem\"" },
		{ "name", "", "id=\"name-problem\"" },
		{ "email", "nobody", "id=\"email-problem\"" },
		{ "tz", "Mars/Olympus", "href=\"#tz\"" },
	};

	site_sign_in(site);
	for (size_t i = 0; i < countof(wrong); i++) {
		struct call call = good_call();
		const char **const fields[] = { &call.starts, &call.minutes,
			&call.name, &call.email, &call.tz };
		static const char *const names[] = { "starts", "minutes",
			"name", "email", "tz" };
		struct answer answer;

		for (size_t j = 0; j < countof(fields); j++)
			if (strcmp(names[j], wrong[i].field) == 0)
				*fields[j] = wrong[i].value;
		answer = send_call(site, &call);
		assert_int_equal(answer.code, 422);
		answer_has(&answer, "<h2 id=\"wrong\">Nothing is booked yet"
		    "</h2>");
		answer_has(&answer, wrong[i].problem);
		answer_has(&answer, "value=\"Berg &amp; Co\"");
	}
	assert_int_equal(site_leads(site), 0);
}

/* Stores calls past the form: count of them, one an hour, before now. */
static void
add_past(struct site *site, int count)
{
	for (int i = 1; i <= count; i++) {
		uint8_t hash[32] = { (uint8_t)i, (uint8_t)(i >> 8) };
		int64_t at = SITE_NOW - (int64_t)i * 3600;
		bool repeated;

		assert_status(store_booking_add(site->desk.store,
		    &(struct booking_new){ .slot = { at, at + 1800 },
		    .token_hash = hash, .zone = "UTC", .result = "",
		    .consent = "2026-11",
		    .lead = site_seal(site, NULL), .own = "" },
		    site->now, &repeated), OK);
	}
}

static void
past_calls_are_paged_and_a_lead_that_cannot_be_read_is_shown(void **state)
{
	struct site *site = *state;
	struct answer page;

	add_past(site, 60);
	site_sign_in(site);
	page = desk_get(site, PAGE);
	assert_int_equal(answer_count(&page, "class=\"lead-link\""), 50);
	answer_has(&page, "(cannot be read)</a>");
	answer_has(&page, "href=\"/admin/bookings?page=2\"");
	page = desk_get(site, PAGE "?page=2");
	assert_int_equal(answer_count(&page, "class=\"lead-link\""), 10);
	answer_lacks(&page, "Older calls");
	assert_int_equal(desk_get(site, PAGE "?page=0").code, 404);
	assert_int_equal(desk_get(site, PAGE "?page=x").code, 404);
}

static void
a_full_disk_loses_nothing_that_was_typed(void **state)
{
	struct site *site = *state;
	struct call call = good_call();
	struct answer answer;

	site_sign_in(site);
	site_fill_disk(true);
	answer = send_call(site, &call);
	site_fill_disk(false);
	assert_int_equal(answer.code, 503);
	answer_has(&answer, "please send it again in a minute");
	answer_has(&answer, "value=\"Bo Berg\"");
	assert_int_equal(bookings(site), 0);
	assert_int_equal(send_call(site, &call).code, 303);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		site_test(without_calls_the_lists_say_so),
		site_test(a_call_is_booked_at_any_minute_outside_the_rules),
		site_test(a_call_booked_by_hand_takes_its_time_from_visitors),
		site_test(an_overlap_is_asked_about_and_booked_only_after_a_yes),
		site_test(a_yes_without_the_page_is_a_yes),
		site_test(a_yes_to_one_overlap_is_no_yes_to_another),
		site_test(blocked_time_is_asked_about_too),
		site_test(a_form_sent_twice_is_one_call),
		site_test(what_is_missing_or_wrong_is_said_at_its_field),
		site_test(
		    past_calls_are_paged_and_a_lead_that_cannot_be_read_is_shown),
		site_test(a_full_disk_loses_nothing_that_was_typed),
	};

	return cmocka_run_group_tests(tests, site_load, site_unload);
}
