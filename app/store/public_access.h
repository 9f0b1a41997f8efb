#ifndef STORE_PUBLIC_ACCESS_H
#define STORE_PUBLIC_ACCESS_H

#include <sqlite3.h>

/*
 * What the public role may do with intake.db, held by SQLite itself
 * (sqlite3_set_authorizer): read booking and lead, but not what a lead wrote,
 * what leads are sealed to, but not what opens an epoch, and when the owner can
 * be called; insert into booking, lead, seal_epoch, erasure and deed; change of
 * a booking what its visitor may change, of a lead what it wrote; delete a lead
 * and an epoch. Everything else is refused when a statement is prepared:
 * other tables, the schema, other updates and deletes, ATTACH, PRAGMA,
 * functions. It holds statements, not rows: which row is changed is up to the
 * queries, which the public role asks with a token's hash only. Private to
 * the store.
 */
void public_access_limit(sqlite3 *db);

#endif
