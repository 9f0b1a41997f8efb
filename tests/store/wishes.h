#ifndef TESTS_STORE_WISHES_H
#define TESTS_STORE_WISHES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "store/store.h"
#include "store/writes.h"

/* Bookings on their way into a store, each a write of a batch. */

static const int64_t now = 1795255200; /* 2026-11-21T10:00:00Z */
static const int64_t ten = 1795428000; /* 2026-11-23T10:00:00Z */

struct wish {
	struct write write; /* first */
	struct booking_new booking;
	uint8_t token[32];
	uint8_t email[16];
	bool repeated;
	int runs;
};

/* Half an hour from ten on, so many hours later; the token is made of mark. It
 * stays, and says before what it will look at. */
void wish_for(struct wish *wish, int hour, int mark);

/* Does them in one batch, on this thread. */
void wishes_do(struct store *store, struct wish *wishes, size_t count);

/* Makes each the next of the one before. */
void wishes_link(struct wish *wishes, size_t count);

#endif
