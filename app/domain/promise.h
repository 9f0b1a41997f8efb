#ifndef DOMAIN_PROMISE_H
#define DOMAIN_PROMISE_H

#include <stdbool.h>
#include <stdint.h>

/*
 * What the site promises to who writes: an answer within so many hours. What
 * counts as one is the first thing the owner did about the message: a note, a
 * date, another stage.
 */

/* A message, and when it was answered; 0: not yet. */
struct reply {
	int64_t came_at;
	int64_t answered_at;
};

/* Whole hours from the message to its answer, or so far; at least 0. */
int64_t reply_hours(const struct reply *reply, int64_t now);

/* Whether the promise of so many hours was broken, or is by now. */
bool reply_is_late(const struct reply *reply, int hours, int64_t now);

/* How it was kept, over a number of messages. */
struct promise_kept {
	int64_t in_time;
	int64_t late;    /* answered */
	int64_t waiting; /* not answered, still in time */
	int64_t overdue; /* not answered, late */
};

/* Counts one more. */
void promise_count(struct promise_kept *kept, const struct reply *reply,
    int hours, int64_t now);

#endif
