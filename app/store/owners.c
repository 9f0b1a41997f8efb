#include "store/owners.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"
#include "base/util.h"

enum whose { ADMIN = 1, PUBLIC, COURIER };

enum { SHARED = 1, MADE = 2 };

struct rule {
	const char *name;
	enum whose whose;
	mode_t mode;
	int how; /* SHARED: the group's; MADE: where it is not there */
};

/* The log and its index stay where they are (connection.c): the public role
 * may not make them. */
static const struct rule in_folder[] = {
	{ "intake.db", ADMIN, 0660, SHARED },
	{ "intake.db-wal", ADMIN, 0660, SHARED | MADE },
	{ "intake.db-shm", ADMIN, 0660, SHARED | MADE },
	{ "intake.lock", ADMIN, 0660, SHARED | MADE },
	{ "database", ADMIN, 0440, SHARED },
	{ "public.lock", PUBLIC, 0600, MADE },
	{ "public.pid", PUBLIC, 0600, MADE },
	{ "courier.lock", COURIER, 0600, MADE },
	{ "public.meters", PUBLIC, 0640, SHARED | MADE },
	{ "courier.meters", COURIER, 0640, SHARED | MADE },
};

static const struct rule in_keys[] = {
	{ "public.key", ADMIN, 0440, SHARED },
	{ "courier.pub", ADMIN, 0440, SHARED },
	{ "form.key", PUBLIC, 0400, 0 },
	{ "courier.key", COURIER, 0400, 0 },
};

static enum status
failed(const char *what, const char *name)
{
	log_error("owners.failed", "cannot %s %s: %s", what, name,
	    strerror(errno));
	return FAILED;
}

static uid_t
user_of(const struct owners *owners, enum whose whose)
{
	switch (whose) {
	case PUBLIC:
		return owners->public;
	case COURIER:
		return owners->courier;
	case ADMIN:
		break;
	}
	return owners->admin;
}

static const struct rule *
rule_of(const char *name, const struct rule *rules, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (strcmp(rules[i].name, name) == 0)
			return &rules[i];
	return NULL;
}

static struct owners_file
file_of(const struct owners *owners, const struct rule *rule, mode_t mode)
{
	if (rule == NULL)
		return (struct owners_file){ owners->admin, mode & 0700 };
	return (struct owners_file){ user_of(owners, rule->whose),
		rule->mode };
}

struct owners_file
owners_file(const struct owners *owners, bool is_key, const char *name,
    mode_t mode)
{
	return file_of(owners, is_key ?
	    rule_of(name, in_keys, countof(in_keys)) :
	    rule_of(name, in_folder, countof(in_folder)), mode);
}

/* The mode last: with the owner it could be lost. */
static enum status
give(int fd, const char *name, uid_t user, gid_t group, mode_t mode)
{
	if (fchown(fd, user, group) == -1)
		return failed("change the owner of", name);
	if (fchmod(fd, mode) == -1)
		return failed("change the mode of", name);
	return OK;
}

static enum status
give_file(int fd, const char *name, const struct rule *rule,
    const struct owners *owners)
{
	struct owners_file file;
	struct stat info;

	if (fstat(fd, &info) == -1)
		return failed("look at", name);
	/* By another name it could be anybody's file. */
	if (!S_ISREG(info.st_mode) || info.st_nlink != 1)
		return OK;
	file = file_of(owners, rule, info.st_mode);
	return give(fd, name, file.user, owners->group, file.mode);
}

/* A name that leads elsewhere is nothing of ours. */
static enum status
give_name(int dir, const char *name, const struct rule *rule,
    const struct owners *owners)
{
	int made = rule != NULL && (rule->how & MADE) != 0 ? O_CREAT : 0;
	int fd = openat(dir, name, O_RDWR | O_NOFOLLOW | O_NONBLOCK |
	    O_CLOEXEC | made, 0600);
	enum status st;

	if (fd == -1)
		return errno == ELOOP || errno == ENOENT || errno == EISDIR ||
		    errno == ENXIO ? OK : failed("open", name);
	st = give_file(fd, name, rule, owners);
	(void)close(fd);
	return st;
}

static enum status
give_all(int dir, const struct rule *rules, size_t len,
    const struct owners *owners)
{
	int copy = dup(dir); /* closedir closes it */
	DIR *listing = copy == -1 ? NULL : fdopendir(copy);
	struct dirent *entry;
	enum status st = OK;

	if (listing == NULL)
		return failed("list", "the folder");
	rewinddir(listing);
	while (st == OK && (entry = readdir(listing)) != NULL)
		if (entry->d_type == DT_REG)
			st = give_name(dir, entry->d_name,
			    rule_of(entry->d_name, rules, len), owners);
	(void)closedir(listing);
	for (size_t i = 0; st == OK && i < len; i++)
		if ((rules[i].how & MADE) != 0)
			st = give_name(dir, rules[i].name, &rules[i], owners);
	return st;
}

/* A folder and what is in it. */
static enum status
settle_folder(int fd, const char *name, mode_t mode, const struct rule *rules,
    size_t len, const struct owners *owners)
{
	enum status st;

	if (fd == -1)
		return failed("open", name);
	st = give(fd, name, owners->admin, owners->group, mode);
	if (st == OK)
		st = give_all(fd, rules, len, owners);
	return st;
}

enum status
owners_settle(const char *dir, const struct owners *owners)
{
	static const int how = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
	int fd = open(dir, how);
	int keys = -1;
	enum status st = settle_folder(fd, dir, OWNERS_FOLDER, in_folder,
	    countof(in_folder), owners);

	if (st == OK) {
		keys = openat(fd, "keys", how);
		st = settle_folder(keys, "keys", OWNERS_KEYS, in_keys,
		    countof(in_keys), owners);
	}
	if (keys != -1)
		(void)close(keys);
	if (fd != -1)
		(void)close(fd);
	return st;
}

static bool
find_user(const char *name, uid_t *user)
{
	const struct passwd *found = getpwnam(name);

	if (found != NULL)
		*user = found->pw_uid;
	return found != NULL;
}

bool
owners_of(const char *dir, struct owners *owners)
{
	const struct group *group = getgrnam("fourways");
	struct stat info;

	*owners = (struct owners){ 0 };
	if (group == NULL || stat(dir, &info) == -1)
		return false;
	owners->group = group->gr_gid;
	return find_user("fourways-admin", &owners->admin) &&
	    find_user("fourways-public", &owners->public) &&
	    find_user("fourways-courier", &owners->courier) &&
	    info.st_uid == owners->admin;
}

enum status
owners_restore(const char *dir)
{
	struct owners owners;

	if (geteuid() != 0 || !owners_of(dir, &owners))
		return OK;
	return owners_settle(dir, &owners);
}
