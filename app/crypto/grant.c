#include "crypto/grant.h"

#include <assert.h>
#include <stdbool.h>

#include <sodium.h>

#include "base/log.h"
#include "crypto/keyring_private.h"
#include "crypto/number.h"
#include "crypto/opener_private.h"

struct personal_key {
	uint8_t public_key[crypto_box_PUBLICKEYBYTES];
	uint8_t secret_key[crypto_box_SECRETKEYBYTES];
};

/* What a grant seals: a sealed box has no associated data, so what it is for
 * stands inside. */
struct granted {
	uint8_t label[16]; /* "fourways grant 1" */
	uint8_t admin_id[8];
	uint8_t generation[8];
	uint8_t secret_key[KEYRING_SECRET_SIZE];
};

enum { GRANT_FORMAT = 1 };

static_assert(GRANT_SEALED_SIZE ==
    1 + crypto_box_SEALBYTES + sizeof(struct granted), "a sealed box");
static_assert(GRANT_PERSONAL_SIZE == crypto_box_SECRETKEYBYTES + AEAD_OVERHEAD,
    "a wrapped key");
static_assert((int)GRANT_KEK_SIZE == (int)crypto_box_SEEDBYTES, "a seed");

/* ---- personal keys ---- */

static struct personal_key *
personal_key_empty(void)
{
	struct personal_key *personal = sodium_malloc(sizeof(*personal));

	if (personal == NULL)
		log_fatal("memory", "no guarded memory for a key");
	return personal;
}

struct personal_key *
personal_key_new(void)
{
	struct personal_key *personal = personal_key_empty();
	int failed = crypto_box_keypair(personal->public_key,
	    personal->secret_key);

	assert(failed == 0);
	aead_wipe_stack();
	return personal;
}

struct personal_key *
personal_key_of_recovery(const uint8_t key[GRANT_KEK_SIZE])
{
	struct personal_key *personal = personal_key_empty();
	int failed = crypto_box_seed_keypair(personal->public_key,
	    personal->secret_key, key);

	assert(failed == 0);
	aead_wipe_stack();
	return personal;
}

void
personal_key_free(struct personal_key *personal)
{
	sodium_free(personal);
}

const uint8_t *
personal_key_public(const struct personal_key *personal)
{
	return personal->public_key;
}

static struct binding
personal_binding(int64_t admin_id)
{
	struct binding binding = binding_new("fourways personal key 1");

	binding_number(&binding, admin_id);
	return binding;
}

void
personal_key_wrap(const struct personal_key *personal,
    const uint8_t kek[GRANT_KEK_SIZE], int64_t admin_id,
    uint8_t wrapped[GRANT_PERSONAL_SIZE])
{
	const struct binding binding = personal_binding(admin_id);

	aead_seal(wrapped, personal->secret_key, sizeof(personal->secret_key),
	    &binding, kek);
	aead_wipe_stack();
}

enum status
personal_key_unwrap(const uint8_t wrapped[GRANT_PERSONAL_SIZE],
    const uint8_t kek[GRANT_KEK_SIZE], int64_t admin_id,
    const uint8_t public_key[GRANT_PUBLIC_SIZE],
    struct personal_key **personal)
{
	const struct binding binding = personal_binding(admin_id);
	struct personal_key *opened = personal_key_empty();
	bool good = aead_open(opened->secret_key, wrapped, GRANT_PERSONAL_SIZE,
	    &binding, kek) == OK &&
	    crypto_scalarmult_base(opened->public_key,
	    opened->secret_key) == 0 &&
	    sodium_memcmp(opened->public_key, public_key,
	    GRANT_PUBLIC_SIZE) == 0;

	aead_wipe_stack();
	*personal = good ? opened : NULL;
	if (!good)
		personal_key_free(opened);
	return good ? OK : INVALID;
}

/* ---- grants ---- */

/* Keyed BLAKE2b-256 of whom the grant is for, under a key of the generation
 * that is granted. */
static void
vouch_for(const struct site_secret *secret, const struct grant *grant,
    uint8_t vouch[GRANT_VOUCH_SIZE])
{
	struct binding about = binding_new("fourways vouch 1");
	int failed;

	binding_number(&about, grant->admin_id);
	binding_number(&about, grant->generation);
	binding_add(&about, grant->public_key, sizeof(grant->public_key));
	failed = crypto_generichash(vouch, GRANT_VOUCH_SIZE, about.bytes,
	    about.len, secret->vouch_key, sizeof(secret->vouch_key));
	assert(failed == 0);
}

static struct granted
granted_of(const struct grant *grant)
{
	struct granted granted;

	memcpy(granted.label, "fourways grant 1", sizeof(granted.label));
	number_write(granted.admin_id, grant->admin_id);
	number_write(granted.generation, grant->generation);
	return granted;
}

enum status
grant_make(const struct opener *opener, int64_t generation, int64_t admin_id,
    const uint8_t public_key[GRANT_PUBLIC_SIZE], struct grant *grant)
{
	const struct site_secret *secret = opener_secret(opener, generation);
	struct granted granted;
	int failed;

	if (secret == NULL)
		return DENIED;
	*grant = (struct grant){ .generation = generation,
		.admin_id = admin_id };
	memcpy(grant->public_key, public_key, sizeof(grant->public_key));
	vouch_for(secret, grant, grant->vouch);
	granted = granted_of(grant);
	memcpy(granted.secret_key, secret->secret_key,
	    sizeof(granted.secret_key));
	grant->sealed[0] = GRANT_FORMAT;
	failed = crypto_box_seal(grant->sealed + 1, (const uint8_t *)&granted,
	    sizeof(granted), public_key);
	sodium_memzero(&granted, sizeof(granted));
	aead_wipe_stack();
	return failed == 0 ? OK : INVALID;
}

enum status
grant_renew(const struct opener *opener, const struct grant *old,
    struct grant *fresh)
{
	const struct site_secret *secret = opener_secret(opener,
	    old->generation);
	uint8_t vouch[GRANT_VOUCH_SIZE];

	if (secret == NULL)
		return DENIED;
	vouch_for(secret, old, vouch);
	if (sodium_memcmp(vouch, old->vouch, sizeof(vouch)) != 0)
		return INVALID;
	return grant_make(opener, opener_generation(opener), old->admin_id,
	    old->public_key, fresh);
}

/* Whether what was in the box is for this row. */
static bool
is_for(const struct granted *granted, const struct grant *grant)
{
	const struct granted expected = granted_of(grant);

	return memcmp(granted, &expected,
	    offsetof(struct granted, secret_key)) == 0;
}

enum status
grant_open(const struct personal_key *personal, const struct grant *grant,
    const uint8_t site_key[GRANT_PUBLIC_SIZE], struct keyring **keyring)
{
	struct granted granted;
	enum status st = INVALID;

	*keyring = NULL;
	if (grant->sealed[0] == GRANT_FORMAT &&
	    crypto_box_seal_open((uint8_t *)&granted, grant->sealed + 1,
	    sizeof(grant->sealed) - 1, personal->public_key,
	    personal->secret_key) == 0 && is_for(&granted, grant))
		st = keyring_of_secret(grant->generation, granted.secret_key,
		    site_key, keyring);
	sodium_memzero(&granted, sizeof(granted));
	aead_wipe_stack();
	return st;
}
