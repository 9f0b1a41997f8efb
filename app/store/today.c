#include "store/today.h"

#include <stdio.h>

#include "base/arena.h"
#include "base/log.h"
#include "store/rows.h"
#include "store/store_private.h"

static enum query_name
query_of(enum today_part part)
{
	switch (part) {
	case TODAY_OVERDUE:
		return TODAY_LEAD_OVERDUE;
	case TODAY_DUE:
		return TODAY_LEAD_DUE;
	case TODAY_NO_STEP:
		break;
	}
	return TODAY_LEAD_NO_STEP;
}

static enum status
read_lead(struct query *q, struct arena *arena, struct today_lead *lead)
{
	const char *stage = query_get_text(q, arena, 1);

	*lead = (struct today_lead){
		.id = query_get_int(q, 0),
		.follow_up_on = query_get_int(q, 2),
		.touched_at = query_get_int(q, 3),
	};
	if (lead_stage_find(stage, &lead->stage) == OK)
		return OK;
	log_error("store.damaged", "lead %lld is at \"%s\"",
	    (long long)lead->id, stage);
	return FAILED;
}

/* "[1,2]" */
static const char *
ids_text(struct arena *arena, const int64_t *ids, size_t len)
{
	char *text = arena_alloc(arena, len * 21 + 3);
	size_t used = 0;

	text[used++] = '[';
	for (size_t i = 0; i < len; i++)
		used += (size_t)snprintf(text + used, 22, "%s%lld",
		    i == 0 ? "" : ",", (long long)ids[i]);
	text[used] = ']';
	return text;
}

enum status
store_today_leads(struct store *store, struct arena *arena,
    const struct today_ask *ask, struct today_leads *leads)
{
	enum status st;

	*leads = (struct today_leads){ 0 };
	if (store->access == STORE_PUBLIC)
		return DENIED;

	QUERY q = query_use(&store->database, query_of(ask->part));

	if (ask->part == TODAY_NO_STEP) {
		query_int(q, ":now", ask->now);
		query_text(q, ":except",
		    ids_text(arena, ask->except, ask->except_len));
	} else {
		query_int(q, ":day", ask->day);
	}
	query_int(q, ":limit", ask->limit);
	while ((st = query_row(q)) == OK) {
		leads->at = rows_grow(arena, leads->at, leads->len,
		    sizeof(*leads->at));
		leads->count = query_get_int(q, 4);
		st = read_lead(q, arena, &leads->at[leads->len++]);
		if (st != OK)
			return st;
	}
	return st == NOT_FOUND ? OK : st;
}

enum status
store_today_messages(struct store *store, struct arena *arena, int64_t since,
    struct today_messages *messages)
{
	enum status st;

	*messages = (struct today_messages){ 0 };
	if (store->access == STORE_PUBLIC)
		return DENIED;

	QUERY q = query_use(&store->database, TODAY_MESSAGE);

	query_int(q, ":since", since);
	while ((st = query_row(q)) == OK) {
		messages->at = rows_grow(arena, messages->at, messages->len,
		    sizeof(*messages->at));
		messages->at[messages->len++] = (struct today_message){
			.id = query_get_int(q, 0),
			.created_at = query_get_int(q, 1),
			.changed_at = query_get_int(q, 2),
			.open = query_get_int(q, 3) != 0,
		};
	}
	return st == NOT_FOUND ? OK : st;
}

enum status
store_today_quarantine(struct store *store, int64_t *count)
{
	enum status st;

	if (store->access == STORE_PUBLIC)
		return DENIED;

	QUERY q = query_use(&store->database, TODAY_QUARANTINE);

	if ((st = query_row(q)) == OK)
		*count = query_get_int(q, 0);
	return st;
}
