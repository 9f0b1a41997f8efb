#include "audit_log.h"
#include "folder.h"

#include "../unit/test.h"
#include "folder_tests.h"

#include "base/arena.h"
#include "base/util.h"
#include "crypto/hash.h"

static const int64_t now = AUDIT_LOG_START; /* 2026-11-21T10:00:00Z */

enum { EVENTS = AUDIT_LOG_EVENTS };

static void
verify(struct office *office, enum status expected, int64_t before)
{
	struct audit_report report;

	assert_status(office_audit_verify(office, &report), expected);
	assert_int_equal(report.count, before);
}

static void
an_untouched_log_is_whole(void **state)
{
	struct office *office = folder_office(*state);

	verify(office, OK, 0);
	office_close(office);
	office = audit_log_office(*state);
	verify(office, OK, EVENTS);
	office_close(office);
}

static void
last_hash(struct office *office, uint8_t hash[32])
{
	QUERY q = query_use(&office->database, AUDIT_LAST);

	assert_status(query_row(q), OK);
	assert_status(query_get_bytes(q, 1, hash, 32), OK);
}

/* The canonical form is a promise: logs of today are verified tomorrow. */
static void
the_first_hash_is_of_zeroes_and_the_canonical_form(void **state)
{
	static const char form[] =
	    "fourways audit event 1\n1\n1795255200\n2\nadmin.added\n3\n";
	struct office *office = folder_office(*state);
	uint8_t bytes[32 + sizeof(form) - 1] = { 0 };
	uint8_t expected[32];
	uint8_t stored[32];

	audit_log_add(office, &(struct audit_event){ now, 2,
	    AUDIT_ADMIN_ADDED, 3 });
	memcpy(bytes + 32, form, sizeof(form) - 1);
	hash_blake2b(expected, bytes, sizeof(bytes));
	last_hash(office, stored);
	assert_memory_equal(stored, expected, sizeof(stored));
	office_close(office);
}

/* What somebody does to the log, and what the report then names. */
static const struct tampering {
	const char *sql;
	enum audit_finding finding;
	int64_t from;
	int64_t to;
} tampering[] = {
	{ "UPDATE audit_event SET at = at + 1 WHERE id = 4", AUDIT_CHANGED, 4,
	    4 },
	{ "UPDATE audit_event SET admin_id = 7 WHERE id = 9", AUDIT_CHANGED, 9,
	    9 },
	{ "UPDATE audit_event SET subject = NULL WHERE id = 5", AUDIT_CHANGED,
	    5, 5 },
	{ "UPDATE audit_event SET kind = 'lead.reab' WHERE id = 1",
	    AUDIT_CHANGED, 1, 1 },
	{ "UPDATE audit_event SET hash = zeroblob(32) WHERE id = 2",
	    AUDIT_CHANGED, 2, 2 },
	{ "UPDATE audit_event SET id = 12 WHERE id = 9", AUDIT_REMOVED, 9,
	    11 },
	{ "DELETE FROM audit_event WHERE id = 6", AUDIT_REMOVED, 6, 6 },
	{ "DELETE FROM audit_event WHERE id = 1", AUDIT_REMOVED, 1, 1 },
	{ "DELETE FROM audit_event WHERE id BETWEEN 3 AND 7", AUDIT_REMOVED, 3,
	    7 },
	{ "DELETE FROM audit_event WHERE id = 3;"
	  "UPDATE audit_event SET id = id - 1 WHERE id > 3", AUDIT_CHANGED, 3,
	    3 },
	{ "UPDATE audit_event SET id = 99 WHERE id = 3;"
	  "UPDATE audit_event SET id = 98 WHERE id = 4;"
	  "UPDATE audit_event SET id = 4 WHERE id = 99;"
	  "UPDATE audit_event SET id = 3 WHERE id = 98", AUDIT_CHANGED, 3, 3 },
	{ "INSERT INTO audit_event SELECT 10, at, admin_id, kind,"
	  " subject, hash FROM audit_event WHERE id = 9", AUDIT_CHANGED, 10,
	    10 },
	{ "PRAGMA ignore_check_constraints = ON;"
	  "UPDATE audit_event SET kind = replace(replace('aaaaaaaaaa', 'a',"
	  " 'bbbbbbbbbb'), 'b', 'cccccccccc') WHERE id = 2",
	    AUDIT_CHANGED, 2, 2 },
	{ "PRAGMA ignore_check_constraints = ON;"
	  "UPDATE audit_event SET hash = x'00' WHERE id = 8", AUDIT_CHANGED, 8,
	    8 },
	{ "DELETE FROM audit_event WHERE id = 9", AUDIT_CUT_OFF, 9, 9 },
	{ "DELETE FROM audit_event WHERE id > 6", AUDIT_CUT_OFF, 7, 9 },
	{ "DELETE FROM audit_event", AUDIT_CUT_OFF, 1, 9 },
};

static void
every_tampering_is_found_and_named(void **state)
{
	for (size_t i = 0; i < countof(tampering); i++) {
		const struct tampering *t = &tampering[i];
		struct audit_report report;
		struct office *office;
		void *dir;

		assert_int_equal(folder_setup(&dir), 0);
		office = audit_log_office(dir);
		audit_log_tamper(dir, t->sql);
		assert_status(office_audit_verify(office, &report), INVALID);
		assert_int_equal(report.finding, t->finding);
		assert_int_equal(report.from, t->from);
		assert_int_equal(report.to, t->to);
		assert_int_equal(report.count, t->from - 1);
		office_close(office);
		assert_int_equal(folder_teardown(&dir), 0);
	}
}

/* Replaces one byte of a hash by another. */
static const char *
flip(struct arena *arena, int id, int byte)
{
	return arena_printf(arena,
	    "UPDATE audit_event SET hash = CAST(substr(hash, 1, %d) ||"
	    " CASE substr(hash, %d, 1) WHEN x'00' THEN x'01' ELSE x'00' END"
	    " || substr(hash, %d) AS BLOB) WHERE id = %d", byte - 1, byte,
	    byte + 1, id);
}

static void
a_changed_byte_of_any_hash_is_found(void **state)
{
	struct office *office = audit_log_office(*state);
	ARENA(arena);

	audit_log_tamper(*state, "CREATE TABLE saved AS SELECT id, hash FROM"
	    " audit_event");
	for (int i = 0; i < 32; i++) {
		int id = i % EVENTS + 1;

		audit_log_tamper(*state, flip(arena, id, i + 1));
		verify(office, INVALID, id - 1);
		audit_log_tamper(*state, "UPDATE audit_event SET hash ="
		    " (SELECT hash FROM saved WHERE id = audit_event.id)");
		verify(office, OK, EVENTS);
	}
	office_close(office);
}

static void
an_event_is_neither_edited_nor_removed_by_accident(void **state)
{
	static const char *const accidents[] = {
		"UPDATE audit_event SET at = 0",
		"DELETE FROM audit_event WHERE id = 9",
		("INSERT INTO audit_event SELECT 10, at, admin_id,"
		    " 'Not a kind', subject, hash FROM audit_event"
		    " WHERE id = 9"),
	};
	struct office *office = audit_log_office(*state);

	for (size_t i = 0; i < countof(accidents); i++)
		assert_true(folder_refuses(*state, "office.db",
		    accidents[i]));
	verify(office, OK, EVENTS);
	office_close(office);
}

static void
settings_are_noted_when_they_are_others(void **state)
{
	static const int64_t marks[] = { 7, 7, 8, 8, 7 };
	struct office *office = folder_office(*state);

	for (size_t i = 0; i < countof(marks); i++)
		assert_status(office_settings_note(office, marks[i], now),
		    OK);
	verify(office, OK, 3);
	assert_int_equal(folder_number(*state, "office.db",
	    "SELECT subject FROM audit_event WHERE id = 2"), 8);
	office_close(office);
}

static int
add_twenty(const char *dir, int number)
{
	struct office *office;

	if (office_open(dir, hash_blake2b, &office) != OK)
		return FAILED;
	for (int i = 0; i < 20; i++) {
		TRANSACTION(tx, &office->database);

		if (transaction_begin(&tx) != OK ||
		    audit_add(office, &(struct audit_event){ now + i, number,
		    AUDIT_LEAD_READ, i }) != OK || transaction_commit(&tx) != OK)
			return FAILED;
	}
	office_close(office);
	return OK;
}

static void
writers_at_once_make_one_chain(void **state)
{
	struct office *office;
	int codes[FOLDER_CODES];

	folder_race(*state, 5, add_twenty, codes);
	assert_int_equal(codes[OK], 5);
	office = folder_office(*state);
	verify(office, OK, 100);
	office_close(office);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		ON_FOLDER(an_untouched_log_is_whole),
		ON_FOLDER(the_first_hash_is_of_zeroes_and_the_canonical_form),
		cmocka_unit_test(every_tampering_is_found_and_named),
		ON_FOLDER(a_changed_byte_of_any_hash_is_found),
		ON_FOLDER(an_event_is_neither_edited_nor_removed_by_accident),
		ON_FOLDER(settings_are_noted_when_they_are_others),
		ON_FOLDER(writers_at_once_make_one_chain),
	};

	return cmocka_run_group_tests_name("audit", tests, NULL, NULL);
}
