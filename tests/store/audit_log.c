#include "audit_log.h"

#include "folder.h"

#include "../unit/test.h"

#include <sqlite3.h>

#include "base/arena.h"
#include "base/buf.h"
#include "crypto/hash.h"
#include "store/audit_chain.h"

void
audit_log_add(struct office *office, const struct audit_event *event)
{
	TRANSACTION(tx, &office->database);

	assert_status(transaction_begin(&tx), OK);
	assert_status(audit_add(office, event), OK);
	assert_status(transaction_commit(&tx), OK);
}

struct office *
audit_log_office(const char *dir)
{
	struct office *office = folder_office(dir);

	for (int i = 1; i <= AUDIT_LOG_EVENTS; i++)
		audit_log_add(office, &(struct audit_event){
			.at = AUDIT_LOG_START + i,
			.admin_id = i % 3,
			.kind = AUDIT_LEAD_READ,
			.subject = i / 2,
		});
	return office;
}

void
audit_log_tamper(const char *dir, const char *sql)
{
	ARENA(arena);

	folder_run(dir, "office.db", arena_printf(arena,
	    "DROP TRIGGER IF EXISTS audit_event_is_not_edited;"
	    "DROP TRIGGER IF EXISTS audit_event_is_not_removed; %s", sql));
}

static void
set_hash(sqlite3 *db, const struct audit_end *end)
{
	sqlite3_stmt *q;

	assert_int_equal(sqlite3_prepare_v2(db,
	    "UPDATE audit_event SET hash = ? WHERE id = ?", -1, &q, NULL),
	    SQLITE_OK);
	(void)sqlite3_bind_blob(q, 1, end->hash, sizeof(end->hash), NULL);
	(void)sqlite3_bind_int64(q, 2, end->id);
	assert_int_equal(sqlite3_step(q), SQLITE_DONE);
	assert_int_equal(sqlite3_finalize(q), SQLITE_OK);
}

void
audit_log_forge(const char *dir, int64_t from)
{
	struct audit_end end = { 0 };
	sqlite3_stmt *q;
	sqlite3 *db;
	BUF(bytes, AUDIT_LINK_MAX);

	audit_log_tamper(dir, "");
	assert_int_equal(sqlite3_open(folder_path(dir, "office.db"), &db),
	    SQLITE_OK);
	assert_int_equal(sqlite3_prepare_v2(db,
	    "SELECT at, admin_id, kind, subject FROM audit_event ORDER BY id",
	    -1, &q, NULL), SQLITE_OK);
	while (sqlite3_step(q) == SQLITE_ROW) {
		audit_chain_add(&end, &(struct audit_row){
			.at = sqlite3_column_int64(q, 0),
			.admin_id = sqlite3_column_int64(q, 1),
			.kind = (const char *)sqlite3_column_text(q, 2),
			.subject = sqlite3_column_int64(q, 3),
		}, hash_blake2b, &bytes);
		if (end.id >= from)
			set_hash(db, &end);
	}
	assert_int_equal(sqlite3_finalize(q), SQLITE_OK);
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
}
