#ifndef CLI_ASK_H
#define CLI_ASK_H

#include "base/status.h"

struct arena;

/*
 * Questions on the terminal, and their answers from files instead.
 */

/* One line from the terminal, trimmed; echo off for passphrases. OK, or
 * NOT_FOUND when there is no terminal to ask on (one line logged). */
enum status ask_line(struct arena *arena, const char *question,
    const char **answer);
enum status ask_secret(struct arena *arena, const char *question,
    const char **answer);

/* The first line of a file, without its line break. OK; FAILED with one line
 * on standard error when it cannot be read or is empty. */
enum status ask_file(struct arena *arena, const char *path,
    const char **answer);

#endif
