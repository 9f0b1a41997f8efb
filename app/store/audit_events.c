#include "store/office_private.h"

#include <assert.h>
#include <inttypes.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/log.h"
#include "store/audit_chain.h"
#include "store/rows.h"

void
audit_chain_add(struct audit_end *end, const struct audit_row *row,
    office_hash *hash, struct buf *bytes)
{
	end->id++;
	buf_reset(bytes);
	buf_add(bytes, end->hash, sizeof(end->hash));
	buf_printf(bytes, "fourways audit event 1\n%" PRId64 "\n%" PRId64
	    "\n%" PRId64 "\n%s\n%" PRId64 "\n", end->id, row->at,
	    row->admin_id, row->kind, row->subject);
	assert(!bytes->failed);
	hash(end->hash, bytes->data, bytes->len);
}

/* ---- adding ---- */

static enum status
log_end(struct office *office, struct audit_end *end)
{
	QUERY q = query_use(&office->database, AUDIT_LAST);
	enum status st = query_row(q);

	*end = (struct audit_end){ 0 };
	if (st == NOT_FOUND)
		return OK;
	if (st != OK)
		return st;
	end->id = query_get_int(q, 0);
	return query_get_bytes(q, 1, end->hash, sizeof(end->hash));
}

static enum status
append(struct office *office, struct audit_end *end,
    const struct audit_event *event)
{
	QUERY q = query_use(&office->database, AUDIT_INSERT);
	const struct audit_row row = {
		.at = event->at,
		.admin_id = event->admin_id,
		.kind = audit_kind_id(event->kind),
		.subject = event->subject,
	};
	BUF(bytes, AUDIT_LINK_MAX);

	audit_chain_add(end, &row, office->hash, &bytes);
	query_int(q, ":id", end->id);
	query_int(q, ":at", row.at);
	query_id(q, ":admin_id", row.admin_id);
	query_text(q, ":kind", row.kind);
	query_id(q, ":subject", row.subject);
	query_blob(q, ":hash", end->hash, sizeof(end->hash));
	return query_done(q);
}

/* Whether the log holds the event that is vouched for. OK or NOT_FOUND. */
static enum status
find_vouched(struct office *office, const struct audit_end *vouched)
{
	QUERY q = query_use(&office->database, AUDIT_HASH);
	uint8_t hash[AUDIT_HASH_SIZE];
	enum status st;

	query_int(q, ":id", vouched->id);
	if ((st = query_row(q)) != OK)
		return st;
	if (query_get_bytes(q, 0, hash, sizeof(hash)) != OK ||
	    memcmp(hash, vouched->hash, sizeof(hash)) != 0)
		return NOT_FOUND;
	return OK;
}

/* What there is to tell about a head that does not agree with the log's end;
 * an unreadable one has the status of its reading. */
static enum status
choose_told(struct office *office, const struct audit_end *vouched,
    enum status head, struct audit_event *told)
{
	enum status st;

	if (head != OK) {
		told->kind = AUDIT_HEAD_BEGUN;
		return OK;
	}
	if ((st = find_vouched(office, vouched)) == OK) {
		told->kind = AUDIT_HEAD_BEHIND;
		told->subject = vouched->id + 1;
	} else if (st == NOT_FOUND) {
		told->kind = AUDIT_LOG_CUT;
		told->subject = vouched->id;
		st = OK;
	}
	return st;
}

/* Compares the log's end with what vouches for it, before the first event of
 * a transaction; what does not agree becomes an event. */
static enum status
compare_head(struct office *office, struct audit_end *end, int64_t at)
{
	struct audit_event told = { .at = at, .subject = end->id };
	struct audit_end vouched;
	bool torn;
	enum status head = audit_head_read(&office->head, &vouched, &torn);
	enum status st;

	if (head == FAILED)
		return FAILED;
	if (head == OK && vouched.id == end->id &&
	    memcmp(vouched.hash, end->hash, sizeof(end->hash)) == 0) {
		if (!torn)
			return OK;
		head = INVALID; /* see audit_head_read */
	}
	if (head != OK && end->id == 0)
		return OK; /* the first event of all */
	if ((st = choose_told(office, &vouched, head, &told)) != OK)
		return st;
	log_warn("audit.head", "%s: %" PRId64, audit_kind_id(told.kind),
	    told.subject);
	return append(office, end, &told);
}

enum status
audit_add(struct office *office, const struct audit_event *event)
{
	struct audit_end end = office->end;
	enum status st = OK;

	/* Outside, another process could add to the same end of the chain. */
	assert(database_is_open(&office->database));
	if (end.id == 0 && ((st = log_end(office, &end)) != OK ||
	    (st = compare_head(office, &end, event->at)) != OK))
		return st;
	if ((st = append(office, &end, event)) == OK)
		office->end = end;
	return st;
}

void
audit_ended(struct database *database, bool committed)
{
	struct office *office = (struct office *)database;

	if (committed && office->end.id != 0)
		audit_head_write(&office->head, &office->end);
	office->end = (struct audit_end){ 0 };
}

enum status
office_audit_note(struct office *office, const struct audit_event *event)
{
	TRANSACTION(tx, &office->database);
	enum status st;

	if ((st = transaction_begin(&tx)) == OK &&
	    (st = audit_add(office, event)) == OK)
		st = transaction_commit(&tx);
	return st;
}

/* The subject of the last event of a kind, 0 without one. */
static enum status
last_subject(struct office *office, enum audit_kind kind, int64_t *subject)
{
	QUERY q = query_use(&office->database, AUDIT_LAST_OF_KIND);
	enum status st;

	*subject = 0;
	query_text(q, ":kind", audit_kind_id(kind));
	if ((st = query_row(q)) == OK)
		*subject = query_get_int(q, 0);
	return st == NOT_FOUND ? OK : st;
}

enum status
office_settings_note(struct office *office, int64_t mark, int64_t now)
{
	TRANSACTION(tx, &office->database);
	const struct audit_event event = { .at = now,
		.kind = AUDIT_SETTINGS_CHANGED, .subject = mark };
	int64_t last;
	enum status st;

	if ((st = last_subject(office, event.kind, &last)) != OK ||
	    last == mark)
		return st;
	if ((st = transaction_begin(&tx)) == OK &&
	    (st = audit_add(office, &event)) == OK)
		st = transaction_commit(&tx);
	return st;
}

enum status
office_audit_restored(struct office *office, int64_t now)
{
	TRANSACTION(tx, &office->database);
	struct audit_event told = { .at = now, .kind = AUDIT_RESTORED };
	struct audit_end end;
	enum status st;

	if ((st = transaction_begin(&tx)) != OK ||
	    (st = log_end(office, &end)) != OK)
		return st;
	told.subject = end.id;
	if ((st = append(office, &end, &told)) != OK)
		return st;
	office->end = end;
	return transaction_commit(&tx);
}

/* ---- reading ---- */

static enum status
read_events(struct query *q, struct arena *arena, struct audit_rows *rows)
{
	enum status st;

	*rows = (struct audit_rows){ 0 };
	while ((st = query_row(q)) == OK) {
		rows->at = rows_grow(arena, rows->at, rows->len,
		    sizeof(*rows->at));
		rows->at[rows->len++] = (struct audit_row){
			.id = query_get_int(q, 0),
			.at = query_get_int(q, 1),
			.admin_id = query_get_int(q, 2),
			.email = query_get_text(q, arena, 3),
			.kind = query_get_text(q, arena, 4),
			.subject = query_get_int(q, 5),
		};
	}
	return st == NOT_FOUND ? OK : st;
}

enum status
office_audit_events(struct office *office, struct arena *arena,
    int64_t before, int64_t limit, struct audit_rows *rows)
{
	QUERY q = query_use(&office->database, AUDIT_BEFORE);

	query_int(q, ":before", before == 0 ? INT64_MAX : before);
	query_int(q, ":limit", limit);
	return read_events(q, arena, rows);
}

enum status
office_audit_of_lead(struct office *office, struct arena *arena,
    int64_t lead_id, int64_t limit, struct audit_rows *rows)
{
	QUERY q = query_use(&office->database, AUDIT_READS_OF_LEAD);

	query_int(q, ":lead_id", lead_id);
	query_int(q, ":limit", limit);
	return read_events(q, arena, rows);
}
