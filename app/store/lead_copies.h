#ifndef STORE_LEAD_COPIES_H
#define STORE_LEAD_COPIES_H

#include "store/store.h"

/*
 * Leads on their way from one office to another: all that a row holds, with
 * its texts sealed for where it goes. Office access only, DENIED otherwise.
 */
struct lead_changes;

struct lead_copy {
	const char *uuid;
	enum lead_kind kind;
	enum lead_stage stage;
	int64_t created_at; /* these cut to the minute */
	int64_t stage_at;
	int64_t consent_at;
	const char *consent;
	const char *result;
	enum doubt doubt;
	int64_t wishes[2];
	const char *zone;
	int64_t follow_up_on; /* 0: none */
	int64_t touched_at;   /* 0: never */
	const char *recommended;
	const struct lead_changes *changes; /* on the way in */
	int64_t admin_id;     /* on the way in: who the history is of */
	const struct sealed_lead *sealed;
};

/* The part of a lead that its row in a list has not: consent, consent_at,
 * stage_at, follow_up_on, touched_at, recommended. OK or NOT_FOUND. */
enum status store_lead_record(struct store *store, struct arena *arena,
    int64_t id, struct lead_copy *copy);

/* Stores a copy as a new lead, with its history. OK; CONFLICT: its uuid is
 * there already; DENIED also where it is sealed to a key that is not in use. */
enum status store_lead_import(struct store *store,
    const struct lead_copy *copy, int64_t *id);

#endif
