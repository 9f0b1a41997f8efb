#ifndef CONTENT_MARKDOWN_H
#define CONTENT_MARKDOWN_H

#include <stddef.h>

#include "base/html.h"
#include "base/status.h"

struct arena;
struct guide_section;

/*
 * Our Markdown: CommonMark with tables, strikethrough and autolinks, no raw
 * HTML. Headings of level 2 and 3 carry ids set by the author,
 * "## Heading {#id}"; level 1 is the page's own and not allowed. Links go to
 * this site ("/...", "#...", "?..."), https: or mailto:. Tables become
 * focusable scroll regions named by the heading above them, with row and
 * column headers. Straight quotes and apostrophes of prose become curly ones;
 * those of code, and &quot; and &apos;, stay.
 *
 * A guide cites claims of the register: "[^000-22]" or "[^000-22,002-17]"
 * directly behind a sentence becomes the numbers of its notes, in the order
 * of first citing. The notes themselves are the caller's (notes.h). It shows
 * drawings that lie beside it, each a paragraph of its own (diagram.h):
 * "![what it shows](name.svg)"; what it shows is found by the search.
 */
struct markdown_link {
	const char *url; /* decoded, allowed; "#x" is a heading of this text */
	int line;
};

/* A claim where it is cited. The number in the text has the id "ref-NOTE",
 * for further uses of the same note "ref-NOTE-USE", and leads to "note-NOTE". */
struct markdown_cite {
	const char *claim; /* its id, for the caller to check */
	int line;
	int note; /* from 1 */
	int use;  /* of this note, from 1 */
	const char *section; /* id of the heading above, or "" */
};

struct markdown {
	struct safe_html html;
	const char *text; /* plain, for search and counting */
	int words_prose;
	int words_half; /* in tables and code: counted at half (rule G4) */
	struct {
		const struct guide_section *at;
		size_t len;
	} sections;
	struct {
		const struct markdown_link *at;
		size_t len;
	} links; /* for the caller to check those into the site */
	struct {
		const struct markdown_cite *at;
		size_t len;
	} cites; /* in the order of the text; only of a guide */
};

/*
 * Renders len bytes of Markdown, everything in arena. file and first_line are
 * for messages only. OK, or INVALID with "file:line: what" on standard error:
 * heading without id, duplicate or malformed id, a table row whose cells do
 * not match its header or are empty, a table that no heading names, a link
 * that is not allowed or whose "#part" is not here, an unknown character
 * reference, an image, raw HTML, a citation, control bytes, bad UTF-8.
 */
enum status markdown_render(struct arena *arena, const char *source,
    size_t len, const char *file, int first_line, struct markdown *out);

/*
 * The same for a guide, which may cite claims and show drawings that lie
 * beside file. Refused besides: a citation that is malformed, does not stand
 * directly behind text, or is in a heading or a link; a drawing that is not
 * there, is none, has no words or is not alone.
 */
enum status markdown_render_guide(struct arena *arena, const char *source,
    size_t len, const char *file, int first_line, struct markdown *out);

#endif
