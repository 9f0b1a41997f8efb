#ifndef STORE_STORE_PRIVATE_H
#define STORE_STORE_PRIVATE_H

#include "domain/audit.h"
#include "store/availability.h"
#include "store/database.h"
#include "store/lead_list.h"
#include "store/store.h"
#include "store/uuid.h"

struct deed;
struct erasure;
struct lead_changes;
struct room_asked;
struct staged;

/* What was counted last, and of what. */
struct lead_tally {
	struct lead_counts counts;
	int64_t version; /* of the data */
	int64_t today;
	int64_t until;   /* good for so long; 0: nothing was counted */
};
struct outbox_list;

/* An epoch that is known to be stored; see database.turn. */
struct epoch_known {
	int64_t turn;
	uint8_t id[16];
};

/* The inside of an intake handle, for the files that make up store.h. */
struct store {
	struct database database;
	enum store_access access;
	struct lead_tally tally;
	struct uuid_run uids; /* of bookings to come */
	int64_t emails_forgotten_at; /* of calls that had begun by then */
	struct epoch_known seal_known; /* the last one of a lead */
	struct epoch_known mail_known; /* and of a message */
	bool may_stage; /* see staged.h */
	struct staged *staged; /* owned */
	size_t staged_len;
	struct room_asked *asked; /* see booking_room.h; owned */
	size_t asked_len;
	bool answered;
};

/* How many leads a batch stages, or bookings it asks about, at a time. */
enum { STAGED_MAX = 128 };

/* Whether the epoch was put in this transaction already, as most are: a batch
 * has one or two. */
bool epoch_is_known(const struct store *store, const struct epoch_known *known,
    const struct seal_epoch *epoch);
void epoch_know(const struct store *store, struct epoch_known *known,
    const struct seal_epoch *epoch);

/* Rows do not keep the second somebody wrote; see 0001_lead.sql. */
int64_t store_minute(int64_t at);

/* Reads a row of LEAD_BEFORE, LEAD_BY_ID, LEAD_LINES or LEAD_WHOLE. OK or
 * FAILED (logged). */
enum status lead_read(struct query *query, struct arena *arena,
    struct lead_row *row);
/* Within a transaction: puts what a source blocks in place of what it did. */
enum status busy_replace(struct store *store, enum busy_source source,
    const struct slots *slots);

/* Days with other hours from a day on: a statement asked ahead, for a QUERY,
 * and its answer as of store_overrides. */
struct query *overrides_ask(struct store *store, int64_t from_day);
enum status overrides_take(struct query *query, struct arena *arena,
    struct overrides *overrides);

const char *booking_state_id(enum booking_state state);

/* The state of an id; an unknown one is FAILED (logged). */
enum status booking_state_find(const char *id, enum booking_state *state);

/*
 * Within a transaction: puts the epoch of a lead into its table where it is
 * not there yet. OK, or DENIED: its key is not the newest one.
 */
enum status seal_epoch_put(struct store *store,
    const struct seal_epoch *epoch);

/* Binds what a statement stores of a sealed lead; borrowed. */
void seal_bind(struct query *query, const struct sealed_lead *lead);

/* Within a transaction: takes out the epochs that no lead needs any more. */
enum status seal_epoch_sweep(struct store *store);

/*
 * Reads the columns epoch, generation, root, head_number, head, body_number,
 * body from a column on, of a lead with this uuid, whose format is not
 * judged. OK or FAILED: sizes that the schema forbids.
 */
enum status seal_read(struct query *query, struct arena *arena, int column,
    const char *uuid, struct sealed_lead *lead);

/* Whether a booking's slot is to be had, within a transaction: nothing but
 * the booking of the id except overlaps it and its day is not full, or the
 * owner knows (*overlaps is then true). OK or CONFLICT. */
enum status booking_has_room(struct store *store,
    const struct booking_new *booking, int64_t except, int64_t now,
    bool *overlaps);

/*
 * Within a transaction: queues what a change tells of (store/outbox.h).
 * booking_id may be 0; doubtful is whether the change waits for the owner.
 */
enum status outbox_put(struct store *store, const struct outbox_list *list,
    int64_t lead_id, int64_t booking_id, bool doubtful, int64_t now);

/* The same as rows of OUTBOX_INSERT, for several changes; the caller says when
 * there are no more. */
enum status outbox_rows(struct store *store, struct query *query,
    const struct outbox_list *list, int64_t lead_id, int64_t booking_id,
    bool doubtful, int64_t now);

/* Within a transaction: cancels what waits and is of no use once its booking
 * was changed. */
enum status outbox_lapse(struct store *store, int64_t booking_id);

/* Within a transaction: takes out the epochs that no message needs. */
enum status mail_epoch_sweep(struct store *store);

/* The note of what no admin does, unsigned; its time is cut to the minute. OK
 * or FAILED. */
enum status deed_of_nobody(enum audit_kind kind, int64_t subject, int64_t now,
    struct deed *deed);

/* Stores the note of a deed, within the transaction of what it tells of. */
enum status deed_write(struct store *store, const struct deed *deed);

/* Commits a transaction, with the note of its deed if there is one. */
enum status deed_commit(struct store *store, struct transaction *tx,
    const struct deed *deed);

/*
 * Erases a lead that is there, and all that hangs on it here, with a note of
 * the deed; or with that of a kind that needs no signature. Within a
 * transaction; after its commit comes database_scrub.
 */
enum status lead_erase(struct store *store, int64_t lead_id,
    const struct deed *deed, int64_t now);
enum status lead_erase_open(struct store *store, int64_t lead_id,
    enum audit_kind kind, int64_t now);

struct lead_change;

/* Within a transaction: one row of the history; sets its id. */
enum status lead_change_insert(struct store *store,
    struct lead_change *change);

/* Within a transaction: the history of a lead that came from elsewhere, put
 * down to an admin. */
enum status lead_history_insert(struct store *store, int64_t lead_id,
    int64_t admin_id, const struct lead_changes *changes);

/* What the list of erasures says of a lead; its text in arena. OK or
 * NOT_FOUND. */
enum status erasure_of_lead(struct store *store, struct arena *arena,
    int64_t lead_id, struct erasure *erasure);

#endif
