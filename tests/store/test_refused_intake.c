/*
 * The intake where the disk fails under any one statement of what is done
 * there, as test_refused_office.c; and what the public role is denied.
 */
#include "folder.h"
#include "refusing.h"

#include "../unit/test.h"
#include "folder_tests.h"

#include "base/arena.h"
#include "base/util.h"
#include "calendar/zone.h"
#include "domain/call_rules.h"
#include "store/availability.h"
#include "store/booking_changes.h"
#include "store/booking_list.h"
#include "store/booking_outcome.h"
#include "store/calendars.h"
#include "store/call_rules.h"
#include "store/contacts.h"
#include "store/counters.h"
#include "store/deeds.h"
#include "store/erasures.h"
#include "store/insights.h"
#include "store/lead_changes.h"
#include "store/lead_copies.h"
#include "store/lead_list.h"
#include "store/mail_facts.h"
#include "store/outbox.h"
#include "store/quarantine.h"
#include "store/retention.h"
#include "store/seals.h"
#include "store/today.h"

static const int64_t now = 1795255200; /* 2026-11-21T10:00:00Z */
static const int64_t ten = 1795428000; /* 2026-11-23T10:00:00Z */

enum { HOUR = 3600, DAY = 86400, TODAY = 20778, ARENA_STEP = 1 << 16 };

#define CALENDAR_URL "https://dav.example.org/owner/calls/"

/* What the calls work on. */
struct desk {
	struct store *store;
	struct office *office;
	struct arena *arena;
	int64_t queued; /* a message that waits, and the one before it too */
	struct erasure lost;
};

static const char some_uid[] = "0dcb9f2e-8f0b-4a57-9a52-3d2f1b9d6a01";
static const uint8_t form[32] = { 5 };

static struct deed
deed_for(enum audit_kind kind, int64_t subject)
{
	static uint8_t turn[2];
	struct deed deed = { .event = { .at = now, .kind = kind,
		.subject = subject }, .is_signed = true };

	if (++turn[0] == 0)
		turn[1]++;
	deed.ref[0] = turn[0];
	deed.ref[1] = turn[1];
	return deed;
}

static struct outbox_new
message(const char *kind)
{
	static const uint8_t body[] = "sealed bytes of a letter";
	struct outbox_new made = { .channel = OUTBOX_MAIL, .kind = kind,
		.lapses = true, .due_at = now, .epoch = { .generation = 1 },
		.sealed = { .kind = SEAL_MAIL, .number = 3, .bytes = body,
			.size = sizeof(body) } };

	assert_status(uuid_new(made.uuid), OK);
	return made;
}

/* ---- visitors ---- */

static enum status
book(struct store *store, int mark, enum doubt doubt)
{
	struct outbox_new mail = message("booking.confirmed");
	const struct outbox_list outbox = { &mail, 1 };
	static const uint8_t email[32] = { 8 };
	uint8_t token[32];
	struct booking_new booking = folder_booking(ten + mark * HOUR, token,
	    mark);
	bool repeated;

	booking.own = "own";
	booking.own_len = 3;
	booking.outbox = &outbox;
	booking.doubt = doubt;
	booking.email_hash = email;
	booking.bookings_per_email = 9;
	booking.day_from = ten - DAY;
	booking.day_to = ten + 2 * DAY;
	booking.max_per_day = 9;
	return store_booking_add(store, &booking, now, &repeated);
}

static enum status
book_a_call(void *context)
{
	return book(((struct desk *)context)->store, 1, DOUBT_NONE);
}

static enum status
book_a_second_call(void *context)
{
	return book(((struct desk *)context)->store, 2, DOUBT_NONE);
}

static enum status
ask_for_a_call(void *context)
{
	return book(((struct desk *)context)->store, 3, DOUBT_HASTE);
}

static enum status
write_a_message(void *context)
{
	struct desk *desk = context;
	struct outbox_new mail = message("contact.received");
	const struct outbox_list outbox = { &mail, 1 };
	bool repeated;

	return store_contact_add(desk->store, &(struct contact_new){
		.form_hash = form,
		.zone = "Asia/Kathmandu",
		.result = "js-data-grow-poly",
		.consent = "2026-11",
		.wishes = { ten, 0 },
		.lead = folder_lead(NULL, "who", 3, "what", 4),
		.outbox = &outbox,
	    }, now, &repeated);
}

static const uint8_t *
token_of(int mark)
{
	static uint8_t token[32];

	memcpy(token, &mark, sizeof(mark));
	return token;
}

static enum status
read_own(void *context)
{
	struct desk *desk = context;
	struct booking_view view;

	return store_booking_by_token(desk->store, desk->arena, token_of(1),
	    &view);
}

static enum status
move_own(void *context)
{
	struct desk *desk = context;
	struct outbox_new mail = message("booking.moved");
	const struct outbox_list outbox = { &mail, 1 };

	return store_booking_move(desk->store, token_of(1),
	    &(struct booking_move){ .slot = { ten + 5 * HOUR, ten + 6 * HOUR },
		.zone = "Europe/Berlin", .day_from = ten - DAY,
		.day_to = ten + DAY, .max_per_day = 9,
		.outbox = &outbox }, now);
}

static enum status
correct_own(void *context)
{
	struct desk *desk = context;
	struct outbox_new mail = message("booking.confirmed");
	const struct outbox_list outbox = { &mail, 1 };
	struct booking_view view;
	enum status st = store_booking_by_token(desk->store, desk->arena,
	    token_of(1), &view);

	return st != OK ? st : store_booking_correct(desk->store, token_of(1),
	    &(struct booking_correction){ .lead = folder_lead(view.lead_uuid,
		"new", 3, "body", 4), .own = "own", .own_len = 3,
		.outbox = &outbox, .mails_a_day = 9, .now = now });
}

static enum status
cancel_own(void *context)
{
	struct desk *desk = context;
	struct outbox_new mail = message("booking.cancelled");
	const struct outbox_list outbox = { &mail, 1 };

	return store_booking_cancel(desk->store, token_of(1), &outbox, now);
}

static enum status
erase_own(void *context)
{
	struct desk *desk = context;
	struct outbox_new mail = message("booking.cancelled");
	const struct outbox_list outbox = { &mail, 1 };

	return store_booking_erase(desk->store, token_of(2), &outbox, now);
}

static enum status
count_pages(void *context)
{
	struct desk *desk = context;
	struct page_count counts[] = { { TODAY, "/", 3 }, { TODAY, "/book",
	    1 } };

	return store_page_counts_add(desk->store, &(struct page_counts){
	    counts, 2 }, true);
}

static enum status
read_diary(void *context)
{
	struct desk *desk = context;
	const struct availability rules = { .zone = zone_find("Europe/Berlin"),
		.slot_minutes = 30, .horizon_days = 9, .max_per_day = 3 };
	struct diary diary;
	enum status st = store_diary(desk->store, desk->arena, &rules, now, 0,
	    &diary);

	return st != OK ? st : store_diary_at(desk->store, desk->arena, &rules,
	    now, ten, 0, &diary);
}

static enum status
read_feed(void *context)
{
	struct desk *desk = context;
	struct calendar_calls calls;
	int64_t mark;
	enum status st;

	if ((st = store_calendar_calls(desk->store, desk->arena, now, now,
	    INT64_MAX, &calls)) == OK &&
	    (st = store_calendar_mark(desk->store, now, &mark)) == OK)
		st = store_feed_find(desk->store, form);
	return st;
}

static enum status
read_seal_keys(void *context)
{
	struct desk *desk = context;
	struct seal_keys keys;
	struct seal_key key;
	int64_t due_at;
	enum status st;

	if ((st = store_seal_key(desk->store, &key)) == OK &&
	    (st = store_seal_keys(desk->store, &keys)) == OK)
		st = store_outbox_oldest(desk->store, OUTBOX_MAIL, now,
		    &due_at);
	return st;
}

static const struct refusable visitors_calls[] = {
	{ "book", book_a_call, OK, 6 },
	{ "book again", book_a_call, OK, 2 },
	{ "a second call", book_a_second_call, OK, 6 },
	{ "a doubtful call", ask_for_a_call, OK, 5 },
	{ "a message", write_a_message, OK, 4 },
	{ "a message again", write_a_message, OK, 2 },
	{ "one's own call", read_own, OK, 1 },
	{ "move", move_own, OK, 6 },
	{ "correct", correct_own, OK, 6 },
	{ "cancel", cancel_own, OK, 5 },
	{ "erase", erase_own, OK, 8 },
	{ "count pages", count_pages, OK, 4 },
	{ "the diary", read_diary, OK, 6 },
	{ "the feed", read_feed, NOT_FOUND, 3 },
	{ "keys", read_seal_keys, OK, 3 },
};

/* ---- the desk ---- */

static enum status
move_lead(void *context)
{
	struct desk *desk = context;
	const struct deed deed = deed_for(AUDIT_LEAD_STAGE, 1);
	int64_t change;

	return store_lead_move(desk->store, &(struct lead_move){ .lead_id = 1,
		.to = LEAD_WON }, &deed, &change);
}

static enum status
move_leads(void *context)
{
	struct desk *desk = context;
	const struct deed deeds[] = { deed_for(AUDIT_LEAD_STAGE, 1),
		deed_for(AUDIT_LEAD_STAGE, 4) };
	const struct lead_move moves[] = { { 1, 0, LEAD_LOST },
		{ 4, 0, LEAD_LOST } };
	struct leads_moved moved;

	return store_leads_move(desk->store, moves, deeds, 2, &moved);
}

static enum status
undo_last(void *context)
{
	struct desk *desk = context;
	struct lead_changes changes;
	const struct deed deed = deed_for(AUDIT_LEAD_UNDONE, 4);
	int64_t undo;
	enum status st = store_lead_changes(desk->store, desk->arena, 4,
	    &changes);

	return st != OK ? st : store_lead_undo(desk->store,
	    changes.at[changes.len - 1].id, &deed, &undo);
}

static enum status
plan(void *context)
{
	struct desk *desk = context;
	const struct deed deed = deed_for(AUDIT_LEAD_FOLLOW_UP, 4);
	int64_t change;

	return store_lead_follow_up(desk->store, 4, TODAY + 3, &deed, &change);
}

static enum status
plan_many(void *context)
{
	struct desk *desk = context;
	const struct deed deed = deed_for(AUDIT_LEAD_FOLLOW_UP, 4);
	const int64_t lead = 4;
	struct leads_moved moved;

	return store_leads_follow_up(desk->store, &lead, &deed, 1, TODAY + 4,
	    &moved);
}

static enum status
recommend(void *context)
{
	struct desk *desk = context;
	const struct deed deed = deed_for(AUDIT_LEAD_RECOMMENDED, 4);
	int64_t change;

	return store_lead_recommend(desk->store, 4, "node+python", &deed,
	    &change);
}

static enum status
touch(void *context)
{
	return store_lead_touch(((struct desk *)context)->store, 4, now + HOUR);
}

static enum status
let_in(void *context)
{
	struct desk *desk = context;
	struct outbox_new mail = message("booking.confirmed");
	const struct outbox_list outbox = { &mail, 1 };
	const struct deed deed = deed_for(AUDIT_LEAD_RESCUED, 3);
	enum rescued rescued;

	return store_lead_rescue(desk->store, 3, &deed, TODAY, &outbox,
	    &rescued);
}

static enum status
call_off(void *context)
{
	struct desk *desk = context;
	struct outbox_new mail = message("booking.cancelled");
	const struct outbox_list outbox = { &mail, 1 };
	const struct deed deed = deed_for(AUDIT_LEAD_CALL, 3);

	return store_booking_call_off(desk->store, 3, &outbox, &deed);
}

static enum status
erase_lead(void *context)
{
	struct desk *desk = context;
	const struct deed deed = deed_for(AUDIT_LEAD_ERASED, 3);

	return store_lead_erase(desk->store, 3, &deed, now);
}

static enum status
take_deeds(void *context)
{
	struct desk *desk = context;
	int64_t taken;

	return office_take_deeds(desk->office, desk->store, &taken);
}

static enum status
read_lists(void *context)
{
	struct desk *desk = context;
	struct lead_query query = { .filter = { .results = "", .today = TODAY,
		.now = now }, .sort = LEAD_SORT_NEXT, .limit = 9 };
	struct lead_counts counts;
	struct lead_places places;
	struct lead_rows rows;
	int64_t count;
	enum status st;

	query.filter.follow = LEAD_FOLLOW_ANY;
	if ((st = store_lead_places(desk->store, desk->arena, &query,
	    &places)) == OK &&
	    (st = store_lead_lines(desk->store, desk->arena, &places, true,
	    &rows)) == OK &&
	    (st = store_lead_list_count(desk->store, &query.filter,
	    &count)) == OK &&
	    (st = store_lead_counts(desk->store, TODAY, now, &counts)) == OK &&
	    (st = store_leads(desk->store, desk->arena, 0, 9, &rows)) == OK)
		st = store_lead_count(desk->store, &count);
	return st;
}

static enum status
read_lead(void *context)
{
	struct desk *desk = context;
	struct lead_changes changes;
	struct lead_change change;
	struct lead_kept kept;
	struct lead_plan planned;
	struct lead_copy copy;
	struct lead_row row;
	enum status st;

	if ((st = store_lead(desk->store, desk->arena, 4, &row)) == OK &&
	    (st = store_lead_plan(desk->store, desk->arena, 4,
	    &planned)) == OK &&
	    (st = store_lead_kept(desk->store, desk->arena, 4, &kept)) == OK &&
	    (st = store_lead_record(desk->store, desk->arena, 4,
	    &copy)) == OK &&
	    (st = store_lead_changes(desk->store, desk->arena, 4,
	    &changes)) == OK)
		st = store_lead_change(desk->store, desk->arena,
		    changes.at[0].id, &change);
	return st;
}

static enum status
read_bookings(void *context)
{
	struct desk *desk = context;
	struct quarantined_rows waiting;
	struct booking_entries rows;
	struct booking_entry call;
	struct store *store = desk->store;
	enum status st;

	if ((st = store_bookings_ahead(store, desk->arena, now, &rows)) == OK &&
	    (st = store_bookings_past(store, desk->arena, now, 0, 9,
	    &rows)) == OK &&
	    (st = store_bookings_starting(store, desk->arena, now, ten + DAY,
	    &rows)) == OK &&
	    (st = store_bookings_of_lead(store, desk->arena, 1, &rows)) == OK &&
	    (st = store_quarantine(store, desk->arena, 0, 9, &waiting)) == OK)
		st = store_booking_of_lead(store, desk->arena, 1, 1, &call);
	return st;
}

static enum status
read_today(void *context)
{
	struct desk *desk = context;
	struct today_messages messages;
	struct today_leads leads;
	int64_t count;
	enum status st = OK;

	for (int part = TODAY_OVERDUE; st == OK && part <= TODAY_NO_STEP; part++)
		st = store_today_leads(desk->store, desk->arena,
		    &(struct today_ask){ .part = (enum today_part)part,
		    .day = TODAY + 4, .now = now, .limit = 5 }, &leads);
	if (st == OK && (st = store_today_messages(desk->store, desk->arena, 0,
	    &messages)) == OK)
		st = store_today_quarantine(desk->store, &count);
	return st;
}

static enum status
read_insights(void *context)
{
	struct desk *desk = context;
	struct call_outcomes outcomes;
	struct result_counts results;
	struct page_counts pages;
	enum status st;

	if ((st = store_bookings_by_result(desk->store, desk->arena, 0,
	    &results)) == OK &&
	    (st = store_call_outcomes(desk->store, desk->arena,
	    &outcomes)) == OK)
		st = store_page_counts_weekly(desk->store, desk->arena, 0,
		    &pages);
	return st;
}

static const struct refusable desk_calls[] = {
	{ "a stage", move_lead, OK, 5 },
	{ "stages", move_leads, OK, 8 },
	{ "undo", undo_last, OK, 6 },
	{ "a date", plan, OK, 5 },
	{ "dates", plan_many, OK, 5 },
	{ "what was recommended", recommend, OK, 5 },
	{ "touch", touch, OK, 3 },
	{ "let in", let_in, OK, 8 },
	{ "call off", call_off, OK, 6 },
	{ "erase a lead", erase_lead, OK, 8 },
	{ "lists", read_lists, OK, 6 },
	{ "a lead", read_lead, OK, 6 },
	{ "bookings", read_bookings, OK, 6 },
	{ "today", read_today, OK, 5 },
	{ "insights", read_insights, OK, 3 },
};

/* ---- what the owner sets ---- */

static enum status
put_override(void *context)
{
	struct desk *desk = context;
	const struct deed deed = deed_for(AUDIT_AVAILABILITY_CHANGED, 0);
	struct window window = { 540, 720 };

	return store_override_put(desk->store, &(struct override){
		.day = TODAY + 1, .zone = zone_find("Europe/Berlin"),
		.windows = { &window, 1 } }, TODAY + 3, &deed);
}

static enum status
remove_override(void *context)
{
	struct desk *desk = context;
	const struct deed deed = deed_for(AUDIT_AVAILABILITY_CHANGED, 0);

	return store_override_remove(desk->store, TODAY + 1, TODAY + 2, &deed);
}

static enum status
block(void *context)
{
	struct desk *desk = context;
	const struct deed deed = deed_for(AUDIT_AVAILABILITY_CHANGED, 0);

	return store_busy_add(desk->store, &(struct slot){ ten + 20 * HOUR,
	    ten + 21 * HOUR }, &deed);
}

static enum status
unblock(void *context)
{
	struct desk *desk = context;
	const struct deed deed = deed_for(AUDIT_AVAILABILITY_CHANGED, 0);
	struct busy_times times;
	enum status st = store_busy_times(desk->store, desk->arena, now,
	    &times);

	return st != OK ? st : store_busy_remove(desk->store, times.at[0].id,
	    &deed);
}

static enum status
put_file(void *context)
{
	struct desk *desk = context;
	const struct deed deed = deed_for(AUDIT_AVAILABILITY_CHANGED, 0);
	struct slot slot = { ten + 30 * HOUR, ten + 31 * HOUR };
	struct busy_file file = { now, now + DAY };
	enum status st = store_busy_replace(desk->store, &file,
	    &(struct slots){ &slot, 1 }, &deed);

	return st;
}

static enum status
read_file(void *context)
{
	struct busy_file file;

	return store_busy_file(((struct desk *)context)->store, &file);
}

static enum status
put_rules(void *context)
{
	struct desk *desk = context;
	const struct deed deed = deed_for(AUDIT_AVAILABILITY_CHANGED, 0);

	return store_call_rules_put(desk->store, &(struct call_rules){
		.buffer_minutes = 5, .notice_minutes = 60,
		.horizon_days = 20 }, &deed);
}

static enum status
remove_rules(void *context)
{
	struct desk *desk = context;
	const struct deed deed = deed_for(AUDIT_AVAILABILITY_CHANGED, 0);

	return store_call_rules_remove(desk->store, &deed);
}

static enum status
make_feed(void *context)
{
	struct desk *desk = context;
	const struct deed deed = deed_for(AUDIT_CALENDAR_MADE, 0);

	return store_feed_put(desk->store, form, now, &deed);
}

static enum status
read_feed_made(void *context)
{
	int64_t made_at;

	return store_feed_made(((struct desk *)context)->store, &made_at);
}

static enum status
revoke_feed(void *context)
{
	struct desk *desk = context;
	const struct deed deed = deed_for(AUDIT_CALENDAR_REVOKED, 0);

	return store_feed_remove(desk->store, &deed);
}

static enum status
sync_went_well(void *context)
{
	struct desk *desk = context;
	struct slot slot = { ten + 40 * HOUR, ten + 41 * HOUR };

	return store_calendar_read(desk->store, CALENDAR_URL,
	    &(struct slots){ &slot, 1 }, 1, now);
}

static enum status
sync_failed(void *context)
{
	return store_calendar_failed(((struct desk *)context)->store,
	    CALENDAR_URL, "no answer", now);
}

static enum status
copy_put(void *context)
{
	return store_calendar_copy_put(((struct desk *)context)->store,
	    &(struct calendar_copy){ some_uid, "/calls/uid.ics", "", "mark" });
}

static enum status
read_calendar(void *context)
{
	struct desk *desk = context;
	struct calendar_copies copies;
	struct calendar_sync sync;
	enum status st;

	if ((st = store_calendar_sync(desk->store, desk->arena, &sync)) == OK &&
	    (st = store_calendar_copies(desk->store, desk->arena,
	    &copies)) == OK &&
	    (st = store_calendar_knows(desk->store, some_uid)) == NOT_FOUND)
		st = store_calendar_ended(desk->store, some_uid, now);
	return st;
}

static enum status
copy_remove(void *context)
{
	return store_calendar_copy_remove(((struct desk *)context)->store,
	    some_uid);
}

static enum status
choose_another(void *context)
{
	return store_calendar_choose(((struct desk *)context)->store, "");
}

static const struct refusable owners_only[] = {
	{ "other hours", put_override, OK, 6 },
	{ "weekly hours back", remove_override, OK, 4 },
	{ "block", block, OK, 4 },
	{ "a calendar file", put_file, OK, 6 },
	{ "rules for calls", put_rules, OK, 4 },
	{ "those of site.yaml", remove_rules, OK, 4 },
	{ "a private address", make_feed, OK, 4 },
	{ "when it was made", read_feed_made, OK, 1 },
	{ "none again", revoke_feed, OK, 4 },
	{ "a look that went well", sync_went_well, OK, 5 },
	{ "one that did not", sync_failed, OK, 3 },
	{ "a call as it stands there", copy_put, OK, 3 },
	{ "what is known of it", read_calendar, NOT_FOUND, 4 },
	{ "a call that is gone", copy_remove, OK, 3 },
	{ "another calendar", choose_another, OK, 5 },
};

/* What every role may look at first. */
static const struct refusable owners_calls[] = {
	{ "free", unblock, OK, 5 },
	{ "when a file was read", read_file, OK, 1 },
};

/* ---- the courier ---- */

static enum status
queue(void *context)
{
	struct outbox_new hook = message("lead.new");
	const struct outbox_list list = { &hook, 1 };

	hook.channel = OUTBOX_HOOK;
	return store_outbox_add(((struct desk *)context)->store, &list, 0, 0,
	    now);
}

/* Two messages of which anything may become. */
static void
queue_two(struct desk *desk)
{
	struct outbox_rows rows;

	assert_status(queue(desk), OK);
	assert_status(queue(desk), OK);
	assert_status(store_outbox_list(desk->store, desk->arena, 0, 1, &rows),
	    OK);
	desk->queued = rows.at[0].id;
}

static enum status
read_outbox(void *context)
{
	struct desk *desk = context;
	struct outbox_unsent unsent;
	struct outbox_rows rows;
	struct outbox_row row;
	enum status st;

	if ((st = store_outbox_due(desk->store, desk->arena, OUTBOX_HOOK, now,
	    9, &rows)) == OK &&
	    (st = store_outbox_list(desk->store, desk->arena, 0, 9,
	    &rows)) == OK &&
	    (st = store_outbox_of_lead(desk->store, desk->arena, 4,
	    &rows)) == OK &&
	    (st = store_outbox_unsent(desk->store, desk->arena, true,
	    now + DAY, &unsent)) == OK)
		st = store_outbox_find(desk->store, desk->arena, desk->queued,
		    &row);
	return st;
}

static enum status
claim(void *context)
{
	struct desk *desk = context;

	return store_outbox_claim(desk->store, desk->queued, now + HOUR);
}

static enum status
note_failure(void *context)
{
	struct desk *desk = context;

	return store_outbox_failed(desk->store, desk->queued,
	    &(struct outbox_failure){ .code = 451, .reason = "later" });
}

static enum status
wait_for_server(void *context)
{
	return store_outbox_wait(((struct desk *)context)->store, OUTBOX_HOOK,
	    "no server is set", now);
}

static enum status
try_again(void *context)
{
	struct desk *desk = context;

	return store_outbox_again(desk->store, desk->queued, now);
}

static enum status
note_sent(void *context)
{
	struct desk *desk = context;

	return store_outbox_sent(desk->store, desk->queued, now);
}

static enum status
take_back(void *context)
{
	struct desk *desk = context;

	return store_outbox_cancel(desk->store, desk->queued - 1,
	    "not wanted");
}

static enum status
keep_dialogue(void *context)
{
	struct desk *desk = context;

	return store_dialogue_put(desk->store, desk->queued, "220 hello\n",
	    now);
}

static enum status
read_dialogue(void *context)
{
	struct desk *desk = context;
	const char *said;

	return store_dialogue_get(desk->store, desk->arena, desk->queued,
	    &said);
}

static enum status
put_in_demo_box(void *context)
{
	struct desk *desk = context;

	return store_demo_mail_put(desk->store,
	    &(struct demo_mail){ desk->queued, now, "anna@example.org",
	    "Hello", "..." });
}

static enum status
read_demo_box(void *context)
{
	struct desk *desk = context;
	struct demo_mails mails;

	return store_demo_mails(desk->store, desk->arena, 9, &mails);
}

static enum status
read_facts(void *context)
{
	struct desk *desk = context;
	struct mail_booking booking;
	struct mail_lead lead;
	struct due_count due;
	int64_t count;
	enum status st;

	if ((st = store_mail_booking(desk->store, desk->arena, 1,
	    &booking)) == OK &&
	    (st = store_mail_lead(desk->store, desk->arena, 4, &lead)) == OK &&
	    (st = store_calls_between(desk->store, now, ten + DAY,
	    &count)) == OK &&
	    (st = store_due_count(desk->store, TODAY, &due)) == OK)
		st = store_digest_day(desk->store, &count);
	return st;
}

static enum status
put_digest(void *context)
{
	struct outbox_new mail = message("digest");
	const struct outbox_list list = { &mail, 1 };

	return store_digest_put(((struct desk *)context)->store, TODAY, &list,
	    now);
}

static enum status
tidy_outbox(void *context)
{
	return store_outbox_tidy(((struct desk *)context)->store,
	    now + 400 * (int64_t)DAY);
}

static enum status
count_over(void *context)
{
	const struct retention rule = { 30, 30 };
	int64_t count;

	return store_retention_left(((struct desk *)context)->store, &rule,
	    now + 90 * (int64_t)DAY, &count);
}

static enum status
let_go(void *context)
{
	const struct retention rule = { 30, 30 };
	int64_t erased;

	return store_retention_run(((struct desk *)context)->store, &rule,
	    now + 90 * (int64_t)DAY, 9, &erased);
}

static const struct refusable couriers_calls[] = {
	{ "queue", queue, OK, 4 },
	{ "the outbox", read_outbox, OK, 5 },
	{ "claim", claim, OK, 3 },
	{ "no server", wait_for_server, OK, 3 },
	{ "a failure", note_failure, OK, 3 },
	{ "another try", try_again, OK, 3 },
	{ "sent", note_sent, OK, 3 },
	{ "taken back", take_back, OK, 3 },
	{ "a dialogue", keep_dialogue, OK, 3 },
	{ "what was said", read_dialogue, OK, 1 },
	{ "the demonstration's box", put_in_demo_box, OK, 4 },
	{ "what is in it", read_demo_box, OK, 1 },
	{ "what a mail tells", read_facts, NOT_FOUND, 5 },
	{ "a digest", put_digest, OK, 4 },
	{ "the outbox tidied", tidy_outbox, OK, 5 },
};

/* ---- restoring and rotating ---- */

static enum status
put_key(void *context)
{
	struct desk *desk = context;
	const struct seal_key key = { .generation = 2, .public_key = { 2 } };

	return store_seal_key_put(desk->store, &key);
}

static enum status
read_seals(void *context)
{
	struct desk *desk = context;
	struct rotation_leads old;
	struct lead_seals leads;
	enum status st;

	if ((st = store_lead_seals(desk->store, desk->arena, 0, 9,
	    &leads)) == OK &&
	    (st = store_leads_packed(desk->store, desk->arena, 9,
	    &leads)) == OK)
		st = store_leads_old(desk->store, desk->arena, 2, 0, &old);
	return st;
}

static enum status
read_erasures(void *context)
{
	struct desk *desk = context;
	struct erasures list;

	return store_erasures(desk->store, desk->arena, &list);
}

static enum status
erase_again(void *context)
{
	struct desk *desk = context;
	int64_t erased;

	return store_erasures_apply(desk->store, &(struct erasures){
	    &desk->lost, 1 }, now, &erased);
}

/* A lead that will be on the list of those who were erased. */
static void
choose_lost(struct desk *desk)
{
	struct lead_rows rows;

	assert_status(store_leads(desk->store, desk->arena, 0, 1, &rows), OK);
	assert_int_equal(rows.len, 1);
	desk->lost = (struct erasure){ rows.at[0].uuid, rows.at[0].id, now };
}

static enum status
tidy(void *context)
{
	return store_tidy(((struct desk *)context)->store);
}

static const struct refusable keepers_calls[] = {
	{ "the next key", put_key, OK, 3 },
	{ "what is sealed to the old one", read_seals, OK, 3 },
	{ "erasures", read_erasures, OK, 1 },
	{ "erase again", erase_again, OK, 10, 9 },
	{ "whose time is over", count_over, OK, 1 },
	{ "they go", let_go, OK, 8 },
	{ "tidy", tidy, OK, 4, 1 },
};

/* ---- all of them ---- */

#define TRY(dir, list, desk) refuse_each(dir, list, countof(list), desk)

static void
no_statement_that_is_refused_leaves_anything_half_done(void **state)
{
	struct desk desk = { .store = folder_store(*state, STORE_OFFICE),
		.office = folder_office(*state),
		.arena = arena_new(ARENA_STEP) };

	TRY(*state, visitors_calls, &desk);
	TRY(*state, desk_calls, &desk);
	TRY(*state, owners_only, &desk);
	assert_status(block(&desk), OK);
	TRY(*state, owners_calls, &desk);
	queue_two(&desk);
	TRY(*state, couriers_calls, &desk);
	choose_lost(&desk);
	TRY(*state, keepers_calls, &desk);
	assert_status(take_deeds(&desk), OK);
	arena_free(desk.arena);
	office_close(desk.office);
	store_close(desk.store);
}

/* Each of a list, by a role that may not; nothing is asked of the disk. */
static void
deny_each(const struct refusable *list, size_t len, struct desk *desk)
{
	for (size_t i = 0; i < len; i++) {
		enum status st = list[i].run(desk);

		if (st != DENIED)
			fail_msg("%s: %s", list[i].name, status_name(st));
	}
}

#define DENY(list, desk) deny_each(list, countof(list), desk)

static void
the_public_role_is_denied_what_is_the_office_s(void **state)
{
	struct desk desk = { .store = folder_store(*state, STORE_PUBLIC),
		.office = folder_office(*state),
		.arena = arena_new(ARENA_STEP), .queued = 2 };
	int64_t taken;

	DENY(desk_calls, &desk);
	DENY(owners_only, &desk);
	DENY(couriers_calls, &desk);
	DENY(keepers_calls, &desk);
	assert_status(office_take_deeds(desk.office, desk.store, &taken),
	    DENIED);
	arena_free(desk.arena);
	office_close(desk.office);
	store_close(desk.store);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		ON_FOLDER(the_public_role_is_denied_what_is_the_office_s),
		ON_FOLDER(
		    no_statement_that_is_refused_leaves_anything_half_done),
	};

	return cmocka_run_group_tests_name("refused_intake", tests, NULL,
	    NULL);
}
