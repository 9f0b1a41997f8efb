#ifndef CLI_DEMO_H
#define CLI_DEMO_H

#include <stdint.h>

#include "base/status.h"

/*
 * The demonstration: an empty data folder filled with an admin whose
 * passphrase everybody knows and a few leads that are visibly invented.
 */

/*
 * Creates and fills DIR; the calls in it are some days after now, seconds since
 * the epoch by the clock the site goes by. OK; CONFLICT when DIR holds databases
 * already (they are left as they are); other statuses as migrate_create.
 */
enum status demo_create(const char *dir, int64_t now);

/* Says the login of the demonstration on standard output. */
void demo_announce(void);

#endif
