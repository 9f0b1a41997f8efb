#include "store/connection.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <sys/stat.h>

#include "base/arena.h"
#include "base/log.h"
#include "base/util.h"
#include "store/last_backup.h"
#include "store/schema.h"

/*
 * These bind this connection only; they come before anything that touches
 * the file, which may turn out not to be ours.
 */
static const char settings[] =
    "PRAGMA cell_size_check = ON;"
    "PRAGMA foreign_keys = ON;"
    "PRAGMA secure_delete = ON;"
    "PRAGMA synchronous = FULL;"
    "PRAGMA temp_store = MEMORY;"
    "PRAGMA journal_size_limit = 16777216;";

static const struct {
	int option;
	int value;
} switches[] = {
	{ SQLITE_DBCONFIG_DEFENSIVE, 1 },
	{ SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0 },
	{ SQLITE_DBCONFIG_DQS_DML, 0 },
	{ SQLITE_DBCONFIG_DQS_DDL, 0 },
	{ SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0 },
};

int
connection_run(sqlite3 *db, const char *sql, size_t len)
{
	const char *end = sql + len;
	int code = SQLITE_OK;

	while (code == SQLITE_OK && sql < end) {
		sqlite3_stmt *query;

		code = sqlite3_prepare_v2(db, sql, (int)(end - sql), &query,
		    &sql);
		if (code != SQLITE_OK || query == NULL)
			continue;
		while ((code = sqlite3_step(query)) == SQLITE_ROW)
			continue;
		(void)sqlite3_finalize(query);
		if (code == SQLITE_DONE)
			code = SQLITE_OK;
	}
	return code;
}

int
connection_number(sqlite3 *db, const char *sql, int64_t *number)
{
	sqlite3_stmt *query;
	int code = sqlite3_prepare_v2(db, sql, -1, &query, NULL);

	if (code != SQLITE_OK)
		return code;
	if ((code = sqlite3_step(query)) == SQLITE_ROW)
		*number = sqlite3_column_int64(query, 0);
	(void)sqlite3_finalize(query);
	return code == SQLITE_ROW || code == SQLITE_DONE ? SQLITE_OK : code;
}

int
connection_size(sqlite3 *db, int64_t *bytes)
{
	int64_t pages = 0;
	int64_t page_bytes = 0;
	int code = connection_number(db, "PRAGMA page_count", &pages);

	if (code == SQLITE_OK)
		code = connection_number(db, "PRAGMA page_size", &page_bytes);
	*bytes = pages * page_bytes;
	return code;
}

/* The file's name without its folder, for the log. */
static const char *
file_name(sqlite3 *db)
{
	const char *path = sqlite3_db_filename(db, "main");
	const char *slash = path == NULL ? NULL : strrchr(path, '/');

	return slash == NULL ? "database" : slash + 1;
}

/* The database's own file, or the log of what was written last. */
static bool
is_unreadable(sqlite3 *db, int which)
{
	sqlite3_file *file = NULL;
	int error = 0;

	if (sqlite3_file_control(db, "main", which, &file) != SQLITE_OK ||
	    file == NULL || file->pMethods == NULL)
		return false;
	return file->pMethods->xFileControl(file, SQLITE_FCNTL_LAST_ERRNO,
	    &error) == SQLITE_OK && error == EIO;
}

bool
connection_read_failed(sqlite3 *db)
{
	return is_unreadable(db, SQLITE_FCNTL_FILE_POINTER) ||
	    is_unreadable(db, SQLITE_FCNTL_JOURNAL_POINTER);
}

/* Nothing is called damaged because the disk would not be read. */
static int
tell_apart(sqlite3 *db, int code)
{
	return (code & 0xff) == SQLITE_CORRUPT && connection_read_failed(db) ?
	    SQLITE_IOERR_READ : code;
}

enum status
connection_status(sqlite3 *db, int code)
{
	const int told = tell_apart(db, code);
	enum status st = FAILED;

	switch (told & 0xff) {
	case SQLITE_OK:
		return OK;
	case SQLITE_CONSTRAINT:
		if (code == SQLITE_CONSTRAINT_UNIQUE ||
		    code == SQLITE_CONSTRAINT_PRIMARYKEY)
			return CONFLICT;
		break;
	case SQLITE_NOMEM:
		log_fatal("memory", "out of memory in SQLite");
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
	case SQLITE_FULL:
	case SQLITE_READONLY:
	case SQLITE_IOERR:
	case SQLITE_CANTOPEN:
		st = BUSY;
		break;
	default:
		break;
	}
	log_error("store.failed", "%s: %s (SQLite code %d)", file_name(db),
	    told == code ? sqlite3_errmsg(db) : sqlite3_errstr(told), told);
	return st;
}

/* What stops us from touching the file at all. */
static enum status
check_file(const char *dir, const char *path, enum connection_kind kind)
{
	ARENA(arena);
	struct stat info;

	if (stat(path, &info) == -1) {
		if (errno == ENOENT || errno == ENOTDIR)
			return NOT_FOUND;
		log_error("store.failed", "cannot look at %s: %s", path,
		    strerror(errno));
		return FAILED;
	}
	if (!S_ISREG(info.st_mode)) {
		log_error("store.refused", "%s is not a file", path);
		return INVALID;
	}
	/* SQLite takes an empty file for a new database and removes the
	 * write-ahead log beside it, which may be all that is left. */
	if (info.st_size == 0 && kind != CONNECTION_FRESH) {
		log_error("store.refused",
		    "%s is empty: remove it if an init was broken off, else "
		    "%s", path, last_backup_advice(arena, dir));
		return INVALID;
	}
	return OK;
}

static const char *
folder_of(struct arena *arena, const char *path)
{
	return arena_strndup(arena, path,
	    (size_t)(strrchr(path, '/') - path));
}

/* A refusal while opening: damage is told apart from what may pass. */
static enum status
open_status(sqlite3 *db, const char *path, int code)
{
	ARENA(arena);

	switch (tell_apart(db, code) & 0xff) {
	case SQLITE_OK:
		return OK;
	case SQLITE_NOTADB:
	case SQLITE_CORRUPT:
	case SQLITE_FORMAT:
		log_error("store.refused",
		    "%s is damaged or no database (%s): %s", path,
		    sqlite3_errstr(code), last_backup_advice(arena,
		    folder_of(arena, path)));
		return INVALID;
	default:
		return connection_status(db, code);
	}
}

static int
configure(sqlite3 *db)
{
	int code = sqlite3_busy_timeout(db, CONNECTION_WAIT_MS);

	for (size_t i = 0; i < countof(switches) && code == SQLITE_OK; i++)
		code = sqlite3_db_config(db, switches[i].option,
		    switches[i].value, NULL);
	if (code == SQLITE_OK)
		code = connection_run(db, settings, sizeof(settings) - 1);
	return code;
}

static enum status
check_identity(sqlite3 *db, const char *path, const struct schema *schema,
    enum connection_kind kind)
{
	int64_t id = 0;
	int64_t tables = 0;
	int code = connection_number(db, "PRAGMA application_id", &id);

	if (code == SQLITE_OK)
		code = connection_number(db,
		    "SELECT count(*) FROM sqlite_schema", &tables);
	if (code != SQLITE_OK)
		return open_status(db, path, code);
	if (id == schema->application_id)
		return OK;
	if (kind == CONNECTION_FRESH && id == 0 && tables == 0)
		return OK;
	log_error("store.refused", id == 0 && tables == 0 ?
	    "%s holds nothing, an init was broken off: remove it and run "
	    "init again" :
	    "%s is a database of some other program: choose another --data",
	    path);
	return INVALID;
}

/* Write-ahead logging stands in the file; where it cannot be had (a network
 * file system), SQLite stays as it was without an error. */
static enum status
use_wal(sqlite3 *db, const char *path)
{
	sqlite3_stmt *query;
	bool wal = false;
	int code = sqlite3_prepare_v2(db, "PRAGMA journal_mode = WAL", -1,
	    &query, NULL);

	if (code != SQLITE_OK)
		return open_status(db, path, code);
	if (sqlite3_step(query) == SQLITE_ROW)
		wal = sqlite3_stricmp((const char *)sqlite3_column_text(query,
		    0), "wal") == 0;
	if ((code = sqlite3_finalize(query)) != SQLITE_OK)
		return open_status(db, path, code);
	if (!wal) {
		log_error("store.failed",
		    "%s: this disk has no write-ahead logging; use a local one",
		    path);
		return FAILED;
	}
	return OK;
}

/* Where the roles have a user each, some may not make the log: then the last
 * to close leaves it. */
static int
keep_log(sqlite3 *db, const char *path)
{
	struct stat info;
	int on = 1;

	if (stat(path, &info) == -1 || (info.st_mode & S_IWGRP) == 0)
		return SQLITE_OK;
	return sqlite3_file_control(db, "main", SQLITE_FCNTL_PERSIST_WAL, &on);
}

/* Byte 18 of a file is its write version, of which there are two. Read by
 * SQLite, for closing a descriptor of our own would drop its locks. */
static bool
has_unknown_version(sqlite3 *db)
{
	sqlite3_file *file = NULL;
	unsigned char version = 0;

	return sqlite3_file_control(db, "main", SQLITE_FCNTL_FILE_POINTER,
	    &file) == SQLITE_OK && file != NULL && file->pMethods != NULL &&
	    file->pMethods->xRead(file, &version, 1, 18) == SQLITE_OK &&
	    version > 2;
}

/* Without the right to write, SQLite opens for reading in silence; so it does
 * where it does not know the file's version. */
static enum status
check_writable(sqlite3 *db, const char *path)
{
	if (sqlite3_db_readonly(db, "main") == 0)
		return OK;
	if (has_unknown_version(db))
		return open_status(db, path, SQLITE_CORRUPT);
	log_error("store.failed", "%s may not be written to", path);
	return FAILED;
}

static enum status
open_configured(const char *path, sqlite3 **db)
{
	int code;

	/* Else it counts its memory, with a mutex at every piece of it. Heard
	 * before the first connection only, and for all of them. */
	(void)sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
	code = sqlite3_open_v2(path, db, SQLITE_OPEN_READWRITE |
	    SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, NULL);

	if (*db == NULL)
		log_fatal("memory", "out of memory in SQLite");
	if (code == SQLITE_OK)
		code = configure(*db);
	if (code == SQLITE_OK)
		code = keep_log(*db, path);
	if (code != SQLITE_OK)
		return open_status(*db, path, code);
	return check_writable(*db, path);
}

enum status
connection_open(const char *dir, const struct schema *schema,
    enum connection_kind kind, sqlite3 **db)
{
	ARENA(arena);
	const char *path = arena_printf(arena, "%s/%s", dir, schema->file);
	enum status st;

	*db = NULL;
	if ((st = check_file(dir, path, kind)) != OK)
		return st;
	if ((st = open_configured(path, db)) == OK &&
	    (st = check_identity(*db, path, schema, kind)) == OK)
		st = use_wal(*db, path);
	if (st != OK) {
		connection_close(*db);
		*db = NULL;
	}
	return st;
}

enum status
connection_copy(sqlite3 *db, const char *path)
{
	sqlite3_stmt *query;
	int code = sqlite3_prepare_v2(db, "VACUUM INTO :path", -1, &query,
	    NULL);

	if (code == SQLITE_OK)
		code = sqlite3_bind_text(query, 1, path, -1, SQLITE_STATIC);
	if (code == SQLITE_OK)
		(void)sqlite3_step(query);
	code = sqlite3_finalize(query);
	return connection_status(db, code);
}

void
connection_close(sqlite3 *db)
{
	if (db != NULL && sqlite3_close(db) != SQLITE_OK)
		log_fatal("store.failed", "%s closed with statements in use",
		    file_name(db));
}
