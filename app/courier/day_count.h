#ifndef COURIER_DAY_COUNT_H
#define COURIER_DAY_COUNT_H

#include <stdint.h>

#include "base/status.h"

struct arena;
struct store;
struct zone;

/*
 * What is due on the owner's day of an instant: "2 calls, 3 follow-ups due, 1
 * overdue", or "" when nothing is. Statuses of the store.
 */
enum status day_count(struct arena *arena, struct store *store,
    const struct zone *zone, int64_t at, const char **text);

#endif
