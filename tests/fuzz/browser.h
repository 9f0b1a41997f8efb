#ifndef TESTS_FUZZ_BROWSER_H
#define TESTS_FUZZ_BROWSER_H

/*
 * Where in a page values stand, as a browser would read it (WHATWG HTML,
 * 13.2.5, in short): written apart from the template compiler, to be held
 * against it. A value is a NUL and the letter of its writer.
 */
#include <ctype.h>
#include <stdbool.h>
#include <string.h>
#include <strings.h>

#include "fuzz.h"

enum browser_writer {
	WRITES_TEXT = 't',
	WRITES_ATTRIBUTE = 'a',
	WRITES_URL = 'u',
	WRITES_URL_PART = 'p',
	WRITES_MAILBOX = 'm',
	WRITES_PART = '>', /* another template */
};

/* Behind the page stand enough NULs that looking ahead is safe. */
enum { BROWSER_AHEAD = 16 };

struct browser {
	const char *at;
	const char *end;
	const char *name; /* of the element, and of the attribute */
	size_t name_len;
	const char *attribute;
	size_t attribute_len;
	bool end_tag;
};

static inline bool
browser_is(const char *name, size_t len, const char *const *names)
{
	for (; *names != NULL; names++)
		if (strlen(*names) == len && strncasecmp(name, *names,
			len) == 0)
			return true;
	return false;
}

static inline bool
browser_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\f' || c == '\r';
}

/* No value may stand here. */
static inline void
browser_no_value(const struct browser *b)
{
	law(*b->at != '\0', "no value stands in a tag or a comment");
}

/* How long a scheme and its colon are; 0 where none is: ".https:" is a path
 * (WHATWG URL, 4.4, scheme start state). */
static inline size_t
browser_scheme(const char *url)
{
	size_t len = strspn(url, "abcdefghijklmnopqrstuvwxyz"
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-.");

	return isalpha((unsigned char)url[0]) && url[len] == ':' ? len + 1 : 0;
}

/* The scheme and host of an address: how many bytes of it say where it leads.
 * A browser drops no byte of what is printable. */
static inline size_t
browser_origin(const char *url)
{
	const char *rest = url + browser_scheme(url);

	if (strchr("/\\", rest[0]) == NULL || rest[0] == '\0' ||
	    strchr("/\\", rest[1]) == NULL || rest[1] == '\0')
		return (size_t)(rest - url);
	return (size_t)(rest - url) + 2 + strcspn(rest + 2, "/?#\\");
}

/* An address with each value written as word. */
static inline void
browser_fill(const char *from, const char *end, const char *word, char *to)
{
	while (from < end) {
		if (*from != '\0') {
			*to++ = *from++;
			continue;
		}
		memcpy(to, word, strlen(word));
		to += strlen(word);
		from += 2;
	}
	*to = '\0';
}

/* Whatever values stand in it, an address leads to the same place. */
static inline void
browser_url(const char *from, const char *end)
{
	char *with = malloc(8 * (size_t)(end - from) + 1);
	char *without = malloc((size_t)(end - from) + 1);
	size_t origin;

	law(with != NULL && without != NULL, "there is memory");
	browser_fill(from, end, "x%3Ay", with);
	browser_fill(from, end, "", without);
	origin = browser_origin(with);
	law(origin == browser_origin(without) &&
	    memcmp(with, without, origin) == 0,
	    "no value chooses where an address leads");
	free(with);
	free(without);
}

/* A value in quotation marks, from the one to the other. */
static inline void
browser_value(const struct browser *b, const char *from, const char *end)
{
	static const char *const urls[] = { "action", "background", "cite",
		"data", "formaction", "href", "longdesc", "manifest", "poster",
		"src", "xlink:href", NULL };
	static const char *const scripts[] = { "style", "srcdoc", "srcset",
		"imagesrcset", "ping", NULL };
	bool url = browser_is(b->attribute, b->attribute_len, urls);
	const char *value = memchr(from, '\0', (size_t)(end - from));

	if (value == NULL)
		return;
	law(b->attribute_len < 2 || strncasecmp(b->attribute, "on", 2) != 0,
	    "no value stands in a script");
	law(!browser_is(b->attribute, b->attribute_len, scripts),
	    "nor in a style or another page");
	law(!b->end_tag, "nor in an end tag");
	if (value[1] == WRITES_URL) {
		law(url && value == from && value + 2 == end,
		    "a whole address is all there is");
		return;
	}
	for (; value != NULL; value = memchr(value, '\0',
	    (size_t)(end - value))) {
		law(url ? value[1] == WRITES_URL_PART ||
		    value[1] == WRITES_MAILBOX :
		    value[1] == WRITES_ATTRIBUTE, "by the right writer");
		value += 2;
	}
	if (url)
		browser_url(from, end);
}

static inline void
browser_attribute_value(struct browser *b)
{
	const char *from;
	char quote;

	b->at++;
	while (browser_space(*b->at))
		b->at++;
	browser_no_value(b);
	quote = *b->at;
	if (quote != '"' && quote != '\'') {
		while (!browser_space(*b->at) && *b->at != '>') {
			browser_no_value(b);
			b->at++;
		}
		return;
	}
	from = ++b->at;
	while (b->at < b->end && *b->at != quote)
		b->at += *b->at == '\0' ? 2 : 1;
	law(b->at < b->end, "a quotation is closed");
	browser_value(b, from, b->at++);
}

static inline void
browser_attribute(struct browser *b)
{
	b->attribute = b->at;
	while (!browser_space(*b->at) && strchr("/>=", *b->at) == NULL)
		b->at++;
	b->attribute_len = (size_t)(b->at - b->attribute);
	while (browser_space(*b->at))
		b->at++;
	if (*b->at == '=')
		browser_attribute_value(b);
}

/* Up to and with ">". */
static inline void
browser_tag(struct browser *b)
{
	b->end_tag = b->at[1] == '/';
	b->at += 1 + b->end_tag;
	b->name = b->at;
	while (!browser_space(*b->at) && *b->at != '/' && *b->at != '>') {
		browser_no_value(b);
		b->at++;
	}
	b->name_len = (size_t)(b->at - b->name);
	while (*b->at != '>') {
		browser_no_value(b);
		if (browser_space(*b->at) || *b->at == '/')
			b->at++;
		else
			browser_attribute(b);
	}
	b->at++;
}

static inline bool
browser_closes(const struct browser *b)
{
	return b->at[0] == '<' && b->at[1] == '/' &&
	    strncasecmp(b->at + 2, b->name, b->name_len) == 0 &&
	    (browser_space(b->at[2 + b->name_len]) ||
	    b->at[2 + b->name_len] == '/' || b->at[2 + b->name_len] == '>');
}

/* What is not HTML goes on to the element's end tag. */
static inline void
browser_contents(struct browser *b)
{
	static const char *const raw[] = { "iframe", "noembed", "noframes",
		"plaintext", "script", "style", "xmp", NULL };
	static const char *const text[] = { "textarea", "title", NULL };
	bool takes = browser_is(b->name, b->name_len, text);

	if (b->end_tag || (!takes && !browser_is(b->name, b->name_len, raw)))
		return;
	while (b->at < b->end && !browser_closes(b)) {
		if (*b->at != '\0') {
			b->at++;
			continue;
		}
		law(takes && b->at[1] == WRITES_ATTRIBUTE,
		    "no value stands in a script or style");
		b->at += 2;
	}
	law(b->at < b->end, "an element that is not HTML ends");
}

/* "<!" and what follows it. */
static inline void
browser_remark(struct browser *b)
{
	const char *close = strncmp(b->at, "<!--", 4) == 0 ? "-->" : ">";
	size_t len = strlen(close);

	b->at += *close == '-' ? 4 : 2;
	while (b->at < b->end && strncmp(b->at, close, len) != 0) {
		browser_no_value(b);
		b->at++;
	}
	law(b->at < b->end, "a remark ends");
	b->at += len;
}

/* Aborts unless every value stands where its writer makes it harmless. The
 * page has BROWSER_AHEAD NULs behind it. */
static inline void
check_browser(const char *page, size_t len)
{
	struct browser b = { .at = page, .end = page + len };

	while (b.at < b.end) {
		if (*b.at == '\0') {
			law(b.at[1] == WRITES_TEXT || b.at[1] == WRITES_PART,
			    "text is written as text");
			b.at += 2;
		} else if (b.at[0] == '<' && (isalpha((unsigned char)b.at[1]) ||
		    (b.at[1] == '/' && isalpha((unsigned char)b.at[2])))) {
			browser_tag(&b);
			browser_contents(&b);
		} else if (b.at[0] == '<' && b.at[1] == '!') {
			browser_remark(&b);
		} else {
			b.at++;
		}
	}
	law(b.at == b.end, "the page ends in text");
}

#endif
