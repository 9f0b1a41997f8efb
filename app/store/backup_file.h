#ifndef STORE_BACKUP_FILE_H
#define STORE_BACKUP_FILE_H

#include <sqlite3.h>

#include "store/backup.h"

/*
 * The file of a backup: a database with the table part, in which files stand
 * in pieces, and about. Private to the store.
 */
struct backup_file {
	sqlite3 *db;
	const char *path;
	office_hash *hash;
};

/* Makes the file. OK or FAILED (logged). */
enum status backup_file_make(struct backup_file *file);

/* Opens one that is there, to read. OK; NOT_FOUND; INVALID (logged). */
enum status backup_file_open(struct backup_file *file);

/* NULL handles are allowed. */
void backup_file_close(struct backup_file *file);

/* Puts in a file under a name; takes it out to a path, which must not be there
 * (0600). OK; INVALID: damaged; FAILED; both logged. */
enum status backup_file_put(struct backup_file *file, const char *name,
    const char *path);
enum status backup_file_take(struct backup_file *file, const char *name,
    const char *path);

/* The words about it. OK; INVALID or FAILED (logged). */
enum status backup_file_put_about(struct backup_file *file,
    const struct backup_about *about);
enum status backup_file_about(struct backup_file *file,
    struct backup_about *about);

#endif
