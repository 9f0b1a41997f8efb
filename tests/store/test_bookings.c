#include "folder.h"

#include "../unit/test.h"
#include "folder_tests.h"

#include "base/arena.h"
#include "base/util.h"
#include "store/availability.h"
#include "store/rows.h"

static const int64_t now = 1795255200; /* 2026-11-21T10:00:00Z */
static const int64_t ten = 1795428000; /* 2026-11-23T10:00:00Z */
static const int64_t day = 86400;

static int64_t
row_count(const char *dir, const char *table)
{
	ARENA(arena);

	return folder_number(dir, "intake.db",
	    arena_printf(arena, "SELECT count(*) FROM %s", table));
}

/* Adds a booking and expects this status. */
static void
add(struct store *store, struct booking_new booking, enum status expected)
{
	bool repeated = true;

	assert_status(store_booking_add(store, &booking, now, &repeated),
	    expected);
	assert_false(repeated);
}

static void
a_booking_is_read_back_by_its_token(void **state)
{
	struct store *store = folder_store(*state, STORE_PUBLIC);
	ARENA(arena);
	uint8_t token[32];
	struct booking_view view;

	add(store, folder_booking(ten, token, 1), OK);
	assert_status(store_booking_by_token(store, arena, token, &view), OK);
	assert_int_equal(view.slot.starts_at, ten);
	assert_int_equal(view.slot.ends_at, ten + 1800);
	assert_int_equal(view.state, BOOKING_CONFIRMED);
	assert_string_equal(view.zone, "Europe/Berlin");
	assert_string_equal(view.result, "js-data-grow-poly");
	assert_int_equal(view.created_at, now);
	store_close(store);
}

static void
a_booking_is_stored_with_its_lead(void **state)
{
	struct store *store = folder_store(*state, STORE_PUBLIC);
	uint8_t token[32];

	add(store, folder_booking(ten, token, 1), OK);
	store_close(store);
	assert_int_equal(folder_number(*state, "intake.db",
	    "SELECT count(*) FROM lead JOIN booking ON lead.id = lead_id"
	    " WHERE kind = 'booking' AND stage = 'call_booked'"
	    " AND head = x'68656164' AND body = x'626f6479'"
	    " AND consent_version = '2026-11' AND seal_format = 1"
	    " AND substr(uuid, 15, 1) = '4' AND substr(uuid, 9, 1) = '-'"
	    " AND remind = 0"), 1);
}

static void
the_second_of_a_booking_is_not_kept(void **state)
{
	struct store *store = folder_store(*state, STORE_PUBLIC);
	uint8_t token[32];
	struct booking_new booking = folder_booking(ten, token, 1);
	bool repeated;

	assert_status(store_booking_add(store, &booking, now + 59, &repeated),
	    OK);
	store_close(store);
	assert_int_equal(folder_number(*state, "intake.db",
	    "SELECT count(*) FROM lead, booking WHERE lead.created_at ="
	    " consent_at AND consent_at = booking.created_at"), 1);
	assert_int_equal(folder_number(*state, "intake.db",
	    "SELECT created_at FROM lead"), now);
}

static void
a_taken_slot_is_a_conflict_and_stores_nothing(void **state)
{
	struct store *store = folder_store(*state, STORE_PUBLIC);
	ARENA(arena);
	uint8_t first[32];
	uint8_t second[32];
	struct booking_view view;

	add(store, folder_booking(ten, first, 1), OK);
	add(store, folder_booking(ten, second, 2), CONFLICT);
	assert_status(store_booking_by_token(store, arena, second, &view),
	    NOT_FOUND);
	store_close(store);
	assert_int_equal(row_count(*state, "booking"), 1);
	assert_int_equal(row_count(*state, "lead"), 1);
}

static void
slots_that_overlap_in_part_are_a_conflict(void **state)
{
	struct store *store = folder_store(*state, STORE_PUBLIC);
	uint8_t token[32];
	const struct {
		int64_t from;
		int64_t to;
	} overlapping[] = {
		{ -60, 60 }, { 60, 120 }, { 1799, 3600 }, { -3600, 7200 },
		{ -86399, 1 },
	};

	add(store, folder_booking(ten, token, 1), OK);
	for (size_t i = 0; i < countof(overlapping); i++) {
		struct booking_new other = folder_booking(ten, token, 2);

		other.slot.starts_at = ten + overlapping[i].from;
		other.slot.ends_at = ten + overlapping[i].to;
		add(store, other, CONFLICT);
	}
	store_close(store);
	assert_int_equal(row_count(*state, "booking"), 1);
}

static void
slots_that_touch_do_not_overlap(void **state)
{
	struct store *store = folder_store(*state, STORE_PUBLIC);
	uint8_t token[32];

	add(store, folder_booking(ten, token, 1), OK);
	add(store, folder_booking(ten + 1800, token, 2), OK);
	add(store, folder_booking(ten - 1800, token, 3), OK);
	store_close(store);
}

static void
the_longest_booking_still_keeps_others_out(void **state)
{
	struct store *store = folder_store(*state, STORE_PUBLIC);
	uint8_t token[32];
	struct booking_new whole_day = folder_booking(ten, token, 1);

	whole_day.slot.ends_at = ten + day;
	add(store, whole_day, OK);
	add(store, folder_booking(ten + day - 60, token, 2), CONFLICT);
	add(store, folder_booking(ten + day, token, 3), OK);
	store_close(store);
}

static void
the_buffer_is_kept_free_on_both_sides(void **state)
{
	struct store *store = folder_store(*state, STORE_PUBLIC);
	uint8_t token[32];
	struct booking_new booking = folder_booking(ten, token, 1);

	add(store, booking, OK);
	booking = folder_booking(ten + 1800 + 899, token, 2);
	booking.buffer_minutes = 15;
	add(store, booking, CONFLICT);
	booking = folder_booking(ten - 1800 - 899, token, 2);
	booking.buffer_minutes = 15;
	add(store, booking, CONFLICT);
	booking = folder_booking(ten + 1800 + 900, token, 2);
	booking.buffer_minutes = 15;
	add(store, booking, OK);
	booking = folder_booking(ten - 1800 - 900, token, 3);
	booking.buffer_minutes = 15;
	add(store, booking, OK);
	store_close(store);
}

static void
a_full_day_is_a_conflict_and_the_next_is_free(void **state)
{
	struct store *store = folder_store(*state, STORE_PUBLIC);
	uint8_t token[32];

	for (int i = 0; i < 3; i++) {
		struct booking_new booking = folder_booking(ten + i * 3600,
		    token, i);

		booking.day_from = ten;
		booking.day_to = ten + day;
		booking.max_per_day = 2;
		add(store, booking, i < 2 ? OK : CONFLICT);
	}
	struct booking_new tomorrow = folder_booking(ten + day, token, 9);
	tomorrow.day_from = ten + day;
	tomorrow.day_to = ten + 2 * day;
	tomorrow.max_per_day = 2;
	add(store, tomorrow, OK);
	store_close(store);
}

static void
a_cancelled_booking_gives_its_slot_and_its_day_back(void **state)
{
	struct store *store = folder_store(*state, STORE_PUBLIC);
	ARENA(arena);
	uint8_t first[32];
	uint8_t second[32];
	struct booking_view view;
	struct booking_new booking = folder_booking(ten, second, 2);

	add(store, folder_booking(ten, first, 1), OK);
	folder_run(*state, "intake.db",
	    "UPDATE booking SET state = 'cancelled'");
	booking.day_from = ten;
	booking.day_to = ten + day;
	booking.max_per_day = 1;
	add(store, booking, OK);
	assert_status(store_booking_by_token(store, arena, first, &view), OK);
	assert_int_equal(view.state, BOOKING_CANCELLED);
	store_close(store);
}

static void
a_form_sent_twice_is_one_booking(void **state)
{
	struct store *store = folder_store(*state, STORE_PUBLIC);
	uint8_t token[32];
	struct booking_new booking = folder_booking(ten, token, 1);
	bool repeated = false;

	add(store, booking, OK);
	assert_status(store_booking_add(store, &booking, now, &repeated), OK);
	assert_true(repeated);
	store_close(store);
	assert_int_equal(row_count(*state, "booking"), 1);
	assert_int_equal(row_count(*state, "lead"), 1);
}

static void
an_unknown_token_is_not_found(void **state)
{
	struct store *store = folder_store(*state, STORE_PUBLIC);
	ARENA(arena);
	const uint8_t token[32] = { 7 };
	struct booking_view view;

	assert_status(store_booking_by_token(store, arena, token, &view),
	    NOT_FOUND);
	store_close(store);
}

static void
an_impossible_slot_is_refused_by_the_schema(void **state)
{
	struct store *store = folder_store(*state, STORE_PUBLIC);
	uint8_t token[32];
	struct booking_new booking = folder_booking(ten, token, 1);

	booking.slot.ends_at = ten;
	add(store, booking, FAILED);
	booking.slot.ends_at = ten + day + 1;
	add(store, booking, FAILED);
	store_close(store);
	assert_int_equal(row_count(*state, "lead"), 0);
}

static void
bookings_between_are_those_that_reach_into_the_stretch(void **state)
{
	struct store *store = folder_store(*state, STORE_PUBLIC);
	ARENA(arena);
	uint8_t token[32];
	struct slots busy;

	add(store, folder_booking(ten + 7200, token, 3), OK);
	add(store, folder_booking(ten, token, 1), OK);
	add(store, folder_booking(ten + 3600, token, 2), OK);
	assert_status(store_busy(store, arena, now, ten + 1799,
	    ten + 7200, 0, &busy), OK);
	assert_int_equal(busy.len, 2);
	assert_int_equal(busy.at[0].starts_at, ten);
	assert_int_equal(busy.at[0].ends_at, ten + 1800);
	assert_int_equal(busy.at[1].starts_at, ten + 3600);
	assert_status(store_busy(store, arena, now, ten + 1800,
	    ten + 3600, 0, &busy), OK);
	assert_int_equal(busy.len, 0);
	store_close(store);
}

static void
many_bookings_come_back_whole_and_in_order(void **state)
{
	enum { MANY = 100 };
	struct store *store = folder_store(*state, STORE_PUBLIC);
	ARENA(arena);
	uint8_t token[32];
	struct slots busy;

	for (int i = 0; i < MANY; i++)
		add(store, folder_booking(ten + (i * 37 % MANY) * 1800,
		    token, i), OK);
	assert_status(store_busy(store, arena, now, ten,
	    ten + MANY * 1800, 0, &busy), OK);
	assert_int_equal(busy.len, MANY);
	for (int i = 0; i < MANY; i++)
		assert_int_equal(busy.at[i].starts_at, ten + i * 1800);
	store_close(store);
}

/* Whatever else is taken from the arena meanwhile. */
static void
growing_rows_do_not_run_into_others(void **state)
{
	enum { MANY = 300 };
	ARENA(arena);
	int64_t *others[MANY];
	int64_t *rows = NULL;

	for (size_t i = 0; i < MANY; i++) {
		rows = rows_grow(arena, rows, i, sizeof(*rows));
		rows[i] = (int64_t)i;
		others[i] = arena_alloc(arena, sizeof(*others[i]));
	}
	for (size_t i = 0; i < MANY; i++) {
		assert_int_equal(rows[i], i);
		assert_int_equal(*others[i], 0);
	}
}

/* Also from its last minute on, however long it is, and not a minute later. */
static void
a_long_call_is_in_the_way_until_it_ends(void **state)
{
	static const int64_t lengths[] = { 300, 3600, 3601, 7200, 86400 };
	struct store *store = folder_store(*state, STORE_PUBLIC);
	uint8_t tokens[3][32];
	int mark = 1;

	for (size_t i = 0; i < countof(lengths); i++) {
		const int64_t from = ten + (int64_t)i * 7 * day;
		const int64_t end = from + lengths[i];
		struct booking_new booking = folder_booking(from, tokens[0],
		    mark++);
		struct slots busy;
		ARENA(arena);

		booking.slot.ends_at = end;
		add(store, booking, OK);
		add(store, folder_booking(end - 1, tokens[1], mark++),
		    CONFLICT);
		assert_status(store_busy(store, arena, now, end - 1, end, 0,
		    &busy), OK);
		assert_int_equal(busy.len, 1);
		assert_status(store_busy(store, arena, now, end, end + 60, 0,
		    &busy), OK);
		assert_int_equal(busy.len, 0);
		add(store, folder_booking(end, tokens[2], mark++), OK);
	}
	store_close(store);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		ON_FOLDER(a_long_call_is_in_the_way_until_it_ends),
		ON_FOLDER(a_booking_is_read_back_by_its_token),
		ON_FOLDER(a_booking_is_stored_with_its_lead),
		ON_FOLDER(the_second_of_a_booking_is_not_kept),
		ON_FOLDER(a_taken_slot_is_a_conflict_and_stores_nothing),
		ON_FOLDER(slots_that_overlap_in_part_are_a_conflict),
		ON_FOLDER(slots_that_touch_do_not_overlap),
		ON_FOLDER(the_longest_booking_still_keeps_others_out),
		ON_FOLDER(the_buffer_is_kept_free_on_both_sides),
		ON_FOLDER(a_full_day_is_a_conflict_and_the_next_is_free),
		ON_FOLDER(a_cancelled_booking_gives_its_slot_and_its_day_back),
		ON_FOLDER(a_form_sent_twice_is_one_booking),
		ON_FOLDER(an_unknown_token_is_not_found),
		ON_FOLDER(an_impossible_slot_is_refused_by_the_schema),
		ON_FOLDER(bookings_between_are_those_that_reach_into_the_stretch),
		ON_FOLDER(many_bookings_come_back_whole_and_in_order),
		cmocka_unit_test(growing_rows_do_not_run_into_others),
	};

	return cmocka_run_group_tests_name("bookings", tests, NULL, NULL);
}
