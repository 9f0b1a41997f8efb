/*
 * The laws of taking leads in from a file, over any bytes. What would be
 * sealed and stored is kept here instead:
 *  - the file is taken or refused, in one line without control bytes that says
 *    which lead; what was taken until then is counted;
 *  - every time is one that can be shown, every word one that is known, every
 *    text UTF-8;
 *  - what was taken is written as JSON and CSV, and the JSON comes in again as
 *    the same.
 */
#include "base/arena.h"
#include "base/buf.h"
#include "base/text.h"
#include "cli/lead_files.h"
#include "crypto/seal.h"
#include "said.h"
#include "store/lead_changes.h"
#include "store/lead_copies.h"
#include "vault/lead_file.h"
#include "vault/leads.h"
#include "vault/sealing.h"

enum { LEADS_MAX = 4, NOTES_MAX = 8 };

static const int64_t last_at = 4133980799;

/* What came in, with copies of all texts. */
static struct office_copy {
	struct arena *arena;
	size_t len;
	struct lead_file at[LEADS_MAX];
	struct vault_note notes[LEADS_MAX][NOTES_MAX];
} taken;

/* ---- the parts of the program that this stands in for ---- */

static void
check_text(const char *text)
{
	law(text_is_utf8(text, strlen(text)), "a text is UTF-8");
}

static void
check_time(int64_t at)
{
	law(at >= 0 && at <= last_at, "a time can be shown");
}

static const char *
kept(const char *text)
{
	check_text(text);
	return arena_strdup(taken.arena, text);
}

enum status
sealing_lead(struct sealer *sealer, struct arena *arena, const char *uuid,
    const struct lead_own *texts, int64_t now, struct sealed_lead *lead)
{
	struct lead_file *to = &taken.at[taken.len];

	(void)sealer;
	(void)arena;
	(void)uuid;
	(void)now;
	if (taken.len == LEADS_MAX)
		return INVALID;
	*to = (struct lead_file){ 0 };
	*lead = (struct sealed_lead){ 0 };
	to->row.head.name = kept(texts->head.name);
	to->row.head.email = kept(texts->head.email);
	to->row.head.company = kept(texts->head.company);
	to->body.message = kept(texts->body.message);
	return OK;
}

static void
keep_changes(const struct lead_changes *changes, struct lead_changes *to)
{
	to->len = changes->len;
	to->at = arena_array(taken.arena, to->len, sizeof(*to->at));
	for (size_t i = 0; i < to->len; i++) {
		to->at[i] = changes->at[i];
		to->at[i].before = kept(changes->at[i].before);
		to->at[i].after = kept(changes->at[i].after);
		check_time(to->at[i].at);
		(void)lead_change_kind_id(to->at[i].kind);
	}
}

enum status
store_lead_import(struct store *store, const struct lead_copy *copy,
    int64_t *id)
{
	struct lead_file *to = &taken.at[taken.len];

	(void)store;
	check_time(copy->created_at);
	check_time(copy->stage_at);
	check_time(copy->consent_at);
	check_time(copy->touched_at);
	check_time(copy->wishes[0]);
	check_time(copy->wishes[1]);
	check_time(copy->follow_up_on * 86400);
	law(strlen(copy->uuid) == 36, "a uuid has its length");
	for (size_t i = 0; i < taken.len; i++)
		if (strcmp(taken.at[i].row.uuid, copy->uuid) == 0)
			return CONFLICT;
	to->row.uuid = kept(copy->uuid);
	to->row.kind = copy->kind;
	to->row.stage = copy->stage;
	to->row.created_at = copy->created_at;
	to->row.result = kept(copy->result);
	to->row.doubt = copy->doubt;
	to->row.wishes[0] = copy->wishes[0];
	to->row.wishes[1] = copy->wishes[1];
	to->row.zone = kept(copy->zone);
	to->copy = *copy;
	to->copy.consent = kept(copy->consent);
	to->copy.recommended = kept(copy->recommended);
	keep_changes(copy->changes, &to->changes);
	to->notes.at = taken.notes[taken.len];
	*id = to->row.id = (int64_t)++taken.len;
	return OK;
}

enum status
vault_note_add(struct vault *vault, int64_t lead_id, int64_t admin_id,
    const char *text, int64_t now)
{
	struct vault_notes *notes = &taken.at[lead_id - 1].notes;

	(void)vault;
	(void)admin_id;
	check_time(now);
	if (notes->len == NOTES_MAX || text_length(text) > VAULT_NOTE_MAX)
		return INVALID;
	notes->at[notes->len].text = kept(text);
	notes->at[notes->len++].created_at = now;
	return OK;
}

/* Reading leads from the store is not asked for. */
enum status
vault_lead(struct vault *vault, struct arena *arena, int64_t id,
    struct lead_row *row, struct lead_body *body)
{
	return FAILED;
}

enum status
vault_notes(struct vault *vault, struct arena *arena, int64_t lead_id,
    struct vault_notes *notes)
{
	return FAILED;
}

enum status
store_lead_record(struct store *store, struct arena *arena, int64_t id,
    struct lead_copy *copy)
{
	return FAILED;
}

enum status
store_lead_changes(struct store *store, struct arena *arena, int64_t lead_id,
    struct lead_changes *changes)
{
	return FAILED;
}

static const char *const kinds[] = { NULL, "stage", "follow_up",
	"recommended" };

const char *
lead_change_kind_id(enum lead_change_kind kind)
{
	law(kind >= 1 && kind < LEAD_CHANGE_KIND_COUNT, "a kind is known");
	return kinds[kind];
}

enum status
lead_change_kind_find(const char *id, enum lead_change_kind *kind)
{
	for (size_t i = 1; i < LEAD_CHANGE_KIND_COUNT; i++)
		if (strcmp(kinds[i], id) == 0) {
			*kind = (enum lead_change_kind)i;
			return OK;
		}
	return NOT_FOUND;
}

/* ---- laws ---- */

static enum status
import(const void *bytes, size_t len, int64_t *count)
{
	struct desk desk = { .admin_id = 1 };
	char empty = '\0';
	FILE *in = len > 0 ? fmemopen((void *)(uintptr_t)bytes, len, "r") :
			     fmemopen(&empty, 1, "r");
	enum status st;

	law(in != NULL, "there is a file");
	taken.len = 0;
	said_begin();
	st = lead_import_json(&desk, in, count);
	fclose(in);
	return st;
}

static void
check_said(const char *text)
{
	law(strchr(text, '\n') == text + strlen(text) - 1, "in one line");
	law(text_starts(text, "fourways: "), "a refusal says who");
	for (const char *c = text; c[1] != '\0'; c++)
		law(!iscntrl((unsigned char)*c), "without control bytes");
}

static void
write_all(struct arena *arena, struct buf *json)
{
	BUF(csv, 1 << 20);

	buf_puts(json, "[");
	for (size_t i = 0; i < taken.len; i++) {
		buf_puts(json, i == 0 ? "" : ",");
		law(lead_file_json(&taken.at[i], json) == OK, "it is written");
		lead_file_csv(arena, &taken.at[i], &csv);
	}
	buf_puts(json, "]");
	law(!json->failed && !csv.failed, "and fits");
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	ARENA(arena);
	BUF(first, 1 << 22);
	BUF(second, 1 << 22);
	int64_t count;
	enum status st;

	taken.arena = arena;
	st = import(data, size, &count);
	if (st != OK) {
		law(st == INVALID, "what is not taken is refused");
		if (*said_end() != '\0')
			check_said(said.text);
	} else {
		law(*said_end() == '\0', "what is taken says nothing");
		law((size_t)count == taken.len, "each lead is counted");
	}
	write_all(arena, &first);
	law(import(first.data, first.len, &count) == OK,
	    "what was written comes in again");
	(void)said_end();
	write_all(arena, &second);
	law(first.len == second.len && memcmp(first.data, second.data,
	    first.len) == 0, "as the same");
	return 0;
}
