#include "office.h"

#include <signal.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include "../unit/test.h"

#include "base/arena.h"
#include "crypto/open.h"
#include "crypto/seal.h"
#include "vault/leads.h"
#include "vault/notes.h"
#include "vault/rotate.h"
#include "vault/start.h"
#include "vault/take.h"

#define in_office(name) \
	cmocka_unit_test_setup_teardown(name, office_setup, office_teardown)

enum { LEADS = 230 };

/*
 * Every step that reaches the disk goes through one of these two calls, of
 * SQLite's and of ours alike: the child is killed instead of its nth.
 */
static int left = -1;

static void
maybe_die(void)
{
	if (left == 0)
		(void)raise(SIGKILL);
	if (left > 0)
		left--;
}

int
fdatasync(int fd)
{
	maybe_die();
	return (int)syscall(SYS_fdatasync, fd);
}

int
fsync(int fd)
{
	maybe_die();
	return (int)syscall(SYS_fsync, fd);
}

static void
fill(struct test_office *office)
{
	for (int i = 0; i < LEADS; i++)
		(void)office_write(office, "Ann", "ann@example.org", "Hello");
	assert_status(vault_note_add(&office->vault, 7, 1, "A note",
	    office_now), OK);
	assert_status(vault_take_in(&office->vault, office_now), OK);
}

/* All is there, reads as before, and is of one generation. */
static void
check(struct test_office *office, int64_t generation)
{
	struct lead_rows rows;
	struct vault_notes notes;

	assert_status(vault_take_all(&office->vault, office_now), OK);
	assert_status(vault_leads(&office->vault, office->arena, 0, LEADS + 10,
	    &rows), OK);
	assert_int_equal(rows.len, LEADS);
	for (size_t i = 0; i < rows.len; i++) {
		assert_string_equal(rows.at[i].head.name, "Ann");
		assert_int_equal(rows.at[i].sealed.epoch.generation,
		    generation);
	}
	assert_status(vault_notes(&office->vault, office->arena, 7, &notes),
	    OK);
	assert_string_equal(notes.at[0].text, "A note");
	assert_status(vault_start(office->dir), OK);
	assert_int_equal(office_number(office, "intake.db",
	    "SELECT count(*) FROM seal_key"), 1);
	assert_int_equal(office_number(office, "office.db",
	    "SELECT count(DISTINCT generation) FROM key_grant"), 1);
	assert_int_equal(office_number(office, "office.db",
	    "SELECT min(generation) FROM record_key"), generation);
	assert_int_equal(office_number(office, "office.db",
	    "SELECT max(subject) FROM audit_event"
	    " WHERE kind = 'site_key.turned'"), generation);
}

static void
a_rotation_gives_everything_another_key(void **state)
{
	struct test_office *office = *state;
	struct rotation_count count;

	fill(office);
	assert_status(vault_rotate(&office->vault, office->dir, office_now,
	    &count), OK);
	assert_int_equal(count.leads, LEADS);
	assert_int_equal(count.notes, 1);
	assert_int_equal(count.unreadable_leads, 0);
	office_finish(office);
	office_begin(office);
	check(office, 2);
}

static void
a_lead_that_comes_meanwhile_is_not_lost(void **state)
{
	struct test_office *office = *state;
	struct rotation_count count;
	struct lead_row row;
	struct lead_body body;
	int64_t id;

	(void)office_write(office, "Ann", "ann@example.org", "Hello");
	assert_int_equal(sealer_generation(office->sealer), 1);
	assert_status(vault_rotate(&office->vault, office->dir, office_now,
	    &count), OK);
	/* The public role still has the old key. */
	id = office_write(office, "Bob", "bob@example.org", "Me too");
	assert_int_equal(sealer_generation(office->sealer), 2);
	assert_status(vault_lead(&office->vault, office->arena, id, &row,
	    &body), OK);
	assert_string_equal(body.message, "Me too");
}

/* A child of its own handles runs the rotation, and is killed instead of its
 * nth write. Whether it came to an end. */
static bool
rotate_until(struct test_office *office, int steps)
{
	struct rotation_count count;
	int how;
	pid_t child;

	office_finish(office);
	child = fork();
	assert_int_not_equal(child, -1);
	if (child == 0) {
		enum status st;

		office_begin(office);
		left = steps;
		st = vault_rotate(&office->vault, office->dir, office_now,
		    &count);
		_exit(st == OK ? 0 : 1);
	}
	assert_int_equal(waitpid(child, &how, 0), child);
	office_begin(office);
	if (WIFSIGNALED(how))
		return false;
	assert_int_equal(WEXITSTATUS(how), 0);
	return true;
}

static void
a_rotation_killed_anywhere_goes_on_where_it_was(void **state)
{
	struct test_office *office = *state;
	int64_t generation = 1;
	int killed = 0;

	fill(office);
	/* Each time from a whole office: killed at one step, then run again. */
	for (int steps = 0;; steps++) {
		struct rotation_count count;

		if (rotate_until(office, steps))
			break;
		killed++;
		assert_status(vault_start(office->dir), OK);
		assert_status(vault_rotate(&office->vault, office->dir,
		    office_now, &count), OK);
		office_finish(office);
		office_begin(office);
		generation = office_number(office, "intake.db",
		    "SELECT max(generation) FROM seal_key");
		check(office, generation);
	}
	print_message("# killed at %d steps, %lld generations\n", killed,
	    (long long)generation);
	assert_true(killed > 10);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		in_office(a_rotation_gives_everything_another_key),
		in_office(a_lead_that_comes_meanwhile_is_not_lost),
		in_office(a_rotation_killed_anywhere_goes_on_where_it_was),
	};

	return cmocka_run_group_tests_name("rotate", tests, NULL, NULL);
}
