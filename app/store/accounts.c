#include "store/accounts.h"

#include "base/arena.h"
#include "store/office_private.h"
#include "store/rows.h"

enum status
account_note(struct office *office, enum audit_kind kind, int64_t admin_id,
    int64_t actor, int64_t now)
{
	return audit_add(office, &(struct audit_event){
		.at = now,
		.admin_id = actor,
		.kind = kind,
		.subject = admin_id,
	});
}

/* ---- who there is ---- */

enum status
office_admins(struct office *office, struct arena *arena,
    struct admin_rows *rows)
{
	QUERY q = query_use(&office->database, ADMIN_ALL);
	enum status st;

	*rows = (struct admin_rows){ 0 };
	while ((st = query_row(q)) == OK) {
		rows->at = rows_grow(arena, rows->at, rows->len,
		    sizeof(*rows->at));
		rows->at[rows->len++] = (struct admin_row){
			.id = query_get_int(q, 0),
			.email = query_get_text(q, arena, 1),
			.created_at = query_get_int(q, 2),
			.has_totp = query_get_int(q, 3) != 0,
			.generation = query_get_int(q, 4),
		};
	}
	return st == NOT_FOUND ? OK : st;
}

enum status
office_admin_next_id(struct office *office, int64_t *id)
{
	QUERY q = query_use(&office->database, ADMIN_NEXT_ID);
	enum status st = query_row(q);

	*id = st == OK ? query_get_int(q, 0) : OFFICE_FIRST_ADMIN;
	return st == NOT_FOUND ? OK : st;
}

enum status
office_admin_add(struct office *office, struct admin *admin,
    const struct office_grant *grants, size_t count, int64_t actor,
    int64_t now)
{
	TRANSACTION(tx, &office->database);
	enum status st;

	if ((st = transaction_begin(&tx)) == OK &&
	    (st = admin_insert(office, admin, actor, now)) == OK &&
	    (st = grants_insert(office, grants, count, now)) == OK)
		st = transaction_commit(&tx);
	return st;
}

/* ---- removing ---- */

/* Somebody else must be able to unlock the office. */
static enum status
check_not_last(struct office *office, int64_t id)
{
	ARENA(arena);
	struct admin_rows rows;
	int64_t newest = 0;
	bool there = false;
	bool another = false;
	enum status st = office_admins(office, arena, &rows);

	for (size_t i = 0; st == OK && i < rows.len; i++)
		if (rows.at[i].generation > newest)
			newest = rows.at[i].generation;
	for (size_t i = 0; st == OK && i < rows.len; i++) {
		there |= rows.at[i].id == id;
		another |= rows.at[i].id != id &&
		    rows.at[i].generation == newest;
	}
	if (st != OK)
		return st;
	if (!there)
		return NOT_FOUND;
	return another ? OK : CONFLICT;
}

static enum status
delete_admin(struct office *office, int64_t id)
{
	QUERY q = query_use(&office->database, ADMIN_DELETE);

	query_int(q, ":id", id);
	return query_done(q);
}

enum status
office_admin_remove(struct office *office, int64_t id, int64_t actor,
    int64_t now)
{
	TRANSACTION(tx, &office->database);
	enum status st;

	if ((st = transaction_begin(&tx)) == OK &&
	    (st = check_not_last(office, id)) == OK &&
	    (st = delete_admin(office, id)) == OK &&
	    (st = account_note(office, AUDIT_ADMIN_REMOVED, id, actor, now)) == OK &&
	    (st = transaction_commit(&tx)) == OK)
		database_scrub(&office->database);
	return st;
}

/* ---- secrets ---- */

static enum status
store_secrets(struct office *office, const struct admin *admin,
    const struct admin *was)
{
	QUERY q = query_use(&office->database, ADMIN_SECRETS);

	query_int(q, ":id", admin->id);
	query_blob(q, ":salt", admin->salt, sizeof(admin->salt));
	query_int(q, ":cost_memory", (int64_t)admin->cost_memory);
	query_int(q, ":cost_passes", (int64_t)admin->cost_passes);
	query_blob(q, ":verifier", admin->verifier, sizeof(admin->verifier));
	query_blob(q, ":personal_public", admin->personal_public,
	    sizeof(admin->personal_public));
	query_blob(q, ":personal_wrapped", admin->personal_wrapped,
	    sizeof(admin->personal_wrapped));
	query_hash(q, ":totp_wrapped",
	    admin->has_totp ? admin->totp_wrapped : NULL,
	    sizeof(admin->totp_wrapped));
	query_blob(q, ":was", was->verifier, sizeof(was->verifier));
	query_hash(q, ":totp_was", was->has_totp ? was->totp_wrapped : NULL,
	    sizeof(was->totp_wrapped));
	return query_change(q, CONFLICT);
}

static enum status
replace_grants(struct office *office, int64_t admin_id,
    const struct office_grant *grants, size_t count, int64_t now)
{
	enum status st = grants_delete(office, admin_id);

	return st == OK ? grants_insert(office, grants, count, now) : st;
}

enum status
office_admin_rewrap(struct office *office, const struct admin *admin,
    const struct admin *was, const struct office_grant *grants, size_t count,
    int64_t now)
{
	TRANSACTION(tx, &office->database);
	enum status st;

	if ((st = transaction_begin(&tx)) == OK)
		st = store_secrets(office, admin, was);
	if (st == OK && count > 0 && (st = replace_grants(office, admin->id,
	    grants, count, now)) == OK)
		st = account_note(office, AUDIT_KEY_GRANTED, admin->id, admin->id,
		    now);
	return st == OK ? transaction_commit(&tx) : st;
}

enum status
account_keep_session(struct office *office, int64_t admin_id,
    const struct kept_session *kept, int64_t actor, int64_t now)
{
	enum status st = sessions_end(office, admin_id, kept->id, actor, now);

	if (st == OK && kept->id != 0)
		st = session_renew(office, kept->id, &kept->keys, now);
	return st;
}

enum status
office_admin_passphrase(struct office *office, const struct admin *admin,
    const struct admin *was, const struct kept_session *kept, int64_t actor,
    int64_t now)
{
	TRANSACTION(tx, &office->database);
	enum status st;

	if ((st = transaction_begin(&tx)) == OK &&
	    (st = store_secrets(office, admin, was)) == OK &&
	    (st = account_note(office, AUDIT_ADMIN_PASSPHRASE, admin->id, actor,
	    now)) == OK &&
	    (st = account_keep_session(office, admin->id, kept, actor, now)) == OK)
		st = transaction_commit(&tx);
	return st;
}

/* ---- the recovery code ---- */

/* The old grants of both go before any new one comes. */
static enum status
change_grants(struct office *office, int64_t admin_id,
    const struct office_grant *grants, size_t count, int64_t now)
{
	enum status st = grants_delete(office, 0);

	return st == OK ?
	    replace_grants(office, admin_id, grants, count, now) : st;
}

enum status
office_admin_recover(struct office *office, const struct admin *admin,
    const struct admin *was, const struct office_grant *grants, size_t count,
    int64_t now)
{
	TRANSACTION(tx, &office->database);
	enum status st;

	if ((st = transaction_begin(&tx)) == OK &&
	    (st = store_secrets(office, admin, was)) == OK &&
	    (st = change_grants(office, admin->id, grants, count,
	    now)) == OK &&
	    (st = spare_codes_delete(office, admin->id)) == OK &&
	    (st = devices_forget(office, admin->id)) == OK &&
	    (st = account_note(office, AUDIT_ADMIN_RECOVERED, admin->id, 0,
	    now)) == OK &&
	    (st = sessions_end(office, admin->id, 0, 0, now)) == OK &&
	    (st = transaction_commit(&tx)) == OK)
		database_scrub(&office->database);
	return st;
}

enum status
office_recovery_replace(struct office *office,
    const struct office_grant *grants, size_t count, int64_t actor,
    int64_t now)
{
	TRANSACTION(tx, &office->database);
	enum status st;

	if ((st = transaction_begin(&tx)) == OK &&
	    (st = replace_grants(office, 0, grants, count, now)) == OK &&
	    (st = account_note(office, AUDIT_RECOVERY_RENEWED, 0, actor, now)) == OK &&
	    (st = transaction_commit(&tx)) == OK)
		database_scrub(&office->database);
	return st;
}
