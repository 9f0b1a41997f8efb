#include "upkeep.h"

#include "cli/setup.h"
#include "store/migrate.h"
#include "vault/start.h"

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
	upkeep->data = data;
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
upkeep_keys(const char *data)
{
	enum status st;

	if ((st = setup_form_key(data)) == OK &&
	    (st = setup_courier_key(data)) == OK)
		st = vault_start(data);
	return st;
}
