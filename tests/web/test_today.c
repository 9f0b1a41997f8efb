/*
 * The page of the morning: every part of it for 200 leads whose states are
 * known, and what each part says.
 */
#include "test.h"

#include "answer.h"
#include "base/arena.h"
#include "base/util.h"
#include "calendar/civil.h"
#include "calendar/instant.h"
#include "door.h"
#include "domain/promise.h"
#include "harness.h"
#include "store/lead_changes.h"
#include "store/lead_copies.h"
#include "store/outbox.h"
#include "store/uuid.h"
#include "wish.h"

enum {
	SET = 200,
	SHOWN = 20, /* of each part */
	HOUR = 3600,
	DAY = 24 * HOUR,
	PROMISE = 24, /* hours, of conf/site.yaml */
};

/* A lead of the set. Hours and days count from now, days in the past are
 * negative; 0 days: today. */
struct made {
	enum lead_kind kind;
	enum lead_stage stage;
	enum doubt doubt;
	bool planned;
	int day;
	int64_t created_at;
	int64_t touched_at; /* 0: never */
	int64_t call_at;    /* 0: none */
	const char *call;   /* its state */
	bool noted;         /* by a note, in the middle of the test */
};

static int64_t
today(void)
{
	return civil_days(2026, 11, 23);
}

static int64_t
store_one(struct site *site, int number, const struct made *lead)
{
	const struct lead_own texts = {
		.head = { arena_printf(site->arena, "Lead %d.", number),
		    "lead@example.org", "" },
		.body = { "" },
	};
	const struct sealed_lead *sealed = site_seal(site, &texts);
	struct lead_change change = { .at = lead->touched_at,
		.kind = LEAD_CHANGE_RECOMMENDED, .before = "",
		.after = "node" };
	const struct lead_changes changes = { &change,
		lead->touched_at != 0 };
	int64_t id;

	assert_status(store_lead_import(site->desk.store, &(struct lead_copy){
		.uuid = sealed->head.uuid, .kind = lead->kind,
		.stage = lead->stage, .created_at = lead->created_at,
		.stage_at = lead->created_at, .consent_at = lead->created_at,
		.consent = "2026-11", .result = "", .zone = "UTC",
		.doubt = lead->doubt, .recommended = "",
		.follow_up_on = lead->planned ? today() + lead->day : 0,
		.touched_at = lead->touched_at, .changes = &changes,
		.admin_id = 1, .sealed = sealed }, &id), OK);
	if (lead->call_at != 0)
		site_run(site, "intake.db", arena_printf(site->arena,
		    "INSERT INTO booking (lead_id, starts_at, ends_at, state,"
		    " zone, token_hash, remind, created_at, uid) VALUES (%lld,"
		    " %lld, %lld, '%s', 'UTC', randomblob(32), 0, 0,"
		    " printf('%%036d', %d))", (long long)id,
		    (long long)lead->call_at,
		    (long long)lead->call_at + HOUR / 2, lead->call, number));
	return id;
}

/* ---- the set ---- */

/* Each state there is, in a mixture that is the same every time. */
static struct made
mix(int i)
{
	static const char *const states[] = { "confirmed", "requested",
		"cancelled", "held", "missed" };
	const int64_t age = (int64_t)(i * 37 % 60) * DAY + (i % 24) * HOUR;
	struct made lead = {
		.kind = i % 3 == 0 ? LEAD_CONTACT : LEAD_BOOKING,
		.stage = (enum lead_stage)(LEAD_NEW + (i * 5 + i / 11) % 7),
		.doubt = i % 17 == 0 ? DOUBT_HASTE : DOUBT_NONE,
		.created_at = SITE_NOW - age,
	};

	if (i % 4 == 0 || i % 7 == 0) {
		lead.planned = true;
		lead.day = i * 11 % 15 - 9;
	}
	if (i % 5 != 0 || lead.planned || lead.stage != LEAD_NEW)
		lead.touched_at = i % 6 == 0 ? 0 : SITE_NOW - age / 2;
	if (lead.touched_at % 60 != 0)
		lead.touched_at -= lead.touched_at % 60;
	if (i % 8 == 3) {
		/* From three days ago to three days ahead, one a minute. */
		lead.call_at = SITE_NOW + (i * 13 % 145 - 72) * HOUR + i * 60;
		lead.call = states[i / 8 % 5];
	}
	lead.noted = i % 9 == 0 && lead.kind == LEAD_CONTACT;
	return lead;
}

static bool
is_open(const struct made *lead)
{
	return lead->stage != LEAD_WON && lead->stage != LEAD_LOST &&
	    lead->stage != LEAD_NO_FIT;
}

/* What the owner did about a message counts while anything of it stands. */
static bool
waits(const struct made *lead)
{
	return lead->kind == LEAD_CONTACT && lead->stage == LEAD_NEW &&
	    lead->doubt == DOUBT_NONE && !lead->noted &&
	    (!lead->planned || lead->touched_at == 0);
}

static bool
has_call_ahead(const struct made *lead)
{
	return lead->call_at != 0 && lead->call_at + HOUR / 2 > SITE_NOW &&
	    (strcmp(lead->call, "confirmed") == 0 ||
	    strcmp(lead->call, "requested") == 0);
}

/* The parts, as an owner would sort the cards on a table. */
static bool
is_overdue(const struct made *lead)
{
	return is_open(lead) && lead->planned && lead->day < 0;
}

static bool
is_due(const struct made *lead)
{
	return is_open(lead) && lead->planned && lead->day == 0;
}

static bool
has_no_step(const struct made *lead)
{
	return is_open(lead) && !lead->planned && lead->doubt == DOUBT_NONE &&
	    !has_call_ahead(lead) && !waits(lead);
}

/* What a part is sorted by; equal ones stand in order of id. */
static int64_t
by_day(const struct made *lead)
{
	return lead->day;
}

static int64_t
by_touch(const struct made *lead)
{
	if (lead->noted)
		return SITE_NOW;
	return lead->touched_at == 0 ? lead->created_at : lead->touched_at;
}

static int64_t
by_id(const struct made *lead)
{
	(void)lead;
	return 0;
}

/* The ids of a part in their order, "3 1 2 ", the first twenty; *count all. */
static const char *
expected(struct site *site, const struct made set[SET],
    bool (*is)(const struct made *), int64_t (*key)(const struct made *),
    size_t *count)
{
	const char *text = "";
	bool done[SET] = { false };

	*count = 0;
	for (int i = 0; i < SET; i++)
		*count += is(&set[i]);
	for (size_t place = 0; place < *count && place < SHOWN; place++) {
		int best = -1;

		for (int i = 0; i < SET; i++)
			if (is(&set[i]) && !done[i] && (best < 0 ||
				key(&set[i]) < key(&set[best])))
				best = i;
		done[best] = true;
		text = arena_printf(site->arena, "%s%d ", text, best + 1);
	}
	return text;
}

/* What stands in the part of this heading, or "" without one. */
static const char *
part_of(struct site *site, const struct answer *page, const char *id)
{
	const char *from = strstr(page->body, arena_printf(site->arena,
	    "<section aria-labelledby=\"%s\">", id));
	const char *to = from == NULL ? NULL : strstr(from, "</section>");

	return to == NULL ? "" : arena_strndup(site->arena, from,
	    (size_t)(to - from));
}

static const char *
ids_of(struct site *site, const char *part)
{
	static const char before[] = "class=\"lead-link\" href=\"/admin/leads/";
	const char *text = "";

	while ((part = strstr(part, before)) != NULL) {
		part += sizeof(before) - 1;
		text = arena_printf(site->arena, "%s%.*s ", text,
		    (int)strspn(part, "0123456789"), part);
	}
	return text;
}

static void
part_is(struct site *site, const struct answer *page, const char *id,
    const char *ids, size_t count)
{
	const char *part = part_of(site, page, id);

	assert_string_equal(ids_of(site, part), ids);
	if (count > 0)
		assert_non_null(strstr(part, arena_printf(site->arena,
		    "<span class=\"count\">%zu</span>", count)));
}

static void
store_set(struct site *site, struct made set[SET])
{
	for (int i = 0; i < SET; i++) {
		set[i] = mix(i + 1);
		assert_int_equal(store_one(site, i + 1, &set[i]), i + 1);
	}
	for (int i = 0; i < SET; i++)
		if (set[i].noted)
			(void)desk_post(site, arena_printf(site->arena,
			    "/admin/leads/%d/note", i + 1), "note=rang+back");
}

/* The calls of the day, in order, whoever they are of. */
static bool
is_called_today(const struct made *lead)
{
	const int64_t midnight = SITE_NOW - 9 * HOUR; /* in Berlin */

	return lead->call_at >= midnight && lead->call_at < midnight + DAY &&
	    strcmp(lead->call, "cancelled") != 0;
}

static int64_t
by_call(const struct made *lead)
{
	return lead->call_at;
}

static void
every_part_is_right_for_two_hundred_leads(void **state)
{
	static const struct {
		const char *id;
		bool (*is)(const struct made *);
		int64_t (*key)(const struct made *);
	} parts[] = {
		{ "overdue", is_overdue, by_day },
		{ "due", is_due, by_id },
		{ "messages", waits, by_id },
		{ "no-step", has_no_step, by_touch },
	};
	struct site *site = *state;
	struct made set[SET];
	struct answer page;
	const char *ids;
	size_t count;

	site_sign_in(site);
	store_set(site, set);
	page = desk_get(site, "/admin");
	assert_int_equal(page.code, 200);
	for (size_t i = 0; i < countof(parts); i++) {
		ids = expected(site, set, parts[i].is, parts[i].key, &count);
		assert_true(count > 1);
		part_is(site, &page, parts[i].id, ids, count);
	}
	ids = expected(site, set, is_called_today, by_call, &count);
	assert_true(count > 1);
	part_is(site, &page, "calls", ids, 0);
}

static void
the_others_are_counted_right_for_two_hundred_leads(void **state)
{
	struct site *site = *state;
	struct promise_kept kept = { 0 };
	struct made set[SET];
	struct answer page;
	int doubtful = 0;

	site_sign_in(site);
	store_set(site, set);
	for (int i = 0; i < SET; i++) {
		struct reply reply = { set[i].created_at, waits(&set[i]) ? 0 :
		    set[i].touched_at };

		doubtful += set[i].doubt != DOUBT_NONE;
		if (set[i].kind != LEAD_CONTACT || set[i].doubt != DOUBT_NONE ||
		    set[i].created_at < SITE_NOW - 30 * (int64_t)DAY)
			continue;
		/* Of new ones without a date, nothing that was done stands. */
		if (set[i].stage == LEAD_NEW && !set[i].planned)
			reply.answered_at = 0;
		if (set[i].noted && reply.answered_at == 0)
			reply.answered_at = SITE_NOW;
		promise_count(&kept, &reply, PROMISE, SITE_NOW);
	}
	page = desk_get(site, "/admin");
	answer_has(&page, arena_printf(site->arena,
	    "<a href=\"/admin/quarantine\">%d in quarantine</a>", doubtful));
	assert_true(kept.in_time > 0 && kept.late > 0 && kept.overdue > 0);
	answer_has(&page, arena_printf(site->arena, "Answered within 24 "
	    "hours: %lld; later: %lld; not yet: %lld.",
	    (long long)kept.in_time, (long long)kept.late,
	    (long long)(kept.overdue + kept.waiting)));
}

/* ---- what it says ---- */

static void
the_first_morning_says_what_will_stand_here(void **state)
{
	struct site *site = *state;
	struct answer page;

	site_sign_in(site);
	page = desk_get(site, "/admin");
	answer_has(&page, "<h1>Today</h1>");
	answer_has(&page, "Monday 23 November 2026. All times in "
	    "Europe/Berlin.");
	answer_has(&page, "No call today.");
	answer_has(&page, "Nobody has written yet.");
	answer_lacks(&page, "in quarantine");
	answer_lacks(&page, "class=\"heads-up\"");
	answer_lacks(&page, "Messages of the last");
	answer_has(&page, "<li><a href=\"/admin\" aria-current=\"true\" "
	    "data-key=\"t\">Today</a></li>");
}

/* A message that failed, of one that was booked at nine. */
static void
message_failed(struct site *site, int64_t id, const char *reason, int64_t next_try_at)
{
	assert_status(store_outbox_failed(site->desk.store, id,
	    &(struct outbox_failure){ 0, reason, next_try_at }), OK);
}

static void
mails_that_did_not_go_out_are_told_of(void **state)
{
	struct site *site = *state;
	const struct wish wish = wish_of_page(site);
	struct answer page;

	site->desk.settings.smtp.host = "mail.example.org";
	(void)wish_book(site, &wish);
	message_failed(site, 1, "connection refused", site->now + DAY);
	site_sign_in(site);
	site_wait(site, 9 * 60);
	answer_lacks(&(struct answer){ .body = desk_get(site, "/admin").body },
	    "gone out");
	site_wait(site, 61);
	page = desk_get(site, "/admin");
	answer_has(&page, "<a href=\"/admin/outbox\">2 mails have not gone "
	    "out; the oldest since 09:00: connection refused.</a>");
	/* What has left is no matter, what was given up still is. */
	assert_status(store_outbox_sent(site->desk.store, 2, site->now), OK);
	message_failed(site, 1, "refused", 0);
	page = desk_get(site, "/admin");
	answer_has(&page, ">1 mail has not gone out; due since 09:00: "
	    "refused.</a>");
	site_wait(site, 20 * HOUR);
	site_sign_in(site);
	page = desk_get(site, "/admin");
	answer_has(&page, "due since 23 November 2026, 09:00: refused.");
}

static void
without_a_server_only_webhooks_are_told_of(void **state)
{
	struct site *site = *state;
	const struct wish wish = wish_of_page(site);
	struct answer page;

	(void)wish_book(site, &wish);
	site_wait(site, HOUR);
	site_sign_in(site);
	page = desk_get(site, "/admin");
	assert_int_equal(page.code, 200);
	answer_lacks(&page, "gone out");
	site_run(site, "intake.db",
	    "UPDATE outbox SET channel = 'hook' WHERE id = 1");
	page = desk_get(site, "/admin");
	answer_has(&page, ">1 message has not gone out; due since 09:00.</a>");
}

static void
with_all_planned_nothing_waits(void **state)
{
	struct site *site = *state;
	struct answer page;

	(void)store_one(site, 1, &(struct made){ .kind = LEAD_BOOKING,
	    .stage = LEAD_PROPOSAL, .doubt = DOUBT_NONE, .planned = true,
	    .day = 3, .created_at = SITE_NOW });
	site_sign_in(site);
	page = desk_get(site, "/admin");
	answer_has(&page, "Nobody is waiting.");
	answer_lacks(&page, "Nobody has written yet.");
}

static void
a_call_is_a_click_from_its_answers(void **state)
{
	struct site *site = *state;
	struct wish wish = wish_of_page(site);
	struct answer page;

	wish.result = "js-data-grow-poly";
	wish.tz = "America/New_York";
	(void)wish_book(site, &wish);
	site_sign_in(site);
	page = desk_get(site, "/admin");
	answer_has(&page, "No call today. The next one is on Tuesday 24 "
	    "November 2026, 09:00 to 09:30.");
	site_wait(site, DAY);
	site_sign_in(site);
	page = desk_get(site, "/admin");
	answer_has(&page, "<time datetime=\"2026-11-24T08:00:00Z\">09:00 to "
	    "09:30</time>");
	answer_has(&page, "03:00 in America/New_York");
	answer_has(&page, "href=\"/admin/leads/1#answers\"");
	answer_has(&page, "Confirmed");
	page = desk_get(site, "/admin/leads/1");
	answer_has(&page, "id=\"answers\"");
}

static void
late_is_a_word(void **state)
{
	struct site *site = *state;
	struct answer page;

	(void)store_one(site, 1, &(struct made){ .kind = LEAD_BOOKING,
	    .stage = LEAD_PROPOSAL, .planned = true, .day = -1,
	    .created_at = SITE_NOW - 20 * DAY });
	(void)store_one(site, 2, &(struct made){ .kind = LEAD_CONTACT,
	    .stage = LEAD_NEW, .created_at = SITE_NOW - 31 * HOUR });
	(void)store_one(site, 3, &(struct made){ .kind = LEAD_CONTACT,
	    .stage = LEAD_NEW, .created_at = SITE_NOW - HOUR });
	site_sign_in(site);
	page = desk_get(site, "/admin");
	answer_has(&page, "1 day late, since Sunday 22 November 2026");
	answer_has(&page, "Quiet for 20 days");
	answer_has(&page, "<strong>Waits for 31 hours: 7 hours late</strong>");
	answer_has(&page, "Waits for 1 hour: 23 hours left");
}

static void
a_message_is_answered_by_whatever_is_done_first(void **state)
{
	static const char *const ways[][2] = {
		{ "note", "note=rang" }, { "stage", "stage=call_held" },
		{ "follow-up", "follow_up=2026-11-30" },
	};
	struct site *site = *state;
	struct answer page;

	for (int i = 1; i <= 3; i++)
		(void)store_one(site, i, &(struct made){ .kind = LEAD_CONTACT,
		    .stage = LEAD_NEW, .created_at = SITE_NOW - 2 * HOUR });
	site_sign_in(site);
	for (int i = 1; i <= 3; i++) {
		page = desk_get(site, "/admin");
		assert_int_equal(answer_count(&page, "Waits for 2 hours: 22 "
		    "hours left"), 4 - i);
		page = desk_post(site, arena_printf(site->arena,
		    "/admin/leads/%d/%s", i, ways[i - 1][0]),
		    ways[i - 1][1]);
		assert_int_equal(page.code, 303);
	}
	page = desk_get(site, "/admin");
	answer_lacks(&page, "id=\"messages\"");
	answer_has(&page, "Answered within 24 hours: 3; later: 0; not yet: "
	    "0.");
}

/* What was taken back is no answer. */
static void
an_answer_that_is_undone_is_none(void **state)
{
	struct site *site = *state;
	struct answer page;

	(void)store_one(site, 1, &(struct made){ .kind = LEAD_CONTACT,
	    .stage = LEAD_NEW, .created_at = SITE_NOW - 2 * HOUR });
	site_sign_in(site);
	(void)desk_post(site, "/admin/leads/1/stage", "stage=lost");
	page = desk_get(site, "/admin");
	answer_has(&page, "Nobody is waiting.");
	(void)desk_post(site, "/admin/leads/1/undo", "change=1");
	page = desk_get(site, "/admin");
	answer_has(&page, "Waits for 2 hours: 22 hours left");
}

static void
a_date_is_set_from_the_row_in_one_click(void **state)
{
	struct site *site = *state;
	struct answer page;

	(void)store_one(site, 1, &(struct made){ .kind = LEAD_BOOKING,
	    .stage = LEAD_CALL_HELD, .created_at = SITE_NOW - DAY });
	site_sign_in(site);
	page = desk_get(site, "/admin");
	answer_has(&page, "name=\"follow_up\" value=\"2026-11-24\">Tomorrow");
	answer_has(&page, "name=\"follow_up\" value=\"2026-11-26\">3 days");
	answer_has(&page, "name=\"follow_up\" value=\"2026-11-30\">1 week");
	answer_has(&page, "<input type=\"hidden\" name=\"back\" "
	    "value=\"/admin\">");
	page = desk_post(site, "/admin/leads/1/follow-up",
	    "follow_up=2026-11-24&back=%2Fadmin");
	answer_goes_to(site->arena, &page, "/admin?done=1");
	page = desk_get(site, "/admin?done=1");
	answer_has(&page, "Back to Lead 1. on Tuesday 24 November 2026.");
	answer_has(&page, "action=\"/admin/leads/1/undo\"");
	answer_has(&page, "Nobody is waiting.");
}

static void
somebody_else_or_nobody_sees_no_page(void **state)
{
	struct site *site = *state;
	struct answer page = desk_get(site, "/admin");

	assert_int_equal(page.code, 303);
	assert_int_equal(site_get(site, "/admin").code, 404);
}

static void
a_lead_that_cannot_be_read_keeps_its_place(void **state)
{
	struct site *site = *state;
	struct answer page;

	(void)store_one(site, 1, &(struct made){ .kind = LEAD_BOOKING,
	    .stage = LEAD_PROPOSAL, .planned = true, .day = 0,
	    .created_at = SITE_NOW });
	site_run(site, "intake.db", "UPDATE lead SET head = x'ff'");
	site_sign_in(site);
	page = desk_get(site, "/admin");
	assert_int_equal(page.code, 200);
	answer_has(&page, "(cannot be read)");
}

static void
a_database_that_fails_is_our_fault(void **state)
{
	struct site *site = *state;

	site_sign_in(site);
	site_run(site, "intake.db", "DROP TABLE booking");
	assert_int_equal(desk_get(site, "/admin").code, 500);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		site_test(every_part_is_right_for_two_hundred_leads),
		site_test(the_others_are_counted_right_for_two_hundred_leads),
		site_test(the_first_morning_says_what_will_stand_here),
		site_test(mails_that_did_not_go_out_are_told_of),
		site_test(without_a_server_only_webhooks_are_told_of),
		site_test(with_all_planned_nothing_waits),
		site_test(a_call_is_a_click_from_its_answers),
		site_test(late_is_a_word),
		site_test(a_message_is_answered_by_whatever_is_done_first),
		site_test(an_answer_that_is_undone_is_none),
		site_test(a_date_is_set_from_the_row_in_one_click),
		site_test(somebody_else_or_nobody_sees_no_page),
		site_test(a_lead_that_cannot_be_read_keeps_its_place),
		site_test(a_database_that_fails_is_our_fault),
	};

	return cmocka_run_group_tests(tests, site_load, site_unload);
}
