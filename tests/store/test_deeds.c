/*
 * Notes of deeds: stored with the deed in intake.db, taken into the audit log
 * of office.db once.
 */
#include "folder.h"

#include "../unit/test.h"
#include "folder_tests.h"

#include <sqlite3.h>

#include "base/arena.h"
#include "base/util.h"
#include "store/booking_changes.h"
#include "store/deeds.h"
#include "store/erasures.h"
#include "store/store_private.h"

static const int64_t now = 1795255225;   /* 2026-11-21T10:00:25Z */
static const int64_t minute = 1795255200;
static const int64_t ten = 1795428000;   /* 2026-11-23T10:00:00Z */

struct both {
	struct store *store;
	struct office *office;
	uint8_t token[32];
};

/* Both databases with some bookings, and so leads, in one. */
static struct both
open_both(const char *dir, int bookings)
{
	struct both both = { folder_store(dir, STORE_OFFICE),
		folder_office(dir) };
	bool repeated;

	for (int i = bookings; i > 0; i--) {
		struct booking_new booking = folder_booking(ten + i * 3600,
		    both.token, i);

		assert_status(store_booking_add(both.store, &booking, now,
		    &repeated), OK);
	}
	return both;
}

static void
close_both(struct both *both)
{
	store_close(both->store);
	office_close(both->office);
}

static int64_t
taken(struct both *both)
{
	int64_t count = -1;

	assert_status(office_take_deeds(both->office, both->store, &count),
	    OK);
	return count;
}

static void
erase_by_admin(struct both *both, int64_t admin_id, int64_t id)
{
	const struct audit_event event = { now, admin_id, AUDIT_LEAD_ERASED,
		id };
	struct deed deed;

	assert_status(office_deed(both->office, &event, &deed), OK);
	assert_status(store_lead_erase(both->store, id, &deed, now), OK);
}

/* The last event of the log is this one, and the log is whole. */
static void
last_event_is(struct both *both, const struct audit_event *expected)
{
	struct audit_report report;
	struct audit_rows rows;
	ARENA(arena);

	assert_status(office_audit_events(both->office, arena, 0, 1, &rows),
	    OK);
	assert_int_equal(rows.len, 1);
	assert_string_equal(rows.at[0].kind, audit_kind_id(expected->kind));
	assert_int_equal(rows.at[0].at, expected->at);
	assert_int_equal(rows.at[0].admin_id, expected->admin_id);
	assert_int_equal(rows.at[0].subject, expected->subject);
	(void)office_audit_verify(both->office, &report);
	assert_int_equal(report.finding, AUDIT_WHOLE);
}

static void
an_admins_erasure_is_logged_with_his_name(void **state)
{
	struct both both = open_both(*state, 2);

	erase_by_admin(&both, 7, 1);
	assert_int_equal(folder_number(*state, "intake.db",
	    "SELECT count(*) FROM deed"), 1);
	assert_int_equal(taken(&both), 1);
	last_event_is(&both, &(struct audit_event){ now, 7, AUDIT_LEAD_ERASED,
		1 });
	assert_int_equal(folder_number(*state, "intake.db",
	    "SELECT count(*) FROM deed"), 0);
	assert_int_equal(taken(&both), 0);
	close_both(&both);
}

static void
a_visitors_erasure_is_logged_without_a_signature_or_a_second(void **state)
{
	struct both both = open_both(*state, 1);
	struct store *front = folder_store(*state, STORE_PUBLIC);

	assert_status(store_booking_erase(front, both.token, NULL, now), OK);
	assert_int_equal(taken(&both), 1);
	last_event_is(&both, &(struct audit_event){ minute, 0,
		AUDIT_LEAD_ERASED_BY_VISITOR, 1 });
	store_close(front);
	close_both(&both);
}

static void
what_is_undone_leaves_no_note(void **state)
{
	struct both both = open_both(*state, 1);

	{
		TRANSACTION(tx, &both.store->database);

		assert_status(transaction_begin(&tx), OK);
		assert_status(lead_erase_open(both.store, 1,
		    AUDIT_LEAD_EXPIRED, now), OK);
	}
	assert_int_equal(taken(&both), 0);
	assert_int_equal(folder_number(*state, "intake.db",
	    "SELECT count(*) FROM lead"), 1);
	close_both(&both);
}

/* A crash after the log has it and before the note is gone. */
static void
a_note_that_turns_up_again_is_taken_once(void **state)
{
	struct both both = open_both(*state, 1);

	erase_by_admin(&both, 7, 1);
	folder_run(*state, "intake.db", "CREATE TABLE saved AS SELECT * FROM"
	    " deed");
	assert_int_equal(taken(&both), 1);
	folder_run(*state, "intake.db", "INSERT INTO deed SELECT * FROM saved");
	assert_int_equal(taken(&both), 1);
	assert_int_equal(folder_number(*state, "office.db",
	    "SELECT count(*) FROM audit_event WHERE kind = 'lead.erased'"), 1);
	assert_int_equal(folder_number(*state, "intake.db",
	    "SELECT count(*) FROM deed"), 0);
	close_both(&both);
}

/* What a broken-into public process could write into its database. */
static void
a_forged_note_is_told_and_not_believed(void **state)
{
	static const char *const forged[] = {
		"UPDATE deed SET admin_id = 1",
		"UPDATE deed SET subject = 2",
		"UPDATE deed SET at = at - 60",
		"UPDATE deed SET kind = 'lead.read'",
		"UPDATE deed SET ref = zeroblob(16)",
		"UPDATE deed SET code = zeroblob(32)",
		"UPDATE deed SET code = NULL, admin_id = NULL",
		"UPDATE deed SET kind = 'no.such'",
		"UPDATE deed SET kind = 'audit.cut', code = NULL,"
		" admin_id = NULL",
		/* May come unsigned, but no such lead was erased. */
		"UPDATE deed SET kind = 'lead.expired', code = NULL,"
		" admin_id = NULL, subject = 2",
	};

	for (size_t i = 0; i < countof(forged); i++) {
		struct both both;
		void *dir;

		assert_int_equal(folder_setup(&dir), 0);
		both = open_both(dir, 2);
		erase_by_admin(&both, 7, 1);
		folder_run(dir, "intake.db", forged[i]);
		assert_int_equal(taken(&both), 1);
		assert_int_equal(folder_number(dir, "office.db",
		    "SELECT count(*) FROM audit_event WHERE kind ="
		    " 'deed.forged' AND admin_id IS NULL"), 1);
		assert_int_equal(folder_number(dir, "office.db",
		    "SELECT count(*) FROM audit_event"), 1);
		assert_int_equal(folder_number(dir, "office.db",
		    "SELECT count(*) FROM erasure"), 0);
		close_both(&both);
		assert_int_equal(folder_teardown(&dir), 0);
	}
}

static void
a_note_of_another_office_is_not_believed(void **state)
{
	struct both both = open_both(*state, 1);
	struct both other;
	struct deed deed;
	void *dir;

	assert_int_equal(folder_setup(&dir), 0);
	other = open_both(dir, 0);
	assert_status(office_deed(other.office, &(struct audit_event){ now, 1,
		AUDIT_LEAD_ERASED, 1 }, &deed), OK);
	assert_status(store_lead_erase(both.store, 1, &deed, now), OK);
	assert_int_equal(taken(&both), 1);
	last_event_is(&both, &(struct audit_event){ now, 0, AUDIT_DEED_FORGED,
		0 });
	close_both(&other);
	assert_int_equal(folder_teardown(&dir), 0);
	close_both(&both);
}

static void
the_office_lists_what_was_erased_too(void **state)
{
	struct both both = open_both(*state, 3);
	struct erasures list;
	ARENA(arena);

	erase_by_admin(&both, 1, 3);
	erase_by_admin(&both, 1, 1);
	assert_int_equal(taken(&both), 2);
	assert_status(office_erasures(both.office, arena, &list), OK);
	assert_int_equal(list.len, 2);
	assert_int_equal(list.at[0].lead_id, 1);
	assert_int_equal(list.at[1].lead_id, 3);
	assert_int_equal(list.at[1].erased_at, minute);
	assert_int_equal(strlen(list.at[0].uuid), 36);
	close_both(&both);
}

static void
more_than_a_batch_is_taken_in_order(void **state)
{
	enum { MANY = 150 };
	struct both both = open_both(*state, MANY);

	for (int64_t id = 1; id <= MANY; id++)
		erase_by_admin(&both, 1, id);
	assert_int_equal(taken(&both), MANY);
	assert_int_equal(folder_number(*state, "office.db",
	    "SELECT count(*) FROM audit_event WHERE subject = id"), MANY);
	close_both(&both);
}

static void
the_public_role_takes_nothing(void **state)
{
	struct both both = open_both(*state, 1);
	struct store *front = folder_store(*state, STORE_PUBLIC);
	int64_t count;

	assert_status(office_take_deeds(both.office, front, &count), DENIED);
	store_close(front);
	close_both(&both);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		ON_FOLDER(an_admins_erasure_is_logged_with_his_name),
		ON_FOLDER(
		a_visitors_erasure_is_logged_without_a_signature_or_a_second),
		ON_FOLDER(what_is_undone_leaves_no_note),
		ON_FOLDER(a_note_that_turns_up_again_is_taken_once),
		cmocka_unit_test(a_forged_note_is_told_and_not_believed),
		ON_FOLDER(a_note_of_another_office_is_not_believed),
		ON_FOLDER(the_office_lists_what_was_erased_too),
		ON_FOLDER(more_than_a_batch_is_taken_in_order),
		ON_FOLDER(the_public_role_takes_nothing),
	};

	return cmocka_run_group_tests_name("deeds", tests, NULL, NULL);
}
