#include "store/office_private.h"

#include <assert.h>
#include <inttypes.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/log.h"

enum { HASH_SIZE = 32, LINK_BYTES_MAX = 512 };

/* The end of the chain: the last event's id and hash, zeroes before any. */
struct chain {
	int64_t id;
	uint8_t hash[HASH_SIZE];
};

/*
 * Moves the chain on by one event: its hash is that of the hash before and
 * the event's canonical form, a line a value, numbers in decimal, 0 for none.
 * No value holds a line break, so two events never look the same.
 */
static void
chain_add(struct chain *chain, const struct audit_event *event,
    office_hash *hash)
{
	BUF(bytes, LINK_BYTES_MAX);

	chain->id++;
	buf_add(&bytes, chain->hash, sizeof(chain->hash));
	buf_printf(&bytes, "fourways audit event 1\n%" PRId64 "\n%" PRId64
	    "\n%" PRId64 "\n%s\n%" PRId64 "\n", chain->id, event->at,
	    event->admin_id, event->kind, event->subject);
	assert(!bytes.failed);
	hash(chain->hash, bytes.data, bytes.len);
}

static enum status
chain_end(struct office *office, struct chain *chain)
{
	QUERY q = query_use(&office->database, AUDIT_LAST);
	enum status st = query_row(q);

	*chain = (struct chain){ 0 };
	if (st == NOT_FOUND)
		return OK;
	if (st != OK)
		return st;
	chain->id = query_get_int(q, 0);
	return query_get_bytes(q, 1, chain->hash, sizeof(chain->hash));
}

enum status
audit_add(struct office *office, const struct audit_event *event)
{
	QUERY q = query_use(&office->database, AUDIT_INSERT);
	struct chain chain;
	enum status st;

	/* Outside, another process could add to the same end of the chain. */
	assert(sqlite3_get_autocommit(office->database.db) == 0);
	if ((st = chain_end(office, &chain)) != OK)
		return st;
	chain_add(&chain, event, office->hash);
	query_int(q, ":id", chain.id);
	query_int(q, ":at", event->at);
	query_id(q, ":admin_id", event->admin_id);
	query_text(q, ":kind", event->kind);
	query_id(q, ":subject", event->subject);
	query_blob(q, ":hash", chain.hash, sizeof(chain.hash));
	return query_done(q);
}

/* Whether the row is what the chain goes on to; moves it on. A changed text
 * may be longer than any event's, so its length is looked at first. */
static bool
row_follows(sqlite3_stmt *q, struct arena *arena, struct chain *chain,
    office_hash *hash)
{
	const struct audit_event event = {
		.at = query_get_int(q, 1),
		.admin_id = query_get_int(q, 2),
		.kind = query_get_text(q, arena, 3),
		.subject = query_get_int(q, 4),
	};
	uint8_t stored[HASH_SIZE];

	if (query_get_int(q, 0) != chain->id + 1 || strlen(event.kind) > 64 ||
	    query_get_bytes(q, 5, stored, sizeof(stored)) != OK)
		return false;
	chain_add(chain, &event, hash);
	return memcmp(stored, chain->hash, sizeof(stored)) == 0;
}

enum status
office_audit_verify(struct office *office, int64_t *count)
{
	ARENA(arena);
	QUERY q = query_use(&office->database, AUDIT_ALL);
	struct chain chain = { 0 };
	enum status st;

	*count = 0;
	while ((st = query_row(q)) == OK) {
		if (!row_follows(q, arena, &chain, office->hash)) {
			log_error("audit.broken", "after event %" PRId64,
			    *count);
			return INVALID;
		}
		*count = chain.id;
		arena_reset(arena);
	}
	return st == NOT_FOUND ? OK : st;
}
