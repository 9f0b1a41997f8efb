/*
 * The list of leads and its board: what a filter lets through and in which
 * order, page by page; and what is changed from there.
 */
#include "test.h"

#include "answer.h"
#include "base/arena.h"
#include "base/text.h"
#include "base/util.h"
#include "crypto/token.h"
#include "domain/follow_up.h"
#include "domain/verdict.h"
#include "harness.h"

enum { LEADS = 200, TODAY = 20780 /* 2026-11-23 */, DAY = 86400 };

/* What lead i is: the same as set_all writes. */
static enum lead_stage
stage_of(int i)
{
	return LEAD_NEW + (enum lead_stage)(i % 7);
}

static int64_t
day_of(int i)
{
	return i % 5 == 0 ? 0 : TODAY - 7 + i % 14;
}

static bool
is_doubtful(int i)
{
	return i % 17 == 0;
}

static int64_t
created_at(int i)
{
	return SITE_NOW - (int64_t)i * 6 * 3600;
}

static bool
is_open(int i)
{
	return !lead_stage_is_closed(stage_of(i));
}

static struct follow_up
follow_up_of(int i)
{
	return (struct follow_up){ stage_of(i),
		is_doubtful(i) ? DOUBT_TRAP : DOUBT_NONE, day_of(i),
		i % 2 == 0 ? SITE_NOW - 10 * DAY : created_at(i) };
}

static void
set_all(struct site *site)
{
	site_run(site, "intake.db", "UPDATE lead SET stage = CASE id % 7"
	    " WHEN 0 THEN 'new' WHEN 1 THEN 'call_booked' WHEN 2 THEN"
	    " 'call_held' WHEN 3 THEN 'proposal' WHEN 4 THEN 'won' WHEN 5"
	    " THEN 'lost' ELSE 'no_fit' END, follow_up_on = CASE WHEN id % 5"
	    " = 0 THEN NULL ELSE 20780 - 7 + id % 14 END,"
	    " created_at = 1795420800 - id * 21600,"
	    " touched_at = CASE WHEN id % 2 = 0 THEN 1795420800 - 864000"
	    " ELSE NULL END, result = CASE WHEN id % 3 = 0 THEN ''"
	    " WHEN id % 3 = 1 THEN 'js-data-grow-poly'"
	    " ELSE 'py-data-grow-poly' END,"
	    " quarantine = CASE WHEN id % 17 = 0 THEN 'trap' ELSE '' END,"
	    " quarantined_at = CASE WHEN id % 17 = 0 THEN 1795420800 END");
}

/* Stores count leads past the form, "Lead 1." and so on. */
static void
add_leads(struct site *site, int count)
{
	for (int i = 1; i <= count; i++) {
		const struct lead_own texts = {
			.head = { arena_printf(site->arena, "Lead %d.", i),
			    arena_printf(site->arena, "lead%d@example.org",
			    i), i % 10 == 0 ? "Tenth Ltd" : "" },
			.body = { i % 9 == 0 ? "the ninth wave" : "" },
		};
		uint8_t hash[TOKEN_HASH_SIZE];
		int64_t at = SITE_NOW + (int64_t)i * 1800;
		bool repeated;

		random_bytes(hash, sizeof(hash));
		assert_status(store_booking_add(site->front.store,
		    &(struct booking_new){ .slot = { at, at + 1800 },
		    .token_hash = hash, .zone = "UTC", .result = "",
		    .consent = "2026-11",
		    .lead = site_seal(site, &texts) }, site->now, &repeated),
		    OK);
	}
	site_sign_in(site);
}

/* ---- what a list shows ---- */

struct shown {
	int at[LEADS + 1];
	size_t len;
	size_t pages;
};

/* All leads of a list, in the order shown, from page to page. */
static struct shown
all_of(struct site *site, const char *target)
{
	static const char link[] = "<a class=\"lead-link\" href=\"/admin/leads/";
	struct shown shown = { .pages = 0 };

	while (target != NULL) {
		struct answer page = desk_get(site, target);

		assert_int_equal(page.code, 200);
		for (const char *at = page.body; (at = strstr(at, link)) !=
		    NULL;) {
			at += sizeof(link) - 1;
			assert_true(shown.len < countof(shown.at));
			shown.at[shown.len++] = (int)strtol(at, NULL, 10);
		}
		shown.pages++;
		target = answer_count(&page, "rel=\"next\"") == 0 ? NULL :
		    answer_between(site->arena, &page, "rel=\"next\" href=\"",
		    "\"");
	}
	return shown;
}

typedef bool lead_test(int i);
typedef bool lead_order(int a, int b); /* whether a comes before b */

static bool
by_newest(int a, int b)
{
	return a > b;
}

static bool
by_oldest(int a, int b)
{
	return a < b;
}

static int64_t
next_of(int i)
{
	return !is_open(i) ? INT64_MAX : day_of(i) == 0 ? INT64_MAX - 1 :
	    day_of(i);
}

static bool
by_next(int a, int b)
{
	return next_of(a) != next_of(b) ? next_of(a) < next_of(b) : a < b;
}

/* A list shows those that pass, each once, in this order, fifty a page, and
 * says how many they are. */
static void
list_is(struct site *site, const char *target, lead_test *passes,
    lead_order *order)
{
	struct shown shown = all_of(site, target);
	size_t expected = 0;
	struct answer page = desk_get(site, target);

	for (int i = 1; i <= LEADS; i++)
		expected += passes(i);
	assert_int_equal(shown.len, expected);
	assert_int_equal(shown.pages, expected == 0 ? 1 :
	    (expected + 49) / 50);
	for (size_t i = 0; i < shown.len; i++) {
		assert_true(passes(shown.at[i]));
		if (i > 0)
			assert_true(order(shown.at[i - 1], shown.at[i]));
	}
	answer_has(&page, arena_printf(site->arena,
	    "<h1>Leads <span class=\"count\">%zu</span>", expected));
}

static bool
any(int i)
{
	return true;
}

static bool
is_proposal(int i)
{
	return stage_of(i) == LEAD_PROPOSAL;
}

static bool
is_won(int i)
{
	return stage_of(i) == LEAD_WON;
}

static bool
has_state(int i, enum follow_up_state state)
{
	const struct follow_up lead = follow_up_of(i);

	return follow_up_state(&lead, TODAY) == state;
}

static bool
is_due(int i)
{
	return has_state(i, FOLLOW_UP_DUE);
}

static bool
is_overdue(int i)
{
	return has_state(i, FOLLOW_UP_OVERDUE);
}

static bool
is_planned(int i)
{
	return has_state(i, FOLLOW_UP_PLANNED);
}

static bool
is_without_step(int i)
{
	return has_state(i, FOLLOW_UP_NONE);
}

static bool
is_idle(int i)
{
	const struct follow_up lead = follow_up_of(i);

	return follow_up_is_idle(&lead, TODAY, SITE_NOW);
}

static bool
is_of_two_days(int i)
{
	/* 2026-11-10 and 11 in Berlin. */
	return created_at(i) >= 1794265200 && created_at(i) < 1794438000;
}

static bool
is_open_proposal_overdue(int i)
{
	return is_proposal(i) && is_overdue(i);
}

static void
every_filter_and_sort_pages_without_gaps_or_doubles(void **state)
{
	static const struct {
		const char *target;
		lead_test *passes;
		lead_order *order;
	} lists[] = {
		{ "/admin/leads", any, by_newest },
		{ "/admin/leads?sort=oldest", any, by_oldest },
		{ "/admin/leads?sort=next", any, by_next },
		{ "/admin/leads?stage=proposal", is_proposal, by_newest },
		{ "/admin/leads?stage=proposal&sort=oldest", is_proposal,
		  by_oldest },
		{ "/admin/leads?stage=proposal&sort=next", is_proposal,
		  by_next },
		{ "/admin/leads?stage=won&sort=next", is_won, by_next },
		{ "/admin/leads?stage=open", is_open, by_newest },
		{ "/admin/leads?stage=open&sort=next", is_open, by_next },
		{ "/admin/leads?follow=due", is_due, by_newest },
		{ "/admin/leads?follow=overdue", is_overdue, by_next },
		{ "/admin/leads?follow=overdue&sort=newest", is_overdue,
		  by_newest },
		{ "/admin/leads?follow=planned&sort=next", is_planned,
		  by_next },
		{ "/admin/leads?follow=none", is_without_step, by_newest },
		{ "/admin/leads?follow=none&sort=next", is_without_step,
		  by_next },
		{ "/admin/leads?follow=idle", is_idle, by_newest },
		{ "/admin/leads?follow=idle&sort=next", is_idle, by_next },
		{ "/admin/leads?from=2026-11-10&to=2026-11-11",
		  is_of_two_days, by_newest },
		{ "/admin/leads?stage=proposal&follow=overdue&sort=next",
		  is_open_proposal_overdue, by_next },
	};
	struct site *site = *state;

	add_leads(site, LEADS);
	set_all(site);
	for (size_t i = 0; i < countof(lists); i++)
		list_is(site, lists[i].target, lists[i].passes,
		    lists[i].order);
}

/* By what the model recommends for the two codes there are. */
static void
a_stack_filters_by_what_the_result_recommends(void **state)
{
	static const char *const codes[] = { "", "js-data-grow-poly",
		"py-data-grow-poly" };
	struct site *site = *state;
	const struct assessment *model = site->desk.assessment;
	size_t seen = 0;

	add_leads(site, LEADS);
	set_all(site);
	for (size_t s = 0; s < model->stacks.len; s++) {
		const struct stack *stack = &model->stacks.at[s];
		struct shown shown = all_of(site, arena_printf(site->arena,
		    "/admin/leads?stack=%s", stack->id));
		size_t expected = 0;

		for (int c = 1; c < 3; c++) {
			struct answers answers;
			struct verdict verdict;

			assert_status(assessment_code_parse(model, codes[c],
			    &answers), OK);
			verdict_reach(model, &answers, &verdict);
			if (verdict.primary == stack ||
			    verdict.partner == stack)
				expected += c == 1 ? 67 : 67;
		}
		assert_int_equal(shown.len, expected);
		for (size_t i = 0; i < shown.len; i++)
			assert_true(shown.at[i] % 3 != 0);
		seen += shown.len;
	}
	assert_true(seen > 0);
}

static void
a_search_honours_the_filter_and_pages(void **state)
{
	struct site *site = *state;
	struct shown shown;
	struct answer page;

	add_leads(site, LEADS);
	set_all(site);
	shown = all_of(site, "/admin/leads?q=TENTH&stage=won");
	for (size_t i = 0; i < shown.len; i++) {
		assert_int_equal(shown.at[i] % 10, 0);
		assert_true(is_won(shown.at[i]));
	}
	assert_int_equal(shown.len, 3); /* 60, 130, 200 */
	shown = all_of(site, "/admin/leads?q=example.org&sort=next");
	assert_int_equal(shown.len, LEADS);
	for (size_t i = 1; i < shown.len; i++)
		assert_true(by_next(shown.at[i - 1], shown.at[i]));
	assert_int_equal(all_of(site, "/admin/leads?q=ninth+wave").len, 22);
	page = desk_get(site, "/admin/leads?q=example.org");
	answer_has(&page, "<span class=\"count\">50 or more</span>");
	page = desk_get(site, "/admin/leads?q=ninth+wave&stage=won");
	answer_has(&page, "value=\"ninth wave\"");
	answer_has(&page, "<option value=\"won\" selected>");
	page = desk_get(site, "/admin/leads?q=nowhere&stage=won");
	answer_has(&page, "Nothing found.");
	answer_has(&page, "among those looked at");
}

static void
a_page_keeps_the_filter_in_all_its_links(void **state)
{
	struct site *site = *state;
	struct answer page;

	add_leads(site, LEADS);
	set_all(site);
	page = desk_get(site, "/admin/leads?stage=open&q=lead1%40");
	answer_has(&page, "href=\"/admin/leads?q=lead1%40&amp;stage=open&amp;"
	    "sort=next\"");
	page = desk_get(site, "/admin/leads?stage=open&q=%26a");
	answer_has(&page, "href=\"/admin/leads?q=%26a&amp;stage=open&amp;"
	    "view=board\"");
	page = desk_get(site, "/admin/leads?stage=open");
	answer_has(&page, "&amp;stage=open\">Older leads</a>");
	answer_has(&page, "aria-sort=\"descending\"><a href=\"/admin/leads?"
	    "stage=open&amp;sort=oldest\">Came in</a>");
	page = desk_get(site, "/admin/leads?sort=next");
	answer_has(&page, "aria-sort=\"ascending\"><a href=\"/admin/leads?"
	    "sort=next\">Next date</a>");
	assert_int_equal(answer_count(&page, "aria-sort"), 1);
}

static void
the_saved_filters_count_right(void **state)
{
	static const struct {
		const char *label;
		lead_test *passes;
	} chips[] = { { "All", any }, { "Overdue", is_overdue },
		{ "Due today", is_due }, { "No next step", is_without_step },
		{ "Quiet", is_idle }, { "Open", is_open },
		{ "Proposal", is_proposal }, { "Won", is_won } };
	struct site *site = *state;
	struct answer page;

	add_leads(site, LEADS);
	set_all(site);
	page = desk_get(site, "/admin/leads");
	for (size_t i = 0; i < countof(chips); i++) {
		int count = 0;

		for (int lead = 1; lead <= LEADS; lead++)
			count += chips[i].passes(lead);
		answer_has(&page, arena_printf(site->arena, ">%s <span "
		    "class=\"count\">%d</span></a>", chips[i].label, count));
	}
	/* And again after a change, made by another process or this one. */
	site_run(site, "intake.db", "UPDATE lead SET stage = 'won'");
	page = desk_get(site, "/admin/leads");
	answer_has(&page, ">Won <span class=\"count\">200</span>");
	answer_has(&page, ">Open <span class=\"count\">0</span>");
}

static void
marks_say_what_is_the_matter_in_words(void **state)
{
	struct site *site = *state;
	struct answer page;

	add_leads(site, 4);
	site_run(site, "intake.db", "UPDATE lead SET stage = 'proposal',"
	    " follow_up_on = CASE id WHEN 1 THEN 20779 WHEN 2 THEN 20780"
	    " WHEN 3 THEN 20790 END, touched_at = 1795420800 - 864000");
	page = desk_get(site, "/admin/leads?q=lead1@");
	answer_has(&page, "<strong class=\"due late\">Overdue</strong> "
	    "<time datetime=\"2026-11-22\">Sun 22 Nov</time>");
	answer_has(&page, "Quiet for 10 days");
	page = desk_get(site, "/admin/leads?q=lead2@");
	answer_has(&page, "<strong class=\"due\">Due today</strong>");
	page = desk_get(site, "/admin/leads?q=lead3@");
	answer_has(&page, "<time datetime=\"2026-12-03\">Thu 3 Dec</time>");
	answer_lacks(&page, "class=\"idle\"");
	page = desk_get(site, "/admin/leads?q=lead4@");
	answer_has(&page, "<strong class=\"due\">No next step</strong>");
}

static void
what_cannot_be_is_left_out_and_said(void **state)
{
	static const char *const targets[] = { "stage=mars", "stack=cobol",
		"follow=soon", "from=2026-02-30", "to=tomorrow", "sort=name",
		"view=tree", "from=2026-11-12&to=2026-11-11" };
	struct site *site = *state;

	add_leads(site, 3);
	for (size_t i = 0; i < countof(targets); i++) {
		struct answer page = desk_get(site, arena_printf(site->arena,
		    "/admin/leads?%s", targets[i]));

		assert_int_equal(page.code, 422);
		answer_has(&page, "<div class=\"summary\" role=\"alert\">");
		assert_int_equal(answer_count(&page, "class=\"lead-link\""),
		    3);
	}
	assert_int_equal(desk_get(site, "/admin/leads?sort=next&before=7")
	    .code, 404);
	assert_int_equal(desk_get(site, "/admin/leads?sort=next&before=7-x")
	    .code, 404);
	assert_int_equal(desk_get(site, "/admin/leads?before=7-8").code, 404);
}

static void
an_empty_filter_helps_back(void **state)
{
	struct site *site = *state;
	struct answer page;

	add_leads(site, 3);
	page = desk_get(site, "/admin/leads?stage=won");
	assert_int_equal(page.code, 200);
	answer_has(&page, "No lead fits all of that.");
	answer_has(&page, "<span class=\"count\">0</span>");
}

/* ---- changing from the list ---- */

static void
a_date_is_set_in_the_row_with_one_click(void **state)
{
	struct site *site = *state;
	struct answer page;
	struct lead_row row;
	struct lead_body body;

	add_leads(site, 3);
	page = desk_get(site, "/admin/leads");
	answer_has(&page, "name=\"next\" value=\"2 3\">3 days</button>");
	page = desk_post(site, "/admin/leads/follow-up", form_of(site->arena,
	    "next", "2 3", "back", "/admin/leads?stage=open", NULL));
	answer_goes_to(site->arena, &page,
	    "/admin/leads?stage=open&done=1");
	site_lead(site, 2, &row, &body);
	assert_int_equal(row.follow_up_on, TODAY + 3);
	page = desk_get(site, "/admin/leads?stage=open&done=1");
	answer_has(&page, "Back to Lead 2. on Thursday 26 November 2026.");
	page = desk_post(site, "/admin/leads/2/undo", form_of(site->arena,
	    "change", "1", "back", "/admin/leads?stage=open", NULL));
	assert_int_equal(page.code, 303);
	site_lead(site, 2, &row, &body);
	assert_int_equal(row.follow_up_on, 0);
	page = desk_post(site, "/admin/leads/follow-up", form_of(site->arena,
	    "next", "3 2026-12-24", NULL));
	assert_int_equal(page.code, 303);
	site_lead(site, 3, &row, &body);
	assert_int_equal(row.follow_up_on, 20811);
}

static void
those_ticked_are_moved_together_and_back(void **state)
{
	struct site *site = *state;
	struct answer page;

	add_leads(site, 5);
	site_run(site, "intake.db",
	    "UPDATE lead SET stage = 'won' WHERE id = 4");
	page = desk_post(site, "/admin/leads/stage", form_of(site->arena,
	    "stage", "call_held", "lead1", "on", "lead2", "on", "lead4", "on",
	    "back", "/admin/leads", NULL));
	answer_goes_to(site->arena, &page, "/admin/leads?done=1-2-1");
	page = desk_get(site, "/admin/leads?done=1-2-1");
	answer_has(&page, "Moved 2 leads to Call held. 1 could not be "
	    "changed");
	answer_has(&page, "name=\"changes\" value=\"1-2-0\"");
	answer_has(&page, ">Open <span class=\"count\">4</span>");
	page = desk_post(site, "/admin/leads/undo", form_of(site->arena,
	    "changes", "1-2-0", "back", "/admin/leads", NULL));
	answer_goes_to(site->arena, &page, "/admin/leads");
	assert_int_equal(all_of(site, "/admin/leads?stage=call_booked").len,
	    4);
	/* Once more: they were changed since, by the undoing. */
	page = desk_post(site, "/admin/leads/undo", form_of(site->arena,
	    "changes", "1-2-0", NULL));
	assert_int_equal(page.code, 409);
}

static void
fifty_that_are_ticked_get_a_date(void **state)
{
	struct site *site = *state;
	const char *form = "day=2026-12-01";
	struct answer page;

	add_leads(site, 50);
	for (int i = 1; i <= 50; i++)
		form = arena_printf(site->arena, "%s&lead%d=on", form, i);
	page = desk_post(site, "/admin/leads/follow-up", arena_printf(
	    site->arena, "%s&stage=&back=%%2Fadmin%%2Fleads", form));
	answer_goes_to(site->arena, &page, "/admin/leads?done=1-50-0");
	assert_int_equal(all_of(site, "/admin/leads?follow=planned").len, 50);
	page = desk_get(site, "/admin/leads?done=1-50-0");
	answer_has(&page, "Back to 50 leads on Tuesday 1 December 2026.");
}

static void
a_form_that_says_nothing_is_answered_with_what_is_missing(void **state)
{
	static const struct {
		const char *target;
		const char *form;
		const char *text;
		int code;
	} posts[] = {
		{ "stage", "stage=won", "No lead is ticked.", 422 },
		{ "stage", "lead1=on", "No stage is chosen.", 422 },
		{ "stage", "lead1=on&stage=mars", "No stage is chosen.", 422 },
		{ "stage", "move=1", "which lead goes where", 422 },
		{ "stage", "move=1+new+mars", "which lead goes where", 422 },
		{ "stage", "move=1+new+won", "not at that stage any more",
		  409 },
		{ "stage", "move=9+new+won", "no such page", 404 },
		{ "follow-up", "day=2026-12-01", "No lead is ticked.", 422 },
		{ "follow-up", "lead1=on", "No day is given.", 422 },
		{ "follow-up", "lead1=on&day=2026-11-22", "That day is over.",
		  422 },
		{ "follow-up", "next=x+1", "which lead", 422 },
		{ "follow-up", "next=1+", "That is no day.", 422 },
		{ "follow-up", "next=1+2026-02-30", "That is no day.", 422 },
		{ "follow-up", "next=1+2026-11-01", "That day is over.", 422 },
		{ "follow-up", "next=1+9999999", "That is no day.", 422 },
		{ "follow-up", "next=2+1", "is closed", 409 },
		{ "follow-up", "next=9+1", "no such page", 404 },
		{ "undo", "changes=", "what is to be undone", 422 },
		{ "undo", "changes=5-1-0", "what is to be undone", 422 },
		{ "undo", "changes=1-9999-0", "what is to be undone", 422 },
	};
	struct site *site = *state;

	add_leads(site, 2);
	site_run(site, "intake.db",
	    "UPDATE lead SET stage = 'lost' WHERE id = 2");
	for (size_t i = 0; i < countof(posts); i++) {
		struct answer page = desk_post(site, arena_printf(site->arena,
		    "/admin/leads/%s", posts[i].target), posts[i].form);

		assert_int_equal(page.code, posts[i].code);
		answer_has(&page, posts[i].text);
	}
	assert_int_equal(all_of(site, "/admin/leads?stage=call_booked").len,
	    1);
	assert_int_equal(all_of(site, "/admin/leads?follow=none").len, 1);
}

/* Nobody is told of what they did not do just now. */
static void
a_notice_that_is_made_up_is_not_shown(void **state)
{
	static const char *const made_up[] = { "1-2-0", "0-0-x", "7", "1-1",
		"-1-1-0", "1-1-0-0", "1-64-0" };
	struct site *site = *state;

	add_leads(site, 2);
	for (size_t i = 0; i < countof(made_up); i++) {
		struct answer page = desk_get(site, arena_printf(site->arena,
		    "/admin/leads?done=%s", made_up[i]));

		assert_int_equal(page.code, 200);
		answer_lacks(&page, "class=\"done\"");
	}
}

/* What another admin did, or oneself an hour ago, is no news. */
static void
a_notice_is_of_ones_own_and_of_now(void **state)
{
	struct site *site = *state;
	struct answer page;

	add_leads(site, 2);
	page = desk_post(site, "/admin/leads/stage", form_of(site->arena,
	    "stage", "lost", "lead1", "on", "lead2", "on", NULL));
	answer_goes_to(site->arena, &page, "/admin/leads?done=1-2-0");
	page = desk_get(site, "/admin/leads?done=1-2-0");
	answer_has(&page, "Moved 2 leads to Lost.");
	site_run(site, "intake.db",
	    "UPDATE lead_change SET admin_id = 99 WHERE id = 2");
	page = desk_get(site, "/admin/leads?done=1-2-0");
	answer_lacks(&page, "class=\"done\"");
	site_run(site, "intake.db", "UPDATE lead_change SET admin_id = 1,"
	    " at = at - 660");
	page = desk_get(site, "/admin/leads?done=1-2-0");
	answer_lacks(&page, "class=\"done\"");
}

/* ---- the board ---- */

static void
the_board_has_a_column_for_each_stage_and_moves_by_buttons(void **state)
{
	struct site *site = *state;
	struct answer page;

	add_leads(site, 30);
	site_run(site, "intake.db",
	    "UPDATE lead SET stage = 'won' WHERE id > 25");
	page = desk_get(site, "/admin/leads?view=board");
	assert_int_equal(page.code, 200);
	assert_int_equal(answer_count(&page, "<section class=\"board-column"),
	    7);
	answer_has(&page, ">Call booked <span class=\"count\">25</span></h2>");
	assert_int_equal(answer_count(&page, "<li class=\"card\""), 25);
	answer_has(&page, "href=\"/admin/leads?stage=call_booked&amp;"
	    "sort=next\">All 25</a>");
	answer_has(&page, "value=\"1 call_booked proposal\"");
	answer_lacks(&page, "value=\"1 call_booked new\"");
	page = desk_post(site, "/admin/leads/stage", form_of(site->arena,
	    "move", "1 call_booked proposal", "back",
	    "/admin/leads?view=board", NULL));
	answer_goes_to(site->arena, &page, "/admin/leads?view=board&done=1");
	page = desk_get(site, "/admin/leads?view=board&done=1");
	answer_has(&page, "Moved Lead 1. to Proposal.");
	answer_has(&page, ">Proposal <span class=\"count\">1</span></h2>");
	page = desk_get(site, "/admin/leads?view=board&stage=open");
	assert_int_equal(answer_count(&page, "<section class=\"board-column"),
	    4);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		site_test(every_filter_and_sort_pages_without_gaps_or_doubles),
		site_test(a_stack_filters_by_what_the_result_recommends),
		site_test(a_search_honours_the_filter_and_pages),
		site_test(a_page_keeps_the_filter_in_all_its_links),
		site_test(the_saved_filters_count_right),
		site_test(marks_say_what_is_the_matter_in_words),
		site_test(what_cannot_be_is_left_out_and_said),
		site_test(an_empty_filter_helps_back),
		site_test(a_date_is_set_in_the_row_with_one_click),
		site_test(those_ticked_are_moved_together_and_back),
		site_test(fifty_that_are_ticked_get_a_date),
		site_test(
		    a_form_that_says_nothing_is_answered_with_what_is_missing),
		site_test(a_notice_that_is_made_up_is_not_shown),
		site_test(a_notice_is_of_ones_own_and_of_now),
		site_test(
		    the_board_has_a_column_for_each_stage_and_moves_by_buttons),
	};

	return cmocka_run_group_tests(tests, site_load, site_unload);
}
