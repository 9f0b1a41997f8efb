#include "web/throttle.h"

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

struct throttle {
	uint8_t key[16];
	struct place places[PLACES];
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
static struct place *
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
static void
look(struct place *place, int64_t now)
{
	if (place->last_at > now)
		place->last_at = now;
	if (now - place->last_at > THROTTLE_QUIET)
		place->failures = 0;
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
	struct place *place;
	int64_t left;

	if (throttle == NULL)
		return 0;
	place = place_of(throttle, lane, name);
	look(place, now);
	left = place->last_at + wait_after(place->failures, free) - now;
	return left > 0 ? (int)left : 0;
}

void
throttle_try(struct throttle *throttle, enum throttle_lane lane,
    const char *name, int64_t now)
{
	struct place *place;

	if (throttle == NULL)
		return;
	place = place_of(throttle, lane, name);
	look(place, now);
	place->failures++;
	place->last_at = now;
}

void
throttle_pass(struct throttle *throttle, enum throttle_lane lane,
    const char *name)
{
	if (throttle != NULL)
		place_of(throttle, lane, name)->failures = 0;
}
