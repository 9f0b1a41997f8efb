#include "test.h"

#include "answer.h"
#include "base/arena.h"
#include "base/text.h"
#include "base/util.h"
#include "harness.h"
#include "page.h"
#include "wish.h"

/*
 * A crawl without a network: every link of every page is followed, and every
 * fragment must name something there.
 */
enum {
	PAGES_MAX = 8192,
	/* What one visitor clicks through; 576 results with their changes and
	 * flips are more than a test needs twice (test_assessment_page). */
	RESULTS_READ = 40,
};

struct visit {
	const char *address; /* path and query, as sent */
	const char *body;    /* once read */
};

struct crawl {
	struct site *site;
	struct app *app;
	struct visit at[PAGES_MAX];
	size_t len;
	size_t results;
};

static const char *
without_fragment(struct arena *arena, const char *href)
{
	return arena_strndup(arena, href, strcspn(href, "#"));
}

/* The page of this address, which is put on the list when it is new. */
static struct visit *
visit_of(struct crawl *crawl, const char *address)
{
	for (size_t i = 0; i < crawl->len; i++)
		if (strcmp(crawl->at[i].address, address) == 0)
			return &crawl->at[i];
	assert_true(crawl->len < PAGES_MAX);
	crawl->at[crawl->len].address = address;
	return &crawl->at[crawl->len++];
}

static const char *
read_page(struct crawl *crawl, struct visit *visit)
{
	struct ask ask = { .target = visit->address };
	struct answer answer;

	if (visit->body != NULL)
		return visit->body;
	if (crawl->app == &crawl->site->desk)
		ask.headers[0] =
		    (struct header){ "cookie", crawl->site->cookie };
	answer = site_ask(crawl->site, crawl->app, &ask);
	if (answer.code == 303) {
		ask.target = answer_header(crawl->site->arena, &answer,
		    "location");
		answer = site_ask(crawl->site, crawl->app, &ask);
	}
	if (answer.code != 200)
		fail_msg("%s: %d", visit->address, answer.code);
	return visit->body = answer.body;
}

static void
follow(struct crawl *crawl, const char *from, const char *href)
{
	struct arena *arena = crawl->site->arena;
	const char *mark = strchr(href, '#');
	const char *body;

	if (*href == '#' || text_starts(href, "mailto:") ||
	    text_starts(href, "https://"))
		return;
	if (href[0] != '/' || href[1] == '/')
		fail_msg("%s: a link to %s", from, href);
	body = read_page(crawl,
	    visit_of(crawl, without_fragment(arena, href)));
	if (mark != NULL && !page_has_id(arena, body, mark + 1))
		fail_msg("%s: nothing at %s", from, href);
}

static bool
is_worth_reading(struct crawl *crawl, const struct visit *visit)
{
	if (strstr(visit->body, "<html") == NULL)
		return false;
	if (!text_starts(visit->address, "/assessment/") &&
	    !text_starts(visit->address, "/assessment?") &&
	    !text_starts(visit->address, "/book?"))
		return true;
	return crawl->results++ < RESULTS_READ;
}

/* Reads pages and follows their links until there are no new ones. */
static void
crawl_from(struct crawl *crawl, const char *const *starts, size_t len)
{
	for (size_t i = 0; i < len; i++)
		(void)visit_of(crawl, starts[i]);
	for (size_t i = 0; i < crawl->len; i++) {
		struct page_walk walk = { .arena = crawl->site->arena };

		walk.at = read_page(crawl, &crawl->at[i]);
		if (!is_worth_reading(crawl, &crawl->at[i]))
			continue;
		while (page_next(&walk))
			if (strcmp(walk.name, "href") == 0 ||
			    strcmp(walk.name, "src") == 0)
				follow(crawl, crawl->at[i].address, walk.value);
	}
}

static bool
was_visited(const struct crawl *crawl, const char *address)
{
	for (size_t i = 0; i < crawl->len; i++)
		if (strcmp(crawl->at[i].address, address) == 0)
			return true;
	return false;
}

static void
every_link_of_every_public_page_leads_somewhere(void **state)
{
	static const char *const reached[] = { "/guides", "/assessment",
		"/book", "/privacy", "/imprint", "/favicon.svg",
		"/book?result=js-crud-mvp-one",
		"/assessment/js-crud-mvp-one.json" };
	struct site *site = *state;
	struct wish wish = wish_of_page(site);
	const char *starts[] = { "/", "/assessment/js-crud-mvp-one",
		"/assessment/py-cpu-grow-nofe", wish_book(site, &wish) };
	struct crawl *crawl = arena_alloc(site->arena, sizeof(*crawl));

	crawl->site = site;
	crawl->app = &site->front;
	crawl_from(crawl, starts, countof(starts));
	for (size_t i = 0; i < countof(reached); i++)
		if (!was_visited(crawl, reached[i]))
			fail_msg("no link leads to %s", reached[i]);
	for (size_t i = 0; i < site->front.guides.len; i++)
		assert_true(was_visited(crawl, arena_printf(site->arena,
		    "/guides/%s", site->front.guides.at[i].slug)));
	assert_true(crawl->len > 50);
}

static void
every_link_of_the_admin_leads_somewhere(void **state)
{
	static const char *const starts[] = { "/admin/login", "/admin" };
	struct site *site = *state;
	struct wish wish = wish_of_page(site);
	struct crawl *crawl = arena_alloc(site->arena, sizeof(*crawl));

	(void)wish_book(site, &wish);
	site_sign_in(site);
	crawl->site = site;
	crawl->app = &site->desk;
	crawl_from(crawl, starts, countof(starts));
	assert_true(was_visited(crawl, "/admin/leads/1"));
}

/* Pages that say what went wrong are pages too. */
static void
every_link_of_an_error_leads_somewhere(void **state)
{
	static const char *const targets[] = { "/nowhere", "/assessment?go=1",
		"/book?tz=Mars/Base&result=x", "/guides?a=%zz" };
	struct site *site = *state;
	struct crawl *crawl = arena_alloc(site->arena, sizeof(*crawl));

	crawl->site = site;
	crawl->app = &site->front;
	for (size_t i = 0; i < countof(targets); i++) {
		struct answer answer = site_get(site, targets[i]);
		struct page_walk walk = { .at = answer.body,
			.arena = site->arena };

		assert_true(answer.code >= 400);
		while (page_next(&walk))
			if (strcmp(walk.name, "href") == 0)
				follow(crawl, targets[i], walk.value);
	}
}

/* A form goes to a page that takes its method. */
static void
every_form_goes_to_a_page_that_takes_it(void **state)
{
	static const char *const pages[] = { "/assessment", "/book" };
	struct site *site = *state;

	for (size_t i = 0; i < countof(pages); i++) {
		struct answer page = site_get(site, pages[i]);
		struct page_walk walk = { .at = page.body,
			.arena = site->arena };
		const char *method = "";

		while (page_next(&walk)) {
			struct ask ask = { .method = method };
			int code;

			if (strcmp(walk.tag, "form") != 0)
				continue;
			if (strcmp(walk.name, "method") == 0)
				method = strcmp(walk.value, "post") == 0 ?
				    "POST" : "GET";
			if (strcmp(walk.name, "action") != 0)
				continue;
			ask.method = method;
			ask.target = walk.value;
			code = site_ask(site, &site->front, &ask).code;
			assert_true(code == 200 || code == 422);
		}
	}
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		site_test(every_link_of_every_public_page_leads_somewhere),
		site_test(every_link_of_the_admin_leads_somewhere),
		site_test(every_link_of_an_error_leads_somewhere),
		site_test(every_form_goes_to_a_page_that_takes_it),
	};

	return cmocka_run_group_tests(tests, site_load, site_unload);
}
