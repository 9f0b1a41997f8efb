#include "store/office_private.h"

#include "base/log.h"
#include "store/schema.h"

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
	if (st == OK)
		*office = opened;
	else
		free(opened);
	return st;
}

void
office_close(struct office *office)
{
	if (office == NULL)
		return;
	database_close(&office->database);
	free(office);
}
