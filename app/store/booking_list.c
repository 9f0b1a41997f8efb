#include "store/booking_list.h"

#include "base/arena.h"
#include "store/rows.h"
#include "store/store_private.h"

static enum status
read_rows(struct query *q, struct arena *arena, struct booking_entries *rows)
{
	enum status st;

	while ((st = query_row(q)) == OK) {
		struct booking_entry *row;

		rows->at = rows_grow(arena, rows->at, rows->len,
		    sizeof(*rows->at));
		row = &rows->at[rows->len++];
		*row = (struct booking_entry){
			.id = query_get_int(q, 0),
			.lead_id = query_get_int(q, 1),
			.slot = { query_get_int(q, 2), query_get_int(q, 3) },
			.held_until = query_get_int(q, 5),
			.overlaps = query_get_int(q, 6) != 0,
			.zone = query_get_text(q, arena, 7),
			.remind = query_get_int(q, 8) != 0,
		};
		st = booking_state_find(query_get_text(q, arena, 4),
		    &row->state);
		if (st != OK)
			return st;
	}
	return st == NOT_FOUND ? OK : st;
}

enum status
store_bookings_ahead(struct store *store, struct arena *arena, int64_t now,
    struct booking_entries *rows)
{
	*rows = (struct booking_entries){ 0 };
	if (store->access == STORE_PUBLIC)
		return DENIED;

	QUERY q = query_use(&store->database, BOOKING_AHEAD);

	query_int(q, ":now", now);
	return read_rows(q, arena, rows);
}

enum status
store_bookings_past(struct store *store, struct arena *arena, int64_t now,
    int64_t skip, int64_t limit, struct booking_entries *rows)
{
	*rows = (struct booking_entries){ 0 };
	if (store->access == STORE_PUBLIC)
		return DENIED;

	QUERY q = query_use(&store->database, BOOKING_PAST);

	query_int(q, ":now", now);
	query_int(q, ":skip", skip);
	query_int(q, ":limit", limit);
	return read_rows(q, arena, rows);
}

enum status
store_bookings_starting(struct store *store, struct arena *arena,
    int64_t from, int64_t to, struct booking_entries *rows)
{
	*rows = (struct booking_entries){ 0 };
	if (store->access == STORE_PUBLIC)
		return DENIED;

	QUERY q = query_use(&store->database, BOOKING_STARTING);

	query_int(q, ":from", from);
	query_int(q, ":to", to);
	return read_rows(q, arena, rows);
}

enum status
store_bookings_of_lead(struct store *store, struct arena *arena,
    int64_t lead_id, struct booking_entries *rows)
{
	*rows = (struct booking_entries){ 0 };
	if (store->access == STORE_PUBLIC)
		return DENIED;

	QUERY q = query_use(&store->database, BOOKING_OF_LEAD);

	query_int(q, ":lead_id", lead_id);
	return read_rows(q, arena, rows);
}

enum status
store_booking_of_lead(struct store *store, struct arena *arena,
    int64_t lead_id, int64_t id, struct booking_entry *call)
{
	struct booking_entries calls;
	enum status st = store_bookings_of_lead(store, arena, lead_id, &calls);

	for (size_t i = 0; st == OK && i < calls.len; i++)
		if (calls.at[i].id == id) {
			*call = calls.at[i];
			return OK;
		}
	return st == OK ? NOT_FOUND : st;
}
