#include "store/last_backup.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sys/stat.h>

#include "base/arena.h"
#include "base/file.h"
#include "base/log.h"

static const char name[] = "last.backup";

void
last_backup_note(const char *dir, const char *path)
{
	ARENA(arena);
	const char *note = arena_printf(arena, "%s/%s", dir, name);
	const char *part = arena_printf(arena, "%s.part", note);
	char full[PATH_MAX];

	if (realpath(path, full) != NULL &&
	    file_write(part, O_TRUNC | O_NOFOLLOW, 0600, full) &&
	    rename(part, note) == 0)
		return;
	log_warn("backup.note", "%s: %s", note, strerror(errno));
	(void)unlink(part);
}

int64_t
last_backup_at(const char *dir)
{
	ARENA(arena);
	struct stat info;

	return lstat(arena_printf(arena, "%s/%s", dir, name), &info) == 0 ?
	    info.st_mtime : 0;
}

const char *
last_backup_advice(struct arena *arena, const char *dir)
{
	char path[PATH_MAX] = "";
	int fd = open(arena_printf(arena, "%s/%s", dir, name),
	    O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	ssize_t len = fd == -1 ? 0 : read(fd, path, sizeof(path) - 1);

	if (fd != -1)
		(void)close(fd);
	if (len <= 0)
		return "restore a backup";
	path[len] = '\0';
	return arena_printf(arena,
	    "restore a backup; the last one was written to %s", path);
}
