/*
 * What the desk writes into the audit log, the page that shows it, and the
 * erasing of a lead.
 */
#include "test.h"

#include "answer.h"
#include "base/arena.h"
#include "base/text.h"
#include "calendar/instant.h"
#include "harness.h"
#include "store/deeds.h"
#include "store/office.h"
#include "store/retention.h"
#include "web/proof.h"
#include "wish.h"

/* A lead with the id 1, and its owner signed in. */
static const char *
lead_and_owner(struct site *site)
{
	struct wish wish = wish_of_page(site);
	const char *path = wish_book(site, &wish);

	site_sign_in(site);
	return path;
}

/* How many events of a kind the log has about a subject. */
static size_t
events(struct site *site, enum audit_kind kind, int64_t subject)
{
	struct audit_rows rows;
	size_t count = 0;

	assert_status(office_audit_events(site->desk.office, site->arena, 0,
	    1000, &rows), OK);
	for (size_t i = 0; i < rows.len; i++)
		count += strcmp(rows.at[i].kind, audit_kind_id(kind)) == 0 &&
		    rows.at[i].subject == subject;
	return count;
}

static void
log_is_whole(struct site *site)
{
	struct audit_report report;

	assert_status(office_audit_verify(site->desk.office, &report), OK);
	assert_int_equal(report.behind, 0);
}

static void
each_look_at_a_lead_is_logged(void **state)
{
	struct site *site = *state;

	(void)lead_and_owner(site);
	assert_int_equal(events(site, AUDIT_LEAD_READ, 1), 0);
	assert_int_equal(desk_get(site, "/admin/leads/1").code, 200);
	assert_int_equal(desk_get(site, "/admin/leads/1").code, 200);
	assert_int_equal(events(site, AUDIT_LEAD_READ, 1), 2);
	assert_int_equal(desk_get(site, "/admin/leads/99").code, 404);
	assert_int_equal(events(site, AUDIT_LEAD_READ, 99), 0);
	assert_int_equal(desk_get(site, "/admin/leads").code, 200);
	assert_int_equal(events(site, AUDIT_LEAD_READ, 1), 2);
	log_is_whole(site);
}

static void
what_cannot_be_logged_is_not_shown(void **state)
{
	struct site *site = *state;
	struct answer answer;

	(void)lead_and_owner(site);
	assert_int_equal(desk_get(site, "/admin/leads").code, 200);
	site_fill_disk(true);
	answer = desk_get(site, "/admin/leads/1");
	site_fill_disk(false);
	assert_int_equal(answer.code, 503);
	answer_lacks(&answer, "Two services");
	assert_int_equal(desk_get(site, "/admin/leads/1").code, 200);
	assert_int_equal(events(site, AUDIT_LEAD_READ, 1), 1);
	log_is_whole(site);
}

static void
the_page_shows_who_did_what(void **state)
{
	struct site *site = *state;
	struct answer page;

	(void)lead_and_owner(site);
	(void)desk_get(site, "/admin/leads/1");
	page = desk_get(site, "/admin/audit");
	assert_int_equal(page.code, 200);
	answer_has(&page, "<th scope=\"row\">Looked at a lead</th>");
	answer_has(&page, "<a href=\"/admin/leads/1\">lead 1</a>");
	answer_has(&page, "<td data-label=\"Who\">" SITE_EMAIL "</td>");
	answer_has(&page, "<time datetime=\"2026-11-23T08:00:00Z\">"
	    "23 November 2026, 09:00</time>");
	answer_has(&page, "<th scope=\"row\">Signed in</th>");
	answer_has(&page, "<td data-label=\"Who\">the command line</td>");
	answer_lacks(&page, "tampered");
	answer_lacks(&page, "ann@example.com");
	answer_lacks(&page, "O&#39;Hara");
}

static void
looking_at_the_log_is_no_event(void **state)
{
	struct site *site = *state;
	struct audit_report before;
	struct audit_report after;

	site_sign_in(site);
	(void)office_audit_verify(site->desk.office, &before);
	assert_int_equal(desk_get(site, "/admin/audit").code, 200);
	(void)office_audit_verify(site->desk.office, &after);
	assert_int_equal(after.count, before.count);
}

static void
the_page_is_paged(void **state)
{
	struct site *site = *state;
	struct answer first;
	struct answer second;
	const char *next;

	site_sign_in(site);
	for (int64_t i = 1; i <= 150; i++)
		assert_status(office_audit_note(site->desk.office,
		    &(struct audit_event){ site->now, 1, AUDIT_LEAD_EXPORTED,
			1000 + i }), OK);
	first = desk_get(site, "/admin/audit");
	answer_has(&first, "lead 1150<");
	answer_has(&first, "lead 1051<");
	answer_lacks(&first, "lead 1050<");
	next = answer_between(site->arena, &first, "rel=\"next\" href=\"",
	    "\"");
	second = desk_get(site, next);
	assert_int_equal(second.code, 200);
	answer_has(&second, "lead 1050<");
	answer_has(&second, "lead 1001<");
	answer_lacks(&second, "lead 1051<");
	answer_lacks(&second, "rel=\"next\"");
	answer_has(&second, "Made the site’s keys");
	second = desk_get(site, "/admin/audit?before=1");
	answer_has(&second, "No older events.");
	assert_int_equal(desk_get(site, "/admin/audit?before=x").code, 404);
}

static void
a_tampered_log_says_so_on_its_page(void **state)
{
	struct site *site = *state;
	struct answer page;

	(void)lead_and_owner(site);
	(void)desk_get(site, "/admin/leads/1");
	site_run(site, "office.db",
	    "DROP TRIGGER audit_event_is_not_removed;"
	    "DELETE FROM audit_event WHERE id = 2");
	page = desk_get(site, "/admin/audit");
	assert_int_equal(page.code, 200);
	answer_has(&page, "This log was tampered with");
	answer_has(&page, "event 2 was removed");
}

/* A newer program may know more kinds. */
static void
a_kind_nobody_knows_is_shown_as_it_stands(void **state)
{
	struct site *site = *state;
	struct answer page;

	site_sign_in(site);
	site_run(site, "office.db", "INSERT INTO audit_event SELECT id + 1,"
	    " at, NULL, 'moon.landed', 7, hash FROM audit_event ORDER BY id"
	    " DESC LIMIT 1");
	page = desk_get(site, "/admin/audit");
	answer_has(&page, "<th scope=\"row\">moon.landed</th>");
}

/* ---- the lead's page ---- */

static void
consent_and_the_end_of_keeping_stand_on_the_leads_page(void **state)
{
	struct site *site = *state;
	struct answer page;

	(void)lead_and_owner(site);
	page = desk_get(site, "/admin/leads/1");
	answer_has(&page, "<dt>Agreed to</dt><dd>“Store what I entered above, "
	    "so that we can hold this call” (version 2026-11), on 23 November "
	    "2026, 09:00</dd>");
	answer_lacks(&page, "<dt>Kept until</dt>");
	site_run(site, "intake.db", "UPDATE lead SET stage = 'lost',"
	    " stage_at = 1795420800"); /* SITE_NOW */
	page = desk_get(site, "/admin/leads/1");
	/* 180 days after the call on the 24th. */
	answer_has(&page, "<dt>Kept until</dt><dd>Sunday 23 May 2027</dd>");
}

/* ---- erasing ---- */

static struct answer
erase(struct site *site, const char *confirm)
{
	return desk_post(site, "/admin/leads/1/erase",
	    form_of(site->arena, "confirm", confirm, NULL));
}

static void
erasing_asks_first(void **state)
{
	struct site *site = *state;
	struct answer page;

	(void)lead_and_owner(site);
	page = desk_get(site, "/admin/leads/1");
	answer_has(&page, "<a href=\"/admin/leads/1/erase\">");
	page = desk_get(site, "/admin/leads/1/erase");
	assert_int_equal(page.code, 200);
	answer_has(&page, "Ann O&#39;Hara &lt;ann&gt;");
	answer_has(&page, "The call on 24 November 2026, 09:00 is cancelled");
	page = erase(site, NULL);
	assert_int_equal(page.code, 422);
	answer_has(&page, "<title>Error: ");
	answer_has(&page, "Please tick the box");
	assert_int_equal(erase(site, "no").code, 422);
	assert_int_equal(site_leads(site), 1);
	assert_int_equal(events(site, AUDIT_LEAD_ERASED, 1), 0);
}

static void
what_the_owner_erases_is_gone_and_logged(void **state)
{
	struct site *site = *state;
	const char *own = lead_and_owner(site);
	struct answer answer = erase(site, "yes");

	assert_int_equal(answer.code, 303);
	assert_string_equal(answer_header(site->arena, &answer, "location"),
	    "/admin/leads");
	assert_int_equal(site_leads(site), 0);
	assert_int_equal(desk_get(site, "/admin/leads/1").code, 404);
	assert_int_equal(events(site, AUDIT_LEAD_ERASED, 1), 1);
	answer = site_get(site, own);
	answer_lacks(&answer, "ann@example.com");
	answer = desk_get(site, "/admin/audit");
	answer_has(&answer, "<td data-label=\"Which\">lead 1</td>");
	log_is_whole(site);
}

static void
erasing_twice_is_not_found(void **state)
{
	struct site *site = *state;

	(void)lead_and_owner(site);
	assert_int_equal(erase(site, "yes").code, 303);
	assert_int_equal(erase(site, "yes").code, 404);
	assert_int_equal(desk_get(site, "/admin/leads/1/erase").code, 404);
	assert_int_equal(desk_get(site, "/admin/leads/x/erase").code, 404);
	assert_int_equal(events(site, AUDIT_LEAD_ERASED, 1), 1);
}

static void
after_five_minutes_the_passphrase_is_asked_for(void **state)
{
	struct site *site = *state;
	struct answer answer;

	(void)lead_and_owner(site);
	site_wait(site, PROOF_SECONDS + 1);
	answer = erase(site, "yes");
	assert_int_not_equal(answer.code, 303);
	assert_int_equal(site_leads(site), 1);
	assert_int_equal(events(site, AUDIT_LEAD_ERASED, 1), 0);
}

static void
a_visitors_erasure_reaches_the_log_when_the_owner_looks(void **state)
{
	struct site *site = *state;
	const char *own = lead_and_owner(site);
	struct answer answer;

	assert_int_equal(site_post(site, arena_printf(site->arena,
	    "%s/erase", own), "").code, 303);
	answer = desk_get(site, "/admin/audit");
	answer_has(&answer, "Erased their own data");
	answer_has(&answer, "<td data-label=\"Who\">a visitor</td>");
	assert_int_equal(events(site, AUDIT_LEAD_ERASED_BY_VISITOR, 1), 1);
	log_is_whole(site);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		site_test(each_look_at_a_lead_is_logged),
		site_test(what_cannot_be_logged_is_not_shown),
		site_test(the_page_shows_who_did_what),
		site_test(looking_at_the_log_is_no_event),
		site_test(the_page_is_paged),
		site_test(a_tampered_log_says_so_on_its_page),
		site_test(a_kind_nobody_knows_is_shown_as_it_stands),
		site_test(
		    consent_and_the_end_of_keeping_stand_on_the_leads_page),
		site_test(erasing_asks_first),
		site_test(what_the_owner_erases_is_gone_and_logged),
		site_test(erasing_twice_is_not_found),
		site_test(after_five_minutes_the_passphrase_is_asked_for),
		site_test(
		    a_visitors_erasure_reaches_the_log_when_the_owner_looks),
	};

	return cmocka_run_group_tests_name("audit_pages", tests, site_load,
	    site_unload);
}
