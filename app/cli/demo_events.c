#include "cli/demo_plan.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/util.h"
#include "calendar/zone.h"
#include "config/settings.h"
#include "domain/letter.h"

enum {
	EVENTS_A_LEAD = 24, /* at most */
	BLOCKED_AGO = 6 * 86400,
	STUCK_AFTER_HOURS = 80,
	HOUR = 3600,
};

struct making {
	const struct demo_wanted *wanted;
	const struct zone *zone;
	struct demo_plan *plan;
};

/* What lies ahead has not happened. */
static void
add(struct making *making, struct demo_event event)
{
	struct demo_plan *plan = making->plan;

	if (event.at > making->wanted->now)
		return;
	event.number = plan->events_len;
	plan->events[plan->events_len++] = event;
}

/* Reminders leave when they are due, and not with what comes next. */
static void
add_reminders(struct making *making, size_t number)
{
	const struct demo_lead *lead = &making->plan->leads[number];
	const int64_t since = lead->changed_at != 0 ? lead->changed_at :
	    lead->at;
	int64_t at;

	for (int kind = LETTER_REMINDER_DAY; kind <= LETTER_REMINDER_HOUR;
	    kind++)
		if (letter_reminder_at((enum letter_kind)kind,
		    demo_call(lead)->starts_at, since, &at))
			add(making, (struct demo_event){ .at = at,
				.lead = number, .act = DEMO_LETTERS });
}

/* The next date after a step is the day of the one that follows, however far
 * ahead; none for a step of the same day. */
static void
add_follow_up(struct making *making, size_t number,
    const struct demo_step *step)
{
	const struct demo_lead *lead = &making->plan->leads[number];
	const int64_t at = demo_step_at(making->zone, lead, step);
	int64_t day;

	if (step[1].hours == 0)
		return;
	day = zone_day(making->zone,
	    demo_step_at(making->zone, lead, &step[1]));
	/* Some of those that nobody goes on with are due today, whatever day it
	 * is. */
	if (lead->stuck && number % 2 == 0)
		day = zone_day(making->zone, making->wanted->now);
	if (day != zone_day(making->zone, at))
		add(making, (struct demo_event){ .at = at, .lead = number,
			.act = DEMO_FOLLOW_UP, .day = day });
}

static void
add_steps(struct making *making, size_t number)
{
	const struct demo_lead *lead = &making->plan->leads[number];

	for (const struct demo_step *step = lead->story; step->hours != 0;
	    step++) {
		/* Of a call not even how it went, for which the desk asks. */
		if (lead->stuck && (lead->kind == LEAD_BOOKING ||
		    step->hours > STUCK_AFTER_HOURS))
			return;
		add(making, (struct demo_event){
			.at = demo_step_at(making->zone, lead, step),
			.lead = number, .act = step->act, .step = step });
		add_follow_up(making, number, step);
	}
}

static void
add_lead(struct making *making, size_t number)
{
	const struct demo_lead *lead = &making->plan->leads[number];

	add(making, (struct demo_event){ .at = lead->at, .lead = number,
		.act = DEMO_ARRIVES });
	if (lead->moved.starts_at != 0)
		add(making, (struct demo_event){ .at = lead->changed_at,
			.lead = number, .act = DEMO_CALL_MOVED });
	else if (lead->changed_at != 0)
		add(making, (struct demo_event){ .at = lead->changed_at,
			.lead = number, .act = DEMO_CALL_CANCELLED });
	if (lead->remind)
		add_reminders(making, number);
	add_steps(making, number);
}

static int
by_time(const void *a, const void *b)
{
	const struct demo_event *left = a;
	const struct demo_event *right = b;

	if (left->at != right->at)
		return left->at < right->at ? -1 : 1;
	return left->number < right->number ? -1 : 1;
}

/* What happens to one lead and to few others. */
static const struct fate {
	enum demo_act act;
	size_t place; /* of those it fits, from the eldest */
	int hours;    /* after it came */
} fates[] = {
	{ DEMO_LET_IN, 1, 5 },
	{ DEMO_ERASED, 11, 340 },
	{ DEMO_ERASED_BY_VISITOR, 17, 300 },
	{ DEMO_ERASED, 60, 200 },
};

static bool
fits(const struct fate *fate, const struct demo_lead *lead)
{
	if (fate->act == DEMO_LET_IN)
		return lead->doubt == DOUBT_HASTE;
	return lead->doubt == DOUBT_NONE && lead->kind == LEAD_BOOKING;
}

static void
add_fate(struct making *making, const struct fate *fate)
{
	size_t left = fate->place;
	size_t number = 0;
	struct demo_lead *lead = making->plan->leads;

	for (; number < making->plan->leads_len; number++, lead++)
		if (fits(fate, lead) && left-- == 0)
			break;
	if (number == making->plan->leads_len)
		return;
	add(making, (struct demo_event){ .lead = number, .act = fate->act,
		.at = lead->at + fate->hours * HOUR });
	if (fate->act == DEMO_LET_IN) {
		lead->story = demo_story(lead->kind, 0);
		add_steps(making, number);
	}
}

void
demo_events(struct arena *arena, const struct demo_wanted *wanted,
    struct demo_plan *plan)
{
	struct making making = { wanted,
		wanted->settings->availability.zone, plan };

	plan->events = arena_array(arena, plan->leads_len * EVENTS_A_LEAD + 8,
	    sizeof(*plan->events));
	for (size_t i = 0; i < plan->leads_len; i++)
		add_lead(&making, i);
	if (wanted->leads > DEMO_NAMED) {
		for (size_t i = 0; i < countof(fates); i++)
			add_fate(&making, &fates[i]);
		add(&making, (struct demo_event){ .act = DEMO_BLOCKED,
			.at = wanted->now - BLOCKED_AGO });
	}
	qsort(plan->events, plan->events_len, sizeof(*plan->events), by_time);
}
