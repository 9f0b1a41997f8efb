#include "office.h"

#include <dirent.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <sys/stat.h>

#include "../unit/test.h"

#include "base/arena.h"
#include "cli/setup.h"
#include "crypto/hash.h"
#include "crypto/open.h"
#include "crypto/token.h"
#include "store/contacts.h"
#include "store/office.h"
#include "store/uuid.h"
#include "vault/sealing.h"
#include "vault/unlock.h"

static void
unlock_vault(struct test_office *office)
{
	uint8_t key[PASSPHRASE_KEY_SIZE];
	struct unlock unlock;

	assert_status(unlock_read_id(office->vault.office, office->arena,
	    OFFICE_FIRST_ADMIN, &unlock), OK);
	assert_status(unlock_try(&unlock.admin, OFFICE_PASSPHRASE, key), OK);
	assert_status(unlock_open(&unlock, key, office->vault.opener), OK);
}

void
office_begin(struct test_office *office)
{
	assert_status(store_open(office->dir, STORE_PUBLIC,
	    &office->public_store), OK);
	assert_status(sealing_new(office->public_store, &office->sealer), OK);
	office->vault = (struct vault){ .opener = opener_new() };
	assert_status(store_open(office->dir, STORE_OFFICE,
	    &office->vault.store), OK);
	assert_status(office_open(office->dir, hash_blake2b,
	    &office->vault.office), OK);
	unlock_vault(office);
}

void
office_finish(struct test_office *office)
{
	store_close(office->public_store);
	store_close(office->vault.store);
	office_close(office->vault.office);
	opener_free(office->vault.opener);
	sealer_free(office->sealer);
}

int
office_setup(void **state)
{
	struct test_office *office = calloc(1, sizeof(*office));
	struct setup setup = { office->dir, "owner@example.org",
		OFFICE_PASSPHRASE, &passphrase_cost_demo };
	char recovery[RECOVERY_TEXT_SIZE];

	memcpy(office->dir, "/tmp/fourways-vault-XXXXXX", 27);
	office->arena = arena_new(1 << 16);
	if (mkdtemp(office->dir) == NULL ||
	    setup_create(&setup, recovery) != OK)
		return -1;
	office_begin(office);
	*state = office;
	return 0;
}

/* What is in a folder of ours, with the one folder in it. */
static void
remove_folder(const char *path)
{
	DIR *listing = opendir(path);
	struct dirent *entry;

	while (listing != NULL && (entry = readdir(listing)) != NULL) {
		ARENA(arena);
		const char *inside = arena_printf(arena, "%s/%s", path,
		    entry->d_name);

		if (entry->d_name[0] == '.')
			continue;
		if (entry->d_type == DT_DIR)
			remove_folder(inside);
		else
			(void)unlink(inside);
	}
	if (listing != NULL)
		(void)closedir(listing);
	(void)rmdir(path);
}

int
office_teardown(void **state)
{
	struct test_office *office = *state;

	office_finish(office);
	remove_folder(office->dir);
	arena_free(office->arena);
	free(office);
	return 0;
}

int64_t
office_write(struct test_office *office, const char *name, const char *email,
    const char *message)
{
	const struct lead_own texts = { { name, email, "Example Ltd" },
		{ message } };
	uint8_t form[32];
	char uuid[UUID_TEXT_SIZE];
	struct sealed_lead lead;
	struct contact_new contact = { .form_hash = form, .zone = "UTC",
		.result = "", .consent = "2026-11", .lead = &lead };
	bool repeated;
	enum status st;

	random_bytes(form, sizeof(form));
	assert_status(uuid_new(uuid), OK);
	do {
		assert_status(sealing_lead(office->sealer, office->arena, uuid,
		    &texts, office_now, &lead), OK);
		st = store_contact_add(office->public_store, &contact,
		    office_now, &repeated);
	} while (st == DENIED && sealing_renew(office->public_store,
	    office->sealer) == OK);
	assert_status(st, OK);
	return office_number(office, "intake.db", "SELECT max(id) FROM lead");
}

static size_t
occurs_in(const char *path, const char *bytes)
{
	const size_t len = strlen(bytes);
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct stat info;
	size_t count = 0;
	char *text;

	assert_int_not_equal(fd, -1);
	assert_int_equal(fstat(fd, &info), 0);
	text = malloc((size_t)info.st_size + 1);
	assert_non_null(text);
	assert_int_equal(read(fd, text, (size_t)info.st_size), info.st_size);
	for (size_t i = 0; i + len <= (size_t)info.st_size; i++)
		count += memcmp(text + i, bytes, len) == 0;
	free(text);
	assert_int_equal(close(fd), 0);
	return count;
}

size_t
office_occurs(const struct test_office *office, const char *bytes)
{
	DIR *listing = opendir(office->dir);
	struct dirent *entry;
	size_t count = 0;

	assert_non_null(listing);
	while ((entry = readdir(listing)) != NULL)
		if (entry->d_type == DT_REG)
			count += occurs_in(arena_printf(office->arena, "%s/%s",
			    office->dir, entry->d_name), bytes);
	assert_int_equal(closedir(listing), 0);
	return count;
}

static sqlite3 *
open_file(struct test_office *office, const char *file)
{
	sqlite3 *db;

	assert_int_equal(sqlite3_open(arena_printf(office->arena, "%s/%s",
	    office->dir, file), &db), SQLITE_OK);
	assert_int_equal(sqlite3_busy_timeout(db, 5000), SQLITE_OK);
	return db;
}

void
office_run(struct test_office *office, const char *file, const char *sql)
{
	sqlite3 *db = open_file(office, file);

	if (sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK)
		fail_msg("%s: %s", sql, sqlite3_errmsg(db));
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

int64_t
office_number(struct test_office *office, const char *file, const char *sql)
{
	sqlite3 *db = open_file(office, file);
	sqlite3_stmt *query;
	int64_t number;

	if (sqlite3_prepare_v2(db, sql, -1, &query, NULL) != SQLITE_OK)
		fail_msg("%s: %s", sql, sqlite3_errmsg(db));
	assert_int_equal(sqlite3_step(query), SQLITE_ROW);
	number = sqlite3_column_int64(query, 0);
	assert_int_equal(sqlite3_finalize(query), SQLITE_OK);
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
	return number;
}
