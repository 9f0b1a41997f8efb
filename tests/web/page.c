#include "page.h"

#include <string.h>

#include "test.h"

#include "base/arena.h"
#include "base/text.h"
#include "base/util.h"

enum { IDS_MAX = 1024 };

static bool
is_name(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	    (c >= '0' && c <= '9') || c == '-' || c == ':';
}

static const char *
take_name(struct page_walk *walk)
{
	const char *from = walk->at;

	while (is_name(*walk->at))
		walk->at++;
	if (walk->at == from)
		fail_msg("a name is missing: %.80s", from);
	return arena_strndup(walk->arena, from, (size_t)(walk->at - from));
}

/* To the next start tag; comments and end tags are passed over. */
static bool
enter_tag(struct page_walk *walk)
{
	while ((walk->at = strchr(walk->at, '<')) != NULL) {
		walk->at++;
		if (*walk->at == '/' || *walk->at == '!')
			continue;
		walk->tag = take_name(walk);
		walk->inside = true;
		return true;
	}
	return false;
}

static const char *
take_value(struct page_walk *walk)
{
	const char *from;

	if (*walk->at != '=')
		return "";
	if (*++walk->at != '"')
		fail_msg("a value without quotes: %.80s", walk->at);
	from = ++walk->at;
	walk->at += strcspn(walk->at, "\"<>");
	if (*walk->at != '"')
		fail_msg("a value without an end: %.80s", from);
	return page_unescape(walk->arena, from, (size_t)(walk->at++ - from));
}

bool
page_next(struct page_walk *walk)
{
	for (;;) {
		if (!walk->inside && !enter_tag(walk))
			return false;
		walk->at += strspn(walk->at, " /\n\t");
		if (*walk->at != '>')
			break;
		walk->inside = false;
	}
	walk->name = take_name(walk);
	walk->value = take_value(walk);
	return true;
}

const char *
page_unescape(struct arena *arena, const char *text, size_t len)
{
	static const struct {
		const char *reference;
		char byte;
	} known[] = { { "&amp;", '&' }, { "&lt;", '<' }, { "&gt;", '>' },
		{ "&quot;", '"' }, { "&#39;", '\'' } };
	char *out = arena_strndup(arena, text, len);
	char *to = out;

	for (const char *at = out; *at != '\0'; at++) {
		size_t i = 0;

		*to++ = *at;
		if (*at != '&')
			continue;
		while (i < countof(known) &&
		    !text_starts(at, known[i].reference))
			i++;
		if (i == countof(known))
			fail_msg("an unknown character reference: %.20s", at);
		to[-1] = known[i].byte;
		at += strlen(known[i].reference) - 1;
	}
	*to = '\0';
	return out;
}

bool
page_has_id(struct arena *arena, const char *page, const char *id)
{
	struct page_walk walk = { .at = page, .arena = arena };

	while (page_next(&walk))
		if (strcmp(walk.name, "id") == 0 && strcmp(walk.value, id) == 0)
			return true;
	return false;
}

struct ids {
	const char *at[IDS_MAX];
	size_t len;
};

static bool
ids_have(const struct ids *ids, const char *id, size_t len)
{
	for (size_t i = 0; i < ids->len; i++)
		if (strlen(ids->at[i]) == len &&
		    memcmp(ids->at[i], id, len) == 0)
			return true;
	return false;
}

static void
read_ids(struct arena *arena, const char *page, struct ids *ids)
{
	struct page_walk walk = { .at = page, .arena = arena };

	ids->len = 0;
	while (page_next(&walk)) {
		if (strcmp(walk.name, "style") == 0 ||
		    text_starts(walk.name, "on"))
			fail_msg("the attribute %s in the page", walk.name);
		if (strcmp(walk.name, "id") != 0)
			continue;
		if (ids_have(ids, walk.value, strlen(walk.value)))
			fail_msg("two elements have the id %s", walk.value);
		assert_true(ids->len < IDS_MAX);
		ids->at[ids->len++] = walk.value;
	}
}

/* One or more ids, with a space between. */
static void
ids_are_there(const struct ids *ids, const struct page_walk *walk)
{
	for (const char *at = walk->value; *at != '\0';) {
		size_t len = strcspn(at, " ");

		if (!ids_have(ids, at, len))
			fail_msg("<%s %s=\"%s\"> names what is not there",
			    walk->tag, walk->name, walk->value);
		at += len + (at[len] == ' ');
	}
}

static void
references_hold(struct arena *arena, const char *page, const struct ids *ids)
{
	static const char *const names[] = { "for", "aria-labelledby",
		"aria-describedby" };
	struct page_walk walk = { .at = page, .arena = arena };

	while (page_next(&walk)) {
		for (size_t i = 0; i < countof(names); i++)
			if (strcmp(walk.name, names[i]) == 0)
				ids_are_there(ids, &walk);
		if (strcmp(walk.name, "href") == 0 && walk.value[0] == '#' &&
		    !ids_have(ids, walk.value + 1, strlen(walk.value) - 1))
			fail_msg("a link to %s, which is not there",
			    walk.value);
	}
}

/* Data for machines stand in a <script> that no browser runs; a script of ours
 * is a file. */
static void
has_no_script(const char *page)
{
	static const char data[] = "<script type=\"application/ld+json\">{";
	static const char file[] = "<script src=\"/assets/";

	for (const char *at = page; (at = strstr(at, "<script")) != NULL;
	    at++)
		if (!text_starts(at, data) && !text_starts(at, file))
			fail_msg("a script in the page: %.80s", at);
}

void
page_is_sound(struct arena *arena, const char *page)
{
	const char *heading = strstr(page, "<h1");
	const char *title = strstr(page, "<title>");
	struct ids ids;

	assert_true(text_starts(page, "<!doctype html>\n<html lang="));
	assert_non_null(strstr(page, "</main>"));
	assert_non_null(strstr(page, "</body>\n</html>"));
	assert_non_null(heading);
	assert_null(strstr(heading + 1, "<h1"));
	assert_non_null(title);
	assert_true(title[strlen("<title>")] > ' ');
	has_no_script(page);
	assert_null(strstr(page, "<style"));
	read_ids(arena, page, &ids);
	references_hold(arena, page, &ids);
}
