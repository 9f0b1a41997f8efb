#ifndef STORE_COUNTERS_H
#define STORE_COUNTERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/status.h"

struct arena;
struct store;

/* How often something was counted on a day. */
struct page_count {
	int64_t day;      /* the owner's, counted from 1970-01-01 */
	const char *page; /* see 0008_counters.sql */
	int64_t count;    /* more than 0 */
};

struct page_counts {
	struct page_count *at;
	size_t len;
};

/*
 * Adds to what is counted, all in one transaction; any role may. OK, also for
 * none at all; BUSY or FAILED, and nothing is added. patient: waits for its
 * turn; else CONFLICT at once (not logged) while somebody else writes.
 */
enum status store_page_counts_add(struct store *store,
    const struct page_counts *counts, bool patient);

/*
 * What was counted since a Monday, week by week: day is the Monday of each.
 * In order of week and page, in arena. OK; DENIED to the public role.
 */
enum status store_page_counts_weekly(struct store *store,
    struct arena *arena, int64_t from_monday, struct page_counts *counts);

#endif
