#ifndef STORE_OFFICE_H
#define STORE_OFFICE_H

#include <stddef.h>
#include <stdint.h>

#include "base/status.h"

struct arena;

/*
 * The office database: admins, sessions, keys, audit events. The public role
 * never opens it; that is why it is a type of its own. The rules of store.h on
 * threads, forks and durability hold here too, as do BUSY and FAILED.
 */
struct office;

/*
 * Hashes size bytes into 32: BLAKE2b-256, hash_blake2b of crypto/hash.h. It
 * is handed in because this layer does no cryptography of its own; the audit
 * log is chained with it.
 */
typedef void office_hash(uint8_t hash[32], const void *bytes, size_t size);

/* Opens DIR/office.db; statuses as store_open. */
enum status office_open(const char *dir, office_hash *hash,
    struct office **office);
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
 * the address has one already, in whatever case. Writes the audit event. */
enum status office_admin_add(struct office *office, struct admin *admin,
    int64_t now);

/* The admin with this address, in whatever case. OK or NOT_FOUND. */
enum status office_admin_by_email(struct office *office, struct arena *arena,
    const char *email, struct admin *admin);

/* The admin who was there first: whom a command means that names nobody. OK or
 * NOT_FOUND. */
enum status office_admin_first(struct office *office, struct arena *arena,
    struct admin *admin);

/* The highest Argon2id cost of any admin: what an address nobody has is made
 * to take as well. OK or NOT_FOUND (no admin). */
enum status office_admin_cost(struct office *office, uint64_t *memory,
    uint64_t *passes);

/* How many admins there are; none before office_init. */
enum status office_admin_count(struct office *office, int64_t *count);

/* ---- the site's keys ---- */

/* A generation of the site's key pair, as far as it is no secret. */
struct office_site_key {
	int64_t generation; /* from 1 on */
	uint8_t public_key[32];
	const char *fingerprint; /* keyring_fingerprint of it */
	int64_t created_at;
};

/* Its secret half, wrapped by keyring_wrap under the key of an admin's
 * passphrase, or under the recovery code. */
struct office_key_wrap {
	int64_t generation;
	int64_t admin_id; /* 0: the recovery code */
	uint8_t nonce[24];
	uint8_t wrapped[48];
};

/* The id office_init gives, so that a wrap can be bound to it beforehand. */
enum { OFFICE_FIRST_ADMIN = 1 };

/*
 * Sets up an empty office: the first admin (id and created_at are set by the
 * call), the site key (created_at likewise), its wraps and the audit events,
 * in one transaction. OK, or CONFLICT when there is an admin or a key already:
 * nothing is stored.
 */
enum status office_init(struct office *office, struct admin *admin,
    struct office_site_key *key, const struct office_key_wrap *wraps,
    size_t count, int64_t now);

/* The site key in use: the newest generation. OK or NOT_FOUND. */
enum status office_site_key(struct office *office, struct arena *arena,
    struct office_site_key *key);

/* The wrap of a generation's secret for an admin, or for the recovery code
 * with admin_id 0. OK or NOT_FOUND. */
enum status office_key_wrap(struct office *office, int64_t generation,
    int64_t admin_id, struct office_key_wrap *wrap);

/* ---- sessions ---- */

struct session {
	int64_t id;
	int64_t admin_id;
	const char *email; /* of the admin */
	int64_t created_at;
	int64_t seen_at;
};

/* At most this many live sessions an admin; the oldest goes. */
enum { OFFICE_SESSIONS_MAX = 5 };

/* Starts a session for a token's hash, ends the oldest beyond the limit, and
 * writes the audit event, in one transaction. */
enum status office_session_add(struct office *office, int64_t admin_id,
    const uint8_t token_hash[32], int64_t now);

/*
 * The session of a token's hash, if it was seen within idle_seconds and began
 * within max_seconds; a use is noted once a minute at most, and a disk that
 * refuses the note does not end the session. A clock set back by more than a
 * minute ends it, for else it would live longer. OK or DENIED (unknown or
 * over; an over one is deleted).
 */
enum status office_session_use(struct office *office, struct arena *arena,
    const uint8_t token_hash[32], int64_t now, int64_t idle_seconds,
    int64_t max_seconds, struct session *session);

/* Ends a session and writes the audit event. OK also when there is none. */
enum status office_session_end(struct office *office,
    const uint8_t token_hash[32], int64_t now);

/* ---- the audit log ---- */

/*
 * Walks the chain from its start. OK with *count the events; INVALID with
 * *count the events before the first that was changed, or that follows a
 * removed or swapped one (logged). A log cut off at its end is a whole chain:
 * that is found by comparing its last hash with one kept elsewhere.
 */
enum status office_audit_verify(struct office *office, int64_t *count);

#endif
