#include "office.h"

#include <sys/stat.h>

#include "../unit/test.h"

#include "base/arena.h"
#include "base/util.h"
#include "crypto/open.h"
#include "store/booking_changes.h"
#include "store/seals.h"
#include "store/taken.h"
#include "vault/leads.h"
#include "vault/notes.h"
#include "vault/search.h"
#include "vault/start.h"
#include "vault/take.h"

#define in_office(name) \
	cmocka_unit_test_setup_teardown(name, office_setup, office_teardown)

/* A search of all leads, newest first. */
static enum status
search(struct test_office *office, const char *text, int64_t before,
    int64_t limit, struct lead_rows *rows)
{
	struct seen_rows seen;

	return vault_search(&office->vault, office->arena, text,
	    &(struct lead_query){
		.filter = { .follow = LEAD_FOLLOW_ANY, .results = "",
		    .today = 20778, .now = office_now },
		.sort = LEAD_SORT_NEWEST,
		.after.id = before,
		.limit = limit,
	    }, rows, &seen);
}

static void
what_the_public_role_stores_the_office_reads(void **state)
{
	struct test_office *office = *state;
	struct lead_row row;
	struct lead_body body;
	int64_t id = office_write(office, "Ann", "ann@example.org", "Hello");

	assert_status(vault_lead(&office->vault, office->arena, id, &row,
	    &body), OK);
	assert_string_equal(row.head.name, "Ann");
	assert_string_equal(row.head.email, "ann@example.org");
	assert_string_equal(body.message, "Hello");
	assert_false(row.unreadable);
	assert_int_equal(office_occurs(office, "ann@example.org"), 0);
}

static void
a_locked_vault_is_denied_and_nothing_is_called_unreadable(void **state)
{
	struct test_office *office = *state;
	struct vault *vault = &office->vault;
	struct lead_rows rows;
	struct lead_row row;
	struct lead_body body;
	int64_t id = office_write(office, "Ann", "ann@example.org", "Hello");

	opener_lock(vault->opener);
	assert_status(vault_take_in(vault, office_now), DENIED);
	assert_status(vault_leads(vault, office->arena, 0, 10, &rows), DENIED);
	assert_status(vault_lead(vault, office->arena, id, &row, &body),
	    DENIED);
	assert_status(search(office, "Ann", 0, 10, &rows),
	    DENIED);
	assert_status(vault_note_add(vault, id, 1, "x", office_now), DENIED);
}

static void
a_damaged_lead_does_not_hide_the_others(void **state)
{
	struct test_office *office = *state;
	struct lead_rows rows;

	(void)office_write(office, "Ann", "ann@example.org", "Hello");
	(void)office_write(office, "Bob", "bob@example.org", "Hello");
	office_run(office, "intake.db", "UPDATE lead SET head = x'ff'"
	    " WHERE id = 1");
	for (int taken = 0; taken < 2; taken++) {
		assert_status(vault_leads(&office->vault, office->arena, 0, 10,
		    &rows), OK);
		assert_int_equal(rows.len, 2);
		assert_string_equal(rows.at[0].head.name, "Bob");
		assert_true(rows.at[1].unreadable);
		assert_string_equal(rows.at[1].head.name, "");
		assert_status(vault_take_in(&office->vault, office_now), OK);
	}
	assert_int_equal(office_number(office, "office.db",
	    "SELECT count(*) FROM record_key WHERE wrapped IS NULL"), 1);
}

static void
records_that_change_places_do_not_open(void **state)
{
	struct test_office *office = *state;
	struct lead_rows rows;

	(void)office_write(office, "Ann", "ann@example.org", "Hello");
	(void)office_write(office, "Bob", "bob@example.org", "Hello");
	office_run(office, "intake.db", "UPDATE lead SET (head, head_number) ="
	    " (SELECT head, head_number FROM lead WHERE id = 2) WHERE id = 1");
	assert_status(vault_leads(&office->vault, office->arena, 0, 10,
	    &rows), OK);
	assert_true(rows.at[1].unreadable);
	assert_false(rows.at[0].unreadable);
}

static void
all_is_taken_in_and_read_the_same_afterwards(void **state)
{
	struct test_office *office = *state;
	struct lead_rows rows;

	for (int i = 0; i < 250; i++)
		(void)office_write(office, "Ann", "ann@example.org", "Hello");
	assert_status(vault_take_in(&office->vault, office_now), OK);
	assert_int_equal(office_number(office, "office.db",
	    "SELECT count(*) FROM record_key WHERE wrapped IS NOT NULL"),
	    500);
	assert_status(vault_leads(&office->vault, office->arena, 0, 300,
	    &rows), OK);
	assert_int_equal(rows.len, 250);
	for (size_t i = 0; i < rows.len; i++)
		assert_string_equal(rows.at[i].head.name, "Ann");
	/* The next call takes in what is new, and only that. */
	(void)office_write(office, "Bob", "bob@example.org", "Hello");
	assert_status(vault_take_in(&office->vault, office_now), OK);
	assert_int_equal(office_number(office, "office.db",
	    "SELECT count(*) FROM record_key"), 502);
}

static void
the_keys_taken_in_can_be_lost_or_spoilt(void **state)
{
	struct test_office *office = *state;
	struct lead_row row;
	struct lead_body body;
	int64_t id = office_write(office, "Ann", "ann@example.org", "Hello");

	assert_status(vault_take_in(&office->vault, office_now), OK);
	office_run(office, "office.db",
	    "UPDATE record_key SET wrapped = zeroblob(73)");
	assert_status(vault_lead(&office->vault, office->arena, id, &row,
	    &body), OK);
	assert_string_equal(body.message, "Hello");
	office_run(office, "office.db", "DELETE FROM record_key");
	assert_status(vault_lead(&office->vault, office->arena, id, &row,
	    &body), OK);
	assert_string_equal(row.head.name, "Ann");
}

static void
who_writes_again_is_known_whatever_the_case(void **state)
{
	struct test_office *office = *state;
	int64_t before;
	int64_t all;

	(void)office_write(office, "Ann", "ann@example.org", "One");
	(void)office_write(office, "Bob", "bob@example.org", "Two");
	(void)office_write(office, "ANN", "ANN@Example.ORG", "Three");
	assert_status(vault_take_in(&office->vault, office_now), OK);
	assert_status(office_seen(office->vault.office, 3, &before, &all), OK);
	assert_int_equal(before, 1);
	assert_int_equal(all, 2);
	assert_status(office_seen(office->vault.office, 2, &before, &all), OK);
	assert_int_equal(all, 1);
	assert_status(office_seen(office->vault.office, 9, &before, &all), OK);
	assert_int_equal(all, 0);
}

static void
a_search_finds_names_addresses_texts_and_notes(void **state)
{
	static const char *const wanted[] = { "annabel", "BOB@", "the pier",
		"ring him" };
	static const int64_t found[] = { 1, 2, 3, 4 };
	struct test_office *office = *state;
	struct vault *vault = &office->vault;
	struct lead_rows rows;

	(void)office_write(office, "Annabel", "a@example.org", "One");
	(void)office_write(office, "Robert", "bob@example.org", "Two");
	(void)office_write(office, "Cleo", "c@example.org", "Near the pier");
	(void)office_write(office, "Dan", "d@example.org", "Four");
	assert_status(vault_note_add(vault, 4, 1, "Ring him on Monday",
	    office_now), OK);
	for (size_t i = 0; i < 4; i++) {
		assert_status(search(office, wanted[i], 0, 10, &rows), OK);
		assert_int_equal(rows.len, 1);
		assert_int_equal(rows.at[0].id, found[i]);
	}
	assert_status(search(office, "nobody", 0, 10, &rows), OK);
	assert_int_equal(rows.len, 0);
	assert_status(search(office, "example", 0, 3, &rows), OK);
	assert_int_equal(rows.len, 3);
	assert_status(search(office, "example", rows.at[2].id, 3, &rows),
	    OK);
	assert_int_equal(rows.len, 1);
}

static void
notes_are_sealed_and_bound_to_their_lead(void **state)
{
	struct test_office *office = *state;
	struct vault *vault = &office->vault;
	struct vault_notes notes;

	(void)office_write(office, "Ann", "ann@example.org", "One");
	(void)office_write(office, "Bob", "bob@example.org", "Two");
	assert_status(vault_note_add(vault, 1, 1, "Marker of a note",
	    office_now), OK);
	assert_status(vault_note_add(vault, 9, 1, "x", office_now), NOT_FOUND);
	assert_int_equal(office_occurs(office, "Marker of a note"), 0);
	assert_status(vault_notes(vault, office->arena, 1, &notes), OK);
	assert_int_equal(notes.len, 1);
	assert_string_equal(notes.at[0].text, "Marker of a note");
	office_run(office, "office.db", "UPDATE note SET lead_uuid ="
	    " '00000000-0000-4000-8000-000000000000'");
	assert_status(vault_notes(vault, office->arena, 1, &notes), OK);
	assert_true(notes.at[0].unreadable);
	assert_string_equal(notes.at[0].text, "");
}

static void
leads_of_an_older_program_are_sealed_at_the_start(void **state)
{
	struct test_office *office = *state;
	struct lead_row row;
	struct lead_body body;
	FILE *copy = fopen(arena_printf(office->arena,
	    "%s/intake.db.before-6", office->dir), "we");

	assert_non_null(copy);
	assert_int_equal(fclose(copy), 0);
	office_run(office, "intake.db", "WITH RECURSIVE n(i) AS (VALUES (1)"
	    " UNION ALL SELECT i + 1 FROM n WHERE i < 250) INSERT INTO lead"
	    " (uuid, kind, stage, created_at, result, consent_version,"
	    " consent_at, head, body) SELECT"
	    " printf('00000000-0000-4000-8000-%012d', i), 'contact', 'new', 0,"
	    " '', 'v', 0, x'0103000000416e6e0b0000006d61726b6572"
	    "406d61726b00000000',"
	    " x'01020000004869' FROM n");
	assert_true(office_occurs(office, "marker@mark") >= 250);
	assert_status(vault_start(office->dir), OK);
	assert_int_equal(office_occurs(office, "marker@mark"), 0);
	assert_int_equal(office_number(office, "intake.db",
	    "SELECT count(*) FROM lead WHERE seal_format = 0"), 0);
	assert_status(vault_lead(&office->vault, office->arena, 250, &row,
	    &body), OK);
	assert_string_equal(row.head.email, "marker@mark");
	assert_string_equal(body.message, "Hi");
	assert_int_equal(access(arena_printf(office->arena,
	    "%s/intake.db.before-6", office->dir), F_OK), -1);
}

static void
keys_that_others_may_read_are_refused(void **state)
{
	static const struct {
		const char *name;
		mode_t open;
		mode_t closed;
	} files[] = {
		{ "keys", 0750, 0700 },
		{ "keys", 0702, 0710 },
		{ "keys/form.key", 0440, 0400 },
		{ "keys/audit.key", 0604, 0600 },
	};
	struct test_office *office = *state;

	for (size_t i = 0; i < countof(files); i++) {
		const char *path = arena_printf(office->arena, "%s/%s",
		    office->dir, files[i].name);

		assert_int_equal(chmod(path, files[i].open), 0);
		assert_status(vault_start(office->dir), INVALID);
		assert_int_equal(chmod(path, files[i].closed), 0);
		assert_status(vault_start(office->dir), OK);
	}
}

static void
another_key_file_is_refused_before_a_lead_is_taken(void **state)
{
	struct test_office *office = *state;
	const char *path = arena_printf(office->arena, "%s/keys/public.key",
	    office->dir);
	FILE *file;

	assert_int_equal(unlink(path), 0);
	assert_status(vault_start(office->dir), NOT_FOUND);
	file = fopen(path, "we");
	assert_non_null(file);
	(void)fputs("VbIfAy6ADsX8RxZv6eUB7kQRqD0U0rzxwi8n-lS7C1k\n", file);
	assert_int_equal(fclose(file), 0);
	assert_status(vault_start(office->dir), INVALID);
	office_run(office, "intake.db", "DELETE FROM seal_key");
	assert_status(vault_start(office->dir), INVALID);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		in_office(what_the_public_role_stores_the_office_reads),
		in_office(a_locked_vault_is_denied_and_nothing_is_called_unreadable),
		in_office(a_damaged_lead_does_not_hide_the_others),
		in_office(records_that_change_places_do_not_open),
		in_office(all_is_taken_in_and_read_the_same_afterwards),
		in_office(the_keys_taken_in_can_be_lost_or_spoilt),
		in_office(who_writes_again_is_known_whatever_the_case),
		in_office(a_search_finds_names_addresses_texts_and_notes),
		in_office(notes_are_sealed_and_bound_to_their_lead),
		in_office(leads_of_an_older_program_are_sealed_at_the_start),
		in_office(keys_that_others_may_read_are_refused),
		in_office(another_key_file_is_refused_before_a_lead_is_taken),
	};

	return cmocka_run_group_tests_name("leads", tests, NULL, NULL);
}
