#include "test.h"

#include "answer.h"
#include "base/arena.h"
#include "base/text.h"
#include "base/util.h"
#include "harness.h"
#include "store/store.h"
#include "web/peers.h"
#include "web/rates.h"
#include "wish.h"

/* One slot after the other, so that none is in another's way. */
static const char *
slot_number(struct site *site, int n)
{
	return arena_printf(site->arena, "2026-11-%02dT%02d:%02d:00Z",
	    24 + n / 6, 8 + n % 6 / 2, n % 2 * 30);
}

static enum doubt
doubt_of(struct site *site, int64_t id)
{
	struct lead_row row;

	assert_status(store_lead(site->desk.store, site->arena, id, &row), OK);
	return row.doubt;
}

/* The page of a doubtful booking: it has the slot and promises an answer,
 * offers another way, and calls nobody names. */
static void
is_neutral(struct site *site, const char *path)
{
	static const char *const words[] = { "spam", "trap", "program",
		"suspicious", "quarantine" };
	struct answer own = site_get(site, path);

	assert_int_equal(own.code, 200);
	answer_has(&own, "<h1>We have your request</h1>");
	answer_has(&own, "looks at it first. The time below is kept for you "
	    "until 24 November 2026, 09:00 (Europe/Berlin).");
	answer_has(&own, "usually within 24 hours");
	answer_has(&own, "<a href=\"/contact\">");
	for (size_t i = 0; i < countof(words); i++)
		answer_lacks(&own, words[i]);
}

static void
a_filled_trap_is_stored_and_waits(void **state)
{
	struct site *site = *state;
	struct wish wish = wish_of_page(site);

	wish.slot = "2026-11-25T08:00:00Z";
	wish.website = "https://example.org";
	is_neutral(site, wish_book(site, &wish));
	assert_int_equal(doubt_of(site, 1), DOUBT_TRAP);
	site_sign_in(site);
	answer_has(&(struct answer){ .code = 200, .body =
	    desk_get(site, "/admin/leads/1").body },
	    "filled in a field that people do not see");
}

static void
a_form_sent_faster_than_people_type_waits(void **state)
{
	struct site *site = *state;
	struct wish wish = wish_of_page(site);

	wish.slot = "2026-11-25T08:00:00Z";
	site_wait(site, -58);
	assert_true(text_starts(wish_book(site, &wish), "/booking/"));
	assert_int_equal(doubt_of(site, 1), DOUBT_HASTE);
	site_wait(site, 1);
	wish.slot = "2026-11-25T08:30:00Z";
	(void)wish_book(site, &wish);
	assert_int_equal(doubt_of(site, 2), DOUBT_NONE);
}

static void
a_form_of_no_page_of_ours_waits(void **state)
{
	static const char *const nonces[] = { NULL, "", "x",
		"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA" };
	struct site *site = *state;
	struct wish wish = wish_of_page(site);

	for (size_t i = 0; i < countof(nonces); i++) {
		wish.nonce = nonces[i];
		wish.slot = slot_number(site, (int)i);
		(void)wish_book(site, &wish);
		assert_int_equal(doubt_of(site, (int64_t)i + 1),
		    DOUBT_UNSIGNED);
	}
}

static void
a_form_opened_a_week_ago_waits_and_gets_a_new_nonce(void **state)
{
	struct site *site = *state;
	struct wish wish = wish_of_page(site);
	struct answer answer;

	site_wait(site, 7 * 86400);
	wish.slot = "2026-12-03T08:00:00Z";
	wish.name = "";
	answer = wish_send(site, &wish);
	assert_string_not_equal(answer_between(site->arena, &answer,
	    "name=\"nonce\" value=\"", "\""), wish.nonce);
	wish.name = "Ann";
	(void)wish_book(site, &wish);
	assert_int_equal(doubt_of(site, 1), DOUBT_UNSIGNED);
}

static void
the_third_call_ahead_of_one_address_waits(void **state)
{
	static const char *const emails[] = { "ann@example.com",
		"ann@example.com", "ANN@Example.COM", "bob@example.com" };
	static const enum doubt doubts[] = { DOUBT_NONE, DOUBT_NONE,
		DOUBT_EMAIL, DOUBT_NONE };
	struct site *site = *state;

	for (size_t i = 0; i < countof(emails); i++) {
		struct wish wish = wish_of_page(site);

		wish.email = emails[i];
		wish.slot = slot_number(site, (int)i);
		(void)wish_book(site, &wish);
		assert_int_equal(doubt_of(site, (int64_t)i + 1), doubts[i]);
	}
}

static void
many_forms_of_one_network_wait_and_far_too_many_are_refused(void **state)
{
	struct site *site = *state;
	struct answer answer;
	struct wish wish;

	site->front.rates = rates_new();
	site->front.settings.limits.posts_per_10_minutes = 3;
	site->front.settings.limits.bookings_per_email = 0;
	for (int i = 0; i < 4; i++) {
		wish = wish_of_page(site);
		wish.slot = slot_number(site, i);
		(void)wish_book(site, &wish);
		assert_int_equal(doubt_of(site, i + 1),
		    i < 3 ? DOUBT_NONE : DOUBT_POSTS);
	}
	for (int i = 0; i < 3 * QUARANTINE_HARD; i++)
		rates_add(site->front.rates, RATE_POSTS, 0, site->now);
	wish = wish_of_page(site);
	wish.slot = slot_number(site, 9);
	answer = wish_send(site, &wish);
	assert_int_equal(answer.code, 429);
	assert_string_equal(answer_header(site->arena, &answer,
	    "retry-after"), "600");
	wish_is_kept(site, &wish, &answer);
	answer_has(&answer, "Nothing is lost");
	assert_int_equal(site_leads(site), 4);
	/* After a while it is an ordinary one again. */
	site_wait(site, 600);
	(void)wish_book(site, &wish);
	assert_int_equal(doubt_of(site, 5), DOUBT_NONE);
	rates_free(site->front.rates);
}

static void
who_sends_only_mistakes_is_not_counted(void **state)
{
	struct site *site = *state;
	struct wish wish = wish_of_page(site);

	site->front.rates = rates_new();
	site->front.settings.limits.posts_per_10_minutes = 1;
	wish.name = "";
	for (int i = 0; i < 50; i++)
		assert_int_equal(wish_send(site, &wish).code, 422);
	wish.name = "Ann";
	(void)wish_book(site, &wish);
	assert_int_equal(doubt_of(site, 1), DOUBT_NONE);
	rates_free(site->front.rates);
}

static void
without_limits_all_is_counted_and_nothing_doubted(void **state)
{
	struct site *site = *state;
	struct wish wish = wish_of_page(site);

	site->front.no_limits = true;
	site->front.rates = rates_new();
	site->front.settings.limits.posts_per_10_minutes = 1;
	wish.website = "x";
	for (int i = 0; i < 12; i++) {
		wish.nonce = NULL;
		wish.slot = slot_number(site, i);
		site->front.settings.availability.max_per_day = 0;
		(void)wish_book(site, &wish);
		assert_int_equal(doubt_of(site, i + 1), DOUBT_NONE);
	}
	assert_int_equal(rates_get(site->front.rates, RATE_POSTS, 0,
	    site->now), 12);
	assert_int_equal(rates_get(site->front.rates, RATE_LEADS, 0,
	    site->now), 12);
	rates_free(site->front.rates);
}

/* What is kept for doubtful ones cannot fill the diary. */
static void
a_flood_of_doubtful_forms_ends_in_a_429_that_keeps_the_text(void **state)
{
	struct site *site = *state;
	struct wish wish = wish_of_page(site);
	struct answer answer;

	site->front.settings.availability.max_per_day = 0;
	site->front.settings.limits.bookings_per_email = 0;
	for (int i = 0; i < QUARANTINE_HOLDS; i++) {
		wish.website = "x";
		wish.nonce = NULL;
		wish.slot = slot_number(site, i);
		(void)wish_book(site, &wish);
	}
	wish.slot = slot_number(site, 10);
	answer = wish_send(site, &wish);
	assert_int_equal(answer.code, 429);
	wish_is_kept(site, &wish, &answer);
	/* An ordinary visitor meets none of it. */
	wish = wish_of_page(site);
	wish.slot = slot_number(site, 10);
	(void)wish_book(site, &wish);
	assert_int_equal(doubt_of(site, QUARANTINE_HOLDS + 1), DOUBT_NONE);
}

static void
a_request_keeps_its_slot_for_a_day_and_says_so(void **state)
{
	struct site *site = *state;
	struct wish wish = wish_of_page(site);
	const char *path;
	struct answer answer;

	wish.slot = "2026-11-26T08:00:00Z";
	wish.website = "x";
	path = wish_book(site, &wish);
	answer = site_get(site, "/book");
	answer_lacks(&answer, "value=\"2026-11-26T08:00:00Z\"");
	site_wait(site, 86400);
	answer = site_get(site, "/book");
	answer_has(&answer, "value=\"2026-11-26T08:00:00Z\"");
	answer = site_get(site, path);
	answer_has(&answer, "The time below is no longer kept for you");
	answer_has(&answer, "<s>Thursday 26 November 2026");
	/* Somebody else takes it; the first one may still choose another. */
	wish = wish_of_page(site);
	wish.slot = "2026-11-26T08:00:00Z";
	(void)wish_book(site, &wish);
	answer = site_post(site, arena_printf(site->arena, "%s/reschedule",
	    path), "slot=2026-11-26T09:00:00Z");
	answer_goes_to(site->arena, &answer, path);
	answer = site_get(site, path);
	answer_has(&answer, "kept for you until 25 November 2026, 09:00");
}

static void
a_doubtful_message_is_thanked_for_like_any_other(void **state)
{
	struct site *site = *state;
	struct answer answer = site_post(site, "/contact",
	    form_of(site->arena, "name", "A", "email", "a@b.example",
		"message", "m", "consent", "yes", "website", "x", NULL));

	answer_goes_to(site->arena, &answer, "/contact/thanks");
	assert_int_equal(doubt_of(site, 1), DOUBT_TRAP);
}

static void
the_nonce_of_one_site_is_worth_nothing_at_another(void **state)
{
	struct site *site = *state;
	struct wish wish = wish_of_page(site);

	site->front.form_key.bytes[0] ^= 1;
	wish.slot = "2026-11-25T08:00:00Z";
	(void)wish_book(site, &wish);
	assert_int_equal(doubt_of(site, 1), DOUBT_UNSIGNED);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		site_test(a_filled_trap_is_stored_and_waits),
		site_test(a_form_sent_faster_than_people_type_waits),
		site_test(a_form_of_no_page_of_ours_waits),
		site_test(a_form_opened_a_week_ago_waits_and_gets_a_new_nonce),
		site_test(the_third_call_ahead_of_one_address_waits),
		site_test(
		    many_forms_of_one_network_wait_and_far_too_many_are_refused),
		site_test(who_sends_only_mistakes_is_not_counted),
		site_test(without_limits_all_is_counted_and_nothing_doubted),
		site_test(
		    a_flood_of_doubtful_forms_ends_in_a_429_that_keeps_the_text),
		site_test(a_request_keeps_its_slot_for_a_day_and_says_so),
		site_test(a_doubtful_message_is_thanked_for_like_any_other),
		site_test(the_nonce_of_one_site_is_worth_nothing_at_another),
	};

	return cmocka_run_group_tests(tests, site_load, site_unload);
}
