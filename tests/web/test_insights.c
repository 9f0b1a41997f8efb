#include "test.h"

#include "answer.h"
#include "base/arena.h"
#include "base/util.h"
#include "harness.h"
#include "wish.h"

/* The site stands at Monday 23 November 2026, nine in Berlin: day 20780. */

#define PAGE "/admin/insights"
#define CODE "js-data-grow-poly" /* node, with python for its part */

static void
count(struct site *site, int day, const char *page, int times)
{
	site_run(site, "intake.db", arena_printf(site->arena,
	    "INSERT INTO page_count VALUES (%d, '%s', %d)", day, page, times));
}

static const char *
page_of(struct site *site)
{
	struct answer page;

	site_sign_in(site);
	page = desk_get(site, PAGE);
	assert_int_equal(page.code, 200);
	return page.body;
}

static void
has(const char *page, const char *words)
{
	answer_has(&(struct answer){ .body = page }, words);
}

static void
lacks(const char *page, const char *words)
{
	answer_lacks(&(struct answer){ .body = page }, words);
}

/* Between two words of the page. */
static const char *
part(struct site *site, const char *page, const char *from, const char *to)
{
	const char *at = strstr(page, from);
	const char *end = at == NULL ? NULL : strstr(at, to);

	assert_non_null(end);
	return arena_strndup(site->arena, at, (size_t)(end - at));
}

static void
an_empty_desk_says_what_will_be_here(void **state)
{
	struct site *site = *state;
	const char *page;

	assert_int_equal(desk_get(site, PAGE).code, 303);
	page = page_of(site);
	has(page, "No call to compare yet.");
	has(page, "No assessment was answered in these weeks.");
	has(page, "Counted since 7 September 2026");
	assert_int_equal(answer_count(&(struct answer){ .body = page },
	    "data-label=\"Guides read\">0<"), 13);
	lacks(page, "style=");
}

static void
weeks_are_shown_newest_first_with_their_shares(void **state)
{
	struct site *site = *state;
	const char *page;
	const char *week;

	count(site, 20780, "guide/java", 6);
	count(site, 20780, "guide/two-services", 4);
	count(site, 20779, "guide/java", 50);
	count(site, 20703, "guide/java", 100);
	count(site, 20702, "guide/java", 1000);
	count(site, 20780, "answered", 3);
	count(site, 20780, "result/single/java", 8);
	count(site, 20780, "book", 4);
	count(site, 20780, "booked", 1);
	count(site, 20780, "contact", 2);
	count(site, 20780, "bot:guide/java", 77);
	count(site, 20780, "head:guide/java", 7);
	count(site, 20780, "ahead:guide/java", 5);
	page = page_of(site);
	week = part(site, page, "23 November 2026 <span", "</tr>");
	has(week, "\"Guides read\">10<");
	has(week, "\"of guides read\">30\u00a0%<");
	has(week, "\"of results opened\">50\u00a0%<");
	has(week, "\"of bookings started\">25\u00a0%<");
	has(week, "\"Messages sent\">2<");
	week = part(site, page, "row\">16 November 2026", "</tr>");
	has(week, "\"Guides read\">50<");
	has(week, "\"of guides read\">0\u00a0%<");
	has(week, "\"of bookings started\">–<");
	has(part(site, page, "row\">7 September 2026", "</tr>"),
	    "\"Guides read\">100<");
	has(part(site, page, "All 12 weeks", "</tr>"),
	    "\"Guides read\">160<");
	has(part(site, page, "Crawlers that say so", "</tr>"), ">77<");
	has(part(site, page, "Fetched ahead", "</tr>"), ">5<");
	has(part(site, page, "Asked for the head", "</tr>"), ">7<");
}

/* Of 100 at most: full height; of 50 half of it, rounded up; of 10, 6. */
static void
bars_are_as_high_as_their_numbers(void **state)
{
	struct site *site = *state;
	const char *chart;

	count(site, 20780, "guide/java", 10);
	count(site, 20779, "guide/java", 50);
	count(site, 20703, "guide/java", 100);
	chart = part(site, page_of(site), "<b>Guides read</b> 160", "</svg>");
	has(chart, ", at most 100 a week");
	has(chart, "x=\"2\" y=\"2\" width=\"16\" height=\"56\"");
	has(chart, "x=\"202\" y=\"30\" width=\"16\" height=\"28\"");
	has(chart, "chart-open\" x=\"222\" y=\"52\" width=\"16\" "
	    "height=\"6\"");
	has(chart, "x=\"22\" y=\"58\" width=\"16\" height=\"0\"");
}

static void
results_and_bookings_are_counted_by_stack(void **state)
{
	struct site *site = *state;
	struct wish wish = wish_of_page(site);
	const char *page;

	count(site, 20780, "result/hybrid/node", 6);
	count(site, 20779, "result/single/java", 2);
	wish.result = CODE;
	(void)wish_book(site, &wish);
	wish = wish_of_page(site);
	wish.slot = "2026-11-24T09:00:00Z";
	(void)wish_book(site, &wish);
	page = page_of(site);
	has(part(site, page, "row\">Node.js", "</tr>"),
	    "6 <span class=\"share\">75\u00a0%</span>");
	has(part(site, page, "row\">Node.js", "</tr>"),
	    "<td class=\"number\">1</td>");
	has(part(site, page, "row\">Java", "</tr>"),
	    "2 <span class=\"share\">25\u00a0%</span>");
	has(part(site, page, "row\">Two stacks", "</tr>"), ">6 <");
	has(page, "8 results opened, 2 bookings made, 1 of them without a "
	    "result, or erased since.");
}

static void
few_answers_are_not_shown(void **state)
{
	struct site *site = *state;
	const char *page;

	count(site, 20780, "answered", 40);
	count(site, 20780, "answer/life/mvp", 25);
	count(site, 20780, "answer/life/grow", 9);
	count(site, 20780, "answer/life/long", 6);
	count(site, 20780, "answer/team/js", 40);
	count(site, 20780, "answer/team/cobol", 12);
	page = part(site, page_of(site), "id=\"answers\"", "id=\"claims\"");
	has(page, "25 <span class=\"share\">63\u00a0%");
	has(page, "9 <span class=\"share\">23\u00a0%");
	/* The sixth, long, goes with legacy, whose count would be nought. */
	lacks(page, ">6 <");
	lacks(page, ">40 <");
	lacks(page, ">12 <");
	has(page, "hidden*");
	has(page, "* Hidden: fewer than 5,");
}

static void
calls_are_held_against_the_assessment(void **state)
{
	struct site *site = *state;
	static const char *const recommended[] = { "node", "java",
		"node+python", "cobol" };
	const char *page;

	for (size_t i = 0; i < countof(recommended); i++) {
		struct wish wish = wish_of_page(site);

		wish.result = CODE;
		wish.email = arena_printf(site->arena, "n%zu@example.org", i);
		wish.slot = arena_printf(site->arena,
		    "2026-11-24T%02zu:00:00Z", 8 + i + i / 3 * 2);
		(void)wish_book(site, &wish);
		site_run(site, "intake.db", arena_printf(site->arena,
		    "UPDATE lead SET recommended = '%s' WHERE id = %zu",
		    recommended[i], i + 1));
	}
	page = page_of(site);
	has(page, "In <b>2 of 3</b> calls (67\u00a0%)");
	assert_int_equal(answer_count(&(struct answer){ .body =
	    part(site, page, "id=\"calls\"", "id=\"misses\"") },
	    "<td class=\"number\">2 of 3</td>"), 4);
	page = part(site, page, "id=\"misses\"", "id=\"answers\"");
	has(page, "<a href=\"/admin/leads/2\">Lead 2</a>");
	has(page, "\"You recommended\">Java<");
	has(page, "<code>" CODE "</code>");
	lacks(page, "Lead 1<");
	lacks(page, "Lead 3<");
	has(page, "1 more could not be compared");
}

/* The register of the repository was checked in November 2026. */
static void
claims_grow_old_after_half_a_year(void **state)
{
	struct site *site = *state;
	const char *page = page_of(site);

	has(page, "claims were checked within 180 days; the oldest check is "
	    "of ");
	site_wait(site, 200 * 86400);
	page = part(site, page_of(site), "id=\"claims\"", "</section>");
	has(page, "claims were last checked more than 180 days ago");
	has(page, "<time datetime=\"2026-11-");
	has(page, "<code>000-01</code>");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		site_test(an_empty_desk_says_what_will_be_here),
		site_test(weeks_are_shown_newest_first_with_their_shares),
		site_test(bars_are_as_high_as_their_numbers),
		site_test(results_and_bookings_are_counted_by_stack),
		site_test(few_answers_are_not_shown),
		site_test(calls_are_held_against_the_assessment),
		site_test(claims_grow_old_after_half_a_year),
	};

	return cmocka_run_group_tests_name("insights", tests, site_load,
	    site_unload);
}
