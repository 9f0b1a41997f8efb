#include "folder.h"

#include "../unit/test.h"
#include "folder_tests.h"

#include "base/arena.h"
#include "store/connection.h"
#include "store/accounts.h"
#include "store/office_private.h"
#include "store/postgres.h"

static const int64_t now = 1795255200; /* 2026-11-21T10:00:00Z */
static const int64_t idle = 1800;
static const int64_t most = 43200;

struct mark {
	uint8_t bytes[SESSION_WRAPPED_SIZE];
};

/* Bytes of a session's, each number's different. */
static struct mark
mark_of(int number)
{
	struct mark mark = { { 0 } };

	memcpy(mark.bytes, &number, sizeof(number));
	return mark;
}

static const struct admin anna = { .id = 1, .email = "anna@example.org",
	.cost_memory = 8192, .cost_passes = 1 };
static const char form_token[] =
    "formformformformformformformformformformfor";

/* An office with one admin, who has the id 1. */
static struct office *
office_of_anna(const char *dir)
{
	struct office *office = folder_office(dir);
	struct admin admin = anna;

	assert_status(office_admin_add(office, &admin, NULL, 0, 0, now), OK);
	assert_int_equal(admin.id, 1);
	return office;
}

/* Signs in with a new browser each time. */
static enum status
sign_in(struct office *office, const struct admin *admin, int number,
    int64_t at)
{
	const struct mark mark = mark_of(number);

	return office_sign_in(office, &(struct sign_in){
		.admin = admin,
		.keys = { mark.bytes, mark.bytes },
		.form_token = form_token,
		.totp_step = -1,
		.device_hash = mark.bytes,
	    }, at);
}

static void
begin(struct office *office, int number, int64_t at)
{
	assert_status(sign_in(office, &anna, number, at), OK);
}

static enum status
use(struct office *office, int number, int64_t at)
{
	ARENA(arena);
	struct session session;

	return office_session_use(office, arena, mark_of(number).bytes, at,
	    idle, most, &session);
}

static int64_t
sessions(const char *dir)
{
	return folder_number(dir, "office.db", "SELECT count(*) FROM session");
}

static void
a_session_is_used_by_its_token(void **state)
{
	struct office *office = office_of_anna(*state);
	ARENA(arena);
	struct session session;

	begin(office, 7, now);
	assert_status(office_session_use(office, arena, mark_of(7).bytes,
	    now + 10, idle, most, &session), OK);
	assert_int_equal(session.admin_id, 1);
	assert_string_equal(session.email, "anna@example.org");
	assert_int_equal(session.created_at, now);
	assert_int_equal(session.seen_at, now);
	assert_int_equal(session.proved_at, now);
	assert_string_equal(session.form_token, form_token);
	assert_memory_equal(session.wrapped, mark_of(7).bytes,
	    sizeof(session.wrapped));
	office_close(office);
}

static void
an_unknown_token_is_denied(void **state)
{
	struct office *office = office_of_anna(*state);

	begin(office, 7, now);
	assert_status(use(office, 8, now), DENIED);
	office_close(office);
	assert_int_equal(sessions(*state), 1);
}

static void
a_session_ends_when_it_was_idle_for_too_long(void **state)
{
	struct office *office = office_of_anna(*state);

	begin(office, 7, now);
	assert_status(use(office, 7, now + idle), OK);
	assert_status(use(office, 7, now + 2 * idle), OK);
	assert_status(use(office, 7, now + 3 * idle + 1), DENIED);
	assert_int_equal(sessions(*state), 0);
	assert_status(use(office, 7, now + 3 * idle), DENIED);
	office_close(office);
}

static void
a_session_ends_however_busy_it_was(void **state)
{
	struct office *office = office_of_anna(*state);

	begin(office, 7, now);
	for (int64_t at = now; at <= now + most; at += 600)
		assert_status(use(office, 7, at), OK);
	assert_status(use(office, 7, now + most + 1), DENIED);
	office_close(office);
	assert_int_equal(sessions(*state), 0);
}

static void
a_use_is_noted_once_a_minute(void **state)
{
	struct office *office = office_of_anna(*state);

	begin(office, 7, now);
	assert_status(use(office, 7, now + 59), OK);
	assert_int_equal(folder_number(*state, "office.db",
	    "SELECT seen_at FROM session"), now);
	assert_status(use(office, 7, now + 60), OK);
	assert_int_equal(folder_number(*state, "office.db",
	    "SELECT seen_at FROM session"), now + 60);
	office_close(office);
}

static void
a_clock_set_back_does_not_lengthen_a_session(void **state)
{
	struct office *office = office_of_anna(*state);

	begin(office, 7, now);
	assert_status(use(office, 7, now - 60), OK);
	assert_status(use(office, 7, now - 61), DENIED);
	office_close(office);
	assert_int_equal(sessions(*state), 0);
}

/* Like a disk that is full, or a server that has become a standby. */
static void
take_no_writes(struct office *office)
{
	static const char query_only[] = "PRAGMA query_only = ON";

	if (office->database.db != NULL)
		assert_int_equal(connection_run(office->database.db,
		    query_only, sizeof(query_only) - 1), SQLITE_OK);
	else
		assert_status(postgres_run(office->database.postgres,
		    "SET default_transaction_read_only = on"), OK);
}

static void
a_disk_that_refuses_the_note_does_not_end_a_session(void **state)
{
	struct office *office = office_of_anna(*state);

	begin(office, 7, now);
	take_no_writes(office);
	assert_status(use(office, 7, now + 100), OK);
	assert_status(use(office, 7, now + idle + 1), DENIED);
	assert_status(sign_in(office, &anna, 8, now), BUSY);
	office_close(office);
	assert_int_equal(sessions(*state), 1);
}

static void
the_sixth_session_ends_the_oldest(void **state)
{
	struct office *office = office_of_anna(*state);

	for (int i = 0; i <= OFFICE_SESSIONS_MAX; i++)
		begin(office, i, now + i);
	assert_status(use(office, 0, now + 10), DENIED);
	for (int i = 1; i <= OFFICE_SESSIONS_MAX; i++)
		assert_status(use(office, i, now + 10), OK);
	office_close(office);
	assert_int_equal(sessions(*state), OFFICE_SESSIONS_MAX);
}

static void
sessions_of_another_admin_are_not_counted(void **state)
{
	struct office *office = office_of_anna(*state);
	struct admin bob = { .email = "bob@example.org", .cost_memory = 8192,
	    .cost_passes = 1 };

	assert_status(office_admin_add(office, &bob, NULL, 0, 0, now), OK);
	begin(office, 0, now);
	for (int i = 1; i <= OFFICE_SESSIONS_MAX; i++)
		assert_status(sign_in(office, &bob, i, now + i), OK);
	assert_status(use(office, 0, now + 10), OK);
	office_close(office);
}

static void
a_session_of_nobody_is_refused(void **state)
{
	struct office *office = office_of_anna(*state);
	struct admin nobody = anna;

	nobody.id = 99;
	assert_status(sign_in(office, &nobody, 1, now), DENIED);
	office_close(office);
	assert_int_equal(sessions(*state), 0);
}

/* Its passphrase was right when it was tried, but is not any more. */
static void
an_account_changed_meanwhile_lets_nobody_in(void **state)
{
	struct office *office = office_of_anna(*state);
	struct admin tried = anna;

	tried.verifier[31] = 1;
	assert_status(sign_in(office, &tried, 1, now), DENIED);
	tried = anna;
	tried.has_totp = true;
	assert_status(sign_in(office, &tried, 1, now), DENIED);
	tried = anna;
	tried.totp_wrapped[60] = 1;
	assert_status(sign_in(office, &tried, 1, now), DENIED);
	office_close(office);
	assert_int_equal(sessions(*state), 0);
	assert_int_equal(folder_number(*state, "office.db",
	    "SELECT count(*) FROM device"), 0);
}

static void
a_token_begins_one_session(void **state)
{
	struct office *office = office_of_anna(*state);

	begin(office, 7, now);
	assert_status(sign_in(office, &anna, 7, now), CONFLICT);
	office_close(office);
	assert_int_equal(sessions(*state), 1);
}

static void
a_renewed_session_answers_to_its_new_token_alone(void **state)
{
	struct office *office = office_of_anna(*state);
	const struct mark fresh = mark_of(8);
	const struct session_keys keys = { fresh.bytes, fresh.bytes };
	ARENA(arena);
	struct session session;

	begin(office, 7, now);
	assert_status(office_session_use(office, arena, mark_of(7).bytes,
	    now + 10, idle, most, &session), OK);
	assert_status(office_session_renew(office, &session, &keys, now + 20),
	    OK);
	assert_status(use(office, 7, now + 30), DENIED);
	assert_status(office_session_use(office, arena, mark_of(8).bytes,
	    now + 30, idle, most, &session), OK);
	assert_int_equal(session.id, 1);
	assert_int_equal(session.created_at, now);
	assert_int_equal(session.proved_at, now + 20);
	assert_string_equal(session.form_token, form_token);
	assert_memory_equal(session.wrapped, fresh.bytes,
	    sizeof(session.wrapped));
	office_close(office);
	assert_int_equal(folder_number(*state, "office.db",
	    "SELECT count(*) FROM audit_event WHERE kind = 'session.proved'"
	    " AND admin_id = 1 AND subject = 1"), 1);
}

static void
an_ended_session_is_not_renewed(void **state)
{
	struct office *office = office_of_anna(*state);
	const struct mark fresh = mark_of(8);
	const struct session_keys keys = { fresh.bytes, fresh.bytes };
	const struct session gone = { .id = 1, .admin_id = 1 };

	begin(office, 7, now);
	assert_status(office_session_end(office, mark_of(7).bytes, now), OK);
	assert_status(office_session_renew(office, &gone, &keys, now), DENIED);
	office_close(office);
	assert_int_equal(sessions(*state), 0);
}

static void
the_list_has_what_is_live_and_last_used_first(void **state)
{
	struct office *office = office_of_anna(*state);
	ARENA(arena);
	struct session_rows rows;

	begin(office, 1, now);
	begin(office, 2, now + 10);
	begin(office, 3, now + 20);
	assert_status(use(office, 1, now + 100), OK);
	assert_status(office_sessions(office, arena, 1, now + 15 + idle, idle,
	    most, &rows), OK);
	assert_int_equal(rows.len, 2);
	assert_int_equal(rows.at[0].id, 1);
	assert_int_equal(rows.at[0].seen_at, now + 100);
	assert_int_equal(rows.at[1].id, 3);
	assert_status(office_sessions(office, arena, 1, now + 1 + most, most,
	    most, &rows), OK);
	assert_int_equal(rows.len, 2);
	assert_status(office_sessions(office, arena, 2, now, idle, most,
	    &rows), OK);
	assert_int_equal(rows.len, 0);
	office_close(office);
}

static void
one_of_an_admins_sessions_is_ended_and_nobody_elses(void **state)
{
	struct office *office = office_of_anna(*state);

	begin(office, 1, now);
	begin(office, 2, now);
	assert_status(office_session_end_one(office, 9, 1, now), NOT_FOUND);
	assert_status(office_session_end_one(office, 1, 3, now), NOT_FOUND);
	assert_status(office_session_end_one(office, 1, 1, now), OK);
	assert_status(use(office, 1, now), DENIED);
	assert_status(use(office, 2, now), OK);
	office_close(office);
}

static void
all_sessions_end_but_the_one_that_is_kept(void **state)
{
	struct office *office = office_of_anna(*state);

	for (int i = 1; i <= 3; i++)
		begin(office, i, now);
	assert_status(office_sessions_end(office, 1, 2, false, now), OK);
	assert_status(use(office, 1, now), DENIED);
	assert_status(use(office, 2, now), OK);
	assert_status(use(office, 3, now), DENIED);
	assert_int_equal(folder_number(*state, "office.db",
	    "SELECT count(*) FROM device"), 3);
	assert_status(office_sessions_end(office, 1, 0, true, now), OK);
	assert_status(use(office, 2, now), DENIED);
	office_close(office);
	assert_int_equal(folder_number(*state, "office.db",
	    "SELECT count(*) FROM device"), 0);
	assert_int_equal(folder_number(*state, "office.db",
	    "SELECT count(*) FROM audit_event WHERE kind = 'sessions.ended'"
	    " AND admin_id = 1 AND subject = 1"), 2);
}

/* ---- browsers ---- */

static void
a_browser_is_known_for_its_own_admin(void **state)
{
	struct office *office = office_of_anna(*state);
	int64_t id = 0;

	begin(office, 7, now);
	assert_status(office_device(office, 1, mark_of(7).bytes, &id), OK);
	assert_int_equal(id, 1);
	assert_status(office_device(office, 2, mark_of(7).bytes, &id),
	    NOT_FOUND);
	assert_status(office_device(office, 1, mark_of(8).bytes, &id),
	    NOT_FOUND);
	office_close(office);
}

static void
a_browser_that_comes_again_stays_one_browser(void **state)
{
	struct office *office = office_of_anna(*state);
	const struct mark mark = mark_of(8);
	struct sign_in again = { .admin = &anna,
	    .keys = { mark.bytes, mark.bytes }, .form_token = form_token,
	    .totp_step = -1, .device_id = 1, .device_hash = mark.bytes };
	int64_t id;

	begin(office, 7, now);
	assert_status(office_sign_in(office, &again, now + 5), OK);
	assert_status(office_device(office, 1, mark_of(7).bytes, &id),
	    NOT_FOUND);
	assert_status(office_device(office, 1, mark.bytes, &id), OK);
	assert_int_equal(id, 1);
	office_close(office);
	assert_int_equal(folder_number(*state, "office.db",
	    "SELECT used_at FROM device"), now + 5);
}

static void
the_eleventh_browser_makes_the_first_one_unknown(void **state)
{
	struct office *office = office_of_anna(*state);
	int64_t id;

	for (int i = 0; i <= OFFICE_DEVICES_MAX; i++)
		begin(office, i, now + i);
	assert_status(office_device(office, 1, mark_of(0).bytes, &id),
	    NOT_FOUND);
	assert_status(office_device(office, 1, mark_of(1).bytes, &id), OK);
	office_close(office);
	assert_int_equal(folder_number(*state, "office.db",
	    "SELECT count(*) FROM device"), OFFICE_DEVICES_MAX);
}

static void
a_browsers_mark_moves_once(void **state)
{
	struct office *office = office_of_anna(*state);
	int64_t id;

	begin(office, 7, now);
	assert_status(office_device_move(office, mark_of(7).bytes,
	    mark_of(8).bytes), OK);
	assert_status(office_device_move(office, mark_of(7).bytes,
	    mark_of(9).bytes), NOT_FOUND);
	assert_status(office_device(office, 1, mark_of(8).bytes, &id), OK);
	office_close(office);
}

static void
an_ended_session_is_denied(void **state)
{
	struct office *office = office_of_anna(*state);

	begin(office, 7, now);
	begin(office, 8, now);
	assert_status(office_session_end(office, mark_of(7).bytes, now + 1),
	    OK);
	assert_status(use(office, 7, now + 2), DENIED);
	assert_status(use(office, 8, now + 2), OK);
	assert_status(office_session_end(office, mark_of(7).bytes, now + 3),
	    OK);
	office_close(office);
	assert_int_equal(folder_number(*state, "office.db",
	    "SELECT count(*) FROM audit_event WHERE kind = 'session.ended'"
	    " AND admin_id = 1 AND subject = 1"), 1);
	assert_int_equal(folder_number(*state, "office.db",
	    "SELECT count(*) FROM audit_event WHERE kind = 'session.began'"
	    " AND admin_id = 1"), 2);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		ON_FOLDER(a_session_is_used_by_its_token),
		ON_FOLDER(an_unknown_token_is_denied),
		ON_FOLDER(a_session_ends_when_it_was_idle_for_too_long),
		ON_FOLDER(a_session_ends_however_busy_it_was),
		ON_FOLDER(a_use_is_noted_once_a_minute),
		ON_FOLDER(a_clock_set_back_does_not_lengthen_a_session),
		ON_FOLDER(a_disk_that_refuses_the_note_does_not_end_a_session),
		ON_FOLDER(the_sixth_session_ends_the_oldest),
		ON_FOLDER(sessions_of_another_admin_are_not_counted),
		ON_FOLDER(a_session_of_nobody_is_refused),
		ON_FOLDER(an_account_changed_meanwhile_lets_nobody_in),
		ON_FOLDER(a_token_begins_one_session),
		ON_FOLDER(a_renewed_session_answers_to_its_new_token_alone),
		ON_FOLDER(an_ended_session_is_not_renewed),
		ON_FOLDER(the_list_has_what_is_live_and_last_used_first),
		ON_FOLDER(one_of_an_admins_sessions_is_ended_and_nobody_elses),
		ON_FOLDER(all_sessions_end_but_the_one_that_is_kept),
		ON_FOLDER(a_browser_is_known_for_its_own_admin),
		ON_FOLDER(a_browser_that_comes_again_stays_one_browser),
		ON_FOLDER(the_eleventh_browser_makes_the_first_one_unknown),
		ON_FOLDER(a_browsers_mark_moves_once),
		ON_FOLDER(an_ended_session_is_denied),
	};

	return cmocka_run_group_tests_name("sessions", tests, NULL, NULL);
}
