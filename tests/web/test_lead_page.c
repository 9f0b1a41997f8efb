/*
 * The page of one lead: who, what they wrote, what they were advised, what
 * happened in the order of time, and who looked.
 */
#include "test.h"

#include "answer.h"
#include "base/arena.h"
#include "base/util.h"
#include "door.h"
#include "harness.h"
#include "store/outbox.h"
#include "web/page.h"
#include "wish.h"

enum { HOUR = 3600, DAY = 24 * HOUR };

/* A lead with this result, and its owner signed in. */
static void
lead_and_owner(struct site *site, const char *result)
{
	struct wish wish = wish_of_page(site);

	wish.result = result;
	(void)wish_book(site, &wish);
	site_sign_in(site);
}

/* Where a text stands in the page; it must. */
static size_t
place(const struct answer *page, const char *text)
{
	const char *at = strstr(page->body, text);

	answer_has(page, text);
	return (size_t)(at - page->body);
}

/* ---- the assessment ---- */

static void
answers_and_reasons_are_those_the_visitor_saw(void **state)
{
	struct site *site = *state;
	struct answer seen = site_get(site, "/assessment/js-data-grow-poly");
	struct answer page;
	const char *at = seen.body;
	int texts = 0;

	lead_and_owner(site, "js-data-grow-poly");
	page = desk_get(site, "/admin/leads/1");
	answer_has(&page, "<dt>What does your team already know best?</dt>"
	    "<dd>JavaScript or TypeScript</dd>");
	answer_has(&page, "Two services");
	/* Each reason of the visitor's page. */
	while ((at = strstr(at, "<td>\n<p>")) != NULL) {
		const char *end = strstr(at, "</p>");

		answer_has(&page, arena_strndup(site->arena, at + 8,
		    (size_t)(end - at) - 8));
		at = end;
		texts++;
	}
	assert_true(texts > 6);
	answer_lacks(&page, "href=\"/guides");
	answer_lacks(&page, "href=\"#\"");
}

/* Every code there is makes a page. */
static void
every_kind_of_result_is_shown(void **state)
{
	static const char *const codes[] = { "js-crud-mvp-one",
		"cs-rules-long-two", "js-data-grow-poly", "py-data-grow-one",
		"gr-crud-mvp-one" };
	struct site *site = *state;

	lead_and_owner(site, "js-crud-mvp-one");
	for (size_t i = 0; i < countof(codes); i++) {
		struct answer result = site_get(site, arena_printf(
		    site->arena, "/assessment/%s", codes[i]));
		struct answer page;

		if (result.code != 200)
			continue;
		site_run(site, "intake.db", arena_printf(site->arena,
		    "UPDATE lead SET result = '%s'", codes[i]));
		page = desk_get(site, "/admin/leads/1");
		answer_has(&page, answer_between(site->arena, &result,
		    "<h1>", "</h1>"));
	}
}

/* ---- what happened ---- */

static void
all_that_happened_stands_in_the_order_of_time(void **state)
{
	struct site *site = *state;
	struct answer page;
	size_t at[6];

	lead_and_owner(site, "");
	site_wait(site, 120);
	(void)desk_post(site, "/admin/leads/1/note", "note=first+note");
	site_wait(site, 120);
	(void)desk_post(site, "/admin/leads/1/follow-up",
	    "follow_up=2026-11-30");
	site_wait(site, 2 * DAY);
	site_sign_in(site);
	(void)desk_post(site, "/admin/leads/1/stage", "stage=call_held");
	site_wait(site, 120);
	(void)desk_post(site, "/admin/leads/1/note", "note=second%0Anote");
	page = desk_get(site, "/admin/leads/1");
	at[0] = place(&page, "<p>Booked a call</p>");
	at[1] = place(&page, "<p class=\"letter-text\">first note</p>");
	at[2] = place(&page, "<p>Next date: Monday 30 November 2026</p>");
	at[3] = place(&page, "<p>Call, 09:00 to 09:30: Confirmed</p>");
	at[4] = place(&page, "<p>Moved from Call booked to Call held</p>");
	at[5] = place(&page, "<p class=\"letter-text\">second\nnote</p>");
	for (size_t i = 1; i < countof(at); i++)
		assert_true(at[i - 1] < at[i]);
	answer_has(&page, "<time datetime=\"2026-11-24T08:00:00Z\">24 "
	    "November 2026, 09:00</time></p>");
	assert_int_equal(answer_count(&page, "</time>, " SITE_EMAIL), 4);
	answer_lacks(&page, ", to come");
}

static void
a_call_ahead_is_said_to_come(void **state)
{
	struct site *site = *state;
	struct answer page;

	lead_and_owner(site, "");
	page = desk_get(site, "/admin/leads/1");
	answer_has(&page, "09:00</time>, to come</p>");
	answer_has(&page, "<li class=\"ahead\">");
}

static void
messages_stand_there_with_how_far_they_are(void **state)
{
	struct site *site = *state;
	struct wish wish = wish_of_page(site);
	struct store *store = site->desk.store;
	struct answer page;

	wish.remind = "yes";
	(void)wish_book(site, &wish);
	wish = wish_of_page(site);
	wish.slot = "2026-11-25T08:00:00Z";
	(void)wish_book(site, &wish);
	site_wait(site, 120);
	assert_status(store_outbox_sent(store, 1, site->now), OK);
	assert_status(store_outbox_claim(store, 2, site->now + HOUR), OK);
	assert_status(store_outbox_failed(store, 2, &(struct outbox_failure){
		0, "connection refused", site->now + HOUR }), OK);
	site_sign_in(site);
	page = desk_get(site, "/admin/leads/1");
	answer_has(&page, "<p><a href=\"/admin/outbox/1\">Mail: Confirmation "
	    "– sent 09:02</a></p>");
	answer_has(&page, "<a href=\"/admin/outbox/2\">Mail: To you: a call "
	    "is booked – waiting: connection refused, try 1 of 8, next 10:02</a>");
	answer_has(&page, "waiting: leaves 24 November 2026, 08:00</a>");
	assert_int_equal(answer_count(&page, "href=\"/admin/outbox/"), 3);
	assert_status(store_outbox_failed(store, 2, &(struct outbox_failure){
		550, "refused", 0 }), OK);
	page = desk_get(site, "/admin/leads/1");
	answer_has(&page, "given up: refused, after 1 of 8 tries</a>");
}

/* ---- the same person ---- */

static void
a_second_contact_is_linked_and_never_merged(void **state)
{
	struct site *site = *state;
	struct wish wish = wish_of_page(site);
	struct answer page;

	(void)wish_book(site, &wish);
	wish = wish_of_page(site);
	wish.slot = "2026-11-24T09:00:00Z";
	wish.name = "Somebody else";
	wish.email = "ann@EXAMPLE.com";
	(void)wish_book(site, &wish);
	wish = wish_of_page(site);
	wish.slot = "2026-11-24T10:00:00Z";
	wish.email = "other@example.com";
	(void)wish_book(site, &wish);
	site_sign_in(site);
	assert_int_equal(site_leads(site), 3);
	page = desk_get(site, "/admin/leads/1");
	answer_has(&page, "<span class=\"badge\">1st contact</span>");
	answer_has(&page, "<a href=\"/admin/leads/2\">2nd contact</a>: "
	    "Booking of 23 November 2026, 09:00");
	answer_lacks(&page, "href=\"/admin/leads/3\"");
	page = desk_get(site, "/admin/leads/2");
	answer_has(&page, "<span class=\"badge\">2nd contact</span>");
	answer_has(&page, "<a href=\"/admin/leads/1\">1st contact</a>");
	page = desk_get(site, "/admin/leads/3");
	answer_lacks(&page, "The same person");
	answer_lacks(&page, "class=\"badge\"");
}

static void
an_erased_contact_is_no_longer_linked(void **state)
{
	struct site *site = *state;
	struct wish wish = wish_of_page(site);
	struct answer page;

	(void)wish_book(site, &wish);
	wish = wish_of_page(site);
	wish.slot = "2026-11-24T09:00:00Z";
	(void)wish_book(site, &wish);
	site_sign_in(site);
	(void)desk_get(site, "/admin/leads/1");
	page = desk_get(site, "/admin/leads/1");
	answer_has(&page, "The same person");
	/* The intake forgets it first, the office a moment later. */
	site_run(site, "intake.db", "DELETE FROM lead WHERE id = 2");
	page = desk_get(site, "/admin/leads/1");
	assert_int_equal(page.code, 200);
	answer_lacks(&page, "The same person");
}

/* ---- who looked ---- */

static void
who_looked_is_told_and_the_look_itself_next_time(void **state)
{
	struct site *site = *state;
	struct browser other;
	struct answer page;

	lead_and_owner(site, "");
	page = desk_get(site, "/admin/leads/1");
	answer_lacks(&page, "Who looked");
	add_other_admin(site);
	other = browser_of(site, OTHER_EMAIL, OTHER_PASSPHRASE, "");
	browser_take(site, &other);
	page = desk_get(site, "/admin/leads/1");
	answer_has(&page, "<li>23 November 2026, 09:00, " SITE_EMAIL "</li>");
	(void)desk_get(site, "/admin/leads/1/export.json");
	page = desk_get(site, "/admin/leads/1");
	answer_has(&page, OTHER_EMAIL "</li>");
	answer_has(&page, OTHER_EMAIL ": took a copy out</li>");
	for (int i = 0; i < 9; i++)
		page = desk_get(site, "/admin/leads/1");
	assert_int_equal(answer_count(&page, "<li>23 November 2026, 09:00, "),
	    5);
}

/* ---- notes ---- */

static void
a_note_ends_the_quiet(void **state)
{
	struct site *site = *state;
	struct answer page;

	lead_and_owner(site, "");
	site_wait(site, 12 * DAY);
	site_sign_in(site);
	page = desk_get(site, "/admin/leads/1");
	answer_has(&page, "<dd>Quiet for 12 days</dd>");
	(void)desk_post(site, "/admin/leads/1/note", "note=rang");
	page = desk_get(site, "/admin/leads/1");
	answer_lacks(&page, "Quiet for");
}

static void
a_note_that_is_refused_is_shown_again(void **state)
{
	struct site *site = *state;
	char *much = arena_alloc(site->arena, 4002);
	struct answer page;

	lead_and_owner(site, "");
	memset(much, 'x', 4001);
	page = desk_post(site, "/admin/leads/1/note", form_of(site->arena,
	    "note", much, NULL));
	assert_int_equal(page.code, 422);
	answer_has(&page, "<a href=\"#note\">Please keep a note to 4,000");
	answer_has(&page, arena_printf(site->arena, "%s</textarea>", much));
	page = desk_post(site, "/admin/leads/1/note", "note=+%0A");
	assert_int_equal(page.code, 422);
	answer_has(&page, "Please write something first.");
}

/* ---- the print view and what is not there ---- */

static void
nothing_of_the_lead_is_in_what_is_not_printed(void **state)
{
	struct site *site = *state;
	struct answer page;

	lead_and_owner(site, "js-data-grow-poly");
	page = desk_get(site, "/admin/leads/1");
	/* site.css prints neither forms nor class "do". */
	answer_has(&page, "<section class=\"do\" id=\"stage\"");
	answer_has(&page, "<section class=\"letter\"");
	answer_has(&page, "<section class=\"advice\" id=\"answers\"");
	answer_has(&page, "<section class=\"history\"");
}

static void
a_database_that_fails_is_our_fault(void **state)
{
	struct site *site = *state;

	lead_and_owner(site, "");
	site_run(site, "intake.db", "DROP TABLE lead_change");
	assert_int_equal(desk_get(site, "/admin/leads/1").code, 500);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		site_test(answers_and_reasons_are_those_the_visitor_saw),
		site_test(every_kind_of_result_is_shown),
		site_test(all_that_happened_stands_in_the_order_of_time),
		site_test(a_call_ahead_is_said_to_come),
		site_test(messages_stand_there_with_how_far_they_are),
		site_test(a_second_contact_is_linked_and_never_merged),
		site_test(an_erased_contact_is_no_longer_linked),
		site_test(who_looked_is_told_and_the_look_itself_next_time),
		site_test(a_note_ends_the_quiet),
		site_test(a_note_that_is_refused_is_shown_again),
		site_test(nothing_of_the_lead_is_in_what_is_not_printed),
		site_test(a_database_that_fails_is_our_fault),
	};

	return cmocka_run_group_tests(tests, site_load, site_unload);
}
