#ifndef WEB_RATES_H
#define WEB_RATES_H

#include <stdint.h>

/*
 * How often each client address has sent something lately, over all workers
 * of a role: counters in memory that is shared across the fork, by the bucket
 * of peers.h, so that no address is kept. They are gone when the program
 * ends. Counts are by tenths: something counted falls out after the
 * time it is counted for, or up to a tenth of that sooner.
 */
struct rates;

enum rate {
	RATE_POSTS, /* forms, within ten minutes */
	RATE_LEADS, /* forms that were stored, within an hour */
	RATE_SIGNINS, /* tries at a passphrase, within a minute */
	RATE_SIGNINS_NETWORK, /* the same, of a whole network */
	RATE_COUNT,
};

/* Before the fork. Fatal without memory. */
struct rates *rates_new(void);
void rates_free(struct rates *rates);

/* Counts one; a client of PEERS_NONE, or no rates, count nothing. */
void rates_add(struct rates *rates, enum rate rate, int client, int64_t now);

/* Takes one back that was counted with the same now, while it still counts. */
void rates_take_back(struct rates *rates, enum rate rate, int client,
    int64_t now);

/* How many there were; 0 for PEERS_NONE or no rates. */
unsigned rates_get(struct rates *rates, enum rate rate, int client,
    int64_t now);

#endif
