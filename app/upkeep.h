#ifndef UPKEEP_H
#define UPKEEP_H

#include <pthread.h>
#include <stdbool.h>

#include "base/status.h"

/*
 * What a folder of data needs before anybody is served from it. The databases
 * are looked through and brought up to date on a thread of its own, for that
 * takes about as long as all that is read from files, and neither needs the
 * other.
 */
struct upkeep {
	const char *data;
	pthread_t thread;
	bool closed; /* to this user, but for what the role needs */
	bool apart;
	enum status status;
};

/*
 * Begins migrate_all; data stays the caller's until the end. Where the roles
 * have users of their own (store/owners.h) and this one may not open office.db,
 * nothing is done but closed set: "fourways migrate" has done for this role
 * what only the desk's user may, and a database that is not up to date is
 * refused as it is opened.
 */
void upkeep_start(struct upkeep *upkeep, const char *data);

/* Waits for it. What migrate_all answers; OK where it is closed. */
enum status upkeep_end(struct upkeep *upkeep);

/* After it: setup_complete, of which a role that is closed out does vault_start
 * alone. Its statuses. */
enum status upkeep_keys(const struct upkeep *upkeep);

#endif
