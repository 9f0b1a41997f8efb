#include "ground.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <sys/stat.h>

static void
stop(const char *what)
{
	(void)fprintf(stderr, "%s: %s\n", what, strerror(errno));
	abort();
}

void
ground_make(char dir[GROUND_PATH_SIZE])
{
	const char *place = access("/dev/shm", W_OK) == 0 ? "/dev/shm" :
	    "/tmp";

	(void)snprintf(dir, GROUND_PATH_SIZE, "%s/fourways-faults-XXXXXX",
	    place);
	if (mkdtemp(dir) == NULL)
		stop(dir);
}

static DIR *
list(const char *dir)
{
	DIR *listing = opendir(dir);

	if (listing == NULL)
		stop(dir);
	return listing;
}

static bool
is_dots(const char *name)
{
	return strcmp(name, ".") == 0 || strcmp(name, "..") == 0;
}

static void
path_in(char path[512], const char *dir, const char *name)
{
	(void)snprintf(path, 512, "%s/%s", dir, name);
}

void
ground_empty(const char *dir)
{
	DIR *listing = list(dir);
	struct dirent *entry;
	char path[512];

	while ((entry = readdir(listing)) != NULL) {
		path_in(path, dir, entry->d_name);
		if (entry->d_type != DT_DIR)
			(void)unlinkat(AT_FDCWD, path, 0);
		else if (!is_dots(entry->d_name))
			ground_empty(path);
	}
	(void)closedir(listing);
}

void
ground_remove(const char *dir)
{
	DIR *listing = list(dir);
	struct dirent *entry;
	char path[512];

	ground_empty(dir);
	while ((entry = readdir(listing)) != NULL) {
		path_in(path, dir, entry->d_name);
		if (entry->d_type == DT_DIR && !is_dots(entry->d_name))
			ground_remove(path);
	}
	(void)closedir(listing);
	if (rmdir(dir) == -1)
		stop(dir);
}

static void
copy_file(const char *from, const char *to)
{
	static char bytes[1 << 16];
	int in = openat(AT_FDCWD, from, O_RDONLY);
	int out = openat(AT_FDCWD, to, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	ssize_t got;

	if (in == -1 || out == -1)
		stop(from);
	while ((got = read(in, bytes, sizeof(bytes))) > 0)
		if (write(out, bytes, (size_t)got) != got)
			stop(to);
	(void)close(in);
	(void)close(out);
}

static void
copy_into(const char *from, const char *to)
{
	DIR *listing = list(from);
	struct dirent *entry;
	char path[512];
	char target[512];

	while ((entry = readdir(listing)) != NULL) {
		path_in(path, from, entry->d_name);
		path_in(target, to, entry->d_name);
		if (entry->d_type != DT_DIR) {
			copy_file(path, target);
		} else if (!is_dots(entry->d_name)) {
			(void)mkdir(target, 0700);
			copy_into(path, target);
		}
	}
	(void)closedir(listing);
}

void
ground_copy(const char *from, const char *to)
{
	ground_empty(to);
	copy_into(from, to);
}

long
ground_setting(const char *name, long brief, long in_full)
{
	const char *text = getenv(name);
	const char *faults = getenv("FAULTS");
	long number;

	if (text == NULL || *text == '\0')
		return faults != NULL && strcmp(faults, "long") == 0 ? in_full :
		    brief;
	errno = 0;
	number = strtol(text, NULL, 10);
	if (errno != 0 || number <= 0) {
		(void)fprintf(stderr, "%s=%s is no number of times\n", name,
		    text);
		exit(64);
	}
	return number;
}
