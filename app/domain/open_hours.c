#include "domain/open_hours.h"

#include <assert.h>
#include <stdlib.h>

#include "calendar/zone.h"

enum {
	DAY_SECONDS = 86400,
	/* One clock change in a day makes two; four is beyond any zone. */
	STRETCHES_MAX = 4,
	/* Zones lie up to 26 hours apart, so a day of one can begin on the
	 * last but one day of another. */
	NEIGHBOURS = 2,
};

/* Real time in which a window of one day is open, [from_at, to_at). */
struct stretch {
	int64_t from_at;
	int64_t to_at;
};

struct stretches {
	struct stretch at[STRETCHES_MAX];
	size_t len;
};

/* What holds on a civil day. */
struct rule {
	int64_t day;
	const struct zone *zone;
	const struct windows *windows;
};

static int64_t
earlier(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

static int64_t
later(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

int64_t
open_day(const struct zone *zone, int64_t at)
{
	const int64_t wall = at + zone_period(zone, at).offset;

	return wall / DAY_SECONDS - (wall % DAY_SECONDS < 0);
}

const struct override *
open_override(const struct availability *availability, int64_t day)
{
	const struct overrides *all = &availability->overrides;
	size_t low = 0;
	size_t high = all->len;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (all->at[middle].day < day)
			low = middle + 1;
		else
			high = middle;
	}
	return low < all->len && all->at[low].day == day ? &all->at[low] : NULL;
}

static struct rule
rule_of(const struct availability *availability, int64_t day)
{
	const struct override *override = open_override(availability, day);

	if (override != NULL)
		return (struct rule){ day, override->zone,
			&override->windows };
	return (struct rule){ day, availability->zone,
		&availability->week[civil_from_days(day).weekday] };
}

static void
stretches_add(struct stretches *stretches, int64_t from_at, int64_t to_at)
{
	const size_t len = stretches->len;

	if (from_at >= to_at)
		return;
	/* Over a skipped hour real time runs on: one stretch, not two. */
	if (len > 0 && stretches->at[len - 1].to_at == from_at) {
		stretches->at[len - 1].to_at = to_at;
		return;
	}
	assert(len < STRETCHES_MAX);
	stretches->at[stretches->len++] = (struct stretch){ from_at, to_at };
}

/*
 * The stretches of a window on a day. Each period of unchanged clock shows a
 * run of wall time; what it shows within the window and later than anything
 * shown before is open. So what no period shows is lost, and what two show
 * counts once.
 */
static void
window_stretches(const struct rule *rule, const struct window *window,
    struct stretches *out)
{
	const int64_t from = rule->day * DAY_SECONDS + window->from_minute * 60;
	const int64_t to = rule->day * DAY_SECONDS + window->to_minute * 60;
	const int64_t last_at = to + 2 * DAY_SECONDS;
	struct zone_period period =
	    zone_period(rule->zone, from - 2 * DAY_SECONDS);
	int64_t begin = from;
	int64_t end;

	out->len = 0;
	while (period.to_at < last_at) {
		end = period.to_at + period.offset;
		stretches_add(out, begin - period.offset,
		    earlier(to, end) - period.offset);
		begin = later(begin, end);
		period = zone_period(rule->zone, period.to_at);
		begin = later(begin, period.from_at + period.offset);
	}
	stretches_add(out, begin - period.offset, to - period.offset);
}

/* Whether a rule opens some of [from_at, to_at); with *until the end of what
 * it opens there. */
static bool
rule_opens(const struct rule *rule, int64_t from_at, int64_t to_at,
    int64_t *until)
{
	struct stretches open;

	for (size_t i = 0; i < rule->windows->len; i++) {
		window_stretches(rule, &rule->windows->at[i], &open);
		for (size_t j = 0; j < open.len; j++) {
			if (open.at[j].from_at >= to_at ||
			    open.at[j].to_at <= from_at)
				continue;
			*until = open.at[j].to_at;
			return true;
		}
	}
	return false;
}

/* Whether a day before the rule's, in another zone, holds some of a slot. */
static bool
earlier_day_holds(const struct availability *availability,
    const struct rule *rule, const struct slot *slot)
{
	int64_t until;

	/* Only an override is of another zone. */
	if (availability->overrides.len == 0)
		return false;
	for (int back = 1; back <= NEIGHBOURS; back++) {
		const struct rule before =
		    rule_of(availability, rule->day - back);

		if (before.zone != rule->zone && rule_opens(&before,
		    slot->starts_at, slot->ends_at, &until))
			return true;
	}
	return false;
}

/* Appends the slots a rule opens that begin on a day of the owner's. */
static void
rule_slots(const struct availability *availability, const struct rule *rule,
    int64_t day, struct slots *out)
{
	const int64_t length = availability->slot_minutes * 60;
	struct stretches open;

	for (size_t i = 0; i < rule->windows->len; i++) {
		window_stretches(rule, &rule->windows->at[i], &open);
		for (size_t j = 0; j < open.len; j++) {
			struct slot slot = { .ends_at = open.at[j].from_at };

			while (slot.ends_at + length <= open.at[j].to_at) {
				slot.starts_at = slot.ends_at;
				slot.ends_at += length;
				if ((rule->zone == availability->zone ||
				    open_day(availability->zone,
				    slot.starts_at) == day) &&
				    !earlier_day_holds(availability, rule,
				    &slot))
					out->at[out->len++] = slot;
			}
		}
	}
}

static int
by_start(const void *a, const void *b)
{
	const struct slot *one = a;
	const struct slot *other = b;

	return (one->starts_at > other->starts_at) -
	    (one->starts_at < other->starts_at);
}

void
open_slots(const struct availability *availability, int64_t day,
    struct slots *out)
{
	const size_t before = out->len;

	for (int64_t one = day - NEIGHBOURS; one <= day + NEIGHBOURS; one++) {
		const struct rule rule = rule_of(availability, one);

		/* Days of the owner's own zone stay within themselves. */
		if (one == day || rule.zone != availability->zone)
			rule_slots(availability, &rule, day, out);
	}
	if (availability->overrides.len > 0 && out->len > before)
		qsort(&out->at[before], out->len - before, sizeof(*out->at),
		    by_start);
}

size_t
open_room(const struct availability *availability, int64_t day)
{
	size_t room = 0;

	for (int64_t one = day - NEIGHBOURS; one <= day + NEIGHBOURS; one++) {
		const struct rule rule = rule_of(availability, one);

		if (one != day && rule.zone == availability->zone)
			continue;
		for (size_t i = 0; i < rule.windows->len; i++)
			room += (size_t)((rule.windows->at[i].to_minute -
			    rule.windows->at[i].from_minute) /
			    availability->slot_minutes);
	}
	return room;
}

/* Until when it is open from an instant on; the instant itself if not. */
static int64_t
open_until(const struct availability *availability, int64_t at)
{
	const int64_t day = open_day(availability->zone, at);
	int64_t until = at;

	for (int64_t one = day - NEIGHBOURS; one <= day + NEIGHBOURS; one++) {
		const struct rule rule = rule_of(availability, one);

		if (rule_opens(&rule, at, at + 1, &until))
			break;
	}
	return until;
}

bool
open_covers(const struct availability *availability, const struct slot *slot)
{
	int64_t at = slot->starts_at;

	while (at < slot->ends_at) {
		const int64_t until = open_until(availability, at);

		if (until == at)
			return false;
		at = until;
	}
	return true;
}
