/*
 * The second factor's laws, over any text:
 *  - as a secret, it is read if it is 32 characters of base32 and blanks, and
 *    then written again it is the same in capitals;
 *  - as a code, it is one if it is six digits and blanks, and then of at most
 *    one step in the window, never twice;
 *  - as a name, it goes into an address as unreserved characters only.
 */
#include <stdbool.h>
#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "crypto/token.h"
#include "crypto/totp.h"
#include "fuzz.h"

static const uint8_t secret[] = "12345678901234567890";
static const int64_t now = 1111111109;

/* The text without its blanks, in capitals. */
static const char *
plain(struct arena *arena, const char *text)
{
	char *copy = arena_strdup(arena, text);
	char *to = copy;

	for (; *text != '\0'; text++)
		if (*text != ' ')
			*to++ = (char)(*text >= 'a' && *text <= 'z' ?
			    *text - 'a' + 'A' : *text);
	*to = '\0';
	return copy;
}

static bool
is_all(const char *text, size_t len, const char *of)
{
	return strlen(text) == len && strspn(text, of) == len;
}

static void
check_secret(const char *text, const char *capitals)
{
	uint8_t read[TOTP_SECRET_SIZE];
	char again[TOTP_TEXT_SIZE];
	bool good = totp_read(text, read) == OK;

	law(good == is_all(capitals, TOTP_TEXT_SIZE - 1,
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"), "read if it is one");
	if (!good)
		return;
	totp_text(read, again);
	law(strcmp(again, capitals) == 0, "the same again");
}

static void
check_code(const char *text, const char *capitals)
{
	int64_t step = -1;
	enum status st = totp_check(secret, text, now, -1, &step);

	law((st == INVALID) != is_all(capitals, TOTP_DIGITS, "0123456789"),
	    "a code is six digits");
	law((st == OK) == (step != -1), "only a good one has a step");
	if (st == OK)
		law(step >= now / 30 - 1 && step <= now / 30 + 1 &&
		    totp_check(secret, text, now, now / 30 + 1, &step) ==
		    CONFLICT, "in the window, and once");
}

static void
check_name(struct arena *arena, const char *text)
{
	const char *uri;

	if (strlen(text) > 300)
		return;
	uri = totp_uri(arena, text, text, secret);
	law(uri[strspn(uri, "abcdefghijklmnopqrstuvwxyz0123456789-._~%:/?&="
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZ")] == '\0', "nothing stands out");
	uri += strcspn(uri, "?");
	law(text_starts(uri, "?secret=GEZDGNBV"),
	    "the secret is the first parameter");
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	ARENA(arena);
	const char *text = arena_strndup(arena, (const char *)data, size);
	const char *capitals = plain(arena, text);

	crypto_start();
	check_secret(text, capitals);
	check_code(text, capitals);
	check_name(arena, text);
	return 0;
}
