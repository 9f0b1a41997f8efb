#include "store/outbox.h"

#include "base/log.h"
#include "base/util.h"
#include "store/store_private.h"

enum { DAY_SECONDS = 86400 };

/* How long what is not needed any more is still looked at. */
enum {
	WAIT_DAYS = 7,
	BODY_DAYS = 30,
	ROW_DAYS = 180,
	DIALOGUE_DAYS = 1,
};

static const char *const channel_ids[] = {
	[OUTBOX_MAIL] = "mail",
	[OUTBOX_HOOK] = "hook",
};

/* ---- queueing ---- */

static enum status
epoch_put(struct store *store, const struct seal_epoch *epoch)
{
	QUERY q = query_use(&store->database, MAIL_EPOCH_PUT);
	enum status st;

	if (epoch_is_known(store, &store->mail_known, epoch))
		return OK;
	query_blob(q, ":epoch", epoch->id, sizeof(epoch->id));
	query_int(q, ":generation", epoch->generation);
	query_blob(q, ":root", epoch->root, sizeof(epoch->root));
	if ((st = query_later(q)) == OK)
		epoch_know(store, &store->mail_known, epoch);
	return st;
}

static enum status
insert(struct store *store, struct query *q, const struct outbox_new *message,
    int64_t lead_id, int64_t booking_id, int64_t now)
{
	enum status st = epoch_put(store, &message->epoch);

	if (st != OK)
		return st;
	query_text(q, ":uuid", message->uuid);
	query_text(q, ":channel", channel_ids[message->channel]);
	query_text(q, ":kind", message->kind);
	query_id(q, ":lead_id", lead_id);
	query_id(q, ":booking_id", booking_id);
	query_int(q, ":lapses", message->lapses);
	query_int(q, ":due_at", message->due_at);
	query_int(q, ":created_at", store_minute(now));
	query_blob(q, ":epoch", message->epoch.id, sizeof(message->epoch.id));
	query_int(q, ":number", message->sealed.number);
	query_blob(q, ":body", message->sealed.bytes, message->sealed.size);
	return query_row_insert(q, NULL);
}

static bool
is_wanted(const struct outbox_new *message, bool doubtful)
{
	return message->when == OUTBOX_ALWAYS ||
	    (message->when == OUTBOX_IF_DOUBTFUL) == doubtful;
}

enum status
outbox_rows(struct store *store, struct query *q,
    const struct outbox_list *list, int64_t lead_id, int64_t booking_id,
    bool doubtful, int64_t now)
{
	enum status st = OK;

	for (size_t i = 0; st == OK && list != NULL && i < list->len; i++)
		if (is_wanted(&list->at[i], doubtful))
			st = insert(store, q, &list->at[i], lead_id,
			    booking_id, now);
	return st;
}

enum status
outbox_put(struct store *store, const struct outbox_list *list,
    int64_t lead_id, int64_t booking_id, bool doubtful, int64_t now)
{
	QUERY q = query_use(&store->database, OUTBOX_INSERT);
	enum status st = outbox_rows(store, q, list, lead_id, booking_id,
	    doubtful, now);

	return st == OK ? query_rows_inserted(q) : st;
}

enum status
store_outbox_add(struct store *store, const struct outbox_list *list,
    int64_t lead_id, int64_t booking_id, int64_t now)
{
	enum status st;

	if (store->access == STORE_PUBLIC)
		return DENIED;

	TRANSACTION(tx, &store->database);

	if ((st = transaction_begin(&tx)) == OK &&
	    (st = outbox_put(store, list, lead_id, booking_id, false,
	    now)) == OK)
		st = transaction_commit(&tx);
	return st;
}

enum status
mail_epoch_sweep(struct store *store)
{
	QUERY q = query_use(&store->database, MAIL_EPOCH_SWEEP);

	/* What was put may go again. */
	store->database.turn++;
	return query_done(q);
}

enum status
outbox_lapse(struct store *store, int64_t booking_id)
{
	QUERY q = query_use(&store->database, OUTBOX_LAPSE);
	enum status st;

	query_int(q, ":booking_id", booking_id);
	st = query_done(q);
	return st == OK ? mail_epoch_sweep(store) : st;
}

/* ---- sending ---- */

enum status
store_outbox_claim(struct store *store, int64_t id, int64_t next_try_at)
{
	enum status st;

	if (store->access == STORE_PUBLIC)
		return DENIED;

	TRANSACTION(tx, &store->database);
	QUERY q = query_use(&store->database, OUTBOX_CLAIM);

	query_int(q, ":id", id);
	query_int(q, ":next_try_at", next_try_at);
	if ((st = transaction_begin(&tx)) != OK ||
	    (st = query_change(q, CONFLICT)) != OK)
		return st;
	return transaction_commit(&tx);
}

static enum status
mark_sent(struct store *store, int64_t id, int64_t now)
{
	QUERY q = query_use(&store->database, OUTBOX_MARK_SENT);
	enum status st;

	query_int(q, ":id", id);
	query_int(q, ":now", now);
	st = query_done(q);
	return st == OK ? mail_epoch_sweep(store) : st;
}

enum status
store_outbox_sent(struct store *store, int64_t id, int64_t now)
{
	enum status st;

	if (store->access == STORE_PUBLIC)
		return DENIED;

	TRANSACTION(tx, &store->database);

	if ((st = transaction_begin(&tx)) == OK &&
	    (st = mark_sent(store, id, now)) == OK)
		st = transaction_commit(&tx);
	return st;
}

enum status
store_demo_mail_put(struct store *store, const struct demo_mail *mail)
{
	enum status st;

	if (store->access == STORE_PUBLIC)
		return DENIED;

	TRANSACTION(tx, &store->database);
	QUERY q = query_use(&store->database, DEMO_MAIL_PUT);

	query_int(q, ":outbox_id", mail->outbox_id);
	query_int(q, ":now", mail->came_at);
	query_text(q, ":recipient", mail->recipient);
	query_text(q, ":subject", mail->subject);
	query_text(q, ":text", mail->text);
	if ((st = transaction_begin(&tx)) == OK &&
	    (st = query_done(q)) == OK &&
	    (st = mark_sent(store, mail->outbox_id, mail->came_at)) == OK)
		st = transaction_commit(&tx);
	return st;
}

enum status
store_outbox_failed(struct store *store, int64_t id,
    const struct outbox_failure *failure)
{
	bool again = failure->next_try_at != 0;
	enum status st;

	if (store->access == STORE_PUBLIC)
		return DENIED;

	TRANSACTION(tx, &store->database);
	QUERY q = query_use(&store->database,
	    again ? OUTBOX_RETRY : OUTBOX_DEAD_NOW);

	query_int(q, ":id", id);
	query_int(q, ":code", failure->code);
	query_text(q, ":reason", failure->reason);
	if (again)
		query_int(q, ":next_try_at", failure->next_try_at);
	if ((st = transaction_begin(&tx)) == OK && (st = query_done(q)) == OK)
		st = transaction_commit(&tx);
	return st;
}

enum status
store_outbox_wait(struct store *store, enum outbox_channel channel,
    const char *why, int64_t now)
{
	enum status st;

	if (store->access == STORE_PUBLIC)
		return DENIED;

	TRANSACTION(tx, &store->database);
	QUERY q = query_use(&store->database, OUTBOX_WAIT);

	query_text(q, ":channel", channel_ids[channel]);
	query_text(q, ":reason", why);
	query_int(q, ":now", now);
	if ((st = transaction_begin(&tx)) == OK && (st = query_done(q)) == OK)
		st = transaction_commit(&tx);
	return st;
}

enum status
store_outbox_cancel(struct store *store, int64_t id, const char *why)
{
	enum status st;

	if (store->access == STORE_PUBLIC)
		return DENIED;

	TRANSACTION(tx, &store->database);
	QUERY q = query_use(&store->database, OUTBOX_CANCEL);

	query_int(q, ":id", id);
	query_text(q, ":reason", why);
	if ((st = transaction_begin(&tx)) == OK &&
	    (st = query_done(q)) == OK &&
	    (st = mail_epoch_sweep(store)) == OK)
		st = transaction_commit(&tx);
	return st;
}

static enum status
find_id(struct store *store, int64_t id)
{
	QUERY q = query_use(&store->database, OUTBOX_BY_ID);

	query_int(q, ":id", id);
	return query_row(q);
}

enum status
store_outbox_again(struct store *store, int64_t id, int64_t now)
{
	enum status st;

	if (store->access == STORE_PUBLIC)
		return DENIED;

	TRANSACTION(tx, &store->database);
	QUERY q = query_use(&store->database, OUTBOX_AGAIN);

	query_int(q, ":id", id);
	query_int(q, ":now", now);
	if ((st = transaction_begin(&tx)) != OK ||
	    (st = find_id(store, id)) != OK ||
	    (st = query_change(q, CONFLICT)) != OK)
		return st;
	return transaction_commit(&tx);
}

/* ---- the clock ---- */

static enum status
run_until(struct store *store, enum query_name name, const char *parameter,
    int64_t at)
{
	QUERY q = query_use(&store->database, name);

	query_int(q, parameter, at);
	return query_done(q);
}

enum status
store_outbox_tidy(struct store *store, int64_t now)
{
	static const struct {
		const char *parameter;
		enum query_name name;
		int days;
	} steps[] = {
		{ ":now", OUTBOX_BEGUN, 0 },
		{ ":before", OUTBOX_EXPIRE, WAIT_DAYS },
		{ ":before", OUTBOX_STRIP, BODY_DAYS },
		{ ":before", OUTBOX_FORGET, ROW_DAYS },
		{ ":before", DIALOGUE_FORGET, DIALOGUE_DAYS },
	};
	enum status st;

	if (store->access == STORE_PUBLIC)
		return DENIED;

	TRANSACTION(tx, &store->database);

	st = transaction_begin(&tx);
	for (size_t i = 0; st == OK && i < countof(steps); i++)
		st = run_until(store, steps[i].name, steps[i].parameter,
		    now - (int64_t)steps[i].days * DAY_SECONDS);
	if (st == OK && (st = mail_epoch_sweep(store)) == OK)
		st = transaction_commit(&tx);
	return st;
}
