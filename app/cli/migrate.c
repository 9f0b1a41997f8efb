#include "store/migrate.h"

#include <sysexits.h>
#include <time.h>

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
#include "store/house.h"

static enum status
bring_up_to_date(const char *data)
{
	enum status st = migrate_all(data);

	return st == OK ? setup_complete(data) : st;
}

static void
say_none(const char *data)
{
	(void)fprintf(stderr, "fourways: there is no data in %s; run "
	    "\"fourways init --data %s\" first\n", data, data);
}

/* ---- moving house ---- */

static bool
is_files(const char *to)
{
	return strcmp(to, "files") == 0;
}

static void
say_conflict(const char *data, const char *to)
{
	(void)fprintf(stderr, is_files(to) ?
	    "fourways: the data of %s are in files already\n" :
	    "fourways: the data of %s are on a server already, or that server "
	    "has a schema intake or office: move to files first, or choose "
	    "another database\n", data);
}

static void
say_moved(const char *data, const char *to, const struct moved *moved)
{
	(void)printf("moved %lld rows, %lld leads; read again at both ends "
	    "and found equal, digest ", (long long)moved->rows,
	    (long long)moved->leads);
	for (size_t i = 0; i < sizeof(moved->digest); i++)
		(void)printf("%02x", moved->digest[i]);
	(void)printf(is_files(to) ?
	    "\nthe data of %s are in files; the schemas on the server stay "
	    "until you drop them: DROP SCHEMA intake, office CASCADE\n" :
	    "\nthe data of %s are on the server; the files are kept for some "
	    "days as *.before-restore-*\n", data);
	(void)printf("write \"database: %s\" into site.yaml, then start the "
	    "site again\n", is_files(to) ? "\"\"" : to);
}

static enum status
move_stopped(const char *data, const char *to)
{
	ARENA(arena);
	const char *stamp = backup_stamp(arena, time(NULL));
	struct moved moved;
	enum status st = is_files(to) ?
	    house_to_files(data, hash_blake2b, stamp, &moved) :
	    house_to_server(data, to, hash_blake2b, stamp, &moved);

	if (st == CONFLICT)
		say_conflict(data, to);
	if (st == NOT_FOUND)
		say_none(data);
	if (st == OK)
		st = setup_complete(data);
	if (st == OK)
		say_moved(data, to, &moved);
	return st;
}

static int
move(const char *data, const char *to)
{
	struct stopped stopped = stopped_none();
	int code = stopped_take(data, &stopped);

	if (code == EX_OK)
		code = exit_of_data(move_stopped(data, to));
	stopped_give(&stopped);
	return code;
}

/* ---- the command ---- */

static int
up_to_date(const char *data, bool try)
{
	enum status st = try ? migrate_try(data) : bring_up_to_date(data);

	if (st == NOT_FOUND)
		say_none(data);
	if (st == OK)
		(void)printf(try ? "the databases in %s can be brought up to "
		    "date; nothing was changed\n" :
		    "the databases in %s are up to date\n", data);
	return exit_of_data(st);
}

int
migrate_command(int argc, char **argv)
{
	const char *data = NULL;
	const char *to = NULL;
	bool try = false;
	const struct option_row rows[] = {
		{ "data", &data, NULL },
		{ "to", &to, NULL },
		{ "try", NULL, &try },
	};
	const char *words[1];

	if (!options_read(argc, argv, rows, countof(rows), words, 0))
		return EX_USAGE;
	if (data == NULL)
		data = "data";
	if (to != NULL && try) {
		(void)fprintf(stderr, "fourways: --try says nothing of --to; "
		    "leave one of them out\n");
		return EX_USAGE;
	}
	crypto_start();
	return to == NULL ? up_to_date(data, try) : move(data, to);
}
