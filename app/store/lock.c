#include "store/lock.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/log.h"

/* The bytes of the file that stand for things; it holds none. */
enum { LOCK_BYTE, TURN_BYTE };

/* A commit takes a millisecond or more: who is next asks often enough to lose
 * little of that, and seldom enough to leave the processor to others. */
enum {
	NAP_MIN_NS = 50 * 1000,
	NAP_NEXT_NS = 200 * 1000,
	NAP_MAX_NS = 1000 * 1000,
};

enum status
lock_open(const char *dir, const char *name, int *fd)
{
	ARENA(arena);
	const char *path = arena_printf(arena, "%s/%s", dir, name);

	*fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (*fd == -1) {
		log_error("store.failed", "cannot open %s: %s", path,
		    strerror(errno));
		return FAILED;
	}
	return OK;
}

static enum status
try_byte(int fd, off_t byte)
{
	struct flock one = { .l_type = F_WRLCK, .l_whence = SEEK_SET,
		.l_start = byte, .l_len = 1 };

	if (fcntl(fd, F_OFD_SETLK, &one) == 0)
		return OK;
	if (errno == EAGAIN || errno == EACCES)
		return CONFLICT;
	log_error("store.failed", "cannot lock: %s", strerror(errno));
	return FAILED;
}

static void
drop_byte(int fd, off_t byte)
{
	struct flock one = { .l_type = F_UNLCK, .l_whence = SEEK_SET,
		.l_start = byte, .l_len = 1 };

	if (fcntl(fd, F_OFD_SETLK, &one) == -1)
		log_error("store.failed", "cannot unlock: %s", strerror(errno));
}

enum status
lock_try(int fd)
{
	return try_byte(fd, LOCK_BYTE);
}

static int64_t
monotonic_ms(void)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/*
 * Asks again and again rather than by F_OFD_SETLKW: that call waits without
 * end, so one stopped process would hang all others instead of making them
 * answer BUSY. Naps double up to nap_max.
 */
static enum status
wait_byte(int fd, off_t byte, int64_t until, long nap_max)
{
	struct timespec nap = { .tv_nsec = NAP_MIN_NS };
	enum status st;

	while ((st = try_byte(fd, byte)) == CONFLICT) {
		if (monotonic_ms() >= until)
			return BUSY;
		(void)nanosleep(&nap, NULL);
		if (nap.tv_nsec < nap_max)
			nap.tv_nsec *= 2;
	}
	return st;
}

/*
 * Whoever waits takes the turn first and holds it until he has the lock: so
 * one who gives the lock back and wants it again at once comes behind, and
 * only one at a time asks so often that nothing is lost between two.
 */
enum status
lock_wait(int fd, int milliseconds)
{
	const int64_t until = monotonic_ms() + milliseconds;
	enum status st = wait_byte(fd, TURN_BYTE, until, NAP_MAX_NS);

	if (st != OK)
		return st;
	st = wait_byte(fd, LOCK_BYTE, until, NAP_NEXT_NS);
	drop_byte(fd, TURN_BYTE);
	return st;
}

bool
lock_is_held(int fd)
{
	struct flock one = { .l_type = F_WRLCK, .l_whence = SEEK_SET,
		.l_start = LOCK_BYTE, .l_len = 1 };

	return fcntl(fd, F_OFD_GETLK, &one) == 0 && one.l_type != F_UNLCK;
}

void
lock_drop(int fd)
{
	drop_byte(fd, LOCK_BYTE);
}
