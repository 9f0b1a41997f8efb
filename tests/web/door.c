#include "door.h"

#include <fcntl.h>
#include <sqlite3.h>

#include <liboath/oath.h>

#include "test.h"

#include "answer.h"
#include "base/arena.h"
#include "base/buf.h"
#include "crypto/open.h"
#include "crypto/totp.h"
#include "store/accounts.h"
#include "vault/unlock.h"
#include "web/device.h"
#include "web/session.h"

enum { FILE_MAX = 16 << 20 };

static const char *
pair_of(struct arena *arena, const char *line)
{
	assert_non_null(line);
	return arena_strndup(arena, line, strcspn(line, ";"));
}

struct answer
try_code(struct site *site, const char *passphrase, const char *code)
{
	return site_ask(site, &site->desk, &(struct ask){ .method = "POST",
		.target = "/admin/login", .body = form_of(site->arena,
		    "email", SITE_EMAIL, "password", passphrase, "code", code,
		    NULL) });
}

int
code_tried(struct site *site, const char *passphrase, const char *code)
{
	return try_code(site, passphrase, code).code;
}

int
code_got(struct site *site, const char *target)
{
	return desk_get(site, target).code;
}

int
code_posted(struct site *site, const char *target, const char *form)
{
	return desk_post(site, target, form).code;
}

int
code_asked(struct site *site, struct app *app, const struct ask *ask)
{
	return site_ask(site, app, ask).code;
}

struct browser
browser_of(struct site *site, const char *email, const char *passphrase,
    const char *code)
{
	struct answer answer = site_ask(site, &site->desk, &(struct ask){
		.method = "POST", .target = "/admin/login",
		.body = form_of(site->arena, "email", email, "password",
		    passphrase, "code", code, NULL) });

	assert_int_equal(answer.code, 303);
	return (struct browser){
		.session = pair_of(site->arena, answer_cookie(site->arena,
		    &answer, SESSION_COOKIE)),
		.device = pair_of(site->arena, answer_cookie(site->arena,
		    &answer, DEVICE_COOKIE)),
	};
}

void
browser_take(struct site *site, const struct browser *browser)
{
	site->cookie = browser->session;
	site->device = browser->device;
}

bool
browser_is_in(struct site *site, const struct browser *browser)
{
	struct answer page = site_ask(site, &site->desk, &(struct ask){
		.target = "/admin/settings",
		.headers = { { "cookie", browser->session } } });

	assert_true(page.code == 200 || page.code == 303);
	return page.code == 200;
}

void
add_other_admin(struct site *site)
{
	struct opener *opener = opener_new();
	struct office *office = site->desk.office;
	struct office_grant grants[OFFICE_GRANTS_MAX];
	struct admin other = { .email = OTHER_EMAIL };
	size_t len;

	assert_status(unlock_by_code(office, site->arena, site->recovery,
	    opener), OK);
	assert_status(office_admin_next_id(office, &other.id), OK);
	assert_status(unlock_admit(opener, OTHER_PASSPHRASE,
	    &passphrase_cost_demo, &other, grants, &len), OK);
	assert_status(office_admin_add(office, &other, grants, len, 0,
	    site->now), OK);
	opener_free(opener);
}

/* ---- the second factor ---- */

const char *
code_at(struct site *site, const struct factor *factor,
    int64_t seconds_from_now)
{
	char code[TOTP_DIGITS + 1];

	assert_int_equal(oath_totp_generate((const char *)factor->secret,
	    sizeof(factor->secret), (time_t)(site->now + seconds_from_now),
	    TOTP_STEP_SECONDS, 0, TOTP_DIGITS, code), OATH_OK);
	return arena_strdup(site->arena, code);
}

struct factor
turn_factor_on(struct site *site)
{
	struct answer page = desk_get(site, "/admin/settings/second-factor");
	const char *text = answer_between(site->arena, &page,
	    "name=\"secret\" value=\"", "\"");
	struct factor factor;
	struct answer answer;

	assert_status(totp_read(text, factor.secret), OK);
	answer = desk_post(site, "/admin/settings/second-factor", form_of(
	    site->arena, "secret", text, "code", code_at(site, &factor, 0),
	    "password", SITE_PASSPHRASE, NULL));
	assert_int_equal(answer.code, 200);
	site_keep_cookies(site, &answer);
	factor.spare = answer_between(site->arena, &answer,
	    "<ol class=\"code-list\">\n<li><code>", "</code>");
	return factor;
}

/* ---- past the program ---- */

static size_t
count_in(const struct buf *text, const void *bytes, size_t len)
{
	const char *at = text->data;
	size_t left = text->len;
	const char *found;
	size_t count = 0;

	while (left >= len && (found = memmem(at, left, bytes, len)) != NULL) {
		count++;
		left -= (size_t)(found + 1 - at);
		at = found + 1;
	}
	return count;
}

static size_t
count_in_file(const char *path, const void *bytes, size_t len)
{
	BUF(text, FILE_MAX);
	char part[65536];
	ssize_t n;
	int fd = open(path, O_RDONLY);

	if (fd == -1)
		return 0;
	while ((n = read(fd, part, sizeof(part))) > 0)
		buf_add(&text, part, (size_t)n);
	(void)close(fd);
	assert_false(text.failed);
	return text.len == 0 ? 0 : count_in(&text, bytes, len);
}

size_t
site_holds(struct site *site, const char *file, const void *bytes, size_t len)
{
	const char *path = arena_printf(site->arena, "%s/%s", site->dir, file);

	return count_in_file(path, bytes, len) + count_in_file(
	    arena_printf(site->arena, "%s-wal", path), bytes, len);
}

static void
dump_row(struct buf *out, sqlite3_stmt *query)
{
	for (int i = 0; i < sqlite3_column_count(query); i++) {
		const uint8_t *bytes = sqlite3_column_blob(query, i);
		int len = sqlite3_column_bytes(query, i);

		for (int j = 0; j < len; j++)
			buf_printf(out, "%02x", bytes[j]);
		buf_putc(out, '|');
	}
	buf_putc(out, '\n');
}

const char *
site_dump(struct site *site, const char *file, const char *sql)
{
	const char *path = arena_printf(site->arena, "%s/%s", site->dir, file);
	BUF(out, FILE_MAX);
	sqlite3_stmt *query;
	sqlite3 *db;

	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	if (sqlite3_prepare_v2(db, sql, -1, &query, NULL) != SQLITE_OK)
		fail_msg("%s: %s", sql, sqlite3_errmsg(db));
	while (sqlite3_step(query) == SQLITE_ROW)
		dump_row(&out, query);
	assert_int_equal(sqlite3_finalize(query), SQLITE_OK);
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
	assert_false(out.failed);
	return arena_strdup(site->arena, buf_text(&out));
}

int64_t
site_number(struct site *site, const char *file, const char *sql)
{
	const char *path = arena_printf(site->arena, "%s/%s", site->dir, file);
	sqlite3_stmt *query;
	int64_t number;
	sqlite3 *db;

	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	if (sqlite3_prepare_v2(db, sql, -1, &query, NULL) != SQLITE_OK)
		fail_msg("%s: %s", sql, sqlite3_errmsg(db));
	assert_int_equal(sqlite3_step(query), SQLITE_ROW);
	number = sqlite3_column_int64(query, 0);
	assert_int_equal(sqlite3_finalize(query), SQLITE_OK);
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
	return number;
}
