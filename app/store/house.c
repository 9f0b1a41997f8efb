#include "store/house.h"

#include <errno.h>
#include <sys/stat.h>

#include "base/arena.h"
#include "base/log.h"
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

static void
drop_begun(const char *dir, const char *url)
{
	if (postgres_remove(dir, url) != OK)
		log_warn("migrate.left", "the schemas intake and office on the "
		    "server could not be dropped; drop them before the next "
		    "try");
}

/* Makes the schemas, and fills them with what the files of a folder have. */
static enum status
fill_server(const char *folder, const char *dir, const char *url,
    office_hash *hash, struct moved *moved)
{
	const struct moving_end from = { folder, NULL };
	const struct moving_end to = { dir, url };
	enum status st = postgres_create(dir, url);

	if (st != OK)
		return st;
	if ((st = moving_copy(&from, &to, hash, moved)) != OK)
		drop_begun(dir, url);
	return st;
}

enum status
house_to_server(const char *dir, const char *url, office_hash *hash,
    const char *stamp, struct moved *moved)
{
	ARENA(arena);
	const char *here;
	enum status st = place_read(dir, arena, &here);

	if (st == OK && here != NULL)
		return CONFLICT;
	if (st != OK || (st = migrate_all(dir)) != OK ||
	    (st = place_check(url)) != OK ||
	    (st = fill_server(dir, dir, url, hash, moved)) != OK)
		return st;
	if ((st = place_write(dir, url)) != OK) {
		drop_begun(dir, url);
		return st;
	}
	/* They are not used any more; a name that says so keeps anybody from
	 * it. */
	return backup_put_aside(dir, stamp);
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

enum status
house_put_in_place(const char *work, const char *dir, office_hash *hash,
    const char *stamp)
{
	ARENA(arena);
	struct moved moved;
	const char *url;
	enum status st = place_read(dir, arena, &url);

	if (st != OK)
		return st;
	if (url == NULL)
		return backup_put_in_place(work, dir, stamp);
	if ((st = postgres_put_aside(dir, url, stamp, false)) != OK)
		return st;
	if ((st = fill_server(work, dir, url, hash, &moved)) != OK &&
	    postgres_put_aside(dir, url, stamp, true) != OK)
		log_error("restore.failed", "what was on the server is in the "
		    "schemas intake_%s and office_%s: give them their names "
		    "back", stamp, stamp);
	return st;
}
