#ifndef STORE_MOVING_H
#define STORE_MOVING_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/status.h"
#include "store/office.h"

/*
 * Copies all rows of both databases between SQLite files and a PostgreSQL
 * server, as they are: what is sealed stays sealed and no key is needed. For
 * migrate --to, and for backup and restore where the data are on a server.
 */

/* One end: the files in a folder, or a server for the same folder. */
struct moving_end {
	const char *dir;
	const char *url; /* NULL: the files */
};

/* What was copied and found equal at both ends. */
struct moved {
	int64_t rows;
	int64_t leads;
	uint8_t digest[32]; /* of every row of every table, in order */
};

/*
 * Copies everything from one end to the other, which has the same version and
 * no rows so far; then reads both ends again and compares rows and digests,
 * table by table. The source is read as of one moment; who writes to it
 * meanwhile is not copied, so nobody should. Of the target's databases each is
 * written in one transaction.
 *
 * OK; CONFLICT: the target has rows (logged); INVALID: one end is not of this
 * version, or they differ afterwards (logged); BUSY, FAILED (logged).
 * The target is then not to be used.
 */
enum status moving_copy(const struct moving_end *from,
    const struct moving_end *to, office_hash *hash, struct moved *moved);

#endif
