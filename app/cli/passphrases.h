#ifndef CLI_PASSPHRASES_H
#define CLI_PASSPHRASES_H

#include <stdbool.h>

#include "base/status.h"

struct office;

/* What is said of passphrases that are too cheap, in a sentence. */
extern const char passphrases_cheap[];

/*
 * Whether some admin's passphrase takes a guesser no more than that of a
 * demonstration does, which everybody knows besides: not for production (REQ
 * 12, 15). OK or a status of the office.
 */
enum status passphrases_look(struct office *office, bool *cheap);

#endif
