#include "domain/follow_up.h"

#include <assert.h>
#include <stdio.h>

#include "base/text.h"
#include "calendar/civil.h"
#include "calendar/instant.h"
#include "domain/problems.h"

static const int64_t day_seconds = 86400;

static const struct {
	const char *id;
	const char *label;
} states[FOLLOW_UP_STATE_COUNT] = {
	[FOLLOW_UP_NONE] = { "none", "No next step" },
	[FOLLOW_UP_PLANNED] = { "planned", "Planned" },
	[FOLLOW_UP_DUE] = { "due", "Due today" },
	[FOLLOW_UP_OVERDUE] = { "overdue", "Overdue" },
	[FOLLOW_UP_CLOSED] = { "closed", "" },
	[FOLLOW_UP_DOUBTFUL] = { "quarantine", "" },
};

static bool
is_doubtful(const struct follow_up *lead)
{
	return lead->doubt > DOUBT_NONE;
}

enum follow_up_state
follow_up_state(const struct follow_up *lead, int64_t today)
{
	if (lead_stage_is_closed(lead->stage))
		return FOLLOW_UP_CLOSED;
	if (lead->on == 0)
		return is_doubtful(lead) ? FOLLOW_UP_DOUBTFUL :
		    FOLLOW_UP_NONE;
	if (lead->on == today)
		return FOLLOW_UP_DUE;
	return lead->on < today ? FOLLOW_UP_OVERDUE : FOLLOW_UP_PLANNED;
}

bool
follow_up_is_idle(const struct follow_up *lead, int64_t today, int64_t now)
{
	return !lead_stage_is_closed(lead->stage) && !is_doubtful(lead) &&
	    lead->on <= today &&
	    now - lead->touched_at > FOLLOW_UP_IDLE_DAYS * day_seconds;
}

const char *
follow_up_id(enum follow_up_state state)
{
	assert(state > 0 && state < FOLLOW_UP_STATE_COUNT);
	return states[state].id;
}

const char *
follow_up_label(enum follow_up_state state)
{
	assert(state > 0 && state < FOLLOW_UP_STATE_COUNT);
	return states[state].label;
}

enum status
follow_up_read(const char *text, int64_t *day)
{
	char wall[sizeof("2026-12-24T00:00")];
	struct civil civil;

	if (*text == '\0') {
		*day = 0;
		return OK;
	}
	if (strlen(text) != FOLLOW_UP_TEXT_SIZE - 1)
		return INVALID;
	(void)snprintf(wall, sizeof(wall), "%sT00:00", text);
	if (wall_parse(wall, &civil) != OK)
		return INVALID;
	*day = civil_days(civil.year, civil.month, civil.day);
	return OK;
}

void
follow_up_write(int64_t day, char text[FOLLOW_UP_TEXT_SIZE])
{
	char instant[INSTANT_TEXT_SIZE];

	text[0] = '\0';
	if (day == 0)
		return;
	instant_format(day * day_seconds, instant);
	memcpy(text, instant, FOLLOW_UP_TEXT_SIZE - 1);
	text[FOLLOW_UP_TEXT_SIZE - 1] = '\0';
}

enum status
follow_up_check(int64_t day, int64_t today, struct problems *problems)
{
	if (day == 0 || (day >= today &&
	    day - today <= FOLLOW_UP_AHEAD_DAYS))
		return OK;
	problems_add(problems, "follow_up", day < today ?
	    "That day is over. Please choose today or a day to come." :
	    "Five years ahead is the most. Please choose an earlier day.");
	return INVALID;
}
