#include "folder.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include <sqlite3.h>

#include "../unit/test.h"
#include "folder_tests.h"
#include "server.h"

#include "base/buf.h"
#include "crypto/hash.h"
#include "domain/lead.h"
#include "store/deeds.h"
#include "store/erasures.h"
#include "store/lead_changes.h"
#include "store/migrate.h"
#include "store/uuid.h"

enum { PATH_SIZE = 512 };

int
folder_setup_empty(void **state)
{
	char *dir = strdup("/tmp/fourways-store-XXXXXX");

	if (dir == NULL || mkdtemp(dir) == NULL) {
		free(dir);
		return -1;
	}
	*state = dir;
	return 0;
}

int
folder_setup(void **state)
{
	if (folder_setup_empty(state) != 0)
		return -1;
	if (server_wanted())
		server_make(*state);
	else if (migrate_create(*state) != OK)
		return -1;
	folder_run(*state, "intake.db", "INSERT INTO seal_key"
	    " (generation, public_key) VALUES (1, zeroblob(32))");
	return 0;
}

static int
remove_folder(int at, const char *name)
{
	int fd = openat(at, name, O_RDONLY | O_DIRECTORY);
	DIR *listing = fd == -1 ? NULL : fdopendir(fd);
	struct dirent *entry;

	if (listing == NULL)
		return -1;
	while ((entry = readdir(listing)) != NULL)
		if (entry->d_type != DT_DIR)
			(void)unlinkat(fd, entry->d_name, 0);
		else if (strcmp(entry->d_name, ".") != 0 &&
		    strcmp(entry->d_name, "..") != 0)
			(void)remove_folder(fd, entry->d_name);
	(void)closedir(listing);
	return unlinkat(at, name, AT_REMOVEDIR);
}

int
folder_teardown(void **state)
{
	if (server_has(*state))
		server_drop(*state);
	if (remove_folder(AT_FDCWD, *state) == -1)
		return -1;
	free(*state);
	return 0;
}

const char *
folder_path(const char *dir, const char *name)
{
	static char paths[4][PATH_SIZE];
	static unsigned turn;
	char *path = paths[turn++ % 4];
	BUF(text, PATH_SIZE - 1);

	buf_printf(&text, "%s/%s", dir, name);
	assert_false(text.failed);
	memcpy(path, buf_text(&text), text.len + 1);
	return path;
}

void
folder_write(const char *dir, const char *name, const void *bytes, size_t size)
{
	int fd = open(folder_path(dir, name), O_WRONLY | O_CREAT | O_TRUNC,
	    0600);

	assert_int_not_equal(fd, -1);
	assert_int_equal(write(fd, bytes, size), (ssize_t)size);
	assert_int_equal(close(fd), 0);
}

uint64_t
folder_digest(const char *dir, const char *name)
{
	int fd = open(folder_path(dir, name), O_RDONLY);
	unsigned char bytes[4096];
	uint64_t digest = 14695981039346656037u; /* FNV-1a */
	ssize_t got;

	assert_int_not_equal(fd, -1);
	while ((got = read(fd, bytes, sizeof(bytes))) > 0)
		for (ssize_t i = 0; i < got; i++)
			digest = (digest ^ bytes[i]) * 1099511628211u;
	assert_int_equal(close(fd), 0);
	return digest;
}

bool
folder_has(const char *dir, const char *name)
{
	return access(folder_path(dir, name), F_OK) == 0;
}

unsigned
folder_mode(const char *dir, const char *name)
{
	struct stat info;

	assert_int_equal(stat(folder_path(dir, name), &info), 0);
	return info.st_mode & 07777;
}

long
folder_size(const char *dir, const char *name)
{
	struct stat info;

	assert_int_equal(stat(folder_path(dir, name), &info), 0);
	return (long)info.st_size;
}

static sqlite3 *
plain_open(const char *dir, const char *name)
{
	sqlite3 *db;

	assert_int_equal(sqlite3_open(folder_path(dir, name), &db), SQLITE_OK);
	assert_int_equal(sqlite3_busy_timeout(db, 5000), SQLITE_OK);
	return db;
}

void
folder_run(const char *dir, const char *name, const char *sql)
{
	sqlite3 *db;
	char *message = NULL;

	if (server_has(dir)) {
		server_run(dir, name, sql);
		return;
	}
	db = plain_open(dir, name);
	if (sqlite3_exec(db, sql, NULL, NULL, &message) != SQLITE_OK)
		fail_msg("%s: %s", sql, message);
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

bool
folder_refuses(const char *dir, const char *name, const char *sql)
{
	sqlite3 *db;
	int code;

	if (server_has(dir))
		return server_refuses(dir, name, sql);
	db = plain_open(dir, name);
	assert_int_equal(sqlite3_exec(db, "PRAGMA foreign_keys = ON", NULL,
	    NULL, NULL), SQLITE_OK);
	code = sqlite3_exec(db, sql, NULL, NULL, NULL);
	if (code != SQLITE_OK && code != SQLITE_CONSTRAINT)
		fail_msg("%s: %s", sql, sqlite3_errmsg(db));
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
	return code == SQLITE_CONSTRAINT;
}

const char *
folder_text(struct arena *arena, const char *dir, const char *name,
    const char *sql)
{
	sqlite3 *db;
	sqlite3_stmt *query;
	const char *text = "";

	if (server_has(dir))
		return server_text(arena, dir, name, sql);
	db = plain_open(dir, name);
	if (sqlite3_prepare_v2(db, sql, -1, &query, NULL) != SQLITE_OK)
		fail_msg("%s: %s", sql, sqlite3_errmsg(db));
	assert_int_equal(sqlite3_step(query), SQLITE_ROW);
	if (sqlite3_column_text(query, 0) != NULL)
		text = arena_strdup(arena,
		    (const char *)sqlite3_column_text(query, 0));
	assert_int_equal(sqlite3_finalize(query), SQLITE_OK);
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
	return text;
}

int64_t
folder_number(const char *dir, const char *name, const char *sql)
{
	ARENA(arena);

	return strtoll(folder_text(arena, dir, name, sql), NULL, 10);
}

static void
copy_file(const char *dir, const char *from, const char *to)
{
	int in = open(folder_path(dir, from), O_RDONLY);
	int out = open(folder_path(dir, to), O_WRONLY | O_CREAT | O_TRUNC,
	    0600);
	char bytes[4096];
	ssize_t got;

	assert_true(in != -1 && out != -1);
	while ((got = read(in, bytes, sizeof(bytes))) > 0)
		assert_int_equal(write(out, bytes, (size_t)got), got);
	assert_int_equal(close(in) + close(out), 0);
}

void
folder_keep_intake(const char *dir)
{
	if (server_has(dir))
		server_keep(dir);
	else
		copy_file(dir, "intake.db", "kept");
}

void
folder_put_intake_back(const char *dir)
{
	if (server_has(dir)) {
		server_put_back(dir);
		return;
	}
	copy_file(dir, "kept", "intake.db");
	assert_int_equal(unlink(folder_path(dir, "kept")), 0);
}

struct store *
folder_store(const char *dir, enum store_access access)
{
	struct store *store;

	assert_status(store_open(dir, access, &store), OK);
	return store;
}

struct office *
folder_office(const char *dir)
{
	struct office *office;

	assert_status(office_open(dir, hash_blake2b, &office), OK);
	return office;
}

enum status
folder_erase(struct store *store, int64_t id, int64_t now)
{
	static unsigned char turn;
	const struct deed deed = {
		.event = { .at = now, .kind = AUDIT_LEAD_ERASED,
		    .subject = id },
		.ref = { ++turn },
		.is_signed = true,
	};

	return store_lead_erase(store, id, &deed, now);
}

enum status
folder_move(struct store *store, int64_t id, enum lead_stage stage,
    int64_t now)
{
	static unsigned char turn;
	const struct deed deed = {
		.event = { .at = now, .kind = AUDIT_LEAD_STAGE,
		    .subject = id },
		.ref = { 0, ++turn },
		.is_signed = true,
	};
	const struct lead_move move = { .lead_id = id, .to = stage };
	int64_t change;

	return store_lead_move(store, &move, &deed, &change);
}

int
folder_tests(const char *name, const struct CMUnitTest *both, size_t both_len,
    const struct CMUnitTest *files, size_t files_len)
{
	static struct CMUnitTest tests[64];
	const size_t len = both_len + (server_wanted() ? 0 : files_len);

	assert_true(both_len + files_len <= sizeof(tests) / sizeof(*tests));
	memcpy(tests, both, both_len * sizeof(*tests));
	if (len > both_len)
		memcpy(tests + both_len, files, files_len * sizeof(*tests));
	return _cmocka_run_group_tests(name, tests, len, NULL, NULL);
}

/* ---- races ---- */

static void
wait_for_all(const int ready[2], const int go[2])
{
	char byte = 0;

	/* A read that ends with nothing: everybody closed the other end. */
	(void)close(go[1]);
	if (write(ready[1], &byte, 1) != 1 || read(go[0], &byte, 1) != 0)
		_exit(FOLDER_CODES - 1);
}

void
folder_race(const char *dir, int count,
    int (*work)(const char *dir, int number), int codes[FOLDER_CODES])
{
	int ready[2];
	int go[2];
	char byte;

	memset(codes, 0, sizeof(*codes) * FOLDER_CODES);
	assert_int_equal(pipe(ready) + pipe(go), 0);
	for (int i = 0; i < count; i++) {
		pid_t child = fork();

		assert_int_not_equal(child, -1);
		if (child == 0) {
			wait_for_all(ready, go);
			_exit(work(dir, i));
		}
	}
	for (int i = 0; i < count; i++)
		assert_int_equal(read(ready[0], &byte, 1), 1);
	assert_int_equal(close(go[1]) + close(go[0]), 0);
	assert_int_equal(close(ready[1]) + close(ready[0]), 0);
	for (int i = 0; i < count; i++) {
		int how;

		assert_true(wait(&how) > 0);
		assert_true(WIFEXITED(how));
		assert_in_range(WEXITSTATUS(how), 0, FOLDER_CODES - 1);
		codes[WEXITSTATUS(how)]++;
	}
}

const struct sealed_lead *
folder_lead(const char *uuid, const void *head, size_t head_len,
    const void *body, size_t body_len)
{
	static struct {
		struct sealed_lead lead;
		char uuid[UUID_TEXT_SIZE];
	} leads[64];
	static size_t turn;
	__typeof__(*leads) *made = &leads[turn % 64];
	const int64_t number = (int64_t)turn++ * 2;

	if (uuid == NULL)
		assert_status(uuid_new(made->uuid), OK);
	else
		memcpy(made->uuid, uuid, UUID_TEXT_SIZE);
	made->lead = (struct sealed_lead){
		.epoch = { .id = { 7 }, .generation = 1 },
		.head = { SEAL_HEAD, made->uuid, { 7 }, number,
		    head, head_len },
		.body = { SEAL_BODY, made->uuid, { 7 }, number + 1,
		    body, body_len },
	};
	return &made->lead;
}

struct booking_new
folder_booking(int64_t starts_at, uint8_t token[32], int mark)
{
	memset(token, 0, 32);
	memcpy(token, &mark, sizeof(mark));
	return (struct booking_new){
		.slot = { starts_at, starts_at + 1800 },
		.token_hash = token,
		.zone = "Europe/Berlin",
		.result = "js-data-grow-poly",
		.consent = "2026-11",
		.lead = folder_lead(NULL, "head", 4, "body", 4),
	};
}
