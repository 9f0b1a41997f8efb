#include "store/lead_copies.h"

#include "store/store_private.h"

enum status
store_lead_record(struct store *store, struct arena *arena, int64_t id,
    struct lead_copy *copy)
{
	enum status st;

	if (store->access == STORE_PUBLIC)
		return DENIED;

	QUERY q = query_use(&store->database, LEAD_RECORD);

	query_int(q, ":id", id);
	if ((st = query_row(q)) != OK)
		return st;
	copy->consent = query_get_text(q, arena, 0);
	copy->consent_at = query_get_int(q, 1);
	copy->stage_at = query_get_int(q, 2);
	copy->follow_up_on = query_get_int(q, 3);
	copy->recommended = query_get_text(q, arena, 4);
	copy->touched_at = query_get_int(q, 5);
	return OK;
}

static enum status
insert(struct store *store, const struct lead_copy *copy, int64_t *id)
{
	QUERY q = query_use(&store->database, LEAD_IMPORT);
	bool doubtful = copy->doubt > DOUBT_NONE;

	query_text(q, ":uuid", copy->uuid);
	query_text(q, ":kind", lead_kind_id(copy->kind));
	query_text(q, ":stage", lead_stage_id(copy->stage));
	query_int(q, ":created_at", store_minute(copy->created_at));
	query_int(q, ":stage_at", store_minute(copy->stage_at));
	query_text(q, ":result", copy->result);
	query_text(q, ":consent_version", copy->consent);
	query_int(q, ":consent_at", store_minute(copy->consent_at));
	query_text(q, ":quarantine", doubtful ? doubt_id(copy->doubt) : "");
	query_id(q, ":quarantined_at",
	    doubtful ? store_minute(copy->created_at) : 0);
	query_id(q, ":wish1", copy->wishes[0]);
	query_id(q, ":wish2", copy->wishes[1]);
	query_text(q, ":zone", copy->zone);
	query_id(q, ":follow_up_on", copy->follow_up_on);
	query_text(q, ":recommended", copy->recommended);
	query_id(q, ":touched_at", store_minute(copy->touched_at));
	seal_bind(q, copy->sealed);
	return query_insert(q, id);
}

enum status
store_lead_import(struct store *store, const struct lead_copy *copy,
    int64_t *id)
{
	enum status st;

	if (store->access == STORE_PUBLIC)
		return DENIED;

	TRANSACTION(tx, &store->database);

	if ((st = transaction_begin(&tx)) == OK &&
	    (st = seal_epoch_put(store, &copy->sealed->epoch)) == OK &&
	    (st = insert(store, copy, id)) == OK &&
	    (st = lead_history_insert(store, *id, copy->admin_id,
		copy->changes)) == OK)
		st = transaction_commit(&tx);
	return st;
}
