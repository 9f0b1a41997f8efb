#include "crypto/ratchet.h"

#include <assert.h>

#include <sodium.h>

/* What is sealed to the public key. */
struct root {
	uint8_t key[AEAD_KEY_SIZE];
	uint8_t epoch[SEAL_EPOCH_ID_SIZE];
};

static_assert(SEAL_ROOT_SIZE == 1 + crypto_box_SEALBYTES +
    sizeof(struct root), "a format, a sealed box");

static void
derive(uint8_t out[AEAD_KEY_SIZE], const char *label,
    const uint8_t key[AEAD_KEY_SIZE])
{
	int failed = crypto_generichash(out, AEAD_KEY_SIZE,
	    (const uint8_t *)label, strlen(label), key, AEAD_KEY_SIZE);

	assert(failed == 0);
}

void
epoch_new(const uint8_t public_key[32], int64_t generation,
    struct seal_epoch *epoch, struct chain *chain)
{
	struct root root;
	int failed;

	randombytes_buf(&root, sizeof(root));
	*epoch = (struct seal_epoch){ .generation = generation };
	memcpy(epoch->id, root.epoch, sizeof(epoch->id));
	epoch->root[0] = SEAL_FORMAT;
	failed = crypto_box_seal(epoch->root + 1, (const uint8_t *)&root,
	    sizeof(root), public_key);
	/* A public key that no secret key belongs to: never a lead lost to it
	 * without a word. */
	assert(failed == 0);
	memcpy(chain->key, root.key, sizeof(chain->key));
	chain->number = 0;
	sodium_memzero(&root, sizeof(root));
}

enum status
epoch_open(const struct seal_epoch *epoch, const uint8_t public_key[32],
    const uint8_t secret_key[32], struct chain *chain)
{
	struct root root;
	enum status st = INVALID;

	sodium_memzero(chain, sizeof(*chain));
	if (epoch->root[0] == SEAL_FORMAT &&
	    crypto_box_seal_open((uint8_t *)&root, epoch->root + 1,
	    sizeof(epoch->root) - 1, public_key, secret_key) == 0 &&
	    sodium_memcmp(root.epoch, epoch->id, sizeof(epoch->id)) == 0) {
		memcpy(chain->key, root.key, sizeof(chain->key));
		st = OK;
	}
	sodium_memzero(&root, sizeof(root));
	return st;
}

void
chain_step(struct chain *chain, uint8_t key[AEAD_KEY_SIZE])
{
	uint8_t next[AEAD_KEY_SIZE];

	derive(key, "fourways message", chain->key);
	derive(next, "fourways chain", chain->key);
	memcpy(chain->key, next, sizeof(chain->key));
	chain->number++;
	sodium_memzero(next, sizeof(next));
}

enum status
chain_reach(struct chain *chain, int64_t number, uint8_t key[AEAD_KEY_SIZE])
{
	if (number < chain->number || number >= SEAL_EPOCH_RECORDS)
		return INVALID;
	while (chain->number <= number)
		chain_step(chain, key);
	return OK;
}

struct binding
ratchet_binding(const char *label, const struct sealed *sealed)
{
	struct binding binding = binding_new(label);
	const uint8_t kind = (uint8_t)sealed->kind;

	binding_add(&binding, &kind, sizeof(kind));
	binding_add(&binding, sealed->uuid, SEAL_UUID_LENGTH);
	binding_add(&binding, sealed->epoch, sizeof(sealed->epoch));
	binding_number(&binding, sealed->number);
	return binding;
}
