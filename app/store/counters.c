#include "store/counters.h"

#include "store/lock.h"
#include "store/rows.h"
#include "store/store_private.h"

static enum status
add(struct store *store, const struct page_count *count)
{
	QUERY q = query_use(&store->database, PAGE_COUNT_ADD);

	query_int(q, ":day", count->day);
	query_text(q, ":page", count->page);
	query_int(q, ":count", count->count);
	return query_done(q);
}

/* Whether nobody writes at this moment; whoever begins in between is waited
 * for after all. */
static enum status
turn_is_free(struct store *store)
{
	enum status st = lock_try(store->database.lock);

	if (st == OK)
		lock_drop(store->database.lock);
	return st;
}

enum status
store_page_counts_add(struct store *store, const struct page_counts *counts,
    bool patient)
{
	TRANSACTION(tx, &store->database);
	enum status st = OK;

	if (counts->len == 0)
		return OK;
	if (!patient)
		st = turn_is_free(store);
	if (st == OK)
		st = transaction_begin(&tx);
	for (size_t i = 0; i < counts->len && st == OK; i++)
		st = add(store, &counts->at[i]);
	return st == OK ? transaction_commit(&tx) : st;
}

enum status
store_page_counts_weekly(struct store *store, struct arena *arena,
    int64_t from_monday, struct page_counts *counts)
{
	enum status st;

	*counts = (struct page_counts){ 0 };
	if (store->access == STORE_PUBLIC)
		return DENIED;

	QUERY q = query_use(&store->database, PAGE_COUNT_WEEKLY);

	query_int(q, ":from_day", from_monday);
	while ((st = query_row(q)) == OK) {
		counts->at = rows_grow(arena, counts->at, counts->len,
		    sizeof(*counts->at));
		counts->at[counts->len++] = (struct page_count){
			.day = query_get_int(q, 0),
			.page = query_get_text(q, arena, 1),
			.count = query_get_int(q, 2),
		};
	}
	return st == NOT_FOUND ? OK : st;
}
