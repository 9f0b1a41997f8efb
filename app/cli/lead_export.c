#include "cli/lead_files.h"

#include <jansson.h>

#include "base/arena.h"
#include "base/buf.h"
#include "calendar/instant.h"
#include "store/lead_copies.h"
#include "store/seals.h"
#include "vault/leads.h"
#include "vault/notes.h"

enum { EXPORT_BATCH = 100, LINE_MAX_SIZE = 1 << 20 };

/* A lead on its way out. */
struct exported {
	struct lead_row row;
	struct lead_body body;
	struct lead_copy copy; /* consent, consent_at, stage_at */
	struct vault_notes notes;
};

/* Writes one; first tells the first of all. */
typedef enum status export_one(struct arena *arena,
    const struct exported *lead, bool first, FILE *out);

static enum status
read_one(struct desk *desk, struct arena *arena, int64_t id,
    struct exported *lead)
{
	struct vault *vault = &desk->vault;
	enum status st;

	if ((st = vault_lead(vault, arena, id, &lead->row,
	    &lead->body)) == OK &&
	    (st = store_lead_record(vault->store, arena, id,
	    &lead->copy)) == OK)
		st = vault_notes(vault, arena, id, &lead->notes);
	return st;
}

static enum status
export_batch(struct desk *desk, int64_t *after, export_one *one, FILE *out)
{
	ARENA(arena);
	struct lead_seals ids;
	enum status st = store_lead_seals(desk->vault.store, arena, *after,
	    EXPORT_BATCH, &ids);

	if (st == OK && ids.len == 0)
		return NOT_FOUND;
	for (size_t i = 0; st == OK && i < ids.len; i++) {
		struct exported lead;

		st = read_one(desk, arena, ids.at[i].id, &lead);
		if (st == OK)
			st = one(arena, &lead, *after == 0, out);
		*after = ids.at[i].id;
	}
	return st;
}

static enum status
export_all(struct desk *desk, export_one *one, FILE *out)
{
	int64_t after = 0;
	enum status st;

	do
		st = export_batch(desk, &after, one, out);
	while (st == OK);
	if (st != NOT_FOUND)
		return st;
	return fflush(out) == 0 && ferror(out) == 0 ? OK : BUSY;
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

static enum status
write_csv(struct arena *arena, const struct exported *lead, bool first,
    FILE *out)
{
	const struct lead_row *row = &lead->row;
	const char *const fields[] = {
		arena_printf(arena, "%lld", (long long)row->id),
		instant_text(arena, row->created_at),
		lead_kind_id(row->kind), lead_stage_id(row->stage),
		row->head.name, row->head.email, row->head.company,
		lead->body.message, row->result,
		instant_text(arena, row->starts_at),
		row->unreadable ? "yes" : "",
	};
	BUF(line, LINE_MAX_SIZE);

	if (first)
		(void)fputs("id,came_in,kind,stage,name,email,company,message,"
		    "result,call,unreadable\r\n", out);
	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++) {
		if (i > 0)
			buf_putc(&line, ',');
		csv_field(&line, fields[i]);
	}
	buf_puts(&line, "\r\n");
	if (line.failed)
		return FAILED;
	return fwrite(line.data, 1, line.len, out) == line.len ? OK : BUSY;
}

enum status
lead_export_csv(struct desk *desk, FILE *out)
{
	return export_all(desk, write_csv, out);
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
json_of(const struct exported *lead)
{
	const struct lead_row *row = &lead->row;

	return json_pack("{s:s, s:s, s:s, s:I, s:I, s:s, s:s, s:I, s:s,"
	    " s:[I, I], s:s, s:b, s:s, s:s, s:s, s:s, s:o}",
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
	    "notes", notes_of(&lead->notes));
}

static enum status
write_json(struct arena *arena, const struct exported *lead, bool first,
    FILE *out)
{
	json_t *value = json_of(lead);
	int failed;

	(void)arena;
	if (value == NULL)
		return FAILED;
	(void)fputs(first ? "[\n" : ",\n", out);
	failed = json_dumpf(value, out, JSON_COMPACT);
	json_decref(value);
	return failed == 0 ? OK : BUSY;
}

enum status
lead_export_json(struct desk *desk, FILE *out)
{
	int64_t count = 0;
	enum status st = store_lead_count(desk->vault.store, &count);

	if (st == OK && count == 0)
		(void)fputs("[", out);
	if (st == OK)
		st = export_all(desk, write_json, out);
	(void)fputs("\n]\n", out);
	return st == OK && fflush(out) != 0 ? BUSY : st;
}
