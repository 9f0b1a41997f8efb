#ifndef CLI_EXITS_H
#define CLI_EXITS_H

#include <sysexits.h>

#include "base/status.h"

/*
 * Exit codes follow sysexits(3), as INTERFACES promises: 0 done, 64 usage, 65
 * bad data, 69 unavailable, 74 I/O, 75 try again, 78 configuration.
 */

/* What a status of the databases means to the shell. */
int exit_of_data(enum status status);

/* The same for configuration and content files. */
int exit_of_conf(enum status status);

#endif
