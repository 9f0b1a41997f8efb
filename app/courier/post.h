#ifndef COURIER_POST_H
#define COURIER_POST_H

#include <stdint.h>

struct courier_work;

/*
 * The mail that waits in the outbox, on its way: claim, write, send, mark.
 *
 * One mail at a time, so that a courier that is killed in between sends one
 * mail twice at most; its Message-ID is the same then. Where the server is not
 * reached at all, those due fail with the one that was tried, rather than wait
 * for the same once more each. A connection serves one batch: a server that
 * falls silent while it is idle would hold us up when it is closed. Without a
 * server they wait and say so; in a demonstration they go to a mail box within
 * the desk.
 */
struct post;

/* Lives as long as work. */
struct post *post_new(struct courier_work *work);

/* Sends what is due, some batches at most. A signal that ends the process ends
 * it too. */
void post_run(struct post *post, int64_t now);

#endif
