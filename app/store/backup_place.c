#include "store/backup.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/file.h"
#include "base/log.h"
#include "base/util.h"
#include "store/connection.h"

static const char *const names[] = { "intake.db", "office.db" };

static enum status
failed(const char *what, const char *path)
{
	log_error("restore.failed", "cannot %s %s: %s", what, path,
	    strerror(errno));
	return FAILED;
}

/* What stands beside a database belongs to it and to no other; what is not
 * there need not be moved. */
static enum status
move_aside(struct arena *arena, const char *path, const char *suffix,
    const char *stamp)
{
	const char *from = arena_printf(arena, "%s%s", path, suffix);
	const char *to = arena_printf(arena, "%s.before-restore-%s%s", path,
	    stamp, suffix);

	if (rename(from, to) == -1 && errno != ENOENT)
		return failed("move", from);
	return OK;
}

/* The old one gets a second name first, so that there is always one. */
static enum status
replace(struct arena *arena, const char *from, const char *path,
    const char *stamp)
{
	const char *kept = arena_printf(arena, "%s.before-restore-%s", path,
	    stamp);
	enum status st;

	if (link(path, kept) == -1 && errno != ENOENT)
		return failed("keep", path);
	if ((st = move_aside(arena, path, "-wal", stamp)) != OK ||
	    (st = move_aside(arena, path, "-shm", stamp)) != OK)
		return st;
	return rename(from, path) == 0 ? OK : failed("put in place", path);
}

enum status
backup_put_aside(const char *dir, const char *stamp)
{
	static const char *const suffixes[] = { "", "-wal", "-shm" };
	ARENA(arena);
	enum status st = OK;

	for (size_t i = 0; i < countof(names); i++)
		for (size_t n = 0; st == OK && n < countof(suffixes); n++)
			st = move_aside(arena, arena_printf(arena, "%s/%s",
			    dir, names[i]), suffixes[n], stamp);
	return st == OK ? folder_sync(dir) : st;
}

enum status
backup_put_in_place(const char *folder, const char *dir, const char *stamp)
{
	ARENA(arena);
	enum status st = OK;

	for (size_t i = 0; st == OK && i < countof(names); i++)
		st = replace(arena,
		    arena_printf(arena, "%s/%s", folder, names[i]),
		    arena_printf(arena, "%s/%s", dir, names[i]), stamp);
	return st == OK ? folder_sync(dir) : st;
}

static void
remove_files(struct arena *arena, const char *folder)
{
	DIR *listing = opendir(folder);
	struct dirent *entry;

	while (listing != NULL && (entry = readdir(listing)) != NULL)
		(void)unlink(arena_printf(arena, "%s/%s", folder,
		    entry->d_name));
	if (listing != NULL)
		(void)closedir(listing);
	(void)rmdir(folder);
}

void
backup_folder_remove(const char *folder)
{
	ARENA(arena);

	remove_files(arena, arena_printf(arena, "%s/keys", folder));
	remove_files(arena, folder);
}
