#ifndef CLI_BACKUP_SAY_H
#define CLI_BACKUP_SAY_H

#include <stdint.h>

struct arena;
struct backup_about;

/* What a backup holds, as one line on standard output. */
void backup_say(struct arena *arena, const char *path,
    const struct backup_about *about);

/* An instant as part of a file's name, UTC: "20261121T070000Z". */
const char *backup_stamp(struct arena *arena, int64_t at);

#endif
