#include "store/accounts.h"
#include "store/office_private.h"

/* ---- using ---- */

enum status
totp_step_use(struct office *office, int64_t admin_id, int64_t step)
{
	QUERY q = query_use(&office->database, ADMIN_TOTP_STEP);

	query_int(q, ":id", admin_id);
	query_int(q, ":step", step);
	return query_change(q, DENIED);
}

static enum status
delete_spare_code(struct office *office, int64_t admin_id,
    const uint8_t hash[32])
{
	QUERY q = query_use(&office->database, SPARE_CODE_USE);

	query_int(q, ":admin_id", admin_id);
	query_blob(q, ":code_hash", hash, 32);
	return query_change(q, DENIED);
}

enum status
spare_code_use(struct office *office, int64_t admin_id, const uint8_t hash[32],
    int64_t now)
{
	enum status st = delete_spare_code(office, admin_id, hash);

	return st == OK ? account_note(office, AUDIT_SPARE_CODE_USED, admin_id,
	    admin_id, now) : st;
}

/* ---- turning it on and off ---- */

/* wrapped NULL: none, and no step of it. */
static enum status
store_totp(struct office *office, int64_t admin_id, const uint8_t was[32],
    const uint8_t *wrapped, int64_t step)
{
	QUERY q = query_use(&office->database, ADMIN_TOTP);

	query_int(q, ":id", admin_id);
	query_blob(q, ":was", was, 32);
	query_hash(q, ":totp_wrapped", wrapped, 61);
	query_int(q, ":totp_last_step", step);
	return query_change(q, CONFLICT);
}

enum status
spare_codes_delete(struct office *office, int64_t admin_id)
{
	QUERY q = query_use(&office->database, SPARE_CODE_DELETE_ALL);

	query_int(q, ":admin_id", admin_id);
	return query_done(q);
}

static enum status
insert_spare_code(struct office *office, int64_t admin_id,
    const uint8_t hash[32])
{
	QUERY q = query_use(&office->database, SPARE_CODE_INSERT);

	query_int(q, ":admin_id", admin_id);
	query_blob(q, ":code_hash", hash, 32);
	return query_done(q);
}

static enum status
replace_spare_codes(struct office *office, int64_t admin_id,
    const uint8_t spare[SPARE_CODES][32])
{
	enum status st = spare_codes_delete(office, admin_id);

	for (size_t i = 0; st == OK && i < SPARE_CODES; i++)
		st = insert_spare_code(office, admin_id, spare[i]);
	return st;
}

enum status
office_totp_begin(struct office *office, int64_t admin_id,
    const uint8_t was[32], const uint8_t wrapped[61], int64_t step,
    const uint8_t spare[SPARE_CODES][32], const struct kept_session *kept,
    int64_t now)
{
	TRANSACTION(tx, &office->database);
	enum status st;

	if ((st = transaction_begin(&tx)) == OK &&
	    (st = store_totp(office, admin_id, was, wrapped, step)) == OK &&
	    (st = replace_spare_codes(office, admin_id, spare)) == OK &&
	    (st = account_note(office, AUDIT_FACTOR_ON, admin_id, admin_id,
	    now)) == OK &&
	    (st = account_keep_session(office, admin_id, kept, admin_id, now)) == OK)
		st = transaction_commit(&tx);
	return st;
}

enum status
office_totp_end(struct office *office, int64_t admin_id, const uint8_t was[32],
    const struct kept_session *kept, int64_t now)
{
	TRANSACTION(tx, &office->database);
	enum status st;

	if ((st = transaction_begin(&tx)) == OK &&
	    (st = store_totp(office, admin_id, was, NULL, -1)) == OK &&
	    (st = spare_codes_delete(office, admin_id)) == OK &&
	    (st = account_note(office, AUDIT_FACTOR_OFF, admin_id, admin_id,
	    now)) == OK &&
	    (st = account_keep_session(office, admin_id, kept, admin_id, now)) == OK)
		st = transaction_commit(&tx);
	return st;
}

/* ---- spare codes ---- */

enum status
office_spare_codes(struct office *office, int64_t admin_id,
    const uint8_t spare[SPARE_CODES][32], int64_t now)
{
	TRANSACTION(tx, &office->database);
	enum status st;

	if ((st = transaction_begin(&tx)) == OK &&
	    (st = replace_spare_codes(office, admin_id, spare)) == OK &&
	    (st = account_note(office, AUDIT_SPARE_CODES_MADE, admin_id, admin_id,
	    now)) == OK)
		st = transaction_commit(&tx);
	return st;
}

enum status
office_spare_codes_left(struct office *office, int64_t admin_id,
    int64_t *left)
{
	QUERY q = query_use(&office->database, SPARE_CODE_COUNT);
	enum status st;

	query_int(q, ":admin_id", admin_id);
	if ((st = query_row(q)) == OK)
		*left = query_get_int(q, 0);
	return st;
}
