#include "store/lead_list.h"

#include <assert.h>

#include "base/arena.h"
#include "store/rows.h"
#include "store/store_private.h"

/* As 0007_desk.sql has it. */
enum {
	NEXT_FIRST = 1,
	NEXT_NONE = 1000000,
	NEXT_CLOSED = 1000001,
	HOUR_SECONDS = 3600,
	DAY_SECONDS = 86400,
	ID_DIGITS = 20,
};

/* By sort: of all leads, and of one stage. */
static const enum query_name lists[LEAD_SORT_COUNT][2] = {
	[LEAD_SORT_NEWEST] = { LEAD_LIST_NEWEST, LEAD_LIST_STAGE_NEWEST },
	[LEAD_SORT_OLDEST] = { LEAD_LIST_OLDEST, LEAD_LIST_STAGE_OLDEST },
	[LEAD_SORT_NEXT] = { LEAD_LIST_NEXT, LEAD_LIST_STAGE_NEXT },
};

/* The days, as next_on has them, that a filter lets through. */
struct span {
	int64_t from;
	int64_t to;
};

static struct span
span_of(const struct lead_filter *filter)
{
	switch (filter->follow) {
	case LEAD_FOLLOW_DUE:
		return (struct span){ filter->today, filter->today };
	case LEAD_FOLLOW_OVERDUE:
		return (struct span){ NEXT_FIRST, filter->today - 1 };
	case LEAD_FOLLOW_NONE:
		return (struct span){ NEXT_NONE, NEXT_NONE };
	case LEAD_FOLLOW_PLANNED:
		return (struct span){ filter->today + 1, NEXT_NONE - 1 };
	case LEAD_FOLLOW_IDLE:
		return (struct span){ NEXT_FIRST, NEXT_NONE };
	case LEAD_FOLLOW_ANY:
	case LEAD_FOLLOW_COUNT:
		break;
	}
	return (struct span){ NEXT_FIRST,
		filter->open ? NEXT_NONE : NEXT_CLOSED };
}

static int64_t
idle_before(int64_t now)
{
	return now - (int64_t)FOLLOW_UP_IDLE_DAYS * DAY_SECONDS;
}

/* All of LEAD_FILTER; what is not looked for stays NULL. */
static void
bind_filter(struct query *q, const struct lead_filter *filter,
    const struct span *span)
{
	bool idle = filter->follow == LEAD_FOLLOW_IDLE;

	query_int(q, ":next_to", span->to);
	if (filter->stage != 0)
		query_text(q, ":stage", lead_stage_id(filter->stage));
	query_int(q, ":from", filter->from_at);
	query_int(q, ":to", filter->to_at == 0 ? INT64_MAX : filter->to_at);
	query_int(q, ":trusted", idle || filter->follow == LEAD_FOLLOW_NONE);
	if (idle)
		query_int(q, ":idle", idle_before(filter->now));
	query_int(q, ":today", filter->today);
	if (*filter->results != '\0')
		query_text(q, ":results", filter->results);
}

/* Adds what a statement finds from a place on, up to the query's limit. */
static enum status
list_from(struct store *store, struct arena *arena, enum query_name name,
    const struct lead_query *query, const struct lead_cursor *from,
    struct lead_places *places)
{
	const struct span span = span_of(&query->filter);
	QUERY q = query_use(&store->database, name);
	enum status st;

	bind_filter(q, &query->filter, &span);
	query_int(q, ":id", from->id);
	query_int(q, ":on", from->on);
	query_int(q, ":limit", query->limit - (int64_t)places->len);
	while ((st = query_row(q)) == OK) {
		places->at = rows_grow(arena, places->at, places->len,
		    sizeof(*places->at));
		places->at[places->len++] = (struct lead_place){
			query_get_int(q, 0), query_get_int(q, 1) };
	}
	return st == NOT_FOUND ? OK : st;
}

static enum status
list_by_id(struct store *store, struct arena *arena,
    const struct lead_query *query, struct lead_places *places)
{
	struct lead_cursor from = { span_of(&query->filter).from,
		query->after.id };

	if (query->sort == LEAD_SORT_NEWEST && from.id == 0)
		from.id = INT64_MAX;
	return list_from(store, arena,
	    lists[query->sort][query->filter.stage != 0], query, &from,
	    places);
}

/* By the next date it goes on within the day of the last one shown, then with
 * the days behind it: as one statement no index would find the place. */
static enum status
list_by_next(struct store *store, struct arena *arena,
    const struct lead_query *query, struct lead_places *places)
{
	bool staged = query->filter.stage != 0;
	struct lead_cursor from = { span_of(&query->filter).from, 0 };
	enum status st = OK;

	if (query->after.id != 0) {
		from.on = query->after.on + 1;
		st = list_from(store, arena,
		    staged ? LEAD_LIST_STAGE_DAY : LEAD_LIST_DAY, query,
		    &query->after, places);
	}
	if (st == OK && (int64_t)places->len < query->limit)
		st = list_from(store, arena,
		    lists[LEAD_SORT_NEXT][staged], query, &from, places);
	return st;
}

enum status
store_lead_places(struct store *store, struct arena *arena,
    const struct lead_query *query, struct lead_places *places)
{
	*places = (struct lead_places){ 0 };
	if (store->access == STORE_PUBLIC)
		return DENIED;
	return query->sort == LEAD_SORT_NEXT ?
	    list_by_next(store, arena, query, places) :
	    list_by_id(store, arena, query, places);
}

/* Writes a positive number in front of end; returns where it begins. */
static char *
digits_before(char *end, int64_t number)
{
	do
		*--end = (char)('0' + number % 10);
	while ((number /= 10) > 0);
	return end;
}

struct lead_ids
lead_places_ids(struct arena *arena, const struct lead_places *places)
{
	char *text = arena_alloc(arena, places->len * (ID_DIGITS + 1) + 3);
	char *end = text;
	struct lead_ids ids = { text, INT64_MAX, 0 };

	*end++ = '[';
	for (size_t i = 0; i < places->len; i++) {
		const int64_t id = places->at[i].id;
		char digits[ID_DIGITS];
		char *first = digits_before(digits + ID_DIGITS, id);
		size_t len = (size_t)(digits + ID_DIGITS - first);

		if (i > 0)
			*end++ = ',';
		memcpy(end, first, len);
		end += len;
		ids.first = id < ids.first ? id : ids.first;
		ids.last = id > ids.last ? id : ids.last;
	}
	*end++ = ']';
	ids.dense = ids.last - ids.first < (int64_t)(2 * places->len);
	return ids;
}

enum status
store_lead_lines(struct store *store, struct arena *arena,
    const struct lead_places *places, bool body, struct lead_rows *rows)
{
	enum status st;

	*rows = (struct lead_rows){ 0 };
	if (store->access == STORE_PUBLIC)
		return DENIED;

	QUERY q = query_use(&store->database, body ? LEAD_WHOLE : LEAD_LINES);

	query_text(q, ":ids", lead_places_ids(arena, places).json);
	rows->at = arena_array(arena, places->len, sizeof(*rows->at));
	for (size_t i = 0; (st = query_row(q)) == OK; i++) {
		struct lead_row *row = &rows->at[rows->len++];

		if ((st = lead_read(q, arena, row)) != OK)
			return st;
		while (places->at[i].id != row->id) {
			i++;
			assert(i < places->len);
		}
	}
	return st == NOT_FOUND ? OK : st;
}

struct lead_cursor
lead_cursor_behind(const struct lead_row *row)
{
	int64_t on = row->follow_up_on == 0 ? NEXT_NONE : row->follow_up_on;

	return (struct lead_cursor){
		.on = lead_stage_is_closed(row->stage) ? NEXT_CLOSED : on,
		.id = row->id,
	};
}

/* ---- counting ---- */

enum status
store_lead_list_count(struct store *store, const struct lead_filter *filter,
    int64_t *count)
{
	const struct span span = span_of(filter);
	enum status st;

	if (store->access == STORE_PUBLIC)
		return DENIED;

	QUERY q = query_use(&store->database, LEAD_LIST_COUNT);

	bind_filter(q, filter, &span);
	query_int(q, ":on", span.from);
	if ((st = query_row(q)) == OK)
		*count = query_get_int(q, 0);
	return st;
}

enum status
store_version(struct store *store, int64_t *version)
{
	return database_version(&store->database, version);
}

/* Adds what there is at one stage. */
static void
add_stage(struct query *q, enum lead_stage stage, struct lead_counts *counts)
{
	static const enum lead_follow columns[] = { LEAD_FOLLOW_DUE,
		LEAD_FOLLOW_OVERDUE, LEAD_FOLLOW_NONE, LEAD_FOLLOW_PLANNED,
		LEAD_FOLLOW_IDLE };
	int64_t number = query_get_int(q, 1);

	counts->stages[stage] = number;
	counts->all += number;
	if (!lead_stage_is_closed(stage))
		counts->open += number;
	for (int i = 0; i < (int)(sizeof(columns) / sizeof(*columns)); i++)
		counts->follows[columns[i]] += query_get_int(q, 2 + i);
}

static enum status
count_all(struct store *store, int64_t today, int64_t now,
    struct lead_counts *counts)
{
	ARENA(arena);
	QUERY q = query_use(&store->database, LEAD_COUNTS);
	enum status st;

	*counts = (struct lead_counts){ 0 };
	query_int(q, ":today", today);
	query_int(q, ":idle", idle_before(now));
	while ((st = query_row(q)) == OK) {
		enum lead_stage stage;

		st = lead_stage_find(query_get_text(q, arena, 0), &stage);
		if (st == OK)
			add_stage(q, stage, counts);
	}
	counts->follows[LEAD_FOLLOW_ANY] = counts->all;
	return st == NOT_FOUND ? OK : st;
}

enum status
store_lead_counts(struct store *store, int64_t today, int64_t now,
    struct lead_counts *counts)
{
	struct lead_tally *last = &store->tally;
	struct lead_tally fresh = {
		.today = today,
		.until = now - now % HOUR_SECONDS + HOUR_SECONDS,
	};
	enum status st;

	if (store->access == STORE_PUBLIC)
		return DENIED;
	if ((st = store_version(store, &fresh.version)) != OK)
		return st;
	if (fresh.version != last->version || today != last->today ||
	    fresh.until != last->until) {
		st = count_all(store, today, now, &fresh.counts);
		if (st != OK)
			return st;
		*last = fresh;
	}
	*counts = last->counts;
	return OK;
}
