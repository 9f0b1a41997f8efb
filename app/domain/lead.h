#ifndef DOMAIN_LEAD_H
#define DOMAIN_LEAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/status.h"

struct arena;
struct buf;

/*
 * A lead: a person who left contact details, and how far we are with them.
 */
enum lead_stage {
	LEAD_NEW = 1,
	LEAD_CALL_BOOKED,
	LEAD_CALL_HELD,
	LEAD_PROPOSAL,
	LEAD_WON,
	LEAD_LOST,
	LEAD_NO_FIT,
	LEAD_STAGE_COUNT,
};

/* How a lead came in. */
enum lead_kind {
	LEAD_BOOKING = 1,
	LEAD_CONTACT,
	LEAD_KIND_COUNT,
};

/* As stored ("call_booked") and as read by people ("Call booked"). */
const char *lead_stage_id(enum lead_stage stage);
const char *lead_stage_label(enum lead_stage stage);
const char *lead_kind_id(enum lead_kind kind);

/* The stage or kind of an id; NOT_FOUND leaves the output untouched. */
enum status lead_stage_find(const char *id, enum lead_stage *stage);
enum status lead_kind_find(const char *id, enum lead_kind *kind);

/* The stage a new lead starts in: a booking is "call booked", a message is
 * "new" (row C6). */
enum lead_stage lead_first_stage(enum lead_kind kind);

/* Whether nothing more is to be done about it: won, lost, no fit. */
bool lead_stage_is_closed(enum lead_stage stage);

/* Whether a lead may go from one stage to another: forward, back by a step
 * that undoes a mistake, to a closed stage, or from lost or no fit to an open
 * one; never back to new, nor to where it is. */
bool lead_may_move(enum lead_stage from, enum lead_stage to);

/*
 * What a lead holds of a person, as two records: the head (who) and the body
 * (what about). Kept apart because lists need only heads; sealing wraps each
 * record as a whole.
 */
struct lead_head {
	const char *name;
	const char *email;
	const char *company;
};

struct lead_body {
	const char *message;
};

/*
 * Packs a record into bytes and back: a version byte (1), then each field as
 * a 32-bit little-endian length and its UTF-8 bytes. Unpacking gives OK, or
 * INVALID for bytes that no packing makes (cut, trailing, wrong version, NUL
 * or bad UTF-8 in a field). Unpacked text is in arena.
 */
void lead_head_pack(struct buf *out, const struct lead_head *head);
enum status lead_head_unpack(struct arena *arena, const void *bytes,
    size_t len, struct lead_head *head);
void lead_body_pack(struct buf *out, const struct lead_body *body);
enum status lead_body_unpack(struct arena *arena, const void *bytes,
    size_t len, struct lead_body *body);

/*
 * The person's own copy: head and body in one record, packed the same way.
 * It is kept encrypted under the link that only the person has
 * (crypto/own_copy.h).
 */
struct lead_own {
	struct lead_head head;
	struct lead_body body;
};

void lead_own_pack(struct buf *out, const struct lead_own *own);
enum status lead_own_unpack(struct arena *arena, const void *bytes,
    size_t len, struct lead_own *own);

#endif
