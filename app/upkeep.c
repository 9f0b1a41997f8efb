#include "upkeep.h"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "cli/setup.h"
#include "store/migrate.h"
#include "vault/start.h"

/* On a server the owner's role brings them up to date, which others may not
 * take on: whose folder it is. */
static bool
office_is_closed(const char *data)
{
	ARENA(arena);
	struct stat info;

	if (access(arena_printf(arena, "%s/database", data), F_OK) == 0)
		return geteuid() != 0 && stat(data, &info) == 0 &&
		    info.st_uid != geteuid();
	return access(arena_printf(arena, "%s/office.db", data), R_OK | W_OK) ==
	    -1 && errno == EACCES;
}

static void *
keep_up(void *arg)
{
	struct upkeep *upkeep = arg;

	upkeep->status = migrate_all(upkeep->data);
	return NULL;
}

void
upkeep_start(struct upkeep *upkeep, const char *data)
{
	*upkeep = (struct upkeep){ .data = data,
		.closed = office_is_closed(data), .status = OK };
	if (upkeep->closed)
		return;
	upkeep->apart = pthread_create(&upkeep->thread, NULL, keep_up,
	    upkeep) == 0;
	if (!upkeep->apart)
		(void)keep_up(upkeep);
}

enum status
upkeep_end(struct upkeep *upkeep)
{
	if (upkeep->apart)
		(void)pthread_join(upkeep->thread, NULL);
	return upkeep->status;
}

enum status
upkeep_keys(const struct upkeep *upkeep)
{
	return upkeep->closed ? vault_start(upkeep->data) :
	    setup_complete(upkeep->data);
}
