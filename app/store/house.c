#include "store/house.h"

#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/file.h"
#include "base/log.h"
#include "base/util.h"
#include "store/backup.h"
#include "store/migrate.h"
#include "store/place.h"
#include "store/postgres_migrate.h"

static enum status
failed(const char *what, const char *path)
{
	log_error("migrate.failed", "cannot %s %s: %s", what, path,
	    strerror(errno));
	return FAILED;
}

/* ---- to a server ---- */

/* They are not used any more; a name that says so keeps anybody from it. */
static enum status
put_files_aside(const char *dir, const char *stamp)
{
	static const char *const names[] = { "intake.db", "office.db" };
	ARENA(arena);

	for (size_t i = 0; i < countof(names); i++) {
		const char *path = arena_printf(arena, "%s/%s", dir,
		    names[i]);

		if (rename(path, arena_printf(arena, "%s.before-restore-%s",
		    path, stamp)) == -1)
			return failed("rename", path);
		/* Empty: the last who closed it wrote its log back. */
		(void)unlink(arena_printf(arena, "%s-wal", path));
		(void)unlink(arena_printf(arena, "%s-shm", path));
	}
	return folder_sync(dir);
}

enum status
house_to_server(const char *dir, const char *url, office_hash *hash,
    const char *stamp, struct moved *moved)
{
	const struct moving_end from = { dir, NULL };
	const struct moving_end to = { dir, url };
	ARENA(arena);
	const char *here;
	enum status st = place_read(dir, arena, &here);

	if (st == OK && here != NULL)
		return CONFLICT;
	if (st != OK || (st = migrate_all(dir)) != OK ||
	    (st = place_check(url)) != OK ||
	    (st = postgres_create(dir, url)) != OK)
		return st;
	if ((st = moving_copy(&from, &to, hash, moved)) != OK ||
	    (st = place_write(dir, url)) != OK) {
		if (postgres_remove(dir, url) != OK)
			log_warn("migrate.left", "the schemas intake and "
			    "office on the server could not be dropped; drop "
			    "them before the next try");
		return st;
	}
	return put_files_aside(dir, stamp);
}

/* ---- to files ---- */

static enum status
make_files(const char *dir, const char *work, const char *url,
    office_hash *hash, struct moved *moved)
{
	const struct moving_end from = { dir, url };
	const struct moving_end to = { work, NULL };
	enum status st;

	backup_folder_remove(work);
	if (mkdir(work, 0700) == -1)
		return failed("make", work);
	st = migrate_create(work);
	return st == OK ? moving_copy(&from, &to, hash, moved) : st;
}

enum status
house_to_files(const char *dir, office_hash *hash, const char *stamp,
    struct moved *moved)
{
	ARENA(arena);
	const char *work = arena_printf(arena, "%s/migrate-work", dir);
	const char *url;
	enum status st = place_read(dir, arena, &url);

	if (st == OK && url == NULL)
		return CONFLICT;
	if (st == OK && (st = migrate_all(dir)) == OK &&
	    (st = make_files(dir, work, url, hash, moved)) == OK &&
	    (st = backup_put_in_place(work, dir, stamp)) == OK)
		st = place_remove(dir);
	backup_folder_remove(work);
	return st;
}

/* ---- a backup ---- */

static enum status
fill_server(const char *work, const char *dir, const char *url,
    office_hash *hash)
{
	const struct moving_end from = { work, NULL };
	const struct moving_end to = { dir, url };
	struct moved moved;
	enum status st = postgres_create(dir, url);

	if (st != OK)
		return st;
	if ((st = moving_copy(&from, &to, hash, &moved)) != OK &&
	    postgres_remove(dir, url) != OK)
		log_warn("restore.left", "what was begun on the server could "
		    "not be dropped");
	return st;
}

enum status
house_put_in_place(const char *work, const char *dir, office_hash *hash,
    const char *stamp)
{
	ARENA(arena);
	const char *url;
	enum status st = place_read(dir, arena, &url);

	if (st != OK)
		return st;
	if (url == NULL)
		return backup_put_in_place(work, dir, stamp);
	if ((st = postgres_put_aside(dir, url, stamp, false)) != OK)
		return st;
	if ((st = fill_server(work, dir, url, hash)) != OK &&
	    postgres_put_aside(dir, url, stamp, true) != OK)
		log_error("restore.failed", "what was on the server is in the "
		    "schemas intake_%s and office_%s: give them their names "
		    "back", stamp, stamp);
	return st;
}
