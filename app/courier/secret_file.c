#include "courier/secret_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <sys/stat.h>

#include "base/arena.h"
#include "base/text.h"

static bool
is_private(int fd)
{
	struct stat found;

	return fstat(fd, &found) == 0 && (found.st_mode & 077) == 0;
}

static ssize_t
read_all(int fd, char *bytes, size_t size)
{
	size_t len = 0;
	ssize_t n;

	while ((n = read(fd, bytes + len, size - len)) > 0)
		len += (size_t)n;
	return n == 0 ? (ssize_t)len : -1;
}

static const char *
problem_of(struct arena *arena, int fd, ssize_t len, const char *path)
{
	if (!is_private(fd))
		return arena_printf(arena, "%s may be read by others than its "
		    "owner; chmod 600 it", path);
	if (len == -1)
		return arena_printf(arena, "%s cannot be read: %s", path,
		    strerror(errno));
	if (len > SECRET_FILE_MAX)
		return arena_printf(arena, "%s is too long for a secret",
		    path);
	return NULL;
}

enum status
secret_file_read(struct arena *arena, const char *dir, const char *path,
    const char **secret, const char **problem)
{
	char *bytes = arena_alloc(arena, SECRET_FILE_MAX + 2);
	ssize_t len;
	int fd;

	if (*path != '/')
		path = arena_printf(arena, "%s/%s", dir, path);
	if ((fd = open(path, O_RDONLY | O_CLOEXEC)) == -1) {
		*problem = arena_printf(arena, "%s cannot be opened: %s", path,
		    strerror(errno));
		return FAILED;
	}
	len = read_all(fd, bytes, SECRET_FILE_MAX + 1);
	*problem = problem_of(arena, fd, len, path);
	(void)close(fd);
	if (*problem != NULL)
		return FAILED;
	bytes[strcspn(bytes, "\r\n")] = '\0';
	*secret = text_trim(arena, bytes);
	if (**secret != '\0')
		return OK;
	*problem = arena_printf(arena, "%s is empty", path);
	return FAILED;
}
