#ifndef CRYPTO_TEXT32_H
#define CRYPTO_TEXT32_H

#include <stdbool.h>
#include <stdint.h>

/*
 * 32 bytes as 43 characters of base64url without padding (RFC 4648, section
 * 5) and back. Private to crypto.
 */
enum { TEXT32_SIZE = 44 }; /* with its NUL */

void text32_write(const uint8_t bytes[32], char text[TEXT32_SIZE]);

/* false, with bytes wiped, for anything text32_write does not write: each
 * value has one spelling only. */
bool text32_read(const char *text, uint8_t bytes[32]);

#endif
