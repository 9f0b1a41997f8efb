#ifndef CRYPTO_RECOVERY_H
#define CRYPTO_RECOVERY_H

#include <stdbool.h>
#include <stdint.h>

#include "base/status.h"

/*
 * The recovery code: what is left when the passphrase is forgotten. Seven
 * groups of four characters of Crockford's base32 (no I, L, O or U), as in
 * "7K2M-P9XD-0QWE-…": 27 random characters, 135 bits, and one that checks
 * them. Shown once, asked back in part, never stored; so many bits need no
 * slow hash.
 */
enum {
	RECOVERY_GROUPS = 7,
	RECOVERY_GROUP_LENGTH = 4,
	RECOVERY_TEXT_SIZE = 35, /* with six hyphens and its NUL */
	RECOVERY_KEY_SIZE = 32,
};

/* A new code. The caller wipes it. */
void recovery_new(char text[RECOVERY_TEXT_SIZE]);

/*
 * The wrapping key of a code as a person types it: in either case, with
 * spaces and hyphens anywhere or nowhere, O for 0, I or L for 1. The key is
 * BLAKE2b-256 of "fourways recovery 1" and the 28 characters.
 *
 * OK, or INVALID when it is no code: another length, another character, or a
 * slip. One wrong character is always noticed, and so are two neighbours that
 * changed places, but for 0 and Z.
 */
enum status recovery_key(const char *typed, uint8_t key[RECOVERY_KEY_SIZE]);

/* Whether typed, in the same liberties, is a group of a code; the first group
 * is 1. For asking some of them back. */
bool recovery_group_is(const char *code, int group, const char *typed);

#endif
