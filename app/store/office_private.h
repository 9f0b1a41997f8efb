#ifndef STORE_OFFICE_PRIVATE_H
#define STORE_OFFICE_PRIVATE_H

#include "store/database.h"
#include "store/office.h"

/* The inside of an office handle, for the files that make up office.h. */
struct office {
	struct database database;
	office_hash *hash;
};

/* Who did what to what; ids only, 0 for none. */
struct audit_event {
	int64_t at;
	int64_t admin_id;
	const char *kind; /* a dotted word, of lower case letters */
	int64_t subject;
};

/*
 * Appends an event to the chain. Only within a transaction, the one of what
 * it tells of: both are stored or neither.
 */
enum status audit_add(struct office *office, const struct audit_event *event);

/* Inserts an admin with this id, or the next for 0, and sets id and
 * created_at; with its audit event, within the caller's transaction. OK or
 * CONFLICT. */
enum status admin_insert(struct office *office, struct admin *admin,
    int64_t id, int64_t now);

#endif
