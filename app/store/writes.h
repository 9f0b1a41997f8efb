#ifndef STORE_WRITES_H
#define STORE_WRITES_H

#include <stdbool.h>
#include <stddef.h>

#include "store/store.h"

/*
 * Group commit. A commit costs a sync of the disk, whatever is in it, so those
 * who want something stored at the same time share one: what they want is
 * queued, a thread with a handle of its own does it in one transaction, and
 * each is told when that is on the disk. Nobody is told before.
 *
 * What one write is refused undoes nothing of the others'. Where the commit
 * fails it failed for all.
 */

/* Something to be stored; first member of a struct with what it is about. */
struct write {
	/* Calls functions of the store, each a transaction of its own, and
	 * nothing else that is not of this write alone: it runs on the
	 * thread, and whoever asked for it may be gone. May be called twice,
	 * when what it did the first time was undone (batch_again). */
	enum status (*run)(struct store *store, struct write *write);
	/* Whether what run hands to the store stays where it is until done: a
	 * lead may then go in together with those of others (staged.h). */
	bool stays;
	/* Says before all of them run what it will look at
	 * (store_booking_ask), on the thread too; or NULL. */
	void (*ask)(struct store *store, struct write *write);
	enum status status;  /* of run, or BUSY or FAILED of its commit */
	bool done;           /* the status is known; set for writer_done */
	void *owner;         /* whoever it is for; not looked at */
	struct write *next;  /* while it is queued */
};

/*
 * Does a list of writes in one transaction. begun is what writes_begin
 * answered; when that was not OK it is what became of all of them.
 */
enum status writes_begin(struct store *store);
void writes_end(struct store *store, enum status begun, struct write *first);

/*
 * The queue and its thread. All functions are for one thread, the event
 * loop's; a write is the thread's from writer_add until writer_done hands it
 * back, and the mutex of the queue is what makes each see what the other has
 * written. The mutex is held for a few instructions and no other lock is taken
 * under it.
 */
struct writer;

/*
 * Opens DIR/intake.db as the public role has it and starts the thread. At most
 * max writes wait; wake_fd is an eventfd written to when some are done. OK, or
 * a status of store_open; the caller stops it, then frees it.
 */
enum status writer_start(const char *dir, size_t max, int wake_fd,
    struct writer **writer);

/* Before the first write: its commits are counted there, which outlives it. */
void writer_count_commits(struct writer *writer,
    struct meters_commits *commits);

/* Whether one more would be taken; stays true until the caller adds one. */
bool writer_room(struct writer *writer);

/* Queues a write; false: the queue is full, and nothing was done. */
bool writer_add(struct writer *writer, struct write *write, void *owner);

/* The writes that are done, in the order they came, linked by next; or NULL. */
struct write *writer_done(struct writer *writer);

/* Does what is queued and ends the thread. writer_done still works. */
void writer_stop(struct writer *writer);
void writer_free(struct writer *writer);

#endif
