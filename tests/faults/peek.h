#ifndef TESTS_FAULTS_PEEK_H
#define TESTS_FAULTS_PEEK_H

#include <stdbool.h>
#include <stdint.h>

#include <sqlite3.h>

/* Looking at databases past the store. */

/* The number a statement answers; -1: it could not be asked, or no row. */
int64_t peek_number(sqlite3 *db, const char *sql);

/* Whether a database is whole in itself: all of its pages and indexes, and
 * what its rows refer to. */
bool peek_is_sound(sqlite3 *db);

/* The same of DIR/FILE, through a connection of its own. */
int64_t peek_file_number(const char *dir, const char *file, const char *sql);
bool peek_file_is_sound(const char *dir, const char *file);

/* Runs SQL on a file; false: it was refused. */
bool peek_file_run(const char *dir, const char *file, const char *sql);

#endif
