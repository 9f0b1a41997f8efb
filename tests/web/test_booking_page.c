#include "test.h"

#include "answer.h"
#include "base/arena.h"
#include "base/text.h"
#include "base/util.h"
#include "harness.h"
#include "store/store.h"
#include "wish.h"

static const char *
repeat(struct site *site, const char *text, size_t count)
{
	size_t len = strlen(text);
	char *out = arena_alloc(site->arena, len * count + 1);

	for (size_t i = 0; i < count; i++)
		memcpy(out + i * len, text, len);
	return out;
}

/* ---- booking ---- */

static void
a_listed_slot_is_booked_and_leads_to_a_page_of_ones_own(void **state)
{
	struct site *site = *state;
	struct wish wish = wish_of_page(site);
	struct answer page = site_get(site, "/book");
	const char *path;
	struct answer own;

	answer_has(&page, "name=\"slot\" value=\"" WISH_SLOT "\" "
	    "aria-label=\"" WISH_SLOT_WORDS "\"");
	path = wish_book(site, &wish);
	assert_int_equal(strlen(path), strlen("/booking/") + 43);
	assert_int_equal(site_leads(site), 1);
	own = site_get(site, path);
	assert_int_equal(own.code, 200);
	answer_has(&own, "<h1>Your call is booked</h1>");
	answer_has(&own, WISH_SLOT_WORDS);
}

static void
what_was_typed_is_stored_with_its_line_breaks(void **state)
{
	struct site *site = *state;
	struct wish wish = wish_of_page(site);
	struct lead_row row;
	struct lead_body body;

	wish.name = "  Ann O'Hara <ann> ";
	wish.result = "js-crud-mvp-one";
	(void)wish_book(site, &wish);
	site_lead(site, 1, &row, &body);
	assert_string_equal(row.head.name, "Ann O'Hara <ann>");
	assert_string_equal(row.head.email, wish.email);
	assert_string_equal(row.head.company, wish.company);
	assert_string_equal(row.result, wish.result);
	assert_string_equal(body.message,
	    "Two services.\n\tOne is slow.\nWhy?");
	assert_int_equal(row.starts_at, SITE_NOW + 24 * 3600);
	assert_int_equal(row.stage, LEAD_CALL_BOOKED);
}

static void
a_booking_needs_no_more_than_it_asks_for(void **state)
{
	struct site *site = *state;
	struct wish wish = { .slot = WISH_SLOT, .name = "A",
		.email = "a@example.org", .consent = "yes" };

	(void)wish_book(site, &wish);
	assert_int_equal(site_leads(site), 1);
}

static void
texts_as_long_as_they_may_be_are_taken_whole(void **state)
{
	struct site *site = *state;
	struct wish wish = wish_of_page(site);
	struct lead_row row;
	struct lead_body body;

	wish.name = repeat(site, "\xc3\xa9", 100);
	wish.company = repeat(site, "\xe2\x82\xac", 100);
	wish.message = repeat(site, "\xf0\x9f\x9a\xa6", 2000);
	(void)wish_book(site, &wish);
	site_lead(site, 1, &row, &body);
	assert_string_equal(row.head.name, wish.name);
	assert_string_equal(row.head.company, wish.company);
	assert_string_equal(body.message, wish.message);
}

static void
another_zone_of_the_visitor_changes_labels_and_not_the_time(void **state)
{
	struct site *site = *state;
	struct wish wish = wish_of_page(site);
	struct answer page = site_get(site, "/book?tz=Asia/Kolkata");
	struct answer own;

	answer_has(&page, "value=\"" WISH_SLOT "\" aria-label=\"Tuesday 24 "
	    "November 2026, 13:30 to 14:00, Asia/Kolkata\"");
	wish.tz = "Asia/Kolkata";
	own = site_get(site, wish_book(site, &wish));
	answer_has(&own, "13:30 to 14:00, Asia/Kolkata");
	answer_has(&own, "For Alex Morgan that is " WISH_SLOT_WORDS ".");
}

/* ---- what is refused ---- */

static void
a_field_that_is_missing_or_wrong_is_named_and_the_rest_is_kept(void **state)
{
	struct site *site = *state;
	const struct wish good = wish_of_page(site);
	struct wish wish = good;

	wish.name = "";
	wish_is_refused(site, &wish, 422, "name", "Please tell us your name");
	wish.name = " \t ";
	wish_is_refused(site, &wish, 422, "name", "Please tell us your name");
	wish.name = NULL;
	wish_is_refused(site, &wish, 422, "name", "Please tell us your name");
	wish.name = repeat(site, "x", 101);
	wish_is_refused(site, &wish, 422, "name",
	    "Your name is 101 characters long, and 100 fit.");
	wish.name = "two\nlines";
	wish_is_refused(site, &wish, 422, "name", "Your name holds a line");
	wish = good;
	wish.email = NULL;
	wish_is_refused(site, &wish, 422, "email", "Please");
	wish.email = "ann@";
	wish_is_refused(site, &wish, 422, "email", "");
	wish.email = "ann@example.com\r\nbcc: all@example.com";
	wish_is_refused(site, &wish, 422, "email", "");
	wish = good;
	wish.company = repeat(site, "x", 101);
	wish_is_refused(site, &wish, 422, "company", "Your company");
	wish = good;
	wish.message = repeat(site, "x", 2001);
	wish_is_refused(site, &wish, 422, "message",
	    "Your message is 2001 characters long, and 2000 fit.");
	wish.message = "a\x01" "b";
	wish_is_refused(site, &wish, 422, "message", "Your message holds");
}

static void
without_consent_nothing_is_stored(void **state)
{
	static const char *const values[] = { NULL, "", "no", "on", "YES" };
	struct site *site = *state;
	struct wish wish = wish_of_page(site);

	for (size_t i = 0; i < countof(values); i++) {
		wish.consent = values[i];
		wish_is_refused(site, &wish, 422, "consent", "");
	}
}

static void
a_slot_that_is_not_offered_is_refused(void **state)
{
	static const char *const slots[] = {
		"2026-11-24T08:10:00Z", /* between two */
		"2026-11-24T11:00:00Z", /* noon */
		"2026-11-27T08:00:00Z", /* a Friday */
		"2026-11-23T09:00:00Z", /* today: no notice */
		"2026-11-17T08:00:00Z", /* last week */
		"1970-01-01T00:00:00Z",
		"2026-12-22T08:00:00Z", /* past the horizon */
		"2100-12-28T08:00:00Z",
	};
	struct site *site = *state;
	struct wish wish = wish_of_page(site);

	for (size_t i = 0; i < countof(slots); i++) {
		wish.slot = slots[i];
		wish_is_refused(site, &wish, 422, "slot",
		    "That time is not offered, or it has gone by.");
	}
}

static void
a_slot_that_is_no_time_is_asked_for_again(void **state)
{
	static const char *const slots[] = { NULL, "", "soon",
		"2026-11-24 08:00", "2026-11-24T09:00:00+01:00",
		"2026-11-24T08:00:00z", "2026-13-24T08:00:00Z",
		"2026-11-24T08:00:00Z ", "1795507200" };
	struct site *site = *state;
	struct wish wish = wish_of_page(site);

	for (size_t i = 0; i < countof(slots); i++) {
		wish.slot = slots[i];
		wish_is_refused(site, &wish, 422, "slot",
		    "Please choose a time for the call.");
	}
}

static void
an_unknown_zone_is_refused(void **state)
{
	static const char *const zones[] = { "Mars/Olympus",
		"../../etc/passwd", "Europe/Berlin/", "europe/berlin",
		"UTC+1" };
	struct site *site = *state;
	struct wish wish = wish_of_page(site);

	for (size_t i = 0; i < countof(zones); i++) {
		wish.tz = zones[i];
		wish_is_refused(site, &wish, 422, "tz",
		    "We do not know that time zone.");
	}
}

static void
an_unknown_result_is_refused(void **state)
{
	static const char *const results[] = { "js-crud-mvp", "JS-crud-mvp-one",
		"js-crud-mvp-one.json", "<b>", "js-crud-mvp-one-" };
	struct site *site = *state;
	struct wish wish = wish_of_page(site);

	for (size_t i = 0; i < countof(results); i++) {
		wish.result = results[i];
		wish_is_refused(site, &wish, 422, "result",
		    "The result that came along is not one of ours");
	}
}

static void
several_problems_are_said_at_once(void **state)
{
	struct site *site = *state;
	struct answer answer = site_post(site, "/book",
	    "tz=Mars/Base&result=x&email=x");
	static const char *const fields[] = { "tz", "result", "slot", "name",
		"email", "consent" };

	assert_int_equal(answer.code, 422);
	for (size_t i = 0; i < countof(fields); i++)
		answer_has(&answer, arena_printf(site->arena,
		    "<li><a href=\"#%s\">", fields[i]));
}

static void
markup_that_was_typed_is_shown_and_not_obeyed(void **state)
{
	static const char hostile[] = "\"><script>alert(1)</script>'";
	struct site *site = *state;
	struct wish wish = wish_of_page(site);

	wish.name = hostile;
	wish.email = hostile;
	wish.company = hostile;
	wish.message = "</textarea><img src=x onerror=alert(1)>";
	wish_is_refused(site, &wish, 422, "email", "");
}

static void
the_chosen_slot_stays_chosen(void **state)
{
	struct site *site = *state;
	struct wish wish = wish_of_page(site);
	struct answer answer;

	wish.name = "";
	answer = wish_send(site, &wish);
	answer_has(&answer, "value=\"" WISH_SLOT "\" aria-label=\""
	    WISH_SLOT_WORDS "\" checked>");
	assert_int_equal(answer_count(&answer, "\" checked>"), 1);
}

/* ---- what would be sent ---- */

static struct answer
preview(struct site *site, const struct wish *wish)
{
	return site_post(site, "/book", arena_printf(site->arena,
	    "%s&preview=yes", wish_form(site, wish)));
}

static void
a_preview_shows_exactly_what_the_owner_gets_and_stores_nothing(void **state)
{
	struct site *site = *state;
	struct wish wish = wish_of_page(site);
	struct answer answer;
	const char *shown;

	wish.tz = "Asia/Tokyo";
	wish.result = "js-data-grow-poly";
	answer = preview(site, &wish);
	assert_int_equal(answer.code, 200);
	assert_int_equal(site_leads(site), 0);
	shown = answer_between(site->arena, &answer, "id=\"preview\"",
	    "</section>");
	assert_non_null(strstr(shown, "17:00 to 17:30, Asia/Tokyo"));
	assert_non_null(strstr(shown, WISH_SLOT_WORDS));
	assert_non_null(strstr(shown, "Ann O'Hara <ann>"));
	assert_non_null(strstr(shown, "ann@example.com"));
	assert_non_null(strstr(shown, "Two services.\n\tOne is slow.\nWhy?"));
	assert_non_null(strstr(shown, "What does your team already know best?"));
	wish_is_kept(site, &wish, &answer);
	answer_has(&answer, "value=\"" WISH_SLOT "\" aria-label=\"Tuesday 24 "
	    "November 2026, 17:00 to 17:30, Asia/Tokyo\" checked>");
	assert_string_equal(answer_between(site->arena, &answer,
	    "name=\"nonce\" value=\"", "\""), wish.nonce);
	(void)wish_book(site, &wish);
}

static void
reminders_are_promised_only_where_mail_leaves(void **state)
{
	struct site *site = *state;
	struct wish wish = wish_of_page(site);
	struct answer answer = site_get(site, "/book");

	answer_lacks(&answer, "name=\"remind\"");
	answer = preview(site, &wish);
	answer_lacks(&answer, "Reminders by e-mail");
	site->front.demo = true;
	answer = site_get(site, "/book");
	answer_has(&answer, "name=\"remind\"");
	site->front.demo = false;
	site->front.settings.smtp.host = "mail.example.org";
	answer = site_get(site, "/book");
	answer_has(&answer, "Remind me by e-mail, a day and an hour before");
	wish.remind = "yes";
	answer = preview(site, &wish);
	answer_has(&answer, "<dt>Reminders by e-mail</dt><dd>Yes</dd>");
	wish_is_kept(site, &wish, &answer);
}

static void
a_preview_of_a_form_with_mistakes_names_them(void **state)
{
	struct site *site = *state;
	struct wish wish = wish_of_page(site);
	struct answer answer;

	wish.email = "ann@";
	answer = preview(site, &wish);
	assert_int_equal(answer.code, 422);
	answer_has(&answer, "<li><a href=\"#email\">");
	answer_lacks(&answer, "id=\"preview\"");
}

static void
a_result_that_was_left_out_is_not_stored(void **state)
{
	struct site *site = *state;
	struct wish wish = wish_of_page(site);
	struct lead_row row;
	struct lead_body body;

	wish.result = "js-data-grow-poly";
	answer_has(&(struct answer){ .body = preview(site, &wish).body },
	    "<dt>Assessment</dt>");
	wish.result = NULL;
	answer_lacks(&(struct answer){ .body = preview(site, &wish).body },
	    "<dt>Assessment</dt>");
	(void)wish_book(site, &wish);
	site_lead(site, 1, &row, &body);
	assert_string_equal(row.result, "");
}

/* ---- the script that knows the zone ---- */

static void
the_script_runs_only_where_nothing_can_be_lost(void **state)
{
	static const char script[] = "<script src=\"/assets/site.";
	struct site *site = *state;
	struct wish wish = wish_of_page(site);
	struct answer answer = site_get(site, "/book");

	answer_has(&answer, script);
	answer = site_get(site, answer_between(site->arena, &answer,
	    "<script src=\"", "\""));
	assert_int_equal(answer.code, 200);
	assert_string_equal(answer_header(site->arena, &answer,
	    "content-type"), "text/javascript; charset=utf-8");
	answer = site_get(site, "/book?tz=Europe/Berlin");
	answer_lacks(&answer, script);
	wish.name = "";
	answer = wish_send(site, &wish);
	answer_lacks(&answer, script);
}

/* ---- someone was faster ---- */

static void
a_taken_slot_is_a_409_with_the_nearest_ones_first(void **state)
{
	static const char *const nearest[] = { "2026-11-24T08:00:00Z",
		"2026-11-24T08:30:00Z", "2026-11-24T09:30:00Z" };
	struct site *site = *state;
	struct wish wish = wish_of_page(site);
	struct answer answer;
	const char *found;
	const char *end;

	wish.slot = "2026-11-24T09:00:00Z";
	(void)wish_book(site, &wish);
	wish.nonce = NULL;
	wish_is_refused(site, &wish, 409, "slot",
	    "That time has just been taken. Please choose another.");
	answer = wish_send(site, &wish);
	answer_has(&answer, "Someone was a moment faster");
	answer_lacks(&answer, "value=\"2026-11-24T09:00:00Z\"");
	found = answer_between(site->arena, &answer,
	    "Nearest to the time you wanted", "All free times");
	for (size_t i = 0; i < countof(nearest); i++)
		assert_non_null(strstr(found, nearest[i]));
	end = strstr(found, "name=\"slot\"");
	for (size_t i = 0; i < 2; i++)
		end = strstr(end + 1, "name=\"slot\"");
	assert_null(strstr(end + 1, "name=\"slot\""));
}

static void
a_full_day_takes_no_more(void **state)
{
	static const char *const slots[] = { "2026-11-24T08:00:00Z",
		"2026-11-24T09:00:00Z", "2026-11-24T10:00:00Z",
		"2026-11-24T13:00:00Z" };
	struct site *site = *state;
	struct wish wish = wish_of_page(site);
	struct answer page;

	for (size_t i = 0; i < countof(slots); i++) {
		wish.slot = slots[i];
		(void)wish_book(site, &wish);
	}
	page = site_get(site, "/book");
	answer_lacks(&page, "value=\"2026-11-24T");
	wish.slot = "2026-11-24T14:00:00Z";
	wish_is_refused(site, &wish, 409, "slot", "That time has just been");
}

static void
a_booked_slot_is_not_offered_again(void **state)
{
	struct site *site = *state;
	struct wish wish = wish_of_page(site);
	struct answer page;

	(void)wish_book(site, &wish);
	page = site_get(site, "/book");
	answer_lacks(&page, "value=\"" WISH_SLOT "\"");
	answer_has(&page, "value=\"2026-11-24T08:30:00Z\"");
}

/* ---- the same form again ---- */

static void
a_form_sent_twice_is_one_booking_at_one_address(void **state)
{
	struct site *site = *state;
	struct wish wish = wish_of_page(site);
	const char *path = wish_book(site, &wish);

	assert_string_equal(wish_book(site, &wish), path);
	site_wait(site, 3 * 86400);
	assert_string_equal(wish_book(site, &wish), path);
	assert_int_equal(site_leads(site), 1);
}

static void
the_same_form_for_another_slot_is_another_booking(void **state)
{
	struct site *site = *state;
	struct wish wish = wish_of_page(site);
	const char *path = wish_book(site, &wish);

	wish.slot = "2026-11-24T08:30:00Z";
	assert_string_not_equal(wish_book(site, &wish), path);
	assert_int_equal(site_leads(site), 2);
}

static void
each_page_has_a_nonce_of_its_own_and_a_form_keeps_its_own(void **state)
{
	struct site *site = *state;
	struct wish wish = wish_of_page(site);
	struct answer answer;

	assert_string_not_equal(wish.nonce, wish_of_page(site).nonce);
	wish.name = "";
	answer = wish_send(site, &wish);
	assert_string_equal(answer_between(site->arena, &answer,
	    "name=\"nonce\" value=\"", "\""), wish.nonce);
	wish.nonce = "made up";
	answer = wish_send(site, &wish);
	assert_int_equal(strlen(answer_between(site->arena, &answer,
	    "name=\"nonce\" value=\"", "\"")), 43);
}

static void
a_form_without_a_good_nonce_books_and_is_not_booked_twice(void **state)
{
	static const char *const nonces[] = { NULL, "", "x",
		"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA" };
	struct site *site = *state;
	struct wish wish = wish_of_page(site);

	for (size_t i = 0; i < countof(nonces); i++) {
		site_run(site, "intake.db", "DELETE FROM booking");
		wish.nonce = nonces[i];
		(void)wish_book(site, &wish);
		wish_is_refused(site, &wish, 409, "slot", "That time has");
	}
}

/* ---- a disk that is full ---- */

static void
what_cannot_be_stored_keeps_what_was_typed(void **state)
{
	struct site *site = *state;
	struct wish wish = wish_of_page(site);
	struct answer answer;

	site_fill_disk(true);
	answer = wish_send(site, &wish);
	site_fill_disk(false);
	assert_int_equal(answer.code, 503);
	answer_has(&answer, "We cannot store this at this moment");
	answer_has(&answer, "value=\"" WISH_SLOT "\" aria-label=\""
	    WISH_SLOT_WORDS "\" checked>");
	wish_is_kept(site, &wish, &answer);
	assert_int_equal(site_leads(site), 0);
	(void)wish_book(site, &wish);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		site_test(
		    a_listed_slot_is_booked_and_leads_to_a_page_of_ones_own),
		site_test(what_was_typed_is_stored_with_its_line_breaks),
		site_test(a_booking_needs_no_more_than_it_asks_for),
		site_test(texts_as_long_as_they_may_be_are_taken_whole),
		site_test(
		    another_zone_of_the_visitor_changes_labels_and_not_the_time),
		site_test(
		    a_field_that_is_missing_or_wrong_is_named_and_the_rest_is_kept),
		site_test(without_consent_nothing_is_stored),
		site_test(a_slot_that_is_not_offered_is_refused),
		site_test(a_slot_that_is_no_time_is_asked_for_again),
		site_test(an_unknown_zone_is_refused),
		site_test(an_unknown_result_is_refused),
		site_test(several_problems_are_said_at_once),
		site_test(markup_that_was_typed_is_shown_and_not_obeyed),
		site_test(the_chosen_slot_stays_chosen),
		site_test(
		    a_preview_shows_exactly_what_the_owner_gets_and_stores_nothing),
		site_test(reminders_are_promised_only_where_mail_leaves),
		site_test(a_preview_of_a_form_with_mistakes_names_them),
		site_test(a_result_that_was_left_out_is_not_stored),
		site_test(the_script_runs_only_where_nothing_can_be_lost),
		site_test(a_taken_slot_is_a_409_with_the_nearest_ones_first),
		site_test(a_full_day_takes_no_more),
		site_test(a_booked_slot_is_not_offered_again),
		site_test(a_form_sent_twice_is_one_booking_at_one_address),
		site_test(the_same_form_for_another_slot_is_another_booking),
		site_test(
		    each_page_has_a_nonce_of_its_own_and_a_form_keeps_its_own),
		site_test(
		    a_form_without_a_good_nonce_books_and_is_not_booked_twice),
		site_test(what_cannot_be_stored_keeps_what_was_typed),
	};

	return cmocka_run_group_tests(tests, site_load, site_unload);
}
