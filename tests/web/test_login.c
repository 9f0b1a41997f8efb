#include "test.h"

#include "answer.h"
#include "base/arena.h"
#include "base/text.h"
#include "base/util.h"
#include "crypto/open.h"
#include "crypto/token.h"
#include "harness.h"
#include "web/routes.h"
#include "web/session.h"

enum { MINUTE = 60 };

static const char wrong[] =
    "This e-mail address and passphrase do not belong together.";

static struct answer
sign_in(struct site *site, const char *email, const char *passphrase)
{
	return desk_post(site, "/admin/login", form_of(site->arena, "email",
	    email, "password", passphrase, NULL));
}

static struct answer
sign_in_to(struct site *site, const char *next)
{
	return desk_post(site, "/admin/login", form_of(site->arena, "email",
	    SITE_EMAIL, "password", SITE_PASSPHRASE, "next", next, NULL));
}

static void
assert_refused(struct site *site, const struct answer *answer,
    const char *problem)
{
	assert_int_equal(answer->code, 422);
	answer_has(answer, problem);
	answer_has(answer, "<h2 id=\"summary\">You are not signed in</h2>");
	assert_null(answer_header(site->arena, answer, "set-cookie"));
}

/* ---- signing in ---- */

static void
the_right_passphrase_gives_a_cookie_that_stays_here(void **state)
{
	struct site *site = *state;
	struct answer answer = sign_in(site, SITE_EMAIL, SITE_PASSPHRASE);
	const char *cookie =
	    answer_cookie(site->arena, &answer, SESSION_COOKIE);
	size_t token = strlen("__Host-sid=");

	answer_goes_to(site->arena, &answer, "/admin");
	assert_non_null(cookie);
	assert_true(text_starts(cookie, "__Host-sid="));
	assert_int_equal(strcspn(cookie + token, ";"), TOKEN_TEXT_SIZE - 1);
	assert_string_equal(cookie + token + TOKEN_TEXT_SIZE - 1,
	    "; Path=/; Secure; HttpOnly; SameSite=Strict");
}

static void
the_address_may_be_written_in_any_case(void **state)
{
	struct site *site = *state;
	struct answer answer = sign_in(site, "Owner@Example.ORG",
	    SITE_PASSPHRASE);

	assert_int_equal(answer.code, 303);
}

static void
a_login_with_nothing_filled_in_is_asked_for_both(void **state)
{
	struct site *site = *state;
	struct answer answer = sign_in(site, "", "");

	assert_refused(site, &answer, "Please enter your e-mail address and");
	answer = sign_in(site, SITE_EMAIL, "");
	assert_refused(site, &answer, "Please enter your e-mail address and");
	answer_has(&answer, "value=\"" SITE_EMAIL "\"");
	answer = sign_in(site, "", SITE_PASSPHRASE);
	assert_refused(site, &answer, "Please enter your e-mail address and");
	answer_lacks(&answer, SITE_PASSPHRASE);
	answer = desk_post(site, "/admin/login", "");
	assert_refused(site, &answer, "Please enter your e-mail address and");
}

static void
a_wrong_passphrase_is_refused(void **state)
{
	static const char *const tries[] = { "seven herons over the weiR",
		" seven herons over the weir", "seven herons over the wei", "x",
		"seven herons over the weir\n" };
	struct site *site = *state;

	for (size_t i = 0; i < countof(tries); i++) {
		struct answer answer = sign_in(site, SITE_EMAIL, tries[i]);

		assert_refused(site, &answer, wrong);
		answer_has(&answer, "value=\"" SITE_EMAIL "\"");
		answer_lacks(&answer, "herons");
	}
}

/* The page may differ in what was typed, and in nothing else. */
static const char *
without(struct site *site, const struct answer *answer, const char *email)
{
	const char *at = strstr(answer->body, email);

	assert_non_null(at);
	assert_null(strstr(at + 1, email));
	return arena_printf(site->arena, "%.*s%s",
	    (int)(at - answer->body), answer->body, at + strlen(email));
}

static void
who_guesses_does_not_learn_which_addresses_there_are(void **state)
{
	/* As long as the right one, so that the length is the same too. */
	static const char *const others[] = { "nobod@example.org",
		"owner@example.net", "no address at all" };
	struct site *site = *state;
	struct answer known = sign_in(site, SITE_EMAIL, "wrong");

	for (size_t i = 0; i < countof(others); i++) {
		struct answer unknown = sign_in(site, others[i],
		    i == 0 ? SITE_PASSPHRASE : "wrong");

		assert_refused(site, &unknown, wrong);
		assert_string_equal(without(site, &unknown, others[i]),
		    without(site, &known, SITE_EMAIL));
		assert_string_equal(unknown.head, known.head);
	}
}

static void
a_passphrase_of_a_kilobyte_is_tried_and_a_longer_one_is_not(void **state)
{
	struct site *site = *state;
	char *much = arena_alloc(site->arena, 1026);
	struct answer answer;

	memset(much, 'x', 1025);
	answer = sign_in(site, SITE_EMAIL, much);
	assert_refused(site, &answer, wrong);
	much[1024] = '\0';
	answer = sign_in(site, SITE_EMAIL, much);
	assert_refused(site, &answer, wrong);
}

static void
a_login_that_cannot_be_read_says_why(void **state)
{
	struct site *site = *state;
	struct answer answer = desk_post(site, "/admin/login",
	    "email=owner%40example.org&password=a%00b");

	assert_refused(site, &answer, "holds a NUL character");
	answer = desk_post(site, "/admin/login",
	    "email=owner%40example.org&email=x&password=a");
	assert_refused(site, &answer,
	    "The field &quot;email&quot; was sent twice");
	answer_has(&answer, "value=\"owner@example.org\"");
}

static void
what_was_typed_is_shown_harmless(void **state)
{
	struct site *site = *state;
	struct answer answer = sign_in(site, "\"><script>x</script>", "p");

	assert_refused(site, &answer, wrong);
	answer_has(&answer, "value=\"&quot;&gt;&lt;script&gt;x");
}

static void
the_login_page_shows_nothing_of_its_query_but_where_to_go(void **state)
{
	struct site *site = *state;
	struct answer page = desk_get(site,
	    "/admin/login?email=x%40y.example&next=%2Fadmin%2Fleads%2F7");

	assert_int_equal(page.code, 200);
	answer_lacks(&page, "x@y.example");
	answer_has(&page, "name=\"next\" value=\"/admin/leads/7\"");
	assert_string_equal(answer_header(site->arena, &page,
	    "cache-control"), "no-store");
}

static void
a_login_that_cannot_be_stored_is_a_503_without_a_cookie(void **state)
{
	struct site *site = *state;
	struct answer answer;

	site_fill_disk(true);
	answer = sign_in(site, SITE_EMAIL, SITE_PASSPHRASE);
	site_fill_disk(false);
	assert_int_equal(answer.code, 503);
	assert_null(answer_header(site->arena, &answer, "set-cookie"));
	assert_non_null(answer_header(site->arena, &answer, "retry-after"));
}

/* ---- and then? ---- */

static void
signing_in_leads_on_to_the_page_that_was_asked_for(void **state)
{
	struct site *site = *state;
	struct answer answer = desk_get(site, "/admin/leads/7");

	answer_goes_to(site->arena, &answer,
	    "/admin/login?next=%2Fadmin%2Fleads%2F7");
	answer = desk_get(site, answer_header(site->arena, &answer,
	    "location"));
	answer = sign_in_to(site, answer_between(site->arena, &answer,
	    "name=\"next\" value=\"", "\""));
	answer_goes_to(site->arena, &answer, "/admin/leads/7");
}

static void
signing_in_leads_nowhere_but_into_the_admin(void **state)
{
	static const char *const hostile[] = { "https://evil.example/admin/",
		"//evil.example/admin/", "///evil.example", "/\\evil.example",
		"/admin/\\evil.example", "\\admin\\leads", "/admin//evil.example",
		"/admin/%2e%2e/%2e%2e", "/admin/../../evil", "/admin/..",
		"/admin/./leads", "/admin/leads?before=1", "/admin/leads#x",
		"/admin/leads\r\nset-cookie: a=b", "/admin/leads\n",
		"/admin/\tleads", "/admin/\x7f", "admin/leads", "/administrator",
		"/book", "/", "javascript:alert(1)", "/admin/@evil.example:80//",
		"data:text/html,x", " /admin/leads", "/ADMIN/leads",
		"/admin/a b", "/admin/\xc3\xa9" };
	struct site *site = *state;

	for (size_t i = 0; i < countof(hostile); i++) {
		struct answer answer = sign_in_to(site, hostile[i]);
		const char *to =
		    answer_header(site->arena, &answer, "location");

		assert_int_equal(answer.code, 303);
		if (strcmp(to, "/admin") != 0)
			fail_msg("\"%s\" leads to \"%s\"", hostile[i], to);
		answer = desk_get(site, arena_printf(site->arena,
		    "/admin/login?%s", form_of(site->arena, "next", hostile[i],
		    NULL)));
		answer_has(&answer, "name=\"next\" value=\"/admin\"");
	}
}

/* Nothing is cut in silence: either the whole way back or none. */
static void
a_way_back_is_whole_or_not_there(void **state)
{
	struct site *site = *state;
	char *path = arena_alloc(site->arena, 1901);
	struct answer answer;
	const char *to;

	memset(path, ';', 1900);
	memcpy(path, "/admin/leads/", strlen("/admin/leads/"));
	answer = desk_get(site, path);
	to = answer_header(site->arena, &answer, "location");
	assert_int_equal(answer.code, 303);
	if (strcmp(to, "/admin/login") == 0)
		return;
	answer = desk_get(site, to);
	assert_int_equal(answer.code, 200);
	assert_true(strcmp(answer_between(site->arena, &answer,
	    "name=\"next\" value=\"", "\""), path) == 0);
}

/* ---- sessions ---- */

static void
every_page_of_the_admin_wants_a_session(void **state)
{
	static const char *const cookies[] = { NULL, "__Host-sid=",
		"__Host-sid=x", "sid=x",
		"__Host-sid=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA" };
	struct site *site = *state;

	for (size_t i = 0; i < routes_len; i++)
		for (size_t j = 0; j < countof(cookies); j++) {
			struct ask ask = { .target = routes[i].path,
				.method = routes[i].method == POST ? "POST" :
				"GET" };
			struct answer answer;

			if (routes[i].gate != ADMIN &&
			    routes[i].gate != ADMIN_FRESH)
				continue;
			if (cookies[j] != NULL)
				ask.headers[0] = (struct header){ "cookie",
					cookies[j] };
			answer = site_ask(site, &site->desk, &ask);
			assert_int_equal(answer.code, 303);
			assert_true(text_starts(answer_header(site->arena,
			    &answer, "location"), "/admin/login"));
			assert_int_equal(answer.len, 0);
		}
}

static void
a_session_opens_the_admin_and_says_who_is_there(void **state)
{
	struct site *site = *state;
	struct answer page;

	site_sign_in(site);
	page = desk_get(site, "/admin/leads");
	assert_int_equal(page.code, 200);
	answer_has(&page, "<span class=\"who\">" SITE_EMAIL "</span>");
	page = desk_get(site, "/admin");
	assert_int_equal(page.code, 200);
	answer_has(&page, "<h1>Today</h1>");
}

static void
a_planted_cookie_is_not_adopted(void **state)
{
	struct site *site = *state;
	char planted[TOKEN_TEXT_SIZE];
	const char *cookie;

	token_new(planted);
	site->cookie = arena_printf(site->arena, SESSION_COOKIE "=%s",
	    planted);
	cookie = site->cookie;
	site_sign_in(site);
	assert_string_not_equal(site->cookie, cookie);
	assert_int_equal(desk_get(site, "/admin/leads").code, 200);
	site->cookie = cookie;
	assert_int_equal(desk_get(site, "/admin/leads").code, 303);
}

static void
a_cookie_planted_beside_ours_opens_nothing(void **state)
{
	struct site *site = *state;

	site_sign_in(site);
	site->cookie = arena_printf(site->arena, "%s; " SESSION_COOKIE "=x",
	    site->cookie);
	assert_int_equal(desk_get(site, "/admin/leads").code, 303);
}

static void
a_session_ends_when_nobody_is_there(void **state)
{
	struct site *site = *state;

	site_sign_in(site);
	site_wait(site, 29 * MINUTE);
	assert_int_equal(desk_get(site, "/admin/leads").code, 200);
	site_wait(site, 29 * MINUTE);
	assert_int_equal(desk_get(site, "/admin/leads").code, 200);
	site_wait(site, 30 * MINUTE + 1);
	assert_int_equal(desk_get(site, "/admin/leads").code, 303);
	site_wait(site, -10 * MINUTE);
	assert_int_equal(desk_get(site, "/admin/leads").code, 303);
}

static void
a_session_ends_after_half_a_day_in_any_case(void **state)
{
	struct site *site = *state;

	site_sign_in(site);
	for (int i = 0; i < 36; i++) {
		assert_int_equal(desk_get(site, "/admin/leads").code, 200);
		site_wait(site, 20 * MINUTE);
	}
	assert_int_equal(desk_get(site, "/admin/leads").code, 200);
	site_wait(site, 1);
	assert_int_equal(desk_get(site, "/admin/leads").code, 303);
}

static void
the_settings_say_how_long_a_session_lasts(void **state)
{
	struct site *site = *state;

	site->desk.settings.session.idle_minutes = 5;
	site->desk.settings.session.max_hours = 1;
	site_sign_in(site);
	for (int i = 0; i < 12; i++) {
		assert_int_equal(desk_get(site, "/admin/leads").code, 200);
		site_wait(site, 5 * MINUTE);
	}
	site_wait(site, 1);
	assert_int_equal(desk_get(site, "/admin/leads").code, 303);
	site_sign_in(site);
	site_wait(site, 5 * MINUTE + 1);
	assert_int_equal(desk_get(site, "/admin/leads").code, 303);
}

static void
signing_out_ends_the_session_and_clears_the_browser(void **state)
{
	struct site *site = *state;
	struct answer answer;

	site_sign_in(site);
	answer = desk_post(site, "/admin/logout", "");
	assert_int_equal(answer.code, 303);
	assert_true(text_starts(answer_header(site->arena, &answer,
	    "location"), "/admin/login"));
	assert_string_equal(answer_cookie(site->arena, &answer, SESSION_COOKIE),
	    "__Host-sid=; Path=/; Secure; HttpOnly; SameSite=Strict; "
	    "Max-Age=0");
	assert_string_equal(answer_header(site->arena, &answer,
	    "clear-site-data"), "\"cache\", \"cookies\", \"storage\"");
	assert_int_equal(desk_get(site, "/admin/leads").code, 303);
}

static void
signing_out_leaves_other_sessions_alone(void **state)
{
	struct site *site = *state;
	const char *first;

	site_sign_in(site);
	first = site->cookie;
	site->cookie = NULL;
	site_sign_in(site);
	assert_int_equal(desk_post(site, "/admin/logout", "").code, 303);
	site->cookie = first;
	assert_int_equal(desk_get(site, "/admin/leads").code, 200);
}

/* Left there by whoever: it is no session of ours, and none is ended. */
static void
a_cookie_that_is_no_token_keeps_nobody_out(void **state)
{
	struct site *site = *state;
	struct answer answer;

	site->cookie = SESSION_COOKIE "=what-is-this";
	answer = sign_in(site, SITE_EMAIL, SITE_PASSPHRASE);
	answer_goes_to(site->arena, &answer, "/admin");
	site_keep_cookies(site, &answer);
	assert_int_equal(desk_get(site, "/admin/leads").code, 200);
}

/* A request that waits is asked again for its session: by then it may have
 * handed out another token, and the cookie's is over. */
static void
a_request_goes_on_under_the_token_it_has_handed_out(void **state)
{
	struct site *site = *state;
	struct request req = { .app = &site->desk, .arena = site->arena,
		.now = site->now, .path = "/admin/leads", .query = "" };
	struct response res = response_new();

	site_sign_in(site);
	assert_status(session_require(&req, &res), OK);
	assert_null(req.session);
	assert_int_equal(res.code, 303);
	response_reset(&res);
	req.token = strchr(site->cookie, '=') + 1;
	assert_status(session_require(&req, &res), OK);
	assert_non_null(req.session);
	opener_lock(site->desk.opener);
	response_free(&res);
}

static void
a_session_is_made_of_what_is_unlocked(void **state)
{
	struct site *site = *state;
	struct session_fresh fresh;

	opener_lock(site->desk.opener);
	assert_status(session_fresh_make(&fresh, site->desk.opener, 1),
	    DENIED);
}

static void
another_site_cannot_sign_anyone_out(void **state)
{
	struct site *site = *state;
	struct ask ask = { .method = "POST", .target = "/admin/logout" };

	site_sign_in(site);
	ask.headers[0] = (struct header){ "cookie", site->cookie };
	ask.headers[1] = (struct header){ "sec-fetch-site", "cross-site" };
	assert_int_equal(site_ask(site, &site->desk, &ask).code, 403);
	assert_int_equal(desk_get(site, "/admin/leads").code, 200);
}

static void
a_session_that_cannot_be_looked_up_is_our_fault(void **state)
{
	struct site *site = *state;

	site_sign_in(site);
	site_run(site, "office.db", "DROP TABLE session");
	assert_int_equal(desk_get(site, "/admin/leads").code, 500);
	assert_int_equal(desk_post(site, "/admin/logout", "").code, 500);
	assert_int_equal(sign_in(site, SITE_EMAIL, SITE_PASSPHRASE).code, 500);
}

static void
a_login_without_any_admin_is_our_fault_and_no_crash(void **state)
{
	struct site *site = *state;
	struct answer answer;

	site_run(site, "office.db", "DROP TABLE admin");
	answer = sign_in(site, SITE_EMAIL, SITE_PASSPHRASE);
	assert_int_equal(answer.code, 500);
	assert_null(answer_header(site->arena, &answer, "set-cookie"));
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		site_test(the_right_passphrase_gives_a_cookie_that_stays_here),
		site_test(the_address_may_be_written_in_any_case),
		site_test(a_login_with_nothing_filled_in_is_asked_for_both),
		site_test(a_wrong_passphrase_is_refused),
		site_test(
		    who_guesses_does_not_learn_which_addresses_there_are),
		site_test(
		    a_passphrase_of_a_kilobyte_is_tried_and_a_longer_one_is_not),
		site_test(a_login_that_cannot_be_read_says_why),
		site_test(what_was_typed_is_shown_harmless),
		site_test(
		    the_login_page_shows_nothing_of_its_query_but_where_to_go),
		site_test(
		    a_login_that_cannot_be_stored_is_a_503_without_a_cookie),
		site_test(signing_in_leads_on_to_the_page_that_was_asked_for),
		site_test(signing_in_leads_nowhere_but_into_the_admin),
		site_test(a_way_back_is_whole_or_not_there),
		site_test(every_page_of_the_admin_wants_a_session),
		site_test(a_session_opens_the_admin_and_says_who_is_there),
		site_test(a_planted_cookie_is_not_adopted),
		site_test(a_cookie_planted_beside_ours_opens_nothing),
		site_test(a_session_ends_when_nobody_is_there),
		site_test(a_session_ends_after_half_a_day_in_any_case),
		site_test(the_settings_say_how_long_a_session_lasts),
		site_test(signing_out_ends_the_session_and_clears_the_browser),
		site_test(signing_out_leaves_other_sessions_alone),
		site_test(a_cookie_that_is_no_token_keeps_nobody_out),
		site_test(a_request_goes_on_under_the_token_it_has_handed_out),
		site_test(a_session_is_made_of_what_is_unlocked),
		site_test(another_site_cannot_sign_anyone_out),
		site_test(a_session_that_cannot_be_looked_up_is_our_fault),
		site_test(a_login_without_any_admin_is_our_fault_and_no_crash),
	};

	return cmocka_run_group_tests(tests, site_load, site_unload);
}
