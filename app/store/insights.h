#ifndef STORE_INSIGHTS_H
#define STORE_INSIGHTS_H

#include <stddef.h>
#include <stdint.h>

#include "base/status.h"

struct arena;
struct store;

/*
 * What bookings and calls say about the assessment, from the rows of leads and
 * of no visitor. All is of leads that are not in quarantine. BUSY and FAILED
 * as in store.h, DENIED to the public role.
 */

/* How many bookings came with a result. */
struct result_count {
	const char *result; /* its code; "" without one, or once erased */
	int64_t count;
};

struct result_counts {
	struct result_count *at;
	size_t len;
};

/* Of bookings made since then, whatever became of them, in arena. */
enum status store_bookings_by_result(struct store *store,
    struct arena *arena, int64_t since, struct result_counts *counts);

/* What was recommended in a call to somebody who came with a result. */
struct call_outcome {
	int64_t lead_id;
	const char *result;
	const char *recommended; /* lead.recommended, not empty */
};

struct call_outcomes {
	struct call_outcome *at;
	size_t len;
};

/* Of all leads, newest first, in arena. */
enum status store_call_outcomes(struct store *store, struct arena *arena,
    struct call_outcomes *outcomes);

#endif
