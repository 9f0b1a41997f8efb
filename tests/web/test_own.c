#include "test.h"

#include <jansson.h>

#include "answer.h"
#include "base/arena.h"
#include "base/text.h"
#include "base/util.h"
#include "calendar/instant.h"
#include "calendar/zone.h"
#include "harness.h"
#include "store/outbox.h"
#include "store/store.h"
#include "wish.h"

#define OTHER_SLOT "2026-11-25T13:00:00Z"
#define OTHER_SLOT_WORDS \
	"Wednesday 25 November 2026, 14:00 to 14:30, Europe/Berlin"

/* A page of one's own: its path. */
static const char *
booked(struct site *site)
{
	struct wish wish = wish_of_page(site);

	return wish_book(site, &wish);
}

static const char *
below(struct site *site, const char *path, const char *action)
{
	return arena_printf(site->arena, "%s/%s", path, action);
}

static struct answer
post(struct site *site, const char *path, const char *action,
    const char *form)
{
	return site_post(site, below(site, path, action), form);
}

static struct answer
move(struct site *site, const char *path, const char *slot)
{
	return post(site, path, "reschedule", form_of(site->arena, "slot",
	    slot, "tz", "Europe/Berlin", NULL));
}

/* The path of a second booking, of another slot. */
static const char *
booked_too(struct site *site, const char *slot)
{
	struct wish wish = wish_of_page(site);

	wish.slot = slot;
	return wish_book(site, &wish);
}

/* ---- what it shows ---- */

static void
everything_that_is_held_is_shown(void **state)
{
	struct site *site = *state;
	struct wish wish = wish_of_page(site);
	struct answer own;

	wish.result = "js-data-grow-poly";
	wish.remind = "yes";
	site->front.settings.smtp.host = "mail.example.org";
	own = site_get(site, wish_book(site, &wish));
	answer_has(&own, "<dt>Name</dt><dd>Ann O&#39;Hara &lt;ann&gt;</dd>");
	answer_has(&own, "<dt>E-mail</dt><dd>ann@example.com</dd>");
	answer_has(&own,
	    "<dt>Company</dt><dd>Hara &amp; Daughters &quot;Ltd&quot;</dd>");
	answer_has(&own, "<dt>Message</dt><dd>Two services.\n\tOne is slow.\n"
	    "Why?</dd>");
	answer_has(&own, "<dt>Assessment</dt><dd>"
	    "<a href=\"/assessment/js-data-grow-poly\">");
	answer_has(&own, "<dt>Reminder by e-mail</dt><dd>Yes, "
	    "a day and an hour before</dd>");
	answer_has(&own, "Store what I entered above, so that we can hold this "
	    "call.\nThat was version 2026-11, on 23 November 2026, 09:00 "
	    "(Europe/Berlin)");
}

static void
what_was_not_given_is_not_listed(void **state)
{
	struct site *site = *state;
	struct wish wish = wish_of_page(site);
	const char *own_path;
	struct answer own;

	wish.company = wish.message = NULL;
	own_path = wish_book(site, &wish);
	own = site_get(site, own_path);
	answer_lacks(&own, "<dt>Company</dt>");
	answer_lacks(&own, "<dt>Message</dt>");
	answer_lacks(&own, "<dt>Assessment</dt>");
	answer_lacks(&own, "<dt>Reminder by e-mail</dt>");
	site->front.settings.smtp.host = "mail.example.org";
	own = site_get(site, own_path);
	answer_has(&own, "<dt>Reminder by e-mail</dt><dd>No</dd>");
}

static void
a_reminder_that_cannot_come_is_owned_up_to(void **state)
{
	struct site *site = *state;
	struct wish wish = wish_of_page(site);
	struct answer own;

	wish.remind = "yes";
	own = site_get(site, wish_book(site, &wish));
	answer_has(&own, "<dt>Reminder by e-mail</dt><dd>You asked for one, "
	    "but this site sends no mail at the moment");
}

static void
the_same_is_there_as_data(void **state)
{
	struct site *site = *state;
	struct wish wish = wish_of_page(site);
	const char *path;
	struct answer answer;
	json_t *json;
	const char *name;
	const char *message;
	const char *start;
	const char *code;
	const char *version;
	int remind;

	wish.result = "js-data-grow-poly";
	path = wish_book(site, &wish);
	answer = site_get(site, below(site, path, "data.json"));
	assert_int_equal(answer.code, 200);
	assert_string_equal(answer_header(site->arena, &answer,
	    "referrer-policy"), "no-referrer");
	json = json_loads(answer.body, 0, NULL);
	assert_int_equal(json_unpack(json, "{s:{s:s, s:b}, s:{s:s, s:s},"
	    " s:{s:s}, s:{s:s}}", "booking", "start", &start,
	    "remind_by_mail", &remind, "person", "name", &name, "message",
	    &message, "result", "code", &code, "consent", "version",
	    &version), 0);
	assert_string_equal(start, WISH_SLOT);
	assert_string_equal(name, wish.name);
	assert_string_equal(message, "Two services.\n\tOne is slow.\nWhy?");
	assert_string_equal(code, "js-data-grow-poly");
	assert_string_equal(version, "2026-11");
	assert_false(remind);
	json_decref(json);
}

/* Row B2: one zone, one wording, on each page that names the time. */
static void
the_time_is_worded_alike_wherever_it_stands(void **state)
{
	static const char *const zones[] = { "Europe/Berlin", "Asia/Kathmandu",
		"Pacific/Auckland", "America/St_Johns", "America/New_York",
		"America/Los_Angeles", "Asia/Calcutta", "Australia/Lord_Howe",
		"Pacific/Kiritimati", "Pacific/Pago_Pago", "Africa/Casablanca",
		"UTC" };
	struct site *site = *state;

	for (size_t i = 0; i < countof(zones); i++) {
		struct wish wish = wish_of_page(site);
		const struct zone *zone = zone_find(zones[i]);
		int64_t at = SITE_NOW + 86400;
		const char *label = label_slot(site->arena, zone, at,
		    at + 1800);
		struct answer page = site_get(site, arena_printf(site->arena,
		    "/book?tz=%s", zones[i]));
		struct answer form;
		struct answer own;
		const char *path;

		answer_has(&page, label);
		wish.tz = zones[i];
		wish.name = "";
		form = wish_send(site, &wish);
		answer_has(&form, label);
		wish.name = "Ann";
		path = wish_book(site, &wish);
		own = site_get(site, path);
		answer_has(&own, label);
		own = site_get(site, below(site, path, "reschedule"));
		answer_has(&own, label);
		answer_has(&own, arena_printf(site->arena,
		    "All times are in %s.", zones[i]));
		own = site_get(site, below(site, path, "data.json"));
		answer_has(&own, label);
		assert_int_equal(post(site, path, "erase", "").code, 303);
	}
}

/* Its token is in the address, so no page of it may be passed on. */
static void
no_page_of_a_booking_tells_where_it_was(void **state)
{
	static const char *const pages[] = { "", "/data.json", "/reschedule",
		"/correct", "/erase", "/invite.ics" };
	struct site *site = *state;
	const char *path = booked(site);

	for (size_t i = 0; i < countof(pages); i++) {
		struct answer answer = site_get(site, arena_printf(site->arena,
		    "%s%s", path, pages[i]));

		assert_int_equal(answer.code, 200);
		assert_string_equal(answer_header(site->arena, &answer,
		    "referrer-policy"), "no-referrer");
		assert_string_equal(answer_header(site->arena, &answer,
		    "cache-control"), "no-store");
	}
}

static void
looking_changes_nothing(void **state)
{
	static const char *const pages[] = { "", "/data.json", "/reschedule",
		"/correct", "/erase", "/invite.ics" };
	struct site *site = *state;
	const char *path = booked(site);
	struct answer before = site_get(site, below(site, path, "data.json"));
	struct answer after;

	for (size_t i = 0; i < countof(pages); i++)
		for (int times = 0; times < 3; times++) {
			const char *target = arena_printf(site->arena, "%s%s",
			    path, pages[i]);

			(void)site_get(site, target);
			(void)site_ask(site, &site->front, &(struct ask){
				.method = "HEAD", .target = target });
		}
	assert_int_equal(site_get(site, below(site, path, "cancel")).code,
	    405);
	after = site_get(site, below(site, path, "data.json"));
	assert_string_equal(after.body, before.body);
}

static void
an_unknown_token_has_no_pages(void **state)
{
	static const char *const pages[] = { "", "/data.json", "/reschedule",
		"/correct", "/erase", "/invite.ics" };
	static const char *const actions[] = { "cancel", "reschedule", "correct",
		"erase" };
	static const char *const tokens[] = { "x",
		"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA" };
	struct site *site = *state;

	(void)booked(site);
	for (size_t t = 0; t < countof(tokens); t++) {
		const char *path = arena_printf(site->arena, "/booking/%s",
		    tokens[t]);

		for (size_t i = 0; i < countof(pages); i++)
			assert_int_equal(site_get(site, arena_printf(
			    site->arena, "%s%s", path, pages[i])).code, 404);
		for (size_t i = 0; i < countof(actions); i++)
			assert_int_equal(post(site, path, actions[i],
			    "slot=" OTHER_SLOT "&name=A&email=a@b.example")
			    .code, 404);
	}
	assert_int_equal(site_leads(site), 1);
}

/* ---- cancelling ---- */

static void
a_cancelled_call_is_final_and_its_time_is_free(void **state)
{
	struct site *site = *state;
	const char *path = booked(site);
	struct answer answer = post(site, path, "cancel", "");

	answer_goes_to(site->arena, &answer, path);
	answer = site_get(site, path);
	answer_has(&answer, "<h1>This call is cancelled</h1>");
	answer_has(&answer, "href=\"/book\">Choose a new time</a>");
	answer_lacks(&answer, "/cancel\"");
	answer_has(&answer, "invite.ics\">Take it out of your calendar</a>");
	answer = site_get(site, "/book");
	answer_has(&answer, "value=\"" WISH_SLOT "\"");
	answer = post(site, path, "cancel", "");
	answer_goes_to(site->arena, &answer, path);
	answer = site_get(site, below(site, path, "reschedule"));
	answer_has(&answer, "This call is cancelled, and that is final.");
	answer = move(site, path, OTHER_SLOT);
	assert_int_equal(answer.code, 409);
	answer_has(&answer, "This call is cancelled, and that is final.");
}

static void
a_call_that_has_begun_is_neither_moved_nor_cancelled(void **state)
{
	static const char why[] = "The call has begun, so it can no longer be "
	    "moved or cancelled here.";
	struct site *site = *state;
	const char *path = booked(site);
	struct answer answer;

	site_wait(site, 86400);
	answer = site_get(site, path);
	answer_has(&answer, why);
	answer_lacks(&answer, "/cancel\"");
	answer = post(site, path, "cancel", "");
	assert_int_equal(answer.code, 409);
	answer_has(&answer, why);
	answer = site_get(site, below(site, path, "reschedule"));
	answer_has(&answer, why);
	answer = move(site, path, "2026-11-26T13:00:00Z");
	assert_int_equal(answer.code, 409);
	answer_has(&answer, why);
	answer = site_get(site, path);
	answer_has(&answer, WISH_SLOT_WORDS);
}

/* ---- moving ---- */

static void
a_moved_call_has_the_new_time_only(void **state)
{
	struct site *site = *state;
	const char *path = booked(site);
	struct answer answer = site_get(site, below(site, path, "reschedule"));

	answer_has(&answer, "It is now on " WISH_SLOT_WORDS ".");
	answer_lacks(&answer, "value=\"" WISH_SLOT "\"");
	answer_has(&answer, "value=\"2026-11-24T08:30:00Z\"");
	answer = move(site, path, OTHER_SLOT);
	answer_goes_to(site->arena, &answer, path);
	answer = move(site, path, OTHER_SLOT);
	answer_goes_to(site->arena, &answer, path);
	answer = site_get(site, path);
	answer_has(&answer, OTHER_SLOT_WORDS);
	answer_lacks(&answer, WISH_SLOT_WORDS);
	answer = site_get(site, below(site, path, "data.json"));
	answer_has(&answer, "\"sequence\":1");
	answer = site_get(site, "/book");
	answer_has(&answer, "value=\"" WISH_SLOT "\"");
	answer_lacks(&answer, "value=\"" OTHER_SLOT "\"");
}

static void
a_call_may_move_to_another_zone_with_its_visitor(void **state)
{
	struct site *site = *state;
	const char *path = booked(site);
	struct answer answer = site_get(site, below(site, path,
	    "reschedule?tz=Asia/Kathmandu"));

	answer_has(&answer, "name=\"tz\" value=\"Asia/Kathmandu\"");
	answer = post(site, path, "reschedule", form_of(site->arena, "slot",
	    OTHER_SLOT, "tz", "Asia/Kathmandu", NULL));
	answer_goes_to(site->arena, &answer, path);
	answer = site_get(site, path);
	answer_has(&answer, "Wednesday 25 November 2026, 18:45 to 19:15, "
	    "Asia/Kathmandu");
	answer_has(&answer, "For Alex Morgan that is " OTHER_SLOT_WORDS ".");
}

static void
a_time_that_is_taken_leaves_the_call_where_it_is(void **state)
{
	struct site *site = *state;
	const char *path = booked(site);
	struct answer answer;
	const char *found;

	(void)booked_too(site, OTHER_SLOT);
	answer = move(site, path, OTHER_SLOT);
	assert_int_equal(answer.code, 409);
	answer_has(&answer, "Someone was a moment faster");
	answer_has(&answer, "It is now on " WISH_SLOT_WORDS ".");
	found = answer_between(site->arena, &answer,
	    "Nearest to the time you wanted", "All free times");
	assert_non_null(strstr(found, "2026-11-25T13:30:00Z"));
	answer_lacks(&answer, "value=\"" OTHER_SLOT "\"");
	answer = site_get(site, path);
	answer_has(&answer, WISH_SLOT_WORDS);
}

static void
a_time_that_is_not_offered_is_refused(void **state)
{
	static const struct {
		const char *slot;
		const char *problem;
	} cases[] = {
		{ "", "Please choose a time for the call." },
		{ "soon", "Please choose a time for the call." },
		{ "2026-11-27T08:00:00Z", "That time is not offered" },
		{ "2026-11-23T09:00:00Z", "That time is not offered" },
		{ "2027-11-23T09:00:00Z", "That time is not offered" },
	};
	struct site *site = *state;
	const char *path = booked(site);

	for (size_t i = 0; i < countof(cases); i++) {
		struct answer answer = move(site, path, cases[i].slot);

		assert_int_equal(answer.code, 422);
		answer_has(&answer, cases[i].problem);
		answer_has(&answer, "<title>Error: ");
	}
}

/* With a buffer the call's own time is in nobody's way but its own. */
static void
a_call_moves_by_less_than_its_buffer(void **state)
{
	struct site *site = *state;
	const char *path;
	struct answer answer;

	site->front.settings.availability.buffer_minutes = 60;
	path = booked(site);
	answer = move(site, path, "2026-11-24T08:30:00Z");
	site->front.settings.availability.buffer_minutes = 0;
	answer_goes_to(site->arena, &answer, path);
}

/* ---- correcting ---- */

static void
a_correction_is_seen_by_both_sides(void **state)
{
	struct site *site = *state;
	const char *path = booked(site);
	struct answer answer = site_get(site, below(site, path, "correct"));
	struct lead_row row;
	struct lead_body body;

	answer_has(&answer, "name=\"name\" type=\"text\" "
	    "value=\"Ann O&#39;Hara &lt;ann&gt;\"");
	answer_has(&answer, ">\nTwo services.\n\tOne is slow.\nWhy?</textarea>");
	answer = post(site, path, "correct", form_of(site->arena, "name",
	    "Ann Hara", "email", "ann@example.net", "company", "", "message",
	    "One\r\nTwo", NULL));
	answer_goes_to(site->arena, &answer, path);
	answer = site_get(site, path);
	answer_has(&answer, "<dt>E-mail</dt><dd>ann@example.net</dd>");
	answer_has(&answer, "<dt>Message</dt><dd>One\nTwo</dd>");
	answer_lacks(&answer, "Daughters");
	site_lead(site, 1, &row, &body);
	assert_string_equal(row.head.name, "Ann Hara");
	assert_string_equal(row.head.company, "");
	assert_string_equal(body.message, "One\nTwo");
}

static void
a_correction_that_is_wrong_changes_nothing_and_is_kept(void **state)
{
	struct site *site = *state;
	const char *path = booked(site);
	struct answer answer = post(site, path, "correct",
	    form_of(site->arena, "name", "", "email", "ann@", "company", "New",
		"message", "a\r\nb", NULL));

	assert_int_equal(answer.code, 422);
	answer_has(&answer, "<a href=\"#name\">Please tell us your name");
	answer_has(&answer, "<a href=\"#email\">This does not look like");
	answer_has(&answer, "value=\"ann@\"");
	answer_has(&answer, "value=\"New\"");
	answer_has(&answer, ">\na\r\nb</textarea>");
	answer = site_get(site, path);
	answer_has(&answer, "<dd>ann@example.com</dd>");
}

static struct answer
correct_address(struct site *site, const char *path, const char *email)
{
	return post(site, path, "correct", form_of(site->arena, "name", "Ann",
	    "email", email, NULL));
}

/* What the courier would do with all that waits. */
static void
send_all(struct site *site)
{
	struct outbox_rows rows;

	assert_status(store_outbox_list(site->desk.store, site->arena, 0, 50,
	    &rows), OK);
	for (size_t i = 0; i < rows.len; i++)
		if (rows.at[i].state == OUTBOX_WAITING)
			assert_status(store_outbox_sent(site->desk.store,
			    rows.at[i].id, site->now), OK);
}

static void
an_address_is_corrected_only_so_often_in_a_day(void **state)
{
	static const char *const emails[] = { "a@example.net", "b@example.net",
		"c@example.net", "d@example.net" };
	struct site *site = *state;
	const char *path = booked(site);
	struct answer answer;

	send_all(site);
	for (size_t i = 0; i < countof(emails); i++) {
		answer = correct_address(site, path, emails[i]);
		answer_goes_to(site->arena, &answer, path);
		send_all(site);
	}
	answer = correct_address(site, path, "e@example.net");
	assert_int_equal(answer.code, 429);
	answer_has(&answer, "<a href=\"#email\">The address of this booking "
	    "was changed several times today");
	answer_has(&answer, "value=\"e@example.net\"");
	answer = correct_address(site, path, "d@example.net");
	answer_goes_to(site->arena, &answer, path);
}

static void
a_cancelled_booking_can_still_be_corrected(void **state)
{
	struct site *site = *state;
	const char *path = booked(site);
	struct answer answer;

	(void)post(site, path, "cancel", "");
	answer = post(site, path, "correct", form_of(site->arena, "name",
	    "New", "email", "new@example.net", NULL));
	answer_goes_to(site->arena, &answer, path);
	answer = site_get(site, path);
	answer_has(&answer, "<dt>Name</dt><dd>New</dd>");
}

/* ---- erasing ---- */

static void
erasing_is_asked_about_and_then_done(void **state)
{
	static const char *const pages[] = { "", "/data.json", "/reschedule",
		"/correct", "/erase" };
	struct site *site = *state;
	const char *path = booked(site);
	struct answer answer = site_get(site, below(site, path, "erase"));

	answer_has(&answer, "The call is cancelled with it");
	answer_has(&answer, "method=\"post\"");
	assert_int_equal(site_leads(site), 1);
	answer = post(site, path, "erase", "");
	answer_goes_to(site->arena, &answer, path);
	assert_int_equal(site_leads(site), 0);
	for (size_t i = 0; i < countof(pages); i++) {
		answer = site_get(site, arena_printf(site->arena, "%s%s", path,
		    pages[i]));
		assert_int_equal(answer.code, 410);
		answer_has(&answer, "Everything about this booking is erased");
		answer_lacks(&answer, "ann@example.com");
	}
	assert_int_equal(post(site, path, "erase", "").code, 410);
	assert_int_equal(post(site, path, "cancel", "").code, 410);
	answer = site_get(site, "/book");
	answer_has(&answer, "value=\"" WISH_SLOT "\"");
}

static void
a_copy_that_cannot_be_opened_is_said(void **state)
{
	struct site *site = *state;
	const char *path = booked(site);
	struct answer answer;
	json_t *json;

	site_run(site, "intake.db", "UPDATE booking SET own = x'010203'");
	answer = site_get(site, path);
	assert_int_equal(answer.code, 200);
	answer_has(&answer, "this page cannot show it");
	answer_lacks(&answer, "ann@example.com");
	answer = site_get(site, below(site, path, "data.json"));
	json = json_loads(answer.body, 0, NULL);
	assert_true(json_is_null(json_object_get(json, "person")));
	json_decref(json);
	assert_int_equal(post(site, path, "erase", "").code, 303);
	assert_int_equal(site_leads(site), 0);
}

/* ---- a disk that is full ---- */

static void
what_cannot_be_changed_now_is_a_503(void **state)
{
	static const char *const actions[] = { "cancel", "reschedule",
		"correct", "erase" };
	struct site *site = *state;
	const char *path = booked(site);
	struct answer answer;

	for (size_t i = 0; i < countof(actions); i++) {
		site_fill_disk(true);
		answer = post(site, path, actions[i], form_of(site->arena,
		    "slot", OTHER_SLOT, "name", "A", "email", "a@b.example",
		    NULL));
		site_fill_disk(false);
		assert_int_equal(answer.code, 503);
		answer = site_get(site, path);
		answer_has(&answer, WISH_SLOT_WORDS);
		answer_has(&answer, "ann@example.com");
	}
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		site_test(everything_that_is_held_is_shown),
		site_test(what_was_not_given_is_not_listed),
		site_test(a_reminder_that_cannot_come_is_owned_up_to),
		site_test(the_same_is_there_as_data),
		site_test(the_time_is_worded_alike_wherever_it_stands),
		site_test(no_page_of_a_booking_tells_where_it_was),
		site_test(looking_changes_nothing),
		site_test(an_unknown_token_has_no_pages),
		site_test(a_cancelled_call_is_final_and_its_time_is_free),
		site_test(a_call_that_has_begun_is_neither_moved_nor_cancelled),
		site_test(a_moved_call_has_the_new_time_only),
		site_test(a_call_may_move_to_another_zone_with_its_visitor),
		site_test(a_time_that_is_taken_leaves_the_call_where_it_is),
		site_test(a_time_that_is_not_offered_is_refused),
		site_test(a_call_moves_by_less_than_its_buffer),
		site_test(a_correction_is_seen_by_both_sides),
		site_test(an_address_is_corrected_only_so_often_in_a_day),
		site_test(
		    a_correction_that_is_wrong_changes_nothing_and_is_kept),
		site_test(a_cancelled_booking_can_still_be_corrected),
		site_test(erasing_is_asked_about_and_then_done),
		site_test(a_copy_that_cannot_be_opened_is_said),
		site_test(what_cannot_be_changed_now_is_a_503),
	};

	return cmocka_run_group_tests(tests, site_load, site_unload);
}
