#include "store/lead_changes.h"

#include <assert.h>

#include "base/arena.h"
#include "base/log.h"
#include "base/util.h"
#include "store/rows.h"
#include "store/store_private.h"

static const char *const kinds[LEAD_CHANGE_KIND_COUNT] = {
	[LEAD_CHANGE_STAGE] = "stage",
	[LEAD_CHANGE_FOLLOW_UP] = "follow_up",
	[LEAD_CHANGE_RECOMMENDED] = "recommended",
};

const char *
lead_change_kind_id(enum lead_change_kind kind)
{
	assert(kind > 0 && kind < LEAD_CHANGE_KIND_COUNT);
	return kinds[kind];
}

enum status
lead_change_kind_find(const char *id, enum lead_change_kind *kind)
{
	for (size_t i = LEAD_CHANGE_STAGE; i < countof(kinds); i++)
		if (strcmp(kinds[i], id) == 0) {
			*kind = (enum lead_change_kind)i;
			return OK;
		}
	return NOT_FOUND;
}

enum status
lead_change_insert(struct store *store, struct lead_change *change)
{
	QUERY q = query_use(&store->database, LEAD_CHANGE_INSERT);

	query_int(q, ":lead_id", change->lead_id);
	query_int(q, ":at", change->at);
	query_id(q, ":admin_id", change->admin_id);
	query_text(q, ":kind", kinds[change->kind]);
	query_text(q, ":before", change->before);
	query_text(q, ":after", change->after);
	return query_insert(q, &change->id);
}

enum status
lead_history_insert(struct store *store, int64_t lead_id, int64_t admin_id,
    const struct lead_changes *changes)
{
	enum status st = OK;

	for (size_t i = 0; st == OK && i < changes->len; i++) {
		struct lead_change change = changes->at[i];

		change.lead_id = lead_id;
		change.admin_id = admin_id;
		change.at = store_minute(change.at);
		st = lead_change_insert(store, &change);
	}
	return st;
}

/* A row of LEAD_CHANGE_OF_LEAD or LEAD_CHANGE_BY_ID. */
static enum status
read_change(struct query *q, struct arena *arena, struct lead_change *change)
{
	const char *kind = query_get_text(q, arena, 4);

	*change = (struct lead_change){
		.id = query_get_int(q, 0),
		.lead_id = query_get_int(q, 1),
		.at = query_get_int(q, 2),
		.admin_id = query_get_int(q, 3),
		.before = query_get_text(q, arena, 5),
		.after = query_get_text(q, arena, 6),
		.latest = query_get_int(q, 7) != 0,
	};
	if (lead_change_kind_find(kind, &change->kind) == OK)
		return OK;
	log_error("store.damaged", "change %lld is a \"%s\"",
	    (long long)change->id, kind);
	return FAILED;
}

enum status
store_lead_changes(struct store *store, struct arena *arena, int64_t lead_id,
    struct lead_changes *changes)
{
	enum status st;

	*changes = (struct lead_changes){ 0 };
	if (store->access == STORE_PUBLIC)
		return DENIED;

	QUERY q = query_use(&store->database, LEAD_CHANGE_OF_LEAD);

	query_int(q, ":lead_id", lead_id);
	while ((st = query_row(q)) == OK) {
		changes->at = rows_grow(arena, changes->at, changes->len,
		    sizeof(*changes->at));
		st = read_change(q, arena, &changes->at[changes->len++]);
		if (st != OK)
			return st;
	}
	return st == NOT_FOUND ? OK : st;
}

enum status
store_lead_change(struct store *store, struct arena *arena, int64_t id,
    struct lead_change *change)
{
	enum status st;

	if (store->access == STORE_PUBLIC)
		return DENIED;

	QUERY q = query_use(&store->database, LEAD_CHANGE_BY_ID);

	query_int(q, ":id", id);
	if ((st = query_row(q)) == OK)
		st = read_change(q, arena, change);
	return st;
}
