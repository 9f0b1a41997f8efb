#include "test.h"

#include "answer.h"
#include "base/arena.h"
#include "base/buf.h"
#include "base/text.h"
#include "base/util.h"
#include "crypto/token.h"
#include "harness.h"
#include "store/calendars.h"
#include "web/dispatch.h"
#include "web/response.h"
#include "web/routes.h"
#include "wish.h"

static void
every_row_of_the_site_map_is_complete(void **state)
{
	assert_true(routes_are_complete());
	assert_true(routes_len > 20);
	for (size_t i = 0; i < routes_len; i++) {
		assert_non_null(routes[i].handle);
		assert_int_equal(routes[i].path[0], '/');
		assert_in_range(routes[i].gate, PUBLIC, ADMIN_FRESH);
		assert_in_range(routes[i].method, GET, POST);
		for (size_t j = 0; j < i; j++)
			assert_false(routes[i].method == routes[j].method &&
			    strcmp(routes[i].path, routes[j].path) == 0);
	}
}

/* A change must not be possible without saying who sent it. */
static void
everything_of_the_admin_is_behind_its_gate(void **state)
{
	for (size_t i = 0; i < routes_len; i++) {
		bool admin = text_starts(routes[i].path, "/admin");
		enum gate gate = routes[i].gate;

		assert_int_equal(admin, gate == ADMIN || gate == ADMIN_DOOR ||
		    gate == ADMIN_FRESH);
		if (gate == ADMIN_DOOR)
			assert_string_equal(routes[i].path, "/admin/login");
	}
}

/* The private address of the calendar, which is made for it. */
static const char *
calendar_path(struct site *site)
{
	char token[TOKEN_TEXT_SIZE];
	uint8_t hash[TOKEN_HASH_SIZE];

	token_new(token);
	assert_status(token_hash(token, hash), OK);
	assert_status(store_feed_put(site->desk.store, hash, site->now, NULL),
	    OK);
	return arena_printf(site->arena, "/calendar/%s.ics", token);
}

/* A path that a row with ":name" takes, each of something that is there. */
static const char *
path_of(struct site *site, const char *pattern, const char *booking)
{
	static const char own[] = "/booking/:token";
	const struct {
		const char *pattern;
		const char *path;
	} filled[] = {
		{ "/guides/:slug", "/guides/how-to-choose" },
		{ "/stacks/:id", "/stacks/node" },
		{ "/compare/:pair", "/compare/node-vs-python" },
		{ "/assessment/:code", "/assessment/js-crud-mvp-one" },
		{ "/assessment/:code/vs",
		    "/assessment/js-crud-mvp-one/vs?vs=py-io-grow-two" },
		{ "/assessment/:code/vs/:code",
		    "/assessment/js-crud-mvp-one/vs/py-io-grow-two" },
		{ "/assets/:file", site->front.css_path },
		{ "/pictures/:file", "/pictures/general.png" },
		{ "/admin/leads/:id", "/admin/leads/1" },
		{ "/admin/leads/:id/erase", "/admin/leads/1/erase" },
		{ "/admin/leads/:id/note", "/admin/leads/1/note" },
		{ "/admin/leads/:id/stage", "/admin/leads/1/stage" },
		{ "/admin/leads/:id/follow-up", "/admin/leads/1/follow-up" },
		{ "/admin/leads/:id/recommended", "/admin/leads/1/recommended" },
		{ "/admin/leads/:id/call", "/admin/leads/1/call" },
		{ "/admin/leads/:id/undo", "/admin/leads/1/undo" },
		{ "/admin/quarantine/:id/rescue",
		    "/admin/quarantine/1/rescue" },
		{ "/admin/leads/:id/export.json",
		    "/admin/leads/1/export.json" },
		{ "/admin/outbox/:id", "/admin/outbox/1" },
		{ "/admin/outbox/:id/resend", "/admin/outbox/1/resend" },
	};

	if (strchr(pattern, ':') == NULL)
		return pattern;
	if (strcmp(pattern, "/calendar/:token") == 0)
		return calendar_path(site);
	if (text_starts(pattern, own))
		return arena_printf(site->arena, "%s%s", booking,
		    pattern + strlen(own));
	for (size_t i = 0; i < countof(filled); i++)
		if (strcmp(filled[i].pattern, pattern) == 0)
			return filled[i].path;
	fail_msg("which path would %s take? Please add it above", pattern);
	return NULL;
}

static int
code_on(struct site *site, struct app *app, const struct route *route,
    const char *path)
{
	struct ask ask = { .target = path, .local = true,
		.method = route->method == POST ? "POST" : "GET" };

	if (app == &site->desk)
		ask.headers[0] = (struct header){ "cookie", site->cookie };
	return site_ask(site, app, &ask).code;
}

static void
a_route_answers_on_its_listener_and_on_no_other(void **state)
{
	struct site *site = *state;
	struct wish wish = wish_of_page(site);
	const char *booking;

	site->desk.demo = true; /* or the design is not found */
	/* One stays for the desk, one will be changed by its own page. */
	(void)wish_book(site, &wish);
	wish.slot = "2026-11-24T09:00:00Z";
	booking = wish_book(site, &wish);
	for (size_t i = 0; i < routes_len; i++) {
		const struct route *route = &routes[i];
		const char *path = path_of(site, route->path, booking);
		int front;
		int desk;

		site_sign_in(site);
		front = code_on(site, &site->front, route, path);
		desk = code_on(site, &site->desk, route, path);
		if ((front == 404) != (route->gate > ANYWHERE) ||
		    (desk == 404) != (route->gate == PUBLIC) ||
		    front >= 500 || desk >= 500)
			fail_msg("%s: %d in public, %d for the admin", path,
			    front, desk);
	}
}

static void
the_public_listener_knows_nothing_of_the_admin(void **state)
{
	static const char *const paths[] = { "/admin", "/admin/", "/admin/login",
		"/admin/leads", "/admin/leads/1", "/admin/logout" };
	static const char *const methods[] = { "GET", "HEAD", "POST", "PUT" };
	struct site *site = *state;

	site_sign_in(site);
	for (size_t i = 0; i < countof(paths); i++)
		for (size_t j = 0; j < countof(methods); j++) {
			struct ask ask = { .method = methods[j],
				.target = paths[i],
				.headers = { { "cookie", site->cookie } } };

			assert_int_equal(
			    site_ask(site, &site->front, &ask).code, 404);
		}
}

static void
a_method_a_page_does_not_have_is_answered_by_405(void **state)
{
	static const struct {
		const char *path;
		const char *allow;
		bool desk;
	} cases[] = {
		{ "/", "GET, HEAD", false },
		{ "/guides/how-to-choose", "GET, HEAD", false },
		{ "/assessment", "GET, HEAD", false },
		{ "/book", "GET, HEAD, POST", false },
		{ "/book/slots.json", "GET, HEAD", false },
		{ "/healthz", "GET, HEAD", true },
		{ "/admin/login", "GET, HEAD, POST", true },
		{ "/admin/logout", "POST", true },
	};
	static const char *const methods[] = { "GET", "HEAD", "POST", "PUT",
		"DELETE", "OPTIONS", "PATCH" };
	struct site *site = *state;

	for (size_t i = 0; i < countof(cases); i++)
		for (size_t j = 0; j < countof(methods); j++) {
			struct ask ask = { .method = methods[j],
				.target = cases[i].path };
			struct answer answer;

			if (strstr(cases[i].allow, methods[j]) != NULL)
				continue;
			answer = site_ask(site, cases[i].desk ? &site->desk :
			    &site->front, &ask);
			assert_int_equal(answer.code, 405);
			assert_string_equal(answer_header(site->arena, &answer,
			    "allow"), cases[i].allow);
			if (strcmp(methods[j], "HEAD") != 0)
				answer_has(&answer,
				    "That does not work on this page");
		}
}

static void
a_head_is_a_get_without_a_body(void **state)
{
	struct site *site = *state;
	struct wish wish = wish_of_page(site);
	const char *booking = wish_book(site, &wish);

	for (size_t i = 0; i < routes_len; i++) {
		struct app *app = routes[i].gate == PUBLIC ? &site->front :
		    &site->desk;
		struct ask ask = { .target = path_of(site, routes[i].path,
		    booking) };
		struct answer get;
		struct answer head;

		/* The picture of a new secret is never as long as the last,
		 * and who looked at a lead is a line longer each time. */
		if (routes[i].method != GET ||
		    strcmp(routes[i].path, "/admin/leads/:id") == 0 ||
		    strcmp(routes[i].path, "/admin/settings/second-factor") == 0)
			continue;
		site_sign_in(site);
		ask.headers[0] = (struct header){ "cookie", site->cookie };
		get = site_ask(site, app, &ask);
		ask.method = "HEAD";
		head = site_ask(site, app, &ask);
		assert_string_equal(head.head, get.head);
		assert_int_equal(head.len, 0);
	}
}

static void
an_unknown_path_gets_a_page_that_helps(void **state)
{
	static const char *const paths[] = { "/nowhere", "/guides/",
		"/guides/no-such", "/guides/how-to-choose/",
		"/guides/how-to-choose/x", "/GUIDES", "//", "//guides",
		"/guides//", "/assessment/",
		"/booking/", "/booking/x/invite.ics", "/assets/",
		"/assets/site.css", "/assets/site.0000000000000000.css",
		"/assets/../conf/site.yaml", "/%67uides", "/book/", "/.git/config",
		"/index.php", "/favicon.ico", "/\xc3\xa9" };
	struct site *site = *state;

	for (size_t i = 0; i < countof(paths); i++) {
		struct answer answer = site_get(site, paths[i]);

		if (answer.code != 404)
			fail_msg("%s: %d", paths[i], answer.code);
		answer_has(&answer, "<h1>There is no such page</h1>");
		answer_has(&answer, "href=\"/\">Go to the front page</a>");
		answer_has(&answer, "action=\"/search\"");
		answer_has(&answer, "href=\"/guides\">The guides</a>");
		answer_has(&answer, "href=\"/assessment\">The four questions");
		answer_has(&answer, "content=\"noindex\"");
		assert_string_equal(answer_header(site->arena, &answer,
		    "cache-control"), "no-store");
	}
}

static void
a_lost_admin_is_led_back_to_the_desk(void **state)
{
	struct site *site = *state;
	struct answer answer = desk_get(site, "/guides");

	assert_int_equal(answer.code, 404);
	answer_has(&answer, "href=\"/admin\">Go to the desk</a>");
	answer_lacks(&answer, "action=\"/search\"");
}

static void
a_query_that_cannot_be_read_is_a_400(void **state)
{
	static const char *const queries[] = { "/guides?a=%zz", "/?a=%ff",
		"/imprint?x=1&x=2", "/book/slots.json?tz=%00", "/healthz?=1" };
	struct site *site = *state;

	for (size_t i = 0; i < countof(queries); i++) {
		struct answer answer = site_get(site, queries[i]);

		assert_int_equal(answer.code, 400);
		answer_has(&answer, "That request did not arrive whole");
	}
	assert_int_equal(site_get(site, "/guides?utm_source=a&b").code, 200);
}

/* Dispatch looks at what the handler left behind; here something is left
 * there beforehand. */
static struct answer
dispatch_after(struct site *site, struct response *res)
{
	struct request req = { .app = &site->front, .arena = site->arena,
		.now = site->now, .method = GET, .path = "/healthz",
		.query = "" };
	struct answer answer = { .code = 0 };

	assert_status(dispatch(&req, res), OK);
	assert_false(res->broken);
	answer.code = res->code;
	answer.body = arena_strdup(site->arena, buf_text(&res->body));
	response_free(res);
	return answer;
}

static void
assert_our_fault(const struct answer *answer)
{
	assert_int_equal(answer->code, 500);
	answer_has(answer, "<h1>That is our fault</h1>");
	answer_has(answer, "please quote <code>");
	answer_lacks(answer, "set-cookie");
}

static void
a_refused_header_becomes_a_500_with_a_reference(void **state)
{
	struct site *site = *state;
	struct response res = response_new();
	struct answer answer;

	response_header(&res, "location", "/a\r\nset-cookie: x=1");
	answer = dispatch_after(site, &res);
	assert_our_fault(&answer);
}

static void
a_body_over_its_limit_becomes_a_500_and_is_not_cut(void **state)
{
	struct site *site = *state;
	struct response res = response_new();
	struct answer answer;
	char *much = arena_alloc(site->arena, RESPONSE_BODY_MAX);

	memset(much, 'x', RESPONSE_BODY_MAX);
	buf_add(&res.body, much, RESPONSE_BODY_MAX);
	answer = dispatch_after(site, &res);
	assert_our_fault(&answer);
	answer_lacks(&answer, "xxxx");
}

static void
a_database_without_its_tables_is_a_500_and_says_nothing_of_it(void **state)
{
	struct site *site = *state;
	struct answer answer;

	site_run(site, "intake.db", "DROP TABLE booking");
	answer = site_get(site, "/book");
	assert_int_equal(answer.code, 500);
	answer_has(&answer, "please quote <code>");
	answer_lacks(&answer, "booking_");
	answer_lacks(&answer, "no such table");
	answer_lacks(&answer, site->dir);
}

static void
two_faults_have_two_references(void **state)
{
	struct site *site = *state;
	struct answer first;
	struct answer second;

	site_run(site, "intake.db", "DROP TABLE booking");
	first = site_get(site, "/book");
	second = site_get(site, "/book/slots.json");
	assert_int_equal(second.code, 500);
	assert_string_not_equal(
	    answer_between(site->arena, &first, "quote <code>", "</code>"),
	    answer_between(site->arena, &second, "quote <code>", "</code>"));
}

static void
what_cannot_be_stored_now_is_a_503_with_a_time_to_come_back(void **state)
{
	struct site *site = *state;
	struct wish wish = wish_of_page(site);
	struct answer answer;

	site_fill_disk(true);
	answer = wish_send(site, &wish);
	site_fill_disk(false);
	assert_int_equal(answer.code, 503);
	assert_non_null(answer_header(site->arena, &answer, "retry-after"));
}

static void
a_refusal_before_dispatch_is_a_page_too(void **state)
{
	static const struct {
		int code;
		const char *heading;
	} cases[] = {
		{ 400, "Bad Request" },
		{ 413, "Content Too Large" },
		{ 429, "Too Many Requests" },
		{ 431, "Request Header Fields Too Large" },
		{ 501, "Not Implemented" },
		{ 505, "HTTP Version Not Supported" },
	};
	struct site *site = *state;

	for (size_t i = 0; i < countof(cases); i++) {
		struct response res = response_new();
		struct answer answer = { .code = cases[i].code };

		dispatch_refusal(&site->front, cases[i].code,
		    "A line is <too> long.", &res);
		assert_int_equal(res.code, cases[i].code);
		assert_int_equal(res.headers_len, cases[i].code == 429);
		answer.body = arena_strdup(site->arena, buf_text(&res.body));
		answer_has(&answer, arena_printf(site->arena, "<h1>%s</h1>",
		    cases[i].heading));
		answer_has(&answer, "A line is &lt;too&gt; long.");
		response_free(&res);
	}
}

static void
addresses_of_admin_pages_are_told_to_nobody(void **state)
{
	struct site *site = *state;
	struct answer answer;

	site_sign_in(site);
	answer = desk_get(site, "/admin/leads");
	assert_string_equal(answer_header(site->arena, &answer,
	    "referrer-policy"), "no-referrer");
	assert_string_equal(answer_header(site->arena, &answer,
	    "cache-control"), "no-store");
}

static void
https_promises_transport_security_on_every_page(void **state)
{
	struct site *site = *state;
	struct answer moved;

	site->front.https = true;
	assert_int_equal(site_get(site, "/guides").code, 200);
	assert_int_equal(site_get(site, "/nowhere").code, 404);
	moved = site_get(site,
	    "/assessment?team=js&hard=io&life=mvp&lang=one");
	assert_int_equal(moved.code, 303);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_row_of_the_site_map_is_complete),
		cmocka_unit_test(everything_of_the_admin_is_behind_its_gate),
		site_test(a_route_answers_on_its_listener_and_on_no_other),
		site_test(the_public_listener_knows_nothing_of_the_admin),
		site_test(a_method_a_page_does_not_have_is_answered_by_405),
		site_test(a_head_is_a_get_without_a_body),
		site_test(an_unknown_path_gets_a_page_that_helps),
		site_test(a_lost_admin_is_led_back_to_the_desk),
		site_test(a_query_that_cannot_be_read_is_a_400),
		site_test(a_refused_header_becomes_a_500_with_a_reference),
		site_test(a_body_over_its_limit_becomes_a_500_and_is_not_cut),
		site_test(
		    a_database_without_its_tables_is_a_500_and_says_nothing_of_it),
		site_test(two_faults_have_two_references),
		site_test(
		    what_cannot_be_stored_now_is_a_503_with_a_time_to_come_back),
		site_test(a_refusal_before_dispatch_is_a_page_too),
		site_test(addresses_of_admin_pages_are_told_to_nobody),
		site_test(https_promises_transport_security_on_every_page),
	};

	return cmocka_run_group_tests(tests, site_load, site_unload);
}
