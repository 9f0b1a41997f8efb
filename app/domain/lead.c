#include "domain/lead.h"

#include <assert.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/text.h"
#include "base/util.h"

enum { RECORD_VERSION = 1 };

static const struct {
	const char *id;
	const char *label;
} stages[LEAD_STAGE_COUNT] = {
	[LEAD_NEW] = { "new", "New" },
	[LEAD_CALL_BOOKED] = { "call_booked", "Call booked" },
	[LEAD_CALL_HELD] = { "call_held", "Call held" },
	[LEAD_PROPOSAL] = { "proposal", "Proposal" },
	[LEAD_WON] = { "won", "Won" },
	[LEAD_LOST] = { "lost", "Lost" },
	[LEAD_NO_FIT] = { "no_fit", "No fit" },
};

/*
 * moves[from][to]. A lead who was lost or no fit and comes back is taken up
 * again at any open stage but new; a won one only by the step that undoes a
 * slip of the hand.
 */
static const bool moves[LEAD_STAGE_COUNT][LEAD_STAGE_COUNT] = {
	/* to:             -, new, booked, held, proposal, won, lost, no fit */
	[LEAD_NEW] =         { 0, 0, 1, 1, 1, 1, 1, 1 },
	[LEAD_CALL_BOOKED] = { 0, 0, 0, 1, 1, 1, 1, 1 },
	[LEAD_CALL_HELD] =   { 0, 0, 1, 0, 1, 1, 1, 1 },
	[LEAD_PROPOSAL] =    { 0, 0, 0, 1, 0, 1, 1, 1 },
	[LEAD_WON] =         { 0, 0, 0, 0, 1, 0, 1, 1 },
	[LEAD_LOST] =        { 0, 0, 1, 1, 1, 1, 0, 1 },
	[LEAD_NO_FIT] =      { 0, 0, 1, 1, 1, 1, 1, 0 },
};

static const char *const kind_ids[LEAD_KIND_COUNT] = {
	[LEAD_BOOKING] = "booking",
	[LEAD_CONTACT] = "contact",
};

static bool
stage_is_known(enum lead_stage stage)
{
	return stage >= LEAD_NEW && stage < LEAD_STAGE_COUNT;
}

const char *
lead_stage_id(enum lead_stage stage)
{
	assert(stage_is_known(stage));
	return stages[stage].id;
}

const char *
lead_stage_label(enum lead_stage stage)
{
	assert(stage_is_known(stage));
	return stages[stage].label;
}

const char *
lead_kind_id(enum lead_kind kind)
{
	assert(kind >= LEAD_BOOKING && kind < LEAD_KIND_COUNT);
	return kind_ids[kind];
}

enum status
lead_stage_find(const char *id, enum lead_stage *stage)
{
	for (size_t i = LEAD_NEW; i < countof(stages); i++)
		if (strcmp(stages[i].id, id) == 0) {
			*stage = (enum lead_stage)i;
			return OK;
		}
	return NOT_FOUND;
}

enum status
lead_kind_find(const char *id, enum lead_kind *kind)
{
	for (size_t i = LEAD_BOOKING; i < countof(kind_ids); i++)
		if (strcmp(kind_ids[i], id) == 0) {
			*kind = (enum lead_kind)i;
			return OK;
		}
	return NOT_FOUND;
}

enum lead_stage
lead_first_stage(enum lead_kind kind)
{
	return kind == LEAD_BOOKING ? LEAD_CALL_BOOKED : LEAD_NEW;
}

bool
lead_stage_is_closed(enum lead_stage stage)
{
	return stage == LEAD_WON || stage == LEAD_LOST || stage == LEAD_NO_FIT;
}

bool
lead_may_move(enum lead_stage from, enum lead_stage to)
{
	return stage_is_known(from) && stage_is_known(to) && moves[from][to];
}

static void
pack_field(struct buf *out, const char *text)
{
	size_t len = strlen(text);

	assert(len <= UINT32_MAX);
	for (int shift = 0; shift < 32; shift += 8)
		buf_putc(out, (char)(len >> shift & 0xff));
	buf_add(out, text, len);
}

/* What is left of a record to unpack; broken stays true once it is. */
struct record {
	const unsigned char *at;
	size_t left;
	bool broken;
};

static struct record
record_open(const void *bytes, size_t len)
{
	struct record record = { bytes, len, false };

	if (len == 0 || record.at[0] != RECORD_VERSION) {
		record.broken = true;
		return record;
	}
	record.at++;
	record.left--;
	return record;
}

static const char *
unpack_field(struct arena *arena, struct record *record)
{
	const unsigned char *at = record->at;
	const char *text;
	size_t len;

	if (record->broken || record->left < 4) {
		record->broken = true;
		return NULL;
	}
	len = (size_t)at[0] | (size_t)at[1] << 8 | (size_t)at[2] << 16 |
	    (size_t)at[3] << 24;
	text = (const char *)at + 4;
	if (len > record->left - 4 || !text_is_utf8(text, len)) {
		record->broken = true;
		return NULL;
	}
	record->at += 4 + len;
	record->left -= 4 + len;
	return arena_strndup(arena, text, len);
}

static enum status
record_close(const struct record *record)
{
	return record->broken || record->left > 0 ? INVALID : OK;
}

void
lead_head_pack(struct buf *out, const struct lead_head *head)
{
	buf_putc(out, RECORD_VERSION);
	pack_field(out, head->name);
	pack_field(out, head->email);
	pack_field(out, head->company);
}

enum status
lead_head_unpack(struct arena *arena, const void *bytes, size_t len,
    struct lead_head *head)
{
	struct record record = record_open(bytes, len);

	head->name = unpack_field(arena, &record);
	head->email = unpack_field(arena, &record);
	head->company = unpack_field(arena, &record);
	return record_close(&record);
}

void
lead_body_pack(struct buf *out, const struct lead_body *body)
{
	buf_putc(out, RECORD_VERSION);
	pack_field(out, body->message);
}

enum status
lead_body_unpack(struct arena *arena, const void *bytes, size_t len,
    struct lead_body *body)
{
	struct record record = record_open(bytes, len);

	body->message = unpack_field(arena, &record);
	return record_close(&record);
}

void
lead_own_pack(struct buf *out, const struct lead_own *own)
{
	lead_head_pack(out, &own->head);
	pack_field(out, own->body.message);
}

enum status
lead_own_unpack(struct arena *arena, const void *bytes, size_t len,
    struct lead_own *own)
{
	struct record record = record_open(bytes, len);

	own->head.name = unpack_field(arena, &record);
	own->head.email = unpack_field(arena, &record);
	own->head.company = unpack_field(arena, &record);
	own->body.message = unpack_field(arena, &record);
	return record_close(&record);
}
