#include "office.h"

#include "../unit/test.h"

#include "base/arena.h"
#include "crypto/open.h"
#include "vault/leads.h"
#include "vault/list_cache.h"
#include "vault/notes.h"
#include "vault/take.h"

/* The newest leads but so many, as the desk asks for them. */
static enum status
list(struct test_office *office, int64_t before, struct lead_rows *rows,
    struct seen_rows *seen)
{
	return vault_lead_list(&office->vault, office->arena,
	    &(struct lead_query){
		.filter = { .follow = LEAD_FOLLOW_ANY, .results = "",
		    .today = 20778, .now = office_now },
		.sort = LEAD_SORT_NEWEST,
		.after.id = before,
		.limit = 50,
	    }, rows, seen);
}

/* Only what came from the databases still has its sealed record. */
static bool
is_from_memory(const struct lead_rows *rows)
{
	return rows->at[0].sealed.head.bytes == NULL;
}

static bool
next_is_from_memory(struct test_office *office)
{
	struct lead_rows rows;
	struct seen_rows seen;

	assert_status(list(office, 0, &rows, &seen), OK);
	return is_from_memory(&rows);
}

static int
setup(void **state)
{
	struct test_office *office;

	if (office_setup(state) != 0)
		return -1;
	office = *state;
	office->vault.lists = list_cache_new();
	(void)office_write(office, "Ann", "ann@example.org", "Hello");
	(void)office_write(office, "Bob", "bob@example.org", "Hello");
	(void)office_write(office, "Ann again", "ann@example.org", "Hello");
	assert_status(vault_take_in(&office->vault, office_now), OK);
	return 0;
}

static int
teardown(void **state)
{
	struct test_office *office = *state;

	list_cache_free(office->vault.lists);
	return office_teardown(state);
}

static void
same_row(const struct lead_row *a, const struct lead_row *b)
{
	assert_int_equal(a->id, b->id);
	assert_int_equal(a->kind, b->kind);
	assert_int_equal(a->stage, b->stage);
	assert_int_equal(a->created_at, b->created_at);
	assert_int_equal(a->starts_at, b->starts_at);
	assert_int_equal(a->doubt, b->doubt);
	assert_int_equal(a->wishes[0], b->wishes[0]);
	assert_int_equal(a->wishes[1], b->wishes[1]);
	assert_int_equal(a->follow_up_on, b->follow_up_on);
	assert_int_equal(a->touched_at, b->touched_at);
	assert_int_equal(a->unreadable, b->unreadable);
	assert_string_equal(a->uuid, b->uuid);
	assert_string_equal(a->result, b->result);
	assert_string_equal(a->zone, b->zone);
	assert_string_equal(a->head.name, b->head.name);
	assert_string_equal(a->head.email, b->head.email);
	assert_string_equal(a->head.company, b->head.company);
}

static void
an_unchanged_list_comes_from_memory_and_is_the_same(void **state)
{
	struct test_office *office = *state;
	struct lead_rows read;
	struct lead_rows again;
	struct seen_rows seen;
	struct seen_rows seen_again;

	assert_status(list(office, 0, &read, &seen), OK);
	assert_false(is_from_memory(&read));
	assert_status(list(office, 0, &again, &seen_again), OK);
	assert_true(is_from_memory(&again));
	assert_int_equal(read.len, 3);
	assert_int_equal(again.len, 3);
	for (size_t i = 0; i < read.len; i++)
		same_row(&read.at[i], &again.at[i]);
	assert_string_equal(again.at[0].head.name, "Ann again");
	assert_int_equal(seen.len, 2);
	assert_int_equal(seen_again.len, 2);
	assert_memory_equal(seen.at, seen_again.at, 2 * sizeof(*seen.at));
}

static void
lists_of_other_leads_are_kept_apart(void **state)
{
	struct test_office *office = *state;
	struct lead_rows rows;
	struct seen_rows seen;

	for (int round = 0; round < 2; round++) {
		assert_status(list(office, 0, &rows, &seen), OK);
		assert_int_equal(rows.len, 3);
		assert_status(list(office, 3, &rows, &seen), OK);
		assert_int_equal(rows.len, 2);
		assert_string_equal(rows.at[0].head.name, "Bob");
		assert_status(list(office, 1, &rows, &seen), OK);
		assert_int_equal(rows.len, 0);
	}
	assert_true(next_is_from_memory(office));
}

static void
whoever_writes_whatever_it_is_read_again(void **state)
{
	struct test_office *office = *state;
	struct lead_rows rows;
	struct seen_rows seen;

	assert_false(next_is_from_memory(office));
	assert_true(next_is_from_memory(office));
	(void)office_write(office, "Cleo", "cleo@example.org", "Hello");
	assert_false(next_is_from_memory(office));
	assert_true(next_is_from_memory(office));
	assert_status(vault_note_add(&office->vault, 1, 1, "Ring her",
	    office_now), OK);
	assert_false(next_is_from_memory(office));
	assert_true(next_is_from_memory(office));
	office_run(office, "intake.db",
	    "UPDATE lead SET stage = 'proposal' WHERE id = 4");
	assert_status(list(office, 0, &rows, &seen), OK);
	assert_int_equal(rows.at[0].stage, LEAD_PROPOSAL);
	office_run(office, "office.db", "DELETE FROM lead_index");
	assert_status(list(office, 0, &rows, &seen), OK);
	assert_int_equal(seen.len, 0);
}

static void
a_locked_vault_shows_nothing_from_memory(void **state)
{
	struct test_office *office = *state;
	struct lead_rows rows;
	struct seen_rows seen;

	assert_false(next_is_from_memory(office));
	assert_true(next_is_from_memory(office));
	opener_lock(office->vault.opener);
	assert_status(list(office, 0, &rows, &seen), DENIED);
}

static void
more_lists_than_it_holds_are_all_right(void **state)
{
	struct test_office *office = *state;
	struct lead_rows rows;
	struct seen_rows seen;

	for (int i = 0; i < 2 * LIST_CACHE_MAX; i++)
		(void)office_write(office, "Dan", "dan@example.org", "Hello");
	for (int round = 0; round < 2; round++)
		for (int64_t i = 2; i < 2 * LIST_CACHE_MAX; i++) {
			assert_status(list(office, i, &rows, &seen), OK);
			assert_int_equal(rows.at[0].id, i - 1);
		}
}

static void
without_a_memory_every_list_is_read(void **state)
{
	struct test_office *office = *state;

	list_cache_free(office->vault.lists);
	office->vault.lists = NULL;
	assert_false(next_is_from_memory(office));
	assert_false(next_is_from_memory(office));
}

#define with_lists(name) \
	cmocka_unit_test_setup_teardown(name, setup, teardown)

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		with_lists(an_unchanged_list_comes_from_memory_and_is_the_same),
		with_lists(lists_of_other_leads_are_kept_apart),
		with_lists(whoever_writes_whatever_it_is_read_again),
		with_lists(a_locked_vault_shows_nothing_from_memory),
		with_lists(more_lists_than_it_holds_are_all_right),
		with_lists(without_a_memory_every_list_is_read),
	};

	return cmocka_run_group_tests_name("list_cache", tests, NULL, NULL);
}
