#include "store/migrate.h"

#include <sysexits.h>

#include "base/util.h"
#include "cli/cli.h"
#include "cli/exits.h"
#include "cli/options.h"
#include "cli/setup.h"
#include "crypto/token.h"

static enum status
bring_up_to_date(const char *data)
{
	enum status st = migrate_all(data);

	return st == OK ? setup_complete(data) : st;
}

int
migrate_command(int argc, char **argv)
{
	const char *data = NULL;
	bool try = false;
	const struct option_row rows[] = {
		{ "data", &data, NULL },
		{ "try", NULL, &try },
	};
	const char *words[1];
	enum status st;

	if (!options_read(argc, argv, rows, countof(rows), words, 0))
		return EX_USAGE;
	if (data == NULL)
		data = "data";
	crypto_start();
	st = try ? migrate_try(data) : bring_up_to_date(data);
	if (st == NOT_FOUND)
		(void)fprintf(stderr, "fourways: there is no data in %s; run "
		    "\"fourways init --data %s\" first\n", data, data);
	if (st == OK)
		(void)printf(try ? "the databases in %s can be brought up to "
		    "date; nothing was changed\n" :
		    "the databases in %s are up to date\n", data);
	return exit_of_data(st);
}
