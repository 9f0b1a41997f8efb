#ifndef STORE_MIGRATE_RUN_H
#define STORE_MIGRATE_RUN_H

#include "base/status.h"
#include "store/connection.h"

struct schema;

/*
 * Brings DIR/schema->file to the version schema->len. Private to the store;
 * apart from migrate.h so that tests can bring steps of their own.
 *
 * A step is one SQL file and one transaction; its last line sets
 * PRAGMA user_version to its number, and it is undone unless that, the
 * application id and the foreign keys are right at its end. A file that is
 * not fresh is copied to FILE.before-VERSION (0600) first; the copy of an
 * earlier try is replaced, unless it is of an earlier version than the file is
 * by then.
 *
 * OK, also when there is nothing to do; NOT_FOUND without a file; INVALID
 * when the file is not ours, damaged or newer; FAILED when the steps are not
 * numbered 0001, 0002, … or one fails: the file is as before that step. BUSY
 * as in store.h. All but NOT_FOUND are logged.
 */
enum status migrate_run(const char *dir, const struct schema *schema,
    enum connection_kind kind);

#endif
