/*
 * One's account: the second factor, its spare codes, another passphrase and
 * another recovery code (REQ 3, 5, 9, 14, 17 to 20).
 */
#include "test.h"

#include "answer.h"
#include "base/arena.h"
#include "base/text.h"
#include "base/util.h"
#include "calendar/zone.h"
#include "crypto/open.h"
#include "crypto/totp.h"
#include "door.h"
#include "store/accounts.h"
#include "vault/unlock.h"
#include "web/session.h"

enum { STEP = TOTP_STEP_SECONDS };

static const char fresh[] = "nine otters under the old bridge";
static const char factor_path[] = "/admin/settings/second-factor";
static const char passphrase_path[] = "/admin/settings/passphrase";
static const char recovery_path[] = "/admin/settings/recovery";

/* ---- turning it on ---- */

static void
the_page_shows_a_key_for_the_app_and_a_picture_of_it(void **state)
{
	struct site *site = *state;
	struct answer page;
	const char *key;
	uint8_t secret[TOTP_SECRET_SIZE];

	site_sign_in(site);
	page = desk_get(site, factor_path);
	key = answer_between(site->arena, &page, "<code class=\"key\">",
	    "</code>");
	assert_status(totp_read(key, secret), OK);
	answer_has(&page, "<svg class=\"qr\"");
	assert_string_equal(key, answer_between(site->arena, &page,
	    "name=\"secret\" value=\"", "\""));
	page = desk_get(site, factor_path);
	answer_lacks(&page, key);
}

static void
a_code_of_the_app_and_the_passphrase_turn_it_on(void **state)
{
	struct site *site = *state;
	struct factor factor;
	struct answer page;

	site_sign_in(site);
	factor = turn_factor_on(site);
	page = desk_get(site, "/admin/settings");
	answer_has(&page, "On, with 10 spare codes left.");
	page = desk_get(site, factor_path);
	answer_has(&page, "It is on:");
	answer_lacks(&page, "<svg class=\"qr\"");
	assert_int_equal(strlen(factor.spare), 29);
	site_wait(site, STEP);
	assert_int_equal(code_tried(site, SITE_PASSPHRASE,
	    code_at(site, &factor, 0)), 303);
}

static struct answer
turn_on(struct site *site, const char *passphrase, const char *code,
    const char **key)
{
	struct answer page = desk_get(site, factor_path);
	struct factor factor;

	*key = answer_between(site->arena, &page,
	    "name=\"secret\" value=\"", "\"");
	assert_status(totp_read(*key, factor.secret), OK);
	return desk_post(site, factor_path, form_of(site->arena, "secret",
	    *key, "password", passphrase, "code",
	    code == NULL ? code_at(site, &factor, 0) : code, NULL));
}

static void
without_both_it_stays_off_and_the_key_stays_the_same(void **state)
{
	struct site *site = *state;
	struct answer answer;
	const char *key;

	site_sign_in(site);
	answer = turn_on(site, "wrong wrong wrong", NULL, &key);
	assert_int_equal(answer.code, 422);
	answer_has(&answer, "This is not your passphrase.");
	answer_has(&answer, key);
	answer = turn_on(site, SITE_PASSPHRASE, "000000", &key);
	assert_int_equal(answer.code, 422);
	answer_has(&answer, "This is not the code the app shows now.");
	answer_has(&answer, key);
	answer = turn_on(site, "", NULL, &key);
	assert_int_equal(answer.code, 422);
	answer_has(&answer, "Please enter your passphrase.");
	answer = desk_post(site, factor_path, form_of(site->arena, "secret",
	    "x", "code", "000000", "password", SITE_PASSPHRASE, NULL));
	answer_goes_to(site->arena, &answer, factor_path);
	assert_int_equal(site_number(site, "office.db",
	    "SELECT count(*) FROM admin WHERE totp_wrapped IS NOT NULL"), 0);
	assert_int_equal(code_tried(site, SITE_PASSPHRASE, ""), 303);
}

/* REQ 3 and 5 */
static void
turning_it_on_and_off_ends_all_other_sessions(void **state)
{
	struct site *site = *state;
	struct browser other = browser_of(site, SITE_EMAIL, SITE_PASSPHRASE,
	    NULL);
	struct browser old;
	struct factor factor;
	struct answer answer;

	site_sign_in(site);
	old.session = site->cookie;
	factor = turn_factor_on(site);
	assert_false(browser_is_in(site, &other));
	assert_false(browser_is_in(site, &old));
	site_wait(site, STEP);
	other = browser_of(site, SITE_EMAIL, SITE_PASSPHRASE,
	    code_at(site, &factor, 0));
	old.session = site->cookie;
	answer = desk_post(site, "/admin/settings/second-factor/off",
	    form_of(site->arena, "password", SITE_PASSPHRASE, NULL));
	answer_goes_to(site->arena, &answer,
	    "/admin/settings?done=second-factor-off");
	site_keep_cookies(site, &answer);
	assert_false(browser_is_in(site, &other));
	assert_false(browser_is_in(site, &old));
	answer = desk_get(site, "/admin/settings?done=second-factor-off");
	answer_has(&answer, "The second factor is off");
	assert_int_equal(code_tried(site, SITE_PASSPHRASE, ""), 303);
	assert_int_equal(site_number(site, "office.db",
	    "SELECT count(*) FROM spare_code"), 0);
}

/* REQ 17 */
static void
turning_it_off_needs_the_passphrase(void **state)
{
	struct site *site = *state;
	struct answer answer;

	site_sign_in(site);
	(void)turn_factor_on(site);
	answer = desk_post(site, "/admin/settings/second-factor/off",
	    "password=wrong");
	assert_int_equal(answer.code, 422);
	answer_has(&answer, "This is not your passphrase.");
	answer = desk_post(site, "/admin/settings/second-factor/off", "");
	assert_int_equal(answer.code, 422);
	assert_int_equal(site_number(site, "office.db",
	    "SELECT count(*) FROM admin WHERE totp_wrapped IS NOT NULL"), 1);
}

/* REQ 19 */
static void
a_stolen_database_has_no_secret_of_the_app(void **state)
{
	struct site *site = *state;
	struct factor factor;
	char text[TOTP_TEXT_SIZE];

	site_sign_in(site);
	factor = turn_factor_on(site);
	totp_text(factor.secret, text);
	assert_int_equal(site_holds(site, "office.db", factor.secret,
	    sizeof(factor.secret)), 0);
	assert_int_equal(site_holds(site, "office.db", text, strlen(text)),
	    0);
	assert_int_equal(site_holds(site, "office.db", factor.spare,
	    strlen(factor.spare)), 0);
}

/* ---- signing in with it ---- */

static void
without_a_code_nobody_is_in(void **state)
{
	struct site *site = *state;
	struct factor factor;
	struct answer answer;

	site_sign_in(site);
	factor = turn_factor_on(site);
	site->desk.settings.limits.failed_signins = 0;
	site_wait(site, 10 * STEP);
	assert_int_equal(code_tried(site, SITE_PASSPHRASE, ""), 422);
	assert_int_equal(code_tried(site, SITE_PASSPHRASE, "000000"), 422);
	assert_int_equal(code_tried(site, SITE_PASSPHRASE, "12345"), 422);
	assert_int_equal(code_tried(site, SITE_PASSPHRASE, "x"), 422);
	assert_int_equal(code_tried(site, "wrong",
	    code_at(site, &factor, 0)), 422);
	answer = try_code(site, SITE_PASSPHRASE, code_at(site, &factor,
	    2 * STEP));
	assert_int_equal(answer.code, 422);
	assert_null(answer_header(site->arena, &answer, "set-cookie"));
	assert_int_equal(code_tried(site, SITE_PASSPHRASE, arena_printf(
	    site->arena, " %.3s %s ", code_at(site, &factor, 0),
	    code_at(site, &factor, 0) + 3)), 303);
}

/* REQ 9 */
static void
a_wrong_code_looks_like_a_wrong_passphrase(void **state)
{
	struct site *site = *state;
	struct answer passphrase;
	struct answer code;

	site_sign_in(site);
	(void)turn_factor_on(site);
	passphrase = try_code(site, "wrong wrong wrong", "000000");
	code = try_code(site, SITE_PASSPHRASE, "000000");
	assert_string_equal(passphrase.head, code.head);
	assert_string_equal(passphrase.body, code.body);
}

static void
wrong_codes_make_the_next_try_wait(void **state)
{
	struct site *site = *state;
	struct factor factor;

	site_sign_in(site);
	factor = turn_factor_on(site);
	site_wait(site, STEP);
	for (int i = 0; i < 5; i++)
		assert_int_equal(code_tried(site, SITE_PASSPHRASE,
		    "000000"), 422);
	assert_int_equal(code_tried(site, SITE_PASSPHRASE,
	    code_at(site, &factor, 0)), 429);
}

/* REQ 18 */
static void
a_code_is_good_once(void **state)
{
	struct site *site = *state;
	struct factor factor;
	const char *code;

	site_sign_in(site);
	factor = turn_factor_on(site);
	/* The one that turned it on is used up. */
	assert_int_equal(code_tried(site, SITE_PASSPHRASE,
	    code_at(site, &factor, 0)), 422);
	site_wait(site, STEP);
	code = code_at(site, &factor, 0);
	assert_int_equal(code_tried(site, SITE_PASSPHRASE, code), 303);
	assert_int_equal(code_tried(site, SITE_PASSPHRASE, code), 422);
	site_wait(site, STEP / 2);
	assert_int_equal(code_tried(site, SITE_PASSPHRASE, code), 422);
}

static void
a_code_older_than_the_last_one_is_not_good_any_more(void **state)
{
	struct site *site = *state;
	struct factor factor;

	site_sign_in(site);
	factor = turn_factor_on(site);
	site_wait(site, 3 * STEP);
	assert_int_equal(code_tried(site, SITE_PASSPHRASE,
	    code_at(site, &factor, STEP)), 303);
	assert_int_equal(code_tried(site, SITE_PASSPHRASE,
	    code_at(site, &factor, 0)), 422);
	assert_int_equal(code_tried(site, SITE_PASSPHRASE,
	    code_at(site, &factor, -STEP)), 422);
	site_wait(site, STEP);
	assert_int_equal(code_tried(site, SITE_PASSPHRASE,
	    code_at(site, &factor, STEP)), 303);
}

static int
race(struct site *site, const char *code, struct flight *flights, size_t len)
{
	int in = 0;

	for (size_t i = 0; i < len; i++)
		site_begin(site, &site->desk, &(struct ask){ .method = "POST",
			.target = "/admin/login", .body = form_of(site->arena,
			    "email", SITE_EMAIL, "password", SITE_PASSPHRASE,
			    "code", code, NULL) }, &flights[i]);
	/* All are found right before the first of them is stored. */
	for (size_t i = 0; i < len; i++) {
		assert_true(flights[i].pending);
		flights[i].req.job->run(flights[i].req.job);
	}
	for (size_t i = 0; i < len; i++) {
		flights[i].req.job->run = site_job_ran;
		in += site_land(site, &flights[i]).code == 303;
	}
	return in;
}

static void
of_two_who_send_one_code_at_once_one_is_in(void **state)
{
	struct site *site = *state;
	struct flight flights[4];
	struct factor factor;

	site_sign_in(site);
	factor = turn_factor_on(site);
	site_wait(site, STEP);
	assert_int_equal(race(site, code_at(site, &factor, 0), flights,
	    countof(flights)), 1);
}

/* ---- spare codes ---- */

/* REQ 20 */
static void
a_spare_code_lets_in_once(void **state)
{
	struct site *site = *state;
	struct factor factor;
	struct answer page;

	site_sign_in(site);
	factor = turn_factor_on(site);
	assert_int_equal(code_tried(site, "wrong", factor.spare), 422);
	assert_int_equal(code_tried(site, SITE_PASSPHRASE, factor.spare),
	    303);
	assert_int_equal(code_tried(site, SITE_PASSPHRASE, factor.spare),
	    422);
	page = desk_get(site, "/admin/settings");
	answer_has(&page, "On, with 9 spare codes left.");
	assert_int_equal(site_number(site, "office.db",
	    "SELECT count(*) FROM audit_event WHERE kind = 'spare_code.used'"),
	    1);
}

static void
of_two_who_send_one_spare_code_at_once_one_is_in(void **state)
{
	struct site *site = *state;
	struct flight flights[4];
	struct factor factor;

	site_sign_in(site);
	factor = turn_factor_on(site);
	assert_int_equal(race(site, factor.spare, flights, countof(flights)),
	    1);
}

static void
a_spare_code_of_another_admin_is_none(void **state)
{
	struct site *site = *state;
	struct factor factor;

	add_other_admin(site);
	site_sign_in(site);
	factor = turn_factor_on(site);
	site_run(site, "office.db", "UPDATE spare_code SET admin_id = 2");
	assert_int_equal(code_tried(site, SITE_PASSPHRASE, factor.spare),
	    422);
}

static void
new_spare_codes_make_the_old_ones_void(void **state)
{
	struct site *site = *state;
	struct factor factor;
	struct answer answer;

	site_sign_in(site);
	factor = turn_factor_on(site);
	answer = desk_post(site, "/admin/settings/spare-codes", "");
	assert_int_equal(answer.code, 200);
	assert_int_equal(answer_count(&answer, "<li><code>"), SPARE_CODES);
	assert_int_equal(code_tried(site, SITE_PASSPHRASE, factor.spare),
	    422);
	assert_int_equal(code_tried(site, SITE_PASSPHRASE, answer_between(
	    site->arena, &answer, "<ol class=\"code-list\">\n<li><code>",
	    "</code>")), 303);
}

static void
without_a_second_factor_there_are_no_spare_codes(void **state)
{
	struct site *site = *state;
	struct answer answer;

	site_sign_in(site);
	answer = desk_post(site, "/admin/settings/spare-codes", "");
	answer_goes_to(site->arena, &answer, factor_path);
	assert_int_equal(site_number(site, "office.db",
	    "SELECT count(*) FROM spare_code"), 0);
}

/* ---- another passphrase ---- */

static struct answer
change(struct site *site, const char *now, const char *next,
    const char *again)
{
	return desk_post(site, passphrase_path, form_of(site->arena,
	    "password", now, "new", next, "again", again, NULL));
}

static int
code_changed(struct site *site, const char *now, const char *next,
    const char *again)
{
	return change(site, now, next, again).code;
}

static void
a_new_passphrase_takes_the_old_ones_place(void **state)
{
	struct site *site = *state;
	struct answer answer;

	site_sign_in(site);
	answer = change(site, SITE_PASSPHRASE, fresh, fresh);
	answer_goes_to(site->arena, &answer,
	    "/admin/settings?done=passphrase");
	site_keep_cookies(site, &answer);
	answer = desk_get(site, "/admin/settings?done=passphrase");
	answer_has(&answer, "Your passphrase is changed.");
	assert_int_equal(code_tried(site, SITE_PASSPHRASE, ""), 422);
	assert_int_equal(code_tried(site, fresh, ""), 303);
}

/* REQ 3 and 5 */
static void
it_ends_all_other_sessions_and_changes_this_ones_cookie(void **state)
{
	struct site *site = *state;
	struct browser one = browser_of(site, SITE_EMAIL, SITE_PASSPHRASE,
	    NULL);
	struct browser two = browser_of(site, SITE_EMAIL, SITE_PASSPHRASE,
	    NULL);
	struct browser old;
	struct answer answer;

	site_sign_in(site);
	old.session = site->cookie;
	answer = change(site, SITE_PASSPHRASE, fresh, fresh);
	site_keep_cookies(site, &answer);
	assert_false(browser_is_in(site, &one));
	assert_false(browser_is_in(site, &two));
	assert_false(browser_is_in(site, &old));
	assert_int_equal(desk_get(site, "/admin/settings").code, 200);
}

static void
the_second_factor_goes_on_with_it(void **state)
{
	struct site *site = *state;
	struct factor factor;
	struct answer answer;

	site_sign_in(site);
	factor = turn_factor_on(site);
	answer = change(site, SITE_PASSPHRASE, fresh, fresh);
	assert_int_equal(answer.code, 303);
	site_wait(site, STEP);
	assert_int_equal(code_tried(site, fresh, ""), 422);
	assert_int_equal(code_tried(site, fresh, code_at(site, &factor,
	    0)), 303);
}

/* REQ 14 */
static void
a_passphrase_that_will_not_do_is_refused_with_the_reason(void **state)
{
	static const struct {
		const char *now;
		const char *next;
		const char *again;
		const char *problem;
	} cases[] = {
		{ SITE_PASSPHRASE, "too short", "too short", "15 characters" },
		{ SITE_PASSPHRASE, "passwordpassword", "passwordpassword",
		    "<a href=\"#new\">" },
		{ SITE_PASSPHRASE, "nine otters under the old bridge",
		    "nine otters under the old bridgE", "not the same" },
		{ "", "nine otters under the old bridge",
		    "nine otters under the old bridge", "you have now" },
		{ "wrong wrong wrong", "nine otters under the old bridge",
		    "nine otters under the old bridge",
		    "This is not your passphrase." },
	};
	struct site *site = *state;

	site_sign_in(site);
	for (size_t i = 0; i < countof(cases); i++) {
		struct answer answer = change(site, cases[i].now,
		    cases[i].next, cases[i].again);

		assert_int_equal(answer.code, 422);
		answer_has(&answer, cases[i].problem);
		answer_lacks(&answer, "otters");
	}
	assert_int_equal(code_tried(site, SITE_PASSPHRASE, ""), 303);
}

/* Its passphrase was right when it was tried; then it was changed. */
static void
a_login_under_way_with_the_old_passphrase_is_not_let_in(void **state)
{
	struct site *site = *state;
	struct flight flight;

	site_sign_in(site);
	site_begin(site, &site->desk, &(struct ask){ .method = "POST",
		.target = "/admin/login", .body = form_of(site->arena,
		    "email", SITE_EMAIL, "password", SITE_PASSPHRASE, NULL) },
	    &flight);
	assert_int_equal(code_changed(site, SITE_PASSPHRASE, fresh, fresh),
	    303);
	assert_int_equal(site_land(site, &flight).code, 422);
	assert_int_equal(site_number(site, "office.db",
	    "SELECT count(*) FROM session"), 1);
}

static void
a_change_that_cannot_be_stored_changes_nothing(void **state)
{
	struct site *site = *state;
	struct answer answer;

	site_sign_in(site);
	(void)desk_get(site, "/admin/settings");
	site_fill_disk(true);
	answer = change(site, SITE_PASSPHRASE, fresh, fresh);
	site_fill_disk(false);
	assert_int_equal(answer.code, 503);
	assert_null(answer_cookie(site->arena, &answer, SESSION_COOKIE));
	assert_int_equal(code_tried(site, SITE_PASSPHRASE, ""), 303);
}

/* ---- another recovery code ---- */

static enum status
opens(struct site *site, const char *code)
{
	struct opener *opener = opener_new();
	enum status st = unlock_by_code(site->desk.office, site->arena, code,
	    opener);

	opener_free(opener);
	return st;
}

/* The form as filled in from the page, but for one group. */
static const char *
groups_of(struct site *site, const char *code, const char *seventh)
{
	return form_of(site->arena, "code", code,
	    "group2", arena_strndup(site->arena, code + 5, 4),
	    "group4", arena_strndup(site->arena, code + 15, 4),
	    "group5", arena_strndup(site->arena, code + 20, 4),
	    "group7", seventh == NULL ? code + 30 : seventh, NULL);
}

static void
a_new_recovery_code_works_once_it_was_typed_back(void **state)
{
	struct site *site = *state;
	struct answer answer;
	const char *code;

	site_sign_in(site);
	answer = desk_get(site, recovery_path);
	code = answer_between(site->arena, &answer, "name=\"code\" value=\"",
	    "\"");
	assert_status(opens(site, code), DENIED);
	assert_status(opens(site, site->recovery), OK);
	site_wait(site, 120);
	answer = desk_post(site, recovery_path, groups_of(site, code, NULL));
	answer_goes_to(site->arena, &answer, "/admin/settings?done=recovery");
	assert_status(opens(site, code), OK);
	assert_status(opens(site, site->recovery), DENIED);
	answer = desk_get(site, "/admin/settings?done=recovery");
	answer_has(&answer, "Made 23 November 2026, 09:02.");
	answer_has(&answer, "Destroy the old one.");
	assert_int_equal(site_holds(site, "office.db", code, strlen(code)), 0);
}

static void
until_then_the_old_code_is_the_one_that_works(void **state)
{
	struct site *site = *state;
	struct answer answer;
	const char *code;

	site_sign_in(site);
	answer = desk_get(site, recovery_path);
	code = answer_between(site->arena, &answer, "name=\"code\" value=\"",
	    "\"");
	answer = desk_post(site, recovery_path, groups_of(site, code,
	    "0000"));
	assert_int_equal(answer.code, 422);
	answer_has(&answer, "This is not group 7 of the code.");
	answer_lacks(&answer, "This is not group 2 of the code.");
	answer_has(&answer, code);
	answer = desk_post(site, recovery_path, groups_of(site,
	    "0000-0000-0000-0000-0000-0000-0001", NULL));
	answer_goes_to(site->arena, &answer, recovery_path);
	assert_int_equal(code_posted(site, recovery_path, ""), 303);
	assert_status(opens(site, code), DENIED);
	assert_status(opens(site, site->recovery), OK);
}

static void
every_page_that_matters_says_what_can_be_lost(void **state)
{
	struct site *site = *state;
	struct answer page = desk_get(site, "/admin/login");

	answer_has(&page, "nobody can read what is stored");
	site_sign_in(site);
	page = desk_get(site, "/admin/settings");
	answer_has(&page, "it stays sealed for ever");
	answer_has(&page, "You alone can unlock this office.");
	page = desk_get(site, passphrase_path);
	answer_has(&page, "everything stored stays sealed for ever");
	page = desk_get(site, recovery_path);
	answer_has(&page, "nothing else does");
	add_other_admin(site);
	page = desk_get(site, "/admin/settings");
	answer_has(&page, "Each of them can unlock this office.");
	answer_has(&page, OTHER_EMAIL);
}

static void
the_release_of_the_time_zones_stands_there_and_when_it_is_old(void **state)
{
	static const char old[] = "It is more than a year old";
	struct site *site = *state;
	const struct zone_release *release = zone_release();
	struct answer page;

	site_sign_in(site);
	page = desk_get(site, "/admin/settings");
	answer_has(&page, arena_printf(site->arena,
	    "by release %s of the time zone database", release->name));
	if (zone_release_is_old(release, site->now))
		answer_has(&page, old);
	else
		answer_lacks(&page, old);
	site_wait(site, INT64_C(3) * 366 * 86400);
	site_sign_in(site);
	page = desk_get(site, "/admin/settings");
	answer_has(&page, old);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		site_test(
		    the_page_shows_a_key_for_the_app_and_a_picture_of_it),
		site_test(a_code_of_the_app_and_the_passphrase_turn_it_on),
		site_test(
		    without_both_it_stays_off_and_the_key_stays_the_same),
		site_test(turning_it_on_and_off_ends_all_other_sessions),
		site_test(turning_it_off_needs_the_passphrase),
		site_test(a_stolen_database_has_no_secret_of_the_app),
		site_test(without_a_code_nobody_is_in),
		site_test(a_wrong_code_looks_like_a_wrong_passphrase),
		site_test(wrong_codes_make_the_next_try_wait),
		site_test(a_code_is_good_once),
		site_test(a_code_older_than_the_last_one_is_not_good_any_more),
		site_test(of_two_who_send_one_code_at_once_one_is_in),
		site_test(a_spare_code_lets_in_once),
		site_test(of_two_who_send_one_spare_code_at_once_one_is_in),
		site_test(a_spare_code_of_another_admin_is_none),
		site_test(new_spare_codes_make_the_old_ones_void),
		site_test(without_a_second_factor_there_are_no_spare_codes),
		site_test(a_new_passphrase_takes_the_old_ones_place),
		site_test(
		    it_ends_all_other_sessions_and_changes_this_ones_cookie),
		site_test(the_second_factor_goes_on_with_it),
		site_test(
		    a_passphrase_that_will_not_do_is_refused_with_the_reason),
		site_test(
		    a_login_under_way_with_the_old_passphrase_is_not_let_in),
		site_test(a_change_that_cannot_be_stored_changes_nothing),
		site_test(a_new_recovery_code_works_once_it_was_typed_back),
		site_test(until_then_the_old_code_is_the_one_that_works),
		site_test(every_page_that_matters_says_what_can_be_lost),
		site_test(
		    the_release_of_the_time_zones_stands_there_and_when_it_is_old),
	};

	return cmocka_run_group_tests(tests, site_load, site_unload);
}
