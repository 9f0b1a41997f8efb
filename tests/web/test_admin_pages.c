#include "test.h"

#include "answer.h"
#include "base/arena.h"
#include "base/util.h"
#include "crypto/token.h"
#include "domain/lead.h"
#include "harness.h"
#include "store/store.h"
#include "wish.h"

enum { HALF_HOUR = 1800 };

/* Stores count leads past the form, named "Lead 1" and so on. */
static void
add_leads(struct site *site, int count)
{
	for (int i = 1; i <= count; i++) {
		const struct lead_own texts = {
			.head = { arena_printf(site->arena, "Lead %d.", i),
			    "lead@example.org", "" },
			.body = { "" },
		};
		uint8_t hash[TOKEN_HASH_SIZE];
		int64_t at = SITE_NOW + (int64_t)i * HALF_HOUR;
		bool repeated;

		random_bytes(hash, sizeof(hash));
		assert_status(store_booking_add(site->front.store,
		    &(struct booking_new){ .slot = { at, at + HALF_HOUR },
		    .token_hash = hash, .zone = "UTC", .result = "",
		    .consent = "2026-11",
		    .lead = site_seal(site, &texts) }, site->now, &repeated),
		    OK);
	}
}

static void
without_leads_the_list_says_so(void **state)
{
	struct site *site = *state;
	struct answer page;

	site_sign_in(site);
	page = desk_get(site, "/admin/leads");
	assert_int_equal(page.code, 200);
	answer_has(&page, "No leads yet.");
	answer_lacks(&page, "<table");
}

static void
a_booked_lead_stands_in_the_list_as_it_was_typed(void **state)
{
	struct site *site = *state;
	struct wish wish = wish_of_page(site);
	struct answer page;

	wish.result = "js-data-grow-poly";
	(void)wish_book(site, &wish);
	site_sign_in(site);
	page = desk_get(site, "/admin/leads");
	answer_has(&page, "<a class=\"lead-link\" href=\"/admin/leads/1\">"
	    "Ann O&#39;Hara &lt;ann&gt;</a>");
	answer_has(&page, "Hara &amp; Daughters &quot;Ltd&quot;");
	answer_has(&page, "ann@example.com");
	answer_has(&page, ">Call booked</span>");
	answer_has(&page, "24 November 2026, 09:00");
	answer_has(&page, "23 November 2026, 09:00");
	answer_has(&page, "<code>js-data-grow-poly</code>");
	answer_has(&page, "All times in Europe/Berlin.");
	answer_has(&page, "<span class=\"count\">1</span>");
	answer_lacks(&page, "Older leads");
}

static void
markup_in_a_lead_is_shown_and_not_obeyed(void **state)
{
	struct site *site = *state;
	struct wish wish = wish_of_page(site);
	struct answer page;

	wish.name = "<script>alert('x')</script>";
	wish.company = "<img src=x onerror=alert(1)>";
	wish.message = "<b>bold</b>\r\n</p><script>x</script>";
	(void)wish_book(site, &wish);
	site_sign_in(site);
	page = desk_get(site, "/admin/leads");
	answer_has(&page, "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;");
	answer_lacks(&page, "<img");
	page = desk_get(site, "/admin/leads/1");
	answer_has(&page, "&lt;b&gt;bold&lt;/b&gt;\n&lt;/p&gt;");
	answer_lacks(&page, "<b>bold");
}

static void
a_list_beyond_fifty_goes_on_where_it_stopped(void **state)
{
	struct site *site = *state;
	struct answer page;

	add_leads(site, 123);
	site_sign_in(site);
	page = desk_get(site, "/admin/leads");
	answer_has(&page, "<span class=\"count\">123</span>");
	assert_int_equal(answer_count(&page, "class=\"lead-link\""), 50);
	answer_has(&page, ">Lead 123.<");
	answer_has(&page, ">Lead 74.<");
	answer_lacks(&page, ">Lead 73.<");
	answer_has(&page, "href=\"/admin/leads?before=74\"");
	page = desk_get(site, "/admin/leads?before=74");
	assert_int_equal(answer_count(&page, "class=\"lead-link\""), 50);
	answer_has(&page, ">Lead 73.<");
	answer_lacks(&page, ">Lead 74.<");
	page = desk_get(site, "/admin/leads?before=24");
	assert_int_equal(answer_count(&page, "class=\"lead-link\""), 23);
	answer_has(&page, ">Lead 1.<");
	answer_lacks(&page, "Older leads");
}

/* Fifty and no more: a button that leads to an empty page promises leads. */
static void
a_list_that_is_just_full_promises_no_older_leads(void **state)
{
	struct site *site = *state;
	struct answer page;

	add_leads(site, 50);
	site_sign_in(site);
	page = desk_get(site, "/admin/leads");
	assert_int_equal(answer_count(&page, "class=\"lead-link\""), 50);
	answer_lacks(&page, "Older leads");
}

static void
the_end_of_the_list_is_not_a_site_without_leads(void **state)
{
	struct site *site = *state;
	struct answer page;

	add_leads(site, 2);
	site_sign_in(site);
	page = desk_get(site, "/admin/leads?before=1");
	assert_int_equal(page.code, 200);
	answer_lacks(&page, "No leads yet");
}

static void
a_place_in_the_list_that_cannot_be_is_a_404(void **state)
{
	static const char *const places[] = { "0", "-1", "x", "", "1x", " 1",
		"1.5", "99999999999999999999", "1'--" };
	struct site *site = *state;
	struct answer last;

	site_sign_in(site);
	for (size_t i = 0; i < countof(places); i++)
		assert_int_equal(desk_get(site, arena_printf(site->arena,
		    "/admin/leads?%s", form_of(site->arena, "before",
		    places[i], NULL))).code, 404);
	last = desk_get(site, "/admin/leads?before=9223372036854775807");
	assert_int_equal(last.code, 200);
}

static void
a_lead_shows_its_message_with_the_line_breaks(void **state)
{
	struct site *site = *state;
	struct wish wish = wish_of_page(site);
	struct answer page;

	(void)wish_book(site, &wish);
	site_sign_in(site);
	page = desk_get(site, "/admin/leads/1");
	assert_int_equal(page.code, 200);
	answer_has(&page, "<h1>Ann O&#39;Hara &lt;ann&gt;</h1>");
	answer_has(&page, "<p class=\"letter-text\">"
	    "Two services.\n\tOne is slow.\nWhy?</p>");
	answer_has(&page, "href=\"mailto:ann@example.com\"");
	answer_has(&page, "<dt>Call</dt><dd>24 November 2026, 09:00</dd>");
	answer_has(&page, "<dt>Came in</dt><dd>23 November 2026, 09:00, "
	    "Booking</dd>");
	answer_lacks(&page, "What the assessment advised");
}

static void
a_lead_without_a_message_says_so(void **state)
{
	struct site *site = *state;
	struct wish wish = wish_of_page(site);
	struct answer page;

	wish.message = "";
	wish.company = "";
	(void)wish_book(site, &wish);
	site_sign_in(site);
	page = desk_get(site, "/admin/leads/1");
	answer_has(&page, "They left the message empty.");
	answer_lacks(&page, "<dt>Company</dt>");
}

/* The code alone says little to the one who prepares the call. */
static void
a_lead_shows_what_its_assessment_advised(void **state)
{
	struct site *site = *state;
	struct wish wish = wish_of_page(site);
	struct answer result = site_get(site, "/assessment/js-data-grow-poly");
	struct answer page;

	wish.result = "js-data-grow-poly";
	(void)wish_book(site, &wish);
	site_sign_in(site);
	page = desk_get(site, "/admin/leads/1");
	answer_has(&page, "<code>js-data-grow-poly</code>");
	answer_has(&page, arena_printf(site->arena,
	    "<p class=\"advice-headline\">%s</p>",
	    answer_between(site->arena, &result, "<h1>", "</h1>")));
}

static void
a_result_no_longer_known_is_shown_as_its_code(void **state)
{
	struct site *site = *state;
	struct wish wish = wish_of_page(site);
	struct answer page;

	(void)wish_book(site, &wish);
	site_run(site, "intake.db", "UPDATE lead SET result = 'a-b-c-d'");
	site_sign_in(site);
	page = desk_get(site, "/admin/leads/1");
	assert_int_equal(page.code, 200);
	answer_has(&page, "<code>a-b-c-d</code>");
}

static void
an_unknown_lead_is_a_404(void **state)
{
	static const char *const ids[] = { "2", "0", "-1", "x", "1x", "01x",
		"%31", "99999999999999999999", "1/x" };
	struct site *site = *state;
	struct wish wish = wish_of_page(site);

	(void)wish_book(site, &wish);
	site_sign_in(site);
	for (size_t i = 0; i < countof(ids); i++)
		assert_int_equal(desk_get(site, arena_printf(site->arena,
		    "/admin/leads/%s", ids[i])).code, 404);
	assert_int_equal(desk_get(site, "/admin/leads/1").code, 200);
}

/* One damaged record must not hide the others, nor look like a lead whose
 * name is empty. */
static void
a_lead_that_cannot_be_read_is_said_to_be_so(void **state)
{
	struct site *site = *state;
	struct answer page;

	add_leads(site, 3);
	site_run(site, "intake.db",
	    "UPDATE lead SET head = x'ff', body = x'ff' WHERE id = 2");
	site_sign_in(site);
	page = desk_get(site, "/admin/leads");
	assert_int_equal(page.code, 200);
	answer_has(&page, ">Lead 1.<");
	answer_has(&page, ">Lead 3.<");
	answer_lacks(&page, "href=\"/admin/leads/2\"></a>");
	page = desk_get(site, "/admin/leads/2");
	assert_int_equal(page.code, 200);
	answer_lacks(&page, "<h1></h1>");
	answer_lacks(&page, "They left the message empty.");
}

static void
a_database_that_fails_is_our_fault(void **state)
{
	struct site *site = *state;

	site_sign_in(site);
	site_run(site, "intake.db", "DROP TABLE booking");
	site_run(site, "intake.db", "DROP TABLE lead");
	assert_int_equal(desk_get(site, "/admin/leads").code, 500);
	assert_int_equal(desk_get(site, "/admin/leads/1").code, 500);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		site_test(without_leads_the_list_says_so),
		site_test(a_booked_lead_stands_in_the_list_as_it_was_typed),
		site_test(markup_in_a_lead_is_shown_and_not_obeyed),
		site_test(a_list_beyond_fifty_goes_on_where_it_stopped),
		site_test(a_list_that_is_just_full_promises_no_older_leads),
		site_test(the_end_of_the_list_is_not_a_site_without_leads),
		site_test(a_place_in_the_list_that_cannot_be_is_a_404),
		site_test(a_lead_shows_its_message_with_the_line_breaks),
		site_test(a_lead_without_a_message_says_so),
		site_test(a_lead_shows_what_its_assessment_advised),
		site_test(a_result_no_longer_known_is_shown_as_its_code),
		site_test(an_unknown_lead_is_a_404),
		site_test(a_lead_that_cannot_be_read_is_said_to_be_so),
		site_test(a_database_that_fails_is_our_fault),
	};

	return cmocka_run_group_tests(tests, site_load, site_unload);
}
