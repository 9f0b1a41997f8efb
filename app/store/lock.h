#ifndef STORE_LOCK_H
#define STORE_LOCK_H

#include <stdbool.h>

#include "base/status.h"

/*
 * Lock files: advisory locks on an open file description (fcntl(2),
 * F_OFD_SETLK), so that they count between threads and between processes and
 * end with the last descriptor, however its owner dies. Private to the store.
 */

/* Opens DIR/NAME, made with mode 0600 if need be. OK, or FAILED (logged).
 * The caller closes *fd. */
enum status lock_open(const char *dir, const char *name, int *fd);

/* Takes the lock, or gives up at once: OK, CONFLICT, or FAILED (logged). */
enum status lock_try(int fd);

/* Takes the lock, waiting at most so long, in turn with others who wait: OK,
 * BUSY, or FAILED (logged). */
enum status lock_wait(int fd, int milliseconds);

/* Whether somebody holds the lock by another description of the file than this
 * one, which may be open for reading alone. */
bool lock_is_held(int fd);

/* Gives the lock back. */
void lock_drop(int fd);

#endif
