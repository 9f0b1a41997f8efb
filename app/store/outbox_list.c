#include "store/outbox.h"

#include "base/arena.h"
#include "base/log.h"
#include "base/util.h"
#include "store/rows.h"
#include "store/store_private.h"

enum {
	GIVEN_UP_SECONDS = 30 * 86400, /* as bodies are kept */
};

static const char *const channel_ids[] = {
	[OUTBOX_MAIL] = "mail",
	[OUTBOX_HOOK] = "hook",
};

static const char *const state_ids[] = {
	[OUTBOX_WAITING] = "waiting",
	[OUTBOX_SENT] = "sent",
	[OUTBOX_DEAD] = "dead",
	[OUTBOX_CANCELLED] = "cancelled",
};

/* The number of an id in a list from 1 on, which the schema promises. */
static size_t
find_id(const char *const *ids, size_t count, const char *id)
{
	for (size_t i = 1; i < count; i++)
		if (strcmp(ids[i], id) == 0)
			return i;
	log_error("store.damaged", "a message that is \"%s\"", id);
	return 0;
}

static struct outbox_row
read_row(struct query *q, struct arena *arena)
{
	return (struct outbox_row){
		.id = query_get_int(q, 0),
		.uuid = query_get_text(q, arena, 1),
		.channel = (enum outbox_channel)find_id(channel_ids,
		    countof(channel_ids), query_get_text(q, arena, 2)),
		.kind = query_get_text(q, arena, 3),
		.state = (enum outbox_state)find_id(state_ids,
		    countof(state_ids), query_get_text(q, arena, 4)),
		.lead_id = query_get_int(q, 5),
		.booking_id = query_get_int(q, 6),
		.due_at = query_get_int(q, 7),
		.next_try_at = query_get_int(q, 8),
		.tries = query_get_int(q, 9),
		.last_code = query_get_int(q, 10),
		.last_reason = query_get_text(q, arena, 11),
		.created_at = query_get_int(q, 12),
		.sent_at = query_get_int(q, 13),
		.has_body = query_get_int(q, 14) != 0,
	};
}

static enum status
read_body(struct query *q, struct arena *arena, struct outbox_row *row)
{
	const void *bytes;
	enum status st;

	row->epoch.generation = query_get_int(q, 16);
	st = query_get_bytes(q, 15, row->epoch.id, sizeof(row->epoch.id));
	if (st == OK)
		st = query_get_bytes(q, 17, row->epoch.root,
		    sizeof(row->epoch.root));
	row->sealed = (struct sealed){ .kind = SEAL_MAIL, .uuid = row->uuid,
		.number = query_get_int(q, 18) };
	memcpy(row->sealed.epoch, row->epoch.id, sizeof(row->epoch.id));
	bytes = query_get_blob(q, 19, &row->sealed.size);
	row->sealed.bytes = rows_copy(arena, bytes, row->sealed.size);
	return st;
}

static enum status
read_rows(struct query *q, struct arena *arena, bool bodies,
    struct outbox_rows *rows)
{
	enum status st;

	*rows = (struct outbox_rows){ 0 };
	while ((st = query_row(q)) == OK) {
		struct outbox_row *row;

		rows->at = rows_grow(arena, rows->at, rows->len,
		    sizeof(*rows->at));
		row = &rows->at[rows->len++];
		*row = read_row(q, arena);
		if (bodies && (st = read_body(q, arena, row)) != OK)
			return st;
	}
	return st == NOT_FOUND ? OK : st;
}

enum status
store_outbox_due(struct store *store, struct arena *arena,
    enum outbox_channel channel, int64_t now, int64_t limit,
    struct outbox_rows *rows)
{
	if (store->access == STORE_PUBLIC)
		return DENIED;

	QUERY q = query_use(&store->database, OUTBOX_DUE);

	query_text(q, ":channel", channel_ids[channel]);
	query_int(q, ":now", now);
	query_int(q, ":limit", limit);
	return read_rows(q, arena, true, rows);
}

enum status
store_outbox_list(struct store *store, struct arena *arena, int64_t before,
    int64_t limit, struct outbox_rows *rows)
{
	if (store->access == STORE_PUBLIC)
		return DENIED;

	QUERY q = query_use(&store->database, OUTBOX_BEFORE);

	query_int(q, ":before", before == 0 ? INT64_MAX : before);
	query_int(q, ":limit", limit);
	return read_rows(q, arena, false, rows);
}

enum status
store_outbox_of_lead(struct store *store, struct arena *arena,
    int64_t lead_id, struct outbox_rows *rows)
{
	if (store->access == STORE_PUBLIC)
		return DENIED;

	QUERY q = query_use(&store->database, OUTBOX_OF_LEAD);

	query_int(q, ":lead_id", lead_id);
	return read_rows(q, arena, false, rows);
}

enum status
store_outbox_unsent(struct store *store, struct arena *arena, bool mail,
    int64_t now, struct outbox_unsent *unsent)
{
	enum status st;

	*unsent = (struct outbox_unsent){ .reason = "" };
	if (store->access == STORE_PUBLIC)
		return DENIED;

	QUERY q = query_use(&store->database, OUTBOX_UNSENT);

	query_int(q, ":late", now - OUTBOX_LATE_SECONDS);
	query_int(q, ":since", now - GIVEN_UP_SECONDS);
	query_int(q, ":mail", mail);
	if ((st = query_row(q)) == OK)
		*unsent = (struct outbox_unsent){ query_get_int(q, 0),
			query_get_int(q, 1), query_get_int(q, 2),
			query_get_text(q, arena, 3) };
	return st == NOT_FOUND ? OK : st;
}

enum status
store_outbox_find(struct store *store, struct arena *arena, int64_t id,
    struct outbox_row *row)
{
	enum status st;

	if (store->access == STORE_PUBLIC)
		return DENIED;

	QUERY q = query_use(&store->database, OUTBOX_BY_ID);

	query_int(q, ":id", id);
	if ((st = query_row(q)) == OK)
		*row = read_row(q, arena);
	return st;
}

enum status
store_outbox_oldest(struct store *store, enum outbox_channel channel,
    int64_t now, int64_t *due_at)
{
	QUERY q = query_use(&store->database, OUTBOX_OLDEST);
	enum status st;

	query_text(q, ":channel", channel_ids[channel]);
	query_int(q, ":now", now);
	if ((st = query_row(q)) == OK)
		*due_at = query_get_int(q, 0);
	return st;
}

enum status
store_outbox_count(struct store *store, enum outbox_channel channel,
    int64_t *count)
{
	enum status st;

	if (store->access == STORE_PUBLIC)
		return DENIED;

	QUERY q = query_use(&store->database, OUTBOX_COUNT);

	query_text(q, ":channel", channel_ids[channel]);
	if ((st = query_row(q)) == OK)
		*count = query_get_int(q, 0);
	return st;
}

/* ---- what was said ---- */

enum status
store_dialogue_put(struct store *store, int64_t outbox_id, const char *said,
    int64_t now)
{
	enum status st;

	if (store->access == STORE_PUBLIC)
		return DENIED;

	TRANSACTION(tx, &store->database);
	QUERY q = query_use(&store->database, DIALOGUE_PUT);

	query_int(q, ":outbox_id", outbox_id);
	query_text(q, ":said", said);
	query_int(q, ":now", now);
	if ((st = transaction_begin(&tx)) == OK && (st = query_done(q)) == OK)
		st = transaction_commit(&tx);
	return st;
}

enum status
store_dialogue_get(struct store *store, struct arena *arena,
    int64_t outbox_id, const char **said)
{
	enum status st;

	if (store->access == STORE_PUBLIC)
		return DENIED;

	QUERY q = query_use(&store->database, DIALOGUE_GET);

	query_int(q, ":outbox_id", outbox_id);
	if ((st = query_row(q)) == OK)
		*said = query_get_text(q, arena, 0);
	return st;
}

/* ---- a demonstration's mail box ---- */

enum status
store_demo_mails(struct store *store, struct arena *arena, int64_t limit,
    struct demo_mails *mails)
{
	enum status st;

	*mails = (struct demo_mails){ 0 };
	if (store->access == STORE_PUBLIC)
		return DENIED;

	QUERY q = query_use(&store->database, DEMO_MAIL_NEWEST);

	query_int(q, ":limit", limit);
	while ((st = query_row(q)) == OK) {
		mails->at = rows_grow(arena, mails->at, mails->len,
		    sizeof(*mails->at));
		mails->at[mails->len++] = (struct demo_mail){
			.outbox_id = query_get_int(q, 0),
			.came_at = query_get_int(q, 1),
			.recipient = query_get_text(q, arena, 2),
			.subject = query_get_text(q, arena, 3),
			.text = query_get_text(q, arena, 4),
		};
	}
	return st == NOT_FOUND ? OK : st;
}
