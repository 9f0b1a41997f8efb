#ifndef STORE_HEALTH_H
#define STORE_HEALTH_H

#include <sqlite3.h>

#include "base/status.h"

struct schema;

/*
 * Whether an open database of DIR will do for this program. Private to the
 * store; what does not is logged with what to do about it.
 */

/* Whether it is of this program's version: OK or INVALID; BUSY, FAILED. */
enum status health_version(sqlite3 *db, const struct schema *schema);

/*
 * Looks it through for damage (PRAGMA quick_check), in time that grows with its
 * size; others read and write meanwhile. OK; INVALID: it is damaged; BUSY:
 * the disk would not be read, or it was locked; FAILED.
 */
enum status health_damage(sqlite3 *db, const char *dir,
    const struct schema *schema);

#endif
