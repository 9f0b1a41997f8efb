#include "folder.h"

#include "../unit/test.h"
#include "folder_tests.h"

#include "base/arena.h"

static const int64_t now = 1795255200; /* 2026-11-21T10:00:00Z */
static const int64_t ten = 1795428000; /* 2026-11-23T10:00:00Z */

static int64_t
row_count(const char *dir, const char *table)
{
	ARENA(arena);

	return folder_number(dir, "intake.db",
	    arena_printf(arena, "SELECT count(*) FROM %s", table));
}

static int
book(const char *dir, int64_t starts_at, int mark)
{
	struct store *store;
	uint8_t token[32];
	struct booking_new booking = folder_booking(starts_at, token, mark);
	bool repeated;
	enum status st = store_open(dir, STORE_PUBLIC, &store);

	if (st != OK)
		return FAILED;
	st = store_booking_add(store, &booking, now, &repeated);
	store_close(store);
	return st == OK && repeated ? FOLDER_CODES - 2 : (int)st;
}

static int
book_one_slot(const char *dir, int number)
{
	return book(dir, ten, number);
}

static int
book_overlapping(const char *dir, int number)
{
	return book(dir, ten + number * 60, number);
}

static int
book_again(const char *dir, int number)
{
	return book(dir, ten, 1);
}

static void
of_fifty_for_one_slot_one_wins(void **state)
{
	int codes[FOLDER_CODES];

	folder_race(*state, 50, book_one_slot, codes);
	assert_int_equal(codes[OK], 1);
	assert_int_equal(codes[CONFLICT], 49);
	assert_int_equal(row_count(*state, "booking"), 1);
	assert_int_equal(row_count(*state, "lead"), 1);
}

static void
of_twenty_that_overlap_one_wins(void **state)
{
	int codes[FOLDER_CODES];

	folder_race(*state, 20, book_overlapping, codes);
	assert_int_equal(codes[OK], 1);
	assert_int_equal(codes[CONFLICT], 19);
	assert_int_equal(row_count(*state, "booking"), 1);
}

static void
a_form_sent_ten_times_at_once_is_one_booking(void **state)
{
	int codes[FOLDER_CODES];

	folder_race(*state, 10, book_again, codes);
	assert_int_equal(codes[OK], 1);
	assert_int_equal(codes[FOLDER_CODES - 2], 9);
	assert_int_equal(row_count(*state, "booking"), 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		ON_FOLDER(of_fifty_for_one_slot_one_wins),
		ON_FOLDER(of_twenty_that_overlap_one_wins),
		ON_FOLDER(a_form_sent_ten_times_at_once_is_one_booking),
	};

	return cmocka_run_group_tests_name("races", tests, NULL, NULL);
}
