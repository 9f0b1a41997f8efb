#include "store/erasures.h"

#include <assert.h>

#include "base/arena.h"
#include "store/deeds.h"
#include "store/office_private.h"
#include "store/rows.h"
#include "store/store_private.h"

/* ---- one lead ---- */

static enum status
free_bookings(struct store *store, int64_t lead_id, int64_t now)
{
	QUERY q = query_use(&store->database, BOOKING_ERASE);

	query_int(q, ":lead_id", lead_id);
	query_int(q, ":now", now);
	return query_done(q);
}

static enum status
list_erasure(struct store *store, int64_t lead_id, int64_t now)
{
	QUERY q = query_use(&store->database, ERASURE_INSERT);

	query_int(q, ":lead_id", lead_id);
	query_int(q, ":erased_at", store_minute(now));
	return query_done(q);
}

static enum status
delete_lead(struct store *store, int64_t lead_id)
{
	QUERY q = query_use(&store->database, LEAD_DELETE);

	query_int(q, ":id", lead_id);
	return query_done(q);
}

enum status
lead_erase(struct store *store, int64_t lead_id, const struct deed *deed,
    int64_t now)
{
	enum status st;

	if ((st = free_bookings(store, lead_id, now)) == OK &&
	    (st = list_erasure(store, lead_id, now)) == OK &&
	    (st = delete_lead(store, lead_id)) == OK &&
	    (st = seal_epoch_sweep(store)) == OK &&
	    (st = mail_epoch_sweep(store)) == OK)
		st = deed_write(store, deed);
	return st;
}

enum status
lead_erase_open(struct store *store, int64_t lead_id, enum audit_kind kind,
    int64_t now)
{
	struct deed deed;
	enum status st = deed_of_nobody(kind, lead_id, now, &deed);

	return st == OK ? lead_erase(store, lead_id, &deed, now) : st;
}

static enum status
lead_exists(struct store *store, int64_t id)
{
	QUERY q = query_use(&store->database, LEAD_EXISTS);

	query_int(q, ":id", id);
	return query_row(q);
}

enum status
store_lead_erase(struct store *store, int64_t id, const struct deed *deed,
    int64_t now)
{
	enum status st;

	if (store->access == STORE_PUBLIC)
		return DENIED;
	assert(audit_kind_erases(deed->event.kind) &&
	    deed->event.subject == id);

	TRANSACTION(tx, &store->database);

	if ((st = transaction_begin(&tx)) == OK &&
	    (st = lead_exists(store, id)) == OK &&
	    (st = lead_erase(store, id, deed, now)) == OK &&
	    (st = transaction_commit(&tx)) == OK)
		database_scrub(&store->database);
	return st;
}

enum status
store_is_large(struct store *store, bool *large)
{
	return database_is_large(&store->database, large);
}

enum status
store_tidy(struct store *store)
{
	return store->access != STORE_PUBLIC ?
	    database_tidy(&store->database) : DENIED;
}

/* ---- the list ---- */

static enum status
read_list(struct query *q, struct arena *arena, struct erasures *list)
{
	enum status st;

	*list = (struct erasures){ 0 };
	while ((st = query_row(q)) == OK) {
		list->at = rows_grow(arena, list->at, list->len,
		    sizeof(*list->at));
		list->at[list->len++] = (struct erasure){
			.uuid = query_get_text(q, arena, 0),
			.lead_id = query_get_int(q, 1),
			.erased_at = query_get_int(q, 2),
		};
	}
	return st == NOT_FOUND ? OK : st;
}

enum status
store_erasures(struct store *store, struct arena *arena,
    struct erasures *list)
{
	if (store->access == STORE_PUBLIC)
		return DENIED;

	QUERY q = query_use(&store->database, ERASURE_ALL);

	return read_list(q, arena, list);
}

enum status
office_erasures(struct office *office, struct arena *arena,
    struct erasures *list)
{
	QUERY q = query_use(&office->database, OFFICE_ERASURE_ALL);

	return read_list(q, arena, list);
}

enum status
erasure_of_lead(struct store *store, struct arena *arena, int64_t lead_id,
    struct erasure *erasure)
{
	QUERY q = query_use(&store->database, ERASURE_OF_LEAD);
	enum status st;

	query_int(q, ":lead_id", lead_id);
	if ((st = query_row(q)) == OK)
		*erasure = (struct erasure){
			.uuid = query_get_text(q, arena, 0),
			.lead_id = query_get_int(q, 1),
			.erased_at = query_get_int(q, 2),
		};
	return st;
}

/* ---- after a restore ---- */

/* Whom the backup brought back of this erasure, if it did. */
static enum status
erase_again(struct store *store, const struct erasure *erasure, int64_t now,
    int64_t *erased)
{
	QUERY q = query_use(&store->database, LEAD_BY_UUID);
	enum status st;

	query_text(q, ":uuid", erasure->uuid);
	if ((st = query_row(q)) != OK)
		return st == NOT_FOUND ? OK : st;
	st = lead_erase_open(store, query_get_int(q, 0),
	    AUDIT_LEAD_ERASED_AGAIN, now);
	*erased += st == OK;
	return st;
}

static enum status
add_to_list(struct store *store, const struct erasure *erasure)
{
	QUERY q = query_use(&store->database, ERASURE_ADD);

	query_text(q, ":uuid", erasure->uuid);
	query_int(q, ":lead_id", erasure->lead_id);
	query_int(q, ":erased_at", erasure->erased_at);
	return query_done(q);
}

static enum status
reserve_ids(struct store *store)
{
	QUERY q = query_use(&store->database, ERASURE_RESERVE_IDS);

	return query_done(q);
}

enum status
store_erasures_apply(struct store *store, const struct erasures *list,
    int64_t now, int64_t *erased)
{
	enum status st;

	*erased = 0;
	if (store->access == STORE_PUBLIC)
		return DENIED;

	TRANSACTION(tx, &store->database);

	st = transaction_begin(&tx);
	for (size_t i = 0; i < list->len && st == OK; i++) {
		st = erase_again(store, &list->at[i], now, erased);
		if (st == OK)
			st = add_to_list(store, &list->at[i]);
	}
	if (st == OK && (st = reserve_ids(store)) == OK &&
	    (st = transaction_commit(&tx)) == OK && *erased > 0)
		st = store_tidy(store);
	return st;
}
