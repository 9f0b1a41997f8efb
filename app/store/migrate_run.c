#include "store/migrate_run.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdbool.h>
#include <sys/stat.h>

#include "base/arena.h"
#include "base/embedded.h"
#include "base/file.h"
#include "base/log.h"
#include "base/text.h"
#include "store/health.h"
#include "store/lock.h"
#include "store/schema.h"

/* Another runner may be copying a large file. */
enum { RUNNER_WAIT_MS = 60 * 1000 };

struct run {
	const char *dir;
	const struct schema *schema;
	sqlite3 *db;
	struct arena *arena;
	bool is_new; /* without a table so far */
};

/* ---- the list of steps ---- */

static enum status
check_steps(const struct run *run)
{
	for (size_t i = 0; i < run->schema->len; i++) {
		const char *name = run->schema->steps[i].name;

		if (text_starts(name, arena_printf(run->arena, "%04zu_",
		    i + 1)))
			continue;
		log_error("migrate.failed",
		    "%s: step %zu is %s; steps are numbered 0001, 0002 "
		    "and so on, without gap or repetition",
		    run->schema->file, i + 1, name);
		return FAILED;
	}
	return OK;
}

/* ---- before the steps ---- */

static enum status
read_version(const struct run *run, int64_t *version)
{
	*version = 0;
	return connection_status(run->db,
	    connection_number(run->db, "PRAGMA user_version", version));
}

static enum status
check_not_newer(const struct run *run, int64_t version)
{
	if (version >= 0 && version <= (int64_t)run->schema->len)
		return OK;
	log_error("store.refused",
	    "%s/%s is at version %" PRId64 ", newer than this program's %zu: "
	    "use the program that wrote it", run->dir, run->schema->file,
	    version, run->schema->len);
	return INVALID;
}

/* ---- the copy ---- */

static enum status
system_failed(const char *what, const char *path)
{
	log_error("migrate.failed", "cannot %s %s: %s", what, path,
	    strerror(errno));
	return FAILED;
}

/* SQLite fills an empty file but would make a new one readable by others. */
static enum status
make_empty(const char *path)
{
	int fd;

	if (unlink(path) == -1 && errno != ENOENT)
		return system_failed("replace", path);
	fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd == -1)
		return system_failed("make", path);
	(void)close(fd);
	return OK;
}

/* The version of a copy that is there, 0 for what is none of ours. OK, or as
 * connection_status where the disk does not let us see. */
static enum status
copy_version(const struct run *run, const char *path, int64_t *version)
{
	sqlite3 *db = NULL;
	struct stat info;
	int64_t id = 0;
	enum status st = OK;
	int code;

	*version = 0;
	if (stat(path, &info) == -1)
		return errno == ENOENT ? OK : system_failed("look at", path);
	if (!S_ISREG(info.st_mode))
		return OK;
	code = sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL);
	if (code == SQLITE_OK)
		code = connection_number(db, "PRAGMA application_id", &id);
	if (code == SQLITE_OK)
		code = connection_number(db, "PRAGMA user_version", version);
	if (code != SQLITE_OK || id != run->schema->application_id)
		*version = 0;
	if (code == SQLITE_IOERR || code == SQLITE_CANTOPEN ||
	    connection_read_failed(db))
		st = connection_status(db, code);
	(void)sqlite3_close(db);
	return st;
}

/*
 * A copy of an earlier version than the database is now was made by a run that
 * was broken off between its steps: that one is what was before, and stays.
 */
static enum status
copy_before(const struct run *run, int64_t version)
{
	const char *path = arena_printf(run->arena, "%s/%s.before-%zu",
	    run->dir, run->schema->file, run->schema->len);
	const char *part = arena_printf(run->arena, "%s.part", path);
	int64_t copied;
	enum status st;

	if ((st = copy_version(run, path, &copied)) != OK)
		return st;
	if (copied > 0 && copied < version)
		return OK;
	if ((st = make_empty(part)) != OK)
		return st;
	if ((st = connection_copy(run->db, part)) == OK &&
	    !file_sync(part))
		st = system_failed("sync", part);
	if (st == OK && rename(part, path) == -1)
		st = system_failed("name", path);
	if (st != OK) {
		(void)unlink(part);
		return st;
	}
	log_info("migrate.copied", "%s", path);
	return folder_sync(run->dir);
}

/* ---- a step ---- */

static enum status
step_failed(const struct run *run, const char *name, const char *why)
{
	log_error("migrate.failed", "%s: %s: %s; the step is undone",
	    run->schema->file, name, why);
	return FAILED;
}

static enum status
check_step(const struct run *run, const char *name, int64_t version)
{
	int64_t number = -1;
	int64_t id = -1;
	int64_t orphans = -1;

	if (sqlite3_get_autocommit(run->db) != 0)
		return step_failed(run, name, "it ends its own transaction");
	if (connection_number(run->db, "PRAGMA user_version", &number) !=
	    SQLITE_OK || number != version)
		return step_failed(run, name,
		    "it does not set PRAGMA user_version to its number");
	if (connection_number(run->db, "PRAGMA application_id", &id) !=
	    SQLITE_OK || id != run->schema->application_id)
		return step_failed(run, name, "the application id is wrong");
	if (connection_number(run->db,
	    "SELECT count(*) FROM pragma_foreign_key_check", &orphans) !=
	    SQLITE_OK || orphans != 0)
		return step_failed(run, name, "a foreign key points nowhere");
	return OK;
}

static enum status
begin(const struct run *run)
{
	static const char sql[] = "BEGIN IMMEDIATE";

	return connection_status(run->db,
	    connection_run(run->db, sql, sizeof(sql) - 1));
}

static enum status
commit(const struct run *run)
{
	static const char sql[] = "COMMIT";

	return connection_status(run->db,
	    connection_run(run->db, sql, sizeof(sql) - 1));
}

static void
undo(const struct run *run)
{
	static const char sql[] = "ROLLBACK";

	if (sqlite3_get_autocommit(run->db) == 0 &&
	    connection_run(run->db, sql, sizeof(sql) - 1) != SQLITE_OK)
		log_fatal("migrate.failed", "a step cannot be undone");
}

static enum status
apply(const struct run *run, const struct embedded_file *step)
{
	if (connection_run(run->db, (const char *)step->bytes, step->size) ==
	    SQLITE_OK)
		return OK;
	return step_failed(run, step->name, sqlite3_errmsg(run->db));
}

/* Looks again at the version: somebody without our lock may have been
 * quicker. */
static enum status
run_step(const struct run *run, size_t index)
{
	const struct embedded_file *step = &run->schema->steps[index];
	int64_t version;
	enum status st;

	if ((st = begin(run)) != OK)
		return st;
	if ((st = read_version(run, &version)) == OK &&
	    version == (int64_t)index &&
	    (st = apply(run, step)) == OK &&
	    (st = check_step(run, step->name, version + 1)) == OK &&
	    (st = commit(run)) == OK && !run->is_new)
		log_info("migrate.applied", "%s %s", run->schema->file,
		    step->name);
	undo(run);
	return st;
}

/* ---- all of it ---- */

static enum status
run_steps(struct run *run, int64_t version)
{
	/* Off, so that a table can be rebuilt; check_step looks after it. */
	static const char off[] = "PRAGMA foreign_keys = OFF";
	enum status st = OK;

	if (connection_run(run->db, off, sizeof(off) - 1) != SQLITE_OK)
		return FAILED;
	run->is_new = version == 0;
	if (!run->is_new && version < (int64_t)run->schema->len)
		st = copy_before(run, version);
	for (size_t i = (size_t)version; st == OK && i < run->schema->len; i++)
		st = run_step(run, i);
	return st;
}

static enum status
migrate_locked(struct run *run, enum connection_kind kind)
{
	int64_t version;
	enum status st;

	st = connection_open(run->dir, run->schema, kind, &run->db);
	if (st == OK && (st = read_version(run, &version)) == OK &&
	    (st = check_not_newer(run, version)) == OK &&
	    (st = health_damage(run->db, run->dir, run->schema)) == OK)
		st = run_steps(run, version);
	connection_close(run->db);
	return st;
}

enum status
migrate_run(const char *dir, const struct schema *schema,
    enum connection_kind kind)
{
	ARENA(arena);
	struct run run = { .dir = dir, .schema = schema, .arena = arena };
	enum status st;
	int lock;

	if ((st = check_steps(&run)) != OK ||
	    (st = lock_open(dir, schema->lock, &lock)) != OK)
		return st;
	if ((st = lock_wait(lock, RUNNER_WAIT_MS)) == OK)
		st = migrate_locked(&run, kind);
	else if (st == BUSY)
		log_error("migrate.failed", "%s/%s is held by another process",
		    dir, schema->lock);
	(void)close(lock);
	return st;
}
