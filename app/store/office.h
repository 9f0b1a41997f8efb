#ifndef STORE_OFFICE_H
#define STORE_OFFICE_H

#include <stddef.h>
#include <stdint.h>

#include "base/status.h"

struct arena;

/*
 * The office database: admins, sessions, audit events. The public role never
 * opens it; that is why it is a type of its own. The rules of store.h on
 * threads, forks and durability hold here too, as do BUSY and FAILED.
 */
struct office;

/* Opens DIR/office.db; statuses as store_open. */
enum status office_open(const char *dir, struct office **office);
void office_close(struct office *office);

/* ---- admins ---- */

struct admin {
	int64_t id;
	const char *email; /* lower case in its domain part */
	uint8_t salt[16];
	uint64_t cost_memory; /* bytes of Argon2id */
	uint64_t cost_passes;
	uint8_t verifier[32];
	int64_t created_at;
};

/* Adds an admin (id and created_at are set by the call). OK, or CONFLICT when
 * the address has one already. Writes the audit event. */
enum status office_admin_add(struct office *office, struct admin *admin,
    int64_t now);

/* The admin with this address. OK or NOT_FOUND. */
enum status office_admin_by_email(struct office *office, struct arena *arena,
    const char *email, struct admin *admin);

/* How many admins there are. */
enum status office_admin_count(struct office *office, int64_t *count);

/* ---- sessions ---- */

struct session {
	int64_t id;
	int64_t admin_id;
	const char *email; /* of the admin */
	int64_t created_at;
	int64_t seen_at;
};

/* At most this many live sessions an admin; the oldest goes (REQ 7). */
enum { OFFICE_SESSIONS_MAX = 5 };

/* Starts a session for a token's hash, ends the oldest beyond the limit, and
 * writes the audit event, in one transaction. */
enum status office_session_add(struct office *office, int64_t admin_id,
    const uint8_t token_hash[32], int64_t now);

/*
 * The session of a token's hash, if it was seen within idle_seconds and began
 * within max_seconds; a use is noted once a minute at most. OK or DENIED
 * (unknown or over; an over one is deleted).
 */
enum status office_session_use(struct office *office, struct arena *arena,
    const uint8_t token_hash[32], int64_t now, int64_t idle_seconds,
    int64_t max_seconds, struct session *session);

/* Ends a session and writes the audit event. OK also when there is none. */
enum status office_session_end(struct office *office,
    const uint8_t token_hash[32], int64_t now);

#endif
