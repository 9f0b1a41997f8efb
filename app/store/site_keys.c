#include "store/office_private.h"

static enum status
site_key_insert(struct office *office, struct office_site_key *key,
    int64_t now)
{
	QUERY q = query_use(&office->database, SITE_KEY_INSERT);
	enum status st;

	query_int(q, ":generation", key->generation);
	query_blob(q, ":public_key", key->public_key, sizeof(key->public_key));
	query_text(q, ":fingerprint", key->fingerprint);
	query_int(q, ":created_at", now);
	if ((st = query_done(q)) != OK)
		return st;
	key->created_at = now;
	return audit_add(office, &(struct audit_event){
		.at = now,
		.kind = "site_key.made",
		.subject = key->generation,
	});
}

static enum status
key_wrap_insert(struct office *office, const struct office_key_wrap *wrap)
{
	QUERY q = query_use(&office->database, KEY_WRAP_INSERT);

	query_int(q, ":generation", wrap->generation);
	query_text(q, ":kind", wrap->admin_id == 0 ? "recovery" : "admin");
	query_id(q, ":admin_id", wrap->admin_id);
	query_blob(q, ":nonce", wrap->nonce, sizeof(wrap->nonce));
	query_blob(q, ":wrapped", wrap->wrapped, sizeof(wrap->wrapped));
	return query_done(q);
}

static enum status
check_empty(struct office *office)
{
	QUERY q = query_use(&office->database, SITE_KEY_CURRENT);
	int64_t admins = 0;
	enum status st;

	if ((st = office_admin_count(office, &admins)) != OK)
		return st;
	if (admins > 0)
		return CONFLICT;
	st = query_row(q);
	if (st == OK)
		return CONFLICT;
	return st == NOT_FOUND ? OK : st;
}

enum status
office_init(struct office *office, struct admin *admin,
    struct office_site_key *key, const struct office_key_wrap *wraps,
    size_t count, int64_t now)
{
	TRANSACTION(tx, &office->database);
	enum status st;

	if ((st = transaction_begin(&tx)) != OK ||
	    (st = check_empty(office)) != OK ||
	    (st = admin_insert(office, admin, OFFICE_FIRST_ADMIN, now)) != OK ||
	    (st = site_key_insert(office, key, now)) != OK)
		return st;
	for (size_t i = 0; i < count; i++)
		if ((st = key_wrap_insert(office, &wraps[i])) != OK)
			return st;
	return transaction_commit(&tx);
}

enum status
office_site_key(struct office *office, struct arena *arena,
    struct office_site_key *key)
{
	QUERY q = query_use(&office->database, SITE_KEY_CURRENT);
	enum status st;

	if ((st = query_row(q)) != OK)
		return st;
	*key = (struct office_site_key){
		.generation = query_get_int(q, 0),
		.fingerprint = query_get_text(q, arena, 2),
		.created_at = query_get_int(q, 3),
	};
	return query_get_bytes(q, 1, key->public_key,
	    sizeof(key->public_key));
}

static enum status
read_wrap(sqlite3_stmt *q, struct office_key_wrap *wrap)
{
	enum status st;

	if ((st = query_row(q)) == OK &&
	    (st = query_get_bytes(q, 0, wrap->nonce,
	    sizeof(wrap->nonce))) == OK)
		st = query_get_bytes(q, 1, wrap->wrapped,
		    sizeof(wrap->wrapped));
	return st;
}

enum status
office_key_wrap(struct office *office, int64_t generation, int64_t admin_id,
    struct office_key_wrap *wrap)
{
	QUERY q = query_use(&office->database,
	    admin_id == 0 ? KEY_WRAP_RECOVERY : KEY_WRAP_ADMIN);

	*wrap = (struct office_key_wrap){
		.generation = generation,
		.admin_id = admin_id,
	};
	query_int(q, ":generation", generation);
	if (admin_id != 0)
		query_int(q, ":admin_id", admin_id);
	return read_wrap(q, wrap);
}
