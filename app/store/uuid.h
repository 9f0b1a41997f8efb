#ifndef STORE_UUID_H
#define STORE_UUID_H

#include <stdint.h>

#include "base/status.h"

enum { UUID_TEXT_SIZE = 37 }; /* with its NUL */

/* A random UUID, version 4 (RFC 9562, 5.4), from the kernel. OK, or FAILED
 * (logged) when it gives no randomness. What is sealed for a lead is bound to
 * its uuid, so that is made first. */
enum status uuid_new(char text[UUID_TEXT_SIZE]);

/*
 * Many of them, of which a few hundred at a time begin alike: so they lie
 * beside each other in an index, and what is stored together changes a page or
 * two of it and not one each. Six random bytes begin them, nothing of a time or
 * a number; 74 random bits are each one's own. Zero before the first.
 */
struct uuid_run {
	uint8_t start[6];
	uint8_t left; /* how many still begin so */
};

/* The next one; statuses of uuid_new. */
enum status uuid_next(struct uuid_run *run, char text[UUID_TEXT_SIZE]);

#endif
