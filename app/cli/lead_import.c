#include "cli/lead_files.h"

#include <jansson.h>
#include <time.h>

#include "base/arena.h"
#include "domain/follow_up.h"
#include "store/lead_changes.h"
#include "store/lead_copies.h"
#include "vault/notes.h"
#include "vault/sealing.h"

/* One lead as the file has it; texts are borrowed from the JSON. */
struct imported {
	struct lead_copy copy;
	struct lead_own texts;
	const char *doubt;
	const char *follow_up;
	json_t *notes;
	json_t *changes; /* NULL in a file of an older program */
};

/* The last second of the year 2100: what instants are shown for. */
static const int64_t last_at = 4133980799;

/* Ends a line on standard error. What jansson says repeats the file: a control
 * byte of that must not reach the terminal. */
static void
say(const char *why)
{
	for (; *why != '\0'; why++)
		if ((unsigned char)*why < 0x20 || *why == 0x7f)
			(void)fprintf(stderr, "\\x%02x", (unsigned)*why);
		else
			(void)fputc(*why, stderr);
	(void)fputc('\n', stderr);
}

static enum status
refuse(size_t number, const char *why)
{
	(void)fprintf(stderr, "fourways: lead %zu of the file: ", number);
	say(why);
	return INVALID;
}

/* Whether a time can be shown, 0 for none: no page and no export is made for
 * another. */
static bool
is_time(int64_t at)
{
	return at >= 0 && at <= last_at;
}

static enum status
find_words(const char *kind, const char *stage, struct imported *lead)
{
	if (lead_kind_find(kind, &lead->copy.kind) != OK ||
	    lead_stage_find(stage, &lead->copy.stage) != OK ||
	    doubt_find(lead->doubt, &lead->copy.doubt) != OK ||
	    follow_up_read(lead->follow_up, &lead->copy.follow_up_on) != OK ||
	    strlen(lead->copy.uuid) != SEAL_UUID_LENGTH)
		return INVALID;
	return OK;
}

static bool
are_times(const struct lead_copy *copy)
{
	return is_time(copy->created_at) && is_time(copy->stage_at) &&
	    is_time(copy->consent_at) && is_time(copy->wishes[0]) &&
	    is_time(copy->wishes[1]) && is_time(copy->touched_at);
}

static enum status
read_one(json_t *value, size_t number, struct imported *lead)
{
	struct lead_copy *copy = &lead->copy;
	json_int_t at[6] = { 0 };
	const char *kind;
	const char *stage;
	json_error_t error;
	int unreadable;

	lead->follow_up = "";
	copy->recommended = "";
	if (json_unpack_ex(value, &error, JSON_STRICT,
		"{s:s, s:s, s:s, s:I, s:I, s:s, s:s, s:I, s:s, s:[I, I], s:s,"
		" s:b, s:s, s:s, s:s, s:s, s?s, s?s, s?I, s?o, s:o}",
		"uuid", &copy->uuid, "kind", &kind, "stage", &stage,
		"created_at", &at[0], "stage_at", &at[1],
		"result", &copy->result, "consent", &copy->consent,
		"consent_at", &at[2], "doubt", &lead->doubt,
		"wishes", &at[3], &at[4], "zone", &copy->zone,
		"unreadable", &unreadable,
		"name", &lead->texts.head.name,
		"email", &lead->texts.head.email,
		"company", &lead->texts.head.company,
		"message", &lead->texts.body.message,
		"follow_up", &lead->follow_up,
		"recommended", &copy->recommended, "touched_at", &at[5],
		"changes", &lead->changes, "notes", &lead->notes) != 0)
		return refuse(number, error.text);
	copy->created_at = at[0];
	copy->stage_at = at[1];
	copy->consent_at = at[2];
	copy->wishes[0] = at[3];
	copy->wishes[1] = at[4];
	copy->touched_at = at[5];
	if (!are_times(copy))
		return refuse(number, "a time that is not within the years 1970 "
		    "to 2100");
	return find_words(kind, stage, lead) == OK ? OK :
	    refuse(number, "a kind, stage, doubt, day or uuid that is none");
}

static enum status
read_change(json_t *value, struct lead_change *change)
{
	const char *kind;
	json_int_t at;

	if (json_unpack(value, "{s:I, s:s, s:s, s:s !}", "at", &at,
		"kind", &kind, "before", &change->before,
		"after", &change->after) != 0 ||
	    lead_change_kind_find(kind, &change->kind) != OK ||
	    strcmp(change->before, change->after) == 0 || !is_time(at))
		return INVALID;
	change->at = at;
	return OK;
}

static enum status
read_changes(struct arena *arena, json_t *list, size_t number,
    struct lead_changes *changes)
{
	size_t i;
	json_t *value;

	changes->len = json_array_size(list);
	changes->at = arena_array(arena, changes->len, sizeof(*changes->at));
	json_array_foreach(list, i, value)
		if (read_change(value, &changes->at[i]) != OK)
			return refuse(number, "a change that is none");
	return OK;
}

static enum status
import_notes(struct desk *desk, int64_t id, json_t *notes, size_t number)
{
	enum status st = OK;
	size_t i;
	json_t *note;

	json_array_foreach(notes, i, note) {
		const char *text =
		    json_string_value(json_object_get(note, "text"));
		json_t *at = json_object_get(note, "created_at");

		if (text == NULL || !json_is_integer(at) ||
		    !is_time(json_integer_value(at)))
			return refuse(number, "a note without text or time");
		st = vault_note_add(&desk->vault, id, desk->admin_id, text,
		    json_integer_value(at));
		if (st != OK)
			break;
	}
	return st;
}

static enum status
import_one(struct desk *desk, json_t *value, size_t number)
{
	ARENA(arena);
	struct imported lead = { 0 };
	struct lead_changes changes;
	struct sealed_lead sealed;
	int64_t id;
	enum status st = read_one(value, number, &lead);

	if (st == OK)
		st = read_changes(arena, lead.changes, number, &changes);
	if (st != OK)
		return st;
	lead.copy.changes = &changes;
	lead.copy.admin_id = desk->admin_id;
	st = sealing_lead(desk->sealer, arena, lead.copy.uuid, &lead.texts,
	    time(NULL), &sealed);
	if (st != OK)
		return refuse(number, "its texts are too long");
	lead.copy.sealed = &sealed;
	st = store_lead_import(desk->vault.store, &lead.copy, &id);
	if (st == CONFLICT)
		return refuse(number, "is there already; those before it are "
		    "stored");
	return st == OK ? import_notes(desk, id, lead.notes, number) : st;
}

enum status
lead_import_json(struct desk *desk, FILE *in, int64_t *count)
{
	json_error_t error;
	json_t *list = json_loadf(in, JSON_REJECT_DUPLICATES, &error);
	enum status st = OK;

	*count = 0;
	if (!json_is_array(list)) {
		(void)fprintf(stderr, "fourways: the file is no list of leads, "
		    "line %d: ", list == NULL ? error.line : 1);
		say(list == NULL ? error.text : "not an array");
		json_decref(list);
		return INVALID;
	}
	for (size_t i = 0; st == OK && i < json_array_size(list); i++) {
		st = import_one(desk, json_array_get(list, i), i + 1);
		if (st == OK)
			*count += 1;
	}
	json_decref(list);
	return st;
}
