#include "store/rotations.h"

#include "base/arena.h"
#include "store/accounts.h"
#include "store/office_private.h"

static enum status
end_sessions(struct office *office, struct arena *arena, int64_t now)
{
	struct admin_rows rows;
	enum status st = office_admins(office, arena, &rows);

	for (size_t i = 0; st == OK && i < rows.len; i++)
		st = sessions_end(office, rows.at[i].id, 0, 0, now);
	return st;
}

enum status
office_rotation_begin(struct office *office, struct office_site_key *key,
    const struct office_grant *grants, size_t count, int64_t now)
{
	ARENA(arena);
	TRANSACTION(tx, &office->database);
	enum status st;

	if ((st = transaction_begin(&tx)) == OK &&
	    (st = site_key_insert(office, key, now)) == OK &&
	    (st = grants_insert(office, grants, count, now)) == OK &&
	    (st = end_sessions(office, arena, now)) == OK)
		st = transaction_commit(&tx);
	return st;
}

enum status
office_rotation_end(struct office *office, int64_t generation, int64_t now)
{
	TRANSACTION(tx, &office->database);
	enum status st;

	if ((st = transaction_begin(&tx)) == OK &&
	    (st = generation_retire(office, KEY_GRANT_RETIRE,
		generation)) == OK &&
	    (st = generation_retire(office, KEY_WRAP_RETIRE,
		generation)) == OK &&
	    (st = audit_add(office, &(struct audit_event){
		.at = now,
		.kind = AUDIT_SITE_KEY_TURNED,
		.subject = generation,
	    })) == OK &&
	    (st = transaction_commit(&tx)) == OK)
		st = database_tidy(&office->database);
	return st;
}
