#include "store/office_private.h"

#include <inttypes.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/log.h"
#include "store/audit_chain.h"

/* A walk over the log. */
struct walk {
	struct arena *arena;      /* of one event */
	struct buf *bytes;
	struct audit_end end;     /* so far */
	struct audit_end vouched; /* by the head; id 0: nothing is */
	bool vouched_met;         /* it is in the log as it was */
	bool torn;                /* a place of the head holds no such thing */
};

/* Whether the row is what the chain goes on to; moves it on. A changed text
 * may be longer than any event's, so its length is looked at first. */
static bool
follows(struct office *office, struct query *q, struct walk *walk,
    struct audit_row *row)
{
	struct audit_end *end = &walk->end;
	uint8_t stored[AUDIT_HASH_SIZE];

	*row = (struct audit_row){
		.id = query_get_int(q, 0),
		.at = query_get_int(q, 1),
		.admin_id = query_get_int(q, 2),
		.kind = query_get_text(q, walk->arena, 3),
		.subject = query_get_int(q, 4),
	};
	if (row->id != end->id + 1 || strlen(row->kind) > AUDIT_KIND_MAX ||
	    query_get_bytes(q, 5, stored, sizeof(stored)) != OK)
		return false;
	audit_chain_add(end, row, office->hash, walk->bytes);
	return memcmp(stored, end->hash, sizeof(stored)) == 0;
}

static void
note_break(struct audit_report *report, int64_t id)
{
	report->from = report->count + 1;
	if (id > report->from) {
		report->finding = AUDIT_REMOVED;
		report->to = id - 1;
	} else {
		report->finding = AUDIT_CHANGED;
		report->to = report->from;
	}
}

static void
note_good(struct audit_report *report, struct walk *walk,
    const struct audit_row *row)
{
	enum audit_kind kind;

	report->count = row->id;
	memcpy(report->hash, walk->end.hash, sizeof(report->hash));
	if (audit_kind_find(row->kind, &kind) == OK &&
	    audit_kind_alarms(kind) && report->alarms++ == 0)
		report->alarm = row->id;
	if (row->id == walk->vouched.id)
		walk->vouched_met = memcmp(walk->end.hash, walk->vouched.hash,
		    sizeof(walk->end.hash)) == 0;
}

/* OK at the end of a whole chain; NOT_FOUND at its break. */
static enum status
walk_log(struct office *office, struct walk *walk,
    struct audit_report *report)
{
	QUERY q = query_use(&office->database, AUDIT_ALL);
	struct audit_row row;
	enum status st;

	while ((st = query_row(q)) == OK) {
		if (!follows(office, q, walk, &row)) {
			note_break(report, row.id);
			return NOT_FOUND;
		}
		note_good(report, walk, &row);
		arena_reset(walk->arena);
	}
	return st == NOT_FOUND ? OK : st;
}

/* What the head says to a chain that is whole. */
static void
judge_end(enum status head, const struct walk *walk,
    struct audit_report *report)
{
	const int64_t vouched = walk->vouched.id;

	report->finding = AUDIT_WHOLE;
	if (head == INVALID) {
		report->finding = AUDIT_HEAD_BROKEN;
	} else if (head == NOT_FOUND && report->count > 0) {
		report->finding = AUDIT_HEADLESS;
	} else if (vouched > report->count) {
		report->finding = AUDIT_CUT_OFF;
		report->from = report->count + 1;
		report->to = vouched;
	} else if (vouched > 0 && !walk->vouched_met) {
		report->finding = AUDIT_REWRITTEN;
		report->to = vouched;
	} else {
		report->behind = report->count - vouched;
		if (walk->torn && report->behind == 0)
			report->finding = AUDIT_HEAD_BROKEN;
	}
}

enum status
office_audit_verify(struct office *office, struct audit_report *report)
{
	ARENA(arena);
	BUF(bytes, AUDIT_LINK_MAX);
	struct walk walk = { .arena = arena, .bytes = &bytes };
	enum status head;
	enum status st;

	*report = (struct audit_report){ 0 };
	/* Read first: whoever adds meanwhile writes the head last. */
	head = audit_head_read(&office->head, &walk.vouched, &walk.torn);
	if (head == FAILED)
		return FAILED;
	st = walk_log(office, &walk, report);
	if (st == OK) {
		judge_end(head, &walk, report);
	} else if (st == FAILED) {
		report->finding = AUDIT_UNREADABLE;
		report->to = report->count;
	} else if (st != NOT_FOUND) {
		return st;
	}
	if (report->finding == AUDIT_WHOLE && report->alarms == 0)
		return OK;
	log_error("audit.broken", "finding %d after event %" PRId64
	    ", alarms %" PRId64, (int)report->finding, report->count,
	    report->alarms);
	return INVALID;
}

const char *
audit_report_text(struct arena *arena, const struct audit_report *report)
{
	const int64_t from = report->from;
	const int64_t to = report->to;

	switch (report->finding) {
	case AUDIT_WHOLE:
		return arena_printf(arena, "%" PRId64 " events, none changed, "
		    "none missing", report->count);
	case AUDIT_CHANGED:
		return arena_printf(arena, "event %" PRId64 " was changed, or "
		    "stands in another one's place", from);
	case AUDIT_REMOVED:
	case AUDIT_CUT_OFF:
		if (from == to)
			return arena_printf(arena, "event %" PRId64 " was "
			    "removed", from);
		return arena_printf(arena, "events %" PRId64 " to %" PRId64
		    " were removed", from, to);
	case AUDIT_REWRITTEN:
		return arena_printf(arena, "event %" PRId64 " was another one "
		    "when it was written: something up to it was changed and "
		    "the hashes made to fit", to);
	case AUDIT_UNREADABLE:
		return arena_printf(arena, "office.db is damaged behind event "
		    "%" PRId64 ": restore a backup", to);
	case AUDIT_HEADLESS:
		return arena_printf(arena, "the %" PRId64 " events fit together, "
		    "but keys/audit.head, which vouches for the last one, is "
		    "not there", report->count);
	case AUDIT_HEAD_BROKEN:
		return arena_printf(arena, "the %" PRId64 " events fit together, "
		    "but keys/audit.head, which vouches for the last one, was "
		    "tampered with", report->count);
	}
	return "the log was not looked through";
}
