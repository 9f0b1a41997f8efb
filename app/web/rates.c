#include "web/rates.h"

#include <stdatomic.h>
#include <sys/mman.h>

#include "base/log.h"
#include "web/peers.h"

/* Ten cells for each rate, used in turn: the number of the turn above, the
 * count below. */
enum { CELLS = 10, COUNT_BITS = 32 };

static const uint64_t count_mask = UINT32_MAX;

/* How long each cell counts, in seconds. */
static const int cell_seconds[RATE_COUNT] = {
	[RATE_POSTS] = 60,
	[RATE_LEADS] = 360,
	[RATE_SIGNINS] = 6,
	[RATE_SIGNINS_NETWORK] = 6,
};

struct rates {
	atomic_uint_least64_t cells[RATE_COUNT][PEERS_BUCKETS][CELLS];
};

struct rates *
rates_new(void)
{
	struct rates *rates = mmap(NULL, sizeof(*rates),
	    PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (rates == MAP_FAILED)
		log_fatal("memory", "no shared memory for rates");
	return rates;
}

void
rates_free(struct rates *rates)
{
	if (rates != NULL)
		(void)munmap(rates, sizeof(*rates));
}

static uint64_t
turn_of(enum rate rate, int64_t now)
{
	return (uint64_t)(now / cell_seconds[rate]);
}

void
rates_add(struct rates *rates, enum rate rate, int client, int64_t now)
{
	uint64_t turn = turn_of(rate, now);
	atomic_uint_least64_t *cell;
	uint64_t was;
	uint64_t is;

	if (rates == NULL || client == PEERS_NONE)
		return;
	cell = &rates->cells[rate][client][turn % CELLS];
	was = atomic_load(cell);
	do {
		is = turn << COUNT_BITS | 1;
		if (was >> COUNT_BITS == turn)
			is = was + 1;
	} while (!atomic_compare_exchange_weak(cell, &was, is));
}

void
rates_take_back(struct rates *rates, enum rate rate, int client, int64_t now)
{
	uint64_t turn = turn_of(rate, now);
	atomic_uint_least64_t *cell;
	uint64_t was;

	if (rates == NULL || client == PEERS_NONE)
		return;
	cell = &rates->cells[rate][client][turn % CELLS];
	was = atomic_load(cell);
	while (was >> COUNT_BITS == turn && (was & count_mask) > 0)
		if (atomic_compare_exchange_weak(cell, &was, was - 1))
			break;
}

unsigned
rates_get(struct rates *rates, enum rate rate, int client, int64_t now)
{
	uint64_t turn = turn_of(rate, now);
	unsigned sum = 0;

	if (rates == NULL || client == PEERS_NONE)
		return 0;
	for (int i = 0; i < CELLS; i++) {
		uint64_t cell = atomic_load(&rates->cells[rate][client][i]);

		if (turn - (cell >> COUNT_BITS) < CELLS)
			sum += (unsigned)(cell & count_mask);
	}
	return sum;
}
