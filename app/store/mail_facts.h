#ifndef STORE_MAIL_FACTS_H
#define STORE_MAIL_FACTS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/status.h"
#include "store/store.h"

struct arena;
struct outbox_list;

/*
 * What the courier looks up when it writes a mail: how things stand when it
 * leaves, and not when it was queued. Office access only, DENIED otherwise.
 */

/* A booking as mails tell of it. Texts are in the arena. */
struct mail_booking {
	struct slot slot;
	enum booking_state state;
	const char *uid;
	int64_t sequence;
	const char *zone;   /* the visitor's, IANA name */
	const char *result; /* assessment code or "" */
	int64_t lead_id;    /* 0: erased */
};

/* OK or NOT_FOUND. */
enum status store_mail_booking(struct store *store, struct arena *arena,
    int64_t id, struct mail_booking *booking);

/* A message without a booking. */
struct mail_lead {
	const char *result;
	int64_t wishes[2]; /* 0 for none */
	const char *zone;
	bool doubtful;
};

/* OK or NOT_FOUND. */
enum status store_mail_lead(struct store *store, struct arena *arena,
    int64_t id, struct mail_lead *lead);

/* How many confirmed calls begin in [from, to). */
enum status store_calls_between(struct store *store, int64_t from, int64_t to,
    int64_t *count);

/* Open leads whose follow-up is due on a civil day, counted from 1970-01-01,
 * and those that are overdue by then. */
struct due_count {
	int64_t due;
	int64_t overdue;
};

enum status store_due_count(struct store *store, int64_t day,
    struct due_count *count);

/* The civil day of the last digest. OK; NOT_FOUND: there was none. */
enum status store_digest_day(struct store *store, int64_t *day);

/* Notes that a day had its digest, and queues it (an empty list: nothing was
 * due), in one transaction. */
enum status store_digest_put(struct store *store, int64_t day,
    const struct outbox_list *list, int64_t now);

#endif
