#include "store/office_private.h"

#include <assert.h>

enum status
admin_insert(struct office *office, struct admin *admin, int64_t actor,
    int64_t now)
{
	QUERY q = query_use(&office->database, ADMIN_INSERT);
	const bool keyed = admin->has_personal;
	enum status st;

	assert(admin->cost_memory <= INT64_MAX);
	assert(admin->cost_passes <= INT64_MAX);
	query_id(q, ":id", admin->id);
	query_text(q, ":email", admin->email);
	query_blob(q, ":salt", admin->salt, sizeof(admin->salt));
	query_int(q, ":cost_memory", (int64_t)admin->cost_memory);
	query_int(q, ":cost_passes", (int64_t)admin->cost_passes);
	query_blob(q, ":verifier", admin->verifier, sizeof(admin->verifier));
	query_hash(q, ":personal_public",
	    keyed ? admin->personal_public : NULL,
	    sizeof(admin->personal_public));
	query_hash(q, ":personal_wrapped",
	    keyed ? admin->personal_wrapped : NULL,
	    sizeof(admin->personal_wrapped));
	query_int(q, ":created_at", now);
	if ((st = query_insert(q, &admin->id)) != OK)
		return st;
	admin->created_at = now;
	return audit_add(office, &(struct audit_event){
		.at = now,
		.admin_id = actor,
		.kind = AUDIT_ADMIN_ADDED,
		.subject = admin->id,
	});
}

/* Bytes that may be NULL: whether they are there. */
static enum status
read_secret(struct query *q, int column, uint8_t *bytes, size_t size,
    bool *there)
{
	size_t len;

	(void)query_get_blob(q, column, &len);
	*there = len > 0;
	return *there ? query_get_bytes(q, column, bytes, size) : OK;
}

enum status
admin_read(struct query *q, struct arena *arena, struct admin *admin)
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
		.totp_last_step = query_get_int(q, 10),
	};
	if ((st = query_get_bytes(q, 2, admin->salt,
	    sizeof(admin->salt))) == OK &&
	    (st = query_get_bytes(q, 5, admin->verifier,
	    sizeof(admin->verifier))) == OK &&
	    (st = read_secret(q, 7, admin->personal_public,
	    sizeof(admin->personal_public), &admin->has_personal)) == OK &&
	    admin->has_personal)
		st = query_get_bytes(q, 8, admin->personal_wrapped,
		    sizeof(admin->personal_wrapped));
	if (st == OK)
		st = read_secret(q, 9, admin->totp_wrapped,
		    sizeof(admin->totp_wrapped), &admin->has_totp);
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
office_admin_by_id(struct office *office, struct arena *arena, int64_t id,
    struct admin *admin)
{
	QUERY q = query_use(&office->database, ADMIN_BY_ID);

	query_int(q, ":id", id);
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

static enum status
read_cost(struct office *office, enum query_name name, uint64_t *memory,
    uint64_t *passes)
{
	QUERY q = query_use(&office->database, name);
	enum status st;

	if ((st = query_row(q)) != OK)
		return st;
	*memory = (uint64_t)query_get_int(q, 0);
	*passes = (uint64_t)query_get_int(q, 1);
	/* The least of none is a row of NULLs. */
	return *memory == 0 ? NOT_FOUND : OK;
}

enum status
office_admin_cost(struct office *office, uint64_t *memory, uint64_t *passes)
{
	return read_cost(office, ADMIN_COST, memory, passes);
}

enum status
office_admin_cost_least(struct office *office, uint64_t *memory,
    uint64_t *passes)
{
	return read_cost(office, ADMIN_COST_LEAST, memory, passes);
}
