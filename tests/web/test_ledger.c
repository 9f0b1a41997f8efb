/*
 * The last line of every page says what its request stored. Here that is
 * compared with what the databases hold before and after, for every public
 * route there is: a new one fails until it has an example below.
 */
#include "test.h"

#include <sqlite3.h>
#include <string.h>

#include "answer.h"
#include "base/arena.h"
#include "base/text.h"
#include "base/util.h"
#include "harness.h"
#include "web/routes.h"
#include "wish.h"

/* The database as a number: every column of every row of every table. */
static uint64_t
digest_row(uint64_t digest, sqlite3_stmt *q)
{
	for (int i = 0; i < sqlite3_column_count(q); i++) {
		const unsigned char *bytes = sqlite3_column_blob(q, i);
		int len = sqlite3_column_bytes(q, i);

		digest = (digest ^ (uint64_t)sqlite3_column_type(q, i)) *
		    1099511628211u;
		for (int j = 0; j < len; j++)
			digest = (digest ^ bytes[j]) * 1099511628211u;
	}
	return digest;
}

static uint64_t
digest_table(sqlite3 *db, struct arena *arena, const char *table)
{
	uint64_t digest = 14695981039346656037u;
	sqlite3_stmt *q;

	assert_int_equal(sqlite3_prepare_v2(db, arena_printf(arena,
	    "SELECT * FROM \"%s\"", table), -1, &q, NULL), SQLITE_OK);
	while (sqlite3_step(q) == SQLITE_ROW)
		digest = digest_row(digest, q);
	assert_int_equal(sqlite3_finalize(q), SQLITE_OK);
	return digest;
}

/* The tables of a database, each with its digest. */
static const char *
dump(struct site *site, const char *file)
{
	struct arena *arena = site->arena;
	const char *text = "";
	sqlite3_stmt *q;
	sqlite3 *db;

	assert_int_equal(sqlite3_open(arena_printf(arena, "%s/%s", site->dir,
	    file), &db), SQLITE_OK);
	assert_int_equal(sqlite3_prepare_v2(db, "SELECT name FROM"
	    " sqlite_schema WHERE type = 'table'", -1, &q, NULL), SQLITE_OK);
	while (sqlite3_step(q) == SQLITE_ROW) {
		const char *table = (const char *)sqlite3_column_text(q, 0);

		text = arena_printf(arena, "%s%s %016llx\n", text, table,
		    (unsigned long long)digest_table(db, arena, table));
	}
	assert_int_equal(sqlite3_finalize(q), SQLITE_OK);
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
	return text;
}

/* What was counted in memory included, which a minute's end would write. */
static const char *
dump_both(struct site *site)
{
	site_count(site);
	return arena_printf(site->arena, "%s%s", dump(site, "intake.db"),
	    dump(site, "office.db"));
}

/*
 * One request for a route. A target with %s gets the path of a booking made
 * for it; a form of NULL is a GET. stores: whether it is meant to.
 */
static const struct example {
	const char *route;
	enum method method;
	const char *target;
	const char *form;
	bool stores;
} examples[] = {
	{ "/", GET, "/" },
	{ "/guides", GET, "/guides" },
	{ "/guides/sources", GET, "/guides/sources" },
	{ "/guides/disagreements", GET, "/guides/disagreements" },
	{ "/guides/:slug", GET, "/guides/how-to-choose", .stores = true },
	{ "/guides/:slug", GET, "/guides/no-such-guide" },
	{ "/stacks", GET, "/stacks" },
	{ "/stacks/:id", GET, "/stacks/node" },
	{ "/compare", GET, "/compare" },
	{ "/compare/:pair", GET, "/compare/node-vs-python" },
	{ "/assessment", GET, "/assessment" },
	{ "/assessment", GET, "/assessment?team=js" },
	{ "/assessment", GET,
	    "/assessment?team=js&hard=data&life=grow&lang=poly",
	    .stores = true },
	{ "/assessment/proof", GET, "/assessment/proof" },
	{ "/assessment/:code", GET, "/assessment/js-data-grow-poly", .stores = true },
	{ "/assessment/:code", GET, "/assessment/js-data-grow-poly.json" },
	{ "/assessment/:code", GET, "/assessment/js-data-grow-poly.md" },
	{ "/assessment/:code/vs", GET,
	    "/assessment/js-data-grow-poly/vs?code=py-io-mvp-two" },
	{ "/assessment/:code/vs/:code", GET,
	    "/assessment/js-data-grow-poly/vs/py-io-mvp-two" },
	{ "/book", GET, "/book", .stores = true },
	{ "/book", GET, "/book?tz=Mars/Phobos" },
	{ "/book", POST, "/book", "name=Ann" },
	{ "/book/slots.json", GET, "/book/slots.json" },
	{ "/booking/:token", GET, "%s" },
	{ "/booking/:token", GET, "/booking/nobody" },
	{ "/booking/:token/data.json", GET, "%s/data.json" },
	{ "/booking/:token/invite.ics", GET, "%s/invite.ics" },
	{ "/booking/:token/reschedule", GET, "%s/reschedule" },
	{ "/booking/:token/reschedule", POST, "%s/reschedule", "slot=never" },
	{ "/booking/:token/reschedule", POST, "%s/reschedule",
	    "slot=2026-11-25T13%3A00%3A00Z&tz=Europe%2FBerlin", true },
	{ "/booking/:token/correct", GET, "%s/correct" },
	{ "/booking/:token/correct", POST, "%s/correct", "name=" },
	{ "/booking/:token/correct", POST, "%s/correct",
	    "name=Ann&email=ann%40example.com", true },
	{ "/booking/:token/erase", GET, "%s/erase" },
	{ "/booking/:token/erase", POST, "%s/erase", "yes=yes", true },
	{ "/booking/:token/cancel", POST, "%s/cancel", "yes=yes", true },
	{ "/calendar/:token", GET, "/calendar/nobody.ics" },
	{ "/contact", GET, "/contact" },
	{ "/contact", POST, "/contact", "name=Ann" },
	{ "/contact", POST, "/contact", "name=Ann&email=ann%40example.com&"
	    "message=Hello+there&tz=Europe%2FBerlin&consent=yes", true },
	{ "/contact/thanks", GET, "/contact/thanks" },
	{ "/search", GET, "/search" },
	{ "/search", GET, "/search?q=event+loop", .stores = true },
	{ "/privacy", GET, "/privacy" },
	{ "/imprint", GET, "/imprint" },
	{ "/how-your-data-is-kept", GET, "/how-your-data-is-kept" },
	{ "/feed.xml", GET, "/feed.xml" },
	{ "/sitemap.xml", GET, "/sitemap.xml" },
	{ "/pictures/:file", GET, "/pictures/general.png" },
	{ "/assets/:file", GET, "/assets/none.css" },
	{ "/favicon.svg", GET, "/favicon.svg" },
	{ "/robots.txt", GET, "/robots.txt" },
	{ "/healthz", GET, "/healthz" },
};

static bool
is_for_visitors(const struct route *route)
{
	return route->gate == PUBLIC || route->gate == ANYWHERE;
}

static void
every_route_for_visitors_has_an_example(void **state)
{
	for (size_t i = 0; i < routes_len; i++) {
		size_t found = 0;

		for (size_t j = 0; j < countof(examples); j++)
			found += examples[j].method == routes[i].method &&
			    strcmp(examples[j].route, routes[i].path) == 0;
		if (is_for_visitors(&routes[i]) && found == 0)
			fail_msg("no example for %s %s",
			    routes[i].method == GET ? "GET" : "POST",
			    routes[i].path);
	}
}

static const char *
target_of(struct site *site, const struct example *example)
{
	struct wish wish;

	if (!text_starts(example->target, "%s"))
		return example->target;
	wish = wish_of_page(site);
	return arena_printf(site->arena, "%s%s", wish_book(site, &wish),
	    example->target + 2);
}

/* What the page claims, or NULL for what is no page. */
static const char *
claimed(struct site *site, const struct answer *answer)
{
	static const char before[] = "Stored by this request: <b>";

	if (strstr(answer->body, before) == NULL)
		return NULL;
	return answer_between(site->arena, answer, before, "</b>");
}

/* A dump without the counts. */
static const char *
uncounted(struct site *site, const char *dump)
{
	const char *counts = strstr(dump, "page_count ");

	assert_non_null(counts);
	return arena_printf(site->arena, "%.*s%s", (int)(counts - dump), dump,
	    strchr(counts, '\n'));
}

/* All that was ever counted. */
static int64_t
counted(struct site *site)
{
	int64_t sum;
	sqlite3_stmt *q;
	sqlite3 *db;

	assert_int_equal(sqlite3_open(arena_printf(site->arena,
	    "%s/intake.db", site->dir), &db), SQLITE_OK);
	assert_int_equal(sqlite3_prepare_v2(db,
	    "SELECT coalesce(sum(count), 0) FROM page_count", -1, &q, NULL),
	    SQLITE_OK);
	assert_int_equal(sqlite3_step(q), SQLITE_ROW);
	sum = sqlite3_column_int64(q, 0);
	assert_int_equal(sqlite3_finalize(q), SQLITE_OK);
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
	return sum;
}

static void
claim_is_true(const struct example *example, const char *claim, bool changed)
{
	if (claim != NULL && (strcmp(claim, "nothing") == 0) == changed)
		fail_msg("%s says it stored \"%s\" and %s something",
		    example->target, claim, changed ? "stored" : "never did");
	if (changed != example->stores)
		fail_msg("%s %s", example->target, changed ?
		    "stored something" : "stored nothing");
}

static void
every_page_says_what_it_stored(void **state)
{
	for (size_t i = 0; i < countof(examples); i++) {
		const struct example *example = &examples[i];
		struct site *site = *state;
		struct answer answer;
		const char *before;
		const char *after;
		const char *target;
		int64_t count;

		assert_int_equal(site_open(state), 0);
		target = target_of(site, example);
		before = dump_both(site);
		count = counted(site);
		answer = example->method == GET ? site_get(site, target) :
		    site_post(site, target, example->form);
		after = dump_both(site);
		claim_is_true(example, claimed(site, &answer),
		    strcmp(before, after) != 0);
		if (claimed(site, &answer) != NULL &&
		    strcmp(claimed(site, &answer), "one page count") == 0) {
			assert_int_equal(counted(site), count + 1);
			assert_string_equal(uncounted(site, before),
			    uncounted(site, after));
		}
		if (strstr(answer.head, "text/html") != NULL &&
		    claimed(site, &answer) == NULL && answer.len > 0)
			fail_msg("%s claims nothing", target);
		assert_int_equal(site_close(state), 0);
	}
}

/* The control: a change of one byte in either database is seen. */
static void
the_comparison_sees_the_smallest_change(void **state)
{
	static const char *const changes[][2] = {
		{ "intake.db", "UPDATE booking SET sequence = 1" },
		{ "intake.db", "UPDATE lead SET created_at = created_at + 60" },
		{ "intake.db", "UPDATE page_count SET count = count + 1" },
		{ "intake.db", "DELETE FROM booking" },
		{ "office.db", "UPDATE admin SET created_at = 1" },
	};
	struct site *site = *state;
	struct wish wish = wish_of_page(site);

	(void)wish_book(site, &wish);
	for (size_t i = 0; i < countof(changes); i++) {
		const char *before = dump_both(site);

		assert_string_equal(before, dump_both(site));
		site_run(site, changes[i][0], changes[i][1]);
		assert_string_not_equal(before, dump_both(site));
	}
}

static void
a_whole_booking_changes_what_it_should(void **state)
{
	struct site *site = *state;
	struct wish wish = wish_of_page(site);
	const char *before = dump_both(site);
	struct answer own;

	own = site_get(site, wish_book(site, &wish));
	assert_string_not_equal(before, dump_both(site));
	assert_string_equal(claimed(site, &own), "nothing");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_route_for_visitors_has_an_example),
		cmocka_unit_test(every_page_says_what_it_stored),
		site_test(the_comparison_sees_the_smallest_change),
		site_test(a_whole_booking_changes_what_it_should),
	};

	return cmocka_run_group_tests_name("ledger", tests, site_load,
	    site_unload);
}
