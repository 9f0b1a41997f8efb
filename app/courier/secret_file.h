#ifndef COURIER_SECRET_FILE_H
#define COURIER_SECRET_FILE_H

#include "base/status.h"

struct arena;

/*
 * A password or a secret out of a file of the owner's: its first line,
 * without white space at the ends, in arena, which wipes it when it is freed.
 * A path that does not begin with "/" is one in the folder dir.
 *
 * OK; FAILED with *problem in one sentence that says how to mend it: the file
 * is not there, cannot be read, is empty or too long, or somebody else than
 * its owner may read it (REQ 60).
 */
enum { SECRET_FILE_MAX = 4096 }; /* bytes */

enum status secret_file_read(struct arena *arena, const char *dir,
    const char *path, const char **secret, const char **problem);

#endif
