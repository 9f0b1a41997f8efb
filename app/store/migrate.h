#ifndef STORE_MIGRATE_H
#define STORE_MIGRATE_H

#include "base/status.h"

/*
 * The schema, in numbered SQL files (migrations/intake, migrations/office)
 * that are embedded in the program. Each runs in one transaction together
 * with PRAGMA user_version; application_id tells our files from others. Two
 * runners at once are safe: the second finds the work done.
 */

/* Creates DIR (0700) and both databases (0600). OK; CONFLICT when DIR already
 * holds one of them; FAILED (one line logged). */
enum status migrate_create(const char *dir);

/*
 * Brings both databases of DIR to this program's version, each after a copy
 * of the file when there is something to do. OK, also when there is nothing;
 * NOT_FOUND without databases; INVALID when a file is not ours, damaged, or
 * newer than this program; FAILED when a step fails (rolled back, the file is
 * as before). One line on standard error says which.
 */
enum status migrate_all(const char *dir);

#endif
