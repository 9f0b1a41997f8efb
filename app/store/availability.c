#include "store/availability.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/log.h"
#include "base/util.h"
#include "domain/hours.h"
#include "store/rows.h"
#include "store/store_private.h"

static const char *const source_ids[] = {
	[BUSY_FILE] = "file",
	[BUSY_OWNER] = "owner",
	[BUSY_CALENDAR] = "caldav",
};

/* ---- days with other hours ---- */

struct query *
overrides_ask(struct store *store, int64_t from_day)
{
	struct query *q = query_use(&store->database, OVERRIDE_FROM);

	query_int(q, ":from_day", from_day);
	query_ahead(q);
	return q;
}

enum status
overrides_take(struct query *q, struct arena *arena,
    struct overrides *overrides)
{
	enum status st;

	*overrides = (struct overrides){ 0 };
	while ((st = query_row(q)) == OK) {
		const int64_t day = query_get_int(q, 0);

		overrides->at = rows_grow(arena, overrides->at,
		    overrides->len, sizeof(*overrides->at));
		if (override_read(arena, day, query_get_text(q, arena, 1),
		    query_get_text(q, arena, 2),
		    &overrides->at[overrides->len++]) != OK)
			log_warn("store.damaged", "the hours of day %lld, "
			    "which is blocked therefore", (long long)day);
	}
	return st == NOT_FOUND ? OK : st;
}

enum status
store_overrides(struct store *store, struct arena *arena, int64_t from_day,
    struct overrides *overrides)
{
	QUERY q = overrides_ask(store, from_day);

	return overrides_take(q, arena, overrides);
}

static enum status
put_day(struct store *store, const struct override *override, int64_t day,
    const char *hours)
{
	QUERY q = query_use(&store->database, OVERRIDE_PUT);

	query_int(q, ":day", day);
	query_text(q, ":zone", override_zone(override));
	query_text(q, ":hours", hours);
	return query_done(q);
}

enum status
store_override_put(struct store *store, const struct override *override,
    int64_t last_day, const struct deed *deed)
{
	enum status st;

	if (store->access == STORE_PUBLIC)
		return DENIED;

	TRANSACTION(tx, &store->database);
	ARENA(arena);
	const char *hours = hours_text(arena, &override->windows);

	st = transaction_begin(&tx);
	for (int64_t day = override->day; st == OK && day <= last_day; day++)
		st = put_day(store, override, day, hours);
	return st == OK ? deed_commit(store, &tx, deed) : st;
}

static enum status
delete_days(struct store *store, int64_t day, int64_t last_day)
{
	QUERY q = query_use(&store->database, OVERRIDE_DELETE);

	query_int(q, ":day", day);
	query_int(q, ":last_day", last_day);
	return query_done(q);
}

enum status
store_override_remove(struct store *store, int64_t day, int64_t last_day,
    const struct deed *deed)
{
	enum status st;

	if (store->access == STORE_PUBLIC)
		return DENIED;

	TRANSACTION(tx, &store->database);

	if ((st = transaction_begin(&tx)) == OK &&
	    (st = delete_days(store, day, last_day)) == OK)
		st = deed_commit(store, &tx, deed);
	return st;
}

/* ---- time that is taken ---- */

static void
add_slot(struct arena *arena, struct slots *slots, struct slot slot)
{
	slots->at = rows_grow(arena, slots->at, slots->len, sizeof(slot));
	slots->at[slots->len++] = slot;
}

static enum status
add_bookings(struct store *store, struct arena *arena, int64_t now,
    int64_t from, int64_t to, int64_t except, struct slots *busy)
{
	QUERY q = query_use(&store->database, BOOKING_BETWEEN);
	enum status st;

	query_int(q, ":from", from);
	query_int(q, ":to", to);
	query_int(q, ":except", except);
	query_int(q, ":now", now);
	while ((st = query_row(q)) == OK)
		add_slot(arena, busy, (struct slot){ query_get_int(q, 0),
		    query_get_int(q, 1), false });
	return st == NOT_FOUND ? OK : st;
}

static enum status
add_blocked(struct store *store, struct arena *arena, int64_t from,
    int64_t to, struct slots *busy)
{
	QUERY q = query_use(&store->database, BUSY_BETWEEN);
	enum status st;

	query_int(q, ":from", from);
	query_int(q, ":to", to);
	while ((st = query_row(q)) == OK)
		add_slot(arena, busy, (struct slot){ query_get_int(q, 2),
		    query_get_int(q, 3), true });
	return st == NOT_FOUND ? OK : st;
}

static int
slot_by_start(const void *a, const void *b)
{
	const struct slot *one = a;
	const struct slot *other = b;

	return (one->starts_at > other->starts_at) -
	    (one->starts_at < other->starts_at);
}

enum status
store_busy(struct store *store, struct arena *arena, int64_t now, int64_t from,
    int64_t to, int64_t except, struct slots *busy)
{
	size_t bookings;
	enum status st;

	*busy = (struct slots){ 0 };
	st = add_bookings(store, arena, now, from, to, except, busy);
	if (st != OK)
		return st;
	bookings = busy->len;
	if ((st = add_blocked(store, arena, from, to, busy)) != OK)
		return st;
	if (busy->len > bookings)
		qsort(busy->at, busy->len, sizeof(*busy->at), slot_by_start);
	return OK;
}

static enum status
source_find(const char *id, enum busy_source *source)
{
	for (size_t i = 1; i < countof(source_ids); i++) {
		if (strcmp(source_ids[i], id) != 0)
			continue;
		*source = (enum busy_source)i;
		return OK;
	}
	log_error("store.damaged", "blocked time of the source \"%s\"", id);
	return FAILED;
}

static int
time_by_start(const void *a, const void *b)
{
	const struct busy_time *one = a;
	const struct busy_time *other = b;

	return slot_by_start(&one->slot, &other->slot);
}

enum status
store_busy_times(struct store *store, struct arena *arena, int64_t from,
    struct busy_times *times)
{
	QUERY q = query_use(&store->database, BUSY_BETWEEN);
	enum status st;

	*times = (struct busy_times){ 0 };
	query_int(q, ":from", from);
	query_int(q, ":to", INT64_MAX);
	while ((st = query_row(q)) == OK) {
		struct busy_time *one;

		times->at = rows_grow(arena, times->at, times->len,
		    sizeof(*times->at));
		one = &times->at[times->len++];
		one->id = query_get_int(q, 0);
		one->slot = (struct slot){ query_get_int(q, 2),
			query_get_int(q, 3), true };
		st = source_find(query_get_text(q, arena, 1), &one->source);
		if (st != OK)
			return st;
	}
	if (times->len > 0)
		qsort(times->at, times->len, sizeof(*times->at),
		    time_by_start);
	return st == NOT_FOUND ? OK : st;
}

static enum status
insert_time(struct store *store, enum busy_source source,
    const struct slot *slot)
{
	QUERY q = query_use(&store->database, BUSY_INSERT);

	query_text(q, ":source", source_ids[source]);
	query_int(q, ":starts_at", slot->starts_at);
	query_int(q, ":ends_at", slot->ends_at);
	return query_done(q);
}

enum status
store_busy_add(struct store *store, const struct slot *slot,
    const struct deed *deed)
{
	enum status st;

	if (store->access == STORE_PUBLIC)
		return DENIED;

	TRANSACTION(tx, &store->database);

	if ((st = transaction_begin(&tx)) == OK &&
	    (st = insert_time(store, BUSY_OWNER, slot)) == OK)
		st = deed_commit(store, &tx, deed);
	return st;
}

static enum status
delete_time(struct store *store, int64_t id)
{
	QUERY q = query_use(&store->database, BUSY_DELETE);

	query_int(q, ":id", id);
	return query_change(q, NOT_FOUND);
}

enum status
store_busy_remove(struct store *store, int64_t id, const struct deed *deed)
{
	enum status st;

	if (store->access == STORE_PUBLIC)
		return DENIED;

	TRANSACTION(tx, &store->database);

	if ((st = transaction_begin(&tx)) == OK &&
	    (st = delete_time(store, id)) == OK)
		st = deed_commit(store, &tx, deed);
	return st;
}

/* ---- the owner's calendar file ---- */

enum status
store_busy_file(struct store *store, struct busy_file *file)
{
	QUERY q = query_use(&store->database, BUSY_FILE_GET);
	enum status st = query_row(q);

	if (st == OK)
		*file = (struct busy_file){ query_get_int(q, 0),
			query_get_int(q, 1) };
	return st;
}

static enum status
put_file(struct store *store, const struct busy_file *file)
{
	QUERY q = query_use(&store->database, BUSY_FILE_PUT);

	query_int(q, ":read_at", file->read_at);
	query_int(q, ":covers_to", file->covers_to);
	return query_done(q);
}

static enum status
delete_times(struct store *store, enum busy_source source)
{
	QUERY q = query_use(&store->database, BUSY_DELETE_SOURCE);

	query_text(q, ":source", source_ids[source]);
	return query_done(q);
}

enum status
busy_replace(struct store *store, enum busy_source source,
    const struct slots *slots)
{
	enum status st = delete_times(store, source);

	for (size_t i = 0; i < slots->len && st == OK; i++)
		st = insert_time(store, source, &slots->at[i]);
	return st;
}

enum status
store_busy_replace(struct store *store, const struct busy_file *file,
    const struct slots *slots, const struct deed *deed)
{
	enum status st;

	if (store->access == STORE_PUBLIC)
		return DENIED;

	TRANSACTION(tx, &store->database);

	if ((st = transaction_begin(&tx)) == OK &&
	    (st = busy_replace(store, BUSY_FILE, slots)) == OK &&
	    (st = put_file(store, file)) == OK)
		st = deed_commit(store, &tx, deed);
	return st;
}
