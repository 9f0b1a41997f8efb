#ifndef STORE_HOUSE_H
#define STORE_HOUSE_H

#include "store/moving.h"

/*
 * Moving house: all data of a folder from its files to a PostgreSQL server, or
 * back. Nobody else may be at work in the folder. What is left behind stays
 * what it was: the files under other names (*.before-restore-STAMP, which go
 * after their days as all such copies do), the schemas of a server as they are,
 * for whoever owns them to drop.
 *
 * Until everything was copied and found equal the folder speaks of where the
 * data were; then of where they are, by one rename.
 */

/* OK; CONFLICT when a schema intake or office is there (not logged) or DIR's
 * data are on a server already; INVALID, BUSY, FAILED as moving_copy
 * and migrate_create_on (logged). What was begun on the server is removed. */
enum status house_to_server(const char *dir, const char *url,
    office_hash *hash, const char *stamp, struct moved *moved);

/* OK; CONFLICT when the data are in files already; else as above. */
enum status house_to_files(const char *dir, office_hash *hash,
    const char *stamp, struct moved *moved);

/*
 * Puts the databases of a folder, work, in the place of DIR's, wherever those
 * are: what was there keeps another name (*.before-restore-STAMP, or schemas
 * intake_STAMP and office_STAMP, which whoever owns them may drop). Statuses as
 * above; after a failure what was there is there again.
 */
enum status house_put_in_place(const char *work, const char *dir,
    office_hash *hash, const char *stamp);

#endif
