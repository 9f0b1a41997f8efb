#include "store/office_private.h"

enum status
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
		.kind = AUDIT_SITE_KEY_MADE,
		.subject = key->generation,
	});
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
    struct office_site_key *key, const struct office_grant *grants,
    size_t count, int64_t now)
{
	TRANSACTION(tx, &office->database);
	enum status st;

	admin->id = OFFICE_FIRST_ADMIN;
	if ((st = transaction_begin(&tx)) == OK &&
	    (st = check_empty(office)) == OK &&
	    (st = admin_insert(office, admin, 0, now)) == OK &&
	    (st = site_key_insert(office, key, now)) == OK &&
	    (st = grants_insert(office, grants, count, now)) == OK)
		st = transaction_commit(&tx);
	return st;
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

/* ---- grants ---- */

static enum status
insert_grant(struct office *office, const struct office_grant *grant,
    int64_t now)
{
	QUERY q = query_use(&office->database, KEY_GRANT_INSERT);

	query_int(q, ":generation", grant->generation);
	query_id(q, ":admin_id", grant->admin_id);
	query_blob(q, ":public_key", grant->public_key,
	    sizeof(grant->public_key));
	query_blob(q, ":sealed", grant->sealed, sizeof(grant->sealed));
	query_blob(q, ":vouch", grant->vouch, sizeof(grant->vouch));
	query_int(q, ":created_at",
	    grant->created_at == 0 ? now : grant->created_at);
	return query_done(q);
}

enum status
grants_insert(struct office *office, const struct office_grant *grants,
    size_t count, int64_t now)
{
	enum status st = OK;

	for (size_t i = 0; st == OK && i < count; i++)
		st = insert_grant(office, &grants[i], now);
	return st;
}

static enum status
delete_of(struct office *office, enum query_name name, int64_t admin_id)
{
	QUERY q = query_use(&office->database, name);

	if (admin_id != 0)
		query_int(q, ":admin_id", admin_id);
	return query_done(q);
}

enum status
grants_delete(struct office *office, int64_t admin_id)
{
	bool code = admin_id == 0;
	enum status st = delete_of(office, code ? KEY_GRANT_DELETE_RECOVERY :
	    KEY_GRANT_DELETE_ADMIN, admin_id);

	return st == OK ? delete_of(office, code ? KEY_WRAP_DELETE_RECOVERY :
	    KEY_WRAP_DELETE_ADMIN, admin_id) : st;
}

static enum status
read_grant(struct query *q, struct office_grant *grant, uint8_t site_key[32])
{
	enum status st;

	*grant = (struct office_grant){
		.generation = query_get_int(q, 0),
		.admin_id = query_get_int(q, 1),
		.created_at = query_get_int(q, 5),
	};
	if ((st = query_get_bytes(q, 2, grant->public_key,
	    sizeof(grant->public_key))) == OK &&
	    (st = query_get_bytes(q, 3, grant->sealed,
	    sizeof(grant->sealed))) == OK &&
	    (st = query_get_bytes(q, 4, grant->vouch,
	    sizeof(grant->vouch))) == OK)
		st = query_get_bytes(q, 6, site_key, 32);
	return st;
}

enum status
office_grants(struct office *office, int64_t admin_id,
    struct office_grants *grants)
{
	QUERY q = query_use(&office->database,
	    admin_id == 0 ? KEY_GRANT_OF_RECOVERY : KEY_GRANT_OF_ADMIN);
	enum status st = OK;

	*grants = (struct office_grants){ 0 };
	if (admin_id != 0)
		query_int(q, ":admin_id", admin_id);
	while (st == OK && grants->len < OFFICE_GRANTS_MAX &&
	    (st = query_row(q)) == OK) {
		st = read_grant(q, &grants->at[grants->len],
		    grants->site_keys[grants->len]);
		grants->len++;
	}
	return st == NOT_FOUND ? OK : st;
}

/* ---- of older programs ---- */

static enum status
read_wrap(struct query *q, struct office_key_wrap *wrap)
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
