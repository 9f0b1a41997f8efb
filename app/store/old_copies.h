#ifndef STORE_OLD_COPIES_H
#define STORE_OLD_COPIES_H

#include <stdint.h>

#include "base/status.h"

/*
 * The copies that migrate_all makes before it changes a database: whoever is
 * erased later still stands in them.
 */

/* Removes those of DIR that were last written days before now. OK, also when
 * there is none; FAILED (logged). */
enum status old_copies_remove(const char *dir, int64_t now, int days);

#endif
