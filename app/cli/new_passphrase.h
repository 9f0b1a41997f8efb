#ifndef CLI_NEW_PASSPHRASE_H
#define CLI_NEW_PASSPHRASE_H

#include "base/status.h"

struct arena;

/*
 * A passphrase that somebody is to have from now on: the first line of a file,
 * or asked for twice on the terminal. whose stands in the question. OK;
 * INVALID, with one line on standard error, when it will not do, the two
 * differ, or there is nothing to ask on.
 */
enum status new_passphrase(struct arena *arena, const char *file,
    const char *whose, const char **passphrase);

#endif
