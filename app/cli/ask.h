#ifndef CLI_ASK_H
#define CLI_ASK_H

#include <stdbool.h>

#include "base/status.h"

struct arena;

/*
 * Questions on the terminal, and their answers from files instead.
 */

/* Whether there is a terminal to ask on; one line logged where there is not. */
bool ask_can(void);

/* One line from the terminal, trimmed; a secret is not shown, and is not
 * trimmed. OK; NOT_FOUND when there is no terminal to ask on, FAILED when its
 * input has ended (one line logged each). Who ends or stops the program
 * meanwhile finds the terminal as it was. */
enum status ask_line(struct arena *arena, const char *question,
    const char **answer);
enum status ask_secret(struct arena *arena, const char *question,
    const char **answer);

/* The first line of a file, without its line break. OK; FAILED with one line
 * on standard error when it cannot be read or is empty. */
enum status ask_file(struct arena *arena, const char *path,
    const char **answer);

#endif
