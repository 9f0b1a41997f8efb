#ifndef STORE_SESSIONS_H
#define STORE_SESSIONS_H

#include <stdbool.h>

#include "store/office.h"

/*
 * Who is signed in, and from which browsers: part of the office database. A
 * session is found by the id of its cookie's token; what it unlocks the office
 * with is wrapped under another key of the token (crypto/session_key.h), so
 * that this database alone opens nothing.
 */
enum {
	SESSION_TOKEN_ID_SIZE = 32,
	SESSION_WRAPPED_SIZE = 185,
	/* At most so many live sessions and known browsers an admin; those that
	 * began, or were used, longest ago go. */
	OFFICE_SESSIONS_MAX = 5,
	OFFICE_DEVICES_MAX = 10,
};

struct session {
	int64_t id;
	int64_t admin_id;
	const char *email; /* of the admin */
	int64_t created_at;
	int64_t seen_at;
	int64_t proved_at; /* when the passphrase was last given */
	const char *form_token;
	uint8_t wrapped[SESSION_WRAPPED_SIZE];
};

/* What a session's cookie opens; borrowed for the call. */
struct session_keys {
	const uint8_t *token_id; /* SESSION_TOKEN_ID_SIZE bytes */
	const uint8_t *wrapped;  /* SESSION_WRAPPED_SIZE bytes */
};

/* All that letting somebody in stores; borrowed for the call. */
struct sign_in {
	const struct admin *admin;   /* as it was when it was tried */
	struct session_keys keys;
	const char *form_token;      /* 43 characters */
	int64_t totp_step;           /* of the code given; -1: none was */
	const uint8_t *spare_hash;   /* of the spare code given, or NULL */
	int64_t device_id;           /* 0: a browser not seen before */
	const uint8_t *device_hash;  /* of its new token */
};

/*
 * Starts a session, ends the oldest beyond the limit, uses up the code, knows
 * the browser from now on, and writes the audit events, in one transaction.
 * OK; DENIED when somebody got in with this code or a later one meanwhile, or
 * the spare code is none, or the account has gone or has another passphrase or
 * second factor than when it was tried: nothing is stored.
 */
enum status office_sign_in(struct office *office, const struct sign_in *in,
    int64_t now);

/*
 * The session of a token's id, if it was seen within idle_seconds and began
 * within max_seconds; a use is noted once a minute at most, and a disk that
 * refuses the note does not end the session. A clock set back by more than a
 * minute ends it, for else it would live longer. OK or DENIED (unknown or
 * over; an over one is deleted).
 */
enum status office_session_use(struct office *office, struct arena *arena,
    const uint8_t token_id[SESSION_TOKEN_ID_SIZE], int64_t now,
    int64_t idle_seconds, int64_t max_seconds, struct session *session);

/* The same session under another token, after the passphrase was given again:
 * with the audit event. OK, or DENIED when it has ended. */
enum status office_session_renew(struct office *office,
    const struct session *session, const struct session_keys *keys,
    int64_t now);

/* Ends a session and writes the audit event. OK also when there is none. */
enum status office_session_end(struct office *office,
    const uint8_t token_id[SESSION_TOKEN_ID_SIZE], int64_t now);

/* Ends one of an admin's sessions by its id: OK or NOT_FOUND. */
enum status office_session_end_one(struct office *office, int64_t admin_id,
    int64_t id, int64_t now);

/* Ends an admin's sessions but keep (0: all), forgets the browsers he is known
 * by where that is wanted, and writes the audit event. */
enum status office_sessions_end(struct office *office, int64_t admin_id,
    int64_t keep, bool forget_devices, int64_t now);

/* An admin's sessions as he sees them. */
struct session_row {
	int64_t id;
	int64_t created_at;
	int64_t seen_at;
};

struct session_rows {
	struct session_row *at;
	size_t len;
};

/* Those not over yet, the one used last first. OK, also when there is none. */
enum status office_sessions(struct office *office, struct arena *arena,
    int64_t admin_id, int64_t now, int64_t idle_seconds, int64_t max_seconds,
    struct session_rows *rows);

/* How many sessions of all admins are not over. OK. */
enum status office_sessions_count(struct office *office, int64_t now,
    int64_t idle_seconds, int64_t max_seconds, int64_t *count);

/* The known browser of a token's hash, if it is this admin's. OK or
 * NOT_FOUND. */
enum status office_device(struct office *office, int64_t admin_id,
    const uint8_t token_hash[32], int64_t *id);

/* Gives a known browser another token. OK, or NOT_FOUND: it is not known. */
enum status office_device_move(struct office *office,
    const uint8_t token_hash[32], const uint8_t fresh[32]);

#endif
