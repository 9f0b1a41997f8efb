#ifndef DOMAIN_FOLLOW_UP_H
#define DOMAIN_FOLLOW_UP_H

#include <stdbool.h>
#include <stdint.h>

#include "base/status.h"
#include "domain/lead.h"
#include "domain/quarantine.h"

struct problems;

/*
 * When the owner gets back to a lead, and which leads are forgotten.
 *
 * Days are civil ones by the owner's clock, counted from 1970-01-01; 0 is no
 * day. What is planned counts for open leads only.
 */
enum follow_up_state {
	FOLLOW_UP_NONE = 1, /* open, and nothing is planned: no next step */
	FOLLOW_UP_PLANNED,
	FOLLOW_UP_DUE,      /* today */
	FOLLOW_UP_OVERDUE,
	FOLLOW_UP_CLOSED,
	FOLLOW_UP_DOUBTFUL, /* in quarantine, and nothing is planned */
	FOLLOW_UP_STATE_COUNT,
};

enum {
	FOLLOW_UP_IDLE_DAYS = 7,     /* of 24 hours */
	FOLLOW_UP_AHEAD_DAYS = 1827, /* five years */
	FOLLOW_UP_TEXT_SIZE = sizeof("2026-12-24"),
};

/* What the rules look at of a lead. */
struct follow_up {
	enum lead_stage stage;
	enum doubt doubt;   /* 0 is none too */
	int64_t on;         /* the day planned, or 0 */
	int64_t touched_at; /* when the owner or the person last did something */
};

enum follow_up_state follow_up_state(const struct follow_up *lead,
    int64_t today);

/*
 * Whether it lies idle (row C5): open, without a day to come, and nobody did
 * anything for more than FOLLOW_UP_IDLE_DAYS. One in quarantine does not.
 */
bool follow_up_is_idle(const struct follow_up *lead, int64_t today,
    int64_t now);

/* As in addresses: "none", "planned", "due", "overdue", "closed",
 * "quarantine"; and in words: "No next step", "Planned", "Due today",
 * "Overdue", "" and "". */
const char *follow_up_id(enum follow_up_state state);
const char *follow_up_label(enum follow_up_state state);

/* The day of a text, 0 for "". OK, or INVALID for what is no day, with *day
 * untouched: "2026-12-24", years 1970 to 2100. */
enum status follow_up_read(const char *text, int64_t *day);

/* And back, with its NUL. */
void follow_up_write(int64_t day, char text[FOLLOW_UP_TEXT_SIZE]);

/* Whether a day may be planned: none, or from today on and at most
 * FOLLOW_UP_AHEAD_DAYS ahead. OK, or INVALID with a problem of the field
 * "follow_up". */
enum status follow_up_check(int64_t day, int64_t today,
    struct problems *problems);

#endif
