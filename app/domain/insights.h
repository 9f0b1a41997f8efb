#ifndef DOMAIN_INSIGHTS_H
#define DOMAIN_INSIGHTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/status.h"
#include "domain/assessment.h"
#include "domain/verdict.h"

/*
 * What the owner may learn from counts and from calls that were held: the
 * arithmetic, without clock or database.
 */

/* What is counted a week, from reading to writing. */
enum funnel_step {
	FUNNEL_GUIDES = 0, /* guides read */
	FUNNEL_ANSWERED,   /* assessments answered */
	FUNNEL_RESULTS,    /* results opened */
	FUNNEL_STARTED,    /* bookings started: the page with the form opened */
	FUNNEL_BOOKED,
	FUNNEL_CONTACT,    /* messages sent */
	FUNNEL_STEPS,
};

struct funnel {
	int64_t of[FUNNEL_STEPS];
};

/* In words: "Guides read". */
const char *funnel_label(enum funnel_step step);

/* Adds what was counted under a name (without the prefix of visit.h) to its
 * step; names of other things add nothing. */
void funnel_add(struct funnel *funnel, const char *page, int64_t count);

/* The Monday of a day's week; days are counted from 1970-01-01. */
int64_t week_monday(int64_t day);

/* A part in whole percents, half rounded up; -1 where the whole is 0. */
int64_t percent_of(int64_t part, int64_t whole);

/*
 * Which cells of a row are not to be shown, so that nobody reads a count
 * below CELL_MIN out of it, though the sum of the row is known: all that are
 * below it, and then the smallest of the others, until the sum no longer tells
 * what one of them is: at least two are hidden, and not all of them nought.
 * What is shown must not tell the ones from the others.
 */
enum { CELL_MIN = 5 };

void cells_hide(const int64_t *cells, size_t len, bool *hidden);

/* How often a call ended as the assessment said. */
struct agreement {
	int64_t agreed;
	int64_t calls;
};

struct agreements {
	struct agreement all;
	struct agreement of[ASSESSMENT_QUESTIONS][ASSESSMENT_OPTIONS_MAX];
};

/* A call held against the result its visitor came with. */
struct judged {
	struct answers answers;
	struct verdict verdict;
	const struct stack *recommended; /* the first of what was recommended */
	bool agrees; /* it is the one the assessment puts first */
};

/*
 * Judges a call by the code of its result and by what was recommended ("node"
 * or "node+python"), and adds it to the agreements. OK; NOT_FOUND, and nothing
 * is added, where the code or the stack is none of the assessment's.
 */
enum status agreement_add(const struct assessment *model, const char *result,
    const char *recommended, struct agreements *agreements,
    struct judged *judged);

#endif
