/*
 * The slots of ten thousand random calendars, found a second time in the
 * plainest way: walk over real time, ask glibc what the owner's clock reads,
 * and that of each override's zone, mark what is open, and look at every step
 * of every slot.
 *
 * All numbers of a random calendar are multiples of five minutes, as are the
 * clock changes of all zones, so a step of five minutes sees everything.
 */
#include "test.h"

#include <stdbool.h>
#include <time.h>

#include "base/arena.h"
#include "base/util.h"
#include "calendar/zone.h"
#include "domain/availability.h"
#include "domain/obstacle.h"

enum {
	STEP = 300,
	DAY_STEPS = 86400 / STEP,
	HORIZON_MAX = 3,
	/* Days walked: two before now, to see first readings, and two after. */
	DAYS = 2 + HORIZON_MAX + 1 + 2,
	STEPS = DAYS * DAY_STEPS,
	BOOKINGS_MAX = 12,
	WINDOWS_MAX = 3,
	OVERRIDES_MAX = 4,
	RULES_MAX = 1 + OVERRIDES_MAX, /* the week's, and one a day */
	CALENDARS = 10000,
};

/* Where the clock does odd things, and one where it does none. */
static const char *const zone_names[] = { "Europe/Berlin",
	"Australia/Lord_Howe", "Africa/Casablanca", "America/St_Johns",
	"Pacific/Apia", "Asia/Kathmandu", "America/New_York", "Asia/Beirut",
	"Europe/Dublin", "America/Havana", "Pacific/Chatham", "Asia/Gaza",
	"America/Nuuk", "Antarctica/Troll", "Africa/Cairo",
	"Pacific/Kiritimati", "UTC" };

struct calendar {
	struct availability hours;
	struct window windows[7][WINDOWS_MAX];
	struct override overrides[OVERRIDES_MAX];
	struct window others[OVERRIDES_MAX][WINDOWS_MAX];
	struct slot bookings[BOOKINGS_MAX];
	struct slots busy;
	int64_t now;
};

/* What a clock shows at one step. */
struct reading {
	int day;    /* since 1970-01-01 */
	int window; /* that is open by this rule, or -1 */
};

struct walk {
	int64_t from_at;
	int len;
	int rules; /* the first is the week, by the owner's clock */
	struct reading at[RULES_MAX][STEPS];
};

static uint64_t
random_next(uint64_t *seed)
{
	/* xorshift64, G. Marsaglia 2003: the same calendars on every run. */
	*seed ^= *seed << 13;
	*seed ^= *seed >> 7;
	*seed ^= *seed << 17;
	return *seed;
}

static int
random_below(uint64_t *seed, int limit)
{
	return (int)(random_next(seed) >> 33) % limit;
}

/* A moment from 2025 to 2040; mostly within a day or two of a clock change,
 * where there is one. */
static int64_t
random_now(uint64_t *seed, const struct zone *zone)
{
	int64_t at = 1735689600 + random_below(seed, 15 * 365) * (int64_t)86400;
	struct zone_period period = zone_period(zone, at);

	if (period.to_at < 2240524800 && random_below(seed, 4) > 0)
		at = period.to_at - random_below(seed, 3 * 86400);
	return at + random_below(seed, 86400);
}

static struct windows
random_windows(uint64_t *seed, struct window at[WINDOWS_MAX])
{
	struct windows windows = { at, 0 };
	int from = 0;

	for (int i = random_below(seed, WINDOWS_MAX + 1); i > 0; i--) {
		int begin = from + random_below(seed, 60);
		int end = begin + 1 + random_below(seed, 120);

		if (end > DAY_STEPS)
			break;
		at[windows.len++] = (struct window){ begin * 5, end * 5 };
		from = end;
	}
	return windows;
}

/* Odd zones half of the time, any zone there is otherwise. */
static const struct zone *
random_zone(uint64_t *seed)
{
	if (random_below(seed, 2) == 0)
		return zone_at((size_t)random_below(seed, (int)zone_count()));
	return zone_find(zone_names[random_below(seed,
	    countof(zone_names))]);
}

/* Days from three before today on, with gaps, some in other zones. */
static void
random_overrides(uint64_t *seed, struct calendar *calendar)
{
	struct overrides *overrides = &calendar->hours.overrides;
	int64_t day = calendar->now / 86400 - 3;

	overrides->at = calendar->overrides;
	for (int i = random_below(seed, OVERRIDES_MAX + 1); i > 0; i--) {
		struct override *one = &overrides->at[overrides->len];

		day += random_below(seed, 3);
		*one = (struct override){ .day = day++,
			.zone = calendar->hours.zone };
		if (random_below(seed, 2) == 0)
			one->zone = random_zone(seed);
		if (random_below(seed, 4) > 0)
			one->windows = random_windows(seed,
			    calendar->others[overrides->len]);
		overrides->len++;
	}
}

static void
random_bookings(uint64_t *seed, struct calendar *calendar)
{
	int64_t at = calendar->now - calendar->now % STEP - 86400;

	calendar->busy.at = calendar->bookings;
	calendar->busy.len = (size_t)random_below(seed, BOOKINGS_MAX + 1);
	for (size_t i = 0; i < calendar->busy.len; i++) {
		at += random_below(seed, 200) * STEP;
		calendar->bookings[i] = (struct slot){ at,
			at + (1 + random_below(seed, 24)) * STEP,
			random_below(seed, 3) == 0 };
	}
}

static void
random_calendar(uint64_t *seed, struct calendar *calendar)
{
	static const int lengths[] = { 10, 15, 30, 30, 45, 60, 90, 120 };
	static const int buffers[] = { 0, 0, 5, 15, 30 };
	calendar->hours = (struct availability){
		.zone = random_zone(seed),
		.closed = random_below(seed, 40) == 0,
		.slot_minutes = lengths[random_below(seed, countof(lengths))],
		.buffer_minutes = buffers[random_below(seed, countof(buffers))],
		.notice_minutes = random_below(seed, 2) * random_below(seed, 2000),
		.horizon_days = random_below(seed, HORIZON_MAX + 1),
		.max_per_day = random_below(seed, 5),
	};
	calendar->now = random_now(seed, calendar->hours.zone);
	if (random_below(seed, 8) == 0)
		calendar->hours.first_day = calendar->now / 86400 +
		    random_below(seed, 3);
	for (int weekday = 0; weekday < 7; weekday++)
		calendar->hours.week[weekday] =
		    random_windows(seed, calendar->windows[weekday]);
	random_bookings(seed, calendar);
	if (random_below(seed, 2) == 0)
		random_overrides(seed, calendar);
}

static void
set_glibc(const struct zone *zone)
{
	assert_int_equal(setenv("TZ", zone_name(zone), 1), 0);
	tzset();
}

/* glibc's reading: the civil day, and the step within it. */
static int
glibc_day(int64_t at, int *step)
{
	time_t time = at;
	struct tm tm;

	assert_non_null(localtime_r(&time, &tm));
	*step = (tm.tm_hour * 60 + tm.tm_min) * 60 / STEP;
	return (int)((at + tm.tm_gmtoff) / 86400);
}

static int
window_at(const struct windows *windows, int step)
{
	for (size_t i = 0; i < windows->len; i++)
		if (step * 5 >= windows->at[i].from_minute &&
		    step * 5 < windows->at[i].to_minute)
			return (int)i;
	return -1;
}

/* What a rule opens of a day: its own, or that of the week. */
static const struct windows *
windows_of(const struct calendar *calendar, int rule, int day)
{
	static const struct windows none = { NULL, 0 };
	const struct overrides *overrides = &calendar->hours.overrides;

	if (rule > 0)
		return overrides->at[rule - 1].day == day ?
		    &overrides->at[rule - 1].windows : &none;
	for (size_t i = 0; i < overrides->len; i++)
		if (overrides->at[i].day == day)
			return &none;
	/* 1970-01-01 was a Thursday, Monday is 0. */
	return &calendar->hours.week[(day + 3) % 7];
}

/* Walks by the clock of one rule; a second pass opens nothing. */
static void
walk_rule(const struct calendar *calendar, struct walk *walk, int rule)
{
	bool shown[DAYS + 4][DAY_STEPS] = { 0 };
	int base;
	int step;

	set_glibc(rule == 0 ? calendar->hours.zone :
	    calendar->overrides[rule - 1].zone);
	base = glibc_day(walk->from_at, &step);
	for (int i = 0; i < walk->len; i++) {
		int day = glibc_day(walk->from_at + i * STEP, &step);

		assert_in_range(day - base + 1, 0, DAYS + 3);
		walk->at[rule][i].day = day;
		walk->at[rule][i].window = shown[day - base + 1][step] ? -1 :
		    window_at(windows_of(calendar, rule, day), step);
		shown[day - base + 1][step] = true;
	}
}

static void
walk_clocks(const struct calendar *calendar, struct walk *walk)
{
	walk->from_at = calendar->now - calendar->now % STEP - 2 * 86400;
	walk->len = STEPS - (HORIZON_MAX - calendar->hours.horizon_days) *
	    DAY_STEPS;
	walk->rules = 1 + (int)calendar->hours.overrides.len;
	for (int rule = walk->rules - 1; rule >= 0; rule--)
		walk_rule(calendar, walk, rule);
}

static bool
same_window(const struct reading *at, int a, int b)
{
	return at[a].window >= 0 && at[a].window == at[b].window &&
	    at[a].day == at[b].day;
}

/* Whether a rule for an earlier day opens a step too. */
static bool
is_held_earlier(const struct walk *walk, int rule, int step)
{
	for (int other = 0; other < walk->rules; other++)
		if (walk->at[other][step].window >= 0 &&
		    walk->at[other][step].day < walk->at[rule][step].day)
			return true;
	return false;
}

/* Whether a rule opens a slot at a step: it is open to its end, a whole number
 * of slots lies between it and the first open step, and no step of it is an
 * earlier day's. */
static bool
rule_opens(const struct calendar *calendar, const struct walk *walk, int rule,
    int step)
{
	const struct reading *at = walk->at[rule];
	int len = calendar->hours.slot_minutes / 5;
	int back = 0;

	if (step < 1 || step + len > walk->len)
		return false;
	for (int i = step; i < step + len; i++)
		if (!same_window(at, step, i) ||
		    is_held_earlier(walk, rule, i))
			return false;
	while (back < step && same_window(at, step, step - back - 1))
		back++;
	return back % len == 0;
}

static bool
is_open(const struct calendar *calendar, const struct walk *walk, int step)
{
	for (int rule = 0; rule < walk->rules; rule++)
		if (rule_opens(calendar, walk, rule, step))
			return true;
	return false;
}

static bool
is_in_time(const struct calendar *calendar, const struct walk *walk, int step)
{
	int ignored;
	int today = glibc_day(calendar->now, &ignored);
	int day = walk->at[0][step].day;

	return !calendar->hours.closed && walk->from_at + step * STEP >= calendar->now +
	    calendar->hours.notice_minutes * 60 &&
	    day >= today && day >= calendar->hours.first_day &&
	    day <= today + calendar->hours.horizon_days;
}

static bool
is_free(const struct calendar *calendar, const struct walk *walk, int step)
{
	const int64_t buffer = calendar->hours.buffer_minutes * 60;
	const int64_t begin = walk->from_at + step * STEP;
	int on_day = 0;
	int ignored;

	for (size_t i = 0; i < calendar->busy.len; i++) {
		const struct slot *booking = &calendar->busy.at[i];

		on_day += !booking->blocked && glibc_day(booking->starts_at,
		    &ignored) == walk->at[0][step].day;
		for (int64_t at = begin; at < begin +
		    calendar->hours.slot_minutes * 60; at += STEP)
			if (at >= booking->starts_at - buffer &&
			    at < booking->ends_at + buffer)
				return false;
	}
	return calendar->hours.max_per_day == 0 ||
	    on_day < calendar->hours.max_per_day;
}

static enum status
expected(const struct calendar *calendar, const struct walk *walk, int step)
{
	if (!is_open(calendar, walk, step) || !is_in_time(calendar, walk, step))
		return INVALID;
	return is_free(calendar, walk, step) ? OK : CONFLICT;
}

/* What every start answers: on the five minutes, and a minute beside. */
static void
check_start(const struct calendar *calendar, int64_t at, enum status want,
    int number)
{
	struct slot slot;

	if (availability_find(&calendar->hours, &calendar->busy, calendar->now,
	    at, &slot) != want)
		fail_msg("calendar %d, %s, start %lld: wanted %s", number,
		    zone_name(calendar->hours.zone), (long long)at,
		    status_name(want));
}

static size_t
check_calendar(uint64_t *seed, int number)
{
	struct calendar calendar;
	static struct walk walk;
	struct slots slots;
	size_t listed = 0;
	ARENA(arena);

	calendar = (struct calendar){ 0 };
	random_calendar(seed, &calendar);
	walk_clocks(&calendar, &walk);
	availability_slots(arena, &calendar.hours, &calendar.busy,
	    calendar.now, &slots);
	assert_int_equal(availability_obstacle(&calendar.hours,
	    &calendar.busy, calendar.now) == OBSTACLE_NONE, slots.len > 0);
	for (size_t i = 1; i < slots.len; i++)
		assert_true(slots.at[i].starts_at >= slots.at[i - 1].ends_at);
	for (int step = 0; step < walk.len; step++) {
		int64_t at = walk.from_at + step * STEP;
		enum status want = expected(&calendar, &walk, step);

		if (want == OK && (listed == slots.len ||
		    slots.at[listed++].starts_at != at))
			fail_msg("calendar %d, %s: %lld is not listed in place",
			    number, zone_name(calendar.hours.zone), (long long)at);
		if (want != INVALID || random_below(seed, 50) == 0)
			check_start(&calendar, at, want, number);
		if (random_below(seed, 200) == 0)
			check_start(&calendar, at + 60, INVALID, number);
	}
	if (listed != slots.len)
		fail_msg("calendar %d: %zu slots listed, %zu expected", number,
		    slots.len, listed);
	return listed;
}

static void
every_listed_slot_is_bookable_and_no_other_start(void **state)
{
	uint64_t seed = 20261121;
	size_t slots = 0;
	int empty = 0;

	for (int number = 0; number < CALENDARS; number++) {
		size_t listed = check_calendar(&seed, number);

		slots += listed;
		empty += listed == 0;
	}
	print_message("# %d calendars, %zu slots, %d calendars empty\n",
	    CALENDARS, slots, empty);
	/* A generator that makes nothing to offer would prove nothing. */
	assert_true(slots > CALENDARS * 5 && empty < CALENDARS / 2);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_listed_slot_is_bookable_and_no_other_start),
	};

	return cmocka_run_group_tests_name("availability_brute", tests, NULL,
	    NULL);
}
