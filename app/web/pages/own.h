#ifndef WEB_PAGES_OWN_H
#define WEB_PAGES_OWN_H

#include <stdbool.h>
#include <stdint.h>

#include "base/status.h"
#include "crypto/token.h"
#include "domain/lead.h"
#include "store/store.h"

struct request;
struct response;
struct zone;

/*
 * A booking as its visitor has it: found by the token of the manage link, with
 * what they wrote, which only that token opens.
 */
struct own_booking {
	const char *token;
	uint8_t hash[TOKEN_HASH_SIZE];
	struct booking_view row;
	const struct zone *zone; /* the visitor's, or the owner's if unknown */
	bool readable;           /* lead is what they wrote; else its texts "" */
	struct lead_own lead;
};

/*
 * The booking of the route's token. true: go on. false: the answer is *st, be
 * it that there is none (NOT_FOUND) or the page, already made, which says that
 * everything is erased (410). Every page of a booking is one that tells
 * nobody where it was.
 */
bool own_find(struct request *req, struct response *res,
    struct own_booking *own, enum status *st);

/* Whether the call is still to come, so that it can be moved or cancelled. */
bool own_is_active(const struct own_booking *own, int64_t now);

/* Why a call that is not active cannot be changed: a sentence. */
const char *own_refusal(const struct own_booking *own, int64_t now);

/* "Tuesday 24 November 2026, 10:30 to 11:00, Europe/Berlin", the same on every
 * page of it (row B2). */
const char *own_when(struct request *req, const struct own_booking *own);

/* Writes the page; refused is why what was asked for was not done, or "". */
void own_page_show(struct request *req, struct response *res,
    const struct own_booking *own, const char *refused);

#endif
