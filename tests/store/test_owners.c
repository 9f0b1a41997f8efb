#include "folder.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "../unit/test.h"
#include "folder_tests.h"

#include "store/owners.h"

/* Users that no Debian system has; run without the rights of root, all of them
 * are whoever runs this, and what is left to see are modes. */
enum { ADMIN = 64001, PUBLIC, COURIER, GROUP, STRANGER };

static bool
is_root(void)
{
	return geteuid() == 0;
}

static struct owners
owners_here(void)
{
	if (is_root())
		return (struct owners){ ADMIN, PUBLIC, COURIER, GROUP };
	return (struct owners){ geteuid(), geteuid(), geteuid(), getegid() };
}

static void
fill(const char *dir)
{
	static const char *const keys[] = { "keys/form.key",
		"keys/courier.key", "keys/audit.key", "keys/audit.head",
		"keys/public.key", "keys/courier.pub" };

	assert_int_equal(mkdir(folder_path(dir, "keys"), 0700), 0);
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		folder_write(dir, keys[i], "key\n", 4);
		assert_int_equal(chmod(folder_path(dir, keys[i]), 0600), 0);
	}
	folder_write(dir, "intake.db.before-3", "copy", 4);
}

static void
settled(const char *dir)
{
	const struct owners owners = owners_here();

	assert_status(owners_settle(dir, &owners), OK);
}

/* What work answers in a process of that user and the shared group. */
static int
as_user(uid_t user, gid_t group, int (*work)(const char *dir), const char *dir)
{
	int state;
	pid_t pid = fork();

	if (pid == 0) {
		if (setgroups(0, NULL) == -1 || setgid(group) == -1 ||
		    setuid(user) == -1)
			_exit(99);
		_exit(work(dir));
	}
	assert_int_equal(waitpid(pid, &state, 0), pid);
	assert_true(WIFEXITED(state));
	return WEXITSTATUS(state);
}

static void
assert_file(const char *dir, const char *name, uid_t user, unsigned mode)
{
	struct stat info;

	assert_int_equal(stat(folder_path(dir, name), &info), 0);
	assert_int_equal(info.st_mode & 07777, mode);
	if (is_root()) {
		assert_int_equal(info.st_uid, user);
		assert_int_equal(info.st_gid, GROUP);
	}
}

static void
each_file_goes_to_the_role_that_needs_it(void **state)
{
	fill(*state);
	settled(*state);
	assert_file(*state, ".", ADMIN, 0750);
	assert_file(*state, "intake.db", ADMIN, 0660);
	assert_file(*state, "intake.db-wal", ADMIN, 0660);
	assert_file(*state, "intake.db-shm", ADMIN, 0660);
	assert_file(*state, "intake.lock", ADMIN, 0660);
	assert_file(*state, "office.db", ADMIN, 0600);
	assert_file(*state, "intake.db.before-3", ADMIN, 0600);
	assert_file(*state, "public.lock", PUBLIC, 0600);
	assert_file(*state, "courier.lock", COURIER, 0600);
	assert_file(*state, "public.meters", PUBLIC, 0640);
	assert_file(*state, "courier.meters", COURIER, 0640);
	assert_file(*state, "keys", ADMIN, 0710);
	assert_file(*state, "keys/form.key", PUBLIC, 0400);
	assert_file(*state, "keys/courier.key", COURIER, 0400);
	assert_file(*state, "keys/audit.key", ADMIN, 0600);
	assert_file(*state, "keys/audit.head", ADMIN, 0600);
	assert_file(*state, "keys/public.key", ADMIN, 0440);
	assert_file(*state, "keys/courier.pub", ADMIN, 0440);
}

/* A role's own user can do that much, and the control: nobody else can. */
static int
takes_leads(const char *dir)
{
	struct store *store;
	enum status st = store_open(dir, STORE_PUBLIC, &store);

	if (st == OK)
		store_close(store);
	return st == OK ? 0 : 1;
}

/* What a broken-in process may try; 0 when all of it is refused. */
static int
breaks_out(const char *dir)
{
	static const char *const names[] = { "office.db", "keys/audit.key",
		"keys/courier.key" };
	int fd;

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (open(folder_path(dir, names[i]), O_RDONLY) != -1)
			return 1;
	if (rename(folder_path(dir, "office.db"),
	    folder_path(dir, "mine")) == 0)
		return 2;
	if (unlink(folder_path(dir, "intake.db-wal")) == 0)
		return 3;
	fd = open(folder_path(dir, "new"), O_WRONLY | O_CREAT, 0600);
	return fd == -1 && errno == EACCES ? 0 : 4;
}

static void
the_public_user_takes_leads_and_reaches_nothing_else(void **state)
{
	fill(*state);
	settled(*state);
	if (!is_root()) {
		assert_int_equal(takes_leads(*state), 0);
		return;
	}
	assert_int_equal(as_user(PUBLIC, GROUP, takes_leads, *state), 0);
	assert_int_equal(as_user(PUBLIC, GROUP, breaks_out, *state), 0);
	assert_int_equal(as_user(STRANGER, STRANGER, takes_leads, *state), 1);
	assert_int_equal(as_user(ADMIN, GROUP, breaks_out, *state), 1);
}

/* The desk is the last to close, as SQLite would then remove the log. */
static void
the_log_stays_for_the_next_who_may_not_make_one(void **state)
{
	fill(*state);
	settled(*state);
	store_close(folder_store(*state, STORE_OFFICE));
	assert_true(folder_has(*state, "intake.db-wal"));
	assert_file(*state, "intake.db-wal", ADMIN, 0660);
	if (is_root())
		assert_int_equal(as_user(PUBLIC, GROUP, takes_leads, *state),
		    0);
}

/* Somebody who has the desk's user must not win root by it. */
static void
a_link_is_left_alone(void **state)
{
	fill(*state);
	folder_write(*state, "keys/elsewhere", "x", 1);
	assert_int_equal(chmod(folder_path(*state, "keys/elsewhere"), 0644),
	    0);
	assert_int_equal(unlink(folder_path(*state, "keys/form.key")), 0);
	assert_int_equal(link(folder_path(*state, "keys/elsewhere"),
	    folder_path(*state, "keys/form.key")), 0);
	assert_int_equal(symlink("/etc/hostname",
	    folder_path(*state, "public.lock")), 0);
	settled(*state);
	assert_int_equal(folder_mode(*state, "keys/form.key"), 0644);
	assert_int_equal(folder_mode(*state, "keys/elsewhere"), 0644);
}

static void
a_folder_of_one_user_stays_as_it_is(void **state)
{
	assert_int_equal(chmod(*state, 0700), 0);
	assert_status(owners_restore(*state), OK);
	assert_int_equal(folder_mode(*state, "."), 0700);
	assert_int_equal(folder_mode(*state, "intake.db"), 0600);
	assert_false(folder_has(*state, "public.lock"));
}

static void
a_folder_without_keys_is_an_error(void **state)
{
	const struct owners owners = owners_here();

	assert_status(owners_settle(*state, &owners), FAILED);
}

/* What "fourways check" compares with. */
static void
what_a_file_should_be_is_what_it_becomes(void **state)
{
	static const struct {
		const char *name;
		bool is_key;
	} files[] = { { "intake.db", false }, { "office.db", false },
		{ "public.lock", false }, { "courier.lock", false },
		{ "intake.db.before-3", false }, { "keys/form.key", true },
		{ "keys/courier.key", true }, { "keys/courier.pub", true },
		{ "keys/public.key", true }, { "keys/audit.head", true } };
	const struct owners owners = owners_here();

	fill(*state);
	settled(*state);
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		const char *name = files[i].name + (files[i].is_key ? 5 : 0);
		struct owners_file file = owners_file(&owners,
		    files[i].is_key, name, 0666);
		struct stat info;

		assert_int_equal(stat(folder_path(*state, files[i].name),
		    &info), 0);
		assert_int_equal(file.user, info.st_uid);
		assert_int_equal(file.mode, info.st_mode & 07777);
	}
	/* What is closed already stays so. */
	assert_int_equal(owners_file(&owners, false, "office.db", 0400).mode,
	    0400);
	assert_int_equal(owners_file(&owners, false, "form.key", 0644).mode,
	    0600);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		ON_FOLDER(each_file_goes_to_the_role_that_needs_it),
		ON_FOLDER(the_public_user_takes_leads_and_reaches_nothing_else),
		ON_FOLDER(the_log_stays_for_the_next_who_may_not_make_one),
		ON_FOLDER(a_link_is_left_alone),
		ON_FOLDER(a_folder_of_one_user_stays_as_it_is),
		ON_FOLDER(a_folder_without_keys_is_an_error),
		ON_FOLDER(what_a_file_should_be_is_what_it_becomes),
	};

	return cmocka_run_group_tests_name("owners", tests, NULL, NULL);
}
