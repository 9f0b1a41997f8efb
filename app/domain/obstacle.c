#include "domain/obstacle.h"

#include "base/arena.h"
#include "base/util.h"
#include "calendar/zone.h"

static const struct slots nothing = { NULL, 0 };

static bool
offers(const struct availability *availability, const struct slots *busy,
    int64_t now)
{
	struct slots slots;
	ARENA(arena);

	availability_slots(arena, availability, busy, now, &slots);
	return slots.len > 0;
}

/* The longest window of any day, in minutes; 0 without windows. */
static int
longest_window(const struct windows *windows, int longest)
{
	for (size_t i = 0; i < windows->len; i++) {
		const int length = windows->at[i].to_minute -
		    windows->at[i].from_minute;

		longest = length > longest ? length : longest;
	}
	return longest;
}

static enum obstacle
hours_obstacle(const struct availability *availability)
{
	const struct overrides *overrides = &availability->overrides;
	int longest = 0;

	for (size_t i = 0; i < countof(availability->week); i++)
		longest = longest_window(&availability->week[i], longest);
	for (size_t i = 0; i < overrides->len; i++)
		longest = longest_window(&overrides->at[i].windows, longest);
	if (longest == 0)
		return OBSTACLE_HOURS;
	return longest < availability->slot_minutes ? OBSTACLE_LENGTH :
	    OBSTACLE_HORIZON;
}

/* The rules are taken away one by one until there is a slot. */
enum obstacle
availability_obstacle(const struct availability *availability,
    const struct slots *busy, int64_t now)
{
	struct availability rest = *availability;

	if (rest.closed)
		return OBSTACLE_CLOSED;
	if (offers(&rest, busy, now))
		return OBSTACLE_NONE;
	rest.max_per_day = 0;
	if (offers(&rest, busy, now))
		return OBSTACLE_DAY_LIMIT;
	rest.buffer_minutes = 0;
	if (offers(&rest, busy, now))
		return OBSTACLE_BUFFER;
	if (offers(&rest, &nothing, now))
		return OBSTACLE_BUSY;
	rest.notice_minutes = 0;
	if (offers(&rest, &nothing, now))
		return OBSTACLE_NOTICE;
	rest.first_day = 0;
	if (offers(&rest, &nothing, now))
		return OBSTACLE_FIRST_DAY;
	rest.overrides.len = 0;
	if (offers(&rest, &nothing, now))
		return OBSTACLE_OVERRIDES;
	return hours_obstacle(availability);
}

char *
obstacle_text(struct arena *arena, enum obstacle obstacle,
    const struct availability *a)
{
	const struct civil first = civil_from_days(a->first_day);

	switch (obstacle) {
	case OBSTACLE_NONE:
		break;
	case OBSTACLE_CLOSED:
		return arena_strdup(arena, "Booking is closed: capacity.open "
		    "is false. Set it to true to offer times again.");
	case OBSTACLE_HOURS:
		return arena_strdup(arena, "There are no open hours. Write "
		    "some under hours.");
	case OBSTACLE_LENGTH:
		return arena_printf(arena, "No stretch of open hours is as "
		    "long as a call of %d minutes. Lengthen one, or make "
		    "slot_minutes smaller.", a->slot_minutes);
	case OBSTACLE_HORIZON:
		return arena_printf(arena, "No day with open hours comes "
		    "within horizon_days: %d. Make it larger.",
		    a->horizon_days);
	case OBSTACLE_OVERRIDES:
		return arena_strdup(arena, "Every day with open hours has "
		    "other hours, or is blocked. Remove one of these days.");
	case OBSTACLE_FIRST_DAY:
		return arena_printf(arena, "capacity.next_free, %d-%02d-%02d, "
		    "leaves no open day before the end of horizon_days: %d. "
		    "Choose an earlier date, or make horizon_days larger.",
		    first.year, first.month, first.day, a->horizon_days);
	case OBSTACLE_NOTICE:
		return arena_printf(arena, "notice_minutes: %d reaches over "
		    "all open hours within horizon_days: %d. Make the notice "
		    "shorter or the horizon longer.", a->notice_minutes,
		    a->horizon_days);
	case OBSTACLE_BUSY:
		return arena_printf(arena, "Everything within horizon_days: "
		    "%d is booked or blocked. Free some time, or make the "
		    "horizon longer.", a->horizon_days);
	case OBSTACLE_BUFFER:
		return arena_printf(arena, "All that is not booked or blocked "
		    "lies within buffer_minutes: %d of something that is. "
		    "Make the buffer smaller, or free some time.",
		    a->buffer_minutes);
	case OBSTACLE_DAY_LIMIT:
		return arena_printf(arena, "Every day with free time has "
		    "max_per_day: %d calls already. Raise it, or make "
		    "horizon_days larger.", a->max_per_day);
	}
	return arena_strdup(arena, "");
}
