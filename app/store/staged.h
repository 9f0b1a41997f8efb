#ifndef STORE_STAGED_H
#define STORE_STAGED_H

#include "store/store_private.h"

/*
 * Leads that are accepted, and not inserted yet. Within a batch they wait for
 * its end, or for a transaction that may look at them, and go in together: a
 * server inserts thirty rows for the price of a few. Who accepts more of them
 * meanwhile looks here, and not in the database alone (store_booking_add,
 * store_contact_add). Everything they point to is borrowed until then, which
 * the write has to say (writes.h, stays).
 */

/* What every lead has, whatever brought it; see booking_new, contact_new. */
struct lead_new {
	enum lead_kind kind;
	const char *result;
	const char *consent;
	enum doubt doubt;         /* 0 is none too */
	int64_t wishes[2];        /* 0 for none */
	const char *zone;         /* "" for a booking, which has its own */
	const uint8_t *form_hash; /* 32 bytes, or NULL */
	const struct sealed_lead *sealed;
};

struct staged {
	struct lead_new lead;
	const struct outbox_list *outbox;  /* what to queue, or NULL */
	const struct booking_new *booking; /* NULL: a message */
	bool overlaps; /* a booking's slot does, and may */
	int64_t at;    /* when it came in */
	/* Of stage and staged_insert. */
	char uid[UUID_TEXT_SIZE];
	int64_t lead_id;
	int64_t booking_id; /* 0: none */
};

/*
 * Within a transaction: stores a lead, at once unless in a batch, by a write
 * that stays. OK; DENIED: it is sealed to a key that is not in use, and nothing was
 * written; BUSY or FAILED.
 */
enum status stage(struct store *store, const struct staged *lead);

/* Inserts all that is staged, or forgets it: database.put_off. OK, BUSY or
 * FAILED; nothing is staged any more in any case. */
enum status staged_insert(struct database *database, bool undone);

#endif
