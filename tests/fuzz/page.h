#ifndef TESTS_FUZZ_PAGE_H
#define TESTS_FUZZ_PAGE_H

/*
 * A reader of the HTML we make, as strict as can be: it knows few elements and
 * attributes, each attribute in quotation marks, each element closed, each
 * special character a reference. What it takes, a browser reads as we do, and
 * nothing in it is a script.
 */
#include <stdbool.h>
#include <string.h>

#include "fuzz.h"

struct word {
	const char *at;
	size_t len;
};

/* Where it is; len bytes from at. */
struct page {
	const char *at;
	const char *end;
	bool away; /* every link must be a whole address */
	size_t depth;
	struct word *open; /* the elements around */
};

static const char *const page_elements[] = { "a", "blockquote", "br",
	"circle", "code", "del", "div", "ellipse", "em", "g", "h2", "h3",
	"hr", "li", "line", "ol", "p", "path", "polygon", "polyline", "pre",
	"rect", "section", "strong", "sup", "svg", "table", "tbody", "td",
	"text", "th", "thead", "tr", "tspan", "ul", NULL };

static const char *const page_attributes[] = { "aria-label",
	"aria-labelledby", "class", "cx", "cy", "d", "dx", "dy", "fill",
	"font-size", "font-weight", "height", "href", "id", "points", "r",
	"role", "rx", "ry", "scope", "start", "stroke", "stroke-dasharray",
	"stroke-linecap", "stroke-linejoin", "stroke-width", "tabindex",
	"text-anchor", "title", "transform", "viewBox", "width", "x", "x1",
	"x2", "y", "y1", "y2", NULL };

static const char *const page_references[] = { "&amp;", "&lt;", "&gt;",
	"&quot;", "&#39;", NULL };

static const char *const page_links[] = { "/", "#", "?", "https://",
	"mailto:", NULL };

static inline bool
word_is(struct word word, const char *text)
{
	return strlen(text) == word.len &&
	    memcmp(text, word.at, word.len) == 0;
}

static inline bool
page_is_one(const char *const *words, struct word word)
{
	for (; *words != NULL; words++)
		if (word_is(word, *words))
			return true;
	return false;
}

/* Whether the rest begins with one of these. */
static inline bool
page_begins(const struct page *page, const char *const *words)
{
	for (; *words != NULL; words++)
		if ((size_t)(page->end - page->at) >= strlen(*words) &&
		    memcmp(page->at, *words, strlen(*words)) == 0)
			return true;
	return false;
}

static inline struct word
page_word(struct page *page)
{
	struct word word = { .at = page->at };

	while (page->at < page->end &&
	    strchr(" \t\n/<>=\"'", *page->at) == NULL)
		page->at++;
	word.len = (size_t)(page->at - word.at);
	return word;
}

static inline size_t
page_blanks(struct page *page)
{
	const char *from = page->at;

	while (page->at < page->end && strchr(" \t\n", *page->at) != NULL &&
	    *page->at != '\0')
		page->at++;
	return (size_t)(page->at - from);
}

static inline void
page_take(struct page *page, char c, const char *text)
{
	law(page->at < page->end && *page->at == c, text);
	page->at++;
}

/* The link at the rest, which a quotation mark ends. */
static inline void
page_link(const struct page *page)
{
	law(page_begins(page, page_links), "a link leads where it may");
	law(page->at[0] != '/' || (page->at[1] != '/' &&
	    page->at[1] != '\\'), "and not to another host");
	law(!page->away || strchr("/#?", page->at[0]) == NULL,
	    "and is whole where it must be");
}

static inline void
page_attribute(struct page *page)
{
	struct word name = page_word(page);

	law(page_is_one(page_attributes, name), "an attribute is known");
	page_take(page, '=', "an attribute has a value");
	page_take(page, '"', "in quotation marks");
	if (word_is(name, "href"))
		page_link(page);
	while (page->at < page->end && *page->at != '"') {
		law(*page->at != '<' && *page->at != '>',
		    "a value holds no tag");
		law(*page->at != '&' || page_begins(page, page_references),
		    "a value's & is a reference");
		page->at++;
	}
	page_take(page, '"', "that are closed");
}

static inline void
page_tag(struct page *page)
{
	bool ends = ++page->at < page->end && *page->at == '/';
	struct word name;

	page->at += ends;
	name = page_word(page);
	law(page_is_one(page_elements, name), "an element is known");
	if (ends) {
		law(page->depth > 0, "what ends has begun");
		page->depth--;
		law(page->open[page->depth].len == name.len &&
		    memcmp(page->open[page->depth].at, name.at,
		    name.len) == 0, "what began last ends first");
	} else {
		while (page_blanks(page) > 0 && *page->at != '>' &&
		    *page->at != '/')
			page_attribute(page);
		if (page->at < page->end && *page->at == '/')
			page->at++;
		else if (!word_is(name, "br") && !word_is(name, "hr"))
			page->open[page->depth++] = name;
	}
	page_take(page, '>', "a tag ends");
}

/* Aborts unless the whole is such a page. */
static inline void
check_page(const char *html, size_t len, bool away)
{
	struct page page = { html, html + len, away, 0,
		calloc(len + 1, sizeof(*page.open)) };

	law(page.open != NULL, "there is memory");
	while (page.at < page.end) {
		if (*page.at == '<') {
			page_tag(&page);
			continue;
		}
		law(*page.at != '>' && *page.at != '\0', "text is escaped");
		law(*page.at != '&' || page_begins(&page, page_references),
		    "an & is a reference");
		page.at++;
	}
	law(page.depth == 0, "everything is closed");
	free(page.open);
}

#endif
