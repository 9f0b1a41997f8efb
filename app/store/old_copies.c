#include "store/old_copies.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <sys/stat.h>

#include "base/log.h"
#include "base/text.h"
#include "store/schema.h"

static const int64_t day_seconds = 86400;

/* "intake.db.before-5" */
static bool
is_copy_of(const char *name, const struct schema *schema)
{
	static const char behind[] = ".before-";
	const size_t len = strlen(schema->file);

	return text_starts(name, schema->file) &&
	    text_starts(name + len, behind);
}

static bool
is_copy(const char *name)
{
	const struct schema intake = schema_intake();
	const struct schema office = schema_office();

	return is_copy_of(name, &intake) || is_copy_of(name, &office);
}

static enum status
failed(const char *what, const char *name)
{
	log_error("store.failed", "cannot %s %s: %s", what, name,
	    strerror(errno));
	return FAILED;
}

static enum status
remove_if_old(int dir, const char *name, int64_t before)
{
	struct stat info;

	if (fstatat(dir, name, &info, AT_SYMLINK_NOFOLLOW) == -1)
		return errno == ENOENT ? OK : failed("look at", name);
	if (!S_ISREG(info.st_mode) || info.st_mtime > before)
		return OK;
	if (unlinkat(dir, name, 0) == -1 && errno != ENOENT)
		return failed("remove", name);
	log_info("store.copy_removed", "%s", name);
	return OK;
}

enum status
old_copies_remove(const char *dir, int64_t now, int days)
{
	DIR *listing = opendir(dir);
	struct dirent *entry;
	enum status st = OK;

	if (listing == NULL)
		return failed("list", dir);
	while (st == OK && (entry = readdir(listing)) != NULL)
		if (is_copy(entry->d_name))
			st = remove_if_old(dirfd(listing), entry->d_name,
			    now - days * day_seconds);
	(void)closedir(listing);
	return st;
}
