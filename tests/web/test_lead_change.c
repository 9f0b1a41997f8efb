/*
 * What the owner does with one lead: another stage, the next date, what was
 * recommended, and taking any of it back.
 */
#include "test.h"

#include "answer.h"
#include "base/arena.h"
#include "base/util.h"
#include "door.h"
#include "harness.h"
#include "store/office.h"
#include "wish.h"

enum { DAY = 86400 };

/* A lead with the id 1, "Call booked", and its owner signed in. */
static void
lead_and_owner(struct site *site)
{
	struct wish wish = wish_of_page(site);

	(void)wish_book(site, &wish);
	site_sign_in(site);
}

/* Stage, day of the next date or "-", and what was recommended. */
static void
lead_is(struct site *site, const char *wanted)
{
	assert_int_equal(site_number(site, "intake.db", arena_printf(
	    site->arena, "SELECT count(*) FROM lead WHERE stage || ' ' ||"
	    " ifnull(follow_up_on, '-') || ' ' || recommended = '%s'",
	    wanted)), 1);
}

static struct answer
change(struct site *site, const char *what, const char *form)
{
	return desk_post(site, arena_printf(site->arena, "/admin/leads/1/%s",
	    what), form);
}

/* How many events of a kind the log has about the lead. */
static size_t
events(struct site *site, enum audit_kind kind)
{
	struct audit_rows rows;
	size_t count = 0;

	assert_status(office_audit_events(site->desk.office, site->arena, 0,
	    1000, &rows), OK);
	for (size_t i = 0; i < rows.len; i++)
		count += strcmp(rows.at[i].kind, audit_kind_id(kind)) == 0 &&
		    rows.at[i].subject == 1;
	return count;
}

/* ---- stages ---- */

static void
a_lead_moves_and_says_so(void **state)
{
	struct site *site = *state;
	struct answer page;

	lead_and_owner(site);
	page = change(site, "stage", "stage=call_held");
	answer_goes_to(site->arena, &page, "/admin/leads/1?done=1");
	lead_is(site, "call_held - ");
	page = desk_get(site, "/admin/leads/1?done=1");
	answer_has(&page, "<p>Moved Ann O&#39;Hara &lt;ann&gt; to Call "
	    "held.</p>");
	answer_has(&page, "name=\"back\" value=\"/admin/leads/1\"");
	answer_has(&page, "Moved from Call booked to Call held");
	assert_int_equal(events(site, AUDIT_LEAD_STAGE), 1);
}

static void
only_moves_that_are_allowed_are_offered(void **state)
{
	static const char *const buttons[] = { "call_held", "proposal", "won",
		"lost", "no_fit" };
	struct site *site = *state;
	struct answer page;

	lead_and_owner(site);
	page = desk_get(site, "/admin/leads/1");
	for (int i = LEAD_NEW; i < LEAD_STAGE_COUNT; i++) {
		enum lead_stage stage = (enum lead_stage)i;

		assert_int_equal(answer_count(&page, arena_printf(site->arena,
		    "name=\"stage\" value=\"%s\"", lead_stage_id(stage))),
		    lead_may_move(LEAD_CALL_BOOKED, stage));
	}
	for (size_t i = 0; i < countof(buttons); i++)
		answer_has(&page, arena_printf(site->arena,
		    "name=\"stage\" value=\"%s\"", buttons[i]));
}

static void
a_move_that_is_not_allowed_is_refused_with_the_way_out(void **state)
{
	static const char *const wrong[] = { "stage=new", "stage=",
		"stage=Won", "stage=nonsense", "", "other=1" };
	struct site *site = *state;
	struct answer page;

	lead_and_owner(site);
	for (size_t i = 0; i < countof(wrong); i++) {
		page = change(site, "stage", wrong[i]);
		assert_int_equal(page.code, 422);
		answer_has(&page, i == 0 ? "<a href=\"#stage\">It cannot go "
		    "there" : "<a href=\"#stage\">Please choose one of "
		    "these stages.");
		lead_is(site, "call_booked - ");
	}
	assert_int_equal(events(site, AUDIT_LEAD_STAGE), 0);
}

/* A form sent twice, by a double click or a reload. */
static void
the_same_move_twice_is_one(void **state)
{
	struct site *site = *state;
	struct answer page;

	lead_and_owner(site);
	(void)change(site, "stage", "stage=won");
	page = change(site, "stage", "stage=won");
	answer_goes_to(site->arena, &page, "/admin/leads/1");
	assert_int_equal(site_number(site, "intake.db",
	    "SELECT count(*) FROM lead_change"), 1);
}

/* ---- the next date ---- */

static void
a_date_is_set_changed_and_taken_away(void **state)
{
	struct site *site = *state;
	struct answer page;

	lead_and_owner(site);
	page = change(site, "follow-up", "follow_up=2026-12-24");
	answer_goes_to(site->arena, &page, "/admin/leads/1?done=1");
	page = desk_get(site, "/admin/leads/1?done=1");
	answer_has(&page, "on Thursday 24 December 2026.");
	answer_has(&page, "<dt>Next date</dt><dd>Thursday 24 December "
	    "2026</dd>");
	answer_has(&page, "type=\"date\" min=\"2026-11-23\" "
	    "value=\"2026-12-24\"");
	(void)change(site, "follow-up", "follow_up=2026-11-23");
	page = desk_get(site, "/admin/leads/1");
	answer_has(&page, "Monday 23 November 2026, <strong>today</strong>");
	page = change(site, "follow-up", "follow_up=");
	answer_goes_to(site->arena, &page, "/admin/leads/1?done=3");
	page = desk_get(site, "/admin/leads/1?done=3");
	answer_has(&page, "has no date any more.");
	answer_lacks(&page, "<dt>Next date</dt>");
	lead_is(site, "call_booked - ");
	assert_int_equal(events(site, AUDIT_LEAD_FOLLOW_UP), 3);
}

static void
a_date_that_cannot_be_is_refused_and_kept_in_its_field(void **state)
{
	static const char *const wrong[] = { "2026-11-22", "2026-02-30",
		"24.12.2026", "tomorrow", "2036-01-01", "2026-12-24T10:00",
		"-1", "9999999999" };
	struct site *site = *state;
	struct answer page;

	lead_and_owner(site);
	for (size_t i = 0; i < countof(wrong); i++) {
		page = change(site, "follow-up", form_of(site->arena,
		    "follow_up", wrong[i], NULL));
		assert_int_equal(page.code, 422);
		answer_has(&page, "<a href=\"#follow_up\">");
		answer_has(&page, "id=\"follow_up-problem\"");
		answer_has(&page, arena_printf(site->arena, "value=\"%s\"",
		    wrong[i]));
	}
	lead_is(site, "call_booked - ");
}

static void
a_closed_lead_takes_no_date(void **state)
{
	struct site *site = *state;
	struct answer page;

	lead_and_owner(site);
	(void)change(site, "stage", "stage=lost");
	page = desk_get(site, "/admin/leads/1");
	answer_has(&page, "This lead is closed, so there is nothing to get back to.");
	answer_lacks(&page, "name=\"follow_up\"");
	page = change(site, "follow-up", "follow_up=2026-12-24");
	assert_int_equal(page.code, 422);
	answer_has(&page, "Move it to an open stage first.");
}

/* ---- what was recommended ---- */

static void
what_was_recommended_is_written_down_after_the_call(void **state)
{
	struct site *site = *state;
	struct answer page;

	lead_and_owner(site);
	page = desk_get(site, "/admin/leads/1");
	answer_lacks(&page, "What you recommended");
	site_wait(site, 2 * DAY);
	site_sign_in(site);
	page = desk_get(site, "/admin/leads/1");
	answer_has(&page, "What you recommended");
	page = change(site, "recommended", "primary=node&partner=python");
	answer_goes_to(site->arena, &page, "/admin/leads/1?done=1");
	lead_is(site, "call_booked - node+python");
	page = desk_get(site, "/admin/leads/1?done=1");
	answer_has(&page, "you recommended Node.js with Python to");
	answer_has(&page, "<dt>You recommended</dt><dd>Node.js with "
	    "Python</dd>");
	assert_int_equal(answer_count(&page,
	    "<option value=\"node\" selected>"), 1);
	assert_int_equal(answer_count(&page,
	    "<option value=\"python\" selected>"), 1);
	(void)change(site, "recommended", "primary=&partner=");
	lead_is(site, "call_booked - ");
	assert_int_equal(events(site, AUDIT_LEAD_RECOMMENDED), 2);
}

static void
a_stack_that_is_none_is_refused_at_its_field(void **state)
{
	static const struct {
		const char *form;
		const char *field;
	} wrong[] = {
		{ "primary=cobol", "primary" },
		{ "primary=node&partner=cobol", "partner" },
		{ "primary=node&partner=node", "partner" },
		{ "partner=node", "primary" },
		{ "primary=node%2Bpython", "primary" },
	};
	struct site *site = *state;
	struct answer page;

	lead_and_owner(site);
	for (size_t i = 0; i < countof(wrong); i++) {
		page = change(site, "recommended", wrong[i].form);
		assert_int_equal(page.code, 422);
		answer_has(&page, arena_printf(site->arena,
		    "<a href=\"#%s\">", wrong[i].field));
		answer_has(&page, arena_printf(site->arena,
		    "id=\"%s-problem\"", wrong[i].field));
	}
	lead_is(site, "call_booked - ");
}

/* ---- how a call went ---- */

static const char *
call_now(struct site *site, const char *state)
{
	return arena_printf(site->arena, "SELECT count(*) FROM booking WHERE "
	    "state = '%s'", state);
}

static void
a_call_that_was_held_moves_the_lead(void **state)
{
	struct site *site = *state;
	struct answer page;

	lead_and_owner(site);
	page = desk_get(site, "/admin/leads/1");
	answer_lacks(&page, "How the call went");
	site_wait(site, 2 * DAY);
	site_sign_in(site);
	page = desk_get(site, "/admin/leads/1");
	answer_has(&page, "How the call went");
	page = change(site, "call", "call=1&state=held");
	answer_goes_to(site->arena, &page, "/admin/leads/1?done=1");
	assert_int_equal(site_number(site, "intake.db", call_now(site,
	    "held")), 1);
	lead_is(site, "call_held - ");
	page = desk_get(site, "/admin/leads/1");
	answer_has(&page, "09:00 to 09:30: held");
	answer_lacks(&page, "value=\"held\">");
	(void)change(site, "call", "call=1&state=held");
	assert_int_equal(events(site, AUDIT_LEAD_CALL), 1);
}

static void
who_did_not_come_stays_where_they_are(void **state)
{
	struct site *site = *state;
	struct answer page;

	lead_and_owner(site);
	site_wait(site, 2 * DAY);
	site_sign_in(site);
	page = change(site, "call", "call=1&state=missed");
	answer_goes_to(site->arena, &page, "/admin/leads/1");
	lead_is(site, "call_booked - ");
	page = desk_get(site, "/admin/leads/1");
	answer_has(&page, ": they did not come");
	/* A slip of the hand. */
	(void)change(site, "call", "call=1&state=held");
	lead_is(site, "call_held - ");
}

static void
a_call_to_come_can_be_cancelled_by_the_owner(void **state)
{
	struct site *site = *state;
	struct answer page;

	lead_and_owner(site);
	page = desk_get(site, "/admin/leads/1");
	answer_has(&page, "The call to come");
	answer_has(&page, "value=\"cancelled\"");
	page = change(site, "call", "call=1&state=cancelled");
	answer_goes_to(site->arena, &page, "/admin/leads/1");
	assert_int_equal(site_number(site, "intake.db", call_now(site,
	    "cancelled")), 1);
	assert_int_equal(site_number(site, "intake.db", "SELECT sequence FROM"
	    " booking"), 1);
	/* The visitor is told, the owner knows. */
	assert_int_equal(site_number(site, "intake.db", "SELECT count(*) FROM"
	    " outbox WHERE kind = 'booking.cancelled' AND state = 'waiting'"),
	    1);
	assert_int_equal(site_number(site, "intake.db", "SELECT count(*) FROM"
	    " outbox WHERE kind = 'booking.confirmed' AND state = 'waiting'"),
	    0);
	assert_int_equal(events(site, AUDIT_LEAD_CALL), 1);
	page = desk_get(site, "/admin/leads/1");
	answer_lacks(&page, "The call to come");
	answer_has(&page, "ancelled");
	(void)change(site, "call", "call=1&state=cancelled");
	assert_int_equal(events(site, AUDIT_LEAD_CALL), 1);
	assert_int_equal(change(site, "call", "call=2&state=cancelled").code,
	    404);
}

static void
a_call_that_has_begun_is_not_cancelled(void **state)
{
	struct site *site = *state;
	struct answer page;

	lead_and_owner(site);
	site_wait(site, 2 * DAY);
	site_sign_in(site);
	page = change(site, "call", "call=1&state=cancelled");
	assert_int_equal(page.code, 422);
	answer_has(&page, "That call has begun");
	assert_int_equal(site_number(site, "intake.db", call_now(site,
	    "cancelled")), 0);
}

/* Nor is a lead pulled back from where it has got to. */
static void
a_lead_that_is_further_does_not_go_back(void **state)
{
	struct site *site = *state;

	lead_and_owner(site);
	site_wait(site, 2 * DAY);
	site_sign_in(site);
	(void)change(site, "stage", "stage=proposal");
	assert_int_equal(change(site, "call", "call=1&state=held").code, 303);
	lead_is(site, "proposal - ");
}

static void
a_call_to_come_or_of_nobody_has_not_gone_anyhow(void **state)
{
	static const char *const none[] = { "call=2&state=held",
		"call=x&state=held", "state=held", "" };
	struct site *site = *state;
	struct answer page;

	lead_and_owner(site);
	page = change(site, "call", "call=1&state=held");
	assert_int_equal(page.code, 422);
	answer_has(&page, "That call has not begun, or was cancelled.");
	for (size_t i = 0; i < countof(none); i++)
		assert_int_equal(change(site, "call", none[i]).code, 404);
	assert_int_equal(change(site, "call", "call=1&state=lost").code, 422);
	site_wait(site, 2 * DAY);
	site_sign_in(site);
	site_run(site, "intake.db", "UPDATE booking SET state = 'cancelled'");
	assert_int_equal(change(site, "call", "call=1&state=held").code, 422);
	lead_is(site, "call_booked - ");
}

/* ---- undo ---- */

static void
each_change_can_be_undone(void **state)
{
	static const char *const forms[][2] = {
		{ "stage", "stage=won" }, { "stage", "stage=no_fit" },
		{ "follow-up", "follow_up=2026-12-24" },
		{ "recommended", "primary=go" },
	};
	struct site *site = *state;
	struct answer page;

	for (size_t i = 0; i < countof(forms); i++) {
		int64_t last;

		if (i == 0)
			lead_and_owner(site);
		assert_int_equal(change(site, forms[i][0], forms[i][1]).code,
		    303);
		last = site_number(site, "intake.db",
		    "SELECT max(id) FROM lead_change");
		page = change(site, "undo", arena_printf(site->arena,
		    "change=%lld&back=%%2Fadmin", (long long)last));
		answer_goes_to(site->arena, &page, arena_printf(site->arena,
		    "/admin?done=%lld", (long long)last + 1));
		lead_is(site, "call_booked - ");
	}
	assert_int_equal(events(site, AUDIT_LEAD_UNDONE), countof(forms));
}

static void
what_came_later_is_not_undone(void **state)
{
	struct site *site = *state;
	struct answer page;

	lead_and_owner(site);
	(void)change(site, "stage", "stage=call_held");
	(void)change(site, "stage", "stage=proposal");
	page = change(site, "undo", "change=1");
	assert_int_equal(page.code, 409);
	answer_has(&page, "That cannot be undone any more");
	page = desk_get(site, "/admin/leads/1?done=1");
	answer_lacks(&page, "action=\"/admin/leads/1/undo\"");
	lead_is(site, "proposal - ");
}

static void
an_undo_of_nothing_is_a_404(void **state)
{
	static const char *const wrong[] = { "change=99", "change=0",
		"change=x", "change=", "" };
	struct site *site = *state;
	struct answer page;

	lead_and_owner(site);
	for (size_t i = 0; i < countof(wrong); i++)
		assert_int_equal(change(site, "undo", wrong[i]).code, 404);
	(void)change(site, "stage", "stage=won");
	page = desk_post(site, "/admin/leads/2/undo", "change=1");
	assert_int_equal(page.code, 404);
	lead_is(site, "won - ");
}

/* ---- the notice, and the way back ---- */

static void
a_notice_is_news_and_ones_own(void **state)
{
	static const char *const none[] = { "done=99", "done=x", "done=",
		"done=-1" };
	struct site *site = *state;
	struct browser other;
	struct answer page;

	lead_and_owner(site);
	add_other_admin(site);
	(void)change(site, "stage", "stage=won");
	for (size_t i = 0; i < countof(none); i++) {
		page = desk_get(site, arena_printf(site->arena,
		    "/admin/leads/1?%s", none[i]));
		assert_int_equal(page.code, 200);
		answer_lacks(&page, "class=\"done\"");
	}
	page = desk_get(site, "/admin/leads/1?done=1");
	answer_has(&page, "class=\"done\"");
	site_wait(site, 601 + 60);
	page = desk_get(site, "/admin/leads/1?done=1");
	answer_lacks(&page, "class=\"done\"");
	(void)change(site, "stage", "stage=lost");
	other = browser_of(site, OTHER_EMAIL, OTHER_PASSPHRASE, "");
	browser_take(site, &other);
	page = desk_get(site, "/admin/leads/1?done=2");
	answer_lacks(&page, "class=\"done\"");
}

static void
the_way_back_is_a_page_of_the_desk(void **state)
{
	static const char *const ways[][2] = {
		{ "/admin", "/admin?done=" },
		{ "/admin?done=7", "/admin?done=" },
		{ "/admin/leads?stage=new&q=a%20b",
		    "/admin/leads?stage=new&q=a%20b&done=" },
		{ "/admin/leads?done=3&stage=new",
		    "/admin/leads?stage=new&done=" },
		{ "https://example.org/admin", "/admin/leads/1?done=" },
		{ "//example.org/", "/admin/leads/1?done=" },
		{ "/administrator", "/admin/leads/1?done=" },
		{ "/admin/../book", "/admin/leads/1?done=" },
		{ "/admin/leads\r\nset-cookie: a=b", "/admin/leads/1?done=" },
		{ "", "/admin/leads/1?done=" },
	};
	struct site *site = *state;

	lead_and_owner(site);
	for (size_t i = 0; i < countof(ways); i++) {
		struct answer page = change(site, "stage", form_of(
		    site->arena, "stage", i % 2 == 0 ? "won" : "lost", "back",
		    ways[i][0], NULL));

		answer_goes_to(site->arena, &page, arena_printf(site->arena,
		    "%s%zu", ways[i][1], i + 1));
	}
}

static void
a_lead_that_is_not_there_is_a_404(void **state)
{
	static const char *const forms[][2] = {
		{ "stage", "stage=won" }, { "follow-up", "follow_up=" },
		{ "recommended", "primary=go" }, { "undo", "change=1" },
	};
	static const char *const ids[] = { "2", "0", "x", "-1" };
	struct site *site = *state;

	lead_and_owner(site);
	for (size_t i = 0; i < countof(forms); i++)
		for (size_t j = 0; j < countof(ids); j++)
			assert_int_equal(desk_post(site, arena_printf(
			    site->arena, "/admin/leads/%s/%s", ids[j],
			    forms[i][0]), forms[i][1]).code, 404);
}

static void
on_a_full_disk_nothing_is_half_changed(void **state)
{
	struct site *site = *state;
	struct answer page;

	lead_and_owner(site);
	(void)desk_get(site, "/admin/leads/1");
	site_fill_disk(true);
	page = change(site, "stage", "stage=won");
	site_fill_disk(false);
	assert_int_equal(page.code, 503);
	lead_is(site, "call_booked - ");
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		site_test(a_lead_moves_and_says_so),
		site_test(only_moves_that_are_allowed_are_offered),
		site_test(
		    a_move_that_is_not_allowed_is_refused_with_the_way_out),
		site_test(the_same_move_twice_is_one),
		site_test(a_date_is_set_changed_and_taken_away),
		site_test(
		    a_date_that_cannot_be_is_refused_and_kept_in_its_field),
		site_test(a_closed_lead_takes_no_date),
		site_test(what_was_recommended_is_written_down_after_the_call),
		site_test(a_stack_that_is_none_is_refused_at_its_field),
		site_test(a_call_that_was_held_moves_the_lead),
		site_test(who_did_not_come_stays_where_they_are),
		site_test(a_call_to_come_can_be_cancelled_by_the_owner),
		site_test(a_call_that_has_begun_is_not_cancelled),
		site_test(a_lead_that_is_further_does_not_go_back),
		site_test(a_call_to_come_or_of_nobody_has_not_gone_anyhow),
		site_test(each_change_can_be_undone),
		site_test(what_came_later_is_not_undone),
		site_test(an_undo_of_nothing_is_a_404),
		site_test(a_notice_is_news_and_ones_own),
		site_test(the_way_back_is_a_page_of_the_desk),
		site_test(a_lead_that_is_not_there_is_a_404),
		site_test(on_a_full_disk_nothing_is_half_changed),
	};

	return cmocka_run_group_tests(tests, site_load, site_unload);
}
