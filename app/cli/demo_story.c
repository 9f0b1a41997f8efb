#include "cli/demo_plan.h"

#include "base/util.h"
#include "calendar/zone.h"

/*
 * What becomes of people. Hours count from the beginning of the call, or from
 * when a message came; what lies ahead has not happened yet, so the leads of
 * the last weeks stand everywhere between.
 */
static const struct demo_step nothing[] = { { 0 } };

static const struct demo_step won[] = {
	{ 1, DEMO_CALL_HELD, 0, NULL },
	{ 2, DEMO_NOTE, 0, "note/held" },
	{ 2, DEMO_RECOMMENDED, 0, NULL },
	{ 74, DEMO_STAGE, LEAD_PROPOSAL, NULL },
	{ 74, DEMO_NOTE, 0, "note/proposal" },
	{ 266, DEMO_NOTE, 0, "note/waiting" },
	{ 481, DEMO_STAGE, LEAD_WON, NULL },
	{ 481, DEMO_NOTE, 0, "note/won" },
	{ 0 },
};

static const struct demo_step won_at_once[] = {
	{ 1, DEMO_CALL_HELD, 0, NULL },
	{ 1, DEMO_RECOMMENDED, 0, NULL },
	{ 26, DEMO_STAGE, LEAD_PROPOSAL, NULL },
	{ 170, DEMO_STAGE, LEAD_WON, NULL },
	{ 170, DEMO_NOTE, 0, "note/won" },
	{ 0 },
};

static const struct demo_step lost[] = {
	{ 1, DEMO_CALL_HELD, 0, NULL },
	{ 1, DEMO_RECOMMENDED, 0, NULL },
	{ 3, DEMO_NOTE, 0, "note/held" },
	{ 98, DEMO_STAGE, LEAD_PROPOSAL, NULL },
	{ 98, DEMO_NOTE, 0, "note/proposal" },
	{ 410, DEMO_STAGE, LEAD_LOST, NULL },
	{ 410, DEMO_NOTE, 0, "note/lost" },
	{ 0 },
};

static const struct demo_step slow[] = {
	{ 1, DEMO_CALL_HELD, 0, NULL },
	{ 2, DEMO_RECOMMENDED, 0, NULL },
	{ 2, DEMO_NOTE, 0, "note/waiting" },
	{ 194, DEMO_NOTE, 0, "note/waiting" },
	{ 362, DEMO_STAGE, LEAD_PROPOSAL, NULL },
	{ 698, DEMO_STAGE, LEAD_LOST, NULL },
	{ 698, DEMO_NOTE, 0, "note/lost" },
	{ 0 },
};

static const struct demo_step no_fit[] = {
	{ 1, DEMO_CALL_HELD, 0, NULL },
	{ 2, DEMO_STAGE, LEAD_NO_FIT, NULL },
	{ 2, DEMO_NOTE, 0, "note/no_fit" },
	{ 0 },
};

static const struct demo_step missed[] = {
	{ 1, DEMO_CALL_MISSED, 0, NULL },
	{ 1, DEMO_NOTE, 0, "note/missed" },
	{ 242, DEMO_STAGE, LEAD_LOST, NULL },
	{ 242, DEMO_NOTE, 0, "note/lost" },
	{ 0 },
};

static const struct demo_step cancelled[] = {
	{ 50, DEMO_NOTE, 0, "note/waiting" },
	{ 290, DEMO_STAGE, LEAD_LOST, NULL },
	{ 290, DEMO_NOTE, 0, "note/lost" },
	{ 0 },
};

static const struct demo_step answered[] = {
	{ 7, DEMO_NOTE, 0, "note/answered" },
	{ 199, DEMO_STAGE, LEAD_NO_FIT, NULL },
	{ 199, DEMO_NOTE, 0, "note/no_fit" },
	{ 0 },
};

static const struct demo_step answered_won[] = {
	{ 4, DEMO_NOTE, 0, "note/answered" },
	{ 101, DEMO_STAGE, LEAD_PROPOSAL, NULL },
	{ 101, DEMO_NOTE, 0, "note/proposal" },
	{ 365, DEMO_STAGE, LEAD_WON, NULL },
	{ 365, DEMO_NOTE, 0, "note/won" },
	{ 0 },
};

static const struct demo_step answered_lost[] = {
	{ 26, DEMO_NOTE, 0, "note/answered" },
	{ 175, DEMO_NOTE, 0, "note/waiting" },
	{ 480, DEMO_STAGE, LEAD_LOST, NULL },
	{ 480, DEMO_NOTE, 0, "note/lost" },
	{ 0 },
};

static const struct demo_step answered_at_once[] = {
	{ 3, DEMO_STAGE, LEAD_NO_FIT, NULL },
	{ 3, DEMO_NOTE, 0, "note/answered" },
	{ 0 },
};

/* As often as they occur here. */
static const struct demo_step *const calls[] = { won, lost, slow, no_fit,
	won_at_once, missed, lost, won, slow, cancelled, no_fit };
static const struct demo_step *const messages[] = { answered, answered_won,
	answered_lost, answered_at_once, answered, answered_lost,
	answered_won };

const struct demo_step *
demo_story(enum lead_kind kind, size_t number)
{
	if (number == SIZE_MAX)
		return nothing;
	return kind == LEAD_BOOKING ? calls[number % countof(calls)] :
	    messages[number % countof(messages)];
}

bool
demo_story_cancels(const struct demo_step *story)
{
	return story == cancelled;
}

/* ---- when ---- */

enum { HOUR = 3600, DAY_BEGINS = 8 * 60 };

int64_t
demo_step_at(const struct zone *zone, const struct demo_lead *lead,
    const struct demo_step *step)
{
	const int64_t from = lead->kind == LEAD_BOOKING ?
	    demo_call(lead)->starts_at : lead->at;
	const int64_t at = from + (int64_t)step->hours * HOUR;
	int64_t day = zone_day(zone, at);
	struct civil civil;
	int minute;

	zone_civil(zone, at, &civil);
	minute = civil.hour * 60 + civil.minute;
	while (civil_from_days(day).weekday > 4)
		day++;
	if (day == zone_day(zone, at) && minute >= DAY_BEGINS)
		return at;
	/* In the morning, each at another minute. */
	return zone_on_day(zone, day, DAY_BEGINS + minute % 53);
}
