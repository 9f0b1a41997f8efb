#include "vault/unlock.h"

#include <assert.h>
#include <inttypes.h>

#include "base/log.h"
#include "crypto/keyring.h"
#include "crypto/open.h"
#include "crypto/recovery.h"
#include "crypto/token.h"
#include "crypto/totp.h"
#include "vault/grants.h"

static_assert((int)OFFICE_GRANTS_MAX == (int)OPENER_GENERATIONS_MAX,
    "a grant for each generation");

/* ---- the store's words and the keys' ---- */

static struct keyring_wrap
wrap_of(const struct office_key_wrap *row)
{
	struct keyring_wrap wrap = { .generation = row->generation,
		.admin_id = row->admin_id };

	memcpy(wrap.nonce, row->nonce, sizeof(wrap.nonce));
	memcpy(wrap.wrapped, row->wrapped, sizeof(wrap.wrapped));
	return wrap;
}

/* ---- reading ---- */

static enum status
read_wrap(struct office *office, struct arena *arena, int64_t admin_id,
    struct unlock *unlock)
{
	struct office_site_key key;
	enum status st = office_site_key(office, arena, &key);

	if (st == OK)
		st = office_key_wrap(office, key.generation, admin_id,
		    &unlock->wrap);
	if (st == NOT_FOUND)
		return OK;
	unlock->has_wrap = st == OK;
	memcpy(unlock->wrap_public, key.public_key,
	    sizeof(unlock->wrap_public));
	return st;
}

static enum status
read_keys(struct office *office, struct arena *arena, struct unlock *unlock)
{
	enum status st = office_grants(office, unlock->admin.id,
	    &unlock->grants);

	if (st == OK && !unlock->admin.has_personal)
		st = read_wrap(office, arena, unlock->admin.id, unlock);
	return st;
}

enum status
unlock_read(struct office *office, struct arena *arena, const char *email,
    struct unlock *unlock)
{
	enum status st;

	*unlock = (struct unlock){ 0 };
	st = office_admin_by_email(office, arena, email, &unlock->admin);
	return st == OK ? read_keys(office, arena, unlock) : st;
}

enum status
unlock_read_id(struct office *office, struct arena *arena, int64_t id,
    struct unlock *unlock)
{
	enum status st;

	*unlock = (struct unlock){ 0 };
	st = office_admin_by_id(office, arena, id, &unlock->admin);
	return st == OK ? read_keys(office, arena, unlock) : st;
}

/* ---- passphrases ---- */

enum status
unlock_try(const struct admin *admin, const char *passphrase,
    uint8_t key[PASSPHRASE_KEY_SIZE])
{
	const struct passphrase_cost cost = { admin->cost_memory,
		admin->cost_passes };
	uint8_t verifier[PASSPHRASE_VERIFIER_SIZE];
	enum status st = passphrase_derive(passphrase, admin->salt, &cost,
	    verifier, key);

	if (st == OK && !passphrase_matches(verifier, admin->verifier)) {
		crypto_wipe(key, PASSPHRASE_KEY_SIZE);
		st = DENIED;
	}
	return st;
}

/* A new salt, and what comes of it. */
static enum status
set_passphrase(struct admin *admin, const char *passphrase,
    const struct passphrase_cost *cost, uint8_t key[PASSPHRASE_KEY_SIZE])
{
	admin->cost_memory = cost->memory;
	admin->cost_passes = cost->passes;
	random_bytes(admin->salt, sizeof(admin->salt));
	return passphrase_derive(passphrase, admin->salt, cost,
	    admin->verifier, key);
}

static void
set_personal(struct admin *admin, const struct personal_key *personal,
    const uint8_t key[PASSPHRASE_KEY_SIZE])
{
	admin->has_personal = true;
	memcpy(admin->personal_public, personal_key_public(personal),
	    sizeof(admin->personal_public));
	personal_key_wrap(personal, key, admin->id, admin->personal_wrapped);
}

/* ---- grants ---- */

/* Grants whatever the opener holds. OK or DENIED. */
static enum status
grant_all(const struct opener *opener, int64_t admin_id,
    const uint8_t public_key[GRANT_PUBLIC_SIZE],
    struct office_grant grants[OFFICE_GRANTS_MAX], size_t *len)
{
	const int64_t newest = opener_generation(opener);

	*len = 0;
	for (int64_t generation = newest; generation > 0 &&
	    generation > newest - OFFICE_GRANTS_MAX; generation--) {
		struct grant grant;

		if (grant_make(opener, generation, admin_id, public_key,
			&grant) == OK)
			grants[(*len)++] = grant_row(&grant);
	}
	return *len > 0 ? OK : DENIED;
}

/* Opens grants into a locked opener. OK, or DENIED when none opens. */
static enum status
open_grants(const struct personal_key *personal,
    const struct office_grants *grants, struct opener *opener)
{
	size_t opened = 0;

	for (size_t i = 0; i < grants->len; i++) {
		const struct grant grant = grant_of_row(&grants->at[i]);
		struct keyring *keyring;

		if (grant_open(personal, &grant, grants->site_keys[i],
			&keyring) != OK)
			continue;
		(void)opener_unlock(opener, keyring);
		keyring_free(keyring);
		opened++;
	}
	if (opened > 0 && opened < grants->len)
		log_warn("unlock.grant", "of the %zu grants of admin %" PRId64
		    " %zu open", grants->len, grants->at[0].admin_id, opened);
	return opened > 0 ? OK : DENIED;
}

/* An account of an older program: its wrap opens, and it gets a key pair of
 * its own. */
static enum status
open_wrap(struct unlock *unlock, const uint8_t key[PASSPHRASE_KEY_SIZE],
    struct opener *opener)
{
	const struct keyring_wrap wrap = wrap_of(&unlock->wrap);
	struct personal_key *personal;
	struct keyring *keyring;
	enum status st;

	if (!unlock->has_wrap || keyring_unwrap(&wrap, key,
	    unlock->wrap_public, &keyring) != OK)
		return DENIED;
	(void)opener_unlock(opener, keyring);
	keyring_free(keyring);
	personal = personal_key_new();
	unlock->fresh = unlock->admin;
	set_personal(&unlock->fresh, personal, key);
	st = grant_all(opener, unlock->admin.id, personal_key_public(personal),
	    unlock->fresh_grants, &unlock->fresh_len);
	personal_key_free(personal);
	unlock->renewed = st == OK;
	return st;
}

enum status
unlock_open(struct unlock *unlock, const uint8_t key[PASSPHRASE_KEY_SIZE],
    struct opener *opener)
{
	const struct admin *admin = &unlock->admin;
	struct personal_key *personal;
	enum status st = DENIED;

	opener_lock(opener);
	if (!admin->has_personal) {
		st = open_wrap(unlock, key, opener);
	} else if (personal_key_unwrap(admin->personal_wrapped, key, admin->id,
	    admin->personal_public, &personal) == OK) {
		st = open_grants(personal, &unlock->grants, opener);
		personal_key_free(personal);
	}
	if (st != OK)
		log_error("unlock.failed", "admin %" PRId64 " has no key to "
		    "this office that opens", admin->id);
	return st;
}

/* ---- making ---- */

static enum status
rewrap_personal(const struct admin *admin, const uint8_t *key,
    const uint8_t *fresh_key, struct admin *fresh)
{
	struct personal_key *personal;

	if (personal_key_unwrap(admin->personal_wrapped, key, admin->id,
		admin->personal_public, &personal) != OK)
		return INVALID;
	set_personal(fresh, personal, fresh_key);
	personal_key_free(personal);
	return OK;
}

static enum status
rewrap_totp(const struct admin *admin, const uint8_t *key,
    const uint8_t *fresh_key, struct admin *fresh)
{
	uint8_t secret[TOTP_SECRET_SIZE];

	if (!admin->has_totp)
		return OK;
	if (totp_unwrap(admin->totp_wrapped, key, admin->id, secret) != OK)
		return INVALID;
	totp_wrap(secret, fresh_key, admin->id, fresh->totp_wrapped);
	crypto_wipe(secret, sizeof(secret));
	return OK;
}

enum status
unlock_rewrap(const struct admin *admin, const uint8_t key[PASSPHRASE_KEY_SIZE],
    const char *passphrase, const struct passphrase_cost *cost,
    struct admin *fresh)
{
	uint8_t fresh_key[PASSPHRASE_KEY_SIZE];
	enum status st;

	*fresh = *admin;
	if (!admin->has_personal)
		return INVALID;
	if ((st = set_passphrase(fresh, passphrase, cost, fresh_key)) == OK &&
	    (st = rewrap_personal(admin, key, fresh_key, fresh)) == OK)
		st = rewrap_totp(admin, key, fresh_key, fresh);
	crypto_wipe(fresh_key, sizeof(fresh_key));
	return st;
}

enum status
unlock_admit(const struct opener *opener, const char *passphrase,
    const struct passphrase_cost *cost, struct admin *admin,
    struct office_grant grants[OFFICE_GRANTS_MAX], size_t *len)
{
	uint8_t key[PASSPHRASE_KEY_SIZE];
	struct personal_key *personal;
	enum status st = set_passphrase(admin, passphrase, cost, key);

	if (st != OK)
		return st;
	admin->has_totp = false;
	personal = personal_key_new();
	set_personal(admin, personal, key);
	crypto_wipe(key, sizeof(key));
	st = grant_all(opener, admin->id, personal_key_public(personal),
	    grants, len);
	personal_key_free(personal);
	return st;
}

/* ---- the recovery code ---- */

static enum status
code_pair(const char *code, struct personal_key **personal)
{
	uint8_t key[RECOVERY_KEY_SIZE];
	enum status st = recovery_key(code, key);

	if (st == OK)
		*personal = personal_key_of_recovery(key);
	crypto_wipe(key, sizeof(key));
	return st;
}

static enum status
open_code_wrap(const struct unlock *unlock, const char *code,
    struct opener *opener)
{
	const struct keyring_wrap wrap = wrap_of(&unlock->wrap);
	uint8_t key[RECOVERY_KEY_SIZE];
	struct keyring *keyring;
	enum status st = recovery_key(code, key);

	if (st == OK && keyring_unwrap(&wrap, key, unlock->wrap_public,
	    &keyring) != OK)
		st = DENIED;
	crypto_wipe(key, sizeof(key));
	if (st != OK)
		return st;
	(void)opener_unlock(opener, keyring);
	keyring_free(keyring);
	return OK;
}

enum status
unlock_by_code(struct office *office, struct arena *arena, const char *code,
    struct opener *opener)
{
	struct unlock unlock = { 0 };
	struct personal_key *personal;
	enum status st;

	opener_lock(opener);
	if ((st = code_pair(code, &personal)) != OK)
		return st;
	st = office_grants(office, GRANT_RECOVERY, &unlock.grants);
	if (st == OK && unlock.grants.len > 0)
		st = open_grants(personal, &unlock.grants, opener);
	else if (st == OK && (st = read_wrap(office, arena, GRANT_RECOVERY,
	    &unlock)) == OK)
		st = unlock.has_wrap ?
		    open_code_wrap(&unlock, code, opener) : DENIED;
	personal_key_free(personal);
	return st;
}

enum status
unlock_grant_code(const struct opener *opener, const char *code,
    struct office_grant grants[OFFICE_GRANTS_MAX], size_t *len)
{
	struct personal_key *personal;
	enum status st = code_pair(code, &personal);

	if (st != OK)
		return st;
	st = grant_all(opener, GRANT_RECOVERY, personal_key_public(personal),
	    grants, len);
	personal_key_free(personal);
	return st;
}
