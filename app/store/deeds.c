#include "store/deeds.h"

#include <assert.h>
#include <errno.h>
#include <inttypes.h>
#include <sys/random.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/log.h"
#include "store/erasures.h"
#include "store/office_private.h"
#include "store/store_private.h"

enum { BATCH = 64, SIGNED_MAX = 256 };

/* A note as it stands in the intake. Anything may stand there. */
struct note {
	int64_t id;
	const char *kind;
	struct deed deed; /* whose event's kind is to be found out */
};

struct notes {
	struct note at[BATCH];
	size_t len;
};

/* ---- making and storing ---- */

static enum status
draw_ref(struct deed *deed)
{
	if (getrandom(deed->ref, sizeof(deed->ref), 0) ==
	    (ssize_t)sizeof(deed->ref))
		return OK;
	log_error("store.failed", "no randomness: %s", strerror(errno));
	return FAILED;
}

static void
code_of(const struct office *office, const struct deed *deed,
    const char *kind, uint8_t code[DEED_CODE_SIZE])
{
	BUF(bytes, SIGNED_MAX);

	buf_puts(&bytes, "fourways deed 1\n");
	buf_add(&bytes, deed->ref, sizeof(deed->ref));
	buf_printf(&bytes, "%" PRId64 "\n%" PRId64 "\n%s\n%" PRId64 "\n",
	    deed->event.at, deed->event.admin_id, kind, deed->event.subject);
	assert(!bytes.failed);
	audit_head_code(&office->head, bytes.data, bytes.len, code);
}

enum status
office_deed(struct office *office, const struct audit_event *event,
    struct deed *deed)
{
	*deed = (struct deed){ .event = *event, .is_signed = true };
	if (draw_ref(deed) != OK)
		return FAILED;
	code_of(office, deed, audit_kind_id(event->kind), deed->code);
	return OK;
}

enum status
deed_of_nobody(enum audit_kind kind, int64_t subject, int64_t now,
    struct deed *deed)
{
	assert(audit_kind_is_open(kind));
	*deed = (struct deed){ .event = { .at = store_minute(now),
		.kind = kind, .subject = subject } };
	return draw_ref(deed);
}

enum status
deed_write(struct store *store, const struct deed *deed)
{
	QUERY q = query_use(&store->database, DEED_INSERT);

	assert(database_is_open(&store->database));
	query_blob(q, ":ref", deed->ref, sizeof(deed->ref));
	query_int(q, ":at", deed->event.at);
	query_text(q, ":kind", audit_kind_id(deed->event.kind));
	query_id(q, ":admin_id", deed->event.admin_id);
	query_id(q, ":subject", deed->event.subject);
	query_hash(q, ":code", deed->is_signed ? deed->code : NULL,
	    sizeof(deed->code));
	return query_done(q);
}

enum status
deed_commit(struct store *store, struct transaction *tx,
    const struct deed *deed)
{
	enum status st = deed == NULL ? OK : deed_write(store, deed);

	return st == OK ? transaction_commit(tx) : st;
}

/* ---- taking in ---- */

static enum status
read_notes(struct store *store, struct arena *arena, struct notes *notes)
{
	QUERY q = query_use(&store->database, DEED_FIRST);
	enum status st;

	notes->len = 0;
	query_int(q, ":limit", BATCH);
	while ((st = query_row(q)) == OK) {
		struct note *note = &notes->at[notes->len++];
		struct deed *deed = &note->deed;
		size_t len;
		const void *code = query_get_blob(q, 6, &len);

		*note = (struct note){ .id = query_get_int(q, 0),
			.kind = query_get_text(q, arena, 3) };
		deed->event.at = query_get_int(q, 2);
		deed->event.admin_id = query_get_int(q, 4);
		deed->event.subject = query_get_int(q, 5);
		deed->is_signed = len == sizeof(deed->code);
		if (deed->is_signed)
			memcpy(deed->code, code, len);
		st = query_get_bytes(q, 1, deed->ref, sizeof(deed->ref));
		if (st != OK)
			return st;
	}
	return st == NOT_FOUND ? OK : st;
}

/* Whether the note may be believed; finds its kind. */
static bool
is_ours(struct office *office, struct note *note)
{
	struct deed *deed = &note->deed;
	uint8_t code[DEED_CODE_SIZE];

	if (audit_kind_find(note->kind, &deed->event.kind) != OK)
		return false;
	if (!deed->is_signed)
		return deed->event.admin_id == 0 &&
		    audit_kind_is_open(deed->event.kind);
	code_of(office, deed, note->kind, code);
	return memcmp(code, deed->code, sizeof(code)) == 0;
}

/* OK, or CONFLICT when it is in the log already. */
static enum status
note_taken(struct office *office, const struct deed *deed)
{
	QUERY q = query_use(&office->database, DEED_TAKEN_INSERT);

	query_blob(q, ":ref", deed->ref, sizeof(deed->ref));
	return query_change(q, CONFLICT);
}

static enum status
insert_erasure(struct office *office, const struct erasure *erasure)
{
	QUERY q = query_use(&office->database, OFFICE_ERASURE_INSERT);

	query_text(q, ":uuid", erasure->uuid);
	query_int(q, ":lead_id", erasure->lead_id);
	query_int(q, ":erased_at", erasure->erased_at);
	return query_done(q);
}

/* What the office keeps about an erased lead goes too. OK; NOT_FOUND: no lead
 * of this id was erased, whatever the note says. */
static enum status
take_erasure(struct office *office, struct store *store, int64_t lead_id)
{
	ARENA(arena);
	struct erasure erasure;
	enum status st = erasure_of_lead(store, arena, lead_id, &erasure);

	if (st == OK)
		st = insert_erasure(office, &erasure);
	return st == OK ? lead_forget(office, lead_id) : st;
}

static enum status
take_note(struct office *office, struct store *store, struct note *note,
    bool *erases)
{
	struct audit_event event = { .at = note->deed.event.at,
		.kind = AUDIT_DEED_FORGED };
	enum status st = note_taken(office, &note->deed);

	if (st != OK)
		return st == CONFLICT ? OK : st;
	if (is_ours(office, note)) {
		event = note->deed.event;
		if (audit_kind_erases(event.kind)) {
			st = take_erasure(office, store, event.subject);
			*erases |= st == OK;
		}
		if (st == NOT_FOUND)
			event = (struct audit_event){ .at = event.at,
				.kind = AUDIT_DEED_FORGED };
		else if (st != OK)
			return st;
	}
	if (event.kind == AUDIT_DEED_FORGED)
		log_warn("deed.forged", "note %" PRId64, note->id);
	return audit_add(office, &event);
}

static enum status
take_notes(struct office *office, struct store *store, struct notes *notes,
    bool *erases)
{
	TRANSACTION(tx, &office->database);
	enum status st = transaction_begin(&tx);

	for (size_t i = 0; i < notes->len && st == OK; i++)
		st = take_note(office, store, &notes->at[i], erases);
	return st == OK ? transaction_commit(&tx) : st;
}

static enum status
drop_note(struct store *store, int64_t id)
{
	QUERY q = query_use(&store->database, DEED_DELETE);

	query_int(q, ":id", id);
	return query_done(q);
}

static enum status
drop_notes(struct store *store, const struct notes *notes)
{
	TRANSACTION(tx, &store->database);
	enum status st = transaction_begin(&tx);

	for (size_t i = 0; i < notes->len && st == OK; i++)
		st = drop_note(store, notes->at[i].id);
	return st == OK ? transaction_commit(&tx) : st;
}

enum status
office_take_deeds(struct office *office, struct store *store, int64_t *taken)
{
	ARENA(arena);
	struct notes notes;
	bool erases = false;
	enum status st;

	*taken = 0;
	if (store->access != STORE_OFFICE)
		return DENIED;
	while ((st = read_notes(store, arena, &notes)) == OK &&
	    notes.len > 0) {
		if ((st = take_notes(office, store, &notes, &erases)) != OK ||
		    (st = drop_notes(store, &notes)) != OK)
			break;
		*taken += (int64_t)notes.len;
		arena_reset(arena);
	}
	if (erases && st == OK)
		st = database_tidy(&office->database);
	return st;
}
