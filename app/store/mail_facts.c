#include "store/mail_facts.h"

#include "store/store_private.h"

enum status
store_mail_booking(struct store *store, struct arena *arena, int64_t id,
    struct mail_booking *booking)
{
	enum status st;

	if (store->access == STORE_PUBLIC)
		return DENIED;

	QUERY q = query_use(&store->database, BOOKING_FOR_MAIL);

	query_int(q, ":id", id);
	if ((st = query_row(q)) != OK)
		return st;
	*booking = (struct mail_booking){
		.slot = { query_get_int(q, 0), query_get_int(q, 1) },
		.uid = query_get_text(q, arena, 3),
		.sequence = query_get_int(q, 4),
		.zone = query_get_text(q, arena, 5),
		.result = query_get_text(q, arena, 6),
		.lead_id = query_get_int(q, 7),
	};
	return booking_state_find(query_get_text(q, arena, 2),
	    &booking->state);
}

enum status
store_mail_lead(struct store *store, struct arena *arena, int64_t id,
    struct mail_lead *lead)
{
	enum status st;

	if (store->access == STORE_PUBLIC)
		return DENIED;

	QUERY q = query_use(&store->database, LEAD_FOR_MAIL);

	query_int(q, ":id", id);
	if ((st = query_row(q)) != OK)
		return st;
	*lead = (struct mail_lead){
		.result = query_get_text(q, arena, 0),
		.wishes = { query_get_int(q, 1), query_get_int(q, 2) },
		.zone = query_get_text(q, arena, 3),
		.doubtful = *query_get_text(q, arena, 4) != '\0',
	};
	return OK;
}

enum status
store_calls_between(struct store *store, int64_t from, int64_t to,
    int64_t *count)
{
	enum status st;

	if (store->access == STORE_PUBLIC)
		return DENIED;

	QUERY q = query_use(&store->database, BOOKING_COUNT_DAY);

	query_int(q, ":from", from);
	query_int(q, ":to", to);
	if ((st = query_row(q)) == OK)
		*count = query_get_int(q, 0);
	return st;
}

enum status
store_due_count(struct store *store, int64_t day, struct due_count *count)
{
	enum status st;

	if (store->access == STORE_PUBLIC)
		return DENIED;

	QUERY q = query_use(&store->database, FOLLOW_UP_COUNT);

	query_int(q, ":day", day);
	if ((st = query_row(q)) == OK)
		*count = (struct due_count){ query_get_int(q, 0),
			query_get_int(q, 1) };
	return st;
}

enum status
store_digest_day(struct store *store, int64_t *day)
{
	enum status st;

	if (store->access == STORE_PUBLIC)
		return DENIED;

	QUERY q = query_use(&store->database, DIGEST_DAY);

	if ((st = query_row(q)) == OK)
		*day = query_get_int(q, 0);
	return st;
}

enum status
store_digest_put(struct store *store, int64_t day,
    const struct outbox_list *list, int64_t now)
{
	enum status st;

	if (store->access == STORE_PUBLIC)
		return DENIED;

	TRANSACTION(tx, &store->database);
	QUERY q = query_use(&store->database, DIGEST_DAY_PUT);

	query_int(q, ":day", day);
	if ((st = transaction_begin(&tx)) == OK &&
	    (st = query_done(q)) == OK &&
	    (st = outbox_put(store, list, 0, 0, false, now)) == OK)
		st = transaction_commit(&tx);
	return st;
}
