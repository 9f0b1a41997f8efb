#include "test.h"

#include "answer.h"
#include "base/arena.h"
#include "base/text.h"
#include "base/util.h"
#include "door.h"
#include "harness.h"
#include "wish.h"

/* The site stands at Monday 23 November 2026, nine in Berlin. */

#define PAGE "/admin/quarantine"

/* A call that is asked for by what may be a program. */
static void
ask_for(struct site *site, const char *name, const char *slot)
{
	struct wish wish = wish_of_page(site);

	wish.name = name;
	wish.slot = slot;
	wish.website = "https://example.org";
	(void)wish_book(site, &wish);
}

static struct answer
let_in(struct site *site, int64_t id)
{
	return desk_post(site, arena_printf(site->arena,
	    PAGE "/%lld/rescue", (long long)id), "");
}

static void
an_empty_list_says_what_it_is_for(void **state)
{
	struct site *site = *state;
	struct answer page;

	assert_int_equal(desk_get(site, PAGE).code, 303);
	assert_int_equal(site_get(site, PAGE).code, 404);
	site_sign_in(site);
	page = desk_get(site, PAGE);
	answer_has(&page, "Nothing waits here.");
	answer_has(&page, "after 30 days it is erased");
}

static void
each_is_shown_with_why_and_how_long(void **state)
{
	struct site *site = *state;
	struct answer page;

	ask_for(site, "Anna <b>", "2026-11-24T08:00:00Z");
	site_sign_in(site);
	site_wait(site, 3 * 86400);
	site_sign_in(site);
	page = desk_get(site, PAGE);
	answer_has(&page, "Anna &lt;b&gt;</a></h2>");
	answer_has(&page, "filled in a field that people do not see");
	answer_has(&page, "Tuesday 24 November 2026, 09:00 to 09:30. ");
	answer_has(&page, "This time is over.");
	answer_has(&page, "in 27 days");
	answer_has(&page, "Wednesday 23 December 2026");
	answer_has(&page, "href=\"/admin/leads/1/erase?from=quarantine\"");
}

static void
what_is_let_in_is_a_lead_with_a_call(void **state)
{
	struct site *site = *state;
	struct answer answer;

	ask_for(site, "Anna", "2026-11-24T08:00:00Z");
	site_sign_in(site);
	answer_has(&(struct answer){ .body = desk_get(site, PAGE).body },
	    "Kept until 24 November 2026, 09:00.");
	/* From the lead's own page too. */
	answer = desk_get(site, "/admin/leads/1");
	answer_has(&answer, "action=\"" PAGE "/1/rescue\"");
	answer = let_in(site, 1);
	answer_goes_to(site->arena, &answer, PAGE "?done=confirmed&lead=1");
	answer = desk_get(site, PAGE "?done=confirmed&lead=1");
	answer_has(&answer, "Lead 1</a> is let in. The call is confirmed");
	answer_has(&answer, "Nothing waits here.");
	assert_int_equal(site_number(site, "intake.db", "SELECT count(*) FROM"
	    " booking WHERE state = 'confirmed'"), 1);
	assert_int_equal(site_number(site, "office.db", "SELECT count(*) FROM"
	    " audit_event WHERE kind = 'lead.rescued' AND subject = 1"
	    " AND admin_id = 1"), 1);
	answer = desk_get(site, "/admin/leads/1");
	answer_lacks(&answer, "/rescue");
	answer = let_in(site, 1);
	answer_goes_to(site->arena, &answer, "/admin/leads/1");
	assert_int_equal(let_in(site, 99).code, 404);
}

/* How many messages of a kind wait for whom lead 1 is. */
static int64_t
waiting(struct site *site, const char *kind)
{
	return site_number(site, "intake.db", arena_printf(site->arena,
	    "SELECT count(*) FROM outbox WHERE kind = '%s' AND lead_id = 1"
	    " AND state = 'waiting'", kind));
}

static void
whose_call_is_let_in_is_told_and_reminded(void **state)
{
	struct site *site = *state;
	struct wish wish = wish_of_page(site);

	wish.slot = "2026-11-25T08:00:00Z";
	wish.website = "https://example.org";
	wish.remind = "yes";
	(void)wish_book(site, &wish);
	assert_int_equal(waiting(site, "booking.confirmed"), 0);
	site_sign_in(site);
	(void)let_in(site, 1);
	(void)let_in(site, 1);
	assert_int_equal(waiting(site, "booking.confirmed"), 1);
	assert_int_equal(waiting(site, "reminder.day"), 1);
	assert_int_equal(waiting(site, "reminder.hour"), 1);
	assert_int_equal(site_number(site, "intake.db", "SELECT count(*) FROM"
	    " outbox WHERE lapses = 1 AND booking_id = 1"), 3);
}

static void
who_asked_for_no_reminder_gets_none(void **state)
{
	struct site *site = *state;

	ask_for(site, "Anna", "2026-11-25T08:00:00Z");
	site_sign_in(site);
	(void)let_in(site, 1);
	assert_int_equal(waiting(site, "booking.confirmed"), 1);
	assert_int_equal(waiting(site, "reminder.day"), 0);
}

static void
whose_message_is_let_in_is_told_that_it_came(void **state)
{
	struct site *site = *state;

	ask_for(site, "Anna", "2026-11-25T08:00:00Z");
	site_run(site, "intake.db", "DELETE FROM booking;"
	    " UPDATE lead SET kind = 'contact'");
	site_sign_in(site);
	(void)let_in(site, 1);
	assert_int_equal(waiting(site, "contact.received"), 1);
	assert_int_equal(waiting(site, "booking.confirmed"), 0);
}

static void
who_cancelled_the_call_is_let_in_without_a_mail(void **state)
{
	struct site *site = *state;

	ask_for(site, "Anna", "2026-11-25T08:00:00Z");
	site_run(site, "intake.db",
	    "UPDATE booking SET state = 'cancelled'");
	site_sign_in(site);
	(void)let_in(site, 1);
	assert_int_equal(waiting(site, "contact.received"), 0);
	assert_int_equal(waiting(site, "booking.confirmed"), 0);
}

static void
who_cannot_be_read_is_let_in_without_a_mail(void **state)
{
	struct site *site = *state;
	struct answer answer;

	ask_for(site, "Anna", "2026-11-25T08:00:00Z");
	site_run(site, "intake.db", "UPDATE lead SET head = x'00'");
	site_sign_in(site);
	answer = let_in(site, 1);
	answer_goes_to(site->arena, &answer, PAGE "?done=confirmed&lead=1");
	assert_int_equal(waiting(site, "booking.confirmed"), 0);
	assert_int_equal(site_number(site, "intake.db", "SELECT count(*) FROM"
	    " booking WHERE state = 'confirmed'"), 1);
}

static void
a_time_that_somebody_took_is_said(void **state)
{
	struct site *site = *state;
	struct wish other;
	struct answer answer;

	ask_for(site, "Anna", "2026-11-25T08:00:00Z");
	site_wait(site, 86400 + 60);
	other = wish_of_page(site);
	other.slot = "2026-11-25T08:00:00Z";
	site_run(site, "intake.db", "UPDATE booking SET"
	    " starts_at = starts_at + 86400, ends_at = ends_at + 86400");
	other.slot = "2026-11-26T08:00:00Z";
	(void)wish_book(site, &other);
	site_sign_in(site);
	answer_has(&(struct answer){ .body = desk_get(site, PAGE).body },
	    "Others can book this time again.");
	answer = let_in(site, 1);
	answer_goes_to(site->arena, &answer, PAGE "?done=taken&lead=1");
	answer = desk_get(site, PAGE "?done=taken&lead=1");
	answer_has(&answer,
	    "something else stands at the time that was asked for");
	assert_int_equal(site_number(site, "intake.db", "SELECT count(*) FROM"
	    " lead WHERE id = 1 AND quarantine = '' AND stage = 'new'"), 1);
}

static void
a_request_is_confirmed_among_the_bookings_too(void **state)
{
	struct site *site = *state;
	struct answer page;

	ask_for(site, "Anna", "2026-11-24T08:00:00Z");
	site_sign_in(site);
	page = desk_get(site, "/admin/bookings");
	answer_has(&page, "action=\"/admin/quarantine/1/rescue\"");
	answer_has(&page, "Confirm<span class=\"hidden\"> the call of Anna");
	(void)let_in(site, 1);
	page = desk_get(site, "/admin/bookings");
	answer_lacks(&page, "/rescue");
	answer_has(&page, "Confirmed");
}

static void
whoever_erases_comes_back(void **state)
{
	struct site *site = *state;
	struct answer answer;

	ask_for(site, "Anna", "2026-11-24T08:00:00Z");
	site_sign_in(site);
	answer = desk_get(site, "/admin/leads/1/erase?from=quarantine");
	answer_has(&answer, "name=\"from\" value=\"quarantine\"");
	answer_has(&answer, "<a href=\"/admin/quarantine\">Keep it</a>");
	answer = desk_get(site, "/admin/leads/1/erase?from=elsewhere");
	answer_lacks(&answer, "value=\"quarantine\"");
	answer_has(&answer, "<a href=\"/admin/leads/1\">Keep it</a>");
}

static void
an_address_that_was_made_up_says_nothing(void **state)
{
	struct site *site = *state;
	static const char *const queries[] = { "?done=confirmed",
		"?done=all&lead=1", "?done=confirmed&lead=<b>", "?lead=1" };

	site_sign_in(site);
	for (size_t i = 0; i < countof(queries); i++) {
		struct answer page = desk_get(site, arena_printf(site->arena,
		    PAGE "%s", queries[i]));

		assert_int_equal(page.code, 200);
		answer_lacks(&page, "is let in");
	}
	assert_int_equal(desk_get(site, PAGE "?before=x").code, 404);
}

static void
a_long_list_goes_on(void **state)
{
	struct site *site = *state;
	struct answer page;

	ask_for(site, "Anna", "2026-11-24T08:00:00Z");
	for (int i = 0; i < 51; i++)
		site_run(site, "intake.db", arena_printf(site->arena,
		    "INSERT INTO lead (uuid, kind, stage, created_at, result,"
		    " consent_version, consent_at, quarantine,"
		    " quarantined_at, head, body) SELECT '%036d', 'contact',"
		    " 'new', created_at, '', consent_version, consent_at,"
		    " 'posts', created_at, x'', x'' FROM lead WHERE id = 1",
		    i));
	site_sign_in(site);
	page = desk_get(site, PAGE);
	assert_int_equal(answer_count(&page, "<li class=\"doubtful\">"), 50);
	answer_has(&page, PAGE "?before=3");
	page = desk_get(site, PAGE "?before=3");
	assert_int_equal(answer_count(&page, "<li class=\"doubtful\">"), 2);
	answer_has(&page, "Anna");
	answer_has(&page, "(cannot be read)");
	page = desk_get(site, PAGE "?before=1");
	answer_has(&page, "No older ones.");
}

static void
a_full_disk_lets_nobody_in(void **state)
{
	struct site *site = *state;

	ask_for(site, "Anna", "2026-11-24T08:00:00Z");
	site_sign_in(site);
	(void)desk_get(site, PAGE);
	(void)let_in(site, 99);
	site_fill_disk(true);
	assert_int_equal(let_in(site, 1).code, 503);
	site_fill_disk(false);
	assert_int_equal(site_number(site, "intake.db", "SELECT count(*) FROM"
	    " lead WHERE quarantine = 'trap'"), 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		site_test(an_empty_list_says_what_it_is_for),
		site_test(each_is_shown_with_why_and_how_long),
		site_test(what_is_let_in_is_a_lead_with_a_call),
		site_test(whose_call_is_let_in_is_told_and_reminded),
		site_test(who_asked_for_no_reminder_gets_none),
		site_test(whose_message_is_let_in_is_told_that_it_came),
		site_test(who_cancelled_the_call_is_let_in_without_a_mail),
		site_test(who_cannot_be_read_is_let_in_without_a_mail),
		site_test(a_time_that_somebody_took_is_said),
		site_test(a_request_is_confirmed_among_the_bookings_too),
		site_test(whoever_erases_comes_back),
		site_test(an_address_that_was_made_up_says_nothing),
		site_test(a_long_list_goes_on),
		site_test(a_full_disk_lets_nobody_in),
	};

	return cmocka_run_group_tests_name("quarantine_page", tests, site_load,
	    site_unload);
}
