#include "store/insights.h"

#include "store/rows.h"
#include "store/store_private.h"

enum status
store_bookings_by_result(struct store *store, struct arena *arena,
    int64_t since, struct result_counts *counts)
{
	enum status st;

	*counts = (struct result_counts){ 0 };
	if (store->access == STORE_PUBLIC)
		return DENIED;

	QUERY q = query_use(&store->database, BOOKING_BY_RESULT);

	query_int(q, ":since", since);
	while ((st = query_row(q)) == OK) {
		counts->at = rows_grow(arena, counts->at, counts->len,
		    sizeof(*counts->at));
		counts->at[counts->len++] = (struct result_count){
			.result = query_get_text(q, arena, 0),
			.count = query_get_int(q, 1),
		};
	}
	return st == NOT_FOUND ? OK : st;
}

enum status
store_call_outcomes(struct store *store, struct arena *arena,
    struct call_outcomes *outcomes)
{
	enum status st;

	*outcomes = (struct call_outcomes){ 0 };
	if (store->access == STORE_PUBLIC)
		return DENIED;

	QUERY q = query_use(&store->database, LEAD_OUTCOMES);

	while ((st = query_row(q)) == OK) {
		outcomes->at = rows_grow(arena, outcomes->at, outcomes->len,
		    sizeof(*outcomes->at));
		outcomes->at[outcomes->len++] = (struct call_outcome){
			.lead_id = query_get_int(q, 0),
			.result = query_get_text(q, arena, 1),
			.recommended = query_get_text(q, arena, 2),
		};
	}
	return st == NOT_FOUND ? OK : st;
}
