#include "cli/demo_plan.h"

#include "base/arena.h"
#include "calendar/zone.h"
#include "config/settings.h"

enum {
	OFF_IN_DAYS = 9,     /* the earliest day off */
	TRAVEL_IN_DAYS = 14, /* the earliest Monday of travel */
	TRAVEL_DAYS = 4,
	BUSY_IN_DAYS = 4,
	BUSY_SECONDS = 90 * 60,
	CALLS_A_DAY_AHEAD = 2, /* so that visitors find most days free */
};

static const struct window travel_hours = { 10 * 60, 13 * 60 };

static bool
is_open_weekday(const struct availability *rules, int64_t day)
{
	return rules->week[civil_from_days(day).weekday].len > 0;
}

/* From a day on, the first on which calls are taken; at most a week on. */
static int64_t
open_day(const struct availability *rules, int64_t day)
{
	for (int i = 0; i < 7; i++)
		if (is_open_weekday(rules, day + i))
			return day + i;
	return day;
}

static int64_t
monday_from(int64_t day)
{
	while (civil_from_days(day).weekday != 0)
		day++;
	return day;
}

/* A day off, and some days in another town, whose clock counts. */
static void
plan_days(struct arena *arena, const struct availability *rules,
    int64_t today, struct overrides *overrides)
{
	const struct zone *there = zone_find("Europe/Lisbon");
	int64_t monday = monday_from(today + TRAVEL_IN_DAYS);
	struct window *hours = arena_alloc(arena, sizeof(*hours));

	*hours = travel_hours;
	*overrides = (struct overrides){ arena_array(arena, 1 + TRAVEL_DAYS,
	    sizeof(*overrides->at)), 1 };
	overrides->at[0] = (struct override){
		.day = open_day(rules, today + OFF_IN_DAYS),
		.zone = rules->zone,
	};
	for (int i = 0; i < TRAVEL_DAYS; i++) {
		const int64_t day = monday + i;

		if (day <= overrides->at[0].day ||
		    !is_open_weekday(rules, day))
			continue;
		overrides->at[overrides->len++] = (struct override){ day,
			there == NULL ? rules->zone : there, { hours, 1 } };
	}
}

static void
put(struct demo_diary *diary, const struct slot *slot)
{
	struct slots *taken = &diary->taken;
	size_t i = taken->len++;

	for (; i > 0 && taken->at[i - 1].starts_at > slot->starts_at; i--)
		taken->at[i] = taken->at[i - 1];
	taken->at[i] = *slot;
}

/* The last stretch of a day that is open, shortened. */
static void
block(struct demo_diary *diary, int64_t today, struct slot *blocked)
{
	const struct availability *rules = &diary->rules;
	const int64_t day = open_day(rules, today + BUSY_IN_DAYS);
	const struct windows *open =
	    &rules->week[civil_from_days(day).weekday];

	*blocked = (struct slot){ .blocked = true };
	if (open->len == 0)
		return;
	blocked->ends_at = zone_on_day(rules->zone, day,
	    open->at[open->len - 1].to_minute - 1) + 60;
	blocked->starts_at = blocked->ends_at - BUSY_SECONDS;
	put(diary, blocked);
}

void
demo_diary_begin(struct arena *arena, const struct demo_wanted *wanted,
    struct demo_plan *plan, struct demo_diary *diary)
{
	const struct availability *site = &wanted->settings->availability;
	const int64_t today = zone_day(site->zone, wanted->now);

	*diary = (struct demo_diary){ .rules = *site, .today = today };
	/* Who is closed today was open before. */
	diary->rules.closed = false;
	diary->rules.first_day = 0;
	diary->taken.at = arena_array(arena, DEMO_BUSY_MAX,
	    sizeof(*diary->taken.at));
	if (wanted->leads <= DEMO_NAMED)
		return;
	plan_days(arena, site, today, &plan->overrides);
	diary->rules.overrides = plan->overrides;
	block(diary, today, &plan->blocked);
}

static size_t
calls_on(const struct demo_diary *diary, int64_t day)
{
	size_t count = 0;

	for (size_t i = 0; i < diary->taken.len; i++)
		count += !diary->taken.at[i].blocked &&
		    zone_day(diary->rules.zone,
		    diary->taken.at[i].starts_at) == day;
	return count;
}

/* The first slot that is wanted and stands on a day with room for others, or
 * the length of the list. */
static size_t
find_first(const struct demo_diary *diary, const struct slots *list,
    int64_t wanted_at, size_t spread)
{
	for (size_t i = 0; i < list->len; i++) {
		const int64_t day = zone_day(diary->rules.zone,
		    list->at[i].starts_at);

		if (list->at[i].starts_at >= wanted_at && (spread == 0 ||
		    day < diary->today ||
		    calls_on(diary, day) < CALLS_A_DAY_AHEAD))
			return i;
	}
	return list->len;
}

/* How many from there on stand on the same day. */
static size_t
same_day(const struct demo_diary *diary, const struct slots *list, size_t from)
{
	const struct zone *zone = diary->rules.zone;
	const int64_t day = zone_day(zone, list->at[from].starts_at);
	size_t count = 1;

	while (from + count < list->len &&
	    zone_day(zone, list->at[from + count].starts_at) == day)
		count++;
	return count;
}

bool
demo_diary_take(struct demo_diary *diary, int64_t at, int64_t wanted_at,
    size_t spread, struct slot *slot)
{
	ARENA(arena);
	struct slots list;
	size_t i;

	if (diary->taken.len == DEMO_BUSY_MAX)
		return false;
	availability_slots(arena, &diary->rules, &diary->taken, at, &list);
	i = find_first(diary, &list, wanted_at, spread);
	if (i == list.len)
		return false;
	if (spread != 0)
		i += spread % same_day(diary, &list, i);
	*slot = list.at[i];
	put(diary, slot);
	return true;
}
