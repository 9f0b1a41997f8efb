#ifndef COURIER_COURIER_H
#define COURIER_COURIER_H

#include <stdint.h>

#include "domain/retention.h"

struct zone;

/*
 * The courier role: its own process, and in time the only one that talks to
 * the outside (mail, webhooks, calendars). So far it keeps house: see
 * housekeeping.h. All of it is borrowed and lives as long as the process.
 */
struct courier {
	const char *data;
	struct retention retention;
	const struct zone *zone; /* the owner's */
	int64_t clock_shift;     /* added to the real clock */
	int ready_fd;            /* -1 for none */
	const char *ready_text;  /* written to it once */
};

/* Works until SIGTERM, SIGINT or SIGQUIT. Returns an exit code. */
int courier_run(const struct courier *courier);

#endif
