#ifndef TESTS_RENDERED_H
#define TESTS_RENDERED_H

/*
 * Markdown that must be good, and Markdown that must be refused.
 */
#include "captured.h"

#include "base/arena.h"
#include "content/markdown.h"

/* The page made of a Markdown text that must be good. */
static inline struct markdown
rendered_bytes(struct arena *arena, const char *source, size_t len)
{
	struct markdown out;
	struct captured captured;
	enum status st;

	captured_begin(&captured);
	st = markdown_render(arena, source, len, "a.md", 1, &out);
	captured_end(&captured);
	assert_string_equal(captured.text, "");
	assert_status(st, OK);
	return out;
}

static inline struct markdown
rendered(struct arena *arena, const char *source)
{
	return rendered_bytes(arena, source, strlen(source));
}

static inline void
assert_html(const char *source, const char *html)
{
	ARENA(arena);

	assert_string_equal(rendered(arena, source).html.data, html);
}

/* Refused with this line and nothing else; the file's text begins on line
 * 11, as behind a front matter. */
static inline void
assert_refused_bytes(const char *source, size_t len, const char *message)
{
	ARENA(arena);
	struct markdown out;
	struct captured captured;
	enum status st;

	captured_begin(&captured);
	st = markdown_render(arena, source, len, "a.md", 11, &out);
	captured_end(&captured);
	assert_string_equal(captured.text,
	    arena_printf(arena, "a.md:%s\n", message));
	assert_status(st, INVALID);
}

static inline void
assert_refused(const char *source, const char *message)
{
	assert_refused_bytes(source, strlen(source), message);
}

#endif
