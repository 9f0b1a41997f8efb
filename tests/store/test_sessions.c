#include "folder.h"

#include "../unit/test.h"
#include "folder_tests.h"

#include "base/arena.h"
#include "store/connection.h"
#include "store/office_private.h"

static const int64_t now = 1795255200; /* 2026-11-21T10:00:00Z */
static const int64_t idle = 1800;
static const int64_t most = 43200;

struct token {
	uint8_t hash[32];
};

static struct token
token_of(int mark)
{
	struct token token = { { 0 } };

	memcpy(token.hash, &mark, sizeof(mark));
	return token;
}

/* An office with one admin, who has the id 1. */
static struct office *
office_of_anna(const char *dir)
{
	struct office *office = folder_office(dir);
	struct admin admin = { .email = "anna@example.org",
	    .cost_memory = 8192, .cost_passes = 1 };

	assert_status(office_admin_add(office, &admin, now), OK);
	assert_int_equal(admin.id, 1);
	return office;
}

static void
begin(struct office *office, int mark, int64_t at)
{
	assert_status(office_session_add(office, 1, token_of(mark).hash, at),
	    OK);
}

static enum status
use(struct office *office, int mark, int64_t at)
{
	ARENA(arena);
	struct session session;

	return office_session_use(office, arena, token_of(mark).hash, at,
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
	assert_status(office_session_use(office, arena, token_of(7).hash,
	    now + 10, idle, most, &session), OK);
	assert_int_equal(session.admin_id, 1);
	assert_string_equal(session.email, "anna@example.org");
	assert_int_equal(session.created_at, now);
	assert_int_equal(session.seen_at, now);
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

static void
a_disk_that_refuses_the_note_does_not_end_a_session(void **state)
{
	static const char query_only[] = "PRAGMA query_only = ON";
	struct office *office = office_of_anna(*state);

	begin(office, 7, now);
	assert_int_equal(connection_run(office->database.db, query_only,
	    sizeof(query_only) - 1), SQLITE_OK);
	assert_status(use(office, 7, now + 100), OK);
	assert_status(use(office, 7, now + idle + 1), DENIED);
	assert_status(office_session_add(office, 1, token_of(8).hash, now),
	    BUSY);
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

	assert_status(office_admin_add(office, &bob, now), OK);
	begin(office, 0, now);
	for (int i = 1; i <= OFFICE_SESSIONS_MAX; i++)
		assert_status(office_session_add(office, bob.id,
		    token_of(i).hash, now + i), OK);
	assert_status(use(office, 0, now + 10), OK);
	office_close(office);
}

static void
a_session_of_nobody_is_refused(void **state)
{
	struct office *office = office_of_anna(*state);

	assert_status(office_session_add(office, 99, token_of(1).hash, now),
	    FAILED);
	office_close(office);
	assert_int_equal(sessions(*state), 0);
}

static void
a_token_begins_one_session(void **state)
{
	struct office *office = office_of_anna(*state);

	begin(office, 7, now);
	assert_status(office_session_add(office, 1, token_of(7).hash, now),
	    CONFLICT);
	office_close(office);
	assert_int_equal(sessions(*state), 1);
}

static void
an_ended_session_is_denied(void **state)
{
	struct office *office = office_of_anna(*state);

	begin(office, 7, now);
	begin(office, 8, now);
	assert_status(office_session_end(office, token_of(7).hash, now + 1),
	    OK);
	assert_status(use(office, 7, now + 2), DENIED);
	assert_status(use(office, 8, now + 2), OK);
	assert_status(office_session_end(office, token_of(7).hash, now + 3),
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
		ON_FOLDER(a_token_begins_one_session),
		ON_FOLDER(an_ended_session_is_denied),
	};

	return cmocka_run_group_tests_name("sessions", tests, NULL, NULL);
}
