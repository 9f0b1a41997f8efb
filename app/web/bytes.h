#ifndef WEB_BYTES_H
#define WEB_BYTES_H

#include <stdbool.h>
#include <stdint.h>

/*
 * The classes of bytes that HTTP's grammar names. Inline and without a locale,
 * for the guard asks for every byte of every header name.
 */

/* tchar of RFC 9110 section 5.6.2: methods, header names, cookie names. */
extern const bool byte_token[256];

static inline bool
byte_is_token(uint8_t byte)
{
	return byte_token[byte];
}

/* The space and tab that may stand around a value (RFC 9110 section 5.6.3). */
static inline bool
byte_is_blank(uint8_t byte)
{
	return byte == ' ' || byte == '\t';
}

static inline bool
byte_is_digit(uint8_t byte)
{
	return byte >= '0' && byte <= '9';
}

static inline bool
byte_is_letter(uint8_t byte)
{
	return (byte | 0x20) >= 'a' && (byte | 0x20) <= 'z';
}

/* The value of a hexadecimal digit, or -1. */
static inline int
byte_hex(uint8_t byte)
{
	uint8_t small = byte | 0x20;

	if (byte_is_digit(byte))
		return byte - '0';
	return small >= 'a' && small <= 'f' ? small - 'a' + 10 : -1;
}

#endif
