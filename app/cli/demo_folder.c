#include "cli/demo_folder.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/file.h"
#include "base/log.h"
#include "base/text.h"
#include "calendar/instant.h"
#include "calendar/zone.h"
#include "cli/demo.h"
#include "store/backup.h"

static const char first_line[] = "a demonstration of Fourways: all in this "
    "folder is put back to the beginning every night";

enum { FILE_MAX = 512 };

static const char *
mark_path(struct arena *arena, const char *dir)
{
	return arena_printf(arena, "%s/demonstration", dir);
}

/* A small file's text without its end, or "". */
static const char *
read_text(struct arena *arena, const char *path)
{
	char *text = arena_alloc(arena, FILE_MAX);
	FILE *file = fopen(path, "re");

	if (file == NULL)
		return "";
	text[fread(text, 1, FILE_MAX - 1, file)] = '\0';
	(void)fclose(file);
	return text_trim(arena, text);
}

static const char *
public_key(struct arena *arena, const char *dir)
{
	return read_text(arena, arena_printf(arena, "%s/keys/public.key",
	    dir));
}

enum status
demo_mark(const char *dir, int64_t now)
{
	ARENA(arena);
	const char *path = mark_path(arena, dir);
	char made[INSTANT_TEXT_SIZE];

	instant_format(now, made);
	if (file_write(path, O_EXCL, 0600, arena_printf(arena,
	    "%s\nmade %s\nkey %s\n", first_line, made,
	    public_key(arena, dir))))
		return folder_sync(dir);
	log_error("demo.mark", "%s: %s", path, strerror(errno));
	return FAILED;
}

/* ---- knowing it again ---- */

/* What stands behind "word " at the beginning of a line, or "". */
static const char *
line_of(struct arena *arena, const char *text, const char *word)
{
	const char *at = strstr(text, arena_printf(arena, "\n%s ", word));

	if (at == NULL)
		return "";
	at += strlen(word) + 2;
	return arena_strndup(arena, at, strcspn(at, "\n"));
}

static bool
has_databases(struct arena *arena, const char *dir)
{
	return access(arena_printf(arena, "%s/intake.db", dir), F_OK) == 0 ||
	    access(arena_printf(arena, "%s/office.db", dir), F_OK) == 0;
}

/* Why a folder is not to be touched, or NULL. */
static const char *
problem_of(struct arena *arena, const char *dir, int64_t *made_at)
{
	const char *mark = read_text(arena, mark_path(arena, dir));

	if (*mark == '\0')
		return "was not made by --demo";
	if (!text_starts(mark, first_line) ||
	    instant_parse(line_of(arena, mark, "made"), made_at) != OK)
		return "has a file \"demonstration\" that this program did "
		    "not write";
	if (strcmp(line_of(arena, mark, "key"), public_key(arena, dir)) != 0)
		return "has another key than when --demo made it";
	return NULL;
}

enum status
demo_check(const char *dir, int64_t *made_at)
{
	ARENA(arena);
	const char *problem;

	*made_at = 0;
	if (!has_databases(arena, dir))
		return NOT_FOUND;
	if ((problem = problem_of(arena, dir, made_at)) == NULL)
		return OK;
	(void)fprintf(stderr, "fourways: %s %s, and a demonstration is put "
	    "back to the beginning every night; choose another --data, or "
	    "serve it without --demo\n", dir, problem);
	return DENIED;
}

int64_t
demo_reset_after(const struct zone *zone, int64_t at)
{
	const int64_t day = zone_day(zone, at);
	const int64_t reset = zone_on_day(zone, day, DEMO_RESET_MINUTE);

	return reset > at ? reset :
	    zone_on_day(zone, day + 1, DEMO_RESET_MINUTE);
}

/* ---- making it anew ---- */

const char *
demo_beside(struct arena *arena, const char *dir)
{
	return arena_printf(arena, "%s.anew", dir);
}

/* What a try that was cut off has left has no whole mark perhaps, so it is
 * known by a name that nobody else would give. */
static enum status
clear(struct arena *arena, const char *beside)
{
	int64_t made_at;

	if (access(beside, F_OK) == -1)
		return OK;
	if (access(arena_printf(arena, "%s/demonstration.begun", beside),
	    F_OK) == 0 || problem_of(arena, beside, &made_at) == NULL)
		backup_folder_remove(beside);
	if (access(beside, F_OK) == -1)
		return OK;
	log_error("demo.renew", "%s is in the way; move it to another place",
	    beside);
	return CONFLICT;
}

static enum status
begin(struct arena *arena, const char *beside)
{
	const char *path = arena_printf(arena, "%s/demonstration.begun",
	    beside);

	if (mkdir(beside, 0700) == 0 &&
	    file_write(path, O_EXCL, 0600, first_line))
		return OK;
	log_error("demo.renew", "%s: %s", beside, strerror(errno));
	return FAILED;
}

enum status
demo_renew(const struct demo *demo, const char *dir)
{
	ARENA(arena);
	const char *beside = demo_beside(arena, dir);
	int64_t made_at;
	enum status st = demo_check(dir, &made_at);

	if (st != OK)
		return st == NOT_FOUND ? DENIED : st;
	if ((st = clear(arena, beside)) == OK &&
	    (st = begin(arena, beside)) == OK &&
	    (st = demo_create(demo, beside)) == OK)
		(void)unlink(arena_printf(arena, "%s/demonstration.begun",
		    beside));
	return st;
}

/* ---- changing places ---- */

static enum status
exchange(struct arena *arena, const char *dir, const char *beside)
{
	char *parent = arena_strdup(arena, dir);
	char *slash = strrchr(parent, '/');

	if (renameat2(AT_FDCWD, beside, AT_FDCWD, dir, RENAME_EXCHANGE) ==
	    -1) {
		log_error("demo.swap", "%s and %s cannot change places: %s",
		    beside, dir, strerror(errno));
		return FAILED;
	}
	if (slash == NULL)
		return folder_sync(".");
	slash[slash == parent] = '\0';
	return folder_sync(parent);
}

enum status
demo_swap(const char *dir)
{
	ARENA(arena);
	const char *beside = demo_beside(arena, dir);
	int64_t made_at;
	enum status st;

	if (demo_check(dir, &made_at) != OK ||
	    demo_check(beside, &made_at) != OK)
		return DENIED;
	if ((st = exchange(arena, dir, beside)) != OK)
		return st;
	backup_folder_remove(beside);
	if (access(beside, F_OK) == 0)
		log_warn("demo.swap", "%s holds what is not the "
		    "demonstration's; move it to another place, or the next "
		    "reset fails", beside);
	return OK;
}
