#ifndef STORE_ACCOUNTS_H
#define STORE_ACCOUNTS_H

#include <stdbool.h>

#include "store/office.h"
#include "store/sessions.h"

/*
 * Changes of who may sign in and with what: part of the office database. Each
 * is one transaction with its audit events; actor is the admin who did it, 0
 * on the command line.
 *
 * An admin's secrets (passphrase, own key, second factor) are changed only
 * where they are still those the caller looked at, was: CONFLICT when they were
 * changed meanwhile, and nothing is stored.
 */

/* An admin in a list. */
struct admin_row {
	int64_t id;
	const char *email;
	int64_t created_at;
	bool has_totp;
	int64_t generation; /* of the newest key granted, 0: none */
};

struct admin_rows {
	struct admin_row *at;
	size_t len;
};

/* All of them, the first one first. OK, also when there is none. */
enum status office_admins(struct office *office, struct arena *arena,
    struct admin_rows *rows);

/* The id the next admin gets, so that keys can be bound to it beforehand. */
enum status office_admin_next_id(struct office *office, int64_t *id);

/*
 * Adds an admin and what he is granted (id, where it is 0, and created_at are
 * set by the call). OK, or CONFLICT when the address has an account already,
 * in whatever case, or the id has.
 */
enum status office_admin_add(struct office *office, struct admin *admin,
    const struct office_grant *grants, size_t count, int64_t actor,
    int64_t now);

/* Removes an admin with all keys, sessions, browsers and codes. OK; NOT_FOUND;
 * CONFLICT for the last one who holds the newest key. */
enum status office_admin_remove(struct office *office, int64_t id,
    int64_t actor, int64_t now);

/*
 * Stores an admin's salt, cost, verifier, own key and second factor anew, the
 * passphrase being the same: a higher cost, or with grants the keys of an
 * account of an older program, whose wraps go.
 */
enum status office_admin_rewrap(struct office *office,
    const struct admin *admin, const struct admin *was,
    const struct office_grant *grants, size_t count, int64_t now);

/* What goes on in the browser a change is made from: its session gets another
 * token, all others of the admin end. Without a session all end. */
struct kept_session {
	int64_t id; /* 0: none */
	struct session_keys keys;
};

/* The same for another passphrase. */
enum status office_admin_passphrase(struct office *office,
    const struct admin *admin, const struct admin *was,
    const struct kept_session *kept, int64_t actor, int64_t now);

/*
 * A new passphrase by the recovery code: the secrets of admin as given, without
 * second factor; its grants; the new code's in the place of the old ones. All
 * sessions, browsers and spare codes of the admin go.
 */
enum status office_admin_recover(struct office *office,
    const struct admin *admin, const struct admin *was,
    const struct office_grant *grants, size_t count, int64_t now);

/* Puts a new recovery code's grants in the place of the old code's. */
enum status office_recovery_replace(struct office *office,
    const struct office_grant *grants, size_t count, int64_t actor,
    int64_t now);

/* ---- the second factor ---- */

enum { SPARE_CODES = 10 };

/* Turns it on: the wrapped secret, the step of the code that proved it, and
 * the hashes of SPARE_CODES spare codes. */
enum status office_totp_begin(struct office *office, int64_t admin_id,
    const uint8_t was[32], const uint8_t wrapped[61], int64_t step,
    const uint8_t spare[SPARE_CODES][32], const struct kept_session *kept,
    int64_t now);

/* Turns it off; its spare codes go. */
enum status office_totp_end(struct office *office, int64_t admin_id,
    const uint8_t was[32], const struct kept_session *kept, int64_t now);

/* New spare codes in the place of all older ones. */
enum status office_spare_codes(struct office *office, int64_t admin_id,
    const uint8_t spare[SPARE_CODES][32], int64_t now);

/* How many are left. */
enum status office_spare_codes_left(struct office *office, int64_t admin_id,
    int64_t *left);

#endif
