#ifndef CLI_DEMO_VISITS_H
#define CLI_DEMO_VISITS_H

#include "base/status.h"

struct demo;
struct demo_plan;
struct store;

/* Counts what was read, answered and booked on the days of a plan, as the
 * pages count it (web/counts.h): far more read than answer, and more answer
 * than book. OK, or the status of the store. */
enum status demo_visits_put(struct store *store, const struct demo *demo,
    const struct demo_plan *plan);

#endif
