#include "cli/check.h"

#include <errno.h>
#include <fts.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

#include "base/arena.h"
#include "base/util.h"
#include "store/last_backup.h"

/* How many files are named that are not as they should be. */
enum { NAMED_MAX = 12 };

/* ---- what is there ---- */

static const char *
path_in(const struct check *check, const char *name)
{
	return arena_printf(check->arena, "%s/%s", check->data, name);
}

static bool
is_there(const struct check *check, const char *name)
{
	return access(path_in(check, name), F_OK) == 0;
}

/* What init makes at once is there as a whole. */
static enum status
check_parts(const struct check *check)
{
	static const char *const parts[] = { "keys/public.key", "intake.db",
		"office.db" };
	const bool on_server = is_there(check, "database");
	const size_t len = on_server ? 1 : countof(parts);
	enum status st = OK;

	if (!on_server && !is_there(check, parts[1]) &&
	    !is_there(check, parts[2]))
		return check_bad("there is no data in %s; run \"fourways init "
		    "--data %s\" first", check->data, check->data);
	for (size_t i = 0; i < len; i++)
		if (!is_there(check, parts[i]))
			st = check_bad("%s is missing: %s",
			    path_in(check, parts[i]),
			    last_backup_advice(check->arena, check->data));
	return st;
}

enum status
check_folder(struct check *check)
{
	struct stat info = { 0 };

	if (stat(check->data, &info) == -1 && errno != ENOENT)
		return check_bad("%s cannot be looked at: %s", check->data,
		    strerror(errno));
	if (access(check->data, F_OK) == 0 && !S_ISDIR(info.st_mode))
		return check_bad("%s is no folder; --data names the one that "
		    "\"fourways init\" has made", check->data);
	if (access(check->data, R_OK | X_OK) == -1 && errno == EACCES)
		return check_bad("%s may not look into %s; run check as root, "
		    "or as the user whose folder it is",
		    check_user(check, geteuid()), check->data);
	check->shared = owners_of(check->data, &check->owners);
	check->data_good = check_parts(check) == OK;
	if (check->data_good && check->shared)
		check->note = "each role has a user of its own";
	return check->data_good ? OK : INVALID;
}

/* ---- who may read it ---- */

struct tour {
	const struct check *check;
	uid_t owner;   /* of the folder */
	size_t seen;
	size_t wrong;
	bool unlisted; /* a folder in it is closed to us */
};

/* Names a file that is not as it should be, but not a thousand. */
static void
name_it(struct tour *tour, const char *sentence)
{
	if (tour->wrong++ < NAMED_MAX)
		(void)check_bad("%s", sentence);
}

/* The public halves of the keys open nothing, and where the data are is no
 * secret; a group may read them. */
static mode_t
bits_of_others(const char *name)
{
	return strcmp(name, "public.key") == 0 ||
	    strcmp(name, "courier.pub") == 0 ||
	    strcmp(name, "database") == 0 ? 037 : 077;
}

static void
look_at_closed(struct tour *tour, const FTSENT *entry,
    const struct stat *info)
{
	struct arena *arena = tour->check->arena;

	if ((info->st_mode & bits_of_others(entry->fts_name)) != 0)
		name_it(tour, arena_printf(arena, "%s may be read or written "
		    "by others than its owner; run chmod %s on it",
		    entry->fts_path, S_ISDIR(info->st_mode) ? "700" : "600"));
	if (info->st_uid != tour->owner)
		name_it(tour, arena_printf(arena, "%s belongs to %s and the "
		    "folder to %s; run chown on it", entry->fts_path,
		    check_user(tour->check, info->st_uid),
		    check_user(tour->check, tour->owner)));
}

/* Of a folder that the roles share. */
static struct owners_file
wanted_of(const struct tour *tour, const FTSENT *entry,
    const struct stat *info)
{
	const struct owners *owners = &tour->check->owners;
	const bool in_keys = entry->fts_level == 2 &&
	    strcmp(entry->fts_parent->fts_name, "keys") == 0;

	if (entry->fts_level == 0)
		return (struct owners_file){ owners->admin, OWNERS_FOLDER };
	if (S_ISDIR(info->st_mode) && entry->fts_level == 1 &&
	    strcmp(entry->fts_name, "keys") == 0)
		return (struct owners_file){ owners->admin, OWNERS_KEYS };
	if (S_ISREG(info->st_mode) && (entry->fts_level == 1 || in_keys))
		return owners_file(owners, in_keys, entry->fts_name,
		    info->st_mode);
	return (struct owners_file){ owners->admin, info->st_mode & 0700 };
}

static void
look_at_shared(struct tour *tour, const FTSENT *entry,
    const struct stat *info)
{
	const struct check *check = tour->check;
	const struct owners_file wanted = wanted_of(tour, entry, info);
	const bool wrong_group = (wanted.mode & 070) != 0 &&
	    info->st_gid != check->owners.group;

	if (info->st_uid == wanted.user && !wrong_group &&
	    (info->st_mode & 0777) == wanted.mode)
		return;
	name_it(tour, arena_printf(check->arena, "%s belongs to %s%s with mode "
	    "%03o and should belong to %s with %03o; run \"fourways migrate "
	    "--data %s\" as root, which sees to it", entry->fts_path,
	    check_user(check, info->st_uid),
	    wrong_group ? ", not to the group of the roles," : "",
	    (unsigned)info->st_mode & 0777, check_user(check, wanted.user),
	    (unsigned)wanted.mode, check->data));
}

/* A link is what it leads to. */
static bool
stat_of(const FTSENT *entry, struct stat *info)
{
	if (entry->fts_info == FTS_SL || entry->fts_info == FTS_SLNONE)
		return stat(entry->fts_accpath, info) == 0;
	*info = *entry->fts_statp;
	return true;
}

static void
look_at(struct tour *tour, const FTSENT *entry)
{
	struct stat info;

	switch (entry->fts_info) {
	case FTS_DNR:
		tour->unlisted = true;
		return;
	case FTS_NS: /* gone meanwhile, for all else was listed */
	case FTS_DP:
		return;
	default:
		break;
	}
	if (!stat_of(entry, &info))
		return;
	tour->seen++;
	if (entry->fts_level == 0)
		tour->owner = info.st_uid;
	if (tour->check->shared)
		look_at_shared(tour, entry, &info);
	else
		look_at_closed(tour, entry, &info);
}

static enum status
conclude(struct check *check, const struct tour *tour)
{
	if (tour->wrong > NAMED_MAX)
		(void)check_bad("%zu more files are not as they should be",
		    tour->wrong - NAMED_MAX);
	if (tour->wrong > 0)
		return INVALID;
	if (tour->unlisted)
		return check_closed(check, "part of it");
	check->note = arena_printf(check->arena, "%zu files", tour->seen);
	return OK;
}

enum status
check_modes(struct check *check)
{
	char *root = arena_strdup(check->arena, check->data);
	char *const roots[] = { root, NULL };
	struct tour tour = { .check = check };
	FTSENT *entry;
	FTS *tree;

	if (access(check->data, R_OK | X_OK) == -1)
		return check_needs(check, "the data folder");
	tree = fts_open(roots, FTS_PHYSICAL | FTS_COMFOLLOW | FTS_NOCHDIR,
	    NULL);
	if (tree == NULL)
		return check_bad("%s cannot be listed: %s", check->data,
		    strerror(errno));
	while ((entry = fts_read(tree)) != NULL)
		look_at(&tour, entry);
	(void)fts_close(tree);
	return conclude(check, &tour);
}

/* ---- the passwords that site.yaml names ---- */

/* The courier reads them; who else does is looked at. */
static enum status
check_secret(const struct check *check, const char *key, const char *name)
{
	const char *path = *name == '/' ? name :
	    arena_printf(check->arena, "%s/%s", check->conf, name);
	struct stat info;
	struct stat folder;
	uid_t reader;

	if (stat(path, &info) == -1)
		return check_bad("%s: %s cannot be looked at: %s", key, path,
		    strerror(errno));
	if ((info.st_mode & 077) != 0)
		return check_bad("%s: %s may be read by others than its owner; "
		    "chmod 600 it", key, path);
	if (stat(check->data, &folder) == -1)
		return OK;
	reader = check->shared ? check->owners.courier : folder.st_uid;
	/* Root reads what is anybody's. */
	if (reader == 0 || info.st_uid == reader)
		return OK;
	return check_bad("%s: %s belongs to %s, and the courier, which needs "
	    "it, is %s; run chown on it", key, path,
	    check_user(check, info.st_uid), check_user(check, reader));
}

enum status
check_secrets(struct check *check)
{
	const struct settings *s = &check->settings;
	const struct {
		const char *key;
		const char *name;
	} files[] = {
		{ "smtp.password_file", s->smtp.password_file },
		{ "webhook.secret_file", s->webhook.secret_file },
		{ "caldav.password_file", s->caldav.password_file },
	};
	enum status st = OK;
	size_t count = 0;

	if (!check->settings_good)
		return check_needs(check, "site.yaml");
	for (size_t i = 0; i < countof(files); i++) {
		if (*files[i].name == '\0')
			continue;
		count++;
		if (check_secret(check, files[i].key, files[i].name) != OK)
			st = INVALID;
	}
	check->note = count == 0 ? "site.yaml names none" : NULL;
	return st;
}

/* ---- the disk ---- */

enum check_verdict
check_room_rule(struct arena *arena, int64_t free_bytes,
    int64_t database_bytes, const char **sentence)
{
	const int64_t rewrite = 2 * database_bytes;
	const char *have = check_size(arena, free_bytes);

	if (free_bytes < CHECK_ROOM_LEAST) {
		*sentence = arena_printf(arena, "%s free, less than the %s that "
		    "a site should have: make room on the disk, or move the "
		    "folder", have, check_size(arena, CHECK_ROOM_LEAST));
		return CHECK_BAD;
	}
	if (free_bytes < CHECK_ROOM_LEAST + rewrite) {
		*sentence = arena_printf(arena, "%s free, and to rewrite the "
		    "larger database, as every night, takes up to %s: make "
		    "room on the disk", have, check_size(arena, rewrite));
		return CHECK_WARN;
	}
	*sentence = arena_printf(arena, "%s free", have);
	return CHECK_GOOD;
}

/* The files are asked, for the databases may be what is wrong. */
static int64_t
larger_database(const struct check *check)
{
	static const char *const names[] = { "intake.db", "office.db" };
	int64_t bytes = 0;

	for (size_t i = 0; i < countof(names); i++) {
		struct stat info;

		if (stat(path_in(check, names[i]), &info) == 0 &&
		    info.st_size > bytes)
			bytes = info.st_size;
	}
	return bytes;
}

enum status
check_room(struct check *check)
{
	struct statvfs disk;
	const char *sentence;

	if (statvfs(check->data, &disk) == -1)
		return check_needs(check, "the data folder");
	switch (check_room_rule(check->arena,
	    (int64_t)(disk.f_bavail * disk.f_frsize), larger_database(check),
	    &sentence)) {
	case CHECK_BAD:
		return check_bad("%s: %s", check->data, sentence);
	case CHECK_WARN:
		check->warning = sentence;
		return OK;
	case CHECK_GOOD:
		break;
	}
	check->note = sentence;
	return OK;
}
