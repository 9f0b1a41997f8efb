#include <sysexits.h>

#include "cli/cli.h"

int
version_command(int argc, char **argv)
{
	(void)printf("fourways " FOURWAYS_VERSION
	    " (ISC), on Kore 4.1.0 (ISC), SQLite, libsodium\n");
	return EX_OK;
}
