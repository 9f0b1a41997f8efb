#ifndef CRYPTO_CROCKFORD_H
#define CRYPTO_CROCKFORD_H

#include <stdint.h>

/*
 * Crockford's base32: 32 characters for codes that people write down and type
 * again, without I, L, O and U. Private to crypto.
 */
enum { CROCKFORD_BASE = 32 };

extern const char crockford[CROCKFORD_BASE + 1];

/*
 * Reads what is typed into values: in either case, with spaces and hyphens
 * anywhere, O for 0, I or L for 1. How many there are, or -1 when there are
 * more than max or one is not of the alphabet.
 */
int crockford_read(const char *typed, uint8_t *values, int max);

#endif
