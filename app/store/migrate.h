#ifndef STORE_MIGRATE_H
#define STORE_MIGRATE_H

#include "base/status.h"

/*
 * The schema, in numbered SQL files (migrations/intake, migrations/office)
 * that are embedded in the program. Each runs in one transaction together
 * with PRAGMA user_version; application_id tells our files from others. Two
 * runners at once are safe: the second finds the work done.
 */

/*
 * Creates DIR (0700; one that is there and empty is made so) and both
 * databases (0600). OK; CONFLICT when DIR already holds one of them (for the
 * caller to say); FAILED (logged): what was begun is removed.
 */
enum status migrate_create(const char *dir);

/*
 * The same with the data on a PostgreSQL server, in schemas of the names intake
 * and office, which the role of the URL makes and owns; DIR holds the keys and
 * says where the data are (place.h). Statuses as above, CONFLICT also when one
 * of the schemas is there; INVALID when the URL is none (logged); BUSY
 * when the server does not answer (logged).
 */
enum status migrate_create_on(const char *dir, const char *url);

/*
 * Brings both databases of DIR to this program's version. Where there is
 * something to do, the file is copied first, to NAME.before-VERSION in DIR,
 * VERSION being the new one. Also looks a database through for damage, in
 * time that grows with its size (PRAGMA quick_check).
 *
 * OK, also when there is nothing to do; NOT_FOUND without databases (for the
 * caller to say); INVALID when a file is not ours, damaged, or newer than this
 * program, or one of the two is missing; BUSY as in store.h; FAILED when a
 * step fails: it is undone, the steps before it stand. One line on standard
 * error says which.
 */
enum status migrate_all(const char *dir);

/*
 * The same on copies in DIR/migrate-try, which are removed: says whether
 * migrate_all would do it, and changes nothing. Another program may be at work
 * in DIR meanwhile, an older one too. As migrate_all.
 */
enum status migrate_try(const char *dir);

#endif
