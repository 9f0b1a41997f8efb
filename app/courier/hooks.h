#ifndef COURIER_HOOKS_H
#define COURIER_HOOKS_H

#include <stdint.h>

struct courier_work;

/*
 * The webhooks that wait in the outbox, on their way: claim, sign, send, mark,
 * as mail is (post.h). One at a time; where the receiver is not reached at
 * all, the others of the round fail with it. Without an address, or in a
 * demonstration, they wait and say so.
 */
struct hooks;

/* Lives as long as work; wiped by hooks_free. */
struct hooks *hooks_new(struct courier_work *work);
void hooks_free(struct hooks *hooks);

/* Sends what is due, a batch at most. */
void hooks_run(struct hooks *hooks, int64_t now);

#endif
