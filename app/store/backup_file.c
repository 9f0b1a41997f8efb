#include "store/backup_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/log.h"
#include "store/connection.h"
#include "store/engine.h"

enum {
	FORMAT = 1,
	HASH_SIZE = 32,
	PIECE = 4 << 20, /* bytes of a row */
};

/* The same letters as our databases have, and another number (store/schema.c):
 * no program takes the one for the other. */
static const char schema[] =
    "PRAGMA page_size = 4096;"
    "PRAGMA journal_mode = OFF;"
    "PRAGMA application_id = 0x46576270;"
    "PRAGMA user_version = 1;"
    "CREATE TABLE part ("
    " name TEXT NOT NULL,"
    " piece INTEGER NOT NULL,"
    " hash BLOB NOT NULL CHECK (length(hash) = 32)," /* BLAKE2b-256 */
    " bytes BLOB NOT NULL,"
    " PRIMARY KEY (name, piece)"
    ") STRICT;"
    "CREATE TABLE about ("
    " made_at INTEGER NOT NULL,"
    " leads INTEGER NOT NULL,"
    " bookings INTEGER NOT NULL,"
    " erased INTEGER NOT NULL,"
    " bytes INTEGER NOT NULL"
    ") STRICT;";

static const char put_part[] =
    "INSERT INTO part (name, piece, hash, bytes)"
    " VALUES (:name, :piece, :hash, :bytes)";
static const char take_part[] =
    "SELECT piece, hash, bytes FROM part WHERE name = :name ORDER BY piece";
static const char put_about[] =
    "INSERT INTO about (made_at, leads, bookings, erased, bytes)"
    " VALUES (:made_at, :leads, :bookings, :erased, :bytes)";
static const char take_about[] =
    "SELECT made_at, leads, bookings, erased, bytes FROM about";

static enum status
failed(const struct backup_file *file, const char *path)
{
	log_error("backup.file", "%s: %s", path == NULL ? file->path : path,
	    path == NULL ? sqlite3_errmsg(file->db) : strerror(errno));
	return FAILED;
}

static enum status
damaged(const struct backup_file *file, const char *what)
{
	log_error("backup.damaged", "%s: %s", file->path, what);
	return INVALID;
}

enum status
backup_file_make(struct backup_file *file)
{
	int fd = open(file->path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

	if (fd == -1)
		return failed(file, file->path);
	(void)close(fd);
	if (sqlite3_open_v2(file->path, &file->db, SQLITE_OPEN_READWRITE |
	    SQLITE_OPEN_EXRESCODE, NULL) != SQLITE_OK ||
	    connection_run(file->db, schema, sizeof(schema) - 1) != SQLITE_OK)
		return failed(file, NULL);
	return OK;
}

enum status
backup_file_open(struct backup_file *file)
{
	int64_t id = 0;
	int64_t format = 0;

	if (access(file->path, F_OK) == -1 && errno == ENOENT)
		return NOT_FOUND;
	if (sqlite3_open_v2(file->path, &file->db, SQLITE_OPEN_READONLY |
	    SQLITE_OPEN_EXRESCODE, NULL) != SQLITE_OK ||
	    connection_number(file->db, "PRAGMA application_id", &id) !=
	    SQLITE_OK || connection_number(file->db, "PRAGMA user_version",
	    &format) != SQLITE_OK || id != 0x46576270)
		return damaged(file, "this is no backup of Fourways; one that "
		    "was encrypted must be decrypted first");
	if (format != FORMAT)
		return damaged(file, "a newer program wrote this backup; "
		    "restore it with that one");
	return OK;
}

void
backup_file_close(struct backup_file *file)
{
	(void)sqlite3_close(file->db);
	file->db = NULL;
}

/* ---- putting in ---- */

static bool
put_piece(struct backup_file *file, struct query *query, const char *name,
    int64_t piece, const void *bytes, size_t len)
{
	uint8_t hash[HASH_SIZE];
	bool done;

	file->hash(hash, bytes, len);
	query_text(query, ":name", name);
	query_int(query, ":piece", piece);
	query_blob(query, ":hash", hash, sizeof(hash));
	query_blob(query, ":bytes", bytes, len);
	done = sqlite3_step(query->sqlite) == SQLITE_DONE;
	return sqlite3_reset(query->sqlite) == SQLITE_OK && done;
}

static enum status
put_pieces(struct backup_file *file, struct query *query, const char *name,
    FILE *from, const char *path)
{
	ARENA(arena);
	char *bytes = arena_alloc(arena, PIECE);
	int64_t piece = 0;
	size_t len;

	do {
		len = fread(bytes, 1, PIECE, from);
		if (ferror(from) != 0)
			return failed(file, path);
		if (!put_piece(file, query, name, piece++, bytes, len))
			return failed(file, NULL);
	} while (len == PIECE);
	return OK;
}

enum status
backup_file_put(struct backup_file *file, const char *name, const char *path)
{
	FILE *from = fopen(path, "re");
	struct query query;
	enum status st;

	if (from == NULL)
		return failed(file, path);
	st = sqlite_query(file->db, put_part, &query) != SQLITE_OK ?
	    failed(file, NULL) : put_pieces(file, &query, name, from, path);
	(void)sqlite3_finalize(query.sqlite);
	(void)fclose(from);
	return st;
}

enum status
backup_file_put_about(struct backup_file *file,
    const struct backup_about *about)
{
	struct query query;
	int code;

	if (sqlite_query(file->db, put_about, &query) != SQLITE_OK)
		return failed(file, NULL);
	query_int(&query, ":made_at", about->made_at);
	query_int(&query, ":leads", about->leads);
	query_int(&query, ":bookings", about->bookings);
	query_int(&query, ":erased", about->erased);
	query_int(&query, ":bytes", about->bytes);
	code = sqlite3_step(query.sqlite);
	(void)sqlite3_finalize(query.sqlite);
	return code == SQLITE_DONE ? OK : failed(file, NULL);
}

/* ---- taking out ---- */

/* Checks a row and writes what it holds. */
static enum status
take_piece(struct backup_file *file, struct query *query, int64_t wanted,
    FILE *to, const char *path)
{
	uint8_t hash[HASH_SIZE];
	size_t hash_len;
	size_t len;
	const void *stored = query_get_blob(query, 1, &hash_len);
	const void *bytes = query_get_blob(query, 2, &len);

	file->hash(hash, bytes, len);
	if (query_get_int(query, 0) != wanted || hash_len != sizeof(hash) ||
	    memcmp(hash, stored, sizeof(hash)) != 0)
		return damaged(file, "what is in it was changed or lost");
	return fwrite(bytes, 1, len, to) == len ? OK : failed(file, path);
}

static enum status
take_pieces(struct backup_file *file, struct query *query, FILE *to,
    const char *path)
{
	enum status st = OK;
	int64_t piece = 0;
	int code;

	while (st == OK && (code = sqlite3_step(query->sqlite)) == SQLITE_ROW)
		st = take_piece(file, query, piece++, to, path);
	if (st != OK)
		return st;
	if (code != SQLITE_DONE)
		return damaged(file, sqlite3_errmsg(file->db));
	return piece > 0 ? OK : damaged(file, "a part of it is missing");
}

enum status
backup_file_take(struct backup_file *file, const char *name,
    const char *path)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	FILE *to = fd == -1 ? NULL : fdopen(fd, "w");
	struct query query;
	enum status st;

	if (to == NULL)
		return failed(file, path);
	if (sqlite_query(file->db, take_part, &query) != SQLITE_OK) {
		st = damaged(file, sqlite3_errmsg(file->db));
	} else {
		query_text(&query, ":name", name);
		st = take_pieces(file, &query, to, path);
	}
	(void)sqlite3_finalize(query.sqlite);
	if (st == OK && (fflush(to) != 0 || fsync(fd) == -1))
		st = failed(file, path);
	(void)fclose(to);
	return st;
}

enum status
backup_file_about(struct backup_file *file, struct backup_about *about)
{
	struct query query;
	bool there = sqlite_query(file->db, take_about, &query) == SQLITE_OK &&
	    sqlite3_step(query.sqlite) == SQLITE_ROW;

	if (there)
		*about = (struct backup_about){
			.made_at = query_get_int(&query, 0),
			.leads = query_get_int(&query, 1),
			.bookings = query_get_int(&query, 2),
			.erased = query_get_int(&query, 3),
			.bytes = query_get_int(&query, 4),
		};
	(void)sqlite3_finalize(query.sqlite);
	return there ? OK : damaged(file, "what it says about itself is lost");
}
