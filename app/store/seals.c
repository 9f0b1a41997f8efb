#include "store/seals.h"

#include "base/arena.h"
#include "store/erasures.h"
#include "store/rows.h"
#include "store/store_private.h"

/* Columns of LEAD_AFTER, LEAD_OLD and LEAD_PACKED. */
enum column {
	COLUMN_ID,
	COLUMN_UUID,
	COLUMN_FORMAT,
	COLUMN_SEALED, /* and six more */
};

/* ---- keys ---- */

enum status
store_seal_keys(struct store *store, struct seal_keys *keys)
{
	QUERY q = query_use(&store->database, SEAL_KEY_ALL);
	enum status st = OK;

	*keys = (struct seal_keys){ 0 };
	while (keys->len < OPENER_GENERATIONS_MAX + 1 &&
	    (st = query_row(q)) == OK) {
		struct seal_key *key = &keys->at[keys->len++];

		key->generation = query_get_int(q, 0);
		st = query_get_bytes(q, 1, key->public_key,
		    sizeof(key->public_key));
		if (st != OK)
			return st;
	}
	return st == NOT_FOUND ? OK : st;
}

enum status
store_seal_key(struct store *store, struct seal_key *key)
{
	QUERY q = query_use(&store->database, SEAL_KEY_NEWEST);
	enum status st;

	if ((st = query_row(q)) != OK)
		return st;
	key->generation = query_get_int(q, 0);
	return query_get_bytes(q, 1, key->public_key, sizeof(key->public_key));
}

/* OK with *known when this very key is there. */
static enum status
find_key(struct store *store, const struct seal_key *key, bool *known)
{
	struct seal_keys keys;
	enum status st = store_seal_keys(store, &keys);

	*known = false;
	for (size_t i = 0; st == OK && i < keys.len; i++) {
		if (keys.at[i].generation != key->generation)
			continue;
		*known = memcmp(keys.at[i].public_key, key->public_key,
		    SEAL_PUBLIC_SIZE) == 0;
		return *known ? OK : CONFLICT;
	}
	if (st == OK && keys.len > 0 &&
	    keys.at[0].generation > key->generation)
		st = CONFLICT;
	return st;
}

enum status
store_seal_key_put(struct store *store, const struct seal_key *key)
{
	bool known;
	enum status st;

	if (store->access == STORE_PUBLIC)
		return DENIED;

	TRANSACTION(tx, &store->database);
	QUERY q = query_use(&store->database, SEAL_KEY_PUT);

	if ((st = transaction_begin(&tx)) != OK ||
	    (st = find_key(store, key, &known)) != OK || known)
		return st;
	query_int(q, ":generation", key->generation);
	query_blob(q, ":public_key", key->public_key, SEAL_PUBLIC_SIZE);
	if ((st = query_done(q)) == OK)
		st = transaction_commit(&tx);
	return st;
}

/* ---- epochs ---- */

bool
epoch_is_known(const struct store *store, const struct epoch_known *known,
    const struct seal_epoch *epoch)
{
	return known->turn == store->database.turn &&
	    memcmp(known->id, epoch->id, sizeof(known->id)) == 0;
}

void
epoch_know(const struct store *store, struct epoch_known *known,
    const struct seal_epoch *epoch)
{
	_Static_assert(sizeof(known->id) == sizeof(epoch->id), "one is cut");

	known->turn = store->database.turn;
	memcpy(known->id, epoch->id, sizeof(known->id));
}

enum status
seal_epoch_put(struct store *store, const struct seal_epoch *epoch)
{
	QUERY q = query_use(&store->database, SEAL_EPOCH_PUT);
	struct seal_key key;
	enum status st;

	if (epoch_is_known(store, &store->seal_known, epoch))
		return OK;
	st = store_seal_key(store, &key);
	if (st == NOT_FOUND || (st == OK &&
		key.generation != epoch->generation))
		return DENIED;
	if (st != OK)
		return st;
	query_blob(q, ":epoch", epoch->id, sizeof(epoch->id));
	query_int(q, ":generation", epoch->generation);
	query_blob(q, ":root", epoch->root, sizeof(epoch->root));
	if ((st = query_later(q)) == OK)
		epoch_know(store, &store->seal_known, epoch);
	return st;
}

enum status
seal_epoch_sweep(struct store *store)
{
	QUERY q = query_use(&store->database, SEAL_EPOCH_SWEEP);

	/* What was put may go again. */
	store->database.turn++;
	return query_done(q);
}

/* ---- sealed leads ---- */

void
seal_bind(struct query *query, const struct sealed_lead *lead)
{
	query_int(query, ":seal_format", SEAL_FORMAT);
	query_blob(query, ":epoch", lead->epoch.id, sizeof(lead->epoch.id));
	query_int(query, ":head_number", lead->head.number);
	query_int(query, ":body_number", lead->body.number);
	query_blob(query, ":head", lead->head.bytes, lead->head.size);
	query_blob(query, ":body", lead->body.bytes, lead->body.size);
}

static struct sealed
read_record(struct query *query, struct arena *arena, int column,
    enum seal_kind kind)
{
	struct sealed sealed = { .kind = kind,
		.number = query_get_int(query, column) };
	const void *bytes = query_get_blob(query, column + 1, &sealed.size);

	sealed.bytes = rows_copy(arena, bytes, sealed.size);
	return sealed;
}

/* A packed lead has no epoch: its columns are NULL. */
static enum status
read_epoch(struct query *query, int column, struct seal_epoch *epoch)
{
	enum status st;

	*epoch = (struct seal_epoch){
		.generation = query_get_int(query, column + 1) };
	if (epoch->generation == 0)
		return OK;
	st = query_get_bytes(query, column, epoch->id, sizeof(epoch->id));
	if (st == OK)
		st = query_get_bytes(query, column + 2, epoch->root,
		    sizeof(epoch->root));
	return st;
}

enum status
seal_read(struct query *query, struct arena *arena, int column,
    const char *uuid, struct sealed_lead *lead)
{
	enum status st = read_epoch(query, column, &lead->epoch);

	lead->head = read_record(query, arena, column + 3, SEAL_HEAD);
	lead->body = read_record(query, arena, column + 5, SEAL_BODY);
	lead->head.uuid = uuid;
	lead->body.uuid = uuid;
	memcpy(lead->head.epoch, lead->epoch.id, sizeof(lead->epoch.id));
	memcpy(lead->body.epoch, lead->epoch.id, sizeof(lead->epoch.id));
	return st;
}

static enum status
read_seals(struct query *q, struct arena *arena, struct lead_seals *leads)
{
	enum status st;

	*leads = (struct lead_seals){ 0 };
	while ((st = query_row(q)) == OK) {
		struct lead_seal *lead;

		leads->at = rows_grow(arena, leads->at, leads->len,
		    sizeof(*leads->at));
		lead = &leads->at[leads->len++];
		*lead = (struct lead_seal){
			.id = query_get_int(q, COLUMN_ID),
			.format = query_get_int(q, COLUMN_FORMAT),
		};
		st = seal_read(q, arena, COLUMN_SEALED,
		    query_get_text(q, arena, COLUMN_UUID), &lead->sealed);
		if (st != OK)
			return st;
	}
	return st == NOT_FOUND ? OK : st;
}

enum status
store_lead_seals(struct store *store, struct arena *arena, int64_t after,
    int64_t limit, struct lead_seals *leads)
{
	if (store->access == STORE_PUBLIC)
		return DENIED;

	QUERY q = query_use(&store->database, LEAD_AFTER);

	query_int(q, ":after", after);
	query_int(q, ":limit", limit);
	return read_seals(q, arena, leads);
}

/* ---- packed leads ---- */

enum status
store_leads_packed(struct store *store, struct arena *arena, int64_t limit,
    struct lead_seals *leads)
{
	if (store->access == STORE_PUBLIC)
		return DENIED;

	QUERY q = query_use(&store->database, LEAD_PACKED);

	query_int(q, ":limit", limit);
	return read_seals(q, arena, leads);
}

static enum status
seal_one(struct store *store, const struct lead_seal *old,
    const struct sealed_lead *fresh)
{
	QUERY q = query_use(&store->database, LEAD_SEAL);
	enum status st = seal_epoch_put(store, &fresh->epoch);

	if (st != OK)
		return st;
	query_int(q, ":id", old->id);
	query_blob(q, ":old_head", old->sealed.head.bytes,
	    old->sealed.head.size);
	query_blob(q, ":old_body", old->sealed.body.bytes,
	    old->sealed.body.size);
	seal_bind(q, fresh);
	return query_done(q);
}

enum status
store_leads_seal(struct store *store, const struct lead_seals *old,
    const struct lead_seals *fresh)
{
	enum status st;

	if (store->access == STORE_PUBLIC)
		return DENIED;

	TRANSACTION(tx, &store->database);

	st = transaction_begin(&tx);
	for (size_t i = 0; st == OK && i < old->len; i++)
		st = seal_one(store, &old->at[i], &fresh->at[i].sealed);
	if (st == OK && (st = seal_epoch_sweep(store)) == OK)
		st = transaction_commit(&tx);
	return st;
}

/* ---- a rotation ---- */

enum status
store_leads_old(struct store *store, struct arena *arena, int64_t generation,
    int64_t after, struct rotation_leads *leads)
{
	QUERY q = query_use(&store->database, LEAD_OLD);
	struct lead_seals seals;
	enum status st;

	query_int(q, ":after", after);
	query_int(q, ":generation", generation);
	query_int(q, ":limit", ROTATION_BATCH);
	if ((st = read_seals(q, arena, &seals)) != OK)
		return st;
	leads->at = arena_array(arena, seals.len, sizeof(*leads->at));
	leads->len = seals.len;
	for (size_t i = 0; i < seals.len; i++)
		leads->at[i] = (struct rotation_lead){ seals.at[i].id,
			seals.at[i].sealed };
	return OK;
}

static enum status
turn_one(struct store *store, const struct rotation_lead *old,
    const struct sealed_lead *fresh)
{
	QUERY q = query_use(&store->database, LEAD_TURN);
	enum status st = seal_epoch_put(store, &fresh->epoch);

	if (st != OK)
		return st;
	query_int(q, ":id", old->id);
	query_blob(q, ":old_epoch", old->sealed.epoch.id,
	    sizeof(old->sealed.epoch.id));
	query_int(q, ":old_head", old->sealed.head.number);
	query_int(q, ":old_body", old->sealed.body.number);
	seal_bind(q, fresh);
	return query_done(q);
}

enum status
store_leads_turn(struct store *store, const struct rotation_leads *old,
    const struct rotation_leads *fresh)
{
	TRANSACTION(tx, &store->database);
	enum status st = transaction_begin(&tx);

	for (size_t i = 0; st == OK && i < old->len; i++)
		st = turn_one(store, &old->at[i], &fresh->at[i].sealed);
	if (st == OK && (st = seal_epoch_sweep(store)) == OK)
		st = transaction_commit(&tx);
	return st;
}

static enum status
count_old(struct store *store, int64_t generation, int64_t *left)
{
	QUERY q = query_use(&store->database, SEAL_EPOCH_COUNT_OLD);
	enum status st;

	query_int(q, ":generation", generation);
	if ((st = query_row(q)) == OK)
		*left = query_get_int(q, 0);
	return st;
}

enum status
store_seal_retire(struct store *store, int64_t generation,
    const struct rotation_count *count)
{
	TRANSACTION(tx, &store->database);
	QUERY q = query_use(&store->database, SEAL_KEY_RETIRE);
	int64_t left = 0;
	enum status st;

	if ((st = transaction_begin(&tx)) != OK ||
	    (st = count_old(store, generation, &left)) != OK)
		return st;
	if (left > count->unreadable_leads)
		return CONFLICT;
	query_int(q, ":generation", generation);
	if ((st = query_done(q)) == OK &&
	    (st = seal_epoch_sweep(store)) == OK &&
	    (st = transaction_commit(&tx)) == OK)
		st = store_tidy(store);
	return st;
}
