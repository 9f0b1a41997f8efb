/*
 * Sessions, forms and the passphrase asked for again (REQ 1 to 7, 17, 22, 23).
 * Signing in is in test_login.c, guessing in test_tries.c.
 */
#include "test.h"

#include <sodium.h>

#include "answer.h"
#include "base/arena.h"
#include "base/buf.h"
#include "base/text.h"
#include "base/util.h"
#include "crypto/open.h"
#include "door.h"
#include "store/sessions.h"
#include "web/proof.h"
#include "web/routes.h"
#include "web/session.h"

enum { MINUTE = 60 };

static const char recovery[] = "/admin/settings/recovery";

/* ---- what is stored ---- */

/* REQ 1 */
static void
the_database_holds_nothing_of_a_cookie(void **state)
{
	struct site *site = *state;
	const char *cookies[2];

	site_sign_in(site);
	cookies[0] = strchr(site->cookie, '=') + 1;
	cookies[1] = strchr(site->device, '=') + 1;
	for (size_t i = 0; i < countof(cookies); i++) {
		uint8_t bytes[32];
		size_t len;

		assert_int_equal(sodium_base642bin(bytes, sizeof(bytes),
		    cookies[i], strlen(cookies[i]), NULL, &len, NULL,
		    sodium_base64_VARIANT_URLSAFE_NO_PADDING), 0);
		assert_int_equal(len, sizeof(bytes));
		assert_int_equal(site_holds(site, "office.db", cookies[i],
		    strlen(cookies[i])), 0);
		assert_int_equal(site_holds(site, "office.db", bytes,
		    sizeof(bytes)), 0);
	}
	/* The same look finds what is there. */
	assert_int_not_equal(site_holds(site, "office.db", SITE_EMAIL,
	    strlen(SITE_EMAIL)), 0);
}

/* A row that was copied to another session, or made up, opens nothing. */
static void
a_session_whose_row_was_tampered_with_is_none(void **state)
{
	struct site *site = *state;
	struct browser one = browser_of(site, SITE_EMAIL, SITE_PASSPHRASE,
	    NULL);
	struct browser two = browser_of(site, SITE_EMAIL, SITE_PASSPHRASE,
	    NULL);

	assert_true(browser_is_in(site, &one));
	site_run(site, "office.db", "UPDATE session SET wrapped ="
	    " (SELECT wrapped FROM session WHERE id = 2) WHERE id = 1");
	assert_false(browser_is_in(site, &one));
	assert_true(browser_is_in(site, &two));
	site_run(site, "office.db",
	    "UPDATE session SET wrapped = zeroblob(185)");
	assert_false(browser_is_in(site, &two));
}

static void
between_requests_nothing_is_unlocked(void **state)
{
	struct site *site = *state;

	site_sign_in(site);
	assert_int_equal(opener_generation(site->desk.opener), 0);
	assert_int_equal(opener_generation(site->desk.job_opener), 0);
	assert_int_equal(code_got(site, "/admin/settings"), 200);
	assert_int_equal(opener_generation(site->desk.opener), 0);
}

static void
a_session_outlives_the_process_it_began_in(void **state)
{
	struct site *site = *state;

	site_sign_in(site);
	app_close(&site->desk);
	assert_status(app_open(&site->desk), OK);
	assert_int_equal(code_got(site, "/admin/settings"), 200);
}

/* ---- how many, and how they end ---- */

/* REQ 7 */
static void
the_sixth_session_of_an_admin_ends_the_first(void **state)
{
	struct site *site = *state;
	struct browser browsers[OFFICE_SESSIONS_MAX + 1];

	add_other_admin(site);
	for (size_t i = 0; i < countof(browsers); i++) {
		browsers[i] = browser_of(site, SITE_EMAIL, SITE_PASSPHRASE,
		    NULL);
		site_wait(site, 1);
		(void)browser_of(site, OTHER_EMAIL, OTHER_PASSPHRASE, NULL);
	}
	assert_false(browser_is_in(site, &browsers[0]));
	for (size_t i = 1; i < countof(browsers); i++)
		assert_true(browser_is_in(site, &browsers[i]));
}

/* REQ 5 */
static void
all_sessions_can_be_ended_at_once(void **state)
{
	struct site *site = *state;
	struct browser one = browser_of(site, SITE_EMAIL, SITE_PASSPHRASE,
	    NULL);
	struct browser two = browser_of(site, SITE_EMAIL, SITE_PASSPHRASE,
	    NULL);
	struct browser other;
	struct answer answer;

	add_other_admin(site);
	other = browser_of(site, OTHER_EMAIL, OTHER_PASSPHRASE, NULL);
	browser_take(site, &two);
	answer = desk_post(site, "/admin/settings/sessions", "end=all");
	answer_goes_to(site->arena, &answer, "/admin/login");
	assert_non_null(answer_header(site->arena, &answer,
	    "clear-site-data"));
	assert_false(browser_is_in(site, &one));
	assert_false(browser_is_in(site, &two));
	assert_true(browser_is_in(site, &other));
}

static void
the_other_sessions_can_be_ended(void **state)
{
	struct site *site = *state;
	struct browser one = browser_of(site, SITE_EMAIL, SITE_PASSPHRASE,
	    NULL);
	struct browser two = browser_of(site, SITE_EMAIL, SITE_PASSPHRASE,
	    NULL);
	struct answer answer;

	browser_take(site, &two);
	answer = desk_post(site, "/admin/settings/sessions", "end=others");
	answer_goes_to(site->arena, &answer, "/admin/settings?done=others");
	answer = desk_get(site, "/admin/settings?done=others");
	answer_has(&answer, "All your other sessions have ended.");
	assert_false(browser_is_in(site, &one));
}

static void
one_session_can_be_ended_and_only_ones_own(void **state)
{
	struct site *site = *state;
	struct browser one = browser_of(site, SITE_EMAIL, SITE_PASSPHRASE,
	    NULL);
	struct browser two = browser_of(site, SITE_EMAIL, SITE_PASSPHRASE,
	    NULL);
	struct browser other;

	add_other_admin(site);
	other = browser_of(site, OTHER_EMAIL, OTHER_PASSPHRASE, NULL);
	browser_take(site, &two);
	assert_int_equal(code_posted(site, "/admin/settings/sessions",
	    "end=1"), 303);
	assert_int_equal(code_posted(site, "/admin/settings/sessions",
	    "end=3"), 303);
	assert_int_equal(code_posted(site, "/admin/settings/sessions",
	    "end=99"), 303);
	assert_int_equal(code_posted(site, "/admin/settings/sessions",
	    "end=x"), 422);
	assert_int_equal(code_posted(site, "/admin/settings/sessions",
	    ""), 422);
	assert_false(browser_is_in(site, &one));
	assert_true(browser_is_in(site, &other));
	assert_true(browser_is_in(site, &two));
	assert_int_equal(code_posted(site, "/admin/settings/sessions",
	    "end=2"), 303);
	assert_false(browser_is_in(site, &two));
}

static void
signing_in_again_ends_the_session_of_this_browser(void **state)
{
	struct site *site = *state;
	struct browser old;

	site_sign_in(site);
	old.session = site->cookie;
	site_sign_in(site);
	assert_false(browser_is_in(site, &old));
	assert_int_equal(code_got(site, "/admin/settings"), 200);
}

/* REQ 4 */
static void
an_expired_session_sends_no_form(void **state)
{
	struct site *site = *state;
	struct answer answer;

	site_sign_in(site);
	(void)desk_post(site, "/admin/settings/sessions", "end=others");
	site_wait(site, 31 * MINUTE);
	answer = desk_post(site, "/admin/settings/sessions", "end=all");
	answer_goes_to(site->arena, &answer, "/admin/login");
	assert_null(answer_header(site->arena, &answer, "clear-site-data"));
}

static void
the_settings_list_the_sessions_with_their_last_use(void **state)
{
	struct site *site = *state;
	struct answer page;

	(void)browser_of(site, SITE_EMAIL, SITE_PASSPHRASE, NULL);
	site_wait(site, 10 * MINUTE);
	site_sign_in(site);
	site_wait(site, 2 * MINUTE);
	page = desk_get(site, "/admin/settings");
	answer_has(&page, "23 November 2026, 09:10 <span class=\"lead-kind\">"
	    "this browser</span>");
	answer_has(&page, "data-label=\"Last use\">23 November 2026, 09:12");
	answer_has(&page, "data-label=\"Last use\">23 November 2026, 09:00");
	assert_int_equal(answer_count(&page, "name=\"end\""), 4);
	site_wait(site, 25 * MINUTE);
	page = desk_get(site, "/admin/settings");
	assert_int_equal(answer_count(&page, "name=\"end\""), 2);
}

/* ---- forms ---- */

static int
post_with(struct site *site, const char *fetch_site, const char *origin,
    const char *token)
{
	struct ask ask = { .method = "POST",
		.target = "/admin/settings/sessions",
		.headers = { { "cookie", site->cookie } },
		.body = form_of(site->arena, "end", "999", "token", token,
		    NULL) };
	size_t n = 1;

	if (fetch_site != NULL)
		ask.headers[n++] =
		    (struct header){ "sec-fetch-site", fetch_site };
	if (origin != NULL)
		ask.headers[n] = (struct header){ "origin", origin };
	return code_asked(site, &site->desk, &ask);
}

/* REQ 22: of all combinations only the right ones pass. */
static void
a_form_of_the_desk_needs_its_origin_and_its_token(void **state)
{
	static const struct {
		const char *text;
		bool good;
	} fetch_sites[] = { { NULL, true }, { "same-origin", true },
		{ "none", true }, { "same-site", false },
		{ "cross-site", false }, { "", false } },
	origins[] = { { NULL, true }, { SITE_ADMIN_URL, true },
		{ SITE_PUBLIC_URL, false }, { "https://evil.example", false },
		{ "null", false }, { "", false } };
	struct site *site = *state;
	const char *tokens[6] = { [1] = "" };
	struct browser another;
	struct answer page;

	(void)browser_of(site, SITE_EMAIL, SITE_PASSPHRASE, NULL);
	site_sign_in(site);
	page = desk_get(site, "/admin/settings");
	tokens[2] = answer_between(site->arena, &page,
	    "name=\"token\" value=\"", "\"");
	tokens[3] = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
	tokens[4] = strchr(site->cookie, '=') + 1;
	another = browser_of(site, SITE_EMAIL, SITE_PASSPHRASE, NULL);
	browser_take(site, &another);
	page = desk_get(site, "/admin/settings");
	tokens[5] = tokens[2];
	tokens[2] = answer_between(site->arena, &page,
	    "name=\"token\" value=\"", "\"");
	assert_string_not_equal(tokens[2], tokens[5]);
	for (size_t i = 0; i < countof(fetch_sites); i++)
		for (size_t j = 0; j < countof(origins); j++)
			for (size_t k = 0; k < countof(tokens); k++) {
				bool good = k == 2 && fetch_sites[i].good &&
				    (fetch_sites[i].text != NULL ||
				    origins[j].good);
				int code = post_with(site,
				    fetch_sites[i].text, origins[j].text,
				    tokens[k]);

				if (code != (good ? 303 : 403))
					fail_msg("fetch site %zu, origin %zu,"
					    " token %zu: %d", i, j, k, code);
			}
}

static void
every_form_of_the_desk_is_refused_without_its_token(void **state)
{
	struct site *site = *state;

	site_sign_in(site);
	for (size_t i = 0; i < routes_len; i++) {
		struct ask ask = { .method = "POST",
			.target = routes[i].path,
			.headers = { { "cookie", site->cookie } } };

		if (routes[i].method == GET || (routes[i].gate != ADMIN &&
		    routes[i].gate != ADMIN_FRESH))
			continue;
		if (code_asked(site, &site->desk, &ask) != 403)
			fail_msg("POST %s goes without a token",
			    routes[i].path);
	}
	assert_int_equal(code_got(site, "/admin/settings"), 200);
}

static void
a_refused_form_says_what_to_do(void **state)
{
	struct site *site = *state;
	struct answer answer;

	site_sign_in(site);
	answer = desk_post(site, "/admin/settings/sessions",
	    "end=all&token=x");
	assert_int_equal(answer.code, 403);
	answer_has(&answer, "is of another sign-in than yours");
	answer_has(&answer, "Open the page on this site and send the form");
}

/* Whose page is open in another tab must not lose what is typed there. */
static void
a_forms_token_outlives_the_change_of_the_cookie(void **state)
{
	struct site *site = *state;
	const char *token;
	struct answer page;
	struct answer answer;

	site_sign_in(site);
	page = desk_get(site, "/admin/settings");
	token = answer_between(site->arena, &page,
	    "name=\"token\" value=\"", "\"");
	site_wait(site, PROOF_SECONDS + 1);
	answer = desk_post(site, "/admin/confirm", form_of(site->arena,
	    "proof", SITE_PASSPHRASE, "next", recovery, NULL));
	site_keep_cookies(site, &answer);
	assert_int_equal(post_with(site, NULL, NULL, token), 303);
}

/* ---- the passphrase again ---- */

static void
what_matters_asks_for_the_passphrase_again(void **state)
{
	struct site *site = *state;
	struct answer answer;

	site_sign_in(site);
	assert_int_equal(code_got(site, recovery), 200);
	site_wait(site, PROOF_SECONDS);
	assert_int_equal(code_got(site, recovery), 200);
	site_wait(site, 1);
	answer = desk_get(site, recovery);
	assert_int_equal(answer.code, 403);
	answer_has(&answer, "<h1>Your passphrase, please</h1>");
	answer_has(&answer, "Passphrase of " SITE_EMAIL);
	answer_has(&answer, "action=\"/admin/confirm\"");
	answer_has(&answer,
	    "name=\"next\" value=\"/admin/settings/recovery\"");
	answer_lacks(&answer, "A new recovery code");
	assert_int_equal(code_got(site, "/admin/settings"), 200);
}

static void
ending_sessions_asks_for_the_passphrase_again(void **state)
{
	struct site *site = *state;
	struct browser other = browser_of(site, SITE_EMAIL, SITE_PASSPHRASE,
	    NULL);
	struct answer answer;

	site_sign_in(site);
	site_wait(site, PROOF_SECONDS + 1);
	answer = desk_post(site, "/admin/settings/sessions", "end=others");
	assert_int_equal(answer.code, 403);
	answer_has(&answer, "<h1>Your passphrase, please</h1>");
	answer_has(&answer, "name=\"end\" value=\"others\"");
	assert_true(browser_is_in(site, &other));
	answer = desk_post(site, "/admin/settings/sessions",
	    form_of(site->arena, "end", "others", PROOF_FIELD,
		SITE_PASSPHRASE, NULL));
	answer_goes_to(site->arena, &answer, "/admin/settings?done=others");
	assert_false(browser_is_in(site, &other));
}

static void
with_it_the_page_comes_that_was_asked_for(void **state)
{
	struct site *site = *state;
	struct browser old;
	struct answer answer;

	site_sign_in(site);
	site_wait(site, PROOF_SECONDS + 1);
	old.session = site->cookie;
	answer = desk_post(site, "/admin/confirm", form_of(site->arena,
	    "proof", SITE_PASSPHRASE, "next", recovery, NULL));
	answer_goes_to(site->arena, &answer, recovery);
	site_keep_cookies(site, &answer);
	assert_int_equal(code_got(site, recovery), 200);
	/* REQ 3 */
	assert_string_not_equal(old.session, site->cookie);
	assert_false(browser_is_in(site, &old));
	assert_int_equal(site_number(site, "office.db",
	    "SELECT count(*) FROM session"), 1);
}

static void
a_form_that_was_sent_goes_on_with_it(void **state)
{
	struct site *site = *state;
	struct answer answer;

	site_sign_in(site);
	(void)turn_factor_on(site);
	site_wait(site, PROOF_SECONDS + 1);
	answer = desk_post(site, "/admin/settings/spare-codes",
	    "field=a%26b%0D%0Ac&other=");
	assert_int_equal(answer.code, 403);
	answer_has(&answer, "action=\"/admin/settings/spare-codes\"");
	answer_has(&answer, "name=\"field\" value=\"a&amp;b\r\nc\"");
	answer_has(&answer, "name=\"other\" value=\"\"");
	assert_int_equal(answer_count(&answer, "name=\"token\""), 2);
	answer = desk_post(site, "/admin/settings/spare-codes",
	    form_of(site->arena, "field", "a&b", "proof", SITE_PASSPHRASE,
		NULL));
	assert_int_equal(answer.code, 200);
	answer_has(&answer, "Your spare codes");
	assert_non_null(answer_cookie(site->arena, &answer, SESSION_COOKIE));
	site_keep_cookies(site, &answer);
	assert_int_equal(code_got(site, recovery), 200);
}

static void
a_wrong_passphrase_opens_nothing(void **state)
{
	struct site *site = *state;
	struct answer answer;

	site_sign_in(site);
	site_wait(site, PROOF_SECONDS + 1);
	answer = desk_post(site, "/admin/confirm", form_of(site->arena,
	    "proof", "wrong wrong wrong", "next", recovery, NULL));
	assert_int_equal(answer.code, 422);
	answer_has(&answer, "This is not your passphrase.");
	answer_lacks(&answer, "wrong wrong");
	answer_has(&answer,
	    "name=\"next\" value=\"/admin/settings/recovery\"");
	assert_null(answer_header(site->arena, &answer, "set-cookie"));
	answer = desk_post(site, "/admin/confirm", "proof=");
	assert_int_equal(answer.code, 422);
	answer_has(&answer, "Please enter your passphrase.");
	assert_int_equal(code_got(site, recovery), 403);
}

static void
guessing_it_at_an_open_desk_is_slow_too(void **state)
{
	struct site *site = *state;
	const char *wrong;
	struct answer answer;

	site_sign_in(site);
	site_wait(site, PROOF_SECONDS + 1);
	wrong = form_of(site->arena, "proof", "wrong", NULL);
	for (int i = 0; i < 5; i++)
		assert_int_equal(code_posted(site, "/admin/confirm",
		    wrong), 422);
	answer = desk_post(site, "/admin/confirm", wrong);
	assert_int_equal(answer.code, 429);
	answer_has(&answer, "please wait 1 second and try again");
	/* Outside it is nobody's business. */
	(void)browser_of(site, SITE_EMAIL, SITE_PASSPHRASE, NULL);
	site_wait(site, 1);
	assert_int_equal(code_posted(site, "/admin/confirm", form_of(
	    site->arena, "proof", SITE_PASSPHRASE, NULL)), 303);
}

static void
a_full_queue_asks_to_try_again(void **state)
{
	struct site *site = *state;
	struct answer page;
	struct answer answer;

	site_sign_in(site);
	site_wait(site, PROOF_SECONDS + 1);
	page = desk_get(site, "/admin/settings");
	answer = site_ask(site, &site->desk, &(struct ask){ .method = "POST",
		.target = "/admin/confirm", .busy = true,
		.headers = { { "cookie", site->cookie } },
		.body = form_of(site->arena, "proof", SITE_PASSPHRASE,
		    "token", answer_between(site->arena, &page,
			"name=\"token\" value=\"", "\""), NULL) });
	assert_int_equal(answer.code, 503);
	answer_has(&answer, "Others are signing in at this moment.");
}

static void
it_leads_nowhere_but_into_the_admin(void **state)
{
	static const char *const hostile[] = { "https://evil.example/",
		"//evil.example", "/\\evil.example", "/admin//evil.example",
		"/admin/../evil", "/book", "javascript:alert(1)",
		"/admin/x\r\nset-cookie: a=b", "/admin/x#y", "/admin/x y", "",
		"/administrator", "/admin/\xc3\xa9" };
	static const char *const good[] = { "/admin/leads?before=12",
		"/admin/leads.csv?stage=new&q=a%20b", "/admin/leads/7" };
	struct site *site = *state;

	site_sign_in(site);
	for (size_t i = 0; i < countof(hostile) + countof(good); i++) {
		bool bad = i < countof(hostile);
		const char *next = bad ? hostile[i] :
		    good[i - countof(hostile)];
		struct answer answer = desk_post(site, "/admin/confirm",
		    form_of(site->arena, "next", next, NULL));

		answer_goes_to(site->arena, &answer, bad ? "/admin" : next);
	}
}

/* The page that was asked for fails; the new cookie comes all the same. */
static void
an_error_after_the_passphrase_does_not_sign_out(void **state)
{
	struct site *site = *state;
	struct answer answer;

	site_sign_in(site);
	(void)turn_factor_on(site);
	site_wait(site, PROOF_SECONDS + 1);
	site_run(site, "office.db", "DROP TABLE spare_code");
	answer = desk_post(site, "/admin/settings/spare-codes",
	    form_of(site->arena, "proof", SITE_PASSPHRASE, NULL));
	assert_int_equal(answer.code, 500);
	assert_non_null(answer_cookie(site->arena, &answer, SESSION_COOKIE));
	site_keep_cookies(site, &answer);
	assert_int_equal(code_got(site, "/admin/leads"), 200);
}

/* ---- looking ---- */

/* REQ 23: but for the note of a session's last use. */
static void
looking_at_the_desk_changes_nothing_of_the_door(void **state)
{
	static const char *const queries[] = { "SELECT * FROM admin",
		("SELECT id, token_id, wrapped, form_token, proved_at"
		    " FROM session"),
		"SELECT * FROM device",
		"SELECT * FROM spare_code", "SELECT * FROM key_grant",
		"SELECT * FROM site_key", "SELECT * FROM audit_event" };
	static const char *const pages[] = { "/admin/login",
		"/admin/login?known=x", "/admin/settings",
		"/admin/settings/passphrase", "/admin/settings/second-factor",
		"/admin/settings/recovery" };
	struct site *site = *state;
	const char *before[countof(queries)];

	site_sign_in(site);
	(void)turn_factor_on(site);
	for (size_t i = 0; i < countof(queries); i++)
		before[i] = site_dump(site, "office.db", queries[i]);
	for (size_t i = 0; i < countof(pages); i++)
		assert_true(code_got(site, pages[i]) < 400);
	for (size_t i = 0; i < countof(queries); i++) {
		assert_string_not_equal(before[i], "");
		assert_string_equal(site_dump(site, "office.db", queries[i]),
		    before[i]);
	}
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		site_test(the_database_holds_nothing_of_a_cookie),
		site_test(a_session_whose_row_was_tampered_with_is_none),
		site_test(between_requests_nothing_is_unlocked),
		site_test(a_session_outlives_the_process_it_began_in),
		site_test(the_sixth_session_of_an_admin_ends_the_first),
		site_test(all_sessions_can_be_ended_at_once),
		site_test(the_other_sessions_can_be_ended),
		site_test(one_session_can_be_ended_and_only_ones_own),
		site_test(signing_in_again_ends_the_session_of_this_browser),
		site_test(an_expired_session_sends_no_form),
		site_test(the_settings_list_the_sessions_with_their_last_use),
		site_test(a_form_of_the_desk_needs_its_origin_and_its_token),
		site_test(every_form_of_the_desk_is_refused_without_its_token),
		site_test(a_refused_form_says_what_to_do),
		site_test(a_forms_token_outlives_the_change_of_the_cookie),
		site_test(what_matters_asks_for_the_passphrase_again),
		site_test(ending_sessions_asks_for_the_passphrase_again),
		site_test(with_it_the_page_comes_that_was_asked_for),
		site_test(a_form_that_was_sent_goes_on_with_it),
		site_test(a_wrong_passphrase_opens_nothing),
		site_test(guessing_it_at_an_open_desk_is_slow_too),
		site_test(a_full_queue_asks_to_try_again),
		site_test(it_leads_nowhere_but_into_the_admin),
		site_test(an_error_after_the_passphrase_does_not_sign_out),
		site_test(looking_at_the_desk_changes_nothing_of_the_door),
	};

	return cmocka_run_group_tests(tests, site_load, site_unload);
}
