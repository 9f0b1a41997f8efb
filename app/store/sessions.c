#include "store/office_private.h"

#include "base/arena.h"

/* How often a use is noted, and how far a clock may step back. */
enum { NOTE_SECONDS = 60 };

static enum status
evict_oldest(struct office *office, int64_t admin_id)
{
	QUERY q = query_use(&office->database, SESSION_EVICT);

	query_int(q, ":admin_id", admin_id);
	query_int(q, ":keep", OFFICE_SESSIONS_MAX - 1);
	return query_done(q);
}

static enum status
insert_session(struct office *office, int64_t admin_id,
    const uint8_t token_hash[32], int64_t now)
{
	QUERY q = query_use(&office->database, SESSION_INSERT);
	enum status st;

	query_int(q, ":admin_id", admin_id);
	query_blob(q, ":token_hash", token_hash, 32);
	query_int(q, ":now", now);
	if ((st = query_done(q)) != OK)
		return st;
	return audit_add(office, &(struct audit_event){
		.at = now,
		.admin_id = admin_id,
		.kind = "session.began",
		.subject = sqlite3_last_insert_rowid(office->database.db),
	});
}

enum status
office_session_add(struct office *office, int64_t admin_id,
    const uint8_t token_hash[32], int64_t now)
{
	TRANSACTION(tx, &office->database);
	enum status st;

	if ((st = transaction_begin(&tx)) == OK &&
	    (st = evict_oldest(office, admin_id)) == OK &&
	    (st = insert_session(office, admin_id, token_hash, now)) == OK)
		st = transaction_commit(&tx);
	return st;
}

static enum status
find_session(struct office *office, struct arena *arena,
    const uint8_t token_hash[32], struct session *session)
{
	QUERY q = query_use(&office->database, SESSION_BY_TOKEN);
	enum status st;

	query_blob(q, ":token_hash", token_hash, 32);
	if ((st = query_row(q)) == OK)
		*session = (struct session){
			.id = query_get_int(q, 0),
			.admin_id = query_get_int(q, 1),
			.email = query_get_text(q, arena, 2),
			.created_at = query_get_int(q, 3),
			.seen_at = query_get_int(q, 4),
		};
	return st;
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
    const uint8_t token_hash[32], int64_t now, int64_t idle_seconds,
    int64_t max_seconds, struct session *session)
{
	enum status st = find_session(office, arena, token_hash, session);

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
office_session_end(struct office *office, const uint8_t token_hash[32],
    int64_t now)
{
	ARENA(arena);
	TRANSACTION(tx, &office->database);
	struct session session;
	enum status st;

	if ((st = transaction_begin(&tx)) != OK)
		return st;
	st = find_session(office, arena, token_hash, &session);
	if (st != OK)
		return st == NOT_FOUND ? OK : st;
	if ((st = delete_session(office, session.id)) == OK &&
	    (st = audit_add(office, &(struct audit_event){
		.at = now,
		.admin_id = session.admin_id,
		.kind = "session.ended",
		.subject = session.id,
	    })) == OK)
		st = transaction_commit(&tx);
	return st;
}
