#include "store/call_rules.h"

#include "base/arena.h"
#include "base/log.h"
#include "store/deeds.h"
#include "store/store_private.h"

enum status
store_call_rules(struct store *store, struct arena *arena,
    struct call_rules *rules)
{
	QUERY q = query_use(&store->database, CALL_RULES_GET);
	enum status st = query_row(q);

	if (st != OK)
		return st;
	*rules = (struct call_rules){
		.buffer_minutes = (int)query_get_int(q, 1),
		.notice_minutes = (int)query_get_int(q, 2),
		.horizon_days = (int)query_get_int(q, 3),
	};
	if (week_read(arena, query_get_text(q, arena, 0), rules->week) == OK)
		return OK;
	log_warn("store.damaged", "the weekly hours of the desk; those of "
	    "site.yaml hold therefore");
	return NOT_FOUND;
}

static enum status
put(struct store *store, const struct call_rules *rules)
{
	QUERY q = query_use(&store->database, CALL_RULES_PUT);
	ARENA(arena);

	query_text(q, ":week", week_text(arena, rules->week));
	query_int(q, ":buffer_minutes", rules->buffer_minutes);
	query_int(q, ":notice_minutes", rules->notice_minutes);
	query_int(q, ":horizon_days", rules->horizon_days);
	return query_done(q);
}

enum status
store_call_rules_put(struct store *store, const struct call_rules *rules,
    const struct deed *deed)
{
	enum status st;

	if (store->access == STORE_PUBLIC)
		return DENIED;

	TRANSACTION(tx, &store->database);

	if ((st = transaction_begin(&tx)) == OK &&
	    (st = put(store, rules)) == OK)
		st = deed_commit(store, &tx, deed);
	return st;
}

static enum status
delete_rules(struct store *store)
{
	QUERY q = query_use(&store->database, CALL_RULES_DELETE);

	return query_done(q);
}

enum status
store_call_rules_remove(struct store *store, const struct deed *deed)
{
	enum status st;

	if (store->access == STORE_PUBLIC)
		return DENIED;

	TRANSACTION(tx, &store->database);

	if ((st = transaction_begin(&tx)) == OK &&
	    (st = delete_rules(store)) == OK)
		st = deed_commit(store, &tx, deed);
	return st;
}
