#include "base/folder.h"

#include <errno.h>
#include <fcntl.h>

#include "base/log.h"

enum status
folder_sync(const char *dir)
{
	int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	enum status st = OK;

	if (fd == -1 || fsync(fd) == -1) {
		log_error("folder.sync", "cannot sync %s: %s", dir,
		    strerror(errno));
		st = FAILED;
	}
	if (fd != -1)
		(void)close(fd);
	return st;
}
