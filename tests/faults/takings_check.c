#include "takings.h"

#include "peek.h"

#include "base/arena.h"
#include "crypto/hash.h"
#include "crypto/open.h"
#include "store/connection.h"
#include "store/office_private.h"
#include "store/schema.h"
#include "store/store_private.h"
#include "vault/leads.h"

enum { LAST_FEW = 5 };

void
takings_add(struct takings *takings, int64_t what)
{
	const int64_t number = what % TAKING_STEP;

	switch ((enum taking_kind)(what / TAKING_STEP)) {
	case TAKING_BOOKING:
		takings->there[TAKING_BOOKING][number] = true;
		break;
	case TAKING_MESSAGE:
		takings->there[TAKING_MESSAGE][number] = true;
		break;
	case TAKING_ERASING:
		takings->erasing[number] = true;
		break;
	case TAKING_ERASED:
		takings->erased[number] = true;
		break;
	case TAKING_NOTE:
		takings->notes = number;
		break;
	case TAKING_EVENT:
		takings->events = number;
		break;
	}
}

/* The marks that a column of hashes holds. */
static void
read_marks(sqlite3 *db, const char *sql, bool marks[TAKINGS_MAX])
{
	sqlite3_stmt *query;
	int mark;

	memset(marks, 0, TAKINGS_MAX);
	if (sqlite3_prepare_v2(db, sql, -1, &query, NULL) != SQLITE_OK)
		return;
	while (sqlite3_step(query) == SQLITE_ROW) {
		if (sqlite3_column_bytes(query, 0) != 32)
			continue;
		memcpy(&mark, sqlite3_column_blob(query, 0), sizeof(mark));
		if (mark >= 0 && mark < TAKINGS_MAX)
			marks[mark] = true;
	}
	(void)sqlite3_finalize(query);
}

static void
check_intake(const struct takings *takings, sqlite3 *db,
    struct takings_fault *fault)
{
	static bool booked[TAKINGS_MAX];
	static bool wrote[TAKINGS_MAX];

	read_marks(db, "SELECT token_hash FROM booking", booked);
	read_marks(db, "SELECT form_hash FROM lead WHERE form_hash IS NOT"
	    " NULL", wrote);
	for (int i = 0; i < TAKINGS_MAX; i++) {
		if (takings->there[TAKING_BOOKING][i] && !booked[i])
			fault->lost++;
		if (takings->there[TAKING_MESSAGE][i] && !wrote[i] &&
		    !takings->erasing[i])
			fault->lost++;
		if (takings->erased[i] && wrote[i])
			fault->risen++;
	}
	/* Lead and booking are stored together or not at all. */
	if (peek_number(db, "SELECT count(*) FROM booking WHERE lead_id IS NULL"
	    " OR own IS NULL") != 0)
		fault->damaged++;
}

static void
check_office(const struct takings *takings, sqlite3 *db,
    struct takings_fault *fault)
{
	if (peek_number(db, "SELECT max(id) FROM audit_event") < takings->events ||
	    peek_number(db, "SELECT count(*) FROM note") < takings->notes)
		fault->lost++;
}

static void
check_chain(struct office *office, struct takings_fault *fault)
{
	struct audit_report report;

	if (office_audit_verify(office, &report) != OK)
		fault->chain++;
}

static void
check_leads(struct vault *vault, int64_t limit, struct takings_fault *fault)
{
	ARENA(arena);
	struct lead_rows rows;

	if (vault_leads(vault, arena, 0, limit, &rows) != OK) {
		fault->unreadable++;
		return;
	}
	for (size_t i = 0; i < rows.len; i++)
		if (rows.at[i].unreadable ||
		    strcmp(rows.at[i].head.name, "Ada Example") != 0)
			fault->unreadable++;
}

/* As the store opens them, without what it prepares. */
static void
check_files(const struct takings *takings, const char *dir,
    struct takings_fault *fault)
{
	const struct schema schemas[] = { schema_intake(), schema_office() };
	sqlite3 *dbs[2] = { NULL };

	for (int i = 0; i < 2; i++)
		if (connection_open(dir, &schemas[i], CONNECTION_OURS,
			&dbs[i]) != OK)
			fault->shut++;
		else if (!peek_is_sound(dbs[i]))
			fault->damaged++;
	if (dbs[0] != NULL)
		check_intake(takings, dbs[0], fault);
	if (dbs[1] != NULL)
		check_office(takings, dbs[1], fault);
	connection_close(dbs[0]);
	connection_close(dbs[1]);
}

/* With all that the desk has. */
static void
check_desk(struct opener *opener, const char *dir, int64_t leads,
    struct takings_fault *fault)
{
	struct vault vault = { .opener = opener };

	if (store_open(dir, STORE_OFFICE, &vault.store) != OK ||
	    office_open(dir, hash_blake2b, &vault.office) != OK) {
		fault->shut++;
	} else {
		check_chain(vault.office, fault);
		check_leads(&vault, leads, fault);
	}
	office_close(vault.office);
	store_close(vault.store);
}

struct takings_fault
takings_check(const struct takings *takings, const struct test_office *office,
    const char *dir, enum takings_depth depth)
{
	struct takings_fault fault = { 0 };

	check_files(takings, dir, &fault);
	if (depth != TAKINGS_FILES)
		check_desk(office->vault.opener, dir,
		    depth == TAKINGS_ALL ? TAKINGS_MAX : LAST_FEW, &fault);
	return fault;
}
