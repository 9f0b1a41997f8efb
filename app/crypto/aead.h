#ifndef CRYPTO_AEAD_H
#define CRYPTO_AEAD_H

#include <stddef.h>
#include <stdint.h>

#include "base/status.h"

struct arena;

/*
 * Private to crypto: the one way anything is encrypted under a symmetric key.
 *
 *   format (1 byte, 1) | nonce (24, random) | ciphertext | tag (16)
 *
 * XChaCha20-Poly1305 (draft-irtf-cfrg-xchacha-03). Another construction gets
 * another format number; what this program does not know is refused. The
 * format needs no place in the associated data: each label there ends with
 * the number of its own layout.
 */
enum {
	AEAD_FORMAT = 1,
	AEAD_KEY_SIZE = 32,
	AEAD_HEAD_SIZE = 25,     /* before the ciphertext */
	AEAD_OVERHEAD = 41,      /* in all */
	AEAD_BLOCK_SIZE = 256,   /* texts are padded to whole ones */
	AEAD_PADDED_MAX = 256 * 1024,
};

/*
 * What a ciphertext is bound to besides its key, so that it opens nowhere
 * else: a label of 24 bytes, zero-padded, then fields of fixed size; one of
 * varying size may only be the last.
 */
struct binding {
	uint8_t bytes[192];
	size_t len;
};

struct binding binding_new(const char *label);
void binding_add(struct binding *binding, const void *bytes, size_t len);
void binding_number(struct binding *binding, int64_t number);

/* Seals len bytes into len + AEAD_OVERHEAD; they may stand at
 * out + AEAD_HEAD_SIZE already and are then overwritten. */
void aead_seal(uint8_t *out, const void *plain, size_t len,
    const struct binding *binding, const uint8_t key[AEAD_KEY_SIZE]);

/* Opens size bytes into size - AEAD_OVERHEAD. OK, or INVALID with nothing of
 * the plaintext in out: too short, an unknown format, or not sealed with this
 * key and binding. */
enum status aead_open(uint8_t *out, const uint8_t *sealed, size_t size,
    const struct binding *binding, const uint8_t key[AEAD_KEY_SIZE]);

/*
 * The same for texts of any length, padded (ISO/IEC 7816-4) so that their
 * length shows in steps of AEAD_BLOCK_SIZE only. The ciphertext is in arena,
 * and no copy of the plaintext stays there. OK, or INVALID when the padded
 * text would pass AEAD_PADDED_MAX.
 */
enum status aead_seal_text(struct arena *arena, const void *plain, size_t len,
    const struct binding *binding, const uint8_t key[AEAD_KEY_SIZE],
    const uint8_t **sealed, size_t *size);

/* OK with the text in arena, or INVALID: as above, or not of a size that
 * aead_seal_text makes, or badly padded. */
enum status aead_open_text(struct arena *arena, const uint8_t *sealed,
    size_t size, const struct binding *binding,
    const uint8_t key[AEAD_KEY_SIZE], uint8_t **plain, size_t *len);

/* The size of the ciphertext of len bytes of text. */
size_t aead_text_size(size_t len);

/*
 * Wipes what libsodium's functions left on the stack below the caller: their
 * vector code spills keys there. To be called by the function that called
 * them; costs about 0.1 µs.
 */
void aead_wipe_stack(void);

#endif
