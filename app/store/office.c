#include "store/office_private.h"

#include "base/log.h"
#include "store/connection.h"
#include "store/lock.h"
#include "store/schema.h"

/* Under the lock, so that two that start at once make one key. */
static enum status
open_head(const char *dir, struct office *office)
{
	const int lock = office->database.lock;
	enum status st = lock_wait(lock, CONNECTION_WAIT_MS);

	if (st != OK)
		return st;
	st = audit_head_open(dir, office->hash, &office->head);
	lock_drop(lock);
	if (st != OK)
		audit_head_close(&office->head);
	else
		office->database.ended = audit_ended;
	return st;
}

enum status
office_open(const char *dir, office_hash *hash, struct office **office)
{
	const struct schema schema = schema_office();
	struct office *opened = calloc(1, sizeof(*opened));
	enum status st;

	*office = NULL;
	if (opened == NULL)
		log_fatal("memory", "out of memory for an office");
	opened->hash = hash;
	st = database_open(dir, &schema, BY_OFFICE, &opened->database);
	if (st == OK && (st = open_head(dir, opened)) != OK)
		database_close(&opened->database);
	if (st == OK)
		*office = opened;
	else
		free(opened);
	return st;
}

void
office_count_commits(struct office *office, struct meters_commits *commits)
{
	office->database.commits = commits;
}

void
office_close(struct office *office)
{
	if (office == NULL)
		return;
	audit_head_close(&office->head);
	database_close(&office->database);
	free(office);
}

enum status
office_version(struct office *office, int64_t *version)
{
	return database_version(&office->database, version);
}
