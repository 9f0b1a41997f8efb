#include "crypto/recovery.h"

#include <assert.h>

#include <sodium.h>

enum {
	SYMBOLS = RECOVERY_GROUPS * RECOVERY_GROUP_LENGTH,
	BASE = 32,
};

static const char alphabet[BASE + 1] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/* ---- characters ---- */

/* The value of a typed character, or -1. */
static int
symbol_value(char c)
{
	const char *at;

	if (c >= 'a' && c <= 'z')
		c = (char)(c - ('a' - 'A'));
	if (c == 'O')
		c = '0';
	if (c == 'I' || c == 'L')
		c = '1';
	if (c == '\0' || (at = strchr(alphabet, c)) == NULL)
		return -1;
	return (int)(at - alphabet);
}

/* Reads what is typed into values; how many there are, or -1 when there are
 * more than max or one is not of the alphabet. */
static int
read_symbols(const char *typed, uint8_t *values, int max)
{
	int count = 0;

	for (; *typed != '\0'; typed++) {
		int value = symbol_value(*typed);

		if (*typed == ' ' || *typed == '-')
			continue;
		if (value == -1 || count == max)
			return -1;
		values[count++] = (uint8_t)value;
	}
	return count;
}

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
		*text++ = alphabet[values[i]];
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
		symbols[i] = alphabet[values[i]];
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

	if (read_symbols(typed, values, SYMBOLS) == SYMBOLS &&
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
	same = read_symbols(code, values, SYMBOLS) == SYMBOLS &&
	    read_symbols(typed, answer, RECOVERY_GROUP_LENGTH) ==
	    RECOVERY_GROUP_LENGTH &&
	    memcmp(answer, values + (group - 1) * RECOVERY_GROUP_LENGTH,
	    sizeof(answer)) == 0;
	sodium_memzero(values, sizeof(values));
	sodium_memzero(answer, sizeof(answer));
	return same;
}
