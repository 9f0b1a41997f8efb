#include "store/migrate.h"

#include <errno.h>
#include <fcntl.h>
#include <dirent.h>
#include <stdbool.h>
#include <sys/stat.h>

#include "base/arena.h"
#include "base/file.h"
#include "base/log.h"
#include "store/backup.h"
#include "store/last_backup.h"
#include "store/migrate_run.h"
#include "store/place.h"
#include "store/postgres_migrate.h"
#include "store/schema.h"

static const char *
path_of(struct arena *arena, const char *dir, const struct schema *schema)
{
	return arena_printf(arena, "%s/%s", dir, schema->file);
}

/* What cannot be seen may be there: opening it says what is wrong. */
static bool
is_there(const char *dir, const struct schema *schema)
{
	ARENA(arena);

	return access(path_of(arena, dir, schema), F_OK) == 0 ||
	    (errno != ENOENT && errno != ENOTDIR);
}

static enum status
failed(const char *what, const char *path)
{
	log_error("store.failed", "cannot %s %s: %s", what, path,
	    strerror(errno));
	return FAILED;
}

/* ---- making ---- */

static bool
is_empty(const char *dir)
{
	DIR *listing = opendir(dir);
	size_t count = 0;

	if (listing == NULL)
		return false;
	while (count <= 2 && readdir(listing) != NULL)
		count++;
	(void)closedir(listing);
	return count <= 2; /* . and .. */
}

/* A folder we were handed empty is ours to close; one with other people's
 * files is theirs. */
static enum status
make_folder(const char *dir)
{
	if (mkdir(dir, 0700) == 0)
		return OK;
	if (errno != EEXIST)
		return failed("make", dir);
	if (is_empty(dir) && chmod(dir, 0700) == -1)
		return failed("close to others", dir);
	return OK;
}

static enum status
make_file(const char *path)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

	if (fd == -1)
		return errno == EEXIST ? CONFLICT : failed("make", path);
	(void)close(fd);
	return OK;
}

static enum status
create(const char *dir, const struct schema *schema)
{
	ARENA(arena);
	const char *path = path_of(arena, dir, schema);
	enum status st;

	if ((st = make_file(path)) != OK)
		return st;
	st = migrate_run(dir, schema, CONNECTION_FRESH);
	if (st != OK)
		(void)unlink(path);
	return st == BUSY ? FAILED : st;
}

static enum status
create_files(const char *dir)
{
	const struct schema intake = schema_intake();
	const struct schema office = schema_office();
	ARENA(arena);
	enum status st;

	if (is_there(dir, &intake) || is_there(dir, &office))
		return CONFLICT;
	if ((st = make_folder(dir)) != OK ||
	    (st = create(dir, &intake)) != OK)
		return st;
	if ((st = create(dir, &office)) != OK) {
		(void)unlink(path_of(arena, dir, &intake));
		return st;
	}
	return folder_sync(dir);
}

/* ---- on a server ---- */

/* Does it to the files of a folder, or to what it names instead. */
static enum status
where_they_are(const char *dir, enum status (*files)(const char *dir),
    enum status (*server)(const char *dir, const char *url))
{
	ARENA(arena);
	const char *url;
	enum status st = place_read(dir, arena, &url);

	if (st != OK)
		return st;
	return url == NULL ? files(dir) : server(dir, url);
}

/* The folder names the server before there is anything on it: a process that
 * dies in between leaves a folder that says where to look. */
enum status
migrate_create_on(const char *dir, const char *url)
{
	const struct schema intake = schema_intake();
	const struct schema office = schema_office();
	ARENA(arena);
	const char *here;
	enum status st = place_read(dir, arena, &here);

	if (st == OK && (here != NULL || is_there(dir, &intake) ||
	    is_there(dir, &office)))
		return CONFLICT;
	if (st != OK || (st = make_folder(dir)) != OK ||
	    (st = place_write(dir, url)) != OK)
		return st;
	if ((st = postgres_create(dir, url)) != OK && place_remove(dir) != OK)
		return FAILED;
	return st;
}

enum status
migrate_create(const char *dir)
{
	return where_they_are(dir, create_files, postgres_create);
}

/* ---- bringing up to date ---- */

static enum status
check_both(const char *dir)
{
	const struct schema intake = schema_intake();
	const struct schema office = schema_office();
	const bool has_intake = is_there(dir, &intake);
	ARENA(arena);

	if (has_intake == is_there(dir, &office))
		return has_intake ? OK : NOT_FOUND;
	log_error("store.refused", "%s/%s is missing: %s", dir,
	    has_intake ? office.file : intake.file,
	    last_backup_advice(arena, dir));
	return INVALID;
}

static enum status
migrate_files(const char *dir)
{
	const struct schema intake = schema_intake();
	const struct schema office = schema_office();
	enum status st = check_both(dir);

	if (st == OK)
		st = migrate_run(dir, &intake, CONNECTION_OURS);
	if (st == OK)
		st = migrate_run(dir, &office, CONNECTION_OURS);
	return st;
}

enum status
migrate_all(const char *dir)
{
	return where_they_are(dir, migrate_files, postgres_migrate);
}

/* ---- trying it ---- */

static enum status
copy_to(const char *dir, const char *folder, const struct schema *schema)
{
	ARENA(arena);
	const char *path = path_of(arena, folder, schema);
	sqlite3 *db;
	enum status st = connection_open(dir, schema, CONNECTION_OURS, &db);

	if (st != OK)
		return st;
	if ((st = make_file(path)) == OK)
		st = connection_copy(db, path);
	connection_close(db);
	return st;
}

static enum status
try_in(const char *dir, const char *folder)
{
	const struct schema intake = schema_intake();
	const struct schema office = schema_office();
	enum status st;

	if (mkdir(folder, 0700) == -1)
		return failed("make", folder);
	if ((st = copy_to(dir, folder, &intake)) == OK &&
	    (st = copy_to(dir, folder, &office)) == OK)
		st = migrate_files(folder);
	return st;
}

static enum status
try_files(const char *dir)
{
	ARENA(arena);
	const char *folder = arena_printf(arena, "%s/migrate-try", dir);
	enum status st = check_both(dir);

	if (st != OK)
		return st;
	backup_folder_remove(folder);
	st = try_in(dir, folder);
	backup_folder_remove(folder);
	return st;
}

enum status
migrate_try(const char *dir)
{
	return where_they_are(dir, try_files, postgres_try);
}
