#ifndef STORE_QUARANTINE_H
#define STORE_QUARANTINE_H

#include <stddef.h>
#include <stdint.h>

#include "base/status.h"

struct arena;
struct deed;
struct outbox_list;
struct store;

/*
 * Leads that may be the work of a program (domain/quarantine.h), and the way
 * out of there. BUSY and FAILED as in store.h, DENIED to the public role.
 */
struct quarantined {
	int64_t lead_id;
	int64_t since; /* cut to the minute */
};

struct quarantined_rows {
	struct quarantined *at;
	size_t len;
};

/* Those that wait, newest first, in arena: limit of them with an id before the
 * given one, 0 for the first page. */
enum status store_quarantine(struct store *store, struct arena *arena,
    int64_t before, int64_t limit, struct quarantined_rows *rows);

/* What became of the call that was asked for. */
enum rescued {
	RESCUED_MESSAGE = 1, /* there is none, only a message */
	RESCUED_CONFIRMED,
	RESCUED_TAKEN,       /* something else stands there now: the request
	                      * stays, and may be confirmed later */
	RESCUED_OVER,        /* its time has begun: the same */
};

/*
 * Lets a lead in, as if it had just arrived: it is at its first stage since
 * now, and what was planned for it lies ahead; a call that is still requested
 * is confirmed if nothing stands in its way. At the stage of new it is without
 * a confirmed call. Also confirms a call that could not be when its lead was
 * let in. day is the owner's civil day of now, on which it is counted.
 *
 * With the note of the deed (AUDIT_LEAD_RESCUED) and the messages of the
 * outbox, all in one transaction. Those are queued only where they tell what
 * is so: about a call that is confirmed, or a message that is let in. OK;
 * NOT_FOUND; CONFLICT when there is nothing to be let in or confirmed.
 */
enum status store_lead_rescue(struct store *store, int64_t lead_id,
    const struct deed *deed, int64_t day, const struct outbox_list *outbox,
    enum rescued *rescued);

#endif
