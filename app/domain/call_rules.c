#include "domain/call_rules.h"

#include <string.h>

#include "base/arena.h"
#include "domain/hours.h"

enum { DAYS = 7 };

struct call_rules
call_rules_of(const struct availability *availability)
{
	struct call_rules rules = {
		.buffer_minutes = availability->buffer_minutes,
		.notice_minutes = availability->notice_minutes,
		.horizon_days = availability->horizon_days,
	};

	memcpy(rules.week, availability->week, sizeof(rules.week));
	return rules;
}

void
call_rules_apply(const struct call_rules *rules,
    struct availability *availability)
{
	memcpy(availability->week, rules->week, sizeof(rules->week));
	availability->buffer_minutes = rules->buffer_minutes;
	availability->notice_minutes = rules->notice_minutes;
	availability->horizon_days = rules->horizon_days;
}

char *
week_text(struct arena *arena, const struct windows week[7])
{
	char *text = hours_text(arena, &week[0]);

	for (size_t day = 1; day < DAYS; day++)
		text = arena_printf(arena, "%s\n%s", text,
		    hours_text(arena, &week[day]));
	return text;
}

enum status
week_read(struct arena *arena, const char *text, struct windows week[7])
{
	const char *problem;

	for (size_t day = 0; day < DAYS; day++) {
		size_t len = strcspn(text, "\n");

		week[day] = (struct windows){ 0 };
		/* A call may have been made longer since; the hours stand. */
		if (len > 0 && hours_read(arena, arena_strndup(arena, text,
		    len), 1, &week[day], &problem) != OK)
			return INVALID;
		text += len;
		if ((*text == '\0') != (day == DAYS - 1))
			return INVALID;
		text += *text == '\n';
	}
	return OK;
}
