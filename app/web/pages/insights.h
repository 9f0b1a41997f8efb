#ifndef WEB_PAGES_INSIGHTS_H
#define WEB_PAGES_INSIGHTS_H

#include "base/status.h"
#include "domain/insights.h"
#include "domain/visit.h"
#include "web/views_insights.h"

struct request;

/*
 * The parts of the insights page.
 */
enum { INSIGHTS_WEEKS = 12 };

/* All that is counted, put where it belongs. */
struct insights_sums {
	int64_t monday; /* of the first week */
	struct funnel weeks[INSIGHTS_WEEKS];
	struct funnel apart[VISIT_COUNT]; /* over all weeks; [0] is of people */
	int64_t searches;
	int64_t stacks[ASSESSMENT_STACKS_MAX];   /* results opened */
	int64_t booked[ASSESSMENT_STACKS_MAX];
	int64_t bookings;
	int64_t kinds[VERDICT_KIND_COUNT];
	int64_t options[ASSESSMENT_QUESTIONS][ASSESSMENT_OPTIONS_MAX];
};

/* insights_sums.c: over the weeks up to a day's. Statuses of the store. */
enum status insights_sum_up(struct request *req, int64_t today,
    struct insights_sums *sums);

/* "33 %" with a space that does not break, or "–" of nothing; in the request's
 * arena. */
const char *insights_share(struct request *req, int64_t part, int64_t whole);

/* insights_calls.c: the agreement of calls with the assessment. Statuses of the
 * store. */
enum status insights_calls(struct request *req, struct insights_view *view);

/* Claims that were not looked at for long. */
void insights_claims(struct request *req, int64_t today,
    struct insights_view *view);

#endif
