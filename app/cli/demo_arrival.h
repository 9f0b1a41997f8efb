#ifndef CLI_DEMO_ARRIVAL_H
#define CLI_DEMO_ARRIVAL_H

#include "base/status.h"

struct arena;
struct demo_known;
struct demo_lead;
struct demo_office;

/* Somebody books or writes: seals it and stores it as the pages do, with the
 * letters. OK and fills known, or the status of the store's function. */
enum status demo_arrive(struct demo_office *office, struct arena *arena,
    const struct demo_lead *lead, struct demo_known *known);

#endif
