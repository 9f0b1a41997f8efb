#include <dirent.h>
#include <fcntl.h>
#include <spawn.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <time.h>

#include "base/arena.h"
#include "base/text.h"
#include "base/util.h"
#include "cli/backup_say.h"
#include "cli/cli.h"
#include "cli/exits.h"
#include "cli/options.h"
#include "crypto/hash.h"
#include "crypto/token.h"
#include "domain/retention.h"
#include "store/backup.h"
#include "store/last_backup.h"
#include "store/old_copies.h"

enum { KEEP_DAYS = 35 };

static const int64_t day_seconds = 86400;
static const char name_start[] = "fourways-";
static const char name_end[] = ".backup";

extern char **environ;

struct backup_options {
	const char *data;
	const char *recipient; /* of age, or NULL */
	const char *given;     /* the word: a file or a folder */
	const char *path;      /* where the backup goes */
	bool folder;
};

/* ---- where it goes ---- */

static bool
is_folder(const char *path)
{
	struct stat info;

	return stat(path, &info) == 0 && S_ISDIR(info.st_mode);
}

/* In a folder it is named by the time, so that names sort by age. */
static void
choose_path(struct arena *arena, struct backup_options *o, int64_t now)
{
	o->folder = is_folder(o->given);
	o->path = !o->folder ? o->given :
	    arena_printf(arena, "%s/%s%s%s%s", o->given, name_start,
	    backup_stamp(arena, now), name_end,
	    o->recipient == NULL ? "" : ".age");
}

/* ---- those of other days ---- */

static bool
is_old(int folder, const char *name, int64_t now)
{
	struct stat info;

	return text_starts(name, name_start) &&
	    strstr(name, name_end) != NULL &&
	    fstatat(folder, name, &info, AT_SYMLINK_NOFOLLOW) == 0 &&
	    S_ISREG(info.st_mode) &&
	    info.st_mtime < now - KEEP_DAYS * day_seconds;
}

/* Whoever was erased since stands in old ones. */
static void
remove_old(const char *folder, int64_t now)
{
	DIR *listing = opendir(folder);
	struct dirent *entry;

	while (listing != NULL && (entry = readdir(listing)) != NULL)
		if (is_old(dirfd(listing), entry->d_name, now) &&
		    unlinkat(dirfd(listing), entry->d_name, 0) == 0)
			(void)printf("%s/%s: removed, it was older than %d "
			    "days\n", folder, entry->d_name, KEEP_DAYS);
	if (listing != NULL)
		(void)closedir(listing);
}

/* ---- encryption ---- */

/* age(1) does it; what it has to say goes to standard error as it is. */
static bool
encrypt(struct arena *arena, const struct backup_options *o,
    const char *plain, const char *part)
{
	char *const words[] = { arena_strdup(arena, "age"),
		arena_strdup(arena, "--recipient"),
		arena_strdup(arena, o->recipient),
		arena_strdup(arena, "--output"), arena_strdup(arena, part),
		arena_strdup(arena, plain), NULL };
	pid_t pid;
	int code = posix_spawnp(&pid, words[0], NULL, NULL, words, environ);
	int state;

	if (code != 0) {
		(void)fprintf(stderr, "fourways: age: %s; install the package "
		    "age, or leave out --recipient\n", strerror(code));
		return false;
	}
	return waitpid(pid, &state, 0) == pid && WIFEXITED(state) &&
	    WEXITSTATUS(state) == 0;
}

static enum status
put_encrypted(struct arena *arena, const struct backup_options *o,
    const char *plain)
{
	const char *part = arena_printf(arena, "%s.part", o->path);
	enum status st = FAILED;

	(void)unlink(part);
	if (encrypt(arena, o, plain, part) && chmod(part, 0600) == 0)
		st = backup_name(part, o->path);
	(void)unlink(part);
	return st;
}

/* Plain it stands in the data folder only, beside what it is a copy of. */
static enum status
write_encrypted(struct arena *arena, const struct backup_options *o,
    int64_t now, struct backup_about *about, bool *busy)
{
	const char *plain = arena_printf(arena, "%s/backup-plain", o->data);
	enum status st;

	if (access(o->path, F_OK) == 0)
		return CONFLICT;
	(void)unlink(plain); /* of one that was broken off */
	st = backup_write(o->data, plain, hash_blake2b, now, about, busy);
	if (st == OK)
		st = put_encrypted(arena, o, plain);
	if (!*busy)
		(void)unlink(plain);
	return st;
}

/* ---- the command ---- */

static int
refuse(const struct backup_options *o, enum status st, bool busy)
{
	if (busy) {
		(void)fprintf(stderr, "fourways: another backup of %s is being "
		    "made\n", o->data);
		return EX_TEMPFAIL;
	}
	if (st == CONFLICT) {
		(void)fprintf(stderr, "fourways: %s is there already, and a "
		    "backup never writes over anything; choose another "
		    "name\n", o->path);
		return EX_USAGE;
	}
	if (st == NOT_FOUND)
		(void)fprintf(stderr, "fourways: there is no data in %s\n",
		    o->data);
	return exit_of_data(st);
}

static int
run(struct arena *arena, struct backup_options *o)
{
	const int64_t now = time(NULL);
	struct backup_about about;
	bool busy = false;
	enum status st;

	choose_path(arena, o, now);
	st = o->recipient == NULL ? backup_write(o->data, o->path,
	    hash_blake2b, now, &about, &busy) :
	    write_encrypted(arena, o, now, &about, &busy);
	if (st != OK)
		return refuse(o, st, busy);
	backup_say(arena, o->path, &about);
	last_backup_note(o->data, o->path);
	if (o->folder)
		remove_old(o->given, now);
	return exit_of_data(old_copies_remove(o->data, now,
	    RETENTION_COPY_DAYS));
}

int
backup_command(int argc, char **argv)
{
	struct backup_options o = { 0 };
	const struct option_row rows[] = {
		{ "data", &o.data, NULL },
		{ "recipient", &o.recipient, NULL },
	};
	const char *words[2];
	ARENA(arena);

	if (!options_read(argc, argv, rows, countof(rows), words, 1))
		return EX_USAGE;
	o.given = words[0];
	o.data = o.data == NULL ? "data" : o.data;
	crypto_start();
	if (o.given != NULL)
		return run(arena, &o);
	(void)fprintf(stderr, "fourways: backup needs the name of the file to "
	    "write, or a folder; \"fourways help\" lists what there is\n");
	return EX_USAGE;
}
