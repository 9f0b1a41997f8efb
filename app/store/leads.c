#include "store/store_private.h"

#include "base/arena.h"
#include "base/log.h"
#include "store/rows.h"

/* Columns of LEAD_BEFORE, LEAD_BY_ID, LEAD_LINES and LEAD_WHOLE. */
enum column {
	COLUMN_ID,
	COLUMN_UUID,
	COLUMN_KIND,
	COLUMN_STAGE,
	COLUMN_CREATED_AT,
	COLUMN_RESULT,
	COLUMN_SEAL_FORMAT,
	COLUMN_STARTS_AT,
	COLUMN_QUARANTINE,
	COLUMN_WISH1,
	COLUMN_WISH2,
	COLUMN_ZONE,
	COLUMN_FOLLOW_UP_ON,
	COLUMN_TOUCHED_AT,
	COLUMN_SEALED, /* and six more: seal_read */
};

enum status
lead_read(struct query *q, struct arena *arena, struct lead_row *row)
{
	const char *kind = query_get_text(q, arena, COLUMN_KIND);
	const char *stage = query_get_text(q, arena, COLUMN_STAGE);
	const char *doubt = query_get_text(q, arena, COLUMN_QUARANTINE);
	enum status st;

	*row = (struct lead_row){
		.id = query_get_int(q, COLUMN_ID),
		.uuid = query_get_text(q, arena, COLUMN_UUID),
		.created_at = query_get_int(q, COLUMN_CREATED_AT),
		.result = query_get_text(q, arena, COLUMN_RESULT),
		.seal_format = query_get_int(q, COLUMN_SEAL_FORMAT),
		.head = { "", "", "" },
		.starts_at = query_get_int(q, COLUMN_STARTS_AT),
		.wishes = { query_get_int(q, COLUMN_WISH1),
		    query_get_int(q, COLUMN_WISH2) },
		.zone = query_get_text(q, arena, COLUMN_ZONE),
		.follow_up_on = query_get_int(q, COLUMN_FOLLOW_UP_ON),
		.touched_at = query_get_int(q, COLUMN_TOUCHED_AT),
	};
	if ((st = seal_read(q, arena, COLUMN_SEALED, row->uuid,
	    &row->sealed)) != OK)
		return st;
	if (lead_kind_find(kind, &row->kind) == OK &&
	    lead_stage_find(stage, &row->stage) == OK &&
	    doubt_find(doubt, &row->doubt) == OK)
		return OK;
	log_error("store.damaged", "lead %lld is a \"%s\" at \"%s\" (\"%s\")",
	    (long long)row->id, kind, stage, doubt);
	return FAILED;
}

enum status
store_leads(struct store *store, struct arena *arena, int64_t before,
    int64_t limit, struct lead_rows *rows)
{
	enum status st;

	*rows = (struct lead_rows){ 0 };
	if (store->access == STORE_PUBLIC)
		return DENIED;

	QUERY q = query_use(&store->database, LEAD_BEFORE);

	query_int(q, ":before", before == 0 ? INT64_MAX : before);
	query_int(q, ":limit", limit);
	while ((st = query_row(q)) == OK) {
		rows->at = rows_grow(arena, rows->at, rows->len,
		    sizeof(*rows->at));
		st = lead_read(q, arena, &rows->at[rows->len++]);
		if (st != OK)
			return st;
	}
	return st == NOT_FOUND ? OK : st;
}

enum status
store_lead_count(struct store *store, int64_t *count)
{
	enum status st;

	if (store->access == STORE_PUBLIC)
		return DENIED;

	QUERY q = query_use(&store->database, LEAD_COUNT);

	if ((st = query_row(q)) == OK)
		*count = query_get_int(q, 0);
	return st;
}

enum status
store_lead(struct store *store, struct arena *arena, int64_t id,
    struct lead_row *row)
{
	enum status st;

	if (store->access == STORE_PUBLIC)
		return DENIED;

	QUERY q = query_use(&store->database, LEAD_BY_ID);

	query_int(q, ":id", id);
	if ((st = query_row(q)) == OK)
		st = lead_read(q, arena, row);
	return st;
}
