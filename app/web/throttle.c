#include "web/throttle.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <sys/mman.h>

#include "base/buf.h"
#include "base/log.h"
#include "base/text.h"
#include "crypto/hash.h"

enum { PLACES = 16384, NAME_MAX_BYTES = 4096 };

struct place {
	int64_t last_at;
	int64_t failures;
};

/* As one word, which several workers may change: the failures in its lower 16
 * bits, above them the second of the last one. */
typedef atomic_uint_least64_t place_word;

enum { FAILURES_MAX = UINT16_MAX, FAILURES_BITS = 16 };

struct throttle {
	uint8_t key[16];
	place_word places[PLACES];
};

struct throttle *
throttle_new(const uint8_t key[16])
{
	struct throttle *throttle = mmap(NULL, sizeof(*throttle),
	    PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (throttle == MAP_FAILED)
		log_fatal("memory", "no shared memory for the throttle");
	memcpy(throttle->key, key, sizeof(throttle->key));
	return throttle;
}

void
throttle_free(struct throttle *throttle)
{
	if (throttle != NULL)
		(void)munmap(throttle, sizeof(*throttle));
}

/* Keyed, so that nobody can aim at another's place. */
static place_word *
place_of(struct throttle *throttle, enum throttle_lane lane, const char *name)
{
	BUF(text, NAME_MAX_BYTES);
	uint8_t hash[HASH_BYTES];
	uint32_t number;

	buf_add(&text, throttle->key, sizeof(throttle->key));
	buf_putc(&text, (char)lane);
	for (; *name != '\0'; name++)
		buf_putc(&text, text_lower(*name));
	hash_blake2b(hash, text.data, text.len);
	memcpy(&number, hash, sizeof(number));
	return &throttle->places[number % PLACES];
}

/* What was, seen from now: a clock set back must not make the wait longer than
 * it is. */
static struct place
seen_from(uint64_t word, int64_t now)
{
	struct place place = {
		.last_at = (int64_t)(word >> FAILURES_BITS),
		.failures = (int64_t)(word & FAILURES_MAX),
	};

	if (place.last_at > now)
		place.last_at = now;
	if (now - place.last_at > THROTTLE_QUIET)
		place.failures = 0;
	return place;
}

/* Looks at a place and, with failed, counts one more failure there. */
static struct place
look(place_word *word, bool failed, int64_t now)
{
	uint64_t before = atomic_load(word);
	struct place place;

	do {
		place = seen_from(before, now);
		if (failed) {
			place.failures += place.failures < FAILURES_MAX;
			place.last_at = now;
		}
	} while (!atomic_compare_exchange_weak(word, &before,
	    (uint64_t)place.last_at << FAILURES_BITS |
	    (uint64_t)place.failures));
	return place;
}

static int64_t
wait_after(int64_t failures, int free)
{
	int64_t wait = 1;

	if (free == 0 || failures < free)
		return 0;
	for (; failures > free && wait < THROTTLE_WAIT_MAX; failures--)
		wait *= 2;
	return wait < THROTTLE_WAIT_MAX ? wait : THROTTLE_WAIT_MAX;
}

int
throttle_wait(struct throttle *throttle, enum throttle_lane lane,
    const char *name, int free, int64_t now)
{
	struct place place;
	int64_t left;

	if (throttle == NULL)
		return 0;
	place = look(place_of(throttle, lane, name), false, now);
	left = place.last_at + wait_after(place.failures, free) - now;
	return left > 0 ? (int)left : 0;
}

void
throttle_try(struct throttle *throttle, enum throttle_lane lane,
    const char *name, int64_t now)
{
	if (throttle != NULL)
		(void)look(place_of(throttle, lane, name), true, now);
}

void
throttle_pass(struct throttle *throttle, enum throttle_lane lane,
    const char *name)
{
	if (throttle != NULL)
		atomic_store(place_of(throttle, lane, name), 0);
}
