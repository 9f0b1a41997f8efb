#ifndef STORE_RETENTION_H
#define STORE_RETENTION_H

#include <stdint.h>

#include "base/status.h"
#include "domain/retention.h"

struct arena;
struct store;

/*
 * Leads whose time is over (domain/retention.h). BUSY and FAILED as in
 * store.h, DENIED to the public role.
 */

/*
 * Erases at most limit of them in one transaction, each with the note for the
 * audit log. OK with *erased how many; fewer than limit: there are no more.
 */
enum status store_retention_run(struct store *store,
    const struct retention *retention, int64_t now, int64_t limit,
    int64_t *erased);

/* How many are over and still there. OK. */
enum status store_retention_left(struct store *store,
    const struct retention *retention, int64_t now, int64_t *count);

/* What somebody agreed to and when, and until when it counts. */
struct lead_kept {
	const char *consent; /* version of the consent text, in arena */
	int64_t consent_at;  /* cut to the minute */
	struct retained retained;
};

/* OK, NOT_FOUND. */
enum status store_lead_kept(struct store *store, struct arena *arena,
    int64_t id, struct lead_kept *kept);

#endif
