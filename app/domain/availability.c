#include "domain/availability.h"

#include "base/arena.h"
#include "calendar/zone.h"
#include "domain/open_hours.h"

static int64_t
later(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

/* Whether what is taken, with the buffer, reaches into [from_at, to_at). */
static bool
busy_touches(const struct slot *busy, int buffer_minutes, int64_t from_at,
    int64_t to_at)
{
	const int64_t buffer = buffer_minutes * 60;

	return busy->starts_at - buffer < to_at &&
	    busy->ends_at + buffer > from_at;
}

/* What is taken, day after day. */
struct load {
	const struct slots *busy;
	const int64_t *days; /* the civil day of each, found once */
	size_t first;        /* all before are over and done with */
	struct slots near;   /* what touches some slot of the day */
	int calls;           /* that begin on the day */
};

static int64_t *
busy_days(struct arena *arena, const struct zone *zone,
    const struct slots *busy)
{
	int64_t *days = arena_array(arena, busy->len, sizeof(*days));

	for (size_t i = 0; i < busy->len; i++)
		days[i] = open_day(zone, busy->at[i].starts_at);
	return days;
}

static struct load
load_new(struct arena *arena, const struct availability *availability,
    const struct slots *busy)
{
	return (struct load){
		.busy = busy,
		.days = busy_days(arena, availability->zone, busy),
		.near.at = arena_array(arena, busy->len,
		    sizeof(struct slot)),
	};
}

/* Moves on to a day that has slots; days are asked for in order. */
static void
load_day(struct load *load, const struct availability *availability,
    int64_t day, const struct slots *open)
{
	const int64_t from_at = open->at[0].starts_at;
	const int64_t to_at = open->at[open->len - 1].ends_at;
	const int buffer = availability->buffer_minutes;
	const struct slots *busy = load->busy;

	load->near.len = 0;
	load->calls = 0;
	while (load->first < busy->len && load->days[load->first] < day &&
	    busy->at[load->first].ends_at + (int64_t)buffer * 60 <= from_at)
		load->first++;
	for (size_t i = load->first; i < busy->len; i++) {
		const struct slot *one = &busy->at[i];

		if (busy_touches(one, buffer, from_at, to_at))
			load->near.at[load->near.len++] = *one;
		else if (load->days[i] > day)
			break;
		load->calls += load->days[i] == day && !one->blocked;
	}
}

static bool
slot_is_free(const struct availability *availability, const struct load *load,
    const struct slot *slot)
{
	if (availability->max_per_day > 0 &&
	    load->calls >= availability->max_per_day)
		return false;
	for (size_t i = 0; i < load->near.len; i++)
		if (busy_touches(&load->near.at[i],
		    availability->buffer_minutes, slot->starts_at,
		    slot->ends_at))
			return false;
	return true;
}

/* The civil days on offer, first to last; none when first is behind last. */
struct range {
	int64_t first;
	int64_t last;
};

static struct range
days_offered(const struct availability *availability, int64_t now)
{
	const int64_t today = open_day(availability->zone, now);

	if (availability->closed)
		return (struct range){ today, today - 1 };
	return (struct range){ later(today, availability->first_day),
		today + availability->horizon_days };
}

static int64_t
soonest(const struct availability *availability, int64_t now)
{
	return now + (int64_t)availability->notice_minutes * 60;
}

/* Takes the open slots of a day into the free ones behind which they stand. */
static void
take_free(const struct availability *availability, const struct load *load,
    int64_t now, const struct slots *open, struct slots *free_slots)
{
	for (size_t i = 0; i < open->len; i++)
		if (open->at[i].starts_at >= soonest(availability, now) &&
		    slot_is_free(availability, load, &open->at[i]))
			free_slots->at[free_slots->len++] = open->at[i];
}

void
availability_slots(struct arena *arena, const struct availability *availability,
    const struct slots *busy, int64_t now, struct slots *free_slots)
{
	const struct range days = days_offered(availability, now);
	struct load load = load_new(arena, availability, busy);
	size_t room = 0;

	for (int64_t day = days.first; day <= days.last; day++)
		room += open_room(availability, day);
	*free_slots = (struct slots){ arena_array(arena, room,
	    sizeof(struct slot)), 0 };
	for (int64_t day = days.first; day <= days.last; day++) {
		struct slots open = { &free_slots->at[free_slots->len], 0 };

		open_slots(availability, day, &open);
		if (open.len == 0)
			continue;
		load_day(&load, availability, day, &open);
		take_free(availability, &load, now, &open, free_slots);
	}
}

enum status
availability_find(const struct availability *availability,
    const struct slots *busy, int64_t now, int64_t starts_at,
    struct slot *slot)
{
	const struct range days = days_offered(availability, now);
	const int64_t day = open_day(availability->zone, starts_at);
	struct load load;
	size_t i = 0;
	ARENA(arena);
	struct slots open = { arena_array(arena, open_room(availability, day),
	    sizeof(struct slot)), 0 };

	if (day < days.first || day > days.last ||
	    starts_at < soonest(availability, now))
		return INVALID;
	open_slots(availability, day, &open);
	while (i < open.len && open.at[i].starts_at != starts_at)
		i++;
	if (i == open.len)
		return INVALID;
	*slot = open.at[i];
	load = load_new(arena, availability, busy);
	load_day(&load, availability, day, &open);
	return slot_is_free(availability, &load, slot) ? OK : CONFLICT;
}

bool
availability_overridden(const struct availability *availability,
    const struct slot *booking)
{
	const int64_t day = open_day(availability->zone, booking->starts_at);

	return open_override(availability, day) != NULL &&
	    !open_covers(availability, booking);
}

bool
availability_holds(const struct availability *availability,
    const struct slot *booking)
{
	return open_covers(availability, booking);
}
