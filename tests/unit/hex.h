#ifndef TESTS_HEX_H
#define TESTS_HEX_H

/* After test.h: bytes compared with what they should be in hexadecimal, so
 * that test vectors stand as they are printed elsewhere. */
#include <stddef.h>
#include <stdint.h>

static inline void
assert_hex_equal(const uint8_t *bytes, size_t size, const char *expected)
{
	static const char digits[] = "0123456789abcdef";
	char text[129];

	assert_true(size * 2 < sizeof(text));
	for (size_t i = 0; i < size; i++) {
		text[2 * i] = digits[bytes[i] >> 4];
		text[2 * i + 1] = digits[bytes[i] & 15];
	}
	text[2 * size] = '\0';
	assert_string_equal(text, expected);
}

#endif
