#include "store/place.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>

#include <libpq-fe.h>

#include "base/file.h"
#include "base/log.h"
#include "base/text.h"

static bool
is_url(const char *text)
{
	return text_starts(text, "postgres://") ||
	    text_starts(text, "postgresql://");
}

static const char *
path_in(struct arena *arena, const char *dir)
{
	return arena_printf(arena, "%s/database", dir);
}

/* The file is no secret, and neither is a command line. */
static bool
holds_password(const char *url)
{
	PQconninfoOption *options = PQconninfoParse(url, NULL);
	bool held = false;

	for (PQconninfoOption *o = options; o != NULL && o->keyword != NULL;
	    o++)
		held |= strcmp(o->keyword, "password") == 0 &&
		    o->val != NULL;
	PQconninfoFree(options);
	return held;
}

static enum status
check_url(const char *what, const char *url)
{
	const bool has_password = is_url(url) && holds_password(url);

	if (is_url(url) && strlen(url) < PLACE_MAX &&
	    !text_has_control(url) && !has_password)
		return OK;
	if (has_password)
		log_error("store.refused", "%s holds a password; leave it out "
		    "and write it into secrets/pgpass in the data folder, as "
		    "libpq reads it", what);
	else
		log_error("store.refused", "%s does not hold a URL "
		    "like postgres://host/database", what);
	return INVALID;
}

static enum status
unreadable(const char *path)
{
	log_error("store.failed", "cannot read %s: %s", path,
	    strerror(errno));
	return FAILED;
}

enum status
place_read(const char *dir, struct arena *arena, const char **url)
{
	const char *path = path_in(arena, dir);
	char *text = arena_alloc(arena, PLACE_MAX + 1);
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	ssize_t len;

	*url = NULL;
	if (fd == -1)
		return errno == ENOENT || errno == ENOTDIR ? OK :
		    unreadable(path);
	len = read(fd, text, PLACE_MAX);
	(void)close(fd);
	if (len == -1)
		return unreadable(path);
	text[len] = '\0';
	text[strcspn(text, "\n")] = '\0';
	if (check_url(path, text) != OK)
		return INVALID;
	*url = text;
	return OK;
}

enum status
place_check(const char *url)
{
	return check_url("what is given for the database", url);
}

/* By another name first: what is there is whole. */
enum status
place_write(const char *dir, const char *url)
{
	ARENA(arena);
	const char *path = path_in(arena, dir);
	const char *part = arena_printf(arena, "%s.part", path);

	if (place_check(url) != OK)
		return INVALID;
	if (file_write(part, O_TRUNC | O_NOFOLLOW, 0600, arena_printf(arena,
	    "%s\n", url)) && rename(part, path) == 0)
		return folder_sync(dir);
	log_error("store.failed", "cannot write %s: %s", path,
	    strerror(errno));
	(void)unlink(part);
	return FAILED;
}

enum status
place_remove(const char *dir)
{
	ARENA(arena);
	const char *path = path_in(arena, dir);

	if (unlink(path) == 0 || errno == ENOENT)
		return folder_sync(dir);
	log_error("store.failed", "cannot remove %s: %s", path,
	    strerror(errno));
	return FAILED;
}
