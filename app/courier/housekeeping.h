#ifndef COURIER_HOUSEKEEPING_H
#define COURIER_HOUSEKEEPING_H

#include <stdbool.h>
#include <stdint.h>

#include "base/status.h"
#include "domain/retention.h"

struct zone;

/*
 * What is done once when the courier starts and then every night: leads whose
 * time is over are erased, the file they stood in is rewritten, and copies
 * that were made before an update go after RETENTION_COPY_DAYS. A large file
 * (database.h) is rewritten at night alone, for nobody can book meanwhile.
 */

/* OK; BUSY or FAILED (logged): the rest is done another time. */
enum status housekeeping_run(const char *data,
    const struct retention *retention, bool at_night, int64_t now);

/* The next half past three in the night by the owner's clock, after now; where
 * the clock skips it, an hour later. */
int64_t housekeeping_next(const struct zone *zone, int64_t now);

#endif
