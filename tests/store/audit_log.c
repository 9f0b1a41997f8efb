#include "audit_log.h"

#include <inttypes.h>

#include "folder.h"
#include "server.h"

#include "../unit/test.h"

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

/* What stops an edit by accident is out of the way, on a server for this
 * once. */
void
audit_log_tamper(const char *dir, const char *sql)
{
	ARENA(arena);

	folder_run(dir, "office.db", arena_printf(arena, "%s %s",
	    server_has(dir) ?
	    "SET session_replication_role = replica;" :
	    "DROP TRIGGER IF EXISTS audit_event_is_not_edited;"
	    "DROP TRIGGER IF EXISTS audit_event_is_not_removed;", sql));
}

static int64_t
number(const char *dir, const char *column, int64_t id)
{
	ARENA(arena);

	return folder_number(dir, "office.db", arena_printf(arena,
	    "SELECT %s FROM audit_event WHERE id = %" PRId64, column, id));
}

static void
set_hash(const char *dir, const struct audit_end *end)
{
	ARENA(arena);
	BUF(hex, 2 * sizeof(end->hash));

	for (size_t i = 0; i < sizeof(end->hash); i++)
		buf_printf(&hex, "%02x", end->hash[i]);
	audit_log_tamper(dir, arena_printf(arena,
	    "UPDATE audit_event SET hash = x'%s' WHERE id = %" PRId64,
	    buf_text(&hex), end->id));
}

void
audit_log_forge(const char *dir, int64_t from)
{
	const int64_t last = folder_number(dir, "office.db",
	    "SELECT max(id) FROM audit_event");
	struct audit_end end = { 0 };
	BUF(bytes, AUDIT_LINK_MAX);

	for (int64_t id = 1; id <= last; id++) {
		ARENA(arena);

		audit_chain_add(&end, &(struct audit_row){
			.at = number(dir, "at", id),
			.admin_id = number(dir, "admin_id", id),
			.kind = folder_text(arena, dir, "office.db",
			    arena_printf(arena, "SELECT kind FROM audit_event"
			    " WHERE id = %" PRId64, id)),
			.subject = number(dir, "subject", id),
		}, hash_blake2b, &bytes);
		if (id >= from)
			set_hash(dir, &end);
	}
}
