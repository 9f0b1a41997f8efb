#include "store/instance.h"

#include <sys/stat.h>

#include "base/arena.h"
#include "store/lock.h"

enum status
store_instance_lock(const char *dir, const char *role, int *fd)
{
	ARENA(arena);
	const char *name = arena_printf(arena, "%s.lock", role);
	struct stat info;
	enum status st;

	*fd = -1;
	if (stat(dir, &info) == -1 || !S_ISDIR(info.st_mode))
		return NOT_FOUND;
	if ((st = lock_open(dir, name, fd)) != OK)
		return st;
	if ((st = lock_try(*fd)) != OK) {
		(void)close(*fd);
		*fd = -1;
	}
	return st;
}
