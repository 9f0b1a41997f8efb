#include "test.h"

#include <jansson.h>

#include "answer.h"
#include "base/arena.h"
#include "base/text.h"
#include "base/util.h"
#include "calendar/instant.h"
#include "crypto/token.h"
#include "domain/recommendation.h"
#include "harness.h"
#include "wish.h"

/* ---- the list as data ---- */

static json_t *
slots_at(struct site *site, const char *query, int code)
{
	struct answer answer = site_get(site, arena_printf(site->arena,
	    "/book/slots.json%s", query));

	assert_int_equal(answer.code, code);
	assert_string_equal(answer_header(site->arena, &answer,
	    "content-type"), "application/json");
	return json_loads(answer.body, 0, NULL);
}

static const char *
member(const json_t *slot, const char *name)
{
	const char *text = json_string_value(json_object_get(slot, name));

	assert_non_null(text);
	return text;
}

static int64_t
instant_of(const json_t *slot, const char *name)
{
	int64_t at = 0;

	assert_status(instant_parse(member(slot, name), &at), OK);
	return at;
}

static void
slots_as_data_have_their_zone_and_label(void **state)
{
	struct site *site = *state;
	json_t *json = slots_at(site, "", 200);
	const json_t *slots = json_object_get(json, "slots");
	const json_t *first = json_array_get(slots, 0);
	int64_t last = 0;

	assert_int_equal(json_object_size(json), 2);
	assert_string_equal(member(json, "zone"), "Europe/Berlin");
	assert_int_equal(json_object_size(first), 3);
	assert_string_equal(member(first, "start"), WISH_SLOT);
	assert_string_equal(member(first, "end"), "2026-11-24T08:30:00Z");
	assert_string_equal(member(first, "label"), WISH_SLOT_WORDS);
	/* Two weeks from Monday morning hold seven open days of twelve. */
	assert_int_equal(json_array_size(slots), 7 * 12);
	for (size_t i = 0; i < json_array_size(slots); i++) {
		const json_t *slot = json_array_get(slots, i);

		assert_true(instant_of(slot, "start") > last);
		last = instant_of(slot, "start");
		assert_int_equal(instant_of(slot, "end"), last + 1800);
	}
	json_decref(json);
}

static void
slots_as_data_are_those_of_the_page(void **state)
{
	struct site *site = *state;
	struct answer page = site_get(site, "/book?tz=America/New_York");
	json_t *json = slots_at(site, "?tz=America/New_York&days=14", 200);
	const json_t *slots = json_object_get(json, "slots");

	assert_string_equal(member(json, "zone"), "America/New_York");
	for (size_t i = 0; i < json_array_size(slots); i++) {
		const json_t *slot = json_array_get(slots, i);

		answer_has(&page, arena_printf(site->arena,
		    "name=\"slot\" value=\"%s\" aria-label=\"%s\"",
		    member(slot, "start"), member(slot, "label")));
	}
	json_decref(json);
}

static void
days_say_how_far_the_list_goes(void **state)
{
	static const struct {
		const char *query;
		size_t count;
	} cases[] = { { "?days=1", 0 }, { "?days=2", 12 }, { "?days=3", 24 },
		{ "?days=28", 15 * 12 }, { "?days=366", 16 * 12 } };
	struct site *site = *state;

	for (size_t i = 0; i < countof(cases); i++) {
		json_t *json = slots_at(site, cases[i].query, 200);
		size_t count =
		    json_array_size(json_object_get(json, "slots"));

		if (count != cases[i].count)
			fail_msg("%s: %zu slots", cases[i].query, count);
		json_decref(json);
	}
}

static void
a_query_the_list_does_not_know_is_said(void **state)
{
	static const struct {
		const char *query;
		const char *field;
	} cases[] = { { "?tz=Mars/Base", "tz" }, { "?days=0", "days" },
		{ "?days=367", "days" }, { "?days=two", "days" },
		{ "?days=", "days" }, { "?days=-1", "days" },
		{ "?days=3.5", "days" }, { "?days=99999999999999999999",
		    "days" }, { "?tz=Mars&days=0", "tz" } };
	struct site *site = *state;

	for (size_t i = 0; i < countof(cases); i++) {
		json_t *json = slots_at(site, cases[i].query, 422);

		assert_int_equal(json_object_size(json), 2);
		assert_string_equal(member(json, "field"), cases[i].field);
		assert_true(strlen(member(json, "error")) > 20);
		json_decref(json);
	}
}

/* ---- the page ---- */

static void
a_page_in_another_zone_says_so_everywhere(void **state)
{
	struct site *site = *state;
	struct answer page = site_get(site, "/book?tz=Pacific/Auckland");

	assert_int_equal(page.code, 200);
	answer_has(&page, "All times are in Pacific/Auckland.");
	answer_has(&page, "<input type=\"hidden\" name=\"tz\" "
	    "value=\"Pacific/Auckland\">");
	answer_has(&page,
	    "<option value=\"Pacific/Auckland\" selected>");
	assert_int_equal(answer_count(&page, " selected>"), 1);
	answer_lacks(&page, ", Europe/Berlin\"");
	/* Nine in Berlin is the evening there. */
	answer_has(&page, "<legend>Tuesday 24 November 2026</legend>");
	answer_has(&page, "aria-label=\"Tuesday 24 November 2026, 21:00 to "
	    "21:30, Pacific/Auckland\"><span>21:00</span>");
}

static void
an_old_name_of_a_zone_is_kept_as_it_came(void **state)
{
	struct site *site = *state;
	struct answer page = site_get(site, "/book?tz=Asia/Calcutta");

	assert_int_equal(page.code, 200);
	answer_has(&page, "<option value=\"Asia/Calcutta\" selected>");
	assert_int_equal(answer_count(&page, " selected>"), 1);
}

static void
an_unknown_zone_is_said_and_the_owners_is_shown(void **state)
{
	struct site *site = *state;
	struct answer page = site_get(site, "/book?tz=Mars/Base");

	assert_int_equal(page.code, 422);
	answer_has(&page, "<li><a href=\"#tz\">We do not know that time zone.");
	answer_has(&page, "All times are in Europe/Berlin.");
	answer_lacks(&page, "Mars");
}

static void
a_result_that_comes_along_is_shown_and_can_be_left(void **state)
{
	struct site *site = *state;
	struct answer page = site_get(site,
	    "/book?tz=Europe/Paris&result=js-data-grow-poly");
	struct answer without;

	assert_int_equal(page.code, 200);
	answer_has(&page, "You will bring: "
	    "<a href=\"/assessment/js-data-grow-poly\">");
	assert_int_equal(answer_count(&page, "<input type=\"hidden\" "
	    "name=\"result\" value=\"js-data-grow-poly\">"), 2);
	without = site_get(site, answer_between(site->arena, &page,
	    "class=\"bring-remove\" href=\"", "\""));
	assert_int_equal(without.code, 200);
	answer_lacks(&without, "You will bring");
	answer_has(&without, "All times are in Europe/Paris.");
}

/* A zone's name may hold what means something else in a query. */
static void
leaving_a_result_keeps_any_zone(void **state)
{
	struct site *site = *state;
	struct answer page = site_get(site,
	    "/book?tz=Etc/GMT%2B5&result=js-data-grow-poly");
	struct answer without;

	assert_int_equal(page.code, 200);
	without = site_get(site, answer_between(site->arena, &page,
	    "class=\"bring-remove\" href=\"", "\""));
	assert_int_equal(without.code, 200);
	answer_has(&without, "All times are in Etc/GMT+5.");
}

static void
an_unknown_result_is_said_and_left_out(void **state)
{
	struct site *site = *state;
	struct answer page = site_get(site, "/book?result=js-data");

	assert_int_equal(page.code, 422);
	answer_has(&page, "<li><a href=\"#result\">The result that came along");
	answer_lacks(&page, "You will bring");
	answer_lacks(&page, "name=\"result\"");
}

static void
the_page_offers_days_with_a_free_slot_only(void **state)
{
	struct site *site = *state;
	struct answer page = site_get(site, "/book");

	assert_int_equal(answer_count(&page, "<fieldset class=\"day\">"), 14);
	assert_int_equal(answer_count(&page, "name=\"slot\""), 14 * 12);
	answer_lacks(&page, "<legend>Friday");
	answer_lacks(&page, "<legend>Monday 23 November");
}

static void
the_page_moves_on_with_the_clock(void **state)
{
	struct site *site = *state;
	struct answer page;

	/* Twelve hours before Tuesday's nine o'clock, and a second more. */
	site_wait(site, 12 * 3600);
	page = site_get(site, "/book");
	answer_has(&page, "value=\"" WISH_SLOT "\"");
	site_wait(site, 1);
	page = site_get(site, "/book");
	answer_lacks(&page, "value=\"" WISH_SLOT "\"");
	answer_has(&page, "value=\"2026-11-24T08:30:00Z\"");
}

/* ---- closed ---- */

static void
a_closed_diary_says_why_and_offers_nothing(void **state)
{
	struct site *site = *state;
	struct answer page;
	json_t *json;

	site->front.settings.capacity.open = false;
	site->front.settings.availability.closed = true;
	page = site_get(site, "/book");
	assert_int_equal(page.code, 200);
	answer_has(&page, "The diary is full at the moment.");
	answer_lacks(&page, "name=\"slot\"");
	site->front.settings.capacity.reason = "On leave <until> March.";
	page = site_get(site, "/book");
	answer_has(&page, "On leave &lt;until&gt; March.");
	json = slots_at(site, "", 200);
	assert_int_equal(json_array_size(json_object_get(json, "slots")), 0);
	json_decref(json);
}

/* The form was open in a tab when the owner closed the diary. */
static void
a_form_sent_to_a_closed_diary_is_refused_with_the_reason(void **state)
{
	struct site *site = *state;
	struct wish wish = wish_of_page(site);
	struct answer answer;

	site->front.settings.capacity.open = false;
	site->front.settings.availability.closed = true;
	site->front.settings.capacity.reason = "On leave until March.";
	answer = wish_send(site, &wish);
	assert_int_equal(answer.code, 422);
	answer_has(&answer, "On leave until March.");
	assert_int_equal(site_leads(site), 0);
}

static void
no_free_time_at_all_is_said(void **state)
{
	struct site *site = *state;
	struct answer page;

	site->front.settings.availability.notice_minutes = 60 * 24 * 30;
	page = site_get(site, "/book");
	assert_int_equal(page.code, 200);
	answer_has(&page, "No time is free at the moment.");
}

/* ---- a visitor's own page ---- */

static void
ones_own_page_shows_both_zones_and_the_result(void **state)
{
	struct site *site = *state;
	struct wish wish = wish_of_page(site);
	const char *path;
	struct answer own;

	wish.tz = "America/St_Johns";
	wish.result = "js-data-grow-poly";
	path = wish_book(site, &wish);
	own = site_get(site, path);
	assert_int_equal(own.code, 200);
	answer_has(&own, "04:30 to 05:00, America/St_Johns");
	answer_has(&own, "For Alex Morgan that is " WISH_SLOT_WORDS ".");
	answer_has(&own,
	    "You bring: <a href=\"/assessment/js-data-grow-poly\">");
	answer_has(&own, arena_printf(site->arena, "<code>%s%s</code>",
	    SITE_PUBLIC_URL, path));
}

static void
ones_own_page_in_the_owners_zone_says_the_time_once(void **state)
{
	struct site *site = *state;
	struct wish wish = wish_of_page(site);
	struct answer own = site_get(site, wish_book(site, &wish));

	assert_int_equal(answer_count(&own, WISH_SLOT_WORDS), 1);
	answer_lacks(&own, "that is");
	answer_lacks(&own, "You bring");
}

static void
the_address_of_ones_own_page_stays_a_secret(void **state)
{
	struct site *site = *state;
	struct wish wish = wish_of_page(site);
	struct answer own = site_get(site, wish_book(site, &wish));

	assert_string_equal(answer_header(site->arena, &own,
	    "referrer-policy"), "no-referrer");
	assert_string_equal(answer_header(site->arena, &own,
	    "cache-control"), "no-store");
	answer_has(&own, "<meta name=\"robots\" content=\"noindex\">");
	answer_lacks(&own, "rel=\"canonical\"");
}

static void
an_unknown_address_of_a_booking_is_a_404(void **state)
{
	struct site *site = *state;
	struct wish wish = wish_of_page(site);
	const char *path = wish_book(site, &wish);
	char *changed = arena_strdup(site->arena, path);
	char unknown[TOKEN_TEXT_SIZE];

	token_new(unknown);
	changed[20] = changed[20] == 'A' ? 'B' : 'A';
	assert_int_equal(site_get(site, changed).code, 404);
	assert_int_equal(site_get(site, arena_printf(site->arena,
	    "/booking/%s", unknown)).code, 404);
	assert_int_equal(site_get(site, arena_printf(site->arena, "%sA",
	    path)).code, 404);
	assert_int_equal(site_get(site, arena_strndup(site->arena, path,
	    strlen(path) - 1)).code, 404);
	assert_int_equal(site_get(site, "/booking/1").code, 404);
	assert_int_equal(site_get(site, "/booking/%00").code, 404);
}

static void
a_cancelled_booking_says_so(void **state)
{
	struct site *site = *state;
	struct wish wish = wish_of_page(site);
	const char *path = wish_book(site, &wish);
	struct answer own;

	site_run(site, "intake.db", "UPDATE booking SET state = 'cancelled'");
	own = site_get(site, path);
	assert_int_equal(own.code, 200);
	answer_has(&own, "<h1>This call is cancelled</h1>");
	answer_has(&own, "<s>" WISH_SLOT_WORDS "</s>");
	(void)wish_of_page(site);
	own = site_get(site, "/book");
	answer_has(&own, "value=\"" WISH_SLOT "\"");
}

/* Zones and answers come and go with new editions; bookings stay. */
static void
a_booking_of_a_zone_or_result_no_longer_known_is_still_shown(void **state)
{
	struct site *site = *state;
	struct wish wish = wish_of_page(site);
	const char *path = wish_book(site, &wish);
	struct answer own;

	site_run(site, "intake.db", "UPDATE booking SET zone = 'US/Atlantis'");
	site_run(site, "intake.db", "UPDATE lead SET result = 'a-b-c-d'");
	own = site_get(site, path);
	assert_int_equal(own.code, 200);
	answer_has(&own, WISH_SLOT_WORDS);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		site_test(slots_as_data_have_their_zone_and_label),
		site_test(slots_as_data_are_those_of_the_page),
		site_test(days_say_how_far_the_list_goes),
		site_test(a_query_the_list_does_not_know_is_said),
		site_test(a_page_in_another_zone_says_so_everywhere),
		site_test(an_old_name_of_a_zone_is_kept_as_it_came),
		site_test(an_unknown_zone_is_said_and_the_owners_is_shown),
		site_test(a_result_that_comes_along_is_shown_and_can_be_left),
		site_test(leaving_a_result_keeps_any_zone),
		site_test(an_unknown_result_is_said_and_left_out),
		site_test(the_page_offers_days_with_a_free_slot_only),
		site_test(the_page_moves_on_with_the_clock),
		site_test(a_closed_diary_says_why_and_offers_nothing),
		site_test(
		    a_form_sent_to_a_closed_diary_is_refused_with_the_reason),
		site_test(no_free_time_at_all_is_said),
		site_test(ones_own_page_shows_both_zones_and_the_result),
		site_test(ones_own_page_in_the_owners_zone_says_the_time_once),
		site_test(the_address_of_ones_own_page_stays_a_secret),
		site_test(an_unknown_address_of_a_booking_is_a_404),
		site_test(a_cancelled_booking_says_so),
		site_test(
		    a_booking_of_a_zone_or_result_no_longer_known_is_still_shown),
	};

	return cmocka_run_group_tests(tests, site_load, site_unload);
}
