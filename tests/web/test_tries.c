/*
 * Guessing at the door: what is counted, who waits, and who does not (REQ 9,
 * 10, 11, 12, 13). passphrase_derive is counted by the linker's wrap.
 */
#include "test.h"

#include "answer.h"
#include "base/arena.h"
#include "base/text.h"
#include "base/util.h"
#include "crypto/passphrase.h"
#include "door.h"
#include "web/session.h"

enum { MINUTE = 60, HOUR = 3600 };

static struct {
	int runs;
	uint64_t memory; /* of the last one */
	uint64_t passes;
} derived;

enum status __real_passphrase_derive(const char *passphrase,
    const uint8_t *salt, const struct passphrase_cost *cost,
    uint8_t *verifier, uint8_t *key);
enum status __wrap_passphrase_derive(const char *passphrase,
    const uint8_t *salt, const struct passphrase_cost *cost,
    uint8_t *verifier, uint8_t *key);

enum status
__wrap_passphrase_derive(const char *passphrase, const uint8_t *salt,
    const struct passphrase_cost *cost, uint8_t *verifier, uint8_t *key)
{
	derived.runs++;
	derived.memory = cost->memory;
	derived.passes = cost->passes;
	return __real_passphrase_derive(passphrase, salt, cost, verifier, key);
}

static const char *
login_form(struct site *site, const char *email, const char *passphrase)
{
	return form_of(site->arena, "email", email, "password", passphrase,
	    NULL);
}

/* From a browser without any cookie. */
static struct answer
stranger(struct site *site, const char *email, const char *passphrase)
{
	return site_ask(site, &site->desk, &(struct ask){ .method = "POST",
		.target = "/admin/login",
		.body = login_form(site, email, passphrase) });
}

static struct answer
from(struct site *site, int client, int network, const char *email)
{
	return site_ask(site, &site->desk, &(struct ask){ .method = "POST",
		.target = "/admin/login", .client = client,
		.network = network,
		.body = login_form(site, email, "wrong wrong wrong") });
}

static int
code_of(struct site *site, const char *email, const char *passphrase)
{
	return stranger(site, email, passphrase).code;
}

static int
code_from(struct site *site, int client, int network, const char *email)
{
	return from(site, client, network, email).code;
}

static void
guess(struct site *site, const char *email, int times)
{
	for (int i = 0; i < times; i++)
		(void)stranger(site, email, "wrong wrong wrong");
}

static int
retry_after(struct site *site, const struct answer *answer)
{
	const char *text = answer_header(site->arena, answer, "retry-after");
	int64_t seconds = -1;

	assert_non_null(text);
	assert_true(text_int(text, 1, 3600, &seconds));
	return (int)seconds;
}

/* ---- an account ---- */

static void
the_sixth_failure_in_a_row_makes_the_next_one_wait(void **state)
{
	struct site *site = *state;
	struct answer answer;

	guess(site, SITE_EMAIL, 4);
	assert_int_equal(code_of(site, SITE_EMAIL, "wrong"), 422);
	answer = stranger(site, SITE_EMAIL, "wrong");
	assert_int_equal(answer.code, 429);
	assert_int_equal(retry_after(site, &answer), 1);
	answer_has(&answer, "Nothing was tried now: please wait 1 second ");
	answer_has(&answer, "value=\"" SITE_EMAIL "\"");
	site_wait(site, 1);
	assert_int_equal(code_of(site, SITE_EMAIL, "wrong"), 422);
	answer = stranger(site, SITE_EMAIL, "wrong");
	assert_int_equal(retry_after(site, &answer), 2);
}

static void
the_right_passphrase_waits_like_any_other(void **state)
{
	struct site *site = *state;

	guess(site, SITE_EMAIL, 5);
	assert_int_equal(code_of(site, SITE_EMAIL, SITE_PASSPHRASE),
	    429);
	site_wait(site, 1);
	assert_int_equal(code_of(site, SITE_EMAIL, SITE_PASSPHRASE),
	    303);
}

static void
a_wait_costs_nobody_a_hash(void **state)
{
	struct site *site = *state;

	guess(site, SITE_EMAIL, 5);
	derived.runs = 0;
	guess(site, SITE_EMAIL, 100);
	assert_int_equal(derived.runs, 0);
}

/* REQ 9: page, status and headers are the same for an address nobody has. */
static void
an_account_that_waits_looks_like_one_that_is_not_there(void **state)
{
	static const char nobody[] = "nobod@example.org";
	struct site *site = *state;

	for (int i = 0; i < 9; i++) {
		struct answer known = stranger(site, SITE_EMAIL, "wrong");
		struct answer unknown = stranger(site, nobody, "wrong");
		const char *at = strstr(unknown.body, nobody);

		assert_int_equal(known.code, unknown.code);
		assert_string_equal(known.head, unknown.head);
		assert_string_equal(known.body, arena_printf(site->arena,
		    "%.*s" SITE_EMAIL "%s", (int)(at - unknown.body),
		    unknown.body, at + strlen(nobody)));
		if (i >= 5)
			site_wait(site, 1 << (i - 5));
	}
}

static void
a_success_ends_the_wait(void **state)
{
	struct site *site = *state;

	guess(site, SITE_EMAIL, 5);
	site_wait(site, 1);
	assert_int_equal(code_of(site, SITE_EMAIL, SITE_PASSPHRASE),
	    303);
	guess(site, SITE_EMAIL, 4);
	assert_int_equal(code_of(site, SITE_EMAIL, SITE_PASSPHRASE),
	    303);
}

static void
nobody_is_kept_out_for_good(void **state)
{
	struct site *site = *state;

	for (int i = 0; i < 100; i++) {
		guess(site, SITE_EMAIL, 1);
		site_wait(site, 300);
	}
	assert_int_equal(code_of(site, SITE_EMAIL, SITE_PASSPHRASE),
	    303);
}

/* Each counts before it is tried, so fifty at once are not fifty tries. */
static void
tries_at_the_same_moment_are_counted_too(void **state)
{
	struct site *site = *state;
	struct flight flights[50];
	int tried = 0;

	for (size_t i = 0; i < countof(flights); i++) {
		site_begin(site, &site->desk, &(struct ask){ .method = "POST",
			.target = "/admin/login",
			.body = login_form(site, SITE_EMAIL, "wrong") },
		    &flights[i]);
		tried += flights[i].pending;
	}
	for (size_t i = 0; i < countof(flights); i++)
		(void)site_land(site, &flights[i]);
	assert_int_equal(tried, 5);
}

static void
the_settings_say_how_many_failures_are_free(void **state)
{
	struct site *site = *state;

	site->desk.settings.limits.failed_signins = 2;
	guess(site, SITE_EMAIL, 2);
	assert_int_equal(code_of(site, SITE_EMAIL, "wrong"), 429);
	site->desk.settings.limits.failed_signins = 0;
	guess(site, SITE_EMAIL, 30);
	assert_int_equal(code_of(site, SITE_EMAIL, SITE_PASSPHRASE),
	    303);
}

static void
without_limits_nobody_waits(void **state)
{
	struct site *site = *state;

	site->desk.no_limits = true;
	guess(site, SITE_EMAIL, 30);
	assert_int_equal(code_from(site, 7, 8, SITE_EMAIL), 422);
}

/* ---- a known browser ---- */

static void
whoever_guesses_does_not_make_the_owners_browser_wait(void **state)
{
	struct site *site = *state;

	site_sign_in(site);
	site->cookie = NULL;
	guess(site, SITE_EMAIL, 40);
	assert_int_equal(code_of(site, SITE_EMAIL, SITE_PASSPHRASE),
	    429);
	site_sign_in(site);
}

static void
a_known_browser_that_guesses_waits_by_itself(void **state)
{
	struct site *site = *state;
	const char *form = login_form(site, SITE_EMAIL, "wrong");

	site_sign_in(site);
	site->cookie = NULL;
	for (int i = 0; i < 5; i++)
		assert_int_equal(code_posted(site, "/admin/login", form),
		    422);
	assert_int_equal(code_posted(site, "/admin/login", form), 429);
	assert_int_equal(code_of(site, SITE_EMAIL, SITE_PASSPHRASE),
	    303);
}

static void
a_browser_known_for_one_account_is_none_for_another(void **state)
{
	struct site *site = *state;

	site_sign_in(site);
	site->cookie = NULL;
	guess(site, "other@example.org", 5);
	assert_int_equal(code_posted(site, "/admin/login",
	    login_form(site, "other@example.org", "wrong")), 429);
}

static void
a_mark_that_is_none_of_ours_gives_nothing(void **state)
{
	static const char *const marks[] = { "__Host-device=x",
		"__Host-device=",
		"__Host-device=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA" };
	struct site *site = *state;

	guess(site, SITE_EMAIL, 5);
	for (size_t i = 0; i < countof(marks); i++) {
		site->device = marks[i];
		assert_int_equal(code_posted(site, "/admin/login",
		    login_form(site, SITE_EMAIL, SITE_PASSPHRASE)), 429);
	}
}

/* Clear-Site-Data takes every cookie, so the mark goes round by the address of
 * the next page, and is good there once. */
static void
signing_out_leaves_the_browser_known(void **state)
{
	struct site *site = *state;
	const char *before;
	struct answer answer;
	const char *to;

	site_sign_in(site);
	before = site->device;
	answer = desk_post(site, "/admin/logout", "");
	site_keep_cookies(site, &answer);
	assert_null(site->device);
	to = answer_header(site->arena, &answer, "location");
	assert_true(text_starts(to, "/admin/login?known="));
	answer = desk_get(site, to);
	answer_goes_to(site->arena, &answer, "/admin/login");
	site_keep_cookies(site, &answer);
	assert_non_null(site->device);
	assert_string_not_equal(site->device, before);
	assert_null(strstr(site->device, to + strlen("/admin/login?known=")));
	answer = desk_get(site, to);
	answer_goes_to(site->arena, &answer, "/admin/login");
	assert_null(answer_header(site->arena, &answer, "set-cookie"));
	guess(site, SITE_EMAIL, 40);
	site_sign_in(site);
}

static void
ending_all_sessions_forgets_the_browsers(void **state)
{
	struct site *site = *state;
	const char *device;
	struct answer answer;

	site_sign_in(site);
	device = site->device;
	answer = desk_post(site, "/admin/settings/sessions", "end=all");
	answer_goes_to(site->arena, &answer, "/admin/login");
	site_keep_cookies(site, &answer);
	site->device = device;
	guess(site, SITE_EMAIL, 5);
	assert_int_equal(code_posted(site, "/admin/login",
	    login_form(site, SITE_EMAIL, SITE_PASSPHRASE)), 429);
}

/* ---- an address and its network ---- */

static void
ten_tries_a_minute_are_enough_for_one_address(void **state)
{
	struct site *site = *state;
	struct answer answer;

	for (int i = 0; i < 10; i++)
		assert_int_equal(code_from(site, 7, 8, arena_printf(site->arena,
		    "user%d@example.org", i)), 422);
	answer = from(site, 7, 8, "another@example.org");
	assert_int_equal(answer.code, 429);
	assert_int_equal(retry_after(site, &answer), MINUTE);
	assert_int_equal(code_from(site, 9, 10, "another@example.org"), 422);
	site_wait(site, MINUTE);
	assert_int_equal(code_from(site, 7, 8, "another@example.org"), 422);
}

static void
thirty_are_enough_for_a_network(void **state)
{
	struct site *site = *state;

	for (int i = 0; i < 30; i++)
		assert_int_equal(code_from(site, 100 + i, 8, arena_printf(
		    site->arena, "user%d@example.org", i)), 422);
	assert_int_equal(code_from(site, 200, 8, "another@example.org"), 429);
	assert_int_equal(code_from(site, 200, 9, "another@example.org"), 422);
}

static void
a_known_browser_is_not_counted_by_its_address(void **state)
{
	struct site *site = *state;

	site_sign_in(site);
	for (int i = 0; i < 12; i++)
		(void)from(site, 7, 8, arena_printf(site->arena,
		    "user%d@example.org", i));
	assert_int_equal(code_asked(site, &site->desk, &(struct ask){
	    .method = "POST", .target = "/admin/login", .client = 7,
	    .network = 8, .headers = { { "cookie", site->device } },
	    .body = login_form(site, SITE_EMAIL, SITE_PASSPHRASE) }),
	    303);
}

/* ---- the queue ---- */

static void
a_full_queue_says_so_and_nothing_is_counted(void **state)
{
	struct site *site = *state;
	struct ask ask = { .method = "POST", .target = "/admin/login",
		.busy = true, .client = 7, .network = 8,
		.body = login_form(site, SITE_EMAIL, SITE_PASSPHRASE) };

	derived.runs = 0;
	for (int i = 0; i < 20; i++) {
		struct answer answer = site_ask(site, &site->desk, &ask);

		assert_int_equal(answer.code, 503);
		assert_true(retry_after(site, &answer) <= 30);
		answer_has(&answer, "Others are signing in at this moment.");
		answer_has(&answer, "value=\"" SITE_EMAIL "\"");
		assert_null(answer_header(site->arena, &answer,
		    "set-cookie"));
	}
	assert_int_equal(derived.runs, 0);
	ask.busy = false;
	assert_int_equal(code_asked(site, &site->desk, &ask), 303);
}

/* ---- what a try costs ---- */

/* REQ 10: as many runs of Argon2id, at the same cost, whoever it is. */
static void
an_unknown_address_costs_what_a_known_one_does(void **state)
{
	static const char *const emails[] = { SITE_EMAIL, "nobody@example.org",
		"OWNER@EXAMPLE.ORG", "x@example.net" };
	struct site *site = *state;

	for (size_t i = 0; i < countof(emails); i++) {
		derived.runs = 0;
		assert_int_equal(code_of(site, emails[i], "wrong"), 422);
		assert_int_equal(derived.runs, 1);
		assert_int_equal(derived.memory, passphrase_cost_demo.memory);
		assert_int_equal(derived.passes, passphrase_cost_demo.passes);
	}
}

/* REQ 12 */
static void
a_passphrase_that_became_too_cheap_is_made_dearer(void **state)
{
	const struct passphrase_cost dearer = { 65536, 2 };
	struct site *site = *state;
	struct answer page;

	site->desk.cost = &dearer;
	derived.runs = 0;
	assert_int_equal(code_of(site, SITE_EMAIL, "wrong"), 422);
	assert_int_equal(derived.runs, 1);
	site_sign_in(site);
	assert_int_equal(derived.runs, 3);
	assert_int_equal(derived.memory, dearer.memory);
	assert_int_equal(derived.passes, dearer.passes);
	derived.runs = 0;
	site_sign_in(site);
	assert_int_equal(derived.runs, 1);
	assert_int_equal(derived.memory, dearer.memory);
	page = desk_get(site, "/admin/leads");
	assert_int_equal(page.code, 200);
	site->desk.cost = &passphrase_cost_demo;
	site_sign_in(site);
	assert_int_equal(derived.memory, dearer.memory);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		site_test(the_sixth_failure_in_a_row_makes_the_next_one_wait),
		site_test(the_right_passphrase_waits_like_any_other),
		site_test(a_wait_costs_nobody_a_hash),
		site_test(
		    an_account_that_waits_looks_like_one_that_is_not_there),
		site_test(a_success_ends_the_wait),
		site_test(nobody_is_kept_out_for_good),
		site_test(tries_at_the_same_moment_are_counted_too),
		site_test(the_settings_say_how_many_failures_are_free),
		site_test(without_limits_nobody_waits),
		site_test(
		    whoever_guesses_does_not_make_the_owners_browser_wait),
		site_test(a_known_browser_that_guesses_waits_by_itself),
		site_test(a_browser_known_for_one_account_is_none_for_another),
		site_test(a_mark_that_is_none_of_ours_gives_nothing),
		site_test(signing_out_leaves_the_browser_known),
		site_test(ending_all_sessions_forgets_the_browsers),
		site_test(ten_tries_a_minute_are_enough_for_one_address),
		site_test(thirty_are_enough_for_a_network),
		site_test(a_known_browser_is_not_counted_by_its_address),
		site_test(a_full_queue_says_so_and_nothing_is_counted),
		site_test(an_unknown_address_costs_what_a_known_one_does),
		site_test(a_passphrase_that_became_too_cheap_is_made_dearer),
	};

	return cmocka_run_group_tests(tests, site_load, site_unload);
}
