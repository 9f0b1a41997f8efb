#ifndef STORE_UUID_H
#define STORE_UUID_H

#include "base/status.h"

enum { UUID_TEXT_SIZE = 37 }; /* with its NUL */

/* A random UUID, version 4 (RFC 9562, 5.4), from the kernel. OK, or FAILED
 * (logged) when it gives no randomness. What is sealed for a lead is bound to
 * its uuid, so that is made first. */
enum status uuid_new(char text[UUID_TEXT_SIZE]);

#endif
