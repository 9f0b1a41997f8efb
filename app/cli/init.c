#include <sysexits.h>

#include "base/arena.h"
#include "base/util.h"
#include "cli/ask.h"
#include "cli/cli.h"
#include "cli/exits.h"
#include "cli/new_passphrase.h"
#include "cli/options.h"
#include "cli/paper.h"
#include "cli/setup.h"
#include "domain/booking.h"

struct init_options {
	const char *data;
	const char *email;
	const char *passphrase_file;
	const char *recovery_file;
	const char *database;
};

static int
refuse(const char *why)
{
	(void)fprintf(stderr, "fourways: %s\n", why);
	return EX_DATAERR;
}

static int
create(struct arena *arena, const struct init_options *o,
    const char *passphrase)
{
	struct setup setup = { o->data, o->email, passphrase,
		&passphrase_cost_production, o->database };
	char recovery[RECOVERY_TEXT_SIZE];
	struct paper paper;
	enum status st;
	int code = paper_open(o->recovery_file, &paper);

	if (code != EX_OK)
		return code;
	st = setup_create(&setup, recovery);
	if (st == CONFLICT)
		(void)fprintf(stderr, o->database == NULL ?
		    "fourways: %s holds data already; choose another "
		    "--data\n" :
		    "fourways: %s holds data already, or the server has a "
		    "schema intake or office; choose others\n", o->data);
	if (st != OK) {
		paper_drop(&paper);
		return exit_of_data(st);
	}
	code = paper_write(arena, &paper, recovery);
	crypto_wipe(recovery, sizeof(recovery));
	if (code == EX_OK)
		(void)printf("%s is ready; next: fourways serve --data %s\n",
		    o->data, o->data);
	return code;
}

int
init_command(int argc, char **argv)
{
	struct init_options o = { 0 };
	const struct option_row rows[] = {
		{ "data", &o.data, NULL },
		{ "email", &o.email, NULL },
		{ "passphrase-file", &o.passphrase_file, NULL },
		{ "recovery-file", &o.recovery_file, NULL },
		{ "database", &o.database, NULL },
	};
	const char *words[1];
	const char *passphrase;
	ARENA(arena);

	if (!options_read(argc, argv, rows, countof(rows), words, 0))
		return EX_USAGE;
	if (o.data == NULL)
		o.data = "data";
	if (o.email == NULL &&
	    ask_line(arena, "E-mail address of the owner:", &o.email) != OK)
		return EX_USAGE;
	if (!email_is_valid(o.email))
		return refuse("--email is not an e-mail address we accept; "
		    "write it as name@example.org");
	if (new_passphrase(arena, o.passphrase_file, "Passphrase",
	    &passphrase) != OK)
		return EX_DATAERR;
	return create(arena, &o, passphrase);
}
