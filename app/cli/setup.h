#ifndef CLI_SETUP_H
#define CLI_SETUP_H

#include <stdint.h>

#include "base/status.h"
#include "crypto/passphrase.h"
#include "crypto/recovery.h"

/*
 * The key ceremony without its words: an empty data folder becomes an office.
 */
struct setup {
	const char *dir;
	const char *email;      /* of the first admin; valid */
	const char *passphrase; /* good by passphrase_problem, or a demo's */
	const struct passphrase_cost *cost;
	const char *database; /* the URL of a server, or NULL for files */
};

/*
 * Creates the databases, the site's key pair, the first admin, and writes
 * DIR/keys/public.key, DIR/keys/form.key and the courier's pair. recovery gets
 * the code, to be shown once and wiped. OK; CONFLICT when DIR holds databases
 * already; FAILED (logged), with DIR as it was as far as can be.
 */
enum status setup_create(const struct setup *setup,
    char recovery[RECOVERY_TEXT_SIZE]);

/* The same by another clock: the office says that it was made then. */
enum status setup_create_at(const struct setup *setup, int64_t now,
    char recovery[RECOVERY_TEXT_SIZE]);

/*
 * Makes DIR/keys/form.key, the public role's own secret (crypto/form_key.h),
 * where it is not there yet: older programs had no such key. OK, also when it
 * is there; INVALID when the file holds no key, FAILED (both logged).
 */
enum status setup_form_key(const char *dir);

/*
 * Makes DIR/keys/courier.key, which is the courier's alone, and courier.pub, to
 * which mail that waits is sealed (crypto/mail_seal.h), where they are not
 * there yet. OK, also when they are; FAILED (logged).
 */
enum status setup_courier_key(const char *dir);

/*
 * What a folder needs once its databases are up to date, new or not: both of
 * these, what depends on them (vault_start), and each file its owner
 * (owners_restore). OK, or the status of the first of them that fails.
 */
enum status setup_complete(const char *dir);

#endif
