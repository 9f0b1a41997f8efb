#ifndef BASE_FILE_H
#define BASE_FILE_H

#include <stdbool.h>
#include <sys/types.h>

#include "base/status.h"

/* What has to be there after a power cut. */

/*
 * Makes a file of a text (bytes up to the NUL) with this mode and syncs it, not
 * its name. flags are open's beside O_WRONLY | O_CREAT | O_CLOEXEC: O_EXCL,
 * O_TRUNC, O_NOFOLLOW. false: errno says why; part of it may be there.
 */
bool file_write(const char *path, int flags, mode_t mode, const char *text);

/* Syncs a file, by its path. false: errno says why. */
bool file_sync(const char *path);

/*
 * Syncs the names of what was made, renamed or removed in a folder: a file that
 * is synced can still be lost in a power cut with its name. Also before a
 * sandbox that opens no more files: SQLite would open the folder itself at the
 * first commit into a log that it made. OK or FAILED (logged).
 */
enum status folder_sync(const char *dir);

#endif
