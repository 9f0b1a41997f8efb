#include "base/file.h"

#include <errno.h>
#include <fcntl.h>

#include "base/log.h"

/* Closes it, keeping errno of what went wrong before. */
static bool
finish(int fd, bool good)
{
	const int why = errno;
	const bool closed = fd == -1 || close(fd) == 0;

	if (!good)
		errno = why;
	return good && closed;
}

bool
file_write(const char *path, int flags, mode_t mode, const char *text)
{
	const ssize_t len = (ssize_t)strlen(text);
	int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | flags, mode);

	return finish(fd, fd != -1 && write(fd, text, (size_t)len) == len &&
	    fsync(fd) == 0);
}

static bool
sync_path(const char *path, int flags)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | flags);

	return finish(fd, fd != -1 && fsync(fd) == 0);
}

bool
file_sync(const char *path)
{
	return sync_path(path, 0);
}

enum status
folder_sync(const char *dir)
{
	if (sync_path(dir, O_DIRECTORY))
		return OK;
	log_error("folder.sync", "cannot sync %s: %s", dir, strerror(errno));
	return FAILED;
}
