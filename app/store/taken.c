#include "store/taken.h"

#include "base/arena.h"
#include "store/office_private.h"
#include "store/rows.h"

static enum status
read_taken(sqlite3_stmt *q, struct taken *row)
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

enum status
office_taken(struct office *office, struct arena *arena, int64_t first,
    int64_t last, struct taken_rows *rows)
{
	QUERY q = query_use(&office->database, RECORD_KEY_BETWEEN);
	enum status st;

	*rows = (struct taken_rows){ 0 };
	query_int(q, ":first", first);
	query_int(q, ":last", last);
	while ((st = query_row(q)) == OK) {
		rows->at = rows_grow(arena, rows->at, rows->len,
		    sizeof(*rows->at));
		if ((st = read_taken(q, &rows->at[rows->len++])) != OK)
			return st;
	}
	return st == NOT_FOUND ? OK : st;
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

static enum status
retire(struct office *office, enum query_name name, int64_t generation)
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
	    (st = retire(office, RECORD_KEY_RETIRE, generation)) == OK &&
	    (st = retire(office, LEAD_INDEX_RETIRE, generation)) == OK)
		st = transaction_commit(&tx);
	return st;
}
