#ifndef STORE_INSPECTION_H
#define STORE_INSPECTION_H

#include <stdint.h>

#include "base/status.h"

/*
 * A database looked at by somebody who may be there when nothing else works:
 * "fourways check". The site may be at work in it; nothing is changed.
 */
enum inspected { INSPECT_INTAKE = 1, INSPECT_OFFICE };

struct inspection {
	int64_t version;   /* of the schema */
	int64_t bytes;     /* of the file, without its log; of the server's database */
	int64_t newest_at; /* when the newest of its rows was stored; 0: none */
};

/*
 * Whether DIR/intake.db or DIR/office.db, or the schema in its place on a
 * server, is whole and of this program's version. OK; NOT_FOUND without the
 * file (for the caller to say); INVALID: it is not ours, older, newer or
 * damaged; BUSY, FAILED. All but NOT_FOUND are logged
 * with what to do. *found is filled in as far as it could be read; whether a
 * server's tables are damaged is the server's to find.
 */
enum status inspect(const char *dir, enum inspected which,
    struct inspection *found);

#endif
