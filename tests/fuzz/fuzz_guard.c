/*
 * The guard's laws, over any bytes:
 *  - its verdicts, sizes and the bytes left do not depend on how the bytes
 *    were split on their way;
 *  - what it passes holds one head, at its end, and passes again unchanged;
 *  - Kore's parser, modelled below from its source, takes what was passed and
 *    reads the same body length in it.
 */
#include <ctype.h>
#include <stdbool.h>
#include <string.h>
#include <strings.h>

#include "fuzz.h"
#include "web/guard.h"

enum { REQUESTS_MAX = 64 };

/* What the guard said of a stream of bytes, request by request. */
struct history {
	struct guard_result results[REQUESTS_MAX];
	size_t len;
	uint64_t hash; /* of all requests passed */
	size_t left;   /* bytes behind them */
};

static uint64_t
hash_bytes(uint64_t hash, const uint8_t *data, size_t size)
{
	for (size_t i = 0; i < size; i++)
		hash = (hash ^ data[i]) * UINT64_C(0x100000001b3);
	return hash;
}

/* The next of a row of numbers that only looks random (xorshift). */
static uint64_t
next_random(uint64_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 7;
	*state ^= *state << 17;
	return *state;
}

/* Whether Kore would take [line, end) as a header; *value is what it reads. */
static int
kore_header(const uint8_t *line, const uint8_t *end, const uint8_t **value)
{
	const uint8_t *at = line;

	while (at < end && *at != ':') {
		if (*at <= ' ' || *at > '~' ||
		    memchr("\"(),/;<=>?@[\\]{}", *at, 16) != NULL)
			return 0;
		at++;
	}
	if (at == end)
		return 0;
	at++;
	while (at < end && isspace(*at))
		at++;
	*value = at;
	if (at == end)
		return 0;
	for (; at < end; at++)
		if (*at < ' ' || *at > '~')
			return 0;
	return 1;
}

/* Not asked beyond the line's end: libFuzzer looks at all bytes that a compare
 * may, where memory may end. */
static int
line_begins(const uint8_t *line, const uint8_t *stop, const char *text)
{
	size_t len = strlen(text);

	return len <= (size_t)(stop - line) &&
	    strncasecmp((const char *)line, text, len) == 0;
}

/* Reads the header lines as Kore does; gives the Content-Length it sees. */
static size_t
kore_headers(const uint8_t *line, const uint8_t *end)
{
	size_t lines = 1;
	size_t hosts = 0;
	size_t lengths = 0;
	size_t length = 0;

	while (line < end) {
		const uint8_t *stop = memchr(line, '\r', (size_t)(end - line));
		const uint8_t *value;

		law(++lines <= 24, "Kore drops lines after the 24th");
		law(kore_header(line, stop, &value), "Kore takes each header");
		law(!isspace(stop[-1]), "no value ends with a blank");
		law(!line_begins(line, stop, "transfer-encoding:"), "no coded body");
		if (line_begins(line, stop, "host")) {
			law(line_begins(line, stop, "host:"), "Host is Host");
			law(stop - value < 254, "Kore takes the Host");
			hosts++;
		}
		if (line_begins(line, stop, "content-length:")) {
			law(lengths++ == 0, "one Content-Length");
			length = strtoul((const char *)value, NULL, 10);
		}
		line = stop + 2;
	}
	law(hosts == 1, "one Host");
	return length;
}

/* Reads a passed request as Kore does. */
static void
kore_request(const uint8_t *data, const struct guard_result *result)
{
	const uint8_t *end = data + result->head_size - 2;
	const uint8_t *line = memmem(data, result->size, "\r\n", 2);
	const uint8_t *first = memchr(data, ' ', (size_t)(line - data));
	const uint8_t *second = memchr(first + 1, ' ',
	    (size_t)(line - first - 1));
	int body = data[0] == 'P';
	size_t length;

	law(memmem(data, result->size, "\r\n\r\n", 4) == end - 2,
	    "the head ends at its first empty line");
	law(memchr(data, '\0', result->head_size) == NULL, "no NUL in a head");
	law(memchr(second + 1, ' ', (size_t)(line - second - 1)) == NULL,
	    "a request line has three words");
	law(second - first - 1 < 1999, "Kore takes the target");
	law(first[1] == '/', "the target is a path");
	length = kore_headers(line + 2, end);
	law(body || length == 0, "Kore reads no body here");
	law(result->size == result->head_size + length,
	    "Kore and the guard agree on the length of the body");
}

/* A passed request must pass again, as it is, and end where it ended. */
static void
check_passed(const uint8_t *data, const struct guard_result *result)
{
	struct guard guard = { 0 };
	struct guard_result again;
	size_t len = result->size;
	uint8_t *copy = malloc(len);

	law(result->head_size <= GUARD_HEAD_MAX, "a head has its limit");
	law(result->size - result->head_size <= GUARD_BODY_MAX,
	    "a body has its limit");
	law(copy != NULL, "there is memory");
	memcpy(copy, data, len);
	again = guard_look(&guard, copy, &len);
	law(again.verdict == GUARD_REQUEST && len == result->size &&
	    again.head_size == result->head_size && again.size == len &&
	    again.close == result->close && memcmp(copy, data, len) == 0,
	    "a passed request passes again unchanged");
	free(copy);
	kore_request(data, result);
}

/*
 * Lets the bytes arrive in pieces of 1 to most bytes (as random tells), or at
 * once when most is 0, taking requests off the front as they become whole.
 */
static struct history
feed(const uint8_t *bytes, size_t size, size_t most, uint64_t random)
{
	struct history history = { 0 };
	struct guard guard = { 0 };
	uint8_t *data = malloc(size + 1);
	size_t len = 0;
	size_t at = 0;

	law(data != NULL, "there is memory");
	for (;;) {
		struct guard_result result = guard_look(&guard, data, &len);

		result.send_continue = false;
		history.results[history.len] = result;
		if (result.verdict == GUARD_MORE && at < size) {
			size_t n = size - at;

			if (most > 0 && n > most)
				n = most;
			if (most > 0)
				n = 1 + next_random(&random) % n;
			memcpy(data + len, bytes + at, n);
			len += n;
			at += n;
			continue;
		}
		history.len++;
		if (result.verdict != GUARD_REQUEST ||
		    history.len == REQUESTS_MAX)
			break;
		check_passed(data, &result);
		history.hash = hash_bytes(history.hash, data, result.size);
		len -= result.size;
		memmove(data, data + result.size, len);
		guard = (struct guard){ 0 };
	}
	history.left = len + (size - at);
	if (history.results[history.len - 1].verdict == GUARD_MORE)
		history.hash = hash_bytes(history.hash, data, len);
	free(data);
	return history;
}

static void
check_same(const struct history *a, const struct history *b)
{
	law(a->len == b->len, "as many requests however they are split");
	for (size_t i = 0; i < a->len; i++) {
		const struct guard_result *x = &a->results[i];
		const struct guard_result *y = &b->results[i];

		law(x->verdict == y->verdict && x->status == y->status &&
		    x->reason == y->reason && x->close == y->close,
		    "the same verdict however it is split");
		law(x->head_size == y->head_size && x->size == y->size,
		    "the same sizes however it is split");
		law((x->verdict == GUARD_REFUSE) == (x->reason != NULL) &&
		    (x->verdict == GUARD_REFUSE) == (x->status >= 400),
		    "a refusal says why");
	}
	law(a->hash == b->hash, "the same bytes however they are split");
	law(a->left == b->left ||
	    a->results[a->len - 1].verdict == GUARD_REFUSE,
	    "as many bytes left however they are split");
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint64_t seed = hash_bytes(UINT64_C(0xcbf29ce484222325), data, size) | 1;
	struct history whole = feed(data, size, 0, seed);
	struct history bytes = feed(data, size, 1, seed);
	struct history pieces = feed(data, size, 40, seed);

	check_same(&whole, &bytes);
	check_same(&whole, &pieces);
	return 0;
}
