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
	bool apart;
	enum status status;
};

/* Begins migrate_all; data stays the caller's until the end. */
void upkeep_start(struct upkeep *upkeep, const char *data);

/* Waits for it. What migrate_all answers. */
enum status upkeep_end(struct upkeep *upkeep);

/* The keys and what depends on them, once the databases are up to date:
 * statuses of setup_form_key, setup_courier_key and vault_start. */
enum status upkeep_keys(const char *data);

#endif
