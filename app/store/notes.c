#include "store/notes.h"

#include "base/arena.h"
#include "store/office_private.h"
#include "store/rows.h"

const char *
note_context(struct arena *arena, const char *lead_uuid, const char *uuid)
{
	return arena_printf(arena, "note of %s, %s", lead_uuid, uuid);
}

enum status
office_note_add(struct office *office, struct note_row *note)
{
	TRANSACTION(tx, &office->database);
	QUERY q = query_use(&office->database, NOTE_INSERT);
	enum status st = transaction_begin(&tx);

	if (st != OK)
		return st;
	note->created_at -= note->created_at % 60;
	query_text(q, ":uuid", note->uuid);
	query_int(q, ":lead_id", note->lead_id);
	query_text(q, ":lead_uuid", note->lead_uuid);
	query_int(q, ":admin_id", note->admin_id);
	query_int(q, ":created_at", note->created_at);
	query_int(q, ":generation", note->sealed.generation);
	query_blob(q, ":sealed", note->sealed.bytes, note->sealed.size);
	if ((st = query_insert(q, &note->id)) != OK)
		return st;
	return transaction_commit(&tx);
}

static void
read_note(struct query *q, struct arena *arena, struct note_row *note)
{
	const void *bytes;

	*note = (struct note_row){
		.id = query_get_int(q, 0),
		.uuid = query_get_text(q, arena, 1),
		.lead_id = query_get_int(q, 2),
		.lead_uuid = query_get_text(q, arena, 3),
		.admin_id = query_get_int(q, 4),
		.created_at = query_get_int(q, 5),
		.sealed.generation = query_get_int(q, 6),
	};
	bytes = query_get_blob(q, 7, &note->sealed.size);
	note->sealed.bytes = rows_copy(arena, bytes, note->sealed.size);
}

static enum status
read_notes(struct query *q, struct arena *arena, struct note_rows *rows)
{
	enum status st;

	*rows = (struct note_rows){ 0 };
	while ((st = query_row(q)) == OK) {
		rows->at = rows_grow(arena, rows->at, rows->len,
		    sizeof(*rows->at));
		read_note(q, arena, &rows->at[rows->len++]);
	}
	return st == NOT_FOUND ? OK : st;
}

enum status
office_notes(struct office *office, struct arena *arena, int64_t lead_id,
    struct note_rows *rows)
{
	QUERY q = query_use(&office->database, NOTE_OF_LEAD);

	query_int(q, ":lead_id", lead_id);
	return read_notes(q, arena, rows);
}

enum status
office_notes_first(struct office *office, struct arena *arena, int64_t first,
    struct note_firsts *firsts)
{
	QUERY q = query_use(&office->database, NOTE_EARLIEST);
	enum status st;

	*firsts = (struct note_firsts){ 0 };
	query_int(q, ":first", first);
	while ((st = query_row(q)) == OK) {
		firsts->at = rows_grow(arena, firsts->at, firsts->len,
		    sizeof(*firsts->at));
		firsts->at[firsts->len++] = (struct note_first){
			query_get_int(q, 0), query_get_int(q, 1) };
	}
	return st == NOT_FOUND ? OK : st;
}

/* ---- a rotation ---- */

enum status
office_notes_old(struct office *office, struct arena *arena,
    int64_t generation, int64_t after, struct rotation_notes *notes)
{
	QUERY q = query_use(&office->database, NOTE_OLD);
	struct note_rows rows;
	enum status st;

	query_int(q, ":after", after);
	query_int(q, ":generation", generation);
	query_int(q, ":limit", ROTATION_BATCH);
	if ((st = read_notes(q, arena, &rows)) != OK)
		return st;
	notes->at = arena_array(arena, rows.len, sizeof(*notes->at));
	notes->len = rows.len;
	for (size_t i = 0; i < rows.len; i++)
		notes->at[i] = (struct rotation_note){
			.id = rows.at[i].id,
			.context = note_context(arena, rows.at[i].lead_uuid,
			    rows.at[i].uuid),
			.sealed = rows.at[i].sealed,
		};
	return OK;
}

static enum status
turn_one(struct office *office, const struct rotation_note *old,
    const struct rotation_note *fresh)
{
	QUERY q = query_use(&office->database, NOTE_TURN);

	query_int(q, ":id", old->id);
	query_int(q, ":old_generation", old->sealed.generation);
	query_int(q, ":generation", fresh->sealed.generation);
	query_blob(q, ":sealed", fresh->sealed.bytes, fresh->sealed.size);
	return query_done(q);
}

enum status
office_notes_turn(struct office *office, const struct rotation_notes *old,
    const struct rotation_notes *fresh)
{
	TRANSACTION(tx, &office->database);
	enum status st = transaction_begin(&tx);

	for (size_t i = 0; st == OK && i < old->len; i++)
		st = turn_one(office, &old->at[i], &fresh->at[i]);
	return st == OK ? transaction_commit(&tx) : st;
}
