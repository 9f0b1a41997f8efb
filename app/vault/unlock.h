#ifndef VAULT_UNLOCK_H
#define VAULT_UNLOCK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/status.h"
#include "crypto/passphrase.h"
#include "store/office.h"

struct opener;

/*
 * Unlocking the office: where what the store keeps of an admin meets the keys.
 * The plan stands in crypto/seal.h. Reading is for the thread that has the
 * office open; what takes a passphrase is slow and runs anywhere.
 */

/* What there is of one admin; plain data. */
struct unlock {
	struct admin admin;
	struct office_grants grants;
	/* An account of an older program: its wrap, and the key it is of. */
	bool has_wrap;
	struct office_key_wrap wrap;
	uint8_t wrap_public[32];
	/* Filled by unlock_open for such an account: what is to be stored. */
	bool renewed;
	struct admin fresh;
	struct office_grant fresh_grants[OFFICE_GRANTS_MAX];
	size_t fresh_len;
};

/* Reads what belongs to an address. OK or NOT_FOUND. */
enum status unlock_read(struct office *office, struct arena *arena,
    const char *email, struct unlock *unlock);

/* The same for an id. */
enum status unlock_read_id(struct office *office, struct arena *arena,
    int64_t id, struct unlock *unlock);

/* Tries a passphrase: OK with the key it gives, to be wiped; DENIED: wrong;
 * FAILED (logged). Slow. */
enum status unlock_try(const struct admin *admin, const char *passphrase,
    uint8_t key[PASSPHRASE_KEY_SIZE]);

/*
 * Unlocks the opener, which is locked first, with all that was granted. OK;
 * DENIED, with it locked, when there is nothing, or nothing of it opens
 * (logged): the account has no key to this office. After OK with renewed set,
 * fresh and its grants are to be stored by office_admin_rewrap.
 */
enum status unlock_open(struct unlock *unlock,
    const uint8_t key[PASSPHRASE_KEY_SIZE], struct opener *opener);

/*
 * The admin's secrets under another passphrase or cost, for the store: his own
 * key and the secret of his second factor are opened with key and wrapped
 * anew. OK; INVALID: something of it did not open, or there is no own key yet;
 * FAILED. Slow.
 */
enum status unlock_rewrap(const struct admin *admin,
    const uint8_t key[PASSPHRASE_KEY_SIZE], const char *passphrase,
    const struct passphrase_cost *cost, struct admin *fresh);

/*
 * Makes the secrets of an admin, whose id and address are set: a key of his
 * own under his passphrase, no second factor, and grants of all that the
 * opener holds. OK; DENIED: it is locked; FAILED. Slow.
 */
enum status unlock_admit(const struct opener *opener, const char *passphrase,
    const struct passphrase_cost *cost, struct admin *admin,
    struct office_grant grants[OFFICE_GRANTS_MAX], size_t *len);

/* Unlocks the opener with a recovery code as typed. OK; INVALID: it is no
 * code, or has a slip; DENIED: it is not this office's, or not any more. */
enum status unlock_by_code(struct office *office, struct arena *arena,
    const char *code, struct opener *opener);

/* Grants all that the opener holds to a recovery code. OK; INVALID: it is no
 * code; DENIED: the opener is locked. */
enum status unlock_grant_code(const struct opener *opener, const char *code,
    struct office_grant grants[OFFICE_GRANTS_MAX], size_t *len);

#endif
