/*
 * Who gets what: every row of the site map, asked by every kind of caller, must
 * answer as tests/web/matrix.tsv says (REQ 74). A new row of routes.c needs a
 * line there; the failure prints the one that would fit. Read it before it is
 * put there: the line is the promise.
 */
#include "test.h"

#include "answer.h"
#include "base/arena.h"
#include "base/buf.h"
#include "base/text.h"
#include "base/util.h"
#include "door.h"
#include "web/proof.h"
#include "web/routes.h"

enum { FILE_MAX = 1 << 20, IDLE = 31 * 60 };

/* Who asks. Forms are empty but for the token. */
enum caller {
	ANONYMOUS, /* no session */
	EXPIRED,   /* one that was left alone for too long */
	FOREIGN,   /* signed in, with a form of another admin's session */
	SIGNED_IN, /* a while ago */
	FRESH,     /* a moment ago */
	CALLERS,
};

static const char *const names[CALLERS] = { "anonymous", "expired", "foreign",
	"signed in", "fresh" };

struct caller_state {
	const char *cookie;
	const char *token;
};

static const char *
token_for(struct site *site, const struct browser *browser)
{
	struct answer page;

	browser_take(site, browser);
	page = desk_get(site, "/admin/leads");
	return answer_between(site->arena, &page,
	    "name=\"token\" value=\"", "\"");
}

static struct caller_state
state_of(struct site *site, enum caller caller)
{
	struct browser browser;
	struct browser other;
	struct caller_state state;

	if (caller == ANONYMOUS)
		return (struct caller_state){ 0 };
	browser = browser_of(site, SITE_EMAIL, SITE_PASSPHRASE, NULL);
	state = (struct caller_state){ browser.session,
		token_for(site, &browser) };
	if (caller == EXPIRED)
		site_wait(site, IDLE);
	if (caller == FOREIGN) {
		other = browser_of(site, OTHER_EMAIL, OTHER_PASSPHRASE, NULL);
		state.token = token_for(site, &other);
	}
	if (caller == SIGNED_IN)
		site_wait(site, PROOF_SECONDS + 1);
	return state;
}

/* A row's path, with something in the place of a parameter that is nowhere. */
static const char *
path_for(struct site *site, const struct route *route)
{
	BUF(path, 4096);

	for (const char *at = route->path; *at != '\0';) {
		size_t len = strcspn(at + 1, "/") + 1;

		if (at[1] == ':')
			buf_puts(&path, "/999999999");
		else
			buf_add(&path, at, len);
		at += len;
	}
	return arena_strdup(site->arena, buf_text(&path));
}

static int
code_for(struct site *site, const struct route *route, enum caller caller,
    struct app *app)
{
	struct caller_state state = state_of(site, caller);
	struct ask ask = { .target = path_for(site, route) };
	struct answer answer;

	if (route->method == POST) {
		ask.method = "POST";
		ask.body = form_of(site->arena, "token", state.token, NULL);
	}
	if (state.cookie != NULL)
		ask.headers[0] = (struct header){ "cookie", state.cookie };
	answer = site_ask(site, app, &ask);
	/* To the door is another thing than on. */
	if (answer.code == 303 && text_starts(answer_header(site->arena,
	    &answer, "location"), "/admin/login"))
		return -303;
	return answer.code;
}

/* "GET /admin/leads: public 404, anonymous login, ..." with tabs. */
static const char *
line_of(struct site *site, const struct route *route)
{
	BUF(line, 4096);

	buf_printf(&line, "%s\t%s\t%d",
	    route->method == POST ? "POST" : "GET", route->path,
	    code_for(site, route, FRESH, &site->front));
	for (enum caller caller = ANONYMOUS; caller < CALLERS; caller++) {
		int code = code_for(site, route, caller, &site->desk);

		if (code == -303)
			buf_puts(&line, "\tlogin");
		else
			buf_printf(&line, "\t%d", code);
	}
	return arena_strdup(site->arena, buf_text(&line));
}

static const char *
read_table(struct site *site)
{
	BUF(text, FILE_MAX);
	char part[4096];
	FILE *file = fopen(SOURCE_ROOT "/tests/web/matrix.tsv", "re");
	size_t n;

	assert_non_null(file);
	while ((n = fread(part, 1, sizeof(part), file)) > 0)
		buf_add(&text, part, n);
	(void)fclose(file);
	return arena_strdup(site->arena, buf_text(&text));
}

static bool
has_line(const char *table, const char *line)
{
	const size_t len = strlen(line);

	for (const char *at = table; (at = strstr(at, line)) != NULL; at++)
		if ((at == table || at[-1] == '\n') && at[len] == '\n')
			return true;
	return false;
}

static size_t
lines_in(const char *table)
{
	size_t count = 0;

	for (; *table != '\0'; table++)
		count += *table == '\n';
	return count;
}

static void
every_route_answers_each_caller_as_the_table_says(void **state)
{
	struct site *site = *state;
	const char *table = read_table(site);
	size_t wrong = 0;

	add_other_admin(site);
	for (size_t i = 0; i < routes_len; i++) {
		const char *line = line_of(site, &routes[i]);

		if (has_line(table, line))
			continue;
		print_message("# not in tests/web/matrix.tsv:\n%s\n", line);
		wrong++;
	}
	assert_int_equal(wrong, 0);
	/* And nothing is in the table that is no route; the first line names
	 * the columns. */
	assert_int_equal(lines_in(table), routes_len + 1);
}

/* What no line of the table may promise. */
static void
the_table_lets_nobody_in_without_a_session(void **state)
{
	struct site *site = *state;
	const char *table = read_table(site);

	assert_true(text_starts(table, "method\tpath\tpublic\t"));
	for (size_t i = 0; i < CALLERS; i++)
		assert_non_null(strstr(table, names[i]));
	for (const char *at = strchr(table, '\n') + 1; *at != '\0';
	    at = strchr(at, '\n') + 1) {
		const char *line = arena_strndup(site->arena, at,
		    strcspn(at, "\n"));
		const bool post = text_starts(line, "POST");

		if (strstr(line, "\t/admin") == NULL ||
		    strstr(line, "\t/admin/login\t") != NULL)
			continue;
		if (strstr(line, "\t404\tlogin\tlogin\t") == NULL ||
		    (post && strstr(line, "\tlogin\tlogin\t403\t") == NULL))
			fail_msg("that is no line for the desk: %s", line);
	}
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		site_test(every_route_answers_each_caller_as_the_table_says),
		site_test(the_table_lets_nobody_in_without_a_session),
	};

	return cmocka_run_group_tests(tests, site_load, site_unload);
}
