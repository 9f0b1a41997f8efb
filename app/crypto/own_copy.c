#include "crypto/own_copy.h"

#include <assert.h>

#include <sodium.h>

#include "base/arena.h"
#include "base/buf.h"
#include "crypto/text32.h"
#include "crypto/token.h"

enum {
	FORMAT = 1,
	KEY_SIZE = crypto_aead_xchacha20poly1305_ietf_KEYBYTES,
	NONCE_SIZE = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES,
	TAG_SIZE = crypto_aead_xchacha20poly1305_ietf_ABYTES,
	HEAD_SIZE = 1 + NONCE_SIZE,
	BLOCK_SIZE = 256,
};

static const char kdf_context[crypto_kdf_CONTEXTBYTES] = { 'o', 'w', 'n', ' ',
	'c', 'o', 'p', 'y' };

static enum status
derive(const char *token, uint8_t key[KEY_SIZE])
{
	uint8_t bytes[crypto_kdf_KEYBYTES];
	int failed;

	if (!text32_read(token, bytes))
		return INVALID;
	failed = crypto_kdf_derive_from_key(key, KEY_SIZE, 1, kdf_context,
	    bytes);
	assert(failed == 0);
	sodium_memzero(bytes, sizeof(bytes));
	return OK;
}

enum status
own_copy_seal(const char *token, const void *bytes, size_t len,
    struct buf *out)
{
	size_t room = (len / BLOCK_SIZE + 1) * BLOCK_SIZE;
	ARENA(arena);
	uint8_t *text = arena_alloc(arena, room);
	uint8_t *copy = arena_alloc(arena, HEAD_SIZE + room + TAG_SIZE);
	uint8_t key[KEY_SIZE];
	size_t padded;
	int failed;

	if (derive(token, key) != OK)
		return INVALID;
	memcpy(text, bytes, len);
	failed = sodium_pad(&padded, text, len, BLOCK_SIZE, room);
	assert(failed == 0 && padded == room);
	copy[0] = FORMAT;
	random_bytes(copy + 1, NONCE_SIZE);
	failed = crypto_aead_xchacha20poly1305_ietf_encrypt(copy + HEAD_SIZE,
	    NULL, text, room, copy, 1, NULL, copy + 1, key);
	assert(failed == 0);
	buf_add(out, copy, HEAD_SIZE + room + TAG_SIZE);
	sodium_memzero(key, sizeof(key));
	sodium_memzero(text, room);
	return OK;
}

enum status
own_copy_open(struct arena *arena, const char *token, const void *copy,
    size_t copy_len, const uint8_t **bytes, size_t *len)
{
	const uint8_t *at = copy;
	uint8_t key[KEY_SIZE];
	uint8_t *text;
	size_t size;
	int failed;

	if (copy_len < HEAD_SIZE + TAG_SIZE || at[0] != FORMAT ||
	    derive(token, key) != OK)
		return INVALID;
	size = copy_len - HEAD_SIZE - TAG_SIZE;
	text = arena_alloc(arena, size);
	failed = crypto_aead_xchacha20poly1305_ietf_decrypt(text, NULL, NULL,
	    at + HEAD_SIZE, copy_len - HEAD_SIZE, at, 1, at + 1, key);
	sodium_memzero(key, sizeof(key));
	if (failed != 0 || sodium_unpad(len, text, size, BLOCK_SIZE) != 0)
		return INVALID;
	*bytes = text;
	return OK;
}
