#ifndef BASE_BANNED_H
#define BASE_BANNED_H

/*
 * Functions that cut, overflow or share state in silence. Forced into every
 * file of ours by the build; a use does not compile. Alternatives: struct buf
 * and arena_printf for text, text_int for numbers, calendar/zone.h for time.
 *
 * The headers that declare them come first, so that the names are poisoned
 * only for our own code.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* With fortification some of them are macros, which clang will not poison. */
#undef sprintf
#undef vsprintf

#pragma GCC poison strcpy stpcpy strcat strncpy strncat strtok
#pragma GCC poison sprintf vsprintf gets
#pragma GCC poison atoi atol atoll atof
#pragma GCC poison asctime ctime localtime gmtime mktime
#pragma GCC poison tmpnam mktemp system popen

#endif
