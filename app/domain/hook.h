#ifndef DOMAIN_HOOK_H
#define DOMAIN_HOOK_H

#include "base/status.h"

/*
 * What a program of the owner's is told (courier/webhook.h), by the word that
 * it reads and that stands in the outbox. A word is never changed.
 */
enum hook_kind {
	HOOK_BOOKING_CREATED = 1, /* confirmed, or waiting for the owner */
	HOOK_BOOKING_MOVED,
	HOOK_BOOKING_CANCELLED,
	HOOK_LEAD_CREATED,        /* a message without a call */
	HOOK_TEST,                /* nothing happened: the owner tries it */
	HOOK_KIND_COUNT,
};

/* "booking.created", and "Call booked" as the owner reads it. */
const char *hook_id(enum hook_kind kind);
const char *hook_label(enum hook_kind kind);

/* The kind of an id; NOT_FOUND leaves *kind untouched. */
enum status hook_find(const char *id, enum hook_kind *kind);

#endif
