#include "../vault/office.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include "../unit/test.h"
#include "disk.h"
#include "ground.h"
#include "peek.h"
#include "replay.h"

#include "base/arena.h"
#include "base/util.h"
#include "crypto/hash.h"
#include "store/last_backup.h"
#include "store/migrate.h"
#include "store/office.h"
#include "vault/leads.h"
#include "vault/start.h"

/*
 * Databases that something else has spoilt, at the start: a byte turned over in
 * each page, cut off, empty, not a database, a write-ahead log of noise. They
 * are refused in one line that names the file and the last backup, or opened
 * and read without harm where the damage does not show; in no case is anything
 * put in their place. PAGES, TRIES and SEED can be set.
 */
enum { LEADS = 200, PAGES = 200, TRIES = 1, TRIES_LONG = 40 };

static const char *const files[] = { "intake.db", "office.db" };

/* An office with leads, closed; each test spoils a copy of it. */
struct ruin {
	struct test_office *office;
	void *state;
	char from[GROUND_PATH_SIZE];
	char dir[GROUND_PATH_SIZE];
	int log_fd;  /* what is written on standard error meanwhile */
	int kept_fd; /* the real one */
	char text[8192];
	long refused;
	long opened;
};

static struct ruin ruin;

static void
log_begin(void)
{
	assert_int_equal(ftruncate(ruin.log_fd, 0), 0);
	assert_int_equal(lseek(ruin.log_fd, 0, SEEK_SET), 0);
	assert_true(dup2(ruin.log_fd, STDERR_FILENO) >= 0);
}

static void
log_end(void)
{
	ssize_t len;

	assert_true(dup2(ruin.kept_fd, STDERR_FILENO) >= 0);
	len = pread(ruin.log_fd, ruin.text, sizeof(ruin.text) - 1, 0);
	assert_true(len >= 0);
	ruin.text[len] = '\0';
}

static int
make_office(void **state)
{
	ruin.log_fd = memfd_create("log", MFD_CLOEXEC);
	ruin.kept_fd = dup(STDERR_FILENO);
	if (office_setup(&ruin.state) != 0)
		return -1;
	ruin.office = ruin.state;
	for (int i = 0; i < LEADS; i++)
		(void)office_write(ruin.office, "Ann", "ann@example.org",
		    "A message of some length, so that there are some pages.");
	office_finish(ruin.office);
	ground_make(ruin.from);
	ground_make(ruin.dir);
	ground_copy(ruin.office->dir, ruin.from);
	last_backup_note(ruin.from, "/dev/null");
	office_begin(ruin.office);
	disk_watch(ruin.dir);
	return 0;
}

static int
remove_office(void **state)
{
	disk_watch(NULL);
	ground_remove(ruin.from);
	ground_remove(ruin.dir);
	return office_teardown(&ruin.state);
}

/* ---- ways to spoil a file ---- */

static int
open_spoilt(const char *file)
{
	char path[512];
	int fd;

	(void)snprintf(path, sizeof(path), "%s/%s", ruin.dir, file);
	fd = openat(AT_FDCWD, path, O_RDWR | O_CREAT, 0600);
	assert_int_not_equal(fd, -1);
	return fd;
}

static int64_t
length_of(const char *file)
{
	struct stat info;
	int fd = open_spoilt(file);

	assert_int_equal(fstat(fd, &info), 0);
	assert_int_equal(close(fd), 0);
	return info.st_size;
}

static void
turn_byte(const char *file, int64_t at, uint8_t with)
{
	int fd = open_spoilt(file);
	uint8_t byte;

	assert_int_equal(pread(fd, &byte, 1, at), 1);
	byte ^= with;
	assert_int_equal(pwrite(fd, &byte, 1, at), 1);
	assert_int_equal(close(fd), 0);
}

static void
cut_off(const char *file, int64_t len)
{
	int fd = open_spoilt(file);

	assert_int_equal(ftruncate(fd, len), 0);
	assert_int_equal(close(fd), 0);
}

static void
write_over(const char *file, const void *bytes, size_t len)
{
	int fd = open_spoilt(file);

	assert_int_equal(ftruncate(fd, 0), 0);
	assert_int_equal(pwrite(fd, bytes, len, 0), (ssize_t)len);
	assert_int_equal(close(fd), 0);
}

static uint64_t
digest(const char *file)
{
	static uint8_t bytes[1 << 22];
	int fd = open_spoilt(file);
	ssize_t len = pread(fd, bytes, sizeof(bytes), 0);
	uint64_t sum = 14695981039346656037u; /* FNV-1a */

	assert_int_equal(close(fd), 0);
	for (ssize_t i = 0; i < len; i++)
		sum = (sum ^ bytes[i]) * 1099511628211u;
	return sum;
}

/* ---- a start ---- */

/* What serve does with the databases before it serves. */
static enum status
start(void)
{
	enum status st = migrate_all(ruin.dir);

	return st == OK ? vault_start(ruin.dir) : st;
}

static size_t
lines_of(const char *text)
{
	size_t lines = 0;

	for (; *text != '\0'; text++)
		lines += *text == '\n';
	return lines;
}

/* Everything is read; what cannot be is an error, and never a crash. */
static void
read_all(void)
{
	ARENA(arena);
	struct vault vault = { .opener = ruin.office->vault.opener };
	struct audit_report report;
	struct lead_rows rows;

	if (store_open(ruin.dir, STORE_OFFICE, &vault.store) == OK &&
	    office_open(ruin.dir, hash_blake2b, &vault.office) == OK) {
		(void)(vault_leads(&vault, arena, 0, LEADS, &rows) == OK);
		(void)(office_audit_verify(vault.office, &report) == OK);
	}
	office_close(vault.office);
	store_close(vault.store);
}

static void
is_refused_in_one_line(const char *file)
{
	if (lines_of(ruin.text) != 1)
		fail_msg("%s", ruin.text);
	if (strstr(ruin.text, file) == NULL)
		fail_msg("%s is not named: %s", file, ruin.text);
	/* A version or an id that was changed is told for what it is. */
	if (strstr(ruin.text, "/dev/null") == NULL &&
	    strstr(ruin.text, "damaged") != NULL)
		fail_msg("the last backup is not named: %s", ruin.text);
	ruin.refused++;
}

/* A start on a spoilt folder. True: it was refused. */
static bool
starts_or_refuses(const char *file)
{
	const uint64_t before = digest(file);
	enum status st;

	log_begin();
	st = start();
	if (st == OK)
		read_all();
	log_end();
	if (st == OK) {
		ruin.opened++;
		return false;
	}
	if (st != INVALID)
		fail_msg("%s: %s", status_name(st), ruin.text);
	is_refused_in_one_line(file);
	assert_true(digest(file) == before);
	return true;
}

static void
must_refuse(const char *file)
{
	if (!starts_or_refuses(file))
		fail_msg("%s was taken for good", file);
	assert_non_null(strstr(ruin.text, "/dev/null"));
}

/* ---- the tests ---- */

static void
sound_databases_start(void **state)
{
	ground_copy(ruin.from, ruin.dir);
	assert_false(starts_or_refuses("intake.db"));
	assert_int_equal(lines_of(ruin.text), 0);
}

/* Half of them where a page says what is in it. */
static int64_t
choose_place(int64_t page, uint64_t *random)
{
	const bool head = replay_random(random, 2) == 0;

	return page * 4096 + (int64_t)replay_random(random, head ? 64 : 4096);
}

static void
a_byte_turned_in_any_page_is_refused_or_harmless(void **state)
{
	const long tries = ground_setting("TRIES", TRIES, TRIES_LONG);
	const long pages = ground_setting("PAGES", PAGES, PAGES);
	uint64_t random = (uint64_t)ground_setting("SEED", 20261121, 20261121);
	long turned = 0;

	ruin.refused = ruin.opened = 0;
	for (size_t i = 0; i < countof(files); i++) {
		int64_t all;

		ground_copy(ruin.from, ruin.dir);
		all = length_of(files[i]) / 4096;
		for (long n = 0; n < pages * tries && n < all * tries; n++) {
			const int64_t at = choose_place(n / tries, &random);

			ground_copy(ruin.from, ruin.dir);
			turn_byte(files[i], at,
			    (uint8_t)(1 + replay_random(&random, 255)));
			(void)starts_or_refuses(files[i]);
			turned++;
		}
	}
	print_message("# %ld bytes turned: %ld refused, %ld opened and read\n",
	    turned, ruin.refused, ruin.opened);
	assert_true(ruin.refused > 0);
	assert_int_equal(ruin.refused + ruin.opened, turned);
}

/* The constraints stand in the file as SQL, with the names of functions. */
static void
a_constraint_that_is_no_sql_any_more_is_damage(void **state)
{
	static uint8_t bytes[1 << 22];

	for (size_t i = 0; i < countof(files); i++) {
		const uint8_t *name;
		ssize_t len;
		int fd;

		ground_copy(ruin.from, ruin.dir);
		fd = open_spoilt(files[i]);
		len = pread(fd, bytes, sizeof(bytes), 0);
		assert_int_equal(close(fd), 0);
		assert_true(len > 0);
		name = memmem(bytes, (size_t)len, "(length(", 8);
		assert_non_null(name);
		turn_byte(files[i], name + 4 - bytes, 0x9c);
		must_refuse(files[i]);
	}
}

/* SQLite would open it for reading alone, which is no matter of rights. */
static void
a_version_that_is_none_is_damage(void **state)
{
	ground_copy(ruin.from, ruin.dir);
	turn_byte("intake.db", 18, 0xf0);
	must_refuse("intake.db");
}

/* Byte 0 of a page of a table says what kind it is. */
static void
a_page_that_is_no_page_is_always_refused(void **state)
{
	for (size_t i = 0; i < countof(files); i++) {
		ground_copy(ruin.from, ruin.dir);
		turn_byte(files[i], 4096, 0xff);
		must_refuse(files[i]);
	}
}

static void
what_is_cut_off_is_refused(void **state)
{
	for (size_t i = 0; i < countof(files); i++) {
		int64_t len;

		ground_copy(ruin.from, ruin.dir);
		len = length_of(files[i]);
		for (int64_t left = 0; left < len; left += left < 4096 ?
		    500 : 9 * 4096 + 100) {
			ground_copy(ruin.from, ruin.dir);
			cut_off(files[i], left);
			must_refuse(files[i]);
			assert_int_equal(length_of(files[i]), left);
		}
	}
}

static void
what_is_no_database_is_refused(void **state)
{
	static const char diary[] = "Dear diary, this is no database.\n";
	static uint8_t noise[40960];
	uint64_t random = 7;

	for (size_t i = 0; i < sizeof(noise); i++)
		noise[i] = (uint8_t)replay_random(&random, 256);
	for (size_t i = 0; i < countof(files); i++) {
		ground_copy(ruin.from, ruin.dir);
		write_over(files[i], diary, sizeof(diary) - 1);
		must_refuse(files[i]);
		ground_copy(ruin.from, ruin.dir);
		write_over(files[i], noise, sizeof(noise));
		must_refuse(files[i]);
	}
}

/* A log that does not begin as one holds nothing: what is in the database
 * itself is all there. */
static void
noise_in_the_log_hides_nothing_of_the_database(void **state)
{
	static const char *const logs[] = { "intake.db-wal", "office.db-wal" };
	static uint8_t noise[40960];
	uint64_t random = 11;

	for (size_t i = 0; i < sizeof(noise); i++)
		noise[i] = (uint8_t)replay_random(&random, 256);
	for (size_t i = 0; i < countof(logs); i++) {
		ground_copy(ruin.from, ruin.dir);
		write_over(logs[i], noise, sizeof(noise));
		assert_false(starts_or_refuses(files[i]));
		assert_int_equal(peek_file_number(ruin.dir, "intake.db",
		    "SELECT count(*) FROM lead"), LEADS);
		assert_true(peek_file_is_sound(ruin.dir, files[i]));
	}
}

static void
without_one_of_the_two_the_other_is_left_alone(void **state)
{
	for (size_t i = 0; i < countof(files); i++) {
		char path[512];

		ground_copy(ruin.from, ruin.dir);
		(void)snprintf(path, sizeof(path), "%s/%s", ruin.dir,
		    files[i]);
		assert_int_equal(unlink(path), 0);
		log_begin();
		assert_status(start(), INVALID);
		log_end();
		is_refused_in_one_line(files[i]);
		assert_int_equal(faccessat(AT_FDCWD, path, F_OK, 0), -1);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sound_databases_start),
		cmocka_unit_test(
		    a_byte_turned_in_any_page_is_refused_or_harmless),
		cmocka_unit_test(
		    a_constraint_that_is_no_sql_any_more_is_damage),
		cmocka_unit_test(a_page_that_is_no_page_is_always_refused),
		cmocka_unit_test(a_version_that_is_none_is_damage),
		cmocka_unit_test(what_is_cut_off_is_refused),
		cmocka_unit_test(what_is_no_database_is_refused),
		cmocka_unit_test(
		    noise_in_the_log_hides_nothing_of_the_database),
		cmocka_unit_test(
		    without_one_of_the_two_the_other_is_left_alone),
	};

	return cmocka_run_group_tests_name("damage", tests, make_office,
	    remove_office);
}
