#include <sysexits.h>

#include "cli/cli.h"
#include "cli/options.h"

int
version_command(int argc, char **argv)
{
	const char *words[1];

	if (!options_read(argc, argv, NULL, 0, words, 0))
		return EX_USAGE;
	(void)printf("fourways " FOURWAYS_VERSION
	    " (ISC), on Kore 4.1.0 (ISC), SQLite, libsodium\n");
	return EX_OK;
}
