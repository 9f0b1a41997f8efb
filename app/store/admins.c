#include "store/office_private.h"

#include <assert.h>

enum status
admin_insert(struct office *office, struct admin *admin, int64_t id,
    int64_t now)
{
	QUERY q = query_use(&office->database, ADMIN_INSERT);
	enum status st;

	assert(admin->cost_memory <= INT64_MAX);
	assert(admin->cost_passes <= INT64_MAX);
	query_id(q, ":id", id);
	query_text(q, ":email", admin->email);
	query_blob(q, ":salt", admin->salt, sizeof(admin->salt));
	query_int(q, ":cost_memory", (int64_t)admin->cost_memory);
	query_int(q, ":cost_passes", (int64_t)admin->cost_passes);
	query_blob(q, ":verifier", admin->verifier, sizeof(admin->verifier));
	query_int(q, ":created_at", now);
	if ((st = query_done(q)) != OK)
		return st;
	admin->id = sqlite3_last_insert_rowid(office->database.db);
	admin->created_at = now;
	return audit_add(office, &(struct audit_event){
		.at = now,
		.kind = "admin.added",
		.subject = admin->id,
	});
}

enum status
office_admin_add(struct office *office, struct admin *admin, int64_t now)
{
	TRANSACTION(tx, &office->database);
	enum status st;

	if ((st = transaction_begin(&tx)) == OK &&
	    (st = admin_insert(office, admin, 0, now)) == OK)
		st = transaction_commit(&tx);
	return st;
}

static enum status
admin_read(sqlite3_stmt *q, struct arena *arena, struct admin *admin)
{
	enum status st;

	if ((st = query_row(q)) != OK)
		return st;
	*admin = (struct admin){
		.id = query_get_int(q, 0),
		.email = query_get_text(q, arena, 1),
		.cost_memory = (uint64_t)query_get_int(q, 3),
		.cost_passes = (uint64_t)query_get_int(q, 4),
		.created_at = query_get_int(q, 6),
	};
	if ((st = query_get_bytes(q, 2, admin->salt,
	    sizeof(admin->salt))) == OK)
		st = query_get_bytes(q, 5, admin->verifier,
		    sizeof(admin->verifier));
	return st;
}

enum status
office_admin_by_email(struct office *office, struct arena *arena,
    const char *email, struct admin *admin)
{
	QUERY q = query_use(&office->database, ADMIN_BY_EMAIL);

	query_text(q, ":email", email);
	return admin_read(q, arena, admin);
}

enum status
office_admin_first(struct office *office, struct arena *arena,
    struct admin *admin)
{
	QUERY q = query_use(&office->database, ADMIN_FIRST);

	return admin_read(q, arena, admin);
}

enum status
office_admin_count(struct office *office, int64_t *count)
{
	QUERY q = query_use(&office->database, ADMIN_COUNT);
	enum status st;

	if ((st = query_row(q)) == OK)
		*count = query_get_int(q, 0);
	return st;
}

enum status
office_admin_cost(struct office *office, uint64_t *memory, uint64_t *passes)
{
	QUERY q = query_use(&office->database, ADMIN_COST);
	enum status st;

	if ((st = query_row(q)) != OK)
		return st;
	*memory = (uint64_t)query_get_int(q, 0);
	*passes = (uint64_t)query_get_int(q, 1);
	return OK;
}
