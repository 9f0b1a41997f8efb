#include "vault/notes.h"

#include "base/arena.h"
#include "base/log.h"
#include "base/text.h"
#include "crypto/open.h"
#include "store/lead_changes.h"
#include "store/notes.h"
#include "store/store.h"
#include "store/uuid.h"

static enum status
open_note(struct vault *vault, struct arena *arena,
    const struct note_row *row, struct vault_note *note)
{
	struct opened text;
	enum status st = note_open(vault->opener, arena,
	    note_context(arena, row->lead_uuid, row->uuid), &row->sealed,
	    &text);
	bool good = st == OK &&
	    text_is_utf8((const char *)text.bytes, text.len);

	*note = (struct vault_note){
		.id = row->id,
		.admin_id = row->admin_id,
		.created_at = row->created_at,
		.text = good ? arena_strndup(arena, (const char *)text.bytes,
		    text.len) : "",
		.unreadable = !good,
	};
	opened_wipe(&text);
	if (st == OK || st == INVALID) {
		if (!good)
			log_warn("note.unreadable", "id=%lld",
			    (long long)row->id);
		return OK;
	}
	return st;
}

enum status
vault_notes(struct vault *vault, struct arena *arena, int64_t lead_id,
    struct vault_notes *notes)
{
	struct note_rows rows;
	enum status st = office_notes(vault->office, arena, lead_id, &rows);

	*notes = (struct vault_notes){ 0 };
	if (st != OK)
		return st;
	notes->at = arena_array(arena, rows.len, sizeof(*notes->at));
	notes->len = rows.len;
	for (size_t i = 0; st == OK && i < rows.len; i++)
		st = open_note(vault, arena, &rows.at[i], &notes->at[i]);
	return st;
}

enum status
vault_note_add(struct vault *vault, int64_t lead_id, int64_t admin_id,
    const char *text, int64_t now)
{
	ARENA(arena);
	char uuid[UUID_TEXT_SIZE];
	struct note_row note = { .uuid = uuid, .lead_id = lead_id,
		.admin_id = admin_id, .created_at = now };
	struct lead_row lead;
	enum status st;

	if (text_length(text) > VAULT_NOTE_MAX)
		return INVALID;
	if ((st = store_lead(vault->store, arena, lead_id, &lead)) != OK ||
	    (st = uuid_new(uuid)) != OK)
		return st;
	note.lead_uuid = lead.uuid;
	st = note_seal(vault->opener, arena,
	    note_context(arena, lead.uuid, uuid), text, strlen(text),
	    &note.sealed);
	/* First: one that is not idle and has no note is no harm. */
	if (st == OK)
		st = store_lead_touch(vault->store, lead_id, now);
	return st == OK ? office_note_add(vault->office, &note) : st;
}
