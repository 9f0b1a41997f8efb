#include "cli/stopped.h"

#include <stdio.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/util.h"
#include "store/instance.h"

static const char *const roles[STOPPED_ROLES] = { "public", "admin",
	"courier", "backup" };

struct stopped
stopped_none(void)
{
	return (struct stopped){ .locks = { -1, -1, -1, -1 } };
}

int
stopped_take(const char *data, struct stopped *stopped)
{
	*stopped = stopped_none();
	for (size_t i = 0; i < countof(roles); i++) {
		enum status st = store_instance_lock(data, roles[i],
		    &stopped->locks[i]);

		if (st == CONFLICT) {
			(void)fprintf(stderr, "fourways: %s is in use (%s); "
			    "stop it first\n", data, roles[i]);
			return EX_TEMPFAIL;
		}
		if (st != OK)
			return EX_IOERR;
	}
	return EX_OK;
}

void
stopped_give(struct stopped *stopped)
{
	for (size_t i = 0; i < countof(roles); i++)
		if (stopped->locks[i] != -1)
			(void)close(stopped->locks[i]);
}
