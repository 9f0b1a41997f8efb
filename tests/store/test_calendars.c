/*
 * The owner's own calendar: which calls it shows, its private address, and
 * what is known of the one on a server.
 */
#include "folder.h"

#include "../unit/test.h"
#include "folder_tests.h"

#include "base/arena.h"
#include "store/availability.h"
#include "store/booking_changes.h"
#include "store/calendars.h"

static const int64_t now = 1795255200; /* 2026-11-21T10:00:00Z */
static const int64_t ten = 1795428000; /* 2026-11-23T10:00:00Z */
static const int64_t hour = 3600;
static const int64_t day = 86400;

#define URL "https://dav.example.org/owner/calls/"

static void
book(struct store *store, int64_t at, int mark, enum doubt doubt)
{
	uint8_t token[32];
	struct booking_new booking = folder_booking(at, token, mark);
	bool repeated;

	booking.doubt = doubt;
	assert_status(store_booking_add(store, &booking, now, &repeated), OK);
}

static void
cancel(struct store *store, int mark)
{
	uint8_t token[32] = { 0 };

	memcpy(token, &mark, sizeof(mark));
	assert_status(store_booking_cancel(store, token, NULL, now), OK);
}

static struct calendar_calls
calls_of(struct store *store, struct arena *arena, int64_t at)
{
	struct calendar_calls calls;

	assert_status(store_calendar_calls(store, arena, at, now - 30 * day,
	    INT64_MAX, &calls), OK);
	return calls;
}

/* ---- the calls ---- */

static void
calls_come_in_order_without_the_cancelled_ones(void **state)
{
	struct store *store = folder_store(*state, STORE_OFFICE);
	struct store *visitor = folder_store(*state, STORE_PUBLIC);
	struct calendar_calls calls;
	ARENA(arena);

	book(store, ten + hour, 1, DOUBT_NONE);
	book(store, ten, 2, DOUBT_NONE);
	book(store, ten + 2 * hour, 3, DOUBT_NONE);
	cancel(store, 3);
	calls = calls_of(visitor, arena, now);
	assert_int_equal(calls.len, 2);
	assert_int_equal(calls.at[0].slot.starts_at, ten);
	assert_int_equal(calls.at[0].slot.ends_at, ten + 1800);
	assert_int_equal(calls.at[0].lead_id, 2);
	assert_int_equal(strlen(calls.at[0].uid), CALENDAR_CALL_UID_LEN);
	assert_int_equal(calls.at[0].sequence, 0);
	assert_false(calls.at[0].tentative);
	assert_int_equal(calls.at[1].slot.starts_at, ten + hour);
	store_close(store);
	store_close(visitor);
}

static void
a_call_that_waits_is_there_as_long_as_its_slot_is_kept(void **state)
{
	struct store *store = folder_store(*state, STORE_OFFICE);
	struct calendar_calls calls;
	ARENA(arena);

	book(store, ten, 1, DOUBT_POSTS);
	calls = calls_of(store, arena, now);
	assert_int_equal(calls.len, 1);
	assert_true(calls.at[0].tentative);
	calls = calls_of(store, arena, now + QUARANTINE_HOLD_SECONDS);
	assert_int_equal(calls.len, 0);
	store_close(store);
}

static void
an_erased_call_that_was_held_is_nobodys(void **state)
{
	struct store *store = folder_store(*state, STORE_OFFICE);
	struct calendar_calls calls;
	ARENA(arena);

	book(store, ten, 1, DOUBT_NONE);
	assert_status(folder_erase(store, 1, ten + day), OK);
	calls = calls_of(store, arena, ten + day);
	assert_int_equal(calls.len, 1);
	assert_int_equal(calls.at[0].lead_id, 0);
	store_close(store);
}

static int64_t
mark_of(struct store *store, int64_t at)
{
	int64_t mark = -1;

	assert_status(store_calendar_mark(store, at, &mark), OK);
	return mark;
}

static void
every_change_of_a_call_changes_the_mark(void **state)
{
	struct store *store = folder_store(*state, STORE_OFFICE);
	uint8_t token[32];
	const struct booking_move move = { .slot = { ten + hour,
		ten + hour + 1800 }, .zone = "UTC" };
	int64_t marks[5];

	marks[0] = mark_of(store, now);
	book(store, ten, 1, DOUBT_NONE);
	marks[1] = mark_of(store, now);
	assert_int_equal(marks[1], mark_of(store, now + 60));
	folder_booking(ten, token, 1);
	assert_status(store_booking_move(store, token, &move, now), OK);
	marks[2] = mark_of(store, now);
	cancel(store, 1);
	marks[3] = mark_of(store, now);
	book(store, ten, 2, DOUBT_NONE);
	marks[4] = mark_of(store, now);
	for (int i = 0; i < 5; i++)
		for (int j = 0; j < i; j++)
			assert_int_not_equal(marks[i], marks[j]);
	store_close(store);
}

static void
a_uid_is_known_whatever_became_of_its_call(void **state)
{
	struct store *store = folder_store(*state, STORE_OFFICE);
	const char *uid;
	ARENA(arena);

	book(store, ten, 1, DOUBT_NONE);
	uid = calls_of(store, arena, now).at[0].uid;
	assert_status(store_calendar_knows(store, uid), OK);
	assert_status(store_calendar_ended(store, uid, now), NOT_FOUND);
	assert_status(store_calendar_ended(store, uid, ten + 1799),
	    NOT_FOUND);
	assert_status(store_calendar_ended(store, uid, ten + 1800), OK);
	cancel(store, 1);
	assert_status(store_calendar_knows(store, uid), OK);
	assert_status(store_calendar_ended(store, uid, ten + day), NOT_FOUND);
	assert_status(store_calendar_knows(store,
	    "00000000-0000-4000-8000-000000000000"), NOT_FOUND);
	store_close(store);
}

/* ---- the private address ---- */

static void
only_the_last_address_counts_until_it_is_taken_back(void **state)
{
	struct store *store = folder_store(*state, STORE_OFFICE);
	struct store *visitor = folder_store(*state, STORE_PUBLIC);
	const uint8_t first[32] = { 1 };
	const uint8_t second[32] = { 2 };
	int64_t made_at = 0;

	assert_status(store_feed_find(visitor, first), NOT_FOUND);
	assert_status(store_feed_made(store, &made_at), NOT_FOUND);
	assert_status(store_feed_put(store, first, now + 17, NULL), OK);
	assert_status(store_feed_find(visitor, first), OK);
	assert_status(store_feed_put(store, second, now + day, NULL), OK);
	assert_status(store_feed_find(visitor, first), NOT_FOUND);
	assert_status(store_feed_find(visitor, second), OK);
	assert_status(store_feed_made(store, &made_at), OK);
	assert_int_equal(made_at, now + day);
	assert_status(store_feed_remove(store, NULL), OK);
	assert_status(store_feed_find(visitor, second), NOT_FOUND);
	assert_status(store_feed_remove(store, NULL), OK);
	store_close(store);
	store_close(visitor);
}

/* ---- the calendar on a server ---- */

static int64_t
count(void **state, const char *source)
{
	ARENA(arena);

	return folder_number(*state, "intake.db", arena_printf(arena,
	    "SELECT count(*) FROM busy_time WHERE source = '%s'", source));
}

static void
what_a_look_finds_takes_the_place_of_the_last_and_of_nothing_else(
    void **state)
{
	struct store *store = folder_store(*state, STORE_OFFICE);
	struct slot two[] = { { ten, ten + hour }, { ten + day,
		ten + day + hour } };
	struct slot one[] = { { ten + 2 * day, ten + 3 * day } };
	const struct slots both = { two, 2 };
	const struct slots single = { one, 1 };
	struct calendar_sync sync;
	struct busy_times times;
	ARENA(arena);

	assert_status(store_calendar_sync(store, arena, &sync), NOT_FOUND);
	assert_status(store_busy_add(store, &one[0], NULL), OK);
	assert_status(store_busy_replace(store, &(struct busy_file){ now,
	    now }, &single, NULL), OK);
	assert_status(store_calendar_read(store, URL, &both, 3, now), OK);
	assert_int_equal(count(state, "caldav"), 2);
	assert_status(store_calendar_read(store, URL, &single, 0, now + 300),
	    OK);
	assert_int_equal(count(state, "caldav"), 1);
	assert_int_equal(count(state, "file"), 1);
	assert_int_equal(count(state, "owner"), 1);
	assert_status(store_busy_replace(store, &(struct busy_file){ now,
	    now }, &(struct slots){ 0 }, NULL), OK);
	assert_int_equal(count(state, "caldav"), 1);

	assert_status(store_busy_times(store, arena, now, &times), OK);
	assert_int_equal(times.len, 2);
	assert_true(times.at[0].source == BUSY_CALENDAR ||
	    times.at[1].source == BUSY_CALENDAR);
	/* Only the owner's own are freed by hand. */
	assert_status(store_busy_remove(store, folder_number(*state,
	    "intake.db", "SELECT id FROM busy_time WHERE source = 'caldav'"),
	    NULL), NOT_FOUND);
	store_close(store);
}

static void
a_look_that_fails_leaves_what_was_known(void **state)
{
	struct store *store = folder_store(*state, STORE_OFFICE);
	struct slot one[] = { { ten, ten + hour } };
	struct calendar_sync sync;
	ARENA(arena);

	assert_status(store_calendar_failed(store, URL, "why", now), OK);
	assert_status(store_calendar_sync(store, arena, &sync), OK);
	assert_int_equal(sync.synced_at, 0);
	assert_string_equal(sync.problem, "why");
	assert_status(store_calendar_read(store, URL, &(struct slots){ one,
	    1 }, 2, now + 300), OK);
	assert_status(store_calendar_sync(store, arena, &sync), OK);
	assert_string_equal(sync.problem, "");
	assert_int_equal(sync.unreadable, 2);
	assert_status(store_calendar_failed(store, URL, "again", now + 600),
	    OK);
	assert_status(store_calendar_sync(store, arena, &sync), OK);
	assert_int_equal(sync.synced_at, now + 300);
	assert_int_equal(sync.tried_at, now + 600);
	assert_int_equal(sync.unreadable, 2);
	assert_string_equal(sync.problem, "again");
	assert_int_equal(count(state, "caldav"), 1);
	store_close(store);
}

static void
what_cannot_be_stored_whole_changes_nothing(void **state)
{
	struct store *store = folder_store(*state, STORE_OFFICE);
	struct slot good[] = { { ten, ten + hour } };
	struct slot bad[] = { { ten, ten + hour }, { ten, ten } };

	assert_status(store_calendar_read(store, URL, &(struct slots){ good,
	    1 }, 0, now), OK);
	assert_status(store_calendar_read(store, URL, &(struct slots){ bad,
	    2 }, 0, now), FAILED);
	assert_int_equal(count(state, "caldav"), 1);
	store_close(store);
}

static void
another_calendar_begins_with_nothing(void **state)
{
	struct store *store = folder_store(*state, STORE_OFFICE);
	struct slot one[] = { { ten, ten + hour } };
	const struct calendar_copy copy = {
		"6f1c2d8e-0c5b-4d3a-9a41-0f2b7c9d1e55", "/a.ics", "", "m" };
	struct calendar_sync sync;
	struct calendar_copies copies;
	ARENA(arena);

	assert_status(store_calendar_choose(store, URL), OK);
	assert_status(store_calendar_read(store, URL, &(struct slots){ one,
	    1 }, 0, now), OK);
	assert_status(store_calendar_copy_put(store, &copy), OK);
	assert_status(store_calendar_choose(store, URL), OK);
	assert_int_equal(count(state, "caldav"), 1);
	assert_status(store_calendar_choose(store, ""), OK);
	assert_int_equal(count(state, "caldav"), 0);
	assert_status(store_calendar_copies(store, arena, &copies), OK);
	assert_int_equal(copies.len, 0);
	assert_status(store_calendar_sync(store, arena, &sync), NOT_FOUND);
	store_close(store);
}

static void
a_copy_is_kept_by_its_uid(void **state)
{
	struct store *store = folder_store(*state, STORE_OFFICE);
	struct calendar_copy copy = { "6f1c2d8e-0c5b-4d3a-9a41-0f2b7c9d1e55",
		"/a.ics", "", "first" };
	struct calendar_copies copies;
	ARENA(arena);

	assert_status(store_calendar_copy_put(store, &copy), OK);
	copy.etag = "\"2\"";
	copy.mark = "second";
	assert_status(store_calendar_copy_put(store, &copy), OK);
	assert_status(store_calendar_copies(store, arena, &copies), OK);
	assert_int_equal(copies.len, 1);
	assert_string_equal(copies.at[0].href, "/a.ics");
	assert_string_equal(copies.at[0].etag, "\"2\"");
	assert_string_equal(copies.at[0].mark, "second");
	assert_status(store_calendar_copy_remove(store, copy.uid), OK);
	assert_status(store_calendar_copy_remove(store, copy.uid), OK);
	assert_status(store_calendar_copies(store, arena, &copies), OK);
	assert_int_equal(copies.len, 0);
	store_close(store);
}

static void
the_public_role_sees_and_changes_nothing_of_it(void **state)
{
	struct store *store = folder_store(*state, STORE_PUBLIC);
	const uint8_t hash[32] = { 1 };
	const struct calendar_copy copy = {
		"6f1c2d8e-0c5b-4d3a-9a41-0f2b7c9d1e55", "/a.ics", "", "" };
	struct calendar_copies copies;
	struct calendar_sync sync;
	int64_t number;
	ARENA(arena);

	assert_status(store_feed_put(store, hash, now, NULL), DENIED);
	assert_status(store_feed_remove(store, NULL), DENIED);
	assert_status(store_feed_made(store, &number), DENIED);
	assert_status(store_calendar_mark(store, now, &number), DENIED);
	assert_status(store_calendar_knows(store, copy.uid), DENIED);
	assert_status(store_calendar_ended(store, copy.uid, now), DENIED);
	assert_status(store_calendar_sync(store, arena, &sync), DENIED);
	assert_status(store_calendar_choose(store, ""), DENIED);
	assert_status(store_calendar_read(store, URL, &(struct slots){ 0 }, 0,
	    now), DENIED);
	assert_status(store_calendar_failed(store, URL, "", now), DENIED);
	assert_status(store_calendar_copies(store, arena, &copies), DENIED);
	assert_status(store_calendar_copy_put(store, &copy), DENIED);
	assert_status(store_calendar_copy_remove(store, copy.uid), DENIED);
	store_close(store);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		ON_FOLDER(calls_come_in_order_without_the_cancelled_ones),
		ON_FOLDER(
		    a_call_that_waits_is_there_as_long_as_its_slot_is_kept),
		ON_FOLDER(an_erased_call_that_was_held_is_nobodys),
		ON_FOLDER(every_change_of_a_call_changes_the_mark),
		ON_FOLDER(a_uid_is_known_whatever_became_of_its_call),
		ON_FOLDER(only_the_last_address_counts_until_it_is_taken_back),
		ON_FOLDER(
		    what_a_look_finds_takes_the_place_of_the_last_and_of_nothing_else),
		ON_FOLDER(a_look_that_fails_leaves_what_was_known),
		ON_FOLDER(what_cannot_be_stored_whole_changes_nothing),
		ON_FOLDER(another_calendar_begins_with_nothing),
		ON_FOLDER(a_copy_is_kept_by_its_uid),
		ON_FOLDER(the_public_role_sees_and_changes_nothing_of_it),
	};

	return cmocka_run_group_tests_name("calendars", tests, NULL, NULL);
}
