#include "store/lock.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/log.h"

enum { NAP_MIN_NS = 50 * 1000, NAP_MAX_NS = 1000 * 1000 };

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

enum status
lock_try(int fd)
{
	struct flock whole = { .l_type = F_WRLCK, .l_whence = SEEK_SET };

	if (fcntl(fd, F_OFD_SETLK, &whole) == 0)
		return OK;
	if (errno == EAGAIN || errno == EACCES)
		return CONFLICT;
	log_error("store.failed", "cannot lock: %s", strerror(errno));
	return FAILED;
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
 * answer BUSY. Measured with two writers: as fast as the blocking call; with
 * eight, a worst wait of 0.3 s instead of 0.05 s.
 */
enum status
lock_wait(int fd, int milliseconds)
{
	struct timespec nap = { .tv_nsec = NAP_MIN_NS };
	int64_t until = 0;
	enum status st;

	while ((st = lock_try(fd)) == CONFLICT) {
		if (until == 0)
			until = monotonic_ms() + milliseconds;
		else if (monotonic_ms() >= until)
			return BUSY;
		(void)nanosleep(&nap, NULL);
		if (nap.tv_nsec < NAP_MAX_NS)
			nap.tv_nsec *= 2;
	}
	return st;
}

void
lock_drop(int fd)
{
	struct flock whole = { .l_type = F_UNLCK, .l_whence = SEEK_SET };

	if (fcntl(fd, F_OFD_SETLK, &whole) == -1)
		log_error("store.failed", "cannot unlock: %s", strerror(errno));
}
