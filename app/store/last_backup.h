#ifndef STORE_LAST_BACKUP_H
#define STORE_LAST_BACKUP_H

#include <stdint.h>

struct arena;

/*
 * Where the last backup was written to, in DIR/last.backup, so that whoever is
 * told to restore one is told which.
 */

/* Notes that a backup of DIR was written to path. The backup is good without
 * the note too: what goes wrong is logged. */
void last_backup_note(const char *dir, const char *path);

/* When that was; 0: never, as far as this folder knows. */
int64_t last_backup_at(const char *dir);

/* What to do about a damaged database of DIR, as the end of a sentence, in
 * arena: "restore a backup", and where the last one was written to, if there
 * was one. */
const char *last_backup_advice(struct arena *arena, const char *dir);

#endif
