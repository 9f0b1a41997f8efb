#ifndef STORE_CALENDARS_H
#define STORE_CALENDARS_H

#include "domain/calendar_call.h"
#include "store/store.h"

/*
 * The owner's own calendar: the address it fetches the calls from, and the
 * calendar on a server that the courier reads and writes. Office access only,
 * DENIED otherwise, but where it says so. BUSY and FAILED as in store.h.
 */
struct deed;

/* ---- the calls ---- */

struct calendar_calls {
	struct calendar_call *at;
	size_t len;
};

/* Those that take place, or did, and end after from and start before to, in
 * order of start, in arena. Any access. */
enum status store_calendar_calls(struct store *store, struct arena *arena,
    int64_t now, int64_t from, int64_t to, struct calendar_calls *calls);

/* A number that is another one once a booking that ends after now was made,
 * moved or cancelled. */
enum status store_calendar_mark(struct store *store, int64_t now,
    int64_t *mark);

/* Whether a booking, in any state, has this uid. OK or NOT_FOUND. */
enum status store_calendar_knows(struct store *store, const char *uid);

/* Whether a booking of this uid has ended, and took place for all we know. OK
 * or NOT_FOUND. */
enum status store_calendar_ended(struct store *store, const char *uid,
    int64_t now);

/* ---- the private address ---- */

/* Makes the token of this hash the only one that counts. */
enum status store_feed_put(struct store *store, const uint8_t token_hash[32],
    int64_t now, const struct deed *deed);

/* Makes none count. OK, also when there was none. */
enum status store_feed_remove(struct store *store, const struct deed *deed);

/* When the one that counts was made, cut to the minute. OK or NOT_FOUND. */
enum status store_feed_made(struct store *store, int64_t *made_at);

/* Whether this is it. OK or NOT_FOUND. Any access. */
enum status store_feed_find(struct store *store,
    const uint8_t token_hash[32]);

/* ---- the calendar on a server ---- */

/* What became of the last look at it. Texts in arena. */
struct calendar_sync {
	const char *url;
	int64_t tried_at;
	int64_t synced_at;   /* when it last went well, 0: never */
	int64_t unreadable;  /* events that were passed over then */
	const char *problem; /* why it did not go well, or "" */
};

/* OK or NOT_FOUND: none was looked at. */
enum status store_calendar_sync(struct store *store, struct arena *arena,
    struct calendar_sync *sync);

/* What another calendar than the one of this address blocked, and all that is
 * known of it, goes; "" is none at all. OK, also when there is nothing. */
enum status store_calendar_choose(struct store *store, const char *url);

/* A look that went well: what it found blocked takes the place of what the
 * last one did. */
enum status store_calendar_read(struct store *store, const char *url,
    const struct slots *slots, int64_t unreadable, int64_t now);

/* One that did not: what was blocked stays. problem is cut at 500 bytes by
 * whoever makes it. */
enum status store_calendar_failed(struct store *store, const char *url,
    const char *problem, int64_t now);

/* A call as it stands there. */
struct calendar_copy {
	const char *uid;
	const char *href;
	const char *etag; /* or "" */
	const char *mark; /* what was written, as its writer sees fit */
};

struct calendar_copies {
	struct calendar_copy *at;
	size_t len;
};

/* All of them, in arena. */
enum status store_calendar_copies(struct store *store, struct arena *arena,
    struct calendar_copies *copies);

/* Notes one, in the place of what was noted under its uid. */
enum status store_calendar_copy_put(struct store *store,
    const struct calendar_copy *copy);

/* Forgets one. OK, also when there is none. */
enum status store_calendar_copy_remove(struct store *store, const char *uid);

#endif
