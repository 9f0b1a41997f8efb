#include "vault/lead_file.h"

#include <jansson.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/util.h"
#include "calendar/instant.h"
#include "vault/leads.h"

/* A note is something that happened, also one of a program that did not say
 * so in the lead. */
static void
touch_by_notes(struct lead_file *lead)
{
	for (size_t i = 0; i < lead->notes.len; i++)
		if (lead->notes.at[i].created_at > lead->copy.touched_at)
			lead->copy.touched_at = lead->notes.at[i].created_at;
}

enum status
lead_file_read(struct vault *vault, struct arena *arena, int64_t id,
    struct lead_file *lead)
{
	enum status st;

	*lead = (struct lead_file){ 0 };
	if ((st = vault_lead(vault, arena, id, &lead->row,
		&lead->body)) != OK ||
	    (st = store_lead_record(vault->store, arena, id,
		&lead->copy)) != OK ||
	    (st = store_lead_changes(vault->store, arena, id,
		&lead->changes)) != OK ||
	    (st = vault_notes(vault, arena, id, &lead->notes)) != OK)
		return st;
	touch_by_notes(lead);
	return OK;
}

/* ---- CSV ---- */

void
csv_field(struct buf *out, const char *text)
{
	buf_putc(out, '"');
	if (*text != '\0' && strchr("=+-@\t\r", *text) != NULL)
		buf_putc(out, '\'');
	for (; *text != '\0'; text++) {
		if (*text == '"')
			buf_putc(out, '"');
		buf_putc(out, *text);
	}
	buf_putc(out, '"');
}

static const char *
instant_text(struct arena *arena, int64_t at)
{
	char text[INSTANT_TEXT_SIZE];

	if (at == 0)
		return "";
	instant_format(at, text);
	return arena_strdup(arena, text);
}

void
lead_file_csv_names(struct buf *out)
{
	buf_puts(out, "id,came_in,kind,stage,name,email,company,message,"
	    "result,call,unreadable,follow_up,recommended\r\n");
}

void
lead_file_csv(struct arena *arena, const struct lead_file *lead,
    struct buf *out)
{
	const struct lead_row *row = &lead->row;
	char follow_up[FOLLOW_UP_TEXT_SIZE];
	const char *const fields[] = {
		arena_printf(arena, "%lld", (long long)row->id),
		instant_text(arena, row->created_at),
		lead_kind_id(row->kind), lead_stage_id(row->stage),
		row->head.name, row->head.email, row->head.company,
		lead->body.message, row->result,
		instant_text(arena, row->starts_at),
		row->unreadable ? "yes" : "", follow_up,
		lead->copy.recommended,
	};

	follow_up_write(lead->copy.follow_up_on, follow_up);
	for (size_t i = 0; i < countof(fields); i++) {
		if (i > 0)
			buf_putc(out, ',');
		csv_field(out, fields[i]);
	}
	buf_puts(out, "\r\n");
}

/* ---- JSON ---- */

static json_t *
notes_of(const struct vault_notes *notes)
{
	json_t *list = json_array();

	for (size_t i = 0; i < notes->len; i++)
		(void)json_array_append_new(list, json_pack("{s:I, s:s}",
		    "created_at", (json_int_t)notes->at[i].created_at,
		    "text", notes->at[i].text));
	return list;
}

static json_t *
changes_of(const struct lead_changes *changes)
{
	json_t *list = json_array();

	for (size_t i = 0; i < changes->len; i++)
		(void)json_array_append_new(list, json_pack(
		    "{s:I, s:s, s:s, s:s}",
		    "at", (json_int_t)changes->at[i].at,
		    "kind", lead_change_kind_id(changes->at[i].kind),
		    "before", changes->at[i].before,
		    "after", changes->at[i].after));
	return list;
}

static json_t *
json_of(const struct lead_file *lead)
{
	const struct lead_row *row = &lead->row;
	char follow_up[FOLLOW_UP_TEXT_SIZE];

	follow_up_write(lead->copy.follow_up_on, follow_up);
	return json_pack("{s:s, s:s, s:s, s:I, s:I, s:s, s:s, s:I, s:s,"
	    " s:[I, I], s:s, s:b, s:s, s:s, s:s, s:s, s:s, s:s, s:I, s:o,"
	    " s:o}",
	    "uuid", row->uuid, "kind", lead_kind_id(row->kind),
	    "stage", lead_stage_id(row->stage),
	    "created_at", (json_int_t)row->created_at,
	    "stage_at", (json_int_t)lead->copy.stage_at,
	    "result", row->result, "consent", lead->copy.consent,
	    "consent_at", (json_int_t)lead->copy.consent_at,
	    "doubt", row->doubt > DOUBT_NONE ? doubt_id(row->doubt) : "",
	    "wishes", (json_int_t)row->wishes[0], (json_int_t)row->wishes[1],
	    "zone", row->zone, "unreadable", (int)row->unreadable,
	    "name", row->head.name, "email", row->head.email,
	    "company", row->head.company, "message", lead->body.message,
	    "follow_up", follow_up, "recommended", lead->copy.recommended,
	    "touched_at", (json_int_t)lead->copy.touched_at,
	    "changes", changes_of(&lead->changes),
	    "notes", notes_of(&lead->notes));
}

static int
put(const char *bytes, size_t size, void *out)
{
	buf_add(out, bytes, size);
	return 0;
}

enum status
lead_file_json(const struct lead_file *lead, struct buf *out)
{
	json_t *value = json_of(lead);
	int failed;

	if (value == NULL)
		return FAILED;
	failed = json_dump_callback(value, put, out, JSON_COMPACT);
	json_decref(value);
	return failed == 0 ? OK : FAILED;
}
