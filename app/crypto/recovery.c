#include "crypto/recovery.h"

#include <assert.h>

#include <sodium.h>

#include "crypto/crockford.h"

enum {
	SYMBOLS = RECOVERY_GROUPS * RECOVERY_GROUP_LENGTH,
	BASE = CROCKFORD_BASE,
};

/*
 * Luhn's sum (ISO/IEC 7812-1, annex B) in base 32: every second value doubled
 * and its two digits added. A whole code sums to a multiple of 32.
 */
static unsigned
check_sum(const uint8_t values[SYMBOLS])
{
	unsigned sum = 0;

	for (size_t i = 0; i < SYMBOLS; i++) {
		unsigned value = values[i];

		if ((SYMBOLS - i) % 2 == 0)
			value = value * 2 / BASE + value * 2 % BASE;
		sum += value;
	}
	return sum % BASE;
}

/* ---- codes ---- */

void
recovery_new(char text[RECOVERY_TEXT_SIZE])
{
	uint8_t values[SYMBOLS];

	randombytes_buf(values, sizeof(values));
	for (size_t i = 0; i < SYMBOLS; i++)
		values[i] %= BASE;
	values[SYMBOLS - 1] = 0;
	values[SYMBOLS - 1] = (uint8_t)((BASE - check_sum(values)) % BASE);
	for (size_t i = 0; i < SYMBOLS; i++) {
		if (i > 0 && i % RECOVERY_GROUP_LENGTH == 0)
			*text++ = '-';
		*text++ = crockford[values[i]];
	}
	*text = '\0';
	sodium_memzero(values, sizeof(values));
}

static void
derive(const uint8_t values[SYMBOLS], uint8_t key[RECOVERY_KEY_SIZE])
{
	static const char label[] = "fourways recovery 1";
	crypto_generichash_state state;
	char symbols[SYMBOLS];

	for (size_t i = 0; i < SYMBOLS; i++)
		symbols[i] = crockford[values[i]];
	(void)crypto_generichash_init(&state, NULL, 0, RECOVERY_KEY_SIZE);
	(void)crypto_generichash_update(&state, (const uint8_t *)label,
	    sizeof(label) - 1);
	(void)crypto_generichash_update(&state, (const uint8_t *)symbols,
	    sizeof(symbols));
	(void)crypto_generichash_final(&state, key, RECOVERY_KEY_SIZE);
	sodium_memzero(symbols, sizeof(symbols));
	sodium_memzero(&state, sizeof(state));
}

enum status
recovery_key(const char *typed, uint8_t key[RECOVERY_KEY_SIZE])
{
	uint8_t values[SYMBOLS];
	enum status st = INVALID;

	if (crockford_read(typed, values, SYMBOLS) == SYMBOLS &&
	    check_sum(values) == 0) {
		derive(values, key);
		st = OK;
	}
	sodium_memzero(values, sizeof(values));
	return st;
}

bool
recovery_group_is(const char *code, int group, const char *typed)
{
	uint8_t values[SYMBOLS];
	uint8_t answer[RECOVERY_GROUP_LENGTH];
	bool same;

	assert(group >= 1 && group <= RECOVERY_GROUPS);
	same = crockford_read(code, values, SYMBOLS) == SYMBOLS &&
	    crockford_read(typed, answer, RECOVERY_GROUP_LENGTH) ==
	    RECOVERY_GROUP_LENGTH &&
	    memcmp(answer, values + (group - 1) * RECOVERY_GROUP_LENGTH,
	    sizeof(answer)) == 0;
	sodium_memzero(values, sizeof(values));
	sodium_memzero(answer, sizeof(answer));
	return same;
}
