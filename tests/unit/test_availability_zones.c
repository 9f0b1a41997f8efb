/*
 * Every slot about every clock change of every zone, 2025 to 2040, held
 * against glibc: what is offered must be what the wall clock says, and shown
 * for the first time.
 */
#include "test.h"

#include <stdbool.h>
#include <time.h>

#include "slots_listed.h"

#include "base/util.h"

enum { QUARTER = 900, DAYS_LOOKED_AT = 3 };

/* Three days of an owner who is there day and night. */
struct days {
	const struct zone *zone;
	int64_t first;     /* civil day */
	int64_t from_at;   /* its midnight, */
	int64_t to_at;     /* and that behind the last day */
	int64_t change_at; /* of the clock, or 0 */
	int32_t before;    /* glibc's offset before the change */
};

static struct tm
glibc_at(int64_t at)
{
	time_t time = at;
	struct tm tm;

	assert_non_null(localtime_r(&time, &tm));
	return tm;
}

static int64_t
glibc_wall(int64_t at)
{
	return at + glibc_at(at).tm_gmtoff;
}

static int64_t
midnight(const struct zone *zone, int64_t day)
{
	struct civil civil = civil_from_days(day);
	int64_t at;

	assert_status(zone_instant(zone, &civil, &at), OK);
	return at;
}

/* The three days with at in their middle. */
static struct days
days_about(const struct zone *zone, int64_t at, bool change)
{
	struct days days = { .zone = zone, .first = glibc_wall(at) / 86400 - 1,
		.change_at = change ? at : 0,
		.before = (int32_t)glibc_at(at - 1).tm_gmtoff };

	days.from_at = midnight(zone, days.first);
	days.to_at = midnight(zone, days.first + DAYS_LOOKED_AT);
	return days;
}

static void
check_minute(const struct days *days, int64_t at)
{
	const int64_t wall = glibc_wall(at);

	if (at < days->from_at || at >= days->to_at)
		fail_msg("%s: %lld is not within the days",
		    zone_name(days->zone), (long long)at);
	/* Before the change the clock got as far as this. */
	if (days->change_at != 0 && at >= days->change_at &&
	    wall < days->change_at + days->before)
		fail_msg("%s: %lld is a second pass", zone_name(days->zone),
		    (long long)at);
}

static void
check_slot(const struct days *days, const struct slot *slot)
{
	check_minute(days, slot->starts_at);
	check_minute(days, slot->ends_at - MINUTE);
	if (glibc_wall(slot->starts_at) / 86400 !=
	    glibc_wall(slot->ends_at - MINUTE) / 86400)
		fail_msg("%s: %lld goes over midnight", zone_name(days->zone),
		    (long long)slot->starts_at);
}

/* How many quarters of an hour the clock shows for the first time. */
static int64_t
quarters(const struct days *days)
{
	const int64_t back = days->change_at == 0 ? 0 :
	    days->before - glibc_at(days->change_at).tm_gmtoff;

	return (days->to_at - days->from_at - (back > 0 ? back : 0)) /
	    QUARTER;
}

static size_t
check_days(const struct days *days)
{
	struct window all = { 0, DAY_HOURS * 60 };
	struct availability hours = daily(zone_name(days->zone), &all);
	struct slots slots;
	ARENA(arena);

	/* Some clocks change at a quarter to. */
	hours.slot_minutes = 15;
	hours.horizon_days = DAYS_LOOKED_AT - 1;
	availability_slots(arena, &hours, &nothing, days->from_at, &slots);
	for (size_t i = 0; i < slots.len; i++)
		check_slot(days, &slots.at[i]);
	if ((int64_t)slots.len != quarters(days))
		fail_msg("%s about %lld: %zu slots instead of %lld",
		    zone_name(days->zone), (long long)days->from_at, slots.len,
		    (long long)quarters(days));
	return slots.len;
}

/* About every change, and at the turn of each half year. */
static size_t
check_zone(const struct zone *zone, size_t *changes)
{
	const int64_t from = civil_days(2025, 1, 4) * 86400;
	const int64_t to = civil_days(2040, 12, 28) * 86400;
	struct zone_period period = zone_period(zone, from);
	struct days days;
	size_t slots = 0;

	for (; period.to_at < to; (*changes)++) {
		days = days_about(zone, period.to_at, true);
		slots += check_days(&days);
		period = zone_period(zone, period.to_at);
	}
	for (int month = 0; month < 16 * 2; month++) {
		const int64_t at = (civil_days(2025 + month / 2,
		    1 + month % 2 * 6, 7)) * 86400;

		days = days_about(zone, at, false);
		slots += check_days(&days);
	}
	return slots;
}

static void
every_slot_of_every_zone_is_what_glibc_says(void **state)
{
	size_t changes = 0;
	size_t slots = 0;

	for (size_t i = 0; i < zone_count(); i++) {
		assert_int_equal(setenv("TZ", zone_name(zone_at(i)), 1), 0);
		tzset();
		slots += check_zone(zone_at(i), &changes);
	}
	print_message("# %zu zones, %zu clock changes, %zu slots\n",
	    zone_count(), changes, slots);
	assert_true(changes > 2000 && slots > 1000000);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_slot_of_every_zone_is_what_glibc_says),
	};

	return cmocka_run_group_tests_name("availability_zones", tests, NULL,
	    NULL);
}
