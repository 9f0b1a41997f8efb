#include "store/lead_changes.h"

#include <assert.h>

#include "base/arena.h"
#include "base/log.h"
#include "store/deeds.h"
#include "store/store_private.h"

/* What writes each kind; all have :id, :value and :at. */
static const enum query_name writes[LEAD_CHANGE_KIND_COUNT] = {
	[LEAD_CHANGE_STAGE] = LEAD_MOVE,
	[LEAD_CHANGE_FOLLOW_UP] = LEAD_FOLLOW_UP,
	[LEAD_CHANGE_RECOMMENDED] = LEAD_RECOMMEND,
};

/* Where a lead stands before something is changed; texts as lead_change has
 * them. */
struct standing {
	enum lead_stage stage;
	struct follow_up follow_up;
	const char *texts[LEAD_CHANGE_KIND_COUNT];
};

static const char *
day_text(struct arena *arena, int64_t day)
{
	char text[FOLLOW_UP_TEXT_SIZE];

	follow_up_write(day, text);
	return arena_strdup(arena, text);
}

static enum status
read_standing(struct store *store, struct arena *arena, int64_t id,
    struct standing *lead)
{
	QUERY q = query_use(&store->database, LEAD_PLAN);
	const char *doubt;
	enum status st;

	query_int(q, ":id", id);
	if ((st = query_row(q)) != OK)
		return st;
	*lead = (struct standing){
		.follow_up.on = query_get_int(q, 1),
		.follow_up.touched_at = query_get_int(q, 3),
		.texts[LEAD_CHANGE_STAGE] = query_get_text(q, arena, 0),
		.texts[LEAD_CHANGE_RECOMMENDED] = query_get_text(q, arena, 2),
	};
	doubt = query_get_text(q, arena, 4);
	lead->texts[LEAD_CHANGE_FOLLOW_UP] =
	    day_text(arena, lead->follow_up.on);
	if (lead_stage_find(lead->texts[LEAD_CHANGE_STAGE],
		&lead->stage) != OK ||
	    doubt_find(doubt, &lead->follow_up.doubt) != OK) {
		log_error("store.damaged", "lead %lld is at \"%s\" (\"%s\")",
		    (long long)id, lead->texts[LEAD_CHANGE_STAGE], doubt);
		return FAILED;
	}
	lead->follow_up.stage = lead->stage;
	return OK;
}

/* ---- writing ---- */

/* A day is stored as a number; a text of lead_change is one that we made. */
static enum status
write_value(struct store *store, int64_t lead_id, enum lead_change_kind kind,
    const char *value, int64_t at)
{
	QUERY q = query_use(&store->database, writes[kind]);
	int64_t day = 0;

	query_int(q, ":id", lead_id);
	query_int(q, ":at", at);
	if (kind != LEAD_CHANGE_FOLLOW_UP) {
		query_text(q, ":value", value);
	} else {
		if (follow_up_read(value, &day) != OK) {
			log_error("store.damaged", "\"%s\" is no day", value);
			return FAILED;
		}
		query_id(q, ":value", day);
	}
	return query_done(q);
}

/* Within a transaction: the value, its history, and the note. */
static enum status
write_change(struct store *store, const struct lead_change *wanted,
    const struct deed *deed, int64_t *id)
{
	struct lead_change change = *wanted;
	enum status st;

	*id = 0;
	assert(deed->event.subject == change.lead_id);
	if (strcmp(change.before, change.after) == 0)
		return OK;
	change.at = store_minute(deed->event.at);
	change.admin_id = deed->event.admin_id;
	if ((st = write_value(store, change.lead_id, change.kind,
	    change.after, change.at)) != OK ||
	    (st = lead_change_insert(store, &change)) != OK)
		return st;
	*id = change.id;
	return deed_write(store, deed);
}

/* ---- stages ---- */

/* Within a transaction. */
static enum status
move_one(struct store *store, struct arena *arena,
    const struct lead_move *move, const struct deed *deed, int64_t *change)
{
	struct standing lead;
	enum status st = read_standing(store, arena, move->lead_id, &lead);

	*change = 0;
	if (st != OK)
		return st;
	if (lead.stage == move->to)
		return OK;
	if ((move->from != 0 && move->from != lead.stage) ||
	    !lead_may_move(lead.stage, move->to))
		return CONFLICT;
	return write_change(store, &(struct lead_change){
		.lead_id = move->lead_id,
		.kind = LEAD_CHANGE_STAGE,
		.before = lead.texts[LEAD_CHANGE_STAGE],
		.after = lead_stage_id(move->to),
	    }, deed, change);
}

enum status
store_lead_move(struct store *store, const struct lead_move *move,
    const struct deed *deed, int64_t *change)
{
	ARENA(arena);
	enum status st;

	if (store->access == STORE_PUBLIC)
		return DENIED;

	TRANSACTION(tx, &store->database);

	if ((st = transaction_begin(&tx)) == OK &&
	    (st = move_one(store, arena, move, deed, change)) == OK)
		st = transaction_commit(&tx);
	return st;
}

/* Counts what came of one of many. What it could not do is counted too, and is
 * no failure of the others. */
static enum status
count_one(enum status st, int64_t change, struct leads_moved *moved)
{
	if (st == NOT_FOUND || st == CONFLICT) {
		moved->refused++;
		return OK;
	}
	if (st != OK)
		return st;
	moved->len++;
	if (change != 0 && moved->first == 0)
		moved->first = change;
	if (change != 0)
		moved->last = change;
	return OK;
}

enum status
store_leads_move(struct store *store, const struct lead_move *moves,
    const struct deed *deeds, size_t len, struct leads_moved *moved)
{
	ARENA(arena);
	enum status st;

	*moved = (struct leads_moved){ 0 };
	if (store->access == STORE_PUBLIC)
		return DENIED;

	TRANSACTION(tx, &store->database);

	st = transaction_begin(&tx);
	for (size_t i = 0; i < len && st == OK; i++) {
		int64_t change;

		st = move_one(store, arena, &moves[i], &deeds[i], &change);
		st = count_one(st, change, moved);
	}
	return st == OK ? transaction_commit(&tx) : st;
}

/* ---- the next date, and what was recommended ---- */

/* Within a transaction. */
static enum status
plan_one(struct store *store, struct arena *arena, int64_t lead_id,
    int64_t day, const struct deed *deed, int64_t *change)
{
	struct standing lead;
	enum status st = read_standing(store, arena, lead_id, &lead);

	*change = 0;
	if (st != OK)
		return st;
	if (day != 0 && lead_stage_is_closed(lead.stage))
		return CONFLICT;
	return write_change(store, &(struct lead_change){
		.lead_id = lead_id,
		.kind = LEAD_CHANGE_FOLLOW_UP,
		.before = lead.texts[LEAD_CHANGE_FOLLOW_UP],
		.after = day_text(arena, day),
	    }, deed, change);
}

enum status
store_lead_follow_up(struct store *store, int64_t lead_id, int64_t day,
    const struct deed *deed, int64_t *change)
{
	ARENA(arena);
	enum status st;

	if (store->access == STORE_PUBLIC)
		return DENIED;

	TRANSACTION(tx, &store->database);

	if ((st = transaction_begin(&tx)) == OK &&
	    (st = plan_one(store, arena, lead_id, day, deed, change)) == OK)
		st = transaction_commit(&tx);
	return st;
}

enum status
store_leads_follow_up(struct store *store, const int64_t *leads,
    const struct deed *deeds, size_t len, int64_t day,
    struct leads_moved *moved)
{
	ARENA(arena);
	enum status st;

	*moved = (struct leads_moved){ 0 };
	if (store->access == STORE_PUBLIC)
		return DENIED;

	TRANSACTION(tx, &store->database);

	st = transaction_begin(&tx);
	for (size_t i = 0; i < len && st == OK; i++) {
		int64_t change;

		st = plan_one(store, arena, leads[i], day, &deeds[i],
		    &change);
		st = count_one(st, change, moved);
	}
	return st == OK ? transaction_commit(&tx) : st;
}

/* As the schema has it. */
static bool
are_stacks(const char *text)
{
	return strlen(text) <= LEAD_RECOMMENDED_MAX &&
	    text[strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789_+-")] ==
	    '\0';
}

enum status
store_lead_recommend(struct store *store, int64_t lead_id, const char *stacks,
    const struct deed *deed, int64_t *change)
{
	ARENA(arena);
	struct standing lead;
	enum status st;

	if (store->access == STORE_PUBLIC)
		return DENIED;
	if (!are_stacks(stacks))
		return INVALID;

	TRANSACTION(tx, &store->database);

	if ((st = transaction_begin(&tx)) == OK &&
	    (st = read_standing(store, arena, lead_id, &lead)) == OK)
		st = write_change(store, &(struct lead_change){
			.lead_id = lead_id,
			.kind = LEAD_CHANGE_RECOMMENDED,
			.before = lead.texts[LEAD_CHANGE_RECOMMENDED],
			.after = stacks,
		    }, deed, change);
	return st == OK ? transaction_commit(&tx) : st;
}

enum status
store_lead_touch(struct store *store, int64_t lead_id, int64_t now)
{
	if (store->access == STORE_PUBLIC)
		return DENIED;

	TRANSACTION(tx, &store->database);
	enum status st = transaction_begin(&tx);

	if (st != OK)
		return st;

	QUERY q = query_use(&store->database, LEAD_TOUCH);

	query_int(q, ":id", lead_id);
	query_int(q, ":at", store_minute(now));
	st = query_done(q);
	return st == OK ? transaction_commit(&tx) : st;
}

enum status
store_lead_plan(struct store *store, struct arena *arena, int64_t lead_id,
    struct lead_plan *plan)
{
	struct standing lead;
	enum status st;

	if (store->access == STORE_PUBLIC)
		return DENIED;
	if ((st = read_standing(store, arena, lead_id, &lead)) == OK)
		*plan = (struct lead_plan){ lead.follow_up,
			lead.texts[LEAD_CHANGE_RECOMMENDED] };
	return st;
}

/* ---- back again ---- */

/* Within a transaction. */
static enum status
undo(struct store *store, const struct lead_change *change,
    const struct deed *deed, int64_t *id)
{
	if (change->lead_id != deed->event.subject)
		return NOT_FOUND;
	if (!change->latest)
		return CONFLICT;
	return write_change(store, &(struct lead_change){
		.lead_id = change->lead_id,
		.kind = change->kind,
		.before = change->after,
		.after = change->before,
	    }, deed, id);
}

enum status
store_lead_undo(struct store *store, int64_t change, const struct deed *deed,
    int64_t *id)
{
	ARENA(arena);
	struct lead_change undone;
	enum status st;

	if (store->access == STORE_PUBLIC)
		return DENIED;
	assert(deed->event.kind == AUDIT_LEAD_UNDONE);

	TRANSACTION(tx, &store->database);

	if ((st = transaction_begin(&tx)) == OK &&
	    (st = store_lead_change(store, arena, change, &undone)) == OK &&
	    (st = undo(store, &undone, deed, id)) == OK)
		st = transaction_commit(&tx);
	return st;
}
