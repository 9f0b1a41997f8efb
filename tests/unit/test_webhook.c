/*
 * What is sent to the owner's program, what its answers mean, and the secret
 * out of its file. That it arrives is in tests/http/hooks.py.
 */
#include "test.h"

#include <fcntl.h>
#include <sys/stat.h>

#include "base/arena.h"
#include "base/util.h"
#include "config/settings.h"
#include "courier/secret_file.h"
#include "courier/webhook.h"
#include "crypto/token.h"
#include "domain/hook.h"

#define SECRET "whsec_AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcY"

static const struct webhook hook = { .url = "https://example.org/hook",
	.admin_url = "https://desk.example.org" };

static const char *
body_of(struct arena *arena, const char *data, int64_t lead_id)
{
	return webhook_body(arena, &hook, &(struct webhook_message){ "id",
	    "booking.created", 1795512600, lead_id, data, strlen(data) });
}

/* ---- the body ---- */

static void
a_body_has_its_type_its_time_and_a_link(void **state)
{
	ARENA(arena);

	assert_string_equal(body_of(arena, "{\"uuid\":\"u\"}", 7),
	    "{\"type\":\"booking.created\","
	    "\"timestamp\":\"2026-11-24T09:30:00Z\","
	    "\"data\":{\"uuid\":\"u\","
	    "\"link\":\"https://desk.example.org/admin/leads/7\"}}");
	assert_string_equal(body_of(arena, "{}", 0),
	    "{\"type\":\"booking.created\","
	    "\"timestamp\":\"2026-11-24T09:30:00Z\","
	    "\"data\":{\"link\":\"https://desk.example.org/admin\"}}");
}

static void
what_is_no_object_makes_no_body(void **state)
{
	static const char *const data[] = { "", "[]", "1", "{", "\"x\"",
		"{\"a\":1,\"a\":2}", "{\"a\":\"\xff\"}" };

	for (size_t i = 0; i < countof(data); i++) {
		ARENA(arena);

		assert_null(body_of(arena, data[i], 1));
	}
}

/* ---- answers ---- */

static void
a_code_says_whether_it_is_tried_again(void **state)
{
	static const struct {
		int code;
		enum retry_verdict verdict;
	} rows[] = {
		{ 200, RETRY_DONE }, { 201, RETRY_DONE }, { 204, RETRY_DONE },
		{ 299, RETRY_DONE },
		{ 0, RETRY_LATER }, { 100, RETRY_LATER },
		{ 301, RETRY_LATER }, { 302, RETRY_LATER },
		{ 308, RETRY_LATER }, { 408, RETRY_LATER },
		{ 425, RETRY_LATER }, { 429, RETRY_LATER },
		{ 500, RETRY_LATER }, { 502, RETRY_LATER },
		{ 503, RETRY_LATER }, { 599, RETRY_LATER },
		{ 400, RETRY_NEVER }, { 401, RETRY_NEVER },
		{ 403, RETRY_NEVER }, { 404, RETRY_NEVER },
		{ 410, RETRY_NEVER }, { 413, RETRY_NEVER },
		{ 422, RETRY_NEVER }, { 499, RETRY_NEVER },
	};

	for (size_t i = 0; i < countof(rows); i++)
		if (webhook_verdict(rows[i].code) != rows[i].verdict)
			fail_msg("%d: %d", rows[i].code,
			    (int)webhook_verdict(rows[i].code));
}

static void
what_went_nowhere_is_tried_again_but_for_a_forbidden_place(void **state)
{
	const struct http_answer none = { .problem = "why" };
	const struct http_answer gone = { .code = 410 };
	ARENA(arena);

	assert_int_equal(webhook_verdict_of(FAILED, &none), RETRY_LATER);
	assert_int_equal(webhook_verdict_of(DENIED, &none), RETRY_NEVER);
	assert_int_equal(webhook_verdict_of(OK, &gone), RETRY_NEVER);
	assert_string_equal(webhook_reason(arena, FAILED, &none), "why");
	assert_string_equal(webhook_reason(arena, OK, &gone),
	    "answered 410");
}

static void
a_dialogue_is_text_whatever_came(void **state)
{
	const struct http_answer odd = { .code = 200, .head = "HTTP/1.1 200\n",
		.body = "a\xff\x1b[2J\nb", .body_len = 8, .cut = true };
	const struct http_answer fine = { .code = 200, .head = "HTTP/2 200\n",
		.body = "\xc3\xa4", .body_len = 2 };
	const struct http_answer none = { .problem = "nobody there" };
	ARENA(arena);

	assert_string_equal(webhook_dialogue(arena, &hook, "{}", OK, &odd),
	    "> POST https://example.org/hook\n> {}\n< HTTP/1.1 200\n\n"
	    "a??[2J\nb\n(there was more)\n");
	assert_string_equal(webhook_dialogue(arena, &hook, "{}", OK, &fine),
	    "> POST https://example.org/hook\n> {}\n< HTTP/2 200\n\n"
	    "\xc3\xa4\n");
	assert_string_equal(webhook_dialogue(arena, &hook, "{}", FAILED,
	    &none),
	    "> POST https://example.org/hook\n> {}\n! nobody there\n");
}

/* ---- the secret's file ---- */

static const char *
folder(void)
{
	static char path[] = "/tmp/fourways-hook-XXXXXX";
	static bool made;

	if (!made)
		assert_non_null(mkdtemp(path));
	made = true;
	return path;
}

static void
write_file(const char *text, mode_t mode)
{
	ARENA(arena);
	const char *path = arena_printf(arena, "%s/secret", folder());
	int fd;

	(void)unlink(path);
	fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	assert_true(fd != -1);
	assert_int_equal(write(fd, text, strlen(text)), strlen(text));
	assert_int_equal(fchmod(fd, mode), 0);
	assert_int_equal(close(fd), 0);
}

static void
a_secret_is_the_first_line_of_a_file_of_ones_own(void **state)
{
	ARENA(arena);
	const char *secret = NULL;
	const char *problem = NULL;

	write_file("  hush hush \r\nand more\n", 0600);
	assert_status(secret_file_read(arena, folder(), "secret", &secret,
	    &problem), OK);
	assert_string_equal(secret, "hush hush");
	write_file("x", 0400);
	assert_status(secret_file_read(arena, "/nowhere", arena_printf(arena,
	    "%s/secret", folder()), &secret, &problem), OK);
	assert_string_equal(secret, "x");
}

static void
is_refused(const char *text, mode_t mode, const char *words)
{
	ARENA(arena);
	const char *secret;
	const char *problem = "";

	write_file(text, mode);
	assert_status(secret_file_read(arena, folder(), "secret", &secret,
	    &problem), FAILED);
	if (strstr(problem, words) == NULL)
		fail_msg("\"%s\" lacks \"%s\"", problem, words);
}

static void
a_file_that_will_not_do_is_refused_with_the_reason(void **state)
{
	ARENA(arena);
	char *long_text = arena_alloc(arena, SECRET_FILE_MAX + 2);
	const char *secret;
	const char *problem = "";

	is_refused("x", 0640, "chmod 600");
	is_refused("x", 0604, "chmod 600");
	is_refused("", 0600, "is empty");
	is_refused(" \t\n x", 0600, "is empty");
	memset(long_text, 'x', SECRET_FILE_MAX + 1);
	is_refused(long_text, 0600, "too long");
	assert_status(secret_file_read(arena, folder(), "none", &secret,
	    &problem), FAILED);
	assert_non_null(strstr(problem, "cannot be opened"));
}

static void
a_webhook_needs_a_secret_of_its_own_form(void **state)
{
	const struct settings settings = { .mode = SITE_PRODUCTION,
		.webhook = { .url = "https://example.org/hook",
		    .secret_file = "secret" } };
	const struct settings none = { .webhook = { .url = "",
		.secret_file = "" } };
	struct webhook loaded;
	const char *problem = "";
	ARENA(arena);

	write_file(SECRET "\n", 0600);
	assert_status(webhook_load(arena, &settings, folder(), "https://d",
	    &loaded, &problem), OK);
	assert_int_equal(loaded.secret.len, 24);
	assert_false(loaded.test);
	write_file("a password\n", 0600);
	assert_status(webhook_load(arena, &settings, folder(), "https://d",
	    &loaded, &problem), FAILED);
	assert_non_null(strstr(problem, "whsec_"));
	assert_status(webhook_load(arena, &none, folder(), "https://d",
	    &loaded, &problem), OK);
	assert_string_equal(loaded.url, "");
}

/* ---- the events ---- */

static void
every_event_has_a_word_that_finds_it(void **state)
{
	for (enum hook_kind k = 1; k < HOOK_KIND_COUNT; k++) {
		enum hook_kind found = 0;

		assert_status(hook_find(hook_id(k), &found), OK);
		assert_int_equal(found, k);
		assert_int_equal(strspn(hook_id(k),
		    "abcdefghijklmnopqrstuvwxyz._"), strlen(hook_id(k)));
		assert_true(*hook_label(k) != '\0');
	}
}

static void
an_unknown_word_leaves_the_output_alone(void **state)
{
	enum hook_kind kind = HOOK_TEST;

	assert_status(hook_find("booking.create", &kind), NOT_FOUND);
	assert_status(hook_find("", &kind), NOT_FOUND);
	assert_int_equal(kind, HOOK_TEST);
}

static int
start(void **state)
{
	crypto_start();
	return 0;
}

static int
clean(void **state)
{
	ARENA(arena);

	(void)unlink(arena_printf(arena, "%s/secret", folder()));
	return rmdir(folder());
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_body_has_its_type_its_time_and_a_link),
		cmocka_unit_test(what_is_no_object_makes_no_body),
		cmocka_unit_test(a_code_says_whether_it_is_tried_again),
		cmocka_unit_test(
		    what_went_nowhere_is_tried_again_but_for_a_forbidden_place),
		cmocka_unit_test(a_dialogue_is_text_whatever_came),
		cmocka_unit_test(
		    a_secret_is_the_first_line_of_a_file_of_ones_own),
		cmocka_unit_test(
		    a_file_that_will_not_do_is_refused_with_the_reason),
		cmocka_unit_test(a_webhook_needs_a_secret_of_its_own_form),
		cmocka_unit_test(every_event_has_a_word_that_finds_it),
		cmocka_unit_test(an_unknown_word_leaves_the_output_alone),
	};

	return cmocka_run_group_tests(tests, start, clean);
}
