#ifndef STORE_STORE_PRIVATE_H
#define STORE_STORE_PRIVATE_H

#include "store/database.h"
#include "store/store.h"

/* The inside of an intake handle, for the files that make up store.h. */
struct store {
	struct database database;
	enum store_access access;
};

/* Rows do not keep the second somebody wrote; see 0001_lead.sql. */
int64_t store_minute(int64_t at);

/* What every lead has, whatever brought it; see booking_new, contact_new. */
struct lead_new {
	enum lead_kind kind;
	const char *result;
	const char *consent;
	enum doubt doubt;         /* 0 is none too */
	int64_t wishes[2];        /* 0 for none */
	const char *zone;         /* "" for a booking, which has its own */
	const uint8_t *form_hash; /* 32 bytes, or NULL */
	const void *head;
	size_t head_len;
	const void *body;
	size_t body_len;
};

/* The state of an id; an unknown one is FAILED (logged). */
enum status booking_state_find(const char *id, enum booking_state *state);

/* Within a transaction. */
enum status lead_insert(struct store *store, const struct lead_new *lead,
    int64_t now, int64_t *id);

/* Whether a booking's slot is to be had, within a transaction: nothing but
 * the booking of the id except overlaps it and its day is not full, or the
 * owner knows (*overlaps is then true). OK or CONFLICT. */
enum status booking_has_room(struct store *store,
    const struct booking_new *booking, int64_t except, int64_t now,
    bool *overlaps);

#endif
