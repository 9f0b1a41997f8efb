#include "store/store_private.h"

#include "base/log.h"
#include "store/schema.h"
#include "store/staged.h"

int64_t
store_minute(int64_t at)
{
	return at - at % 60;
}

static enum query_user
user_of(enum store_access access)
{
	switch (access) {
	case STORE_PUBLIC:
		return BY_PUBLIC;
	case STORE_COURIER:
		return BY_COURIER;
	case STORE_OFFICE:
		break;
	}
	return BY_DESK;
}

enum status
store_open(const char *dir, enum store_access access, struct store **store)
{
	const struct schema schema = schema_intake();
	struct store *opened = calloc(1, sizeof(*opened));
	enum status st;

	*store = NULL;
	if (opened == NULL)
		log_fatal("memory", "out of memory for a store");
	opened->access = access;
	st = database_open(dir, &schema, user_of(access), &opened->database);
	if (st != OK) {
		free(opened);
		return st;
	}
	opened->database.put_off = staged_insert;
	*store = opened;
	return OK;
}

enum status
store_elect(struct store *store)
{
	return database_elect(&store->database);
}

void
store_count_commits(struct store *store, struct meters_commits *commits)
{
	store->database.commits = commits;
}

void
store_close(struct store *store)
{
	if (store == NULL)
		return;
	database_close(&store->database);
	free(store->staged);
	free(store->asked);
	free(store);
}
