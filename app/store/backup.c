#include "store/backup.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/file.h"
#include "base/log.h"
#include "base/util.h"
#include "store/backup_file.h"
#include "store/connection.h"
#include "store/instance.h"
#include "store/lock.h"
#include "store/migrate.h"
#include "store/moving.h"
#include "store/office_private.h"
#include "store/place.h"
#include "store/store_private.h"

/* One of the two databases, and where its copy goes. */
struct copy {
	struct database *of;
	const char *path;
};

/* A backup on its way. */
struct work {
	struct arena *arena;
	const char *dir;
	const char *folder; /* DIR/backup-work */
	struct store *store;
	struct office *office;
	struct copy copies[2];
};

static enum status
failed(const char *path)
{
	log_error("backup.failed", "%s: %s", path, strerror(errno));
	return FAILED;
}

/* ---- the folder the copies are made in ---- */

static const char *
in_folder(const struct work *work, const char *name)
{
	return arena_printf(work->arena, "%s/%s", work->folder, name);
}

/* One that was broken off has left its own. */
static enum status
folder_make(const struct work *work)
{
	backup_folder_remove(work->folder);
	return mkdir(work->folder, 0700) == 0 ? OK : failed(work->folder);
}

/* ---- copies as of one moment ---- */

/* What this handle sees stays what it is now, whoever writes. */
static enum status
hold_still(struct database *database)
{
	static const char sql[] =
	    "BEGIN; SELECT count(*) FROM sqlite_schema;";
	int code = connection_run(database->db, sql, sizeof(sql) - 1);

	return code == SQLITE_OK ? OK :
	    connection_status(database->db, code);
}

/* Of both, while nobody writes to either. */
static enum status
hold_both(struct work *work)
{
	int first = work->copies[0].of->lock;
	int second = work->copies[1].of->lock;
	enum status st = lock_wait(first, CONNECTION_WAIT_MS);

	if (st != OK)
		return st;
	if ((st = lock_wait(second, CONNECTION_WAIT_MS)) == OK) {
		if ((st = hold_still(work->copies[0].of)) == OK)
			st = hold_still(work->copies[1].of);
		lock_drop(second);
	}
	lock_drop(first);
	return st;
}

static int
copy_pages(sqlite3 *from, sqlite3 *to)
{
	sqlite3_backup *run = sqlite3_backup_init(to, "main", from, "main");

	if (run == NULL)
		return sqlite3_errcode(to);
	(void)sqlite3_backup_step(run, -1);
	return sqlite3_backup_finish(run);
}

/* A copy is one file, has no trace of what was deleted, and is sound. */
static enum status
settle(sqlite3 *db, const char *path)
{
	static const char sql[] = "PRAGMA journal_mode = DELETE; VACUUM;";
	int64_t wrong = 1;
	int code = connection_run(db, sql, sizeof(sql) - 1);

	if (code == SQLITE_OK)
		code = connection_number(db, "SELECT count(*) FROM"
		    " pragma_integrity_check WHERE integrity_check <> 'ok'",
		    &wrong);
	if (code != SQLITE_OK)
		return connection_status(db, code);
	if (wrong == 0)
		return OK;
	log_error("backup.damaged", "%s does not pass SQLite's integrity "
	    "check; restore an earlier backup", path);
	return INVALID;
}

static enum status
settle_path(const char *path)
{
	sqlite3 *db = NULL;
	int code = sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE, NULL);
	enum status st = code == SQLITE_OK ? settle(db, path) :
	    connection_status(db, code);

	(void)sqlite3_close(db);
	return st;
}

static enum status
copy(struct copy *copy)
{
	sqlite3 *to = NULL;
	int code = sqlite3_open_v2(copy->path, &to, SQLITE_OPEN_READWRITE |
	    SQLITE_OPEN_CREATE | SQLITE_OPEN_EXRESCODE, NULL);
	enum status st;

	if (code == SQLITE_OK)
		code = copy_pages(copy->of->db, to);
	st = code == SQLITE_OK ? settle(to, copy->path) :
	    connection_status(to, code);
	(void)sqlite3_close(to);
	return st;
}

/* What a server has is copied into files like those of a folder without one:
 * a backup is the same file whatever it is of. */
static enum status
copy_from_server(const struct work *work, const char *url, office_hash *hash)
{
	const struct moving_end from = { work->dir, url };
	const struct moving_end to = { work->folder, NULL };
	struct moved moved;
	enum status st = migrate_create(work->folder);

	if (st == OK)
		st = moving_copy(&from, &to, hash, &moved);
	for (size_t i = 0; i < countof(work->copies) && st == OK; i++)
		st = settle_path(work->copies[i].path);
	return st;
}

static enum status
copy_both(struct work *work, office_hash *hash)
{
	const char *url;
	enum status st = place_read(work->dir, work->arena, &url);

	if (st != OK)
		return st;
	if (url != NULL)
		return copy_from_server(work, url, hash);
	if ((st = hold_both(work)) == OK &&
	    (st = copy(&work->copies[0])) == OK)
		st = copy(&work->copies[1]);
	return st;
}

/* ---- what it holds ---- */

static enum status
number(const struct work *work, const char *sql, int64_t *result)
{
	sqlite3 *db = NULL;
	int code = sqlite3_open_v2(work->copies[0].path, &db,
	    SQLITE_OPEN_READONLY, NULL);
	enum status st;

	if (code == SQLITE_OK)
		code = connection_number(db, sql, result);
	st = connection_status(db, code);
	(void)sqlite3_close(db);
	return st;
}

static enum status
count(const struct work *work, struct backup_about *about)
{
	enum status st;

	for (size_t i = 0; i < countof(work->copies); i++) {
		struct stat file;

		if (stat(work->copies[i].path, &file) == -1)
			return failed(work->copies[i].path);
		about->bytes += file.st_size;
	}
	if ((st = number(work, "SELECT count(*) FROM lead",
	    &about->leads)) == OK &&
	    (st = number(work, "SELECT count(*) FROM booking",
	    &about->bookings)) == OK)
		st = number(work, "SELECT count(*) FROM erasure",
		    &about->erased);
	return st;
}

static enum status
pack(const struct work *work, struct backup_file *file,
    struct backup_about *about)
{
	enum status st;

	if ((st = backup_file_make(file)) == OK &&
	    (st = count(work, about)) == OK &&
	    (st = backup_file_put(file, "intake.db",
	    work->copies[0].path)) == OK &&
	    (st = backup_file_put(file, "office.db",
	    work->copies[1].path)) == OK &&
	    (st = backup_file_put(file, "keys/public.key",
	    arena_printf(work->arena, "%s/keys/public.key",
	    work->dir))) == OK)
		st = backup_file_put_about(file, about);
	backup_file_close(file);
	return st;
}

/* ---- giving it its name ---- */

static const char *
folder_of(struct arena *arena, const char *path)
{
	const char *slash = strrchr(path, '/');

	if (slash == NULL)
		return ".";
	return slash == path ? "/" :
	    arena_strndup(arena, path, (size_t)(slash - path));
}

enum status
backup_name(const char *part, const char *path)
{
	ARENA(arena);
	enum status st = file_sync(part) ? OK : failed(part);

	/* A link, unlike a new name, never takes the place of what is there. */
	if (st == OK && link(part, path) == -1)
		st = errno == EEXIST ? CONFLICT : failed(path);
	(void)unlink(part);
	return st == OK ? folder_sync(folder_of(arena, path)) : st;
}

static enum status
make(struct work *work, const char *path, office_hash *hash,
    struct backup_about *about)
{
	const char *part = arena_printf(work->arena, "%s.part", path);
	struct backup_file file = { .path = part, .hash = hash };
	enum status st;

	if ((st = folder_make(work)) != OK ||
	    (st = copy_both(work, hash)) != OK)
		return st;
	(void)unlink(part); /* of one that was broken off */
	if ((st = pack(work, &file, about)) == OK)
		return backup_name(part, path);
	(void)unlink(part);
	return st;
}

static enum status
work_open(struct work *work, office_hash *hash)
{
	enum status st;

	if ((st = store_open(work->dir, STORE_OFFICE, &work->store)) != OK ||
	    (st = office_open(work->dir, hash, &work->office)) != OK)
		return st;
	work->copies[0] = (struct copy){ &work->store->database,
		in_folder(work, "intake.db") };
	work->copies[1] = (struct copy){ &work->office->database,
		in_folder(work, "office.db") };
	return OK;
}

enum status
backup_write(const char *dir, const char *path, office_hash *hash,
    int64_t now, struct backup_about *about, bool *busy)
{
	ARENA(arena);
	struct work work = { .arena = arena, .dir = dir,
		.folder = arena_printf(arena, "%s/backup-work", dir) };
	int lock = -1;
	enum status st;

	*about = (struct backup_about){ .made_at = now };
	*busy = false;
	if (access(path, F_OK) == 0)
		return CONFLICT;
	if ((st = store_instance_lock(dir, "backup", &lock)) != OK) {
		*busy = st == CONFLICT;
		return st;
	}
	if ((st = work_open(&work, hash)) == OK)
		st = make(&work, path, hash, about);
	backup_folder_remove(work.folder);
	office_close(work.office);
	store_close(work.store);
	(void)close(lock);
	return st;
}
