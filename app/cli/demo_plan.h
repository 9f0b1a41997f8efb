#ifndef CLI_DEMO_PLAN_H
#define CLI_DEMO_PLAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "cli/demo_texts.h"
#include "domain/availability.h"
#include "domain/lead.h"
#include "domain/quarantine.h"

struct arena;
struct assessment;
struct settings;

/*
 * What happens in the demonstration, before anything is stored: who comes
 * when, with which words, on which slot, and what becomes of it. Nothing in it
 * is left to chance; it depends on its numbers and the clock alone.
 */
enum {
	DEMO_LEADS = 200,    /* unless somebody wants fewer */
	DEMO_NAMED = 3,      /* who come last, the same in every number */
	DEMO_DAYS = 70,      /* since the first of them came */
	DEMO_BUSY_MAX = 2 * DEMO_LEADS,
};

enum demo_act {
	DEMO_ARRIVES = 0,
	DEMO_LETTERS,   /* a reminder is due: nothing but that */
	DEMO_CALL_MOVED,
	DEMO_CALL_CANCELLED, /* by the visitor */
	DEMO_CALL_HELD,
	DEMO_CALL_MISSED,
	DEMO_STAGE,
	DEMO_NOTE,
	DEMO_RECOMMENDED,
	DEMO_FOLLOW_UP,
	DEMO_LET_IN,    /* from quarantine */
	DEMO_ERASED,
	DEMO_ERASED_BY_VISITOR,
	DEMO_BLOCKED,   /* time of the owner's, of no lead */
	DEMO_ACT_COUNT,
};

/* A step of a story; the last has hours 0. */
struct demo_step {
	int hours;      /* after the call began, or the message came */
	enum demo_act act;
	enum lead_stage stage; /* of DEMO_STAGE */
	const char *text;      /* of DEMO_NOTE: a key of demo.txt */
};

/* Somebody, and all there is to know of them. */
struct demo_lead {
	enum lead_kind kind;
	enum doubt doubt;
	struct demo_person person;
	const char *message;
	const char *result;      /* a code, or "" */
	const char *recommended; /* in the call, or "" */
	int64_t at;              /* came in */
	int64_t wishes[2];       /* of a message */
	struct slot slot;        /* of a booking: where it was made */
	struct slot moved;       /* and where to it was moved, or 0 */
	int64_t changed_at;      /* when it was moved or cancelled, or 0 */
	bool remind;
	bool stuck;              /* after its first steps nobody went on */
	const struct demo_step *story;
};

/* What happens; of a lead, but for DEMO_BLOCKED. */
struct demo_event {
	int64_t at;
	size_t number; /* of the event, for those of one moment */
	size_t lead;
	enum demo_act act;
	const struct demo_step *step;
	int64_t day;   /* of DEMO_FOLLOW_UP */
};

struct demo_plan {
	struct demo_lead *leads; /* in order of time */
	size_t leads_len;
	struct demo_event *events;
	size_t events_len;
	/* The owner's days: one off, and a week of travel. */
	struct overrides overrides;
	struct slot blocked; /* an hour and a half, or 0 */
};

/* What it is made for. */
struct demo_wanted {
	const struct settings *settings;
	const struct assessment *assessment;
	size_t leads;
	int64_t now;
};

/* Makes it, all in arena. */
void demo_plan_make(struct arena *arena, const struct demo_texts *texts,
    const struct demo_wanted *wanted, struct demo_plan *plan);

/* ---- its parts ---- */

/* Any number from a number, always the same. */
uint32_t demo_mix(size_t number, uint32_t salt);

/* When a step is taken: not on a weekend, and not before eight. */
int64_t demo_step_at(const struct zone *zone, const struct demo_lead *lead,
    const struct demo_step *step);

/* The story of a lead of a kind by its number; SIZE_MAX: nothing happens. And
 * whether its visitor cancels. */
const struct demo_step *demo_story(enum lead_kind kind, size_t number);
bool demo_story_cancels(const struct demo_step *story);

/* What somebody wrote, borrowed. */
struct lead_own demo_texts_of(const struct demo_lead *lead);

/* Where a call stands when all is said. */
const struct slot *demo_call(const struct demo_lead *lead);

/* Puts all that happens until now in order of time. */
void demo_events(struct arena *arena, const struct demo_wanted *wanted,
    struct demo_plan *plan);

/* What they write and came with; lead->kind and doubt are set. */
void demo_write(struct arena *arena, const struct demo_texts *texts,
    const struct assessment *model, size_t number, struct demo_lead *lead);

/* The days and slots of a plan: what is offered, by the rules of the site. */
struct demo_diary {
	struct availability rules;
	struct slots taken; /* in order; up to DEMO_BUSY_MAX */
	int64_t today;
};

void demo_diary_begin(struct arena *arena, const struct demo_wanted *wanted,
    struct demo_plan *plan, struct demo_diary *diary);

/*
 * Takes a free slot that can be booked at an instant, the first at or after
 * another; with spread, one of that day. false: there is none.
 */
bool demo_diary_take(struct demo_diary *diary, int64_t at, int64_t wanted_at,
    size_t spread, struct slot *slot);

#endif
