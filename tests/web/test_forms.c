#include "test.h"

#include "answer.h"
#include "base/arena.h"
#include "base/util.h"
#include "harness.h"
#include "web/form.h"
#include "wish.h"

/* A good form with something put behind it that makes it bad. */
static struct answer
send_spoilt(struct site *site, const struct wish *wish, const char *tail)
{
	return site_post(site, "/book", arena_printf(site->arena, "%s%s",
	    wish_form(site, wish), tail));
}

static void
a_form_that_cannot_be_read_is_shown_again_with_the_reason(void **state)
{
	static const struct {
		const char *tail;
		const char *problem;
	} cases[] = {
		{ "&x=%ff", "is not valid UTF-8" },
		{ "&x=%C3%28", "is not valid UTF-8" },
		{ "&x=%ED%A0%80", "is not valid UTF-8" },
		{ "&x=a%00b", "holds a NUL character" },
		{ "&x=%", "is not followed by two hexadecimal digits" },
		{ "&x=%zz", "is not followed by two hexadecimal digits" },
		{ "&name=Eve", "The field &quot;name&quot; was sent twice" },
		{ "&slot=2026-11-24T09%3A00%3A00Z",
		    "The field &quot;slot&quot; was sent twice" },
		{ "&=x", "A field without a name" },
	};
	struct site *site = *state;
	struct wish wish = wish_of_page(site);

	for (size_t i = 0; i < countof(cases); i++) {
		struct answer answer =
		    send_spoilt(site, &wish, cases[i].tail);

		assert_int_equal(answer.code, 422);
		answer_has(&answer, "<li><a href=\"#form\">");
		answer_has(&answer, cases[i].problem);
		wish_is_kept(site, &wish, &answer);
		assert_int_equal(site_leads(site), 0);
	}
}

static void
more_fields_than_any_page_of_ours_has_are_refused(void **state)
{
	struct site *site = *state;
	struct wish wish = wish_of_page(site);
	const char *tail = "";
	struct answer answer;

	for (int i = 0; i < FORM_FIELDS_MAX; i++)
		tail = arena_printf(site->arena, "%s&x%d=1", tail, i);
	answer = send_spoilt(site, &wish, tail);
	assert_int_equal(answer.code, 422);
	answer_has(&answer, "More than 64 fields were sent");
	wish_is_kept(site, &wish, &answer);
	assert_int_equal(site_leads(site), 0);
}

static void
a_form_of_too_many_bytes_is_refused(void **state)
{
	struct site *site = *state;
	struct wish wish = wish_of_page(site);
	char *much = arena_alloc(site->arena, FORM_BYTES_MAX + 1);
	struct answer answer;

	memset(much, 'x', FORM_BYTES_MAX);
	wish.message = much;
	answer = wish_send(site, &wish);
	assert_int_equal(answer.code, 422);
	answer_has(&answer, "What was sent is too large");
	assert_int_equal(site_leads(site), 0);
}

static void
the_name_of_a_bad_field_is_shown_harmless(void **state)
{
	struct site *site = *state;
	struct wish wish = wish_of_page(site);
	struct answer answer = send_spoilt(site, &wish,
	    "&%3Cb%3E=1&%3Cb%3E=2");

	assert_int_equal(answer.code, 422);
	answer_has(&answer, "The field &quot;&lt;b&gt;&quot; was sent twice");
	answer_lacks(&answer, "<b>\"");
}

/* ---- where it comes from ---- */

static struct answer
send_with(struct site *site, const char *name, const char *value,
    const char *more, const char *more_value)
{
	struct wish wish = wish_of_page(site);
	struct ask ask = { .method = "POST", .target = "/book",
		.body = wish_form(site, &wish) };

	ask.headers[0] = (struct header){ name, value };
	if (more != NULL)
		ask.headers[1] = (struct header){ more, more_value };
	return site_ask(site, &site->front, &ask);
}

static void
a_form_of_another_site_is_refused_and_nothing_is_stored(void **state)
{
	static const struct header from[] = {
		{ "sec-fetch-site", "cross-site" },
		{ "sec-fetch-site", "same-site" },
		{ "Sec-Fetch-Site", "" },
		{ "origin", "https://evil.example" },
		{ "Origin", "null" },
		{ "origin", "" },
		{ "origin", "http://127.0.0.1" },
		{ "origin", "http://127.0.0.1:8081" },
		{ "origin", "http://127.0.0.1:80800" },
		{ "origin", "http://evil.example/127.0.0.1:8080" },
		{ "origin", "http://127.0.0.1:8080.evil.example" },
		{ "origin", "127.0.0.1:8080" },
	};
	struct site *site = *state;

	for (size_t i = 0; i < countof(from); i++) {
		struct answer answer = send_with(site, from[i].name,
		    from[i].value, NULL, NULL);

		if (answer.code != 403)
			fail_msg("%s: %s: %d", from[i].name, from[i].value,
			    answer.code);
		answer_has(&answer, "The form was sent from another site");
		assert_int_equal(site_leads(site), 0);
	}
}

static void
what_the_browser_says_of_itself_outweighs_the_origin(void **state)
{
	struct site *site = *state;
	struct answer answer = send_with(site, "origin", SITE_PUBLIC_URL,
	    "sec-fetch-site", "cross-site");

	assert_int_equal(answer.code, 403);
	assert_int_equal(site_leads(site), 0);
}

static void
a_form_of_this_site_passes(void **state)
{
	static const struct header from[] = {
		{ "sec-fetch-site", "same-origin" },
		{ "Sec-Fetch-Site", "none" },
		{ "origin", SITE_PUBLIC_URL },
		{ "Origin", "HTTP://127.0.0.1:8080" },
	};
	struct site *site = *state;

	for (size_t i = 0; i < countof(from); i++) {
		struct answer answer;

		site_run(site, "intake.db", "DELETE FROM booking");
		answer = send_with(site, from[i].name, from[i].value, NULL,
		    NULL);
		assert_int_equal(answer.code, 303);
	}
	assert_int_equal(site_leads(site), countof(from));
}

/* A site may be reached under a name that no setting knows. */
static void
an_origin_that_is_the_host_passes(void **state)
{
	struct site *site = *state;

	{
		struct answer passed = send_with(site, "host", "calls.example.org",
	    "origin", "https://calls.example.org");

		assert_int_equal(passed.code, 303);
	}
	site_run(site, "intake.db", "DELETE FROM booking");
	{
		struct answer passed = send_with(site, "host", "calls.example.org",
	    "origin", "https://example.org");

		assert_int_equal(passed.code, 403);
	}
}

static void
the_configured_address_passes_behind_a_proxy(void **state)
{
	struct site *site = *state;

	site->front.public_url = "https://fourways.example";
	{
		struct answer passed = send_with(site, "host", "backend:8080", "origin",
	    "https://fourways.example");

		assert_int_equal(passed.code, 303);
	}
}

static void
a_page_is_read_from_anywhere(void **state)
{
	struct site *site = *state;
	struct ask ask = { .target = "/guides",
		.headers = { { "sec-fetch-site", "cross-site" },
		{ "origin", "https://evil.example" } } };

	assert_int_equal(site_ask(site, &site->front, &ask).code, 200);
}

static void
the_login_takes_no_form_of_another_site(void **state)
{
	struct site *site = *state;
	struct ask ask = { .method = "POST", .target = "/admin/login",
		.body = form_of(site->arena, "email", SITE_EMAIL, "password",
		    SITE_PASSPHRASE, NULL),
		.headers = { { "origin", SITE_PUBLIC_URL } } };
	struct answer answer = site_ask(site, &site->desk, &ask);

	assert_int_equal(answer.code, 403);
	assert_null(answer_header(site->arena, &answer, "set-cookie"));
}

/* ---- its type ---- */

static void
a_body_of_another_type_is_a_415(void **state)
{
	static const char *const types[] = { "text/plain", "",
		"application/json", "multipart/form-data; boundary=x",
		"application/x-www-form-urlencoded-not",
		"application/x-www-form", "text/html" };
	struct site *site = *state;

	for (size_t i = 0; i < countof(types); i++) {
		struct answer answer = send_with(site, "content-type",
		    types[i], NULL, NULL);

		assert_int_equal(answer.code, 415);
		answer_has(&answer, "application/x-www-form-urlencoded");
		assert_int_equal(site_leads(site), 0);
	}
}

/* Media types are without case (RFC 9110 section 8.3.1). */
static void
a_form_may_say_its_type_in_any_way_http_allows(void **state)
{
	static const char *const types[] = {
		"application/x-www-form-urlencoded",
		"application/x-www-form-urlencoded; charset=UTF-8",
		"application/x-www-form-urlencoded;charset=utf-8",
		"application/x-www-form-urlencoded ; charset=utf-8",
		"Application/X-WWW-Form-URLEncoded",
	};
	struct site *site = *state;

	for (size_t i = 0; i < countof(types); i++) {
		site_run(site, "intake.db", "DELETE FROM booking");
		if (send_with(site, "content-type", types[i], NULL, NULL).code
		    != 303)
			fail_msg("refused: %s", types[i]);
	}
}

static void
an_empty_form_is_answered_like_one_with_nothing_filled_in(void **state)
{
	struct site *site = *state;
	struct answer answer = site_post(site, "/book", "");

	assert_int_equal(answer.code, 422);
	answer_has(&answer, "<li><a href=\"#slot\">");
	answer_has(&answer, "<li><a href=\"#name\">");
	answer_has(&answer, "<li><a href=\"#email\">");
	answer_has(&answer, "<li><a href=\"#consent\">");
	assert_int_equal(site_leads(site), 0);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		site_test(
		    a_form_that_cannot_be_read_is_shown_again_with_the_reason),
		site_test(more_fields_than_any_page_of_ours_has_are_refused),
		site_test(a_form_of_too_many_bytes_is_refused),
		site_test(the_name_of_a_bad_field_is_shown_harmless),
		site_test(
		    a_form_of_another_site_is_refused_and_nothing_is_stored),
		site_test(
		    what_the_browser_says_of_itself_outweighs_the_origin),
		site_test(a_form_of_this_site_passes),
		site_test(an_origin_that_is_the_host_passes),
		site_test(the_configured_address_passes_behind_a_proxy),
		site_test(a_page_is_read_from_anywhere),
		site_test(the_login_takes_no_form_of_another_site),
		site_test(a_body_of_another_type_is_a_415),
		site_test(a_form_may_say_its_type_in_any_way_http_allows),
		site_test(
		    an_empty_form_is_answered_like_one_with_nothing_filled_in),
	};

	return cmocka_run_group_tests(tests, site_load, site_unload);
}
