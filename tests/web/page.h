#ifndef TESTS_WEB_PAGE_H
#define TESTS_WEB_PAGE_H

#include <stdbool.h>
#include <stddef.h>

struct arena;

/*
 * Our own HTML, read as strictly as we write it: lower-case tags, quoted
 * attributes.
 */

/* Attributes, one after the other; begin with at the page, the rest zero. */
struct page_walk {
	const char *at;
	struct arena *arena;
	const char *tag;   /* "a" */
	const char *name;  /* "href"; NULL for a tag's start */
	const char *value; /* character references undone; "" without "=" */
	bool inside;       /* of a tag */
};

/* Goes to the next attribute; false at the end of the page. Fails the test at
 * what we never write: an unquoted value, a tag not closed. */
bool page_next(struct page_walk *walk);

/* A text of an attribute with its character references undone. */
const char *page_unescape(struct arena *arena, const char *text, size_t len);

/* Whether the page has an element of this id. */
bool page_has_id(struct arena *arena, const char *page, const char *id);

/*
 * Fails unless the page is whole, has one h1 and a title, every id once, every
 * label and description at hand, every link into itself, and neither script
 * nor style of its own.
 */
void page_is_sound(struct arena *arena, const char *page);

#endif
