#include "crypto/session_key.h"

#include <assert.h>

#include <sodium.h>

#include "crypto/opener_private.h"
#include "crypto/text32.h"

enum { SUBKEY_ID = 1, SUBKEY_WRAP = 2 };

static const char context[crypto_kdf_CONTEXTBYTES + 1] = "fwsessn1";

/* What is wrapped: no derived keys, they are made again. */
struct held {
	int64_t generation; /* 0: none */
	uint8_t public_key[32];
	uint8_t secret_key[32];
};

struct unlocked {
	struct held held[OPENER_GENERATIONS_MAX];
};

static_assert(SESSION_WRAP_SIZE == sizeof(struct unlocked) + AEAD_OVERHEAD,
    "a wrapped opener");

struct session_keys {
	uint8_t id[SESSION_ID_SIZE];
	uint8_t wrap[AEAD_KEY_SIZE];
};

static enum status
keys_of(const char *token, struct session_keys *keys)
{
	uint8_t bytes[crypto_kdf_KEYBYTES];
	int failed = 0;

	if (!text32_read(token, bytes))
		return INVALID;
	failed |= crypto_kdf_derive_from_key(keys->id, sizeof(keys->id),
	    SUBKEY_ID, context, bytes);
	failed |= crypto_kdf_derive_from_key(keys->wrap, sizeof(keys->wrap),
	    SUBKEY_WRAP, context, bytes);
	assert(failed == 0);
	sodium_memzero(bytes, sizeof(bytes));
	return OK;
}

enum status
session_id(const char *token, uint8_t id[SESSION_ID_SIZE])
{
	struct session_keys keys;
	enum status st = keys_of(token, &keys);

	if (st == OK)
		memcpy(id, keys.id, sizeof(keys.id));
	sodium_memzero(&keys, sizeof(keys));
	return st;
}

/* Bound to its row and to its admin. */
static struct binding
binding_of(const struct session_keys *keys, int64_t admin_id)
{
	struct binding binding = binding_new("fourways session 1");

	binding_add(&binding, keys->id, sizeof(keys->id));
	binding_number(&binding, admin_id);
	return binding;
}

enum status
session_wrap(const struct opener *opener, const char *token,
    int64_t admin_id, struct session_wrap *wrap)
{
	struct unlocked unlocked = { 0 };
	struct session_keys keys;
	struct binding binding;
	enum status st;

	if (opener->count == 0)
		return DENIED;
	if ((st = keys_of(token, &keys)) != OK)
		return st;
	for (size_t i = 0; i < opener->count; i++) {
		const struct site_secret *secret = &opener->secrets[i];
		struct held *held = &unlocked.held[i];

		held->generation = secret->generation;
		memcpy(held->public_key, secret->public_key, 32);
		memcpy(held->secret_key, secret->secret_key, 32);
	}
	binding = binding_of(&keys, admin_id);
	aead_seal(wrap->bytes, &unlocked, sizeof(unlocked), &binding,
	    keys.wrap);
	sodium_memzero(&unlocked, sizeof(unlocked));
	sodium_memzero(&keys, sizeof(keys));
	aead_wipe_stack();
	return OK;
}

static void
unlock(struct opener *opener, const struct unlocked *unlocked)
{
	for (size_t i = 0; i < OPENER_GENERATIONS_MAX; i++) {
		const struct held *held = &unlocked->held[i];
		enum status st = OK;

		if (held->generation != 0)
			st = opener_add(opener, held->generation,
			    held->public_key, held->secret_key);
		/* No more of them than a locked opener has room for. */
		assert(st == OK);
	}
}

enum status
session_unwrap(const struct session_wrap *wrap, const char *token,
    int64_t admin_id, struct opener *opener)
{
	struct unlocked unlocked;
	struct session_keys keys;
	struct binding binding;
	enum status st;

	opener_lock(opener);
	if (keys_of(token, &keys) != OK)
		return DENIED;
	binding = binding_of(&keys, admin_id);
	st = aead_open((uint8_t *)&unlocked, wrap->bytes, sizeof(wrap->bytes),
	    &binding, keys.wrap);
	if (st == OK)
		unlock(opener, &unlocked);
	sodium_memzero(&unlocked, sizeof(unlocked));
	sodium_memzero(&keys, sizeof(keys));
	aead_wipe_stack();
	return st == OK ? OK : DENIED;
}
