#include "folder.h"

#include "../unit/test.h"
#include "folder_tests.h"

#include "base/arena.h"
#include "base/util.h"
#include "calendar/civil.h"
#include "calendar/zone.h"
#include "domain/hours.h"
#include "store/availability.h"
#include "store/booking_changes.h"

static const int64_t now = 1795255200; /* 2026-11-21T10:00:00Z */
static const int64_t ten = 1795428000; /* 2026-11-23T10:00:00Z */
static const int64_t hour = 3600;
static const int64_t day = 86400;
static const int64_t today = 1795255200 / 86400;

static struct override
override_of(struct arena *arena, int64_t on, const char *zone,
    const char *hours)
{
	struct override override;

	assert_status(override_read(arena, on, zone, hours, &override), OK);
	return override;
}

/* What stands from a day on: "20778 Europe/Berlin 09:00-12:00; ". */
static const char *
overrides_text(struct store *store, struct arena *arena, int64_t from)
{
	struct overrides overrides;
	char *text = arena_strdup(arena, "");

	assert_status(store_overrides(store, arena, from, &overrides), OK);
	for (size_t i = 0; i < overrides.len; i++)
		text = arena_printf(arena, "%s+%lld %s %s; ", text,
		    (long long)(overrides.at[i].day - today),
		    override_zone(&overrides.at[i]),
		    hours_text(arena, &overrides.at[i].windows));
	return text;
}

/* ---- days with other hours ---- */

static void
an_override_is_read_back_by_every_role(void **state)
{
	struct store *office = folder_store(*state, STORE_OFFICE);
	struct store *visitor = folder_store(*state, STORE_PUBLIC);
	ARENA(arena);
	const struct override journey = override_of(arena, today + 3,
	    "America/New_York", "09:00-12:00, 13:00-17:00");
	const struct override blocked = override_of(arena, today + 1,
	    "Europe/Berlin", "");

	assert_status(store_override_put(office, &journey, today + 3, NULL), OK);
	assert_status(store_override_put(office, &blocked, today + 1, NULL), OK);
	assert_string_equal(overrides_text(visitor, arena, today),
	    "+1 Europe/Berlin ; "
	    "+3 America/New_York 09:00-12:00, 13:00-17:00; ");
	assert_string_equal(overrides_text(visitor, arena, today + 2),
	    "+3 America/New_York 09:00-12:00, 13:00-17:00; ");
	assert_string_equal(overrides_text(visitor, arena, today + 4), "");
	store_close(office);
	store_close(visitor);
}

static void
a_range_of_days_is_put_and_removed_at_once(void **state)
{
	struct store *store = folder_store(*state, STORE_OFFICE);
	ARENA(arena);
	const struct override blocked = override_of(arena, today + 1, "UTC",
	    "");
	const struct override short_day = override_of(arena, today + 2, "UTC",
	    "09:00-10:00");

	assert_status(store_override_put(store, &blocked, today + 4, NULL), OK);
	assert_status(store_override_put(store, &short_day, today + 3, NULL), OK);
	assert_string_equal(overrides_text(store, arena, today),
	    "+1 UTC ; +2 UTC 09:00-10:00; +3 UTC 09:00-10:00; +4 UTC ; ");
	assert_status(store_override_remove(store, today + 2, today + 4, NULL), OK);
	assert_string_equal(overrides_text(store, arena, today), "+1 UTC ; ");
	assert_status(store_override_remove(store, today + 2, today + 4, NULL), OK);
	store_close(store);
}

static void
an_override_of_a_zone_that_is_no_more_blocks_its_day(void **state)
{
	struct store *store = folder_store(*state, STORE_PUBLIC);
	struct overrides overrides;
	ARENA(arena);

	folder_run(*state, "intake.db", "INSERT INTO availability_exception"
	    " VALUES (20800, 'Mars/Olympus', '09:00-12:00'),"
	    " (20801, 'UTC', 'all day long'), (20802, 'UTC', '09:00-12:00')");
	assert_status(store_overrides(store, arena, 20800, &overrides), OK);
	assert_int_equal(overrides.len, 3);
	assert_int_equal(overrides.at[0].windows.len, 0);
	assert_int_equal(overrides.at[1].windows.len, 0);
	assert_int_equal(overrides.at[2].windows.len, 1);
	store_close(store);
}

/* ---- time that is taken ---- */

static void
add_booking(struct store *store, int64_t at, int mark)
{
	uint8_t token[32];
	struct booking_new booking = folder_booking(at, token, mark);
	bool repeated;

	assert_status(store_booking_add(store, &booking, now, &repeated), OK);
}

static void
add_blocked(struct store *store, int64_t from, int64_t to)
{
	assert_status(store_busy_add(store, &(struct slot){ from, to }, NULL), OK);
}

static void
bookings_and_blocked_time_come_in_one_order_and_told_apart(void **state)
{
	struct store *store = folder_store(*state, STORE_OFFICE);
	struct store *visitor = folder_store(*state, STORE_PUBLIC);
	struct slots busy;
	ARENA(arena);

	add_booking(store, ten + 2 * hour, 1);
	add_booking(store, ten, 2);
	add_blocked(store, ten + hour, ten + hour + 1800);
	add_blocked(store, ten - 30 * day, ten + 30 * day);
	assert_status(store_busy(visitor, arena, now, ten, ten + day, 0,
	    &busy), OK);
	assert_int_equal(busy.len, 4);
	for (size_t i = 1; i < busy.len; i++)
		assert_true(busy.at[i - 1].starts_at <= busy.at[i].starts_at);
	assert_int_equal(busy.at[0].starts_at, ten - 30 * day);
	assert_true(busy.at[0].blocked);
	assert_int_equal(busy.at[1].starts_at, ten);
	assert_false(busy.at[1].blocked);
	assert_true(busy.at[2].blocked);
	assert_false(busy.at[3].blocked);
	store_close(store);
	store_close(visitor);
}

static void
only_what_reaches_into_the_stretch_is_taken(void **state)
{
	struct store *store = folder_store(*state, STORE_OFFICE);
	struct slots busy;
	ARENA(arena);

	add_blocked(store, ten - hour, ten);
	add_blocked(store, ten + hour, ten + 2 * hour);
	assert_status(store_busy(store, arena, now, ten, ten + hour, 0, &busy),
	    OK);
	assert_int_equal(busy.len, 0);
	assert_status(store_busy(store, arena, now, ten - 1, ten + hour + 1, 0,
	    &busy), OK);
	assert_int_equal(busy.len, 2);
	store_close(store);
}

static void
the_booking_that_is_to_be_moved_is_left_out(void **state)
{
	struct store *store = folder_store(*state, STORE_OFFICE);
	struct slots busy;
	ARENA(arena);
	int64_t id;

	add_booking(store, ten, 1);
	add_booking(store, ten + hour, 2);
	id = folder_number(*state, "intake.db",
	    "SELECT id FROM booking ORDER BY starts_at LIMIT 1");
	assert_status(store_busy(store, arena, now, ten, ten + day, id, &busy),
	    OK);
	assert_int_equal(busy.len, 1);
	assert_int_equal(busy.at[0].starts_at, ten + hour);
	store_close(store);
}

static void
blocked_time_keeps_visitors_out(void **state)
{
	struct store *store = folder_store(*state, STORE_OFFICE);
	struct store *visitor = folder_store(*state, STORE_PUBLIC);
	uint8_t token[32];
	struct booking_new booking = folder_booking(ten, token, 1);
	bool repeated;

	add_blocked(store, ten + 1800, ten + hour);
	assert_status(store_booking_add(visitor, &booking, now, &repeated),
	    OK);
	booking = folder_booking(ten + 2700, token, 2);
	assert_status(store_booking_add(visitor, &booking, now, &repeated),
	    CONFLICT);
	booking = folder_booking(ten + hour, token, 3);
	booking.buffer_minutes = 5;
	assert_status(store_booking_add(visitor, &booking, now, &repeated),
	    CONFLICT);
	assert_int_equal(folder_number(*state, "intake.db",
	    "SELECT count(*) FROM lead"), 1);
	store_close(store);
	store_close(visitor);
}

static void
blocked_time_can_be_freed_again(void **state)
{
	struct store *store = folder_store(*state, STORE_OFFICE);
	struct busy_times times;
	ARENA(arena);

	add_blocked(store, ten + hour, ten + 2 * hour);
	add_blocked(store, ten, ten + hour);
	add_blocked(store, ten - day, ten - hour);
	assert_status(store_busy_times(store, arena, ten, &times), OK);
	assert_int_equal(times.len, 2);
	assert_int_equal(times.at[0].slot.starts_at, ten);
	assert_int_equal(times.at[0].source, BUSY_OWNER);
	assert_status(store_busy_remove(store, times.at[0].id, NULL), OK);
	assert_status(store_busy_remove(store, times.at[0].id, NULL), NOT_FOUND);
	assert_status(store_busy_times(store, arena, ten, &times), OK);
	assert_int_equal(times.len, 1);
	store_close(store);
}

/* The owner may put a booking over another one, and says so. */
static void
a_booking_may_overlap_when_the_owner_says_so(void **state)
{
	struct store *store = folder_store(*state, STORE_OFFICE);
	uint8_t token[32];
	struct booking_new booking = folder_booking(ten, token, 1);
	bool repeated;

	add_booking(store, ten, 2);
	assert_status(store_booking_add(store, &booking, now, &repeated),
	    CONFLICT);
	booking.may_overlap = true;
	assert_status(store_booking_add(store, &booking, now, &repeated), OK);
	/* What overlaps nothing is a booking like any other. */
	booking = folder_booking(ten + hour, token, 3);
	booking.may_overlap = true;
	assert_status(store_booking_add(store, &booking, now, &repeated), OK);
	assert_int_equal(folder_number(*state, "intake.db",
	    "SELECT sum(\"overlaps\") FROM booking"), 1);
	store_close(store);
}

/* Moved to a free time it is a booking like any other, and holds it. */
static void
an_overlap_ends_when_the_booking_is_moved(void **state)
{
	struct store *office = folder_store(*state, STORE_OFFICE);
	struct store *store = folder_store(*state, STORE_PUBLIC);
	uint8_t token[32];
	struct booking_new booking;
	struct booking_move move = {
		.slot = { ten + hour, ten + 2 * hour },
		.zone = "Europe/Berlin",
		.day_from = ten - 10 * hour,
		.day_to = ten + 14 * hour,
		.max_per_day = 8,
	};
	bool repeated;

	add_booking(office, ten, 1);
	booking = folder_booking(ten, token, 2);
	booking.may_overlap = true;
	assert_status(store_booking_add(office, &booking, now, &repeated), OK);
	assert_status(store_booking_move(store, token, &move, now), OK);
	assert_int_equal(folder_number(*state, "intake.db",
	    "SELECT sum(\"overlaps\") FROM booking"), 0);
	store_close(store);
	store_close(office);
}

/* ---- the owner's calendar file ---- */

static void
a_calendar_file_takes_the_place_of_the_last_one(void **state)
{
	struct store *store = folder_store(*state, STORE_OFFICE);
	struct slot first[] = { { ten, ten + hour },
		{ ten + 2 * hour, ten + 3 * hour } };
	struct slot second[] = { { ten + 5 * hour, ten + 6 * hour } };
	struct busy_file file = { now, now + 30 * day };
	struct busy_times times;
	ARENA(arena);

	assert_status(store_busy_file(store, &file), NOT_FOUND);
	add_blocked(store, ten - hour, ten);
	assert_status(store_busy_replace(store, &file,
	    &(struct slots){ first, countof(first) }, NULL), OK);
	assert_status(store_busy_times(store, arena, 0, &times), OK);
	assert_int_equal(times.len, 3);
	assert_int_equal(times.at[1].source, BUSY_FILE);
	file.read_at = now + day;
	assert_status(store_busy_replace(store, &file,
	    &(struct slots){ second, countof(second) }, NULL), OK);
	assert_status(store_busy_times(store, arena, 0, &times), OK);
	assert_int_equal(times.len, 2);
	assert_int_equal(times.at[0].source, BUSY_OWNER);
	assert_int_equal(times.at[1].slot.starts_at, ten + 5 * hour);
	file = (struct busy_file){ 0 };
	assert_status(store_busy_file(store, &file), OK);
	assert_int_equal(file.read_at, now + day);
	assert_int_equal(file.covers_to, now + 30 * day);
	/* An empty calendar frees everything but what the owner blocked. */
	assert_status(store_busy_replace(store, &file, &(struct slots){ 0 }, NULL),
	    OK);
	assert_status(store_busy_times(store, arena, 0, &times), OK);
	assert_int_equal(times.len, 1);
	store_close(store);
}

static void
a_file_that_cannot_be_stored_whole_changes_nothing(void **state)
{
	struct store *store = folder_store(*state, STORE_OFFICE);
	struct slot good[] = { { ten, ten + hour } };
	struct slot bad[] = { { ten + 2 * hour, ten + 3 * hour },
		{ ten + 5 * hour, ten + 5 * hour } };
	struct busy_file file = { now, now + 30 * day };
	struct busy_times times;
	ARENA(arena);

	assert_status(store_busy_replace(store, &file,
	    &(struct slots){ good, countof(good) }, NULL), OK);
	file.read_at = now + day;
	assert_status(store_busy_replace(store, &file,
	    &(struct slots){ bad, countof(bad) }, NULL), FAILED);
	assert_status(store_busy_times(store, arena, 0, &times), OK);
	assert_int_equal(times.len, 1);
	assert_int_equal(times.at[0].slot.starts_at, ten);
	assert_status(store_busy_file(store, &file), OK);
	assert_int_equal(file.read_at, now);
	store_close(store);
}

/* The owner's row is none of the file's, whatever id a form sends. */
static void
what_the_file_blocks_is_not_freed_by_hand(void **state)
{
	struct store *store = folder_store(*state, STORE_OFFICE);
	struct slot slots[] = { { ten, ten + hour } };
	struct busy_file file = { now, now + 30 * day };
	struct busy_times times;
	ARENA(arena);

	assert_status(store_busy_replace(store, &file,
	    &(struct slots){ slots, countof(slots) }, NULL), OK);
	assert_status(store_busy_times(store, arena, 0, &times), OK);
	assert_status(store_busy_remove(store, times.at[0].id, NULL), NOT_FOUND);
	store_close(store);
}

/* ---- all of it ---- */

static void
the_diary_is_the_rules_with_all_that_is_stored(void **state)
{
	struct store *store = folder_store(*state, STORE_OFFICE);
	struct store *visitor = folder_store(*state, STORE_PUBLIC);
	struct window window = { 9 * 60, 12 * 60 };
	struct availability rules = { .zone = zone_find("UTC"),
		.slot_minutes = 30, .horizon_days = 14, .max_per_day = 3 };
	struct diary diary;
	ARENA(arena);
	const struct override blocked = override_of(arena, today + 3, "UTC",
	    "");

	rules.week[0] = (struct windows){ &window, 1 };
	assert_status(store_override_put(store, &blocked, today + 3, NULL), OK);
	add_booking(store, ten, 1);
	add_blocked(store, ten + 40 * day, ten + 41 * day);
	assert_status(store_diary(visitor, arena, &rules, now, 0, &diary), OK);
	assert_ptr_equal(diary.availability.zone, rules.zone);
	assert_int_equal(diary.availability.max_per_day, 3);
	assert_int_equal(diary.availability.overrides.len, 1);
	assert_int_equal(diary.busy.len, 1);
	assert_int_equal(rules.overrides.len, 0);
	store_close(store);
	store_close(visitor);
}

static void
the_public_role_changes_nothing_of_it(void **state)
{
	struct store *store = folder_store(*state, STORE_PUBLIC);
	const struct slot slot = { ten, ten + hour };
	const struct busy_file file = { now, now };
	ARENA(arena);
	const struct override blocked = override_of(arena, today, "UTC", "");

	assert_status(store_override_put(store, &blocked, today, NULL), DENIED);
	assert_status(store_override_remove(store, today, today, NULL), DENIED);
	assert_status(store_busy_add(store, &slot, NULL), DENIED);
	assert_status(store_busy_remove(store, 1, NULL), DENIED);
	assert_status(store_busy_replace(store, &file, &(struct slots){ 0 }, NULL),
	    DENIED);
	store_close(store);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		ON_FOLDER(an_override_is_read_back_by_every_role),
		ON_FOLDER(a_range_of_days_is_put_and_removed_at_once),
		ON_FOLDER(an_override_of_a_zone_that_is_no_more_blocks_its_day),
		ON_FOLDER(
		    bookings_and_blocked_time_come_in_one_order_and_told_apart),
		ON_FOLDER(only_what_reaches_into_the_stretch_is_taken),
		ON_FOLDER(the_booking_that_is_to_be_moved_is_left_out),
		ON_FOLDER(blocked_time_keeps_visitors_out),
		ON_FOLDER(blocked_time_can_be_freed_again),
		ON_FOLDER(a_booking_may_overlap_when_the_owner_says_so),
		ON_FOLDER(an_overlap_ends_when_the_booking_is_moved),
		ON_FOLDER(a_calendar_file_takes_the_place_of_the_last_one),
		ON_FOLDER(a_file_that_cannot_be_stored_whole_changes_nothing),
		ON_FOLDER(what_the_file_blocks_is_not_freed_by_hand),
		ON_FOLDER(the_diary_is_the_rules_with_all_that_is_stored),
		ON_FOLDER(the_public_role_changes_nothing_of_it),
	};

	return cmocka_run_group_tests_name("availability", tests, NULL, NULL);
}
