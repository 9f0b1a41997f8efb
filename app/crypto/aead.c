#include "crypto/aead.h"

#include <assert.h>
#include <stdbool.h>

#include <sodium.h>

#include "base/arena.h"
#include "crypto/number.h"

enum {
	LABEL_SIZE = 24,
	NONCE_SIZE = AEAD_HEAD_SIZE - 1,
	STACK_SIZE = 8 * 1024, /* more than any of the functions uses */
};

static_assert(NONCE_SIZE == crypto_aead_xchacha20poly1305_ietf_NPUBBYTES,
    "XChaCha20");
static_assert((int)AEAD_KEY_SIZE ==
    (int)crypto_aead_xchacha20poly1305_ietf_KEYBYTES, "XChaCha20");
static_assert(AEAD_OVERHEAD - AEAD_HEAD_SIZE ==
    crypto_aead_xchacha20poly1305_ietf_ABYTES, "Poly1305");

/* ---- bindings ---- */

struct binding
binding_new(const char *label)
{
	struct binding binding = { .len = LABEL_SIZE };
	size_t len = strlen(label);

	assert(len <= LABEL_SIZE);
	memcpy(binding.bytes, label, len);
	return binding;
}

void
binding_add(struct binding *binding, const void *bytes, size_t len)
{
	assert(len <= sizeof(binding->bytes) - binding->len);
	memcpy(binding->bytes + binding->len, bytes, len);
	binding->len += len;
}

void
binding_number(struct binding *binding, int64_t number)
{
	uint8_t bytes[8];

	number_write(bytes, number);
	binding_add(binding, bytes, sizeof(bytes));
}

/* ---- a few bytes ---- */

void
aead_seal(uint8_t *out, const void *plain, size_t len,
    const struct binding *binding, const uint8_t key[AEAD_KEY_SIZE])
{
	out[0] = AEAD_FORMAT;
	randombytes_buf(out + 1, NONCE_SIZE);
	(void)crypto_aead_xchacha20poly1305_ietf_encrypt(out + AEAD_HEAD_SIZE,
	    NULL, plain, len, binding->bytes, binding->len, NULL, out + 1,
	    key);
}

enum status
aead_open(uint8_t *out, const uint8_t *sealed, size_t size,
    const struct binding *binding, const uint8_t key[AEAD_KEY_SIZE])
{
	if (size < AEAD_OVERHEAD || sealed[0] != AEAD_FORMAT ||
	    crypto_aead_xchacha20poly1305_ietf_decrypt(out, NULL, NULL,
	    sealed + AEAD_HEAD_SIZE, size - AEAD_HEAD_SIZE, binding->bytes,
	    binding->len, sealed + 1, key) != 0)
		return INVALID;
	return OK;
}

/* ---- texts ---- */

static size_t
padded_size(size_t len)
{
	return (len / AEAD_BLOCK_SIZE + 1) * AEAD_BLOCK_SIZE;
}

size_t
aead_text_size(size_t len)
{
	return padded_size(len) + AEAD_OVERHEAD;
}

enum status
aead_seal_text(struct arena *arena, const void *plain, size_t len,
    const struct binding *binding, const uint8_t key[AEAD_KEY_SIZE],
    const uint8_t **sealed, size_t *size)
{
	uint8_t *out;
	size_t padded;
	int failed;

	if (len >= AEAD_PADDED_MAX)
		return INVALID;
	*size = aead_text_size(len);
	out = arena_alloc(arena, *size);
	if (len > 0)
		memcpy(out + AEAD_HEAD_SIZE, plain, len);
	failed = sodium_pad(&padded, out + AEAD_HEAD_SIZE, len,
	    AEAD_BLOCK_SIZE, padded_size(len));
	assert(failed == 0 && padded == padded_size(len));
	aead_seal(out, out + AEAD_HEAD_SIZE, padded, binding, key);
	*sealed = out;
	return OK;
}

/* What sodium_pad put behind a text: 0x80 and zeros, at most a block. By then
 * it is known to be ours, so nobody learns from how long this takes. */
static bool
unpad(const uint8_t *padded, size_t size, size_t *len)
{
	size_t at = size;

	while (at > 0 && size - at < AEAD_BLOCK_SIZE && padded[at - 1] == 0)
		at--;
	if (at == 0 || size - at >= AEAD_BLOCK_SIZE || padded[at - 1] != 0x80)
		return false;
	*len = at - 1;
	return true;
}

enum status
aead_open_text(struct arena *arena, const uint8_t *sealed, size_t size,
    const struct binding *binding, const uint8_t key[AEAD_KEY_SIZE],
    uint8_t **plain, size_t *len)
{
	uint8_t *out;
	size_t padded;

	if (size < AEAD_OVERHEAD + AEAD_BLOCK_SIZE)
		return INVALID;
	padded = size - AEAD_OVERHEAD;
	if (padded % AEAD_BLOCK_SIZE != 0 || padded > AEAD_PADDED_MAX)
		return INVALID;
	out = arena_alloc(arena, padded);
	if (aead_open(out, sealed, size, binding, key) != OK ||
	    !unpad(out, padded, len))
		return INVALID;
	*plain = out;
	return OK;
}

void
aead_wipe_stack(void)
{
	sodium_stackzero(STACK_SIZE);
}
