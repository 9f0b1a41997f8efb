#include "test.h"

#include "answer.h"
#include "base/arena.h"
#include "crypto/token.h"
#include "harness.h"
#include "store/seals.h"
#include "web/rates.h"
#include "wish.h"

/*
 * What a page does while something waits to be stored (store/writes.h), and
 * what others may do in between.
 */

static void
begin(struct site *site, const char *target, const char *form,
    struct flight *flight)
{
	site_begin(site, &site->front, &(struct ask){ .method = "POST",
		.target = target, .body = form }, flight);
}

static void
begin_booking(struct site *site, const struct wish *wish,
    struct flight *flight)
{
	begin(site, "/book", wish_form(site, wish), flight);
	assert_true(flight->pending);
}

static unsigned
counted(struct site *site)
{
	return rates_get(site->front.rates, RATE_LEADS, 0, site->now);
}

static void
of_two_that_found_the_slot_free_one_gets_it(void **state)
{
	struct site *site = *state;
	struct flight flights[2];
	struct wish wishes[2];
	struct answer answers[2];

	site->front.rates = rates_new();
	for (int i = 0; i < 2; i++) {
		wishes[i] = wish_of_page(site);
		begin_booking(site, &wishes[i], &flights[i]);
	}
	assert_int_equal(site_leads(site), 0);
	assert_int_equal(counted(site), 2);
	for (int i = 1; i >= 0; i--)
		answers[i] = site_land(site, &flights[i]);
	assert_int_equal(answers[1].code, 303);
	assert_int_equal(answers[0].code, 409);
	wish_is_kept(site, &wishes[0], &answers[0]);
	answer_has(&answers[0], "Someone was a moment faster");
	assert_int_equal(site_leads(site), 1);
	assert_int_equal(counted(site), 1);
	rates_free(site->front.rates);
}

static void
a_form_sent_again_while_it_waits_is_one_booking(void **state)
{
	struct site *site = *state;
	const struct wish wish = wish_of_page(site);
	struct flight flights[2];
	struct answer answers[2];

	site->front.rates = rates_new();
	for (int i = 0; i < 2; i++)
		begin_booking(site, &wish, &flights[i]);
	for (int i = 0; i < 2; i++) {
		answers[i] = site_land(site, &flights[i]);
		assert_int_equal(answers[i].code, 303);
	}
	assert_string_equal(answer_header(site->arena, &answers[0],
	    "location"), answer_header(site->arena, &answers[1], "location"));
	assert_int_equal(site_leads(site), 1);
	assert_int_equal(counted(site), 1);
	rates_free(site->front.rates);
}

/* Sent all at once they pass no limit that they would meet one by one. */
static void
forms_on_their_way_count_for_those_behind(void **state)
{
	static const char *const slots[] = { "2026-11-24T08:00:00Z",
		"2026-11-24T08:30:00Z", "2026-11-25T08:00:00Z" };
	struct site *site = *state;
	struct flight flights[3];

	site->front.rates = rates_new();
	site->front.settings.limits.leads_per_hour = 2;
	site->front.settings.limits.bookings_per_email = 0;
	for (int i = 0; i < 3; i++) {
		struct wish wish = wish_of_page(site);

		wish.slot = slots[i];
		begin_booking(site, &wish, &flights[i]);
	}
	for (int i = 0; i < 3; i++) {
		struct lead_row row;

		assert_int_equal(site_land(site, &flights[i]).code, 303);
		assert_status(store_lead(site->desk.store, site->arena, i + 1,
		    &row), OK);
		assert_int_equal(row.doubt, i < 2 ? DOUBT_NONE : DOUBT_LEADS);
	}
	rates_free(site->front.rates);
}

static struct answer
ask_full(struct site *site, const char *target, const char *form)
{
	struct answer answer = site_ask(site, &site->front, &(struct ask){
		.method = "POST", .target = target, .body = form,
		.busy = true });

	assert_int_equal(answer.code, 503);
	assert_string_equal(answer_header(site->arena, &answer,
	    "retry-after"), "30");
	return answer;
}

static void
a_full_queue_is_a_503_that_keeps_what_was_typed(void **state)
{
	struct site *site = *state;
	struct wish wish = wish_of_page(site);
	const char *path = wish_book(site, &wish);
	struct answer answer;

	site->front.rates = rates_new();
	wish = wish_of_page(site);
	wish.slot = "2026-11-25T08:00:00Z";
	answer = ask_full(site, "/book", wish_form(site, &wish));
	wish_is_kept(site, &wish, &answer);
	answer_has(&answer, "Nothing is lost");
	answer = ask_full(site, "/contact", form_of(site->arena, "name",
	    "Ann", "email", "ann@example.com", "message", "Are you there?",
	    "consent", "yes", NULL));
	answer_has(&answer, "Are you there?");
	answer = ask_full(site, arena_printf(site->arena, "%s/correct", path),
	    form_of(site->arena, "name", "Anna", "email", "ann@example.com",
	    NULL));
	answer_has(&answer, "value=\"Anna\"");
	(void)ask_full(site, arena_printf(site->arena, "%s/cancel", path), "");
	(void)ask_full(site, arena_printf(site->arena, "%s/erase", path), "");
	assert_int_equal(site_leads(site), 1);
	assert_int_equal(counted(site), 0);
	answer = site_get(site, path);
	answer_has(&answer, WISH_SLOT_WORDS);
	rates_free(site->front.rates);
}

/* The office has turned to a new key between sealing and storing. */
static void
what_was_sealed_to_a_key_of_before_is_sealed_again(void **state)
{
	struct site *site = *state;
	const struct wish wish = wish_of_page(site);
	struct seal_key key = { .generation = 2 };
	struct flight flight;

	random_bytes(key.public_key, sizeof(key.public_key));
	begin_booking(site, &wish, &flight);
	assert_status(store_seal_key_put(site->desk.store, &key), OK);
	site_fly(site, &flight);
	assert_true(flight.pending);
	assert_int_equal(site_leads(site), 0);
	site_fly(site, &flight);
	assert_false(flight.pending);
	assert_int_equal(site_land(site, &flight).code, 303);
	assert_int_equal(site_leads(site), 1);
}

static void
a_call_that_is_cancelled_while_its_move_waits_stays_cancelled(void **state)
{
	struct site *site = *state;
	const struct wish wish = wish_of_page(site);
	const char *path = wish_book(site, &wish);
	struct flight flight;
	struct answer answer;

	begin(site, arena_printf(site->arena, "%s/reschedule", path),
	    "slot=2026-11-25T08:00:00Z", &flight);
	assert_true(flight.pending);
	answer = site_post(site, arena_printf(site->arena, "%s/cancel", path),
	    "");
	assert_int_equal(answer.code, 303);
	assert_string_equal(answer_header(site->arena, &answer,
	    "referrer-policy"), "no-referrer");
	answer = site_land(site, &flight);
	assert_int_equal(answer.code, 409);
	answer_has(&answer, "This call is cancelled, and that is final.");
	assert_string_equal(answer_header(site->arena, &answer,
	    "referrer-policy"), "no-referrer");
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		site_test(of_two_that_found_the_slot_free_one_gets_it),
		site_test(a_form_sent_again_while_it_waits_is_one_booking),
		site_test(forms_on_their_way_count_for_those_behind),
		site_test(a_full_queue_is_a_503_that_keeps_what_was_typed),
		site_test(what_was_sealed_to_a_key_of_before_is_sealed_again),
		site_test(
		    a_call_that_is_cancelled_while_its_move_waits_stays_cancelled),
	};

	return cmocka_run_group_tests(tests, site_load, site_unload);
}
