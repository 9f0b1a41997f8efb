#ifndef STORE_OUTBOX_H
#define STORE_OUTBOX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/status.h"
#include "crypto/seal.h"
#include "store/uuid.h"

struct arena;
struct store;

/*
 * Messages on their way out: mail and webhooks. They are queued by whoever
 * stores what they tell of, in the same transaction, sealed to the courier;
 * the courier sends them, tries again, gives up. What was in a message goes in
 * the transaction that marks it sent; that it was sent, and when, stays.
 *
 * There is one courier, so nobody else sends. A message is claimed before it
 * is sent: the claim counts the try and says when the next would be, so that a
 * courier that is killed in between sends it once more at that time, and never
 * in a loop.
 *
 * Statuses as in store.h; all but store_outbox_oldest are for office access
 * and answer DENIED otherwise.
 */
enum outbox_channel { OUTBOX_MAIL = 1, OUTBOX_HOOK };

enum outbox_state {
	OUTBOX_WAITING = 1,
	OUTBOX_SENT,
	OUTBOX_DEAD,      /* given up; its body stays for a month */
	OUTBOX_CANCELLED, /* lapsed before it was sent */
};

/* Whether a message is queued depends on how its booking was stored. */
enum outbox_when {
	OUTBOX_ALWAYS = 0,
	OUTBOX_IF_SURE,     /* not where it waits for the owner (doubt) */
	OUTBOX_IF_DOUBTFUL, /* only there */
};

/* A message to be queued; borrowed for the call. */
struct outbox_new {
	char uuid[UUID_TEXT_SIZE]; /* sealed.uuid points here or to the like */
	enum outbox_channel channel;
	const char *kind; /* dotted word: a-z, '.', '_' */
	enum outbox_when when;
	bool lapses;      /* of no use once the booking is changed or begins */
	int64_t due_at;
	struct seal_epoch epoch;
	struct sealed sealed;
};

/* What a change queues; at is NULL and len 0 for nothing. */
struct outbox_list {
	struct outbox_new *at;
	size_t len;
};

/* Queues messages that come with no other change. lead_id and booking_id may
 * be 0. OK. */
enum status store_outbox_add(struct store *store,
    const struct outbox_list *list, int64_t lead_id, int64_t booking_id,
    int64_t now);

/* A message as it stands. Texts and bytes are in the arena. */
struct outbox_row {
	int64_t id;
	const char *uuid;
	enum outbox_channel channel;
	const char *kind;
	enum outbox_state state;
	int64_t lead_id;    /* 0 for none */
	int64_t booking_id; /* 0 for none */
	int64_t due_at;
	int64_t next_try_at;
	int64_t tries;      /* begun so far */
	int64_t last_code;  /* of the last failure, 0 for none */
	const char *last_reason;
	int64_t created_at; /* cut to the minute */
	int64_t sent_at;    /* 0: it is not */
	bool has_body;
	/* Read by store_outbox_due alone. */
	struct seal_epoch epoch;
	struct sealed sealed;
};

struct outbox_rows {
	struct outbox_row *at;
	size_t len;
};

/* Those of a channel whose next try is due, oldest first, with bodies. */
enum status store_outbox_due(struct store *store, struct arena *arena,
    enum outbox_channel channel, int64_t now, int64_t limit,
    struct outbox_rows *rows);

/* Those before an id (0: all), newest first, without bodies. */
enum status store_outbox_list(struct store *store, struct arena *arena,
    int64_t before, int64_t limit, struct outbox_rows *rows);

/* Those about a lead, oldest first, without bodies. */
enum status store_outbox_of_lead(struct store *store, struct arena *arena,
    int64_t lead_id, struct outbox_rows *rows);

/* One of them, without its body. OK or NOT_FOUND. */
enum status store_outbox_find(struct store *store, struct arena *arena,
    int64_t id, struct outbox_row *row);

/* Counts a try that begins now; next_try_at stands until its outcome is
 * known. OK, or CONFLICT: it waits no longer. */
enum status store_outbox_claim(struct store *store, int64_t id,
    int64_t next_try_at);

/* Marks a message sent, and its body goes. OK, also where it had lapsed
 * meanwhile: it has left. */
enum status store_outbox_sent(struct store *store, int64_t id, int64_t now);

/* What a try came to; reason is cut at 200 bytes by whoever makes it and
 * names nobody. */
struct outbox_failure {
	int64_t code;        /* SMTP's or HTTP's, 0 for none */
	const char *reason;
	int64_t next_try_at; /* 0: it is given up */
};

/* Notes a failure. OK, also where the message waits no longer. */
enum status store_outbox_failed(struct store *store, int64_t id,
    const struct outbox_failure *failure);

/* Says why a message waits without having been tried ("no mail server is
 * set"); for all of a channel that are due. OK. */
enum status store_outbox_wait(struct store *store,
    enum outbox_channel channel, const char *why, int64_t now);

/* Cancels a message that is not to be sent any more, and its body goes. */
enum status store_outbox_cancel(struct store *store, int64_t id,
    const char *why);

/* Lets a message that waits or was given up be tried at once, with all its
 * tries. OK; CONFLICT: its body is gone; NOT_FOUND. */
enum status store_outbox_again(struct store *store, int64_t id, int64_t now);

/* When what has waited longest was due, of what is due by now. Any access. OK
 * or NOT_FOUND. */
enum status store_outbox_oldest(struct store *store,
    enum outbox_channel channel, int64_t now, int64_t *due_at);

/* How many of a channel wait, those to be sent later included. OK. */
enum status store_outbox_count(struct store *store,
    enum outbox_channel channel, int64_t *count);

/* What should have left by now and has not. */
struct outbox_unsent {
	int64_t count;      /* webhooks included */
	int64_t hooks;
	int64_t due_at;     /* of the oldest; 0: there is none */
	const char *reason; /* of its last failure, or "" */
};

/* What is due leaves within it where all is well. */
enum { OUTBOX_LATE_SECONDS = 10 * 60 };

/* Counts what waits and was due OUTBOX_LATE_SECONDS before now, and what was
 * given up and whose body would still be there; of mail only where mail is
 * true. */
enum status store_outbox_unsent(struct store *store, struct arena *arena,
    bool mail, int64_t now, struct outbox_unsent *unsent);

/*
 * What the clock does to the outbox: what is of no use once a call has begun
 * is cancelled, what waited a week is given up, bodies of what was given up go
 * after a month, what is left of a message after half a year, dialogues after
 * a day. OK.
 */
enum status store_outbox_tidy(struct store *store, int64_t now);

/* ---- what was said when a test was sent ---- */

/* Keeps it; said is text, lines ended by LF. */
enum status store_dialogue_put(struct store *store, int64_t outbox_id,
    const char *said, int64_t now);

/* OK or NOT_FOUND: not yet, or no longer. */
enum status store_dialogue_get(struct store *store, struct arena *arena,
    int64_t outbox_id, const char **said);

/* ---- the mail box of a demonstration ---- */

struct demo_mail {
	int64_t outbox_id;
	int64_t came_at;
	const char *recipient;
	const char *subject;
	const char *text;
};

struct demo_mails {
	struct demo_mail *at;
	size_t len;
};

/* Puts a mail into the box and marks its message sent, in one transaction. */
enum status store_demo_mail_put(struct store *store,
    const struct demo_mail *mail);

/* The newest of them, in the arena. */
enum status store_demo_mails(struct store *store, struct arena *arena,
    int64_t limit, struct demo_mails *mails);

#endif
