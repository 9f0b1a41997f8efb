/*
 * The pages where the disk fails under any one statement that they need: a
 * page that says so and how to go on, nothing stored that is said not to be,
 * and the same request works as soon as the disk does.
 */
#include "test.h"

#include <sqlite3.h>

#include "../store/refusing.h"
#include "answer.h"
#include "base/arena.h"
#include "base/util.h"
#include "harness.h"
#include "wish.h"

/* A request; of the desk where its path is. */
struct asked {
	const char *target;
	const char *form; /* NULL: it is only looked at */
	int code;         /* where nothing is refused */
	int steps_least;  /* so many statements, or more */
	/* What it changes is of office.db, which also notes who looked:
	 * test_refused_office.c sees to that. */
	bool office;
	bool kept; /* it is stored already, and answered as it was then */
};

static struct answer
send(struct site *site, const struct asked *asked)
{
	bool desk = strncmp(asked->target, "/admin", 6) == 0;

	if (asked->form == NULL)
		return desk ? desk_get(site, asked->target) :
		    site_get(site, asked->target);
	return desk ? desk_post(site, asked->target, asked->form) :
	    site_post(site, asked->target, asked->form);
}

/* "Nothing was stored" must be so, and that it was. The log of audits tells
 * what was looked at, which is so also where the page did not come. false: it
 * was done. */
static bool
send_without(struct site *site, const struct asked *asked, int nth)
{
	const uint64_t before = refuse_digest(site->dir, "intake.db");
	struct answer answer;
	bool stored;

	refuse_step(nth, SQLITE_IOERR_WRITE);
	answer = send(site, asked);
	if (!refuse_over()) {
		if (answer.code != asked->code)
			fail_msg("%s: %d %s", asked->target, answer.code,
			    answer.body);
		return false;
	}
	stored = refuse_digest(site->dir, "intake.db") != before;
	/* What only notes that somebody was here may fail in silence. */
	if (answer.code != 503 && answer.code != asked->code)
		fail_msg("%s: statement %d was refused: %d %s", asked->target,
		    nth, answer.code, answer.body);
	if (asked->form == NULL || asked->office)
		return true;
	if (stored != (answer.code != 503 && !asked->kept))
		fail_msg("%s: statement %d was refused: %d, and something is "
		    "%sstored", asked->target, nth, answer.code,
		    stored ? "" : "not ");
	/* It is done, and what was refused came after: once is enough. */
	return !stored;
}

static void
send_each(struct site *site, const struct asked *list, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		int nth = 1;

		while (send_without(site, &list[i], nth))
			nth++;
		if (nth <= list[i].steps_least)
			fail_msg("%s: %d statements", list[i].target, nth - 1);
	}
}

/* Two calls are booked, their owner is signed in and has a note on the first;
 * paths of the visitors' own pages. */
static void
fill(struct site *site, const char *own[2])
{
	static const char *const slots[] = { WISH_SLOT,
		"2026-11-25T13:00:00Z" };
	struct answer noted;

	for (size_t i = 0; i < countof(slots); i++) {
		struct wish wish = wish_of_page(site);

		wish.slot = slots[i];
		wish.result = "js-data-grow-poly";
		own[i] = wish_book(site, &wish);
	}
	site_sign_in(site);
	noted = desk_post(site, "/admin/leads/1/note", "note=rang");
	assert_int_equal(noted.code, 303);
}

static void
pages_of_visitors_say_that_the_disk_fails(void **state)
{
	struct site *site = *state;
	const char *own[2];
	struct asked pages[] = {
		{ "/book", NULL, 200, 3 },
		{ "/book/slots.json", NULL, 200, 3 },
		{ "/contact", NULL, 200, 0 },
		{ "own", NULL, 200, 1 },
		{ "data.json", NULL, 200, 1 },
		{ "invite.ics", NULL, 200, 1 },
		{ "reschedule", NULL, 200, 3 },
		{ "correct", NULL, 200, 1 },
		{ "erase", NULL, 200, 1 },
		{ "reschedule", "slot=2026-11-26T13%3A00%3A00Z"
		    "&tz=Europe%2FBerlin", 303, 8 },
		{ "cancel", "", 303, 4 },
		{ "erase", "", 303, 4 },
	};

	fill(site, own);
	pages[3].target = own[0];
	for (size_t i = 4; i < countof(pages); i++)
		pages[i].target = arena_printf(site->arena, "%s/%s", own[0],
		    pages[i].target);
	send_each(site, pages, countof(pages));
}

static void
forms_of_visitors_are_stored_whole_or_not_at_all(void **state)
{
	struct site *site = *state;
	struct wish wish = wish_of_page(site);
	struct asked form = { "/book", NULL, 303, 7 };

	form.form = wish_form(site, &wish);
	send_each(site, &form, 1);
	assert_int_equal(site_leads(site), 1);
	/* And the one that comes again is the same. */
	form.steps_least = 1;
	form.kept = true;
	send_each(site, &form, 1);
	assert_int_equal(site_leads(site), 1);
}

static void
pages_of_the_desk_say_that_the_disk_fails(void **state)
{
	static const struct asked pages[] = {
		{ "/admin", NULL, 200, 8 },
		{ "/admin/leads", NULL, 200, 6 },
		{ "/admin/leads?view=board", NULL, 200, 6 },
		{ "/admin/leads?q=ann", NULL, 200, 6 },
		{ "/admin/leads.csv", NULL, 200, 6 },
		{ "/admin/leads.json", NULL, 200, 6 },
		{ "/admin/leads/1", NULL, 200, 10 },
		{ "/admin/leads/1/export.json", NULL, 200, 8 },
		{ "/admin/leads/1/erase", NULL, 200, 3 },
		{ "/admin/bookings", NULL, 200, 4 },
		{ "/admin/availability", NULL, 200, 5 },
		{ "/admin/quarantine", NULL, 200, 2 },
		{ "/admin/insights", NULL, 200, 5 },
		{ "/admin/outbox", NULL, 200, 3 },
		{ "/admin/outbox/1", NULL, 200, 3 },
		{ "/admin/audit", NULL, 200, 3 },
		{ "/admin/settings", NULL, 200, 4 },
		{ "/admin/settings/second-factor", NULL, 200, 3 },
		{ "/admin/settings/recovery", NULL, 200, 1 },
	};
	struct site *site = *state;
	const char *own[2];

	site->front.settings.smtp.host = "mail.example.org";
	fill(site, own);
	send_each(site, pages, countof(pages));
}

static void
changes_at_the_desk_are_stored_whole_or_not_at_all(void **state)
{
	static const struct asked forms[] = {
		{ "/admin/leads/1/note", "note=again", 303, 4 },
		{ "/admin/leads/1/follow-up", "follow_up=2026-12-01", 303, 4 },
		{ "/admin/leads/1/recommended", "primary=node", 303, 4 },
		{ "/admin/leads/1/stage", "stage=call_held", 303, 4 },
		{ "/admin/leads/1/undo", "change=3", 303, 4 },
		{ "/admin/leads/stage", "lead1=on&lead2=on&stage=lost", 303,
		    8 },
		{ "/admin/leads/2/call", "call=2&state=cancelled", 303, 4 },
		{ "/admin/availability/overrides", "from=2026-12-01&to="
		    "2026-12-02&rule=blocked&zone=Europe%2FBerlin", 303, 4 },
		{ "/admin/availability/blocks", "starts=2026-12-03T10%3A00&"
		    "ends=2026-12-03T11%3A00&zone=Europe%2FBerlin", 303, 4 },
		{ "/admin/availability/blocks/remove", "id=1", 303, 4 },
		{ "/admin/availability/rules/remove", "", 303, 4 },
		{ "/admin/settings/calendar", "do=make", 200, 4 },
		{ "/admin/outbox/test", "address=me%40example.net", 303, 4 },
		{ "/admin/leads/1/erase", "confirm=yes", 303, 8 },
		{ "/admin/logout", "", 303, 2, true },
	};
	struct site *site = *state;
	const char *own[2];

	site->desk.settings.smtp.host = "mail.example.org";
	fill(site, own);
	send_each(site, forms, countof(forms));
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		site_test(pages_of_visitors_say_that_the_disk_fails),
		site_test(forms_of_visitors_are_stored_whole_or_not_at_all),
		site_test(pages_of_the_desk_say_that_the_disk_fails),
		site_test(changes_at_the_desk_are_stored_whole_or_not_at_all),
	};

	return cmocka_run_group_tests_name("refused", tests, site_load,
	    site_unload);
}
