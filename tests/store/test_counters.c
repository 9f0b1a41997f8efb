#include "folder.h"

#include "../unit/test.h"
#include "folder_tests.h"

#include <sys/wait.h>

#include "base/arena.h"
#include "base/util.h"
#include "store/counters.h"
#include "store/store_private.h"

enum { MONDAY = 20780 }; /* 2026-11-23 */

static enum status
add(struct store *store, int64_t day, const char *page, int64_t count)
{
	struct page_count one = { day, page, count };

	return store_page_counts_add(store, &(struct page_counts){ &one, 1 },
	    true);
}

static void
what_visitors_do_is_added_up(void **state)
{
	struct store *visitors = folder_store(*state, STORE_PUBLIC);
	struct page_count some[] = {
		{ MONDAY, "guide/java", 3 },
		{ MONDAY, "bot:guide/java", 40 },
		{ MONDAY + 1, "guide/java", 1 },
	};

	assert_status(store_page_counts_add(visitors,
	    &(struct page_counts){ some, countof(some) }, false), OK);
	assert_status(add(visitors, MONDAY, "guide/java", 2), OK);
	assert_int_equal(folder_number(*state, "intake.db",
	    "SELECT count FROM page_count WHERE page = 'guide/java'"
	    " AND day = 20780"), 5);
	assert_int_equal(folder_number(*state, "intake.db",
	    "SELECT sum(count) FROM page_count"), 46);
	store_close(visitors);
}

static void
a_name_that_is_no_page_adds_nothing_at_all(void **state)
{
	struct store *visitors = folder_store(*state, STORE_PUBLIC);
	struct page_count some[] = {
		{ MONDAY, "guide/java", 3 },
		{ MONDAY, "192.0.2.1 Seamonkey", 1 },
	};

	assert_status(store_page_counts_add(visitors,
	    &(struct page_counts){ some, countof(some) }, true), FAILED);
	assert_status(add(visitors, MONDAY, "", 1), FAILED);
	assert_status(add(visitors, MONDAY, "book", 0), FAILED);
	assert_int_equal(folder_number(*state, "intake.db",
	    "SELECT count(*) FROM page_count"), 0);
	store_close(visitors);
}

static void
weeks_begin_on_monday_and_are_summed(void **state)
{
	struct store *visitors = folder_store(*state, STORE_PUBLIC);
	struct store *office = folder_store(*state, STORE_OFFICE);
	struct page_counts weeks;
	ARENA(arena);

	assert_status(add(visitors, MONDAY - 8, "book", 100), OK);
	assert_status(add(visitors, MONDAY - 1, "book", 7), OK);
	assert_status(add(visitors, MONDAY, "book", 1), OK);
	assert_status(add(visitors, MONDAY + 6, "book", 2), OK);
	assert_status(add(visitors, MONDAY + 6, "answered", 4), OK);
	assert_status(store_page_counts_weekly(office, arena, MONDAY - 7,
	    &weeks), OK);
	assert_int_equal(weeks.len, 3);
	assert_int_equal(weeks.at[0].day, MONDAY - 7);
	assert_int_equal(weeks.at[0].count, 7);
	assert_int_equal(weeks.at[1].day, MONDAY);
	assert_string_equal(weeks.at[1].page, "answered");
	assert_int_equal(weeks.at[1].count, 4);
	assert_string_equal(weeks.at[2].page, "book");
	assert_int_equal(weeks.at[2].count, 3);
	assert_status(store_page_counts_weekly(visitors, arena, MONDAY,
	    &weeks), DENIED);
	assert_int_equal(weeks.len, 0);
	store_close(visitors);
	store_close(office);
}

/* The status that another process gets for so many counts; 99 for one that
 * has waited. */
static int
count_beside(const char *dir, size_t len, bool patient)
{
	struct store *visitors = folder_store(dir, STORE_PUBLIC);
	struct page_count one = { MONDAY, "book", 1 };
	struct timespec from;
	struct timespec to;
	enum status st;

	(void)clock_gettime(CLOCK_MONOTONIC, &from);
	st = store_page_counts_add(visitors, &(struct page_counts){ &one,
	    len }, patient);
	(void)clock_gettime(CLOCK_MONOTONIC, &to);
	store_close(visitors);
	return to.tv_sec - from.tv_sec > 2 ? 99 : (int)st;
}

static int
status_beside(const char *dir, size_t len, bool patient)
{
	int how = 0;

	if (fork() == 0)
		_exit(count_beside(dir, len, patient));
	assert_true(wait(&how) > 0);
	return WEXITSTATUS(how);
}

static void
who_has_no_patience_or_nothing_to_write_waits_for_nobody(void **state)
{
	struct store *visitors = folder_store(*state, STORE_PUBLIC);
	struct database *database = &visitors->database;

	TRANSACTION(tx, database);
	assert_status(transaction_begin(&tx), OK);
	assert_int_equal(status_beside(*state, 1, false), CONFLICT);
	assert_int_equal(status_beside(*state, 0, true), OK);
	transaction_release(&tx);
	assert_int_equal(status_beside(*state, 1, false), OK);
	store_close(visitors);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		ON_FOLDER(what_visitors_do_is_added_up),
		ON_FOLDER(a_name_that_is_no_page_adds_nothing_at_all),
		ON_FOLDER(weeks_begin_on_monday_and_are_summed),
		ON_FOLDER(
		    who_has_no_patience_or_nothing_to_write_waits_for_nobody),
	};

	return cmocka_run_group_tests_name("counters", tests, NULL, NULL);
}
