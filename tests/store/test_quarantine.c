#include "folder.h"

#include "../unit/test.h"
#include "folder_tests.h"

#include "base/arena.h"
#include "store/contacts.h"
#include "store/deeds.h"
#include "store/outbox.h"
#include "store/quarantine.h"

static const int64_t now = 1795255200; /* 2026-11-21T10:00:00Z */
static const int64_t ten = 1795428000; /* 2026-11-23T10:00:00Z */

enum { HOUR = 3600, DAY = 86400, TODAY = 20778 };

/* A call that is asked for at an hour after ten. */
static void
ask_for(struct store *store, int hour, int mark, enum doubt doubt)
{
	uint8_t token[32];
	struct booking_new booking = folder_booking(ten + hour * HOUR, token,
	    mark);
	bool repeated;

	booking.doubt = doubt;
	assert_status(store_booking_add(store, &booking, now, &repeated), OK);
}

/* With one message for the visitor. */
static enum status
rescue(struct store *store, int64_t lead_id, int64_t at,
    enum rescued *rescued)
{
	static const uint8_t body[] = "sealed bytes of a letter";
	struct outbox_new letter = { .channel = OUTBOX_MAIL,
		.kind = "booking.confirmed", .when = OUTBOX_IF_SURE,
		.lapses = true, .due_at = at, .epoch = { .generation = 1 },
		.sealed = { .kind = SEAL_MAIL, .number = 3, .bytes = body,
			.size = sizeof(body) } };
	const struct outbox_list outbox = { &letter, 1 };
	struct deed deed = { .event = { .at = at,
		.kind = AUDIT_LEAD_RESCUED, .subject = lead_id } };

	deed.ref[0] = (uint8_t)lead_id;
	deed.ref[1] = (uint8_t)at;
	deed.is_signed = true;
	assert_status(uuid_new(letter.uuid), OK);
	return store_lead_rescue(store, lead_id, &deed, TODAY, &outbox,
	    rescued);
}

static int64_t
number(const char *dir, const char *sql)
{
	return folder_number(dir, "intake.db", sql);
}

static void
a_call_is_confirmed_and_its_lead_begins_anew(void **state)
{
	struct store *store = folder_store(*state, STORE_OFFICE);
	enum rescued rescued;

	ask_for(store, 0, 1, DOUBT_HASTE);
	assert_status(rescue(store, 1, now + HOUR, &rescued), OK);
	assert_int_equal(rescued, RESCUED_CONFIRMED);
	assert_int_equal(number(*state, "SELECT count(*) FROM lead WHERE"
	    " quarantine = '' AND quarantined_at IS NULL AND"
	    " stage = 'call_booked' AND stage_at = 1795258800"
	    " AND touched_at = 1795258800 AND created_at = 1795255200"), 1);
	assert_int_equal(number(*state, "SELECT count(*) FROM booking WHERE"
	    " state = 'confirmed' AND held_until = 0 AND sequence = 1"), 1);
	assert_int_equal(number(*state, "SELECT count FROM page_count WHERE"
	    " day = 20778 AND page = 'booked'"), 1);
	assert_int_equal(number(*state, "SELECT count(*) FROM deed WHERE"
	    " kind = 'lead.rescued' AND subject = 1"), 1);
	assert_int_equal(number(*state, "SELECT count(*) FROM outbox WHERE"
	    " state = 'waiting' AND lead_id = 1 AND booking_id = 1"), 1);
	store_close(store);
}

static void
what_was_let_in_is_not_let_in_again(void **state)
{
	struct store *store = folder_store(*state, STORE_OFFICE);
	enum rescued rescued;

	ask_for(store, 0, 1, DOUBT_HASTE);
	ask_for(store, 1, 2, DOUBT_NONE);
	assert_status(rescue(store, 1, now, &rescued), OK);
	assert_status(rescue(store, 1, now + HOUR, &rescued), CONFLICT);
	assert_status(rescue(store, 2, now, &rescued), CONFLICT);
	assert_status(rescue(store, 3, now, &rescued), NOT_FOUND);
	assert_int_equal(number(*state, "SELECT count(*) FROM deed"), 1);
	assert_int_equal(number(*state, "SELECT count(*) FROM outbox"), 1);
	assert_int_equal(number(*state, "SELECT sum(count) FROM page_count"),
	    1);
	store_close(store);
}

/* Held for a day; then somebody else books that time. */
static void
a_time_that_is_taken_is_said_and_may_be_free_later(void **state)
{
	struct store *store = folder_store(*state, STORE_OFFICE);
	enum rescued rescued;
	uint8_t token[32];
	struct booking_new other = folder_booking(ten, token, 2);
	bool repeated;

	ask_for(store, 0, 1, DOUBT_TRAP);
	assert_status(store_booking_add(store, &other, now + DAY + 1,
	    &repeated), OK);
	assert_status(rescue(store, 1, now + DAY + 60, &rescued), OK);
	assert_int_equal(rescued, RESCUED_TAKEN);
	assert_int_equal(number(*state, "SELECT count(*) FROM lead WHERE"
	    " id = 1 AND quarantine = '' AND stage = 'new'"), 1);
	assert_int_equal(number(*state, "SELECT count(*) FROM booking WHERE"
	    " lead_id = 1 AND state = 'requested'"), 1);
	assert_int_equal(number(*state, "SELECT count(*) FROM outbox"), 0);
	folder_run(*state, "intake.db",
	    "UPDATE booking SET state = 'cancelled' WHERE lead_id = 2");
	assert_status(rescue(store, 1, now + DAY + 120, &rescued), OK);
	assert_int_equal(rescued, RESCUED_CONFIRMED);
	assert_int_equal(number(*state, "SELECT count(*) FROM lead WHERE"
	    " id = 1 AND stage = 'call_booked'"), 1);
	assert_int_equal(number(*state, "SELECT count(*) FROM outbox"), 1);
	assert_int_equal(number(*state, "SELECT sum(count) FROM page_count"),
	    1);
	store_close(store);
}

static void
blocked_time_is_in_the_way_too(void **state)
{
	struct store *store = folder_store(*state, STORE_OFFICE);
	enum rescued rescued;

	ask_for(store, 0, 1, DOUBT_TRAP);
	folder_run(*state, "intake.db", "INSERT INTO busy_time"
	    " (source, starts_at, ends_at)"
	    " VALUES ('owner', 1795428600, 1795429000)");
	assert_status(rescue(store, 1, now, &rescued), OK);
	assert_int_equal(rescued, RESCUED_TAKEN);
	store_close(store);
}

static void
the_owner_is_not_held_to_limits_and_buffers(void **state)
{
	struct store *store = folder_store(*state, STORE_OFFICE);
	enum rescued rescued;
	uint8_t token[32];
	struct booking_new next = folder_booking(ten + HOUR / 2, token, 2);
	bool repeated;

	ask_for(store, 0, 1, DOUBT_TRAP);
	assert_status(store_booking_add(store, &next, now, &repeated), OK);
	assert_status(rescue(store, 1, now, &rescued), OK);
	assert_int_equal(rescued, RESCUED_CONFIRMED);
	store_close(store);
}

static void
a_time_that_is_over_is_said(void **state)
{
	struct store *store = folder_store(*state, STORE_OFFICE);
	enum rescued rescued;

	ask_for(store, 0, 1, DOUBT_TRAP);
	ask_for(store, 1, 2, DOUBT_TRAP);
	assert_status(rescue(store, 1, ten, &rescued), OK);
	assert_int_equal(rescued, RESCUED_OVER);
	assert_int_equal(number(*state, "SELECT count(*) FROM outbox"), 0);
	assert_status(rescue(store, 2, ten + HOUR - 1, &rescued), OK);
	assert_int_equal(rescued, RESCUED_CONFIRMED);
	assert_int_equal(number(*state, "SELECT count(*) FROM lead WHERE"
	    " id = 1 AND quarantine = '' AND stage = 'new'"), 1);
	store_close(store);
}

static void
a_message_is_a_new_lead(void **state)
{
	struct store *store = folder_store(*state, STORE_OFFICE);
	enum rescued rescued;
	const uint8_t hash[32] = { 1 };
	struct contact_new contact = { .form_hash = hash, .zone = "UTC",
		.result = "", .consent = "1", .doubt = DOUBT_LEADS,
		.lead = folder_lead(NULL, "h", 1, "b", 1) };
	bool repeated;

	assert_status(store_contact_add(store, &contact, now, &repeated), OK);
	assert_status(rescue(store, 1, now, &rescued), OK);
	assert_int_equal(rescued, RESCUED_MESSAGE);
	assert_int_equal(number(*state, "SELECT count FROM page_count WHERE"
	    " page = 'contact'"), 1);
	assert_int_equal(number(*state, "SELECT count(*) FROM lead WHERE"
	    " quarantine = '' AND stage = 'new'"), 1);
	assert_int_equal(number(*state, "SELECT count(*) FROM outbox WHERE"
	    " lead_id = 1 AND booking_id IS NULL"), 1);
	store_close(store);
}

/* Whoever cancels meanwhile is not told that the call is confirmed. */
static void
a_call_that_was_taken_back_is_not_told_of(void **state)
{
	struct store *store = folder_store(*state, STORE_OFFICE);
	enum rescued rescued;

	ask_for(store, 0, 1, DOUBT_TRAP);
	folder_run(*state, "intake.db",
	    "UPDATE booking SET state = 'cancelled'");
	assert_status(rescue(store, 1, now, &rescued), OK);
	assert_int_equal(rescued, RESCUED_MESSAGE);
	assert_int_equal(number(*state, "SELECT count(*) FROM outbox"), 0);
	store_close(store);
}

/* Only the store found out; who counts pages had counted it. */
static void
one_of_many_of_an_address_was_counted_when_it_came(void **state)
{
	struct store *store = folder_store(*state, STORE_OFFICE);
	enum rescued rescued;

	ask_for(store, 0, 1, DOUBT_EMAIL);
	assert_status(rescue(store, 1, now, &rescued), OK);
	assert_int_equal(number(*state, "SELECT count(*) FROM page_count"),
	    0);
	store_close(store);
}

static void
those_that_wait_are_listed_newest_first(void **state)
{
	struct store *store = folder_store(*state, STORE_OFFICE);
	struct store *visitors = folder_store(*state, STORE_PUBLIC);
	struct quarantined_rows rows;
	enum rescued rescued;
	ARENA(arena);

	for (int i = 0; i < 6; i++)
		ask_for(store, i, i + 1,
		    i % 2 == 0 ? DOUBT_HASTE : DOUBT_NONE);
	assert_status(store_quarantine(store, arena, 0, 2, &rows), OK);
	assert_int_equal(rows.len, 2);
	assert_int_equal(rows.at[0].lead_id, 5);
	assert_int_equal(rows.at[1].lead_id, 3);
	assert_int_equal(rows.at[0].since, now);
	assert_status(store_quarantine(store, arena, 3, 9, &rows), OK);
	assert_int_equal(rows.len, 1);
	assert_int_equal(rows.at[0].lead_id, 1);
	assert_status(store_quarantine(visitors, arena, 0, 9, &rows), DENIED);
	assert_status(rescue(visitors, 1, now, &rescued), DENIED);
	store_close(visitors);
	store_close(store);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		ON_FOLDER(a_call_is_confirmed_and_its_lead_begins_anew),
		ON_FOLDER(what_was_let_in_is_not_let_in_again),
		ON_FOLDER(a_time_that_is_taken_is_said_and_may_be_free_later),
		ON_FOLDER(blocked_time_is_in_the_way_too),
		ON_FOLDER(the_owner_is_not_held_to_limits_and_buffers),
		ON_FOLDER(a_time_that_is_over_is_said),
		ON_FOLDER(a_message_is_a_new_lead),
		ON_FOLDER(a_call_that_was_taken_back_is_not_told_of),
		ON_FOLDER(one_of_many_of_an_address_was_counted_when_it_came),
		ON_FOLDER(those_that_wait_are_listed_newest_first),
	};

	return cmocka_run_group_tests_name("quarantine", tests, NULL, NULL);
}
