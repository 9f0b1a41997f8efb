#include "store/public_access.h"

#include <stdbool.h>
#include <stddef.h>

#include "base/util.h"

/* What a table, or for SQLITE_FUNCTION a function, may be used for; updates
 * column by column. On PostgreSQL these are the role's rights:
 * migrations/postgres/intake/0002_rights.sql. */
static const struct {
	int action;
	const char *name;
	const char *column; /* NULL: any, or none */
} allowed[] = {
	{ SQLITE_SELECT, NULL },
	{ SQLITE_TRANSACTION, NULL },
	{ SQLITE_SAVEPOINT, NULL, "piece" },
	{ SQLITE_READ, "booking" },
	{ SQLITE_READ, "lead" },
	{ SQLITE_READ, "availability_exception" },
	{ SQLITE_READ, "busy_time" },
	{ SQLITE_READ, "seal_key" },
	{ SQLITE_READ, "seal_epoch" },
	{ SQLITE_READ, "busy_file" },
	{ SQLITE_READ, "page_count" },
	{ SQLITE_READ, "availability_rule" },
	{ SQLITE_READ, "calendar_feed" },
	{ SQLITE_READ, "mail_epoch" },
	{ SQLITE_READ, "outbox" },
	{ SQLITE_READ, "dialogue", "outbox_id" },
	{ SQLITE_READ, "demo_mail", "outbox_id" },
	{ SQLITE_INSERT, "booking" },
	{ SQLITE_INSERT, "lead" },
	{ SQLITE_INSERT, "seal_epoch" },
	{ SQLITE_INSERT, "mail_epoch" },
	{ SQLITE_INSERT, "outbox" },
	{ SQLITE_INSERT, "erasure" },
	{ SQLITE_INSERT, "deed" },
	{ SQLITE_INSERT, "page_count" },
	{ SQLITE_UPDATE, "booking", "starts_at" },
	{ SQLITE_UPDATE, "booking", "ends_at" },
	{ SQLITE_UPDATE, "booking", "state" },
	{ SQLITE_UPDATE, "booking", "held_until" },
	{ SQLITE_UPDATE, "booking", "overlaps" },
	{ SQLITE_UPDATE, "booking", "sequence" },
	{ SQLITE_UPDATE, "booking", "zone" },
	{ SQLITE_UPDATE, "booking", "remind" },
	{ SQLITE_UPDATE, "booking", "own" },
	{ SQLITE_UPDATE, "booking", "email_hash" },
	{ SQLITE_UPDATE, "booking", "lead_id" },
	{ SQLITE_UPDATE, "page_count", "count" },
	{ SQLITE_UPDATE, "lead", "head" },
	{ SQLITE_UPDATE, "lead", "body" },
	{ SQLITE_UPDATE, "lead", "seal_format" },
	{ SQLITE_UPDATE, "lead", "seal_epoch" },
	{ SQLITE_UPDATE, "lead", "head_number" },
	{ SQLITE_UPDATE, "lead", "body_number" },
	{ SQLITE_UPDATE, "outbox", "state" },
	{ SQLITE_UPDATE, "outbox", "last_code" },
	{ SQLITE_UPDATE, "outbox", "last_reason" },
	{ SQLITE_UPDATE, "outbox", "mail_epoch" },
	{ SQLITE_UPDATE, "outbox", "number" },
	{ SQLITE_UPDATE, "outbox", "body" },
	{ SQLITE_DELETE, "lead" },
	/* Its history goes with a lead. */
	{ SQLITE_READ, "lead_change", "lead_id" },
	{ SQLITE_DELETE, "lead_change" },
	{ SQLITE_DELETE, "mail_epoch" },
	/* With their lead, and these with their message. */
	{ SQLITE_DELETE, "outbox" },
	{ SQLITE_DELETE, "dialogue" },
	{ SQLITE_DELETE, "demo_mail" },
	{ SQLITE_DELETE, "seal_epoch" },
	{ SQLITE_FUNCTION, "count" },
};

/* What is written and never read again. */
static const struct {
	const char *table;
	const char *column;
} sealed_columns[] = {
	{ "lead", "head" },
	{ "lead", "body" },
	{ "seal_epoch", "root" },
	/* What the owner plans is nobody's business either. */
	{ "lead", "follow_up_on" },
	{ "lead", "recommended" },
	{ "lead", "touched_at" },
	{ "lead", "next_on" },
	{ "mail_epoch", "root" },
	{ "outbox", "body" },
};

static bool
is_same(const char *wanted, const char *given)
{
	return wanted == NULL ||
	    (given != NULL && strcmp(wanted, given) == 0);
}

static bool
is_allowed(int action, const char *name, const char *column)
{
	for (size_t i = 0; i < countof(allowed); i++)
		if (allowed[i].action == action &&
		    is_same(allowed[i].name, name) &&
		    is_same(allowed[i].column, column))
			return true;
	return false;
}

static bool
is_sealed(const char *table, const char *column)
{
	for (size_t i = 0; i < countof(sealed_columns); i++)
		if (strcmp(sealed_columns[i].table, table) == 0 &&
		    strcmp(sealed_columns[i].column, column) == 0)
			return true;
	return false;
}

/* sqlite3_set_authorizer's callback: first and second mean what the action
 * says, table and column for a read, nothing and the name for a function. */
static int
authorize(void *context, int action, const char *first, const char *second,
    const char *schema, const char *trigger)
{
	if (!is_allowed(action, action == SQLITE_FUNCTION ? second : first,
	    second))
		return SQLITE_DENY;
	if (schema != NULL && strcmp(schema, "main") != 0)
		return SQLITE_DENY;
	if (action == SQLITE_READ && is_sealed(first, second))
		return SQLITE_DENY;
	return SQLITE_OK;
}

void
public_access_limit(sqlite3 *db)
{
	(void)sqlite3_set_authorizer(db, authorize, NULL);
}
