#include "answer.h"

#include <jansson.h>

#include "test.h"

#include "base/arena.h"
#include "base/text.h"
#include "base/util.h"
#include "harness.h"
#include "page.h"

enum { HEADERS_MAX = 32, EXCERPT = 1500 };

struct lines {
	struct header at[HEADERS_MAX];
	size_t len;
};

/* One "name: value" of a head. */
static struct header
read_line(struct arena *arena, const char *line, size_t len)
{
	const char *text = arena_strndup(arena, line, len);
	size_t name = strcspn(text, ":");

	if (name == 0 || strspn(text, "abcdefghijklmnopqrstuvwxyz-") != name ||
	    text[name + 1] != ' ' || text_has_control(text))
		fail_msg("no header line: \"%s\"", text);
	return (struct header){ arena_strndup(arena, text, name),
		text + name + 2 };
}

static void
read_lines(struct arena *arena, const struct answer *answer,
    struct lines *lines)
{
	const char *at = strstr(answer->head, "\r\n") + 2;

	lines->len = 0;
	while (strncmp(at, "\r\n", 2) != 0) {
		const char *end = strstr(at, "\r\n");

		assert_non_null(end);
		assert_true(lines->len < HEADERS_MAX);
		lines->at[lines->len++] =
		    read_line(arena, at, (size_t)(end - at));
		at = end + 2;
	}
}

static const char *
find(const struct lines *lines, const char *name)
{
	const char *found = NULL;

	for (size_t i = 0; i < lines->len; i++) {
		if (strcmp(lines->at[i].name, name) != 0)
			continue;
		if (found != NULL && strcmp(name, "set-cookie") == 0)
			continue;
		if (found != NULL)
			fail_msg("the header %s stands there twice", name);
		found = lines->at[i].value;
	}
	return found;
}

const char *
answer_header(struct arena *arena, const struct answer *answer,
    const char *name)
{
	struct lines lines;

	read_lines(arena, answer, &lines);
	return find(&lines, name);
}

const char *
answer_cookie(struct arena *arena, const struct answer *answer,
    const char *name)
{
	const size_t len = strlen(name);
	const char *found = NULL;
	struct lines lines;

	read_lines(arena, answer, &lines);
	for (size_t i = 0; i < lines.len; i++) {
		const char *value = lines.at[i].value;

		if (strcmp(lines.at[i].name, "set-cookie") != 0 ||
		    !text_starts(value, name) || value[len] != '=')
			continue;
		if (found != NULL)
			fail_msg("the cookie %s is set twice", name);
		found = value;
	}
	return found;
}

static void
has_header(const struct lines *lines, const char *name, const char *value)
{
	const char *found = find(lines, name);

	if (found == NULL || strstr(found, value) == NULL)
		fail_msg("the header %s is \"%s\" and lacks \"%s\"", name,
		    found == NULL ? "" : found, value);
}

static void
headers_protect(const struct lines *lines, bool https)
{
	static const char *const policies[] = { "default-src 'none'",
		"script-src 'self'", "style-src 'self'", "form-action 'self'",
		"base-uri 'none'", "frame-ancestors 'none'" };

	for (size_t i = 0; i < countof(policies); i++)
		has_header(lines, "content-security-policy", policies[i]);
	assert_null(strstr(find(lines, "content-security-policy"), "unsafe"));
	has_header(lines, "x-content-type-options", "nosniff");
	has_header(lines, "x-frame-options", "DENY");
	has_header(lines, "cross-origin-opener-policy", "same-origin");
	has_header(lines, "cross-origin-resource-policy", "same-origin");
	has_header(lines, "permissions-policy", "camera=()");
	has_header(lines, "referrer-policy", "");
	has_header(lines, "cache-control", "");
	assert_int_equal(find(lines, "strict-transport-security") != NULL,
	    https);
	assert_null(find(lines, "server"));
	assert_null(find(lines, "x-powered-by"));
}

static void
status_line_is_sound(const struct answer *answer)
{
	char *end;

	assert_true(text_starts(answer->head, "HTTP/1.1 "));
	assert_int_equal(strtol(answer->head + 9, &end, 10), answer->code);
	assert_true(answer->code >= 200 && answer->code < 600);
	assert_int_equal(*end, ' ');
	assert_false(text_starts(end, " Unknown"));
	assert_true(end[1] > ' ');
}

static void
body_is_sound(struct arena *arena, const struct answer *answer,
    const char *type)
{
	json_t *json;

	/* What is in there is the business of who asked for it like this. */
	if (answer_header(arena, answer, "content-encoding") != NULL)
		return;
	if (text_starts(type, "text/")) {
		has_header(&(struct lines){ { { "type", type } }, 1 }, "type",
		    "; charset=utf-8");
		assert_true(text_is_utf8(answer->body, answer->len));
	}
	if (text_starts(type, "text/html") && answer->len > 0)
		page_is_sound(arena, answer->body);
	if (strcmp(type, "application/json") == 0) {
		json = json_loadb(answer->body, answer->len,
		    JSON_REJECT_DUPLICATES, NULL);
		assert_non_null(json);
		json_decref(json);
	}
}

void
answer_is_sound(struct arena *arena, const struct answer *answer, bool head,
    bool https)
{
	struct lines lines;
	const char *date;
	int64_t length;

	status_line_is_sound(answer);
	read_lines(arena, answer, &lines);
	for (size_t i = 0; i < lines.len; i++)
		(void)find(&lines, lines.at[i].name);
	headers_protect(&lines, https);
	date = find(&lines, "date");
	assert_non_null(date);
	assert_int_equal(strlen(date),
	    strlen("Mon, 23 Nov 2026 08:00:00 GMT"));
	assert_non_null(find(&lines, "content-length"));
	assert_true(text_int(find(&lines, "content-length"), 0, 1 << 22,
	    &length));
	assert_int_equal(answer->len, head ? 0 : length);
	assert_non_null(find(&lines, "content-type"));
	if (!head)
		body_is_sound(arena, answer, find(&lines, "content-type"));
}

/* Where a page's own text begins, for messages. */
static const char *
excerpt(const struct answer *answer)
{
	const char *main = strstr(answer->body, "<main");

	return main == NULL ? answer->body : main;
}

void
answer_has(const struct answer *answer, const char *text)
{
	if (strstr(answer->body, text) == NULL)
		fail_msg("%d lacks \"%s\": %.*s", answer->code, text, EXCERPT,
		    excerpt(answer));
}

void
answer_lacks(const struct answer *answer, const char *text)
{
	const char *found = strstr(answer->body, text);

	if (found != NULL)
		fail_msg("%d has \"%s\": %.*s", answer->code, text, 200,
		    found);
}

size_t
answer_count(const struct answer *answer, const char *text)
{
	size_t count = 0;

	for (const char *at = answer->body; (at = strstr(at, text)) != NULL;
	    at += strlen(text))
		count++;
	return count;
}

void
answer_goes_to(struct arena *arena, const struct answer *answer,
    const char *location)
{
	const char *given = answer_header(arena, answer, "location");

	if (answer->code != 303 || given == NULL)
		fail_msg("%d and no way to %s: %.*s", answer->code, location,
		    EXCERPT, excerpt(answer));
	assert_string_equal(given, location);
}

const char *
answer_between(struct arena *arena, const struct answer *answer,
    const char *before, const char *after)
{
	const char *from = strstr(answer->body, before);
	const char *to;

	if (from == NULL)
		fail_msg("no \"%s\" in: %.*s", before, EXCERPT,
		    excerpt(answer));
	from += strlen(before);
	to = strstr(from, after);
	assert_non_null(to);
	return page_unescape(arena, from, (size_t)(to - from));
}
