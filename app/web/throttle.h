#ifndef WEB_THROTTLE_H
#define WEB_THROTTLE_H

#include <stdint.h>

/*
 * Waiting after failed tries at a passphrase, so that guessing is slow and
 * nobody is ever kept out for good (REQ 11): after some failures in a row each
 * further one doubles the wait, 1, 2, 4 seconds, up to five minutes, which is
 * at most a dozen tries an hour; a success, or an hour of quiet, ends it.
 *
 * What is counted stands in memory only, by a keyed hash, in a table of fixed
 * size that nobody can make forget by filling it: two things may share a place
 * (1 in 16,384), which costs them a shared wait. The memory is shared across
 * the fork: all workers count together, and one that is killed takes nothing
 * with it.
 */
struct throttle;

/* What the failures are of. */
enum throttle_lane {
	THROTTLE_ACCOUNT = 1, /* of an e-mail address, known or not */
	THROTTLE_DEVICE,      /* of a browser that has signed in before */
	THROTTLE_PROOF,       /* of one who is signed in already */
};

enum {
	THROTTLE_WAIT_MAX = 300,   /* seconds */
	THROTTLE_QUIET = 3600,     /* seconds */
};

/* Before the fork; key is 16 random bytes. Fatal without memory. */
struct throttle *throttle_new(const uint8_t key[16]);
void throttle_free(struct throttle *throttle);

/*
 * The seconds until what is called name may be tried again, 0: now. free is
 * how many failures cost nothing; with 0 there is no wait at all. Letters of
 * either case are the same. Without a throttle nothing is counted.
 */
int throttle_wait(struct throttle *throttle, enum throttle_lane lane,
    const char *name, int free, int64_t now);

/* Counts a try as failed: before it is made, so that many at once are counted
 * too. */
void throttle_try(struct throttle *throttle, enum throttle_lane lane,
    const char *name, int64_t now);

/* It was right after all: nothing has been. */
void throttle_pass(struct throttle *throttle, enum throttle_lane lane,
    const char *name);

#endif
