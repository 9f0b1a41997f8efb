#include "store/taken.h"

#include "base/arena.h"
#include "store/office_private.h"
#include "store/rows.h"

static enum status
read_taken(struct query *q, struct taken *row)
{
	size_t len;
	const void *wrapped = query_get_blob(q, 5, &len);

	*row = (struct taken){
		.lead_id = query_get_int(q, 0),
		.kind = (enum seal_kind)query_get_int(q, 1),
		.number = query_get_int(q, 3),
		.opens = len == RECORD_KEY_SIZE,
		.key.generation = query_get_int(q, 4),
	};
	if (row->opens)
		memcpy(row->key.wrapped, wrapped, RECORD_KEY_SIZE);
	return query_get_bytes(q, 2, row->epoch, sizeof(row->epoch));
}

static enum status
read_all(struct query *q, struct arena *arena, struct taken_rows *rows)
{
	enum status st;

	*rows = (struct taken_rows){ 0 };
	while ((st = query_row(q)) == OK) {
		rows->at = rows_grow(arena, rows->at, rows->len,
		    sizeof(*rows->at));
		if ((st = read_taken(q, &rows->at[rows->len++])) != OK)
			return st;
	}
	return st == NOT_FOUND ? OK : st;
}

enum status
office_taken(struct office *office, struct arena *arena, int64_t first,
    int64_t last, struct taken_rows *rows)
{
	QUERY q = query_use(&office->database, RECORD_KEY_BETWEEN);

	query_int(q, ":first", first);
	query_int(q, ":last", last);
	query_int(q, ":kind", SEAL_BODY);
	return read_all(q, arena, rows);
}

/* A stretch of ids is looked up at once where most of it is wanted, else one
 * id after the other. */
static void
bind_ids(struct query *q, const struct lead_ids *ids)
{
	if (ids->dense) {
		query_int(q, ":first", ids->first);
		query_int(q, ":last", ids->last);
	} else {
		query_text(q, ":ids", ids->json);
	}
}

enum status
office_taken_of(struct office *office, struct arena *arena,
    const struct lead_ids *ids, enum seal_kind kind, struct taken_rows *rows)
{
	QUERY q = query_use(&office->database,
	    ids->dense ? RECORD_KEY_BETWEEN : RECORD_KEY_OF);

	bind_ids(q, ids);
	query_int(q, ":kind", kind);
	return read_all(q, arena, rows);
}

enum status
office_taken_last(struct office *office, int64_t *id)
{
	QUERY q = query_use(&office->database, RECORD_KEY_LAST);
	enum status st = query_row(q);

	*id = st == OK ? query_get_int(q, 0) : 0;
	return st;
}

static enum status
put_key(struct office *office, const struct taken *row)
{
	QUERY q = query_use(&office->database, RECORD_KEY_PUT);

	query_int(q, ":lead_id", row->lead_id);
	query_int(q, ":kind", row->kind);
	query_blob(q, ":epoch", row->epoch, sizeof(row->epoch));
	query_int(q, ":number", row->number);
	query_int(q, ":generation", row->key.generation);
	query_hash(q, ":wrapped", row->opens ? row->key.wrapped : NULL,
	    sizeof(row->key.wrapped));
	return query_done(q);
}

static enum status
put_index(struct office *office, const struct taken_index *index)
{
	QUERY q = query_use(&office->database, LEAD_INDEX_PUT);

	query_int(q, ":lead_id", index->lead_id);
	query_int(q, ":generation", index->generation);
	query_blob(q, ":email_index", index->email, sizeof(index->email));
	return query_done(q);
}

enum status
office_take_in(struct office *office, const struct taken_rows *rows,
    const struct taken_indexes *indexes)
{
	TRANSACTION(tx, &office->database);
	enum status st = transaction_begin(&tx);

	for (size_t i = 0; st == OK && i < rows->len; i++)
		st = put_key(office, &rows->at[i]);
	for (size_t i = 0; st == OK && i < indexes->len; i++)
		st = put_index(office, &indexes->at[i]);
	return st == OK ? transaction_commit(&tx) : st;
}

enum status
office_seen(struct office *office, int64_t lead_id, int64_t *before,
    int64_t *all)
{
	QUERY q = query_use(&office->database, LEAD_INDEX_SEEN);
	enum status st;

	query_int(q, ":lead_id", lead_id);
	if ((st = query_row(q)) != OK)
		return st;
	*before = query_get_int(q, 0);
	*all = query_get_int(q, 1);
	return OK;
}

enum status
office_same_person(struct office *office, struct arena *arena,
    int64_t lead_id, struct taken_same *same)
{
	QUERY q = query_use(&office->database, LEAD_INDEX_SAME);
	enum status st;

	*same = (struct taken_same){ 0 };
	query_int(q, ":lead_id", lead_id);
	while ((st = query_row(q)) == OK) {
		same->at = rows_grow(arena, same->at, same->len,
		    sizeof(*same->at));
		same->at[same->len++] = query_get_int(q, 0);
	}
	return st == NOT_FOUND ? OK : st;
}

/* Counts one more of the address of a lead; those of one lead come together. */
static void
add_seen(struct arena *arena, struct seen_rows *rows, int64_t lead_id,
    int64_t before)
{
	struct seen *last = rows->len == 0 ? NULL : &rows->at[rows->len - 1];

	if (last == NULL || last->lead_id != lead_id) {
		rows->at = rows_grow(arena, rows->at, rows->len,
		    sizeof(*rows->at));
		last = &rows->at[rows->len++];
		*last = (struct seen){ .lead_id = lead_id, .all = 1 };
	}
	last->before += before;
	last->all++;
}

enum status
office_seen_of(struct office *office, struct arena *arena,
    const struct lead_ids *ids, struct seen_rows *rows)
{
	QUERY q = query_use(&office->database,
	    ids->dense ? LEAD_INDEX_SEEN_BETWEEN : LEAD_INDEX_SEEN_OF);
	enum status st;

	*rows = (struct seen_rows){ 0 };
	bind_ids(q, ids);
	while ((st = query_row(q)) == OK)
		add_seen(arena, rows, query_get_int(q, 0),
		    query_get_int(q, 1));
	return st == NOT_FOUND ? OK : st;
}

/* Runs one statement on a lead's rows. */
static enum status
forget(struct office *office, enum query_name name, int64_t lead_id)
{
	QUERY q = query_use(&office->database, name);

	query_int(q, ":lead_id", lead_id);
	return query_done(q);
}

enum status
lead_forget(struct office *office, int64_t lead_id)
{
	enum status st;

	if ((st = forget(office, RECORD_KEY_FORGET, lead_id)) == OK &&
	    (st = forget(office, LEAD_INDEX_FORGET, lead_id)) == OK)
		st = forget(office, NOTE_FORGET, lead_id);
	return st;
}

enum status
office_forget_lead(struct office *office, int64_t lead_id)
{
	TRANSACTION(tx, &office->database);
	enum status st;

	if ((st = transaction_begin(&tx)) == OK &&
	    (st = lead_forget(office, lead_id)) == OK &&
	    (st = transaction_commit(&tx)) == OK)
		database_scrub(&office->database);
	return st;
}

enum status
generation_retire(struct office *office, enum query_name name,
    int64_t generation)
{
	QUERY q = query_use(&office->database, name);

	query_int(q, ":generation", generation);
	return query_done(q);
}

enum status
office_taken_retire(struct office *office, int64_t generation)
{
	TRANSACTION(tx, &office->database);
	enum status st;

	if ((st = transaction_begin(&tx)) == OK &&
	    (st = generation_retire(office, RECORD_KEY_RETIRE,
		generation)) == OK &&
	    (st = generation_retire(office, LEAD_INDEX_RETIRE,
		generation)) == OK)
		st = transaction_commit(&tx);
	return st;
}
