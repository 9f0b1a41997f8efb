/*
 * The laws of values on their way into a page and back, over any texts:
 *  - names and values written into a query (html_percent) are read from it
 *    (form_decode) as they were;
 *  - a whole address (html_href) leads within the site, to https: or mailto:,
 *    or nowhere; a mailbox (html_mailbox) has one "@" at most;
 *  - a text (html_escape) holds no sign of HTML and comes back.
 */
#include <stdbool.h>

#include "base/buf.h"
#include "base/html.h"
#include "pieces.h"
#include "web/form.h"

static const char unreserved[] = "abcdefghijklmnopqrstuvwxyz"
    "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~%";

/* A name that a form may have, and has not yet. */
static bool
is_new_name(const struct form *form, const char *name)
{
	size_t len = strlen(name);

	return len > 0 && len <= FORM_NAME_MAX && form_get(form, name) == NULL;
}

/* The input's texts as the fields of a form. */
static void
make_form(struct arena *arena, struct pieces pieces, struct form *form)
{
	while (pieces.left > 0 && form->len < FORM_FIELDS_MAX) {
		const char *name = piece_text(arena, &pieces);
		const char *value = piece_text(arena, &pieces);

		if (!is_new_name(form, name))
			continue;
		form->at[form->len].name = name;
		form->at[form->len++].value = value;
	}
}

static void
check_query(struct arena *arena, struct pieces pieces)
{
	BUF(query, FORM_BYTES_MAX);
	struct form form = { .len = 0 };
	const char *problem;
	struct form read;

	make_form(arena, pieces, &form);
	for (size_t i = 0; i < form.len; i++) {
		buf_puts(&query, i == 0 ? "" : "&");
		html_percent(&query, form.at[i].name);
		buf_puts(&query, "=");
		html_percent(&query, form.at[i].value);
	}
	if (query.failed)
		return;
	law(buf_text(&query)[strspn(buf_text(&query),
	    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
	    "-._~%&=")] == '\0', "a query needs no escaping");
	law(form_decode(arena, buf_text(&query), query.len, &read, &problem) ==
	    OK, "a query is read");
	law(read.len == form.len, "field by field");
	for (size_t i = 0; i < form.len; i++)
		law(strcmp(read.at[i].name, form.at[i].name) == 0 &&
		    strcmp(read.at[i].value, form.at[i].value) == 0,
		    "as it was written");
}

/* The text without references; an "&" begins one, and no sign is left. */
static const char *
unescaped(struct arena *arena, const char *html)
{
	static const struct {
		const char *reference;
		char sign;
	} known[] = { { "&amp;", '&' }, { "&lt;", '<' }, { "&gt;", '>' },
		{ "&quot;", '"' }, { "&#39;", '\'' } };
	char *text = arena_alloc(arena, strlen(html) + 1);
	char *to = text;

	while (*html != '\0') {
		size_t i = 0;

		law(strchr("<>\"'", *html) == NULL, "no sign of HTML is left");
		if (*html != '&') {
			*to++ = *html++;
			continue;
		}
		while (i < 5 && !text_starts(html, known[i].reference))
			i++;
		law(i < 5, "an & is a reference");
		*to++ = known[i].sign;
		html += strlen(known[i].reference);
	}
	return text;
}

static void
check_text(struct arena *arena, const char *text)
{
	BUF(html, 1 << 20);

	html_escape(&html, text);
	law(strcmp(unescaped(arena, buf_text(&html)), text) == 0,
	    "a text comes back");
}

static void
check_href(struct arena *arena, const char *text)
{
	BUF(html, 1 << 20);
	const char *url;

	html_href(&html, text);
	url = unescaped(arena, buf_text(&html));
	if (strcmp(url, "#") == 0)
		return;
	law(strcmp(url, text) == 0, "an address stays as it is");
	law(!text_has_control(url), "no browser takes a byte out of it");
	law(*url == '?' || *url == '#' || text_starts(url, "https://") ||
	    text_starts(url, "mailto:") || (*url == '/' && url[1] != '/' &&
	    url[1] != '\\'), "an address leads where it may");
}

static void
check_mailbox(const char *text)
{
	BUF(html, 1 << 20);
	const char *at;

	html_mailbox(&html, text);
	at = strchr(buf_text(&html), '@');
	law((at != NULL) == (strchr(text, '@') != NULL), "an @ stays one");
	for (const char *c = buf_text(&html); *c != '\0'; c++)
		law(c == at || strchr(unreserved, *c) != NULL,
		    "all else is encoded");
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct pieces pieces = { data, size };
	ARENA(arena);
	const char *text;

	check_query(arena, pieces);
	text = piece_text(arena, &pieces);
	check_text(arena, text);
	check_href(arena, text);
	check_mailbox(text);
	return 0;
}
