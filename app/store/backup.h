#ifndef STORE_BACKUP_H
#define STORE_BACKUP_H

#include <stdint.h>

#include "base/status.h"
#include "store/office.h"

/*
 * Backups: a whole installation in one file, an SQLite database that holds
 * both of ours as they were at one moment, and the site's public key. No
 * secret key is in it: what is sealed there stays sealed without a passphrase
 * or the recovery code, and the keys that are missing are made anew.
 *
 * Each part is checked by its hash when it is read; the databases are looked
 * through (PRAGMA integrity_check) before they are put in.
 */
struct backup_about {
	int64_t made_at;
	int64_t leads;
	int64_t bookings;
	int64_t erased;   /* people whose data is gone */
	int64_t bytes;    /* of the databases */
};

/*
 * Writes a backup of DIR to path, which must not be there; mode 0600. Nobody
 * waits but a moment, while both databases are held still: then they are
 * copied as they were. What was acknowledged before the call is in it. It has
 * its name only once it is whole and on the disk.
 *
 * OK; NOT_FOUND: there is no data in DIR; CONFLICT: path is there, or another
 * backup is being made (both for the caller to say, *busy tells which);
 * INVALID: a database is damaged (logged); BUSY; FAILED (logged).
 */
enum status backup_write(const char *dir, const char *path,
    office_hash *hash, int64_t now, struct backup_about *about, bool *busy);

/* Gives a file that is written its name, when all of it is on the disk; the old
 * name goes in any case. OK; CONFLICT: there is a file of that name; FAILED
 * (logged). */
enum status backup_name(const char *part, const char *path);

/*
 * Unpacks a backup into a folder, which is made (0700) and must not be there:
 * intake.db, office.db and keys/public.key, as they were. OK; NOT_FOUND: there
 * is no such file; INVALID: it is no backup, or damaged (logged); FAILED
 * (logged).
 */
enum status backup_unpack(const char *path, const char *folder,
    office_hash *hash, struct backup_about *about);

/*
 * Puts the databases of a folder into the place of those of DIR, which nobody
 * may use meanwhile: those are kept as NAME.before-restore-STAMP and removed by
 * the courier some days later (old_copies.h). Whenever it is broken off, DIR
 * has each database whole, old or new, and restoring again goes on. OK or
 * FAILED (logged).
 */
enum status backup_put_in_place(const char *folder, const char *dir,
    const char *stamp);

/* Gives the databases of DIR those names, and puts nothing in their place. The
 * same. */
enum status backup_put_aside(const char *dir, const char *stamp);

/* Removes what backup_unpack and later steps made in a folder, and it. */
void backup_folder_remove(const char *folder);

#endif
