#ifndef BASE_FOLDER_H
#define BASE_FOLDER_H

#include "base/status.h"

/*
 * Syncs the names of what was made, renamed or removed in a folder: a file that
 * is synced can still be lost in a power cut with its name. Also before a
 * sandbox that opens no more files: SQLite would open the folder itself at the
 * first commit into a log that it made. OK or FAILED (logged).
 */
enum status folder_sync(const char *dir);

#endif
