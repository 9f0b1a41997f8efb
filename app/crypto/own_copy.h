#ifndef CRYPTO_OWN_COPY_H
#define CRYPTO_OWN_COPY_H

#include <stddef.h>
#include <stdint.h>

#include "base/status.h"

struct arena;
struct buf;

/*
 * What a person wrote, encrypted so that the link to their booking opens it
 * and nothing else does: the key is derived from the link's token, of which
 * only a hash is stored. With the link they read, correct and take away what
 * we hold; without it nobody does, the program that stored it included.
 *
 * XChaCha20-Poly1305 (draft-irtf-cfrg-xchacha-03) under crypto_kdf's sub-key 1
 * of the token, context "own copy": a format byte (1), a random nonce of 24
 * bytes, the text padded to a multiple of 256 bytes (ISO/IEC 7816-4), a tag of
 * 16. The format byte is authenticated. One key belongs to one booking: a copy
 * moved to another does not open.
 */

/* Appends the encrypted copy of len bytes to out. OK, or INVALID if token has
 * not the form of a token. */
enum status own_copy_seal(const char *token, const void *bytes, size_t len,
    struct buf *out);

/* Opens a copy into arena. OK; INVALID if it does not belong to this token or
 * was changed. */
enum status own_copy_open(struct arena *arena, const char *token,
    const void *copy, size_t copy_len, const uint8_t **bytes, size_t *len);

#endif
