#ifndef CLI_DEMO_H
#define CLI_DEMO_H

#include <stddef.h>
#include <stdint.h>

#include "base/status.h"

struct assessment;
struct settings;

/*
 * The demonstration: an empty data folder filled with an admin whose
 * passphrase everybody knows and with leads that are visibly invented
 * (demo_plan.h). All that happened is stored by the functions that store it on
 * a real site, each at its own time. cli/demo_folder.h says how the folder is
 * known again and put back to the beginning.
 */
struct demo {
	const struct settings *settings;
	const struct assessment *assessment;
	const char *public_url; /* for letters, no slash at the end */
	const char *admin_url;
	size_t leads;           /* DEMO_NAMED or more, DEMO_LEADS at most */
	int64_t now;            /* by the clock the site goes by */
};

/*
 * Creates and fills DIR. OK; CONFLICT when DIR holds databases already (they
 * are left as they are); other statuses as migrate_create.
 */
enum status demo_create(const struct demo *demo, const char *dir);

/* Says the login of the demonstration on standard output. */
void demo_announce(void);

#endif
