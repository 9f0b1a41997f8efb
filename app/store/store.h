#ifndef STORE_STORE_H
#define STORE_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/status.h"
#include "crypto/seal.h"
#include "domain/availability.h"
#include "domain/lead.h"
#include "domain/quarantine.h"

struct arena;
struct meters_commits;
struct outbox_list;

/*
 * The intake database: leads, bookings, counters. Open to every role; what
 * the public role may not read is denied by SQLite's authorizer, so the type
 * it gets has the same functions but some of them answer DENIED.
 *
 * SQLite 3 in WAL mode with synchronous=FULL: a function that returns OK for
 * a change has it on the disk. One handle belongs to one thread of one
 * process and is opened after the fork.
 *
 * Every function may return, besides what it names: BUSY when the database
 * stayed locked past five seconds, or the disk is full, read-only or failing
 * (logged): nothing was stored, and the same call works again, without a new
 * handle, once that has passed; FAILED (logged) for what does not pass.
 */
struct store;

enum store_access {
	STORE_PUBLIC = 1, /* insert leads, read bookings by token and times,
	                   * change what a token names */
	STORE_OFFICE,     /* everything: admin, command line */
	STORE_COURIER,    /* the same, as the server's role of the courier */
};

/*
 * Opens DIR/intake.db, which must exist and have this program's schema; a
 * file that will not do is never replaced. OK; NOT_FOUND when there is no
 * file (for the caller to say); INVALID when it is not ours, damaged or of
 * another version (reason logged as one line). The caller closes it; *store
 * is NULL unless OK.
 */
enum status store_open(const char *dir, enum store_access access,
    struct store **store);
void store_close(struct store *store);

/* Whether this process is the one courier of the site, where several machines
 * share a server: OK, or CONFLICT, and then it may be the next. */
enum status store_elect(struct store *store);

/* From now on its commits are counted there, which outlives it. */
void store_count_commits(struct store *store, struct meters_commits *commits);

/* ---- bookings ---- */

enum booking_state {
	BOOKING_REQUESTED = 1, /* waits for the owner; see quarantine.h */
	BOOKING_CONFIRMED,
	BOOKING_CANCELLED,
	BOOKING_HELD,   /* the call took place */
	BOOKING_MISSED, /* the visitor did not come */
};

/* All that is stored when a visitor books; borrowed for the call. The time it
 * was made is kept to the minute only (migrations/intake/0001_lead.sql). */
struct booking_new {
	struct slot slot;
	const uint8_t *token_hash;  /* 32 bytes, of the manage link's token */
	const char *zone;           /* the visitor's, IANA name */
	const char *result;         /* assessment code or "" */
	const char *consent;        /* version of the consent text */
	bool remind;
	const struct sealed_lead *lead; /* lead_head_pack, lead_body_pack */
	const void *own;            /* own_copy_seal of lead_own_pack */
	size_t own_len;             /* 0: nobody has a link */
	/* form_email_hash, or NULL: not counted. When bookings_per_email (0: no
	 * limit) are ahead of now under it, the booking is doubtful. */
	const uint8_t *email_hash;
	int bookings_per_email;
	enum doubt doubt;           /* DOUBT_NONE, or 0: none */
	/* Bookings a civil day may have: those starting in [day_from, day_to)
	 * must be fewer than max_per_day; 0 means no limit. */
	int64_t day_from;
	int64_t day_to;
	int max_per_day;
	int buffer_minutes; /* kept free on both sides of every booking */
	bool may_overlap;   /* the owner knows what it overlaps with */
	const struct outbox_list *outbox; /* what to queue, NULL: nothing */
};

/*
 * Stores lead and booking in one transaction, with the check that nothing
 * overlaps. A doubtful booking is a requested one: it keeps its slot for
 * QUARANTINE_HOLD_SECONDS, and its lead is marked.
 *
 * OK. CONFLICT when an active booking or blocked time (with the buffer)
 * overlaps the slot, or the day is full: nothing is stored. LIMITED when it is
 * doubtful and QUARANTINE_HOLDS slots are kept that way already: nothing is
 * stored. When a booking with this token hash exists (a form sent twice: the
 * token is derived from the form's nonce and the slot), nothing is stored and
 * OK is returned with *repeated true: the first booking stands. DENIED when it
 * is sealed to a key that is no longer in use (store/seals.h): nothing is
 * stored.
 */
enum status store_booking_add(struct store *store,
    const struct booking_new *booking, int64_t now, bool *repeated);

/* Within a batch, before its first write: this booking will be added. It may
 * then be looked at together with others, which costs a server a fraction;
 * nothing else comes of it. Borrowed until the batch ends. */
void store_booking_ask(struct store *store, const struct booking_new *booking,
    int64_t now);

/* What a visitor's own page shows. Texts are in the arena. */
struct booking_view {
	int64_t id;
	struct slot slot;
	enum booking_state state;
	int64_t held_until; /* of a requested one: keeps its slot until then */
	const char *uid;    /* for calendars; the same as long as it exists */
	int64_t sequence;   /* rises with every change of time or state */
	const char *zone;
	const char *result;
	const char *consent; /* version of the consent text */
	int64_t consent_at; /* cut to the minute */
	bool remind;
	int64_t created_at; /* cut to the minute */
	int64_t lead_id;    /* 0: erased */
	bool erased;        /* nothing is left but the slot; texts are "" */
	const char *lead_uuid; /* what its records are bound to, or "" */
	const void *own;    /* the visitor's own copy, to be opened with the
	                     * token (crypto/own_copy.h) */
	size_t own_len;
};

/* The booking of a token's hash. OK or NOT_FOUND. */
enum status store_booking_by_token(struct store *store, struct arena *arena,
    const uint8_t token_hash[32], struct booking_view *view);

/* ---- leads: office access only, DENIED otherwise ---- */

/* A lead as in the admin's list. Texts are in the arena. */
struct lead_row {
	int64_t id;
	const char *uuid;
	enum lead_kind kind;
	enum lead_stage stage;
	int64_t created_at; /* cut to the minute */
	const char *result;
	int64_t seal_format; /* SEAL_FORMAT, or SEAL_PACKED */
	struct sealed_lead sealed; /* of a packed one the bytes alone */
	struct lead_head head; /* "", until it is opened (vault/leads.h) */
	int64_t starts_at; /* of its latest active booking, 0 without */
	enum doubt doubt;  /* why it waits to be looked at, or DOUBT_NONE */
	int64_t wishes[2]; /* of a message: times that would suit, 0 for none */
	const char *zone;  /* of a message's sender, or "" */
	int64_t follow_up_on; /* domain/follow_up.h */
	int64_t touched_at;
	/* What the person wrote cannot be read: damaged, forged, or sealed in
	 * a way this program does not know. Its texts are "". One such row
	 * must not hide the others. Found by whoever opens it. */
	bool unreadable;
};

struct lead_rows {
	struct lead_row *at;
	size_t len;
};

/*
 * Leads, newest first; before is the id to page from (0 for the first page),
 * limit the most rows. OK, also when there is none.
 */
enum status store_leads(struct store *store, struct arena *arena,
    int64_t before, int64_t limit, struct lead_rows *rows);

/* How many leads there are. */
enum status store_lead_count(struct store *store, int64_t *count);

/* One lead. OK or NOT_FOUND. */
enum status store_lead(struct store *store, struct arena *arena, int64_t id,
    struct lead_row *row);

#endif
