#include "store/office_private.h"

static enum status
insert(struct office *office, const struct sign_in *in, int64_t now)
{
	QUERY q = query_use(&office->database, DEVICE_INSERT);

	query_int(q, ":admin_id", in->admin->id);
	query_blob(q, ":token_hash", in->device_hash, 32);
	query_int(q, ":now", now);
	return query_done(q);
}

static enum status
evict(struct office *office, int64_t admin_id)
{
	QUERY q = query_use(&office->database, DEVICE_EVICT);

	query_int(q, ":admin_id", admin_id);
	query_int(q, ":keep", OFFICE_DEVICES_MAX - 1);
	return query_done(q);
}

/* Its token changes with each use, so one that was copied is soon worth
 * nothing. */
static enum status
note_used(struct office *office, const struct sign_in *in, int64_t now)
{
	QUERY q = query_use(&office->database, DEVICE_USED);

	query_int(q, ":id", in->device_id);
	query_blob(q, ":token_hash", in->device_hash, 32);
	query_int(q, ":now", now);
	return query_change(q, NOT_FOUND);
}

enum status
device_put(struct office *office, const struct sign_in *in, int64_t now)
{
	enum status st = NOT_FOUND;

	if (in->device_id != 0)
		st = note_used(office, in, now);
	if (st != NOT_FOUND)
		return st;
	if ((st = evict(office, in->admin->id)) == OK)
		st = insert(office, in, now);
	return st;
}

enum status
devices_forget(struct office *office, int64_t admin_id)
{
	QUERY q = query_use(&office->database, DEVICE_DELETE_ALL);

	query_int(q, ":admin_id", admin_id);
	return query_done(q);
}

enum status
office_device(struct office *office, int64_t admin_id,
    const uint8_t token_hash[32], int64_t *id)
{
	QUERY q = query_use(&office->database, DEVICE_FIND);
	enum status st;

	query_blob(q, ":token_hash", token_hash, 32);
	query_int(q, ":admin_id", admin_id);
	if ((st = query_row(q)) == OK)
		*id = query_get_int(q, 0);
	return st;
}

static enum status
move(struct office *office, const uint8_t token_hash[32],
    const uint8_t fresh[32])
{
	QUERY q = query_use(&office->database, DEVICE_MOVE);

	query_blob(q, ":token_hash", token_hash, 32);
	query_blob(q, ":fresh", fresh, 32);
	return query_change(q, NOT_FOUND);
}

enum status
office_device_move(struct office *office, const uint8_t token_hash[32],
    const uint8_t fresh[32])
{
	TRANSACTION(tx, &office->database);
	enum status st;

	if ((st = transaction_begin(&tx)) == OK &&
	    (st = move(office, token_hash, fresh)) == OK)
		st = transaction_commit(&tx);
	return st;
}
