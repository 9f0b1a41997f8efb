#ifndef STORE_POSTGRES_MIGRATE_H
#define STORE_POSTGRES_MIGRATE_H

#include <stdbool.h>

#include "base/status.h"

/*
 * Both schemas on a PostgreSQL server: all their steps that are still to do, in
 * one transaction, as the role of the URL, which owns them and may make roles
 * where they are missing. Of several that begin at once the others wait.
 * Private to the store.
 */

/* Makes them. OK; CONFLICT when one is there (not logged); BUSY or FAILED
 * (logged), and nothing was done. */
enum status postgres_create(const char *dir, const char *url);

/* Brings them up to date. The same; NOT_FOUND when one is not there (not
 * logged), INVALID when a newer program made it (logged). */
enum status postgres_migrate(const char *dir, const char *url);

/* Gives both other names, "intake_STAMP", where they are there; what speaks of
 * them then finds nothing. back: gives them theirs back. OK, or as above. */
enum status postgres_put_aside(const char *dir, const char *url,
    const char *stamp, bool back);

/* Drops both, which postgres_create had made. OK, or as above. */
enum status postgres_remove(const char *dir, const char *url);

/* The same as postgres_migrate, and then undoes it: whether it would go. */
enum status postgres_try(const char *dir, const char *url);

#endif
