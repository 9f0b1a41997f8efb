/*
 * What is counted of visits, and that it is all that is kept of them.
 */
#include "test.h"

#include <sqlite3.h>
#include <sys/wait.h>

#include "answer.h"
#include "base/arena.h"
#include "base/util.h"
#include "door.h"
#include "harness.h"
#include "web/counts.h"
#include "web/prepared.h"
#include "wish.h"

/* All that is stored of counts, one line each: "DAY PAGE COUNT"; day 0 is that
 * of SITE_NOW. */
static const char *
counts(struct site *site)
{
	const char *text = "";
	sqlite3_stmt *q;
	sqlite3 *db;

	site_count(site);
	assert_int_equal(sqlite3_open(arena_printf(site->arena,
	    "%s/intake.db", site->dir), &db), SQLITE_OK);
	assert_int_equal(sqlite3_prepare_v2(db, "SELECT day - 20780, page,"
	    " count FROM page_count ORDER BY day, page", -1, &q, NULL),
	    SQLITE_OK);
	while (sqlite3_step(q) == SQLITE_ROW)
		text = arena_printf(site->arena, "%s%d %s %d\n", text,
		    sqlite3_column_int(q, 0), sqlite3_column_text(q, 1),
		    sqlite3_column_int(q, 2));
	assert_int_equal(sqlite3_finalize(q), SQLITE_OK);
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
	return text;
}

static void
each_kind_of_visit_has_its_count(void **state)
{
	struct site *site = *state;
	static const char *const targets[] = {
		"/guides/java", "/guides/java?from=feed",
		"/guides/how-to-choose", "/assessment/js-data-grow-poly",
		"/assessment?team=js&hard=data&life=grow&lang=poly", "/book",
		"/book?tz=America/New_York", "/search?q=event+loop",
	};

	for (size_t i = 0; i < countof(targets); i++)
		(void)site_get(site, targets[i]);
	assert_string_equal(counts(site),
	    "0 answer/hard/data 1\n"
	    "0 answer/lang/poly 1\n"
	    "0 answer/life/grow 1\n"
	    "0 answer/team/js 1\n"
	    "0 answered 1\n"
	    "0 book 2\n"
	    "0 guide/how-to-choose 1\n"
	    "0 guide/java 2\n"
	    "0 result/hybrid/node 1\n"
	    "0 search 1\n");
}

static void
what_went_wrong_or_is_no_reading_is_not_counted(void **state)
{
	struct site *site = *state;
	static const char *const targets[] = {
		"/", "/guides", "/guides/none", "/assessment",
		"/assessment?team=js", "/assessment/nonsense",
		"/assessment/js-data-grow-poly.json", "/book?tz=Mars/Phobos",
		"/search", "/search?q=...", "/contact", "/contact/thanks",
		"/admin/insights", "/healthz", "/book/slots.json",
	};

	for (size_t i = 0; i < countof(targets); i++)
		(void)site_get(site, targets[i]);
	(void)site_post(site, "/book", "name=Ann");
	(void)site_post(site, "/contact", "name=Ann");
	assert_string_equal(counts(site), "");
}

static void
a_booking_and_a_message_are_counted_once(void **state)
{
	struct site *site = *state;
	struct wish wish = wish_of_page(site);
	const char *before = counts(site);
	const char *form = wish_form(site, &wish);

	assert_string_equal(before, "0 book 1\n");
	assert_int_equal(site_post(site, "/book", form).code, 303);
	assert_int_equal(site_post(site, "/book", form).code, 303);
	assert_string_equal(counts(site), "0 book 1\n0 booked 1\n");
}

static void
ask_as(struct site *site, const char *method, const char *name,
    const char *value)
{
	(void)site_ask(site, &site->front, &(struct ask){ .method = method,
		.target = "/guides/java", .headers = { { name, value } } });
}

static void
bots_heads_and_what_is_fetched_ahead_are_counted_apart(void **state)
{
	struct site *site = *state;

	ask_as(site, "GET", "User-Agent", "Googlebot/2.1");
	ask_as(site, "HEAD", "User-Agent", "Firefox/128.0");
	ask_as(site, "GET", "Sec-Purpose", "prefetch;prerender");
	ask_as(site, "GET", "Purpose", "prefetch");
	ask_as(site, "GET", "User-Agent", "Firefox/128.0");
	assert_string_equal(counts(site),
	    "0 ahead:guide/java 2\n"
	    "0 bot:guide/java 1\n"
	    "0 guide/java 1\n"
	    "0 head:guide/java 1\n");
}

/* Midnight in Berlin is 23:00 UTC in winter. */
static void
days_are_the_owners(void **state)
{
	struct site *site = *state;

	site_wait(site, 15 * 3600 - 1);
	(void)site_get(site, "/guides/java");
	site->front.clock_shift += 1;
	site->now += 1;
	(void)site_get(site, "/guides/java");
	assert_string_equal(counts(site),
	    "0 guide/java 1\n1 guide/java 1\n");
}

static void
a_page_made_beforehand_is_counted_when_it_is_read(void **state)
{
	struct site *site = *state;
	struct prepared_page *page;

	site->front.prepared = prepared_new();
	assert_status(prepared_add(site->front.prepared, &site->front,
	    "/guides/java"), OK);
	assert_status(prepared_add(site->front.prepared, &site->front, "/"),
	    OK);
	assert_string_equal(counts(site), "");
	page = prepared_find(site->front.prepared, "/guides/java");
	counts_add(site->front.counts, page->counted, VISIT_PERSON, site->now);
	page = prepared_find(site->front.prepared, "/");
	counts_add(site->front.counts, page->counted, VISIT_PERSON, site->now);
	assert_string_equal(counts(site), "0 guide/java 1\n");
}

static void
it_is_written_each_minute_and_not_before(void **state)
{
	struct site *site = *state;

	(void)site_get(site, "/guides/java");
	counts_turn(&site->front);
	site->front.clock_shift += 58;
	counts_turn(&site->front);
	assert_int_equal(site_number(site, "intake.db",
	    "SELECT count(*) FROM page_count"), 0);
	site->front.clock_shift += 4;
	counts_turn(&site->front);
	assert_int_equal(site_number(site, "intake.db",
	    "SELECT count(*) FROM page_count"), 1);
}

static void
what_cannot_be_written_is_kept_for_the_next_time(void **state)
{
	struct site *site = *state;

	(void)site_get(site, "/guides/java");
	site_fill_disk(true);
	assert_status(counts_write(&site->front, true), BUSY);
	site_fill_disk(false);
	(void)site_get(site, "/guides/java");
	assert_string_equal(counts(site), "0 guide/java 2\n");
}

static void
health_says_so_until_the_disk_takes_something_again(void **state)
{
	struct site *site = *state;
	struct wish wish = wish_of_page(site);
	const char *form = wish_form(site, &wish);
	struct answer answer;

	site_count(site);
	site_fill_disk(true);
	assert_int_equal(site_post(site, "/book", form).code, 503);
	answer = site_get(site, "/healthz");
	assert_int_equal(answer.code, 503);
	assert_non_null(strstr(answer.body, "nothing can be stored"));
	site->front.clock_shift += 6;
	counts_turn(&site->front);
	assert_int_equal(site_get(site, "/healthz").code, 503);
	site_fill_disk(false);
	site->front.clock_shift += 6;
	counts_turn(&site->front);
	assert_int_equal(site_get(site, "/healthz").code, 200);
	assert_string_equal(counts(site), "0 book 1\n0 refused 1\n");
}

static void
health_learns_of_a_full_disk_from_counts_alone(void **state)
{
	struct site *site = *state;

	(void)site_get(site, "/guides/java");
	site_fill_disk(true);
	site->front.clock_shift += 61;
	counts_turn(&site->front);
	assert_int_equal(site_get(site, "/healthz").code, 503);
	site_fill_disk(false);
	site->front.clock_shift += 6;
	counts_turn(&site->front);
	assert_int_equal(site_get(site, "/healthz").code, 200);
}

static void
who_ends_in_an_orderly_way_loses_nothing(void **state)
{
	struct site *site = *state;

	(void)site_get(site, "/guides/java");
	app_close(&site->front);
	assert_int_equal(site_number(site, "intake.db",
	    "SELECT sum(count) FROM page_count"), 1);
}

/* Four workers at once, and none is lost. */
static void
all_workers_count_into_the_same_memory(void **state)
{
	enum { WORKERS = 4, EACH = 5000 };
	struct site *site = *state;
	int how;

	for (int i = 0; i < WORKERS; i++) {
		pid_t child = fork();

		assert_int_not_equal(child, -1);
		if (child != 0)
			continue;
		for (int j = 0; j < EACH; j++)
			counts_add(site->front.counts, COUNT_BOOK,
			    VISIT_PERSON, site->now);
		_exit(0);
	}
	for (int i = 0; i < WORKERS; i++)
		assert_true(wait(&how) > 0);
	assert_string_equal(counts(site), "0 book 20000\n");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		site_test(each_kind_of_visit_has_its_count),
		site_test(what_went_wrong_or_is_no_reading_is_not_counted),
		site_test(a_booking_and_a_message_are_counted_once),
		site_test(
		    bots_heads_and_what_is_fetched_ahead_are_counted_apart),
		site_test(days_are_the_owners),
		site_test(a_page_made_beforehand_is_counted_when_it_is_read),
		site_test(it_is_written_each_minute_and_not_before),
		site_test(what_cannot_be_written_is_kept_for_the_next_time),
		site_test(health_says_so_until_the_disk_takes_something_again),
		site_test(health_learns_of_a_full_disk_from_counts_alone),
		site_test(who_ends_in_an_orderly_way_loses_nothing),
		site_test(all_workers_count_into_the_same_memory),
	};

	return cmocka_run_group_tests_name("counts", tests, site_load,
	    site_unload);
}
