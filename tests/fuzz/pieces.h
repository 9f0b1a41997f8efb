#ifndef TESTS_FUZZ_PIECES_H
#define TESTS_FUZZ_PIECES_H

/*
 * The bytes of an input as texts and numbers: what a writer is given.
 */
#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "fuzz.h"

struct pieces {
	const uint8_t *at;
	size_t left;
};

/* The next text, up to a NUL or the end; "" when there is nothing left, and
 * where it is not UTF-8. */
static inline const char *
piece_text(struct arena *arena, struct pieces *pieces)
{
	const char *text = (const char *)pieces->at;
	size_t len = strnlen(text, pieces->left);
	size_t taken = len < pieces->left ? len + 1 : len;

	pieces->at += taken;
	pieces->left -= taken;
	return text_is_utf8(text, len) ? arena_strndup(arena, text, len) : "";
}

/* The next number, of size bytes; what is missing is 0. */
static inline uint64_t
piece_number(struct pieces *pieces, size_t size)
{
	uint64_t number = 0;

	for (; size > 0; size--) {
		number <<= 8;
		if (pieces->left == 0)
			continue;
		number |= *pieces->at++;
		pieces->left--;
	}
	return number;
}

#endif
