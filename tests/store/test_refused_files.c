/*
 * What vouches for the audit log where the disk fails under any one call that
 * it needs: it is said, no event is lost by it, and the next try works. The
 * linker puts ours in front of the system's calls.
 */
#include "audit_log.h"
#include "folder.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/random.h>
#include <sys/stat.h>

#include "../unit/test.h"
#include "folder_tests.h"

#include "base/util.h"
#include "crypto/hash.h"

static struct {
	const char *name; /* NULL: none is refused */
	int left;         /* until the one that is */
	int error;
	bool refused;
} now;

static bool
is_refused(const char *name)
{
	if (now.name == NULL || strcmp(now.name, name) != 0 || --now.left != 0)
		return false;
	now.refused = true;
	errno = now.error;
	return true;
}

static void
refuse(const char *name, int nth, int error)
{
	now = (__typeof__(now)){ name, nth, error, false };
}

static bool
refuse_over(void)
{
	now.name = NULL;
	return now.refused;
}

int __real_open64(const char *path, int flags, mode_t mode);
int __wrap_open64(const char *path, int flags, mode_t mode);
int __real_mkdir(const char *path, mode_t mode);
int __wrap_mkdir(const char *path, mode_t mode);
int __real_fstat64(int fd, struct stat *info);
int __wrap_fstat64(int fd, struct stat *info);
int __real_fsync(int fd);
int __wrap_fsync(int fd);
int __real_fdatasync(int fd);
int __wrap_fdatasync(int fd);
ssize_t __real_getrandom(void *bytes, size_t size, unsigned flags);
ssize_t __wrap_getrandom(void *bytes, size_t size, unsigned flags);
ssize_t __real_read(int fd, void *bytes, size_t size);
ssize_t __wrap_read(int fd, void *bytes, size_t size);
ssize_t __real_write(int fd, const void *bytes, size_t size);
ssize_t __wrap_write(int fd, const void *bytes, size_t size);
ssize_t __real_pread64(int fd, void *bytes, size_t size, off_t at);
ssize_t __wrap_pread64(int fd, void *bytes, size_t size, off_t at);
ssize_t __real_pwrite64(int fd, const void *bytes, size_t size, off_t at);
ssize_t __wrap_pwrite64(int fd, const void *bytes, size_t size, off_t at);

/* The mode is there or not looked at. */
int
__wrap_open64(const char *path, int flags, mode_t mode)
{
	return is_refused("open") ? -1 : __real_open64(path, flags, mode);
}

int
__wrap_mkdir(const char *path, mode_t mode)
{
	return is_refused("mkdir") ? -1 : __real_mkdir(path, mode);
}

int
__wrap_fstat64(int fd, struct stat *info)
{
	return is_refused("fstat") ? -1 : __real_fstat64(fd, info);
}

int
__wrap_fsync(int fd)
{
	return is_refused("fsync") ? -1 : __real_fsync(fd);
}

int
__wrap_fdatasync(int fd)
{
	return is_refused("fdatasync") ? -1 : __real_fdatasync(fd);
}

ssize_t
__wrap_getrandom(void *bytes, size_t size, unsigned flags)
{
	return is_refused("getrandom") ? -1 :
	    __real_getrandom(bytes, size, flags);
}

ssize_t
__wrap_read(int fd, void *bytes, size_t size)
{
	return is_refused("read") ? -1 : __real_read(fd, bytes, size);
}

ssize_t
__wrap_write(int fd, const void *bytes, size_t size)
{
	return is_refused("write") ? -1 : __real_write(fd, bytes, size);
}

ssize_t
__wrap_pread64(int fd, void *bytes, size_t size, off_t at)
{
	return is_refused("pread") ? -1 : __real_pread64(fd, bytes, size, at);
}

ssize_t
__wrap_pwrite64(int fd, const void *bytes, size_t size, off_t at)
{
	return is_refused("pwrite") ? -1 :
	    __real_pwrite64(fd, bytes, size, at);
}

/* ---- opening ---- */

/* Makes or opens both files with one call refused; false: none was. */
static bool
open_without(const char *dir, const char *name, int nth, int error)
{
	struct audit_head head;
	enum status st;

	refuse(name, nth, error);
	st = audit_head_open(dir, hash_blake2b, &head);
	if (!refuse_over()) {
		assert_status(st, OK);
		audit_head_close(&head);
		return false;
	}
	audit_head_close(&head);
	if (st != FAILED)
		fail_msg("%s %d: %s", name, nth, status_name(st));
	assert_status(audit_head_open(dir, hash_blake2b, &head), OK);
	audit_head_close(&head);
	return true;
}

static void
a_key_that_cannot_be_made_is_made_the_next_time(void **state)
{
	static const struct {
		const char *name;
		int error;
		int calls; /* of them, the first time */
	} calls[] = {
		{ "open", EIO, 4 }, { "open", ENOENT, 4 },
		{ "mkdir", EACCES, 1 }, { "getrandom", ENOSYS, 1 },
		{ "write", ENOSPC, 1 }, { "fsync", EIO, 1 },
		{ "fstat", EIO, 1 }, { "read", EIO, 1 },
	};

	for (size_t i = 0; i < countof(calls); i++)
		for (int nth = 1; nth <= calls[i].calls; nth++) {
			void *dir;

			/* No file at first is how it begins. */
			if (calls[i].error == ENOENT && nth == 1)
				continue;
			assert_int_equal(folder_setup_empty(&dir), 0);
			assert_true(open_without(dir, calls[i].name, nth,
			    calls[i].error));
			assert_int_equal(folder_teardown(&dir), 0);
		}
}

static void
a_key_that_is_there_is_never_made_anew(void **state)
{
	static const char *const calls[] = { "open", "fstat", "read" };
	uint64_t key;

	assert_false(open_without(*state, "none", 1, 0));
	key = folder_digest(*state, "keys/audit.key");
	for (size_t i = 0; i < countof(calls); i++)
		assert_true(open_without(*state, calls[i], 1, EIO));
	assert_true(folder_digest(*state, "keys/audit.key") == key);
}

/* ---- reading and writing ---- */

static const struct audit_event event = { .at = AUDIT_LOG_START + 100,
	.kind = AUDIT_LEAD_EXPORTED };

static int64_t
events(const char *dir)
{
	return folder_number(dir, "office.db",
	    "SELECT count(*) FROM audit_event");
}

static void
without_the_head_nothing_is_added_and_nothing_judged(void **state)
{
	struct office *office = audit_log_office(*state);
	struct audit_report report;

	for (int nth = 1; nth <= 2; nth++) {
		refuse("pread", nth, EIO);
		assert_status(office_audit_note(office, &event), FAILED);
		assert_true(refuse_over());
		refuse("pread", nth, EIO);
		assert_status(office_audit_verify(office, &report), FAILED);
		assert_true(refuse_over());
	}
	assert_int_equal(events(*state), AUDIT_LOG_EVENTS);
	assert_status(office_audit_note(office, &event), OK);
	assert_status(office_audit_verify(office, &report), OK);
	assert_int_equal(report.count, AUDIT_LOG_EVENTS + 1);
	office_close(office);
}

/* The event is on the disk by then; what vouches for it comes with the next
 * one, which says so. */
static void
a_head_that_cannot_be_written_is_behind(void **state)
{
	static const struct {
		const char *name;
		int nth;
		int64_t behind;
	} calls[] = { { "pwrite", 1, 1 }, { "fdatasync", 1, 0 },
		{ "pread", 3, 1 } };

	for (size_t i = 0; i < countof(calls); i++) {
		struct audit_report report;
		struct office *office;
		void *dir;

		assert_int_equal(folder_setup(&dir), 0);
		office = audit_log_office(dir);
		refuse(calls[i].name, calls[i].nth, EIO);
		assert_status(office_audit_note(office, &event), OK);
		assert_true(refuse_over());
		assert_status(office_audit_verify(office, &report), OK);
		assert_int_equal(report.count, AUDIT_LOG_EVENTS + 1);
		assert_int_equal(report.behind, calls[i].behind);
		assert_status(office_audit_note(office, &event), OK);
		assert_status(office_audit_verify(office, &report), OK);
		assert_int_equal(report.behind, 0);
		office_close(office);
		assert_int_equal(folder_teardown(&dir), 0);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    a_key_that_cannot_be_made_is_made_the_next_time),
		ON_EMPTY(a_key_that_is_there_is_never_made_anew),
		ON_FOLDER(without_the_head_nothing_is_added_and_nothing_judged),
		cmocka_unit_test(a_head_that_cannot_be_written_is_behind),
	};

	return cmocka_run_group_tests_name("refused_files", tests, NULL, NULL);
}
