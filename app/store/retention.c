#include "store/retention.h"

#include "base/arena.h"
#include "base/log.h"
#include "store/rows.h"
#include "store/store_private.h"

/* A lead that is over. */
struct over {
	int64_t id;
	enum retention_reason reason;
};

struct overs {
	struct over *at;
	size_t len;
};

/* A row of LEAD_RETAINED or LEAD_KEPT; one that is damaged is kept and logged. */
static bool
read_retained(struct query *q, struct arena *arena, struct retained *lead)
{
	const char *stage = query_get_text(q, arena, 1);
	const char *doubt = query_get_text(q, arena, 3);

	*lead = (struct retained){
		.stage_at = query_get_int(q, 2),
		.quarantined_at = query_get_int(q, 4),
		.call_ends_at = query_get_int(q, 5),
	};
	if (lead_stage_find(stage, &lead->stage) == OK &&
	    doubt_find(doubt, &lead->doubt) == OK)
		return true;
	log_error("store.damaged", "lead %lld is at \"%s\" (\"%s\")",
	    (long long)query_get_int(q, 0), stage, doubt);
	return false;
}

static enum status
find_over(struct store *store, struct arena *arena,
    const struct retention *retention, int64_t now, int64_t limit,
    struct overs *overs)
{
	QUERY q = query_use(&store->database, LEAD_RETAINED);
	ARENA(row);
	enum status st = OK;

	*overs = (struct overs){ 0 };
	while ((int64_t)overs->len < limit && (st = query_row(q)) == OK) {
		struct retained lead;
		struct over over = { .id = query_get_int(q, 0) };

		arena_reset(row);
		if (!read_retained(q, row, &lead) ||
		    !retention_is_over(retention, &lead, now, &over.reason))
			continue;
		overs->at = rows_grow(arena, overs->at, overs->len,
		    sizeof(*overs->at));
		overs->at[overs->len++] = over;
	}
	return st == NOT_FOUND ? OK : st;
}

static enum status
erase_over(struct store *store, const struct over *over, int64_t now)
{
	return lead_erase_open(store, over->id,
	    over->reason == RETENTION_CLOSED ? AUDIT_LEAD_EXPIRED :
	    AUDIT_QUARANTINE_EXPIRED, now);
}

enum status
store_retention_run(struct store *store, const struct retention *retention,
    int64_t now, int64_t limit, int64_t *erased)
{
	ARENA(arena);
	struct overs overs;
	enum status st;

	*erased = 0;
	if (store->access == STORE_PUBLIC)
		return DENIED;

	/* Most nights there is nothing, and finding that out keeps nobody from
	 * booking. */
	if ((st = find_over(store, arena, retention, now, 1, &overs)) != OK ||
	    overs.len == 0)
		return st;

	TRANSACTION(tx, &store->database);

	if ((st = transaction_begin(&tx)) != OK ||
	    (st = find_over(store, arena, retention, now, limit,
	    &overs)) != OK)
		return st;
	for (size_t i = 0; i < overs.len && st == OK; i++)
		st = erase_over(store, &overs.at[i], now);
	if (st == OK && (st = transaction_commit(&tx)) == OK) {
		*erased = (int64_t)overs.len;
		database_scrub(&store->database);
	}
	return st;
}

enum status
store_retention_left(struct store *store, const struct retention *retention,
    int64_t now, int64_t *count)
{
	ARENA(arena);
	struct overs overs;
	enum status st;

	*count = 0;
	if (store->access == STORE_PUBLIC)
		return DENIED;
	st = find_over(store, arena, retention, now, INT64_MAX, &overs);
	if (st == OK)
		*count = (int64_t)overs.len;
	return st;
}

enum status
store_lead_kept(struct store *store, struct arena *arena, int64_t id,
    struct lead_kept *kept)
{
	enum status st;

	if (store->access == STORE_PUBLIC)
		return DENIED;

	QUERY q = query_use(&store->database, LEAD_KEPT);

	query_int(q, ":id", id);
	if ((st = query_row(q)) != OK)
		return st;
	kept->consent = query_get_text(q, arena, 6);
	kept->consent_at = query_get_int(q, 7);
	return read_retained(q, arena, &kept->retained) ? OK : FAILED;
}
