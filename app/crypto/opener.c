#include <assert.h>

#include <sodium.h>

#include "base/log.h"
#include "crypto/keyring_private.h"
#include "crypto/opener_private.h"

/* Subkeys of a site's secret key. The context is part of what they are. */
enum {
	SUBKEY_WRAP = 1,
	SUBKEY_INDEX = 2,
	SUBKEY_NOTE = 3,
	SUBKEY_VOUCH = 4,
};

static const char context[crypto_kdf_CONTEXTBYTES + 1] = "fwoffice";

static_assert((int)AEAD_KEY_SIZE == (int)crypto_kdf_KEYBYTES, "one size");

struct opener *
opener_new(void)
{
	struct opener *opener = sodium_malloc(sizeof(*opener));

	if (opener == NULL)
		log_fatal("memory", "no guarded memory for opening");
	opener_lock(opener);
	return opener;
}

void
opener_free(struct opener *opener)
{
	sodium_free(opener);
}

void
opener_lock(struct opener *opener)
{
	sodium_memzero(opener, sizeof(*opener));
	aead_wipe_stack();
}

static void
derive(uint8_t key[AEAD_KEY_SIZE], uint64_t number, const uint8_t *secret)
{
	int failed = crypto_kdf_derive_from_key(key, AEAD_KEY_SIZE, number,
	    context, secret);

	assert(failed == 0);
}

static void
fill(struct site_secret *secret, int64_t generation,
    const uint8_t public_key[32], const uint8_t secret_key[32])
{
	secret->generation = generation;
	memcpy(secret->public_key, public_key, sizeof(secret->public_key));
	memcpy(secret->secret_key, secret_key, sizeof(secret->secret_key));
	derive(secret->wrap_key, SUBKEY_WRAP, secret_key);
	derive(secret->index_key, SUBKEY_INDEX, secret_key);
	derive(secret->note_key, SUBKEY_NOTE, secret_key);
	derive(secret->vouch_key, SUBKEY_VOUCH, secret_key);
}

/* Where a generation stands or belongs, the newest first. */
static size_t
place_of(const struct opener *opener, int64_t generation)
{
	size_t i = 0;

	while (i < opener->count && opener->secrets[i].generation > generation)
		i++;
	return i;
}

enum status
opener_add(struct opener *opener, int64_t generation,
    const uint8_t public_key[32], const uint8_t secret_key[32])
{
	const size_t at = place_of(opener, generation);

	if (opener_secret(opener, generation) == NULL) {
		if (opener->count == OPENER_GENERATIONS_MAX)
			return CONFLICT;
		memmove(&opener->secrets[at + 1], &opener->secrets[at],
		    (opener->count - at) * sizeof(opener->secrets[0]));
		opener->count++;
	}
	fill(&opener->secrets[at], generation, public_key, secret_key);
	return OK;
}

enum status
opener_unlock(struct opener *opener, const struct keyring *keyring)
{
	return opener_add(opener, keyring_generation(keyring),
	    keyring_public(keyring), keyring_secret(keyring));
}

const struct site_secret *
opener_secret(const struct opener *opener, int64_t generation)
{
	for (size_t i = 0; i < opener->count; i++)
		if (opener->secrets[i].generation == generation)
			return &opener->secrets[i];
	return NULL;
}

const struct site_secret *
opener_newest(const struct opener *opener)
{
	return opener->count > 0 ? &opener->secrets[0] : NULL;
}

int64_t
opener_generation(const struct opener *opener)
{
	return opener->count > 0 ? opener->secrets[0].generation : 0;
}
