#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <time.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/util.h"
#include "cli/backup_say.h"
#include "cli/cli.h"
#include "cli/exits.h"
#include "cli/options.h"
#include "cli/setup.h"
#include "cli/stopped.h"
#include "crypto/hash.h"
#include "crypto/token.h"
#include "store/backup.h"
#include "store/deeds.h"
#include "store/erasures.h"
#include "store/house.h"
#include "store/migrate.h"
#include "store/owners.h"
#include "store/store.h"
#include "vault/start.h"

enum { KEY_FILE_MAX = 512 };

struct restore {
	struct arena *arena;
	const char *path;
	const char *data;
	const char *work; /* the folder it is unpacked into */
	int64_t now;
	struct backup_about about;
	int64_t again; /* how many were erased again */
	bool there;    /* databases were, before */
	struct stopped stopped;
};

static const char *
in_data(const struct restore *r, const char *name)
{
	return arena_printf(r->arena, "%s/%s", r->data, name);
}

/* ---- the folder ---- */

static int
open_folder(struct restore *r)
{
	if (mkdir(r->data, 0700) == -1 && errno != EEXIST) {
		(void)fprintf(stderr, "fourways: %s: %s\n", r->data,
		    strerror(errno));
		return EX_IOERR;
	}
	return stopped_take(r->data, &r->stopped);
}

/* ---- the key ---- */

/* A key file's text, or "" where there is none. */
static const char *
key_text(struct restore *r, const char *path)
{
	char *text = arena_alloc(r->arena, KEY_FILE_MAX);
	FILE *file = fopen(path, "re");

	if (file != NULL && fgets(text, KEY_FILE_MAX, file) == NULL)
		*text = '\0';
	if (file != NULL)
		(void)fclose(file);
	return text;
}

/* A backup of another site must not take this one's place. */
static enum status
check_key(struct restore *r)
{
	const char *here = in_data(r, "keys/public.key");
	const char *ours = key_text(r, here);
	const char *theirs = key_text(r, arena_printf(r->arena,
	    "%s/keys/public.key", r->work));

	if (*ours == '\0' || strcmp(ours, theirs) == 0)
		return OK;
	(void)fprintf(stderr, "fourways: %s is of a site with another key "
	    "than %s. If it is this site's, from before its key was rotated, "
	    "move that file away and restore again: the passphrases of then "
	    "count\n", r->path, here);
	return CONFLICT;
}

/* The public key; the secret ones were in no backup and are made anew where
 * they are not here any more. */
static enum status
put_keys(struct restore *r)
{
	const char *here = in_data(r, "keys/public.key");
	enum status st;

	if (mkdir(in_data(r, "keys"), 0700) == -1 && errno != EEXIST)
		return FAILED;
	if (access(here, F_OK) == -1 && rename(arena_printf(r->arena,
	    "%s/keys/public.key", r->work), here) == -1)
		return FAILED;
	if ((st = setup_form_key(r->data)) != OK)
		return st;
	return setup_courier_key(r->data);
}

/* ---- who was erased since ---- */

static enum status
apply(struct restore *r, struct store *restored, const struct erasures *list)
{
	int64_t again = 0;
	enum status st = store_erasures_apply(restored, list, r->now, &again);

	r->again += again;
	return st;
}

static enum status
apply_store(struct restore *r, struct store *restored)
{
	struct erasures list;
	struct store *store;
	enum status st = store_open(r->data, STORE_OFFICE, &store);

	if (st == OK && (st = store_erasures(store, r->arena, &list)) == OK)
		st = apply(r, restored, &list);
	store_close(store);
	return st;
}

static enum status
apply_office(struct restore *r, struct store *restored, const char *dir)
{
	struct erasures list;
	struct office *office;
	enum status st = office_open(dir, hash_blake2b, &office);

	if (st == OK && (st = office_erasures(office, r->arena, &list)) == OK)
		st = apply(r, restored, &list);
	office_close(office);
	return st;
}

/* Each of the two databases here has the whole list, so one is enough; where
 * there is none any more, there is nothing to go by. */
static void
apply_current(struct restore *r, struct store *restored)
{
	bool read;

	if (!r->there)
		return;
	/* Brought up to date, an older program's list is read as well. */
	if (migrate_all(r->data) != OK)
		(void)fprintf(stderr, "fourways: of the list in %s of whom "
		    "was erased, what can be read is used\n", r->data);
	read = apply_store(r, restored) == OK;
	read |= apply_office(r, restored, r->data) == OK;
	if (!read)
		(void)fprintf(stderr, "fourways: the databases in %s cannot "
		    "be read any more: whoever was erased since this backup "
		    "is back and must be erased again\n", r->data);
}

static enum status
erase_again(struct restore *r)
{
	struct store *restored;
	enum status st = store_open(r->work, STORE_OFFICE, &restored);

	if (st == OK && (st = apply_office(r, restored, r->work)) == OK)
		apply_current(r, restored);
	store_close(restored);
	return st;
}

/* ---- the steps ---- */

/* The unpacked copy becomes what this program would start with. */
static enum status
prepare(struct restore *r)
{
	enum status st;

	r->there = access(in_data(r, "intake.db"), F_OK) == 0 ||
	    access(in_data(r, "office.db"), F_OK) == 0 ||
	    access(in_data(r, "database"), F_OK) == 0;
	backup_folder_remove(r->work);
	st = backup_unpack(r->path, r->work, hash_blake2b, &r->about);
	if (st == NOT_FOUND) {
		(void)fprintf(stderr, "fourways: there is no file %s\n",
		    r->path);
		return INVALID;
	}
	if (st == OK && (st = check_key(r)) == OK &&
	    (st = migrate_all(r->work)) == OK &&
	    (st = vault_start(r->work)) == OK)
		st = erase_again(r);
	return st;
}

/* The audit log goes on from where the backup has it, and says so; then the
 * office learns who was erased again. */
static enum status
take_up(struct restore *r)
{
	struct office *office;
	struct store *store = NULL;
	int64_t taken;
	enum status st = office_open(r->data, hash_blake2b, &office);

	if (st == OK &&
	    (st = office_audit_restored(office, r->now)) == OK &&
	    (st = store_open(r->data, STORE_OFFICE, &store)) == OK)
		st = office_take_deeds(office, store, &taken);
	store_close(store);
	office_close(office);
	return st == OK ? vault_start(r->data) : st;
}

/* Two within a second must not share the names of what they keep. */
static const char *
free_stamp(struct restore *r)
{
	const char *time = backup_stamp(r->arena, r->now);
	const char *stamp = time;

	for (int i = 2; access(in_data(r, arena_printf(r->arena,
	    "intake.db.before-restore-%s", stamp)), F_OK) == 0 ||
	    access(in_data(r, arena_printf(r->arena,
	    "office.db.before-restore-%s", stamp)), F_OK) == 0; i++)
		stamp = arena_printf(r->arena, "%s-%d", time, i);
	return stamp;
}

static enum status
restore(struct restore *r)
{
	enum status st;

	if ((st = prepare(r)) == OK &&
	    (st = house_put_in_place(r->work, r->data, hash_blake2b,
	    free_stamp(r))) == OK &&
	    (st = put_keys(r)) == OK &&
	    (st = take_up(r)) == OK)
		st = owners_restore(r->data);
	backup_folder_remove(r->work);
	return st;
}

static void
report(struct restore *r)
{
	backup_say(r->arena, r->path, &r->about);
	if (r->again > 0)
		(void)printf("%lld who had been erased since were erased "
		    "again\n", (long long)r->again);
	(void)printf("%s is restored; next: fourways check --data %s\n",
	    r->data, r->data);
	if (r->there)
		(void)printf("what was there is kept as *.before-restore-* "
		    "for some days, on a server as schemas of other names\n");
}

static int
run(struct restore *r)
{
	enum status st = FAILED;
	int code = open_folder(r);

	if (code == EX_OK) {
		st = restore(r);
		code = exit_of_data(st);
	}
	stopped_give(&r->stopped);
	if (st == OK)
		report(r);
	return code;
}

int
restore_command(int argc, char **argv)
{
	const char *data = NULL;
	const struct option_row rows[] = { { "data", &data, NULL } };
	const char *words[2];
	ARENA(arena);

	if (!options_read(argc, argv, rows, countof(rows), words, 1))
		return EX_USAGE;
	data = data == NULL ? "data" : data;
	crypto_start();
	if (words[0] != NULL)
		return run(&(struct restore){ .arena = arena,
			.path = words[0], .data = data,
			.stopped = stopped_none(),
			.work = arena_printf(arena, "%s/restore-work", data),
			.now = time(NULL) });
	(void)fprintf(stderr, "fourways: restore needs the file of a backup; "
	    "\"fourways help\" lists what there is\n");
	return EX_USAGE;
}
