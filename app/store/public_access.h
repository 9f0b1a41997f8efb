#ifndef STORE_PUBLIC_ACCESS_H
#define STORE_PUBLIC_ACCESS_H

#include <sqlite3.h>

/*
 * What the public role may do with intake.db, held by SQLite itself
 * (sqlite3_set_authorizer): read booking and lead, but not what a lead wrote;
 * insert into both. Everything else is refused when a statement is prepared:
 * other tables, the schema, updates, deletes, ATTACH, PRAGMA, functions.
 * Private to the store.
 */
void public_access_limit(sqlite3 *db);

#endif
