#include "folder.h"

#include <fcntl.h>
#include <sqlite3.h>

#include "../unit/test.h"
#include "folder_tests.h"

#include "base/arena.h"
#include "store/availability.h"
#include "store/booking_changes.h"
#include "store/migrate.h"
#include "store/migrate_run.h"

static const int64_t now = 1795255200; /* 2026-11-21T10:00:00Z */
static const int64_t ten = 1795428000; /* 2026-11-23T10:00:00Z */
static const int64_t day = 86400;

static const uint8_t ann[16] = { 1 };

static void
add(struct store *store, struct booking_new booking, enum status wanted)
{
	bool repeated;

	assert_status(store_booking_add(store, &booking, now, &repeated),
	    wanted);
}

/* Books at this time with everything a visitor's booking has; token is made
 * of mark. */
static void
book(struct store *store, int64_t starts_at, uint8_t token[32], int mark)
{
	struct booking_new booking = folder_booking(starts_at, token, mark);

	booking.own = "copy";
	booking.own_len = 4;
	booking.email_hash = ann;
	booking.remind = true;
	add(store, booking, OK);
}

static struct booking_move
move_to(int64_t starts_at)
{
	return (struct booking_move){
		.slot = { .starts_at = starts_at,
			.ends_at = starts_at + 1800 },
		.zone = "Asia/Tokyo",
	};
}

static struct booking_view
view_of(struct store *store, struct arena *arena, const uint8_t token[32])
{
	struct booking_view view;

	assert_status(store_booking_by_token(store, arena, token, &view), OK);
	return view;
}

static int64_t
number(const char *dir, const char *sql)
{
	return folder_number(dir, "intake.db", sql);
}

/* ---- what is read back ---- */

static void
a_booking_has_a_uid_that_stays_and_its_copy(void **state)
{
	struct store *store = folder_store(*state, STORE_PUBLIC);
	ARENA(arena);
	uint8_t first[32];
	uint8_t second[32];
	struct booking_view view;

	book(store, ten, first, 1);
	book(store, ten + 3600, second, 2);
	view = view_of(store, arena, first);
	assert_int_equal(strlen(view.uid), 36);
	assert_string_not_equal(view.uid,
	    view_of(store, arena, second).uid);
	assert_int_equal(view.sequence, 0);
	assert_int_equal(view.state, BOOKING_CONFIRMED);
	assert_int_equal(view.own_len, 4);
	assert_memory_equal(view.own, "copy", 4);
	assert_string_equal(view.consent, "2026-11");
	assert_int_equal(view.consent_at, now);
	assert_true(view.remind);
	assert_false(view.erased);
	store_close(store);
}

static void
bookings_of_before_get_a_uid_each(void **state)
{
	struct schema before = schema_intake();
	struct store *store;
	ARENA(arena);
	const uint8_t token[32] = { 0 };

	assert_int_equal(unlink(folder_path(*state, "intake.db")), 0);
	folder_write(*state, "intake.db", "", 0);
	before.len = 2;
	assert_status(migrate_run(*state, &before, CONNECTION_FRESH), OK);
	folder_run(*state, "intake.db", "INSERT INTO lead (uuid, kind, stage,"
	    " created_at, result, consent_version, consent_at, head, body)"
	    " VALUES ('123456789012345678901234567890123456', 'booking',"
	    " 'new', 0, '', 'v', 0, x'', x'');"
	    "INSERT INTO booking (lead_id, starts_at, ends_at, state, zone,"
	    " token_hash, remind, created_at) VALUES"
	    " (1, 60, 120, 'confirmed', 'UTC', zeroblob(32), 1, 0),"
	    " (1, 180, 240, 'held', 'UTC', x'0123456789abcdef0123456789abcdef"
	    "0123456789abcdef0123456789abcdef', 0, 0)");
	assert_status(migrate_all(*state), OK);
	store = folder_store(*state, STORE_PUBLIC);
	assert_int_equal(view_of(store, arena, token).slot.starts_at, 60);
	assert_true(view_of(store, arena, token).remind);
	assert_int_equal(view_of(store, arena, token).own_len, 0);
	assert_int_equal(number(*state, "SELECT count(DISTINCT uid)"
	    " FROM booking WHERE length(uid) = 36"
	    " AND uid GLOB '[0-9a-f]*-*-4*-[89ab]*-*'"), 2);
	store_close(store);
}

/* ---- cancelling ---- */

static void
a_cancelled_call_frees_its_slot_and_stays_cancelled(void **state)
{
	struct store *store = folder_store(*state, STORE_PUBLIC);
	ARENA(arena);
	uint8_t first[32];
	uint8_t second[32];
	struct booking_move move = move_to(ten + 3600);

	book(store, ten, first, 1);
	assert_status(store_booking_cancel(store, first, NULL, now), OK);
	assert_status(store_booking_cancel(store, first, NULL, now), OK);
	assert_int_equal(view_of(store, arena, first).state,
	    BOOKING_CANCELLED);
	assert_int_equal(view_of(store, arena, first).sequence, 1);
	book(store, ten, second, 2);
	assert_status(store_booking_move(store, first, &move, now), DENIED);
	assert_int_equal(view_of(store, arena, first).slot.starts_at, ten);
	store_close(store);
}

static void
a_call_that_has_begun_is_not_changed(void **state)
{
	struct store *store = folder_store(*state, STORE_PUBLIC);
	ARENA(arena);
	uint8_t token[32];
	struct booking_move move = move_to(ten + day);

	book(store, ten, token, 1);
	assert_status(store_booking_cancel(store, token, NULL, ten), DENIED);
	assert_status(store_booking_move(store, token, &move, ten), DENIED);
	assert_int_equal(view_of(store, arena, token).state,
	    BOOKING_CONFIRMED);
	assert_status(store_booking_move(store, token, &move, ten - 1), OK);
	assert_status(store_booking_cancel(store, token, NULL, ten), OK);
	store_close(store);
}

/* ---- moving ---- */

static void
a_move_takes_the_new_slot_and_frees_the_old_one(void **state)
{
	struct store *store = folder_store(*state, STORE_PUBLIC);
	ARENA(arena);
	uint8_t first[32];
	uint8_t second[32];
	struct booking_move move = move_to(ten + 7200);
	const char *uid;
	struct booking_view view;

	book(store, ten, first, 1);
	uid = view_of(store, arena, first).uid;
	assert_status(store_booking_move(store, first, &move, now), OK);
	view = view_of(store, arena, first);
	assert_int_equal(view.slot.starts_at, ten + 7200);
	assert_int_equal(view.slot.ends_at, ten + 9000);
	assert_string_equal(view.zone, "Asia/Tokyo");
	assert_string_equal(view.uid, uid);
	assert_int_equal(view.sequence, 1);
	book(store, ten, second, 2);
	add(store, folder_booking(ten + 7200, second, 3), CONFLICT);
	store_close(store);
}

static void
a_move_to_where_it_is_changes_nothing(void **state)
{
	struct store *store = folder_store(*state, STORE_PUBLIC);
	ARENA(arena);
	uint8_t token[32];
	struct booking_move move = move_to(ten + 3600);

	book(store, ten, token, 1);
	assert_status(store_booking_move(store, token, &move, now), OK);
	assert_status(store_booking_move(store, token, &move, now), OK);
	assert_int_equal(view_of(store, arena, token).sequence, 1);
	store_close(store);
}

static void
a_move_onto_another_call_is_a_conflict_and_keeps_the_old_slot(void **state)
{
	struct store *store = folder_store(*state, STORE_PUBLIC);
	ARENA(arena);
	uint8_t first[32];
	uint8_t second[32];
	struct booking_move move = move_to(ten + 3600);

	book(store, ten, first, 1);
	book(store, ten + 3600, second, 2);
	assert_status(store_booking_move(store, first, &move, now), CONFLICT);
	move = move_to(ten + 3000);
	assert_status(store_booking_move(store, first, &move, now), CONFLICT);
	assert_int_equal(view_of(store, arena, first).slot.starts_at, ten);
	assert_int_equal(view_of(store, arena, first).sequence, 0);
	store_close(store);
}

/* By less than its own length, and within its own buffer. */
static void
a_call_is_not_in_its_own_way(void **state)
{
	struct store *store = folder_store(*state, STORE_PUBLIC);
	uint8_t token[32];
	struct booking_move move = move_to(ten + 900);

	book(store, ten, token, 1);
	move.buffer_minutes = 60;
	move.max_per_day = 1;
	move.day_from = ten - 3600;
	move.day_to = ten + day;
	assert_status(store_booking_move(store, token, &move, now), OK);
	store_close(store);
}

static void
a_move_to_a_full_day_or_blocked_time_is_a_conflict(void **state)
{
	struct store *store = folder_store(*state, STORE_OFFICE);
	uint8_t first[32];
	uint8_t second[32];
	struct booking_move move = move_to(ten + day + 7200);
	struct slot blocked = { .starts_at = ten + 2 * day,
		.ends_at = ten + 2 * day + 60 };

	book(store, ten, first, 1);
	book(store, ten + day, second, 2);
	move.max_per_day = 1;
	move.day_from = ten + day - 3600;
	move.day_to = ten + day + 36000;
	assert_status(store_booking_move(store, first, &move, now), CONFLICT);
	assert_status(store_busy_add(store, &blocked, NULL), OK);
	move = move_to(ten + 2 * day - 600);
	assert_status(store_booking_move(store, first, &move, now), CONFLICT);
	store_close(store);
}

/* ---- correcting ---- */

static void
a_correction_replaces_what_was_written(void **state)
{
	struct store *store = folder_store(*state, STORE_PUBLIC);
	ARENA(arena);
	uint8_t token[32];
	struct booking_correction correction = { NULL, "COPY2", 5,
		(const uint8_t[16]){ 2 } };

	book(store, ten, token, 1);
	correction.lead = folder_lead(view_of(store, arena, token).lead_uuid,
	    "HEAD", 4, "BODY", 4);
	assert_status(store_booking_correct(store, token, &correction), OK);
	assert_memory_equal(view_of(store, arena, token).own, "COPY2", 5);
	assert_int_equal(number(*state, "SELECT count(*) FROM lead"
	    " WHERE head = x'48454144' AND body = x'424f4459'"), 1);
	assert_int_equal(number(*state, "SELECT count(*) FROM booking"
	    " WHERE substr(email_hash, 1, 1) = x'02'"), 1);
	/* What is not counted any more is not counted again. */
	assert_status(store_booking_cancel(store, token, NULL, now), OK);
	assert_status(store_booking_correct(store, token, &correction), OK);
	assert_int_equal(number(*state, "SELECT count(email_hash)"
	    " FROM booking"), 0);
	store_close(store);
}

static void
a_correction_leaves_others_alone(void **state)
{
	struct store *store = folder_store(*state, STORE_PUBLIC);
	uint8_t first[32];
	uint8_t second[32];
	ARENA(arena);
	struct booking_correction correction = { NULL, "COPY2", 5, NULL };

	book(store, ten, first, 1);
	book(store, ten + 3600, second, 2);
	correction.lead = folder_lead(view_of(store, arena, second).lead_uuid,
	    "HEAD", 4, "BODY", 4);
	assert_status(store_booking_correct(store, second, &correction), OK);
	assert_int_equal(number(*state, "SELECT count(*) FROM lead"
	    " WHERE head = x'68656164'"), 1);
	store_close(store);
}

/* ---- erasing ---- */

static void
an_erased_call_to_come_is_a_cancelled_slot_of_nobody(void **state)
{
	struct store *store = folder_store(*state, STORE_PUBLIC);
	ARENA(arena);
	uint8_t token[32];
	uint8_t other[32];
	struct booking_view view;

	book(store, ten, token, 1);
	assert_status(store_booking_erase(store, token, NULL, now + 59), OK);
	view = view_of(store, arena, token);
	assert_true(view.erased);
	assert_int_equal(view.state, BOOKING_CANCELLED);
	assert_int_equal(view.own_len, 0);
	assert_string_equal(view.zone, "UTC");
	assert_string_equal(view.result, "");
	assert_string_equal(view.consent, "");
	assert_false(view.remind);
	assert_int_equal(number(*state, "SELECT count(*) FROM lead"), 0);
	assert_int_equal(number(*state, "SELECT erased_at FROM erasure"
	    " WHERE lead_id = 1 AND length(uuid) = 36"), now);
	book(store, ten, other, 2);
	store_close(store);
}

static void
an_erased_call_of_the_past_was_held(void **state)
{
	struct store *store = folder_store(*state, STORE_PUBLIC);
	ARENA(arena);
	uint8_t token[32];

	book(store, ten, token, 1);
	assert_status(store_booking_erase(store, token, NULL, ten), OK);
	assert_int_equal(view_of(store, arena, token).state, BOOKING_HELD);
	store_close(store);
}

static void
nothing_is_done_to_a_booking_that_is_erased_or_unknown(void **state)
{
	struct store *store = folder_store(*state, STORE_PUBLIC);
	const struct booking_correction correction = {
		folder_lead(NULL, "", 0, "", 0), "", 0, NULL };
	struct booking_move move = move_to(ten + 3600);
	const uint8_t unknown[32] = { 9, 9 };
	uint8_t token[32];
	const uint8_t *const tokens[] = { token, unknown };

	book(store, ten, token, 1);
	assert_status(store_booking_erase(store, token, NULL, now), OK);
	for (size_t i = 0; i < 2; i++) {
		assert_status(store_booking_cancel(store, tokens[i], NULL, now),
		    NOT_FOUND);
		assert_status(store_booking_move(store, tokens[i], &move, now),
		    NOT_FOUND);
		assert_status(store_booking_correct(store, tokens[i],
		    &correction), NOT_FOUND);
		assert_status(store_booking_erase(store, tokens[i], NULL, now),
		    NOT_FOUND);
	}
	store_close(store);
}

/* In the database or in its log. */
static bool
is_on_disk(const char *dir, const char *text)
{
	static const char *const names[] = { "intake.db", "intake.db-wal" };
	static char bytes[1 << 20];
	bool found = false;

	for (size_t i = 0; i < 2; i++) {
		FILE *file = fopen(folder_path(dir, names[i]), "r");
		size_t len = file == NULL ? 0 :
		    fread(bytes, 1, sizeof(bytes), file);

		found |= memmem(bytes, len, text, strlen(text)) != NULL;
		if (file != NULL)
			assert_int_equal(fclose(file), 0);
	}
	return found;
}

static void
what_was_erased_is_nowhere_in_the_files(void **state)
{
	struct store *store = folder_store(*state, STORE_PUBLIC);
	struct store *other = folder_store(*state, STORE_OFFICE);
	uint8_t token[32];
	struct booking_new booking = folder_booking(ten, token, 1);

	booking.lead = folder_lead(NULL, "marker-of-the-head", 18, "body", 4);
	booking.own = "marker-of-the-copy";
	booking.own_len = 18;
	add(store, booking, OK);
	assert_true(is_on_disk(*state, "marker-of-the"));
	assert_status(store_booking_erase(store, token, NULL, now), OK);
	assert_false(is_on_disk(*state, "marker-of-the"));
	store_close(other);
	store_close(store);
}

static void
the_office_erases_a_lead_by_its_id(void **state)
{
	struct store *store = folder_store(*state, STORE_OFFICE);
	struct store *visitor = folder_store(*state, STORE_PUBLIC);
	ARENA(arena);
	uint8_t token[32];

	book(store, ten, token, 1);
	assert_status(folder_erase(visitor, 1, now), DENIED);
	assert_status(folder_erase(store, 2, now), NOT_FOUND);
	assert_status(folder_erase(store, 1, now), OK);
	assert_status(folder_erase(store, 1, now), NOT_FOUND);
	assert_true(view_of(store, arena, token).erased);
	store_close(visitor);
	store_close(store);
}

/* Whoever writes it: a lead cannot go and leave its copy behind. */
static void
a_lead_is_not_deleted_under_its_booking(void **state)
{
	struct store *store = folder_store(*state, STORE_PUBLIC);
	uint8_t token[32];

	book(store, ten, token, 1);
	store_close(store);
	assert_true(folder_refuses(*state, "intake.db", "DELETE FROM lead"));
	assert_int_equal(number(*state, "SELECT count(*) FROM lead"), 1);
}

/* ---- doubtful ones ---- */

static void
add_doubtful(struct store *store, int64_t starts_at, int mark,
    enum status wanted)
{
	uint8_t token[32];
	struct booking_new booking = folder_booking(starts_at, token, mark);

	booking.doubt = DOUBT_TRAP;
	add(store, booking, wanted);
}

static void
a_doubtful_booking_is_a_request_that_keeps_its_slot_for_a_day(void **state)
{
	struct store *store = folder_store(*state, STORE_OFFICE);
	ARENA(arena);
	uint8_t token[32];
	struct booking_new late = folder_booking(ten, token, 3);
	struct slots busy;
	struct lead_rows rows;
	bool repeated;

	add_doubtful(store, ten, 1, OK);
	(void)folder_booking(ten, token, 1);
	assert_int_equal(view_of(store, arena, token).state,
	    BOOKING_REQUESTED);
	assert_int_equal(view_of(store, arena, token).held_until, now + day);
	assert_status(store_leads(store, arena, 0, 1, &rows), OK);
	assert_int_equal(rows.at[0].doubt, DOUBT_TRAP);
	add(store, folder_booking(ten, token, 2), CONFLICT);
	assert_status(store_busy(store, arena, now + day - 1, ten, ten + day,
	    0, &busy), OK);
	assert_int_equal(busy.len, 1);
	assert_status(store_busy(store, arena, now + day, ten, ten + day, 0,
	    &busy), OK);
	assert_int_equal(busy.len, 0);
	(void)folder_booking(ten, token, 3);
	assert_status(store_booking_add(store, &late, now + day, &repeated),
	    OK);
	assert_int_equal(number(*state, "SELECT count(*) FROM lead"), 2);
	store_close(store);
}

static void
no_more_than_so_many_slots_are_kept_for_doubtful_ones(void **state)
{
	struct store *store = folder_store(*state, STORE_PUBLIC);
	uint8_t token[32];

	for (int i = 0; i < QUARANTINE_HOLDS; i++)
		add_doubtful(store, ten + i * 3600, i, OK);
	add_doubtful(store, ten + 50 * 3600, 50, LIMITED);
	add_doubtful(store, ten, 51, CONFLICT);
	assert_int_equal(number(*state, "SELECT count(*) FROM lead"),
	    QUARANTINE_HOLDS);
	/* An ordinary visitor meets none of it. */
	add(store, folder_booking(ten + 51 * 3600, token, 60), OK);
	store_close(store);
}

static void
a_third_call_ahead_of_one_address_is_doubtful(void **state)
{
	struct store *store = folder_store(*state, STORE_PUBLIC);
	ARENA(arena);
	static const enum booking_state wanted[] = { BOOKING_CONFIRMED,
		BOOKING_CONFIRMED, BOOKING_REQUESTED };
	static const uint8_t bob[16] = { 7 };
	uint8_t token[32];

	for (int i = 0; i < 4; i++) {
		struct booking_new booking = folder_booking(ten + i * 3600,
		    token, i);

		booking.email_hash = i == 3 ? bob : ann;
		booking.bookings_per_email = 2;
		add(store, booking, OK);
		assert_int_equal(view_of(store, arena, token).state,
		    i == 3 ? BOOKING_CONFIRMED : wanted[i]);
	}
	store_close(store);
}

static void
calls_that_have_begun_or_are_cancelled_do_not_count(void **state)
{
	struct store *store = folder_store(*state, STORE_PUBLIC);
	ARENA(arena);
	uint8_t token[32];
	struct booking_new booking;
	bool repeated;

	book(store, ten, token, 1);
	book(store, ten + 3600, token, 2);
	assert_status(store_booking_cancel(store, token, NULL, now), OK);
	book(store, ten + 7200, token, 3);
	booking = folder_booking(ten + 10800, token, 4);
	booking.email_hash = ann;
	booking.bookings_per_email = 2;
	assert_status(store_booking_add(store, &booking, ten, &repeated), OK);
	assert_int_equal(view_of(store, arena, token).state,
	    BOOKING_CONFIRMED);
	assert_int_equal(number(*state, "SELECT count(email_hash)"
	    " FROM booking"), 2);
	store_close(store);
}

static void
a_request_that_is_moved_keeps_its_new_slot_for_a_day(void **state)
{
	struct store *store = folder_store(*state, STORE_PUBLIC);
	ARENA(arena);
	uint8_t token[32];
	struct booking_move move = move_to(ten + day);

	add_doubtful(store, ten, 1, OK);
	(void)folder_booking(ten, token, 1);
	assert_status(store_booking_move(store, token, &move, now + 3600),
	    OK);
	assert_int_equal(view_of(store, arena, token).state,
	    BOOKING_REQUESTED);
	assert_int_equal(view_of(store, arena, token).held_until,
	    now + 3600 + day);
	store_close(store);
}

int
main(void)
{
	static const struct CMUnitTest both[] = {
		ON_FOLDER(a_booking_has_a_uid_that_stays_and_its_copy),
		ON_FOLDER(a_cancelled_call_frees_its_slot_and_stays_cancelled),
		ON_FOLDER(a_call_that_has_begun_is_not_changed),
		ON_FOLDER(a_move_takes_the_new_slot_and_frees_the_old_one),
		ON_FOLDER(a_move_to_where_it_is_changes_nothing),
		ON_FOLDER(
		    a_move_onto_another_call_is_a_conflict_and_keeps_the_old_slot),
		ON_FOLDER(a_call_is_not_in_its_own_way),
		ON_FOLDER(a_move_to_a_full_day_or_blocked_time_is_a_conflict),
		ON_FOLDER(a_correction_replaces_what_was_written),
		ON_FOLDER(a_correction_leaves_others_alone),
		ON_FOLDER(an_erased_call_to_come_is_a_cancelled_slot_of_nobody),
		ON_FOLDER(an_erased_call_of_the_past_was_held),
		ON_FOLDER(nothing_is_done_to_a_booking_that_is_erased_or_unknown),
		ON_FOLDER(the_office_erases_a_lead_by_its_id),
		ON_FOLDER(a_lead_is_not_deleted_under_its_booking),
		ON_FOLDER(
		    a_doubtful_booking_is_a_request_that_keeps_its_slot_for_a_day),
		ON_FOLDER(no_more_than_so_many_slots_are_kept_for_doubtful_ones),
		ON_FOLDER(a_third_call_ahead_of_one_address_is_doubtful),
		ON_FOLDER(calls_that_have_begun_or_are_cancelled_do_not_count),
		ON_FOLDER(a_request_that_is_moved_keeps_its_new_slot_for_a_day),
	};
	static const struct CMUnitTest files[] = {
		ON_FOLDER(bookings_of_before_get_a_uid_each),
		ON_FOLDER(what_was_erased_is_nowhere_in_the_files),
	};

	return RUN_TESTS("booking_changes", both, files);
}
