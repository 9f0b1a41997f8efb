#ifndef COURIER_WEBHOOK_H
#define COURIER_WEBHOOK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/status.h"
#include "courier/http.h"
#include "crypto/webhook_sign.h"
#include "domain/retry.h"

struct settings;

/*
 * Telling a program of the owner's what happened: a POST of JSON, signed as
 * Standard Webhooks has it (crypto/webhook_sign.h), with the headers
 * webhook-id (the same however often it is tried), webhook-timestamp (when it
 * is sent) and webhook-signature.
 *
 *	{"type": "booking.created", "timestamp": "2026-11-24T09:30:00Z",
 *	 "data": {..., "link": "https://desk.example.org/admin/leads/7"}}
 *
 * What data holds is in web/hook.h; the type is the kind of the message in the
 * outbox, the timestamp when it happened.
 */
struct webhook {
	const char *url; /* "": none is set */
	struct webhook_secret secret;
	const char *admin_url;
	bool test;       /* mode: test; see http.h */
};

/*
 * What the settings say, with the secret out of its file; conf is the folder
 * of site.yaml. OK, also when none is set; FAILED with *problem in one
 * sentence, in arena. To be wiped (crypto_wipe).
 */
enum status webhook_load(struct arena *arena, const struct settings *settings,
    const char *conf, const char *admin_url, struct webhook *webhook,
    const char **problem);

/* A message as it left the outbox; borrowed. */
struct webhook_message {
	const char *uuid;
	const char *kind;
	int64_t at;      /* when it happened */
	int64_t lead_id; /* 0 for none */
	const char *data; /* a JSON object of len bytes */
	size_t len;
};

/* The JSON that is sent of a message, in arena; NULL: data is no object. */
const char *webhook_body(struct arena *arena, const struct webhook *webhook,
    const struct webhook_message *message);

/*
 * A request with that body, sent at now; all of it is in arena. Ended by
 * http_perform.
 */
struct http *webhook_begin(struct arena *arena, const struct webhook *webhook,
    const char *uuid, const char *body, int64_t now);

/* What an answer of a code means: 2xx is taken; 408, 425, 429, 5xx and a
 * redirect come to another try; every other 4xx does not want this one. */
enum retry_verdict webhook_verdict(int code);

/* The same of how a request ended (http_perform): what never reached an answer is
 * tried again, but for what would have gone where it may not. */
enum retry_verdict webhook_verdict_of(enum status ended,
    const struct http_answer *answer);

/* In a few words that name nobody: "answered 503". */
const char *webhook_reason(struct arena *arena, enum status ended,
    const struct http_answer *answer);

/* All that was said, for the owner's eyes: what we sent, without the
 * signature, and what came back, as far as it was kept. */
const char *webhook_dialogue(struct arena *arena,
    const struct webhook *webhook, const char *body, enum status ended,
    const struct http_answer *answer);

#endif
