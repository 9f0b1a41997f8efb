#include "store/sessions.h"

#include "base/arena.h"
#include "store/office_private.h"
#include "store/rows.h"

/* How often a use is noted, and how far a clock may step back. */
enum { NOTE_SECONDS = 60 };

/* ---- beginning ---- */

static enum status
evict_oldest(struct office *office, int64_t admin_id)
{
	QUERY q = query_use(&office->database, SESSION_EVICT);

	query_int(q, ":admin_id", admin_id);
	query_int(q, ":keep", OFFICE_SESSIONS_MAX - 1);
	return query_done(q);
}

static enum status
insert_session(struct office *office, const struct sign_in *in, int64_t now)
{
	QUERY q = query_use(&office->database, SESSION_INSERT);
	int64_t id = 0;
	enum status st;

	query_int(q, ":admin_id", in->admin->id);
	query_blob(q, ":token_id", in->keys.token_id, SESSION_TOKEN_ID_SIZE);
	query_blob(q, ":wrapped", in->keys.wrapped, SESSION_WRAPPED_SIZE);
	query_text(q, ":form_token", in->form_token);
	query_int(q, ":now", now);
	if ((st = query_insert(q, &id)) != OK)
		return st;
	return audit_add(office, &(struct audit_event){
		.at = now,
		.admin_id = in->admin->id,
		.kind = AUDIT_SESSION_BEGAN,
		.subject = id,
	});
}

/* It may have been removed or changed while its passphrase was tried. */
static enum status
check_account(struct office *office, const struct admin *tried)
{
	ARENA(arena);
	struct admin admin;
	enum status st = office_admin_by_id(office, arena, tried->id, &admin);

	if (st != OK)
		return st == NOT_FOUND ? DENIED : st;
	return memcmp(admin.verifier, tried->verifier,
	    sizeof(admin.verifier)) == 0 &&
	    admin.has_totp == tried->has_totp &&
	    memcmp(admin.totp_wrapped, tried->totp_wrapped,
	    sizeof(admin.totp_wrapped)) == 0 ? OK : DENIED;
}

static enum status
use_code(struct office *office, const struct sign_in *in, int64_t now)
{
	if (in->totp_step >= 0)
		return totp_step_use(office, in->admin->id, in->totp_step);
	if (in->spare_hash != NULL)
		return spare_code_use(office, in->admin->id, in->spare_hash,
		    now);
	return OK;
}

enum status
office_sign_in(struct office *office, const struct sign_in *in, int64_t now)
{
	TRANSACTION(tx, &office->database);
	enum status st;

	if ((st = transaction_begin(&tx)) == OK &&
	    (st = check_account(office, in->admin)) == OK &&
	    (st = use_code(office, in, now)) == OK &&
	    (st = evict_oldest(office, in->admin->id)) == OK &&
	    (st = insert_session(office, in, now)) == OK &&
	    (st = device_put(office, in, now)) == OK)
		st = transaction_commit(&tx);
	return st;
}

/* ---- using ---- */

static enum status
find_session(struct office *office, struct arena *arena,
    const uint8_t *token_id, struct session *session)
{
	QUERY q = query_use(&office->database, SESSION_BY_TOKEN);
	enum status st;

	query_blob(q, ":token_id", token_id, SESSION_TOKEN_ID_SIZE);
	if ((st = query_row(q)) != OK)
		return st;
	*session = (struct session){
		.id = query_get_int(q, 0),
		.admin_id = query_get_int(q, 1),
		.email = query_get_text(q, arena, 2),
		.created_at = query_get_int(q, 3),
		.seen_at = query_get_int(q, 4),
		.proved_at = query_get_int(q, 5),
		.form_token = query_get_text(q, arena, 6),
	};
	return query_get_bytes(q, 7, session->wrapped,
	    sizeof(session->wrapped));
}

static enum status
delete_session(struct office *office, int64_t id)
{
	QUERY q = query_use(&office->database, SESSION_DELETE);

	query_int(q, ":id", id);
	return query_done(q);
}

static enum status
delete_over(struct office *office, int64_t id)
{
	TRANSACTION(tx, &office->database);
	enum status st;

	if ((st = transaction_begin(&tx)) == OK &&
	    (st = delete_session(office, id)) == OK)
		st = transaction_commit(&tx);
	return st;
}

static enum status
note_seen(struct office *office, int64_t id, int64_t now)
{
	TRANSACTION(tx, &office->database);
	QUERY q = query_use(&office->database, SESSION_SEEN);
	enum status st;

	query_int(q, ":id", id);
	query_int(q, ":now", now);
	if ((st = transaction_begin(&tx)) == OK && (st = query_done(q)) == OK)
		st = transaction_commit(&tx);
	return st;
}

static bool
is_over(const struct session *session, int64_t now, int64_t idle_seconds,
    int64_t max_seconds)
{
	return now - session->seen_at > idle_seconds ||
	    now - session->created_at > max_seconds ||
	    now < session->seen_at - NOTE_SECONDS;
}

enum status
office_session_use(struct office *office, struct arena *arena,
    const uint8_t token_id[SESSION_TOKEN_ID_SIZE], int64_t now,
    int64_t idle_seconds, int64_t max_seconds, struct session *session)
{
	enum status st = find_session(office, arena, token_id, session);

	if (st == NOT_FOUND)
		return DENIED;
	if (st != OK)
		return st;
	/* Neither write decides whether this is a session: a full disk must
	 * not keep the owner from reading, nor let an old session in. */
	if (is_over(session, now, idle_seconds, max_seconds)) {
		(void)delete_over(office, session->id);
		return DENIED;
	}
	if (now - session->seen_at >= NOTE_SECONDS &&
	    note_seen(office, session->id, now) == OK)
		session->seen_at = now;
	return OK;
}

enum status
session_renew(struct office *office, int64_t id,
    const struct session_keys *keys, int64_t now)
{
	QUERY q = query_use(&office->database, SESSION_RENEW);

	query_int(q, ":id", id);
	query_blob(q, ":token_id", keys->token_id, SESSION_TOKEN_ID_SIZE);
	query_blob(q, ":wrapped", keys->wrapped, SESSION_WRAPPED_SIZE);
	query_int(q, ":now", now);
	return query_change(q, DENIED);
}

enum status
office_session_renew(struct office *office, const struct session *session,
    const struct session_keys *keys, int64_t now)
{
	TRANSACTION(tx, &office->database);
	enum status st;

	if ((st = transaction_begin(&tx)) == OK &&
	    (st = session_renew(office, session->id, keys, now)) == OK &&
	    (st = audit_add(office, &(struct audit_event){
		.at = now,
		.admin_id = session->admin_id,
		.kind = AUDIT_SESSION_PROVED,
		.subject = session->id,
	    })) == OK)
		st = transaction_commit(&tx);
	return st;
}

/* ---- ending ---- */

static enum status
note_end(struct office *office, int64_t admin_id, int64_t id, int64_t now)
{
	return audit_add(office, &(struct audit_event){
		.at = now,
		.admin_id = admin_id,
		.kind = AUDIT_SESSION_ENDED,
		.subject = id,
	});
}

enum status
office_session_end(struct office *office,
    const uint8_t token_id[SESSION_TOKEN_ID_SIZE], int64_t now)
{
	ARENA(arena);
	TRANSACTION(tx, &office->database);
	struct session session;
	enum status st;

	if ((st = transaction_begin(&tx)) != OK)
		return st;
	st = find_session(office, arena, token_id, &session);
	if (st != OK)
		return st == NOT_FOUND ? OK : st;
	if ((st = delete_session(office, session.id)) == OK &&
	    (st = note_end(office, session.admin_id, session.id, now)) == OK)
		st = transaction_commit(&tx);
	return st;
}

static enum status
delete_one(struct office *office, int64_t admin_id, int64_t id)
{
	QUERY q = query_use(&office->database, SESSION_DELETE_ONE);

	query_int(q, ":id", id);
	query_int(q, ":admin_id", admin_id);
	return query_change(q, NOT_FOUND);
}

enum status
office_session_end_one(struct office *office, int64_t admin_id, int64_t id,
    int64_t now)
{
	TRANSACTION(tx, &office->database);
	enum status st;

	if ((st = transaction_begin(&tx)) == OK &&
	    (st = delete_one(office, admin_id, id)) == OK &&
	    (st = note_end(office, admin_id, id, now)) == OK)
		st = transaction_commit(&tx);
	return st;
}

enum status
sessions_end(struct office *office, int64_t admin_id, int64_t keep,
    int64_t actor, int64_t now)
{
	QUERY q = query_use(&office->database, SESSION_DELETE_OTHERS);
	enum status st;

	query_int(q, ":admin_id", admin_id);
	query_int(q, ":keep", keep);
	if ((st = query_change(q, NOT_FOUND)) != OK)
		return st == NOT_FOUND ? OK : st;
	return audit_add(office, &(struct audit_event){
		.at = now,
		.admin_id = actor,
		.kind = AUDIT_SESSIONS_ENDED,
		.subject = admin_id,
	});
}

enum status
office_sessions_end(struct office *office, int64_t admin_id, int64_t keep,
    bool forget_devices, int64_t now)
{
	TRANSACTION(tx, &office->database);
	enum status st;

	if ((st = transaction_begin(&tx)) == OK &&
	    (st = sessions_end(office, admin_id, keep, admin_id, now)) == OK &&
	    forget_devices)
		st = devices_forget(office, admin_id);
	return st == OK ? transaction_commit(&tx) : st;
}

/* ---- the list ---- */

enum status
office_sessions(struct office *office, struct arena *arena, int64_t admin_id,
    int64_t now, int64_t idle_seconds, int64_t max_seconds,
    struct session_rows *rows)
{
	QUERY q = query_use(&office->database, SESSION_OF_ADMIN);
	enum status st;

	*rows = (struct session_rows){ 0 };
	query_int(q, ":admin_id", admin_id);
	query_int(q, ":seen_from", now - idle_seconds);
	query_int(q, ":created_from", now - max_seconds);
	while ((st = query_row(q)) == OK) {
		rows->at = rows_grow(arena, rows->at, rows->len,
		    sizeof(*rows->at));
		rows->at[rows->len++] = (struct session_row){
			.id = query_get_int(q, 0),
			.created_at = query_get_int(q, 1),
			.seen_at = query_get_int(q, 2),
		};
	}
	return st == NOT_FOUND ? OK : st;
}

enum status
office_sessions_count(struct office *office, int64_t now,
    int64_t idle_seconds, int64_t max_seconds, int64_t *count)
{
	QUERY q = query_use(&office->database, SESSION_COUNT);
	enum status st;

	query_int(q, ":seen_from", now - idle_seconds);
	query_int(q, ":created_from", now - max_seconds);
	if ((st = query_row(q)) == OK)
		*count = query_get_int(q, 0);
	return st;
}
