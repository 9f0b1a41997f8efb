#include <errno.h>
#include <sys/stat.h>

#include "base/arena.h"
#include "base/log.h"
#include "base/util.h"
#include "store/backup_file.h"

static enum status
make_folder(const char *path)
{
	if (mkdir(path, 0700) == 0)
		return OK;
	log_error("backup.failed", "%s: %s", path, strerror(errno));
	return FAILED;
}

enum status
backup_unpack(const char *path, const char *folder, office_hash *hash,
    struct backup_about *about)
{
	static const char *const parts[] = { "intake.db", "office.db",
		"keys/public.key" };
	ARENA(arena);
	struct backup_file file = { .path = path, .hash = hash };
	enum status st = backup_file_open(&file);

	if (st == OK)
		st = backup_file_about(&file, about);
	if (st == OK)
		st = make_folder(folder);
	if (st == OK)
		st = make_folder(arena_printf(arena, "%s/keys", folder));
	for (size_t i = 0; st == OK && i < countof(parts); i++)
		st = backup_file_take(&file, parts[i],
		    arena_printf(arena, "%s/%s", folder, parts[i]));
	backup_file_close(&file);
	return st;
}
