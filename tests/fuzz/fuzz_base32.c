/*
 * The laws of what people copy by hand, over any text, read as plainly as can
 * be: blanks and hyphens left out, capitals, O for 0 and I or L for 1.
 *  - a spare code has a hash if that is 25 characters of Crockford's alphabet;
 *    the plain text has the same;
 *  - a recovery code has a key if it is 28 and their sum is right; with one
 *    other character it has none;
 *  - 32 bytes in base64url have one spelling.
 */
#include <stdbool.h>

#include "base/buf.h"
#include "crypto/recovery.h"
#include "crypto/spare_code.h"
#include "crypto/text32.h"
#include "crypto/token.h"
#include "pieces.h"

static const char alphabet[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

enum { SPARE = 25, RECOVERY = 28 };

static const char *
plain(struct arena *arena, const char *text)
{
	char *copy = arena_alloc(arena, strlen(text) + 1);
	char *to = copy;

	for (; *text != '\0'; text++) {
		char c = *text;

		if (c >= 'a' && c <= 'z')
			c = (char)(c - 'a' + 'A');
		c = c == 'O' ? '0' : c == 'I' || c == 'L' ? '1' : c;
		if (c != ' ' && c != '-')
			*to++ = c;
	}
	return copy;
}

static bool
is_all(const char *text, size_t len)
{
	return strlen(text) == len && strspn(text, alphabet) == len;
}

static void
check_spare(const char *text, const char *clean)
{
	uint8_t hash[SPARE_CODE_HASH_SIZE];
	uint8_t again[SPARE_CODE_HASH_SIZE];
	bool good = spare_code_hash(text, hash) == OK;

	law(good == is_all(clean, SPARE), "a spare code is one");
	if (good)
		law(spare_code_hash(clean, again) == OK &&
		    memcmp(hash, again, sizeof(hash)) == 0,
		    "however it is written");
}

/* Any one slip is noticed. */
static void
check_slips(struct arena *arena, const char *clean)
{
	uint8_t key[RECOVERY_KEY_SIZE];

	for (size_t i = 0; i < RECOVERY; i++) {
		char *other = arena_strdup(arena, clean);
		const char *at = strchr(alphabet, other[i]);

		other[i] = alphabet[(at - alphabet + 7) % 32];
		law(recovery_key(other, key) == INVALID, "a slip is noticed");
	}
}

static void
check_recovery(struct arena *arena, const char *text, const char *clean)
{
	uint8_t key[RECOVERY_KEY_SIZE];
	uint8_t again[RECOVERY_KEY_SIZE];

	if (recovery_key(text, key) != OK)
		return;
	law(is_all(clean, RECOVERY), "a recovery code is one");
	law(recovery_key(clean, again) == OK &&
	    memcmp(key, again, sizeof(key)) == 0, "however it is written");
	for (int group = 1; group <= RECOVERY_GROUPS; group++)
		law(recovery_group_is(text, group, arena_strndup(arena,
		    clean + (group - 1) * RECOVERY_GROUP_LENGTH,
		    RECOVERY_GROUP_LENGTH)), "and each group is its own");
	check_slips(arena, clean);
}

/* The code of the text's first characters, with the last that fits. */
static void
check_completed(struct arena *arena, const char *clean)
{
	uint8_t key[RECOVERY_KEY_SIZE];
	int good = 0;

	if (strspn(clean, alphabet) < RECOVERY - 1)
		return;
	for (size_t i = 0; i < sizeof(alphabet) - 1; i++) {
		char *code = arena_strndup(arena, clean, RECOVERY);

		code[RECOVERY - 1] = alphabet[i];
		if (recovery_key(code, key) != OK)
			continue;
		good++;
		check_recovery(arena, code, code);
	}
	law(good == 1, "one last character fits");
}

static void
check_text32(const char *text, const uint8_t *data, size_t size)
{
	uint8_t bytes[32] = { 0 };
	uint8_t read[32];
	char again[TEXT32_SIZE];

	if (text32_read(text, read)) {
		text32_write(read, again);
		law(strcmp(text, again) == 0, "one spelling");
	}
	memcpy(bytes, data, size < 32 ? size : 32);
	text32_write(bytes, again);
	law(text32_read(again, read) && memcmp(read, bytes, 32) == 0,
	    "bytes come back");
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	ARENA(arena);
	const char *text = arena_strndup(arena, (const char *)data, size);
	const char *clean = plain(arena, text);

	crypto_start();
	check_spare(text, clean);
	check_recovery(arena, text, clean);
	check_completed(arena, clean);
	check_text32(text, data, size);
	return 0;
}
