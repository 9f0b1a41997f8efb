#ifndef DOMAIN_LETTER_H
#define DOMAIN_LETTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/status.h"
#include "domain/lead.h"

struct arena;
struct buf;

/*
 * The mails we write, by what they tell.
 */
enum letter_kind {
	LETTER_CONFIRMED = 1, /* to the visitor: a call is booked */
	LETTER_MOVED,
	LETTER_CANCELLED,
	LETTER_REMINDER_DAY,  /* a day before the call */
	LETTER_REMINDER_HOUR, /* an hour before */
	LETTER_RECEIVED,      /* a message without a slot has come */
	LETTER_OWNER_BOOKED,  /* to the owner */
	LETTER_OWNER_REQUESTED,
	LETTER_OWNER_MOVED,
	LETTER_OWNER_CANCELLED,
	LETTER_OWNER_MESSAGE,
	LETTER_OWNER_DIGEST,
	LETTER_TEST,          /* to whom the owner chose */
	LETTER_KIND_COUNT,
};

/* As stored ("booking.confirmed") and as read by the owner ("Confirmation").
 * */
const char *letter_id(enum letter_kind kind);
const char *letter_label(enum letter_kind kind);

/* The kind of an id; NOT_FOUND leaves *kind untouched. */
enum status letter_find(const char *id, enum letter_kind *kind);

/* Whether it goes to the owner. */
bool letter_is_for_owner(enum letter_kind kind);

/*
 * What is sealed for the courier of a letter that waits: whom it is for, and
 * what only the page knew when it was queued. How the booking stands is looked
 * up when the letter leaves.
 */
struct letter {
	struct lead_own of;  /* texts "" where they are not needed */
	const char *token;   /* of the manage link, or "" */
};

/* Packs a letter into bytes and back; OK, or INVALID as lead_own_unpack. */
void letter_pack(struct buf *out, const struct letter *letter);
enum status letter_unpack(struct arena *arena, const void *bytes, size_t len,
    struct letter *letter);

/*
 * When a reminder is to leave: a day or an hour before the call, as time goes
 * by, whatever clocks show meanwhile. false: not at all, for it would come
 * within an hour from now, when whoever asked for it still knows.
 */
bool letter_reminder_at(enum letter_kind kind, int64_t starts_at, int64_t now,
    int64_t *due_at);

/* Whether a reminder comes too late to be of use: the call has begun, or the
 * later reminder is due. */
bool letter_reminder_is_late(enum letter_kind kind, int64_t starts_at,
    int64_t now);

/*
 * Whether a mail may greet by this name. What a stranger typed into the form
 * goes to an address the stranger typed: a name that holds an address, of the
 * web or of mail, would make our mail theirs.
 */
bool letter_may_greet(const char *name);

#endif
