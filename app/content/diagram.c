#include "content/diagram.h"

#include <errno.h>

#include "base/arena.h"
#include "base/html.h"
#include "base/text.h"
#include "base/util.h"
#include "config/refusal.h"

enum { FILE_MAX = 16 * 1024, NAME_MAX_LEN = 60, DEPTH_MAX = 8 };

static const char letters[] = "abcdefghijklmnopqrstuvwxyz"
			      "ABCDEFGHIJKLMNOPQRSTUVWXYZ";

/* What stands in a value: no colon, slash, sign of a reference or escape. */
static const char in_value[] = "abcdefghijklmnopqrstuvwxyz"
			       "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
			       "0123456789 .,()-";

static const char space[] = " \t\n";

static const char root[] =
    "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 ";

static const char *const elements[] = { "circle", "ellipse", "g", "line",
	"path", "polygon", "polyline", "rect", "text", "tspan" };

static const char *const attributes[] = { "class", "cx", "cy", "d", "dx",
	"dy", "fill", "font-size", "font-weight", "height", "points", "r",
	"rx", "ry", "stroke", "stroke-dasharray", "stroke-linecap",
	"stroke-linejoin", "stroke-width", "text-anchor", "transform", "width",
	"x", "x1", "x2", "y", "y1", "y2" };

/* A file on its way; at is where it is read next. */
struct drawing {
	const char *path;
	const char *text;
	const char *at;
	const char *open[DEPTH_MAX]; /* names of the elements around */
	size_t open_len[DEPTH_MAX];
	size_t depth;
	enum status st;
};

/* A length in pixels, as it stands in the file. */
struct number {
	const char *at;
	int len; /* 0: there is none */
};

bool
diagram_is_name(const char *name)
{
	size_t len = strlen(name);

	return len > 4 && len <= NAME_MAX_LEN &&
	    strcmp(name + len - 4, ".svg") == 0 && name[0] != '-' &&
	    strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-") == len - 4;
}

static bool
wrong(struct drawing *d, const char *what)
{
	int line = 1;

	for (const char *at = d->text; at < d->at; at++)
		line += *at == '\n';
	if (d->st == OK)
		d->st = refuse(d->path, line, "%s", what);
	return false;
}

static bool
is_one_of(const char *const *names, size_t count, const char *name,
    size_t len)
{
	for (size_t i = 0; i < count; i++)
		if (strlen(names[i]) == len &&
		    memcmp(names[i], name, len) == 0)
			return true;
	return false;
}

/* Up to the first character that is not in set; its length. */
static size_t
take(struct drawing *d, const char *set)
{
	size_t len = strspn(d->at, set);

	d->at += len;
	return len;
}

/* A name="value", which stands at d->at. */
static bool
attribute(struct drawing *d)
{
	const char *name = d->at;
	size_t len = strspn(name, "abcdefghijklmnopqrstuvwxyz-12");
	size_t value;

	if (!is_one_of(attributes, countof(attributes), name, len))
		return wrong(d, "an attribute that a drawing may not have; "
		    "those that it may stand in content/diagram.c");
	d->at += len;
	if (d->at[0] != '=' || d->at[1] != '"')
		return wrong(d, "an attribute without a value in \"\"");
	d->at += 2;
	value = take(d, in_value);
	if (*d->at != '"')
		return wrong(d, "a value may hold letters, digits, blanks, "
		    "dots, commas, hyphens and brackets");
	if (memmem(d->at - value, value, "url", 3) != NULL)
		return wrong(d, "a drawing refers to nothing else");
	d->at++;
	return true;
}

/* The rest of a tag that begins an element of this name. */
static bool
begin(struct drawing *d, const char *name, size_t len)
{
	while (take(d, space) > 0 && *d->at != '/' && *d->at != '>')
		if (!attribute(d))
			return false;
	if (d->at[0] == '/' && d->at[1] == '>') {
		d->at += 2;
		return true;
	}
	if (*d->at != '>')
		return wrong(d, "a tag that does not end");
	d->at++;
	if (d->depth == DEPTH_MAX)
		return wrong(d, "too many groups within each other");
	d->open[d->depth] = name;
	d->open_len[d->depth++] = len;
	return true;
}

/* "</name>" of the innermost element, at whose name d->at stands. */
static bool
end(struct drawing *d, size_t len)
{
	if (d->depth == 0 || d->open_len[d->depth - 1] != len ||
	    memcmp(d->open[d->depth - 1], d->at, len) != 0 ||
	    d->at[len] != '>')
		return wrong(d, "the end of an element that was not begun "
		    "last");
	d->depth--;
	d->at += len + 1;
	return true;
}

/* A tag, at whose "<" d->at stands. */
static bool
tag(struct drawing *d)
{
	bool ends = d->at[1] == '/';
	const char *name = d->at + 1 + ends;
	size_t len = strspn(name, letters);

	if (!is_one_of(elements, countof(elements), name, len))
		return wrong(d, "neither a shape, a path, a group nor text; a "
		    "drawing holds nothing else");
	d->at = name;
	if (ends)
		return end(d, len);
	d->at += len;
	return begin(d, name, len);
}

/* Text between tags: words only within <text>. A straight quotation mark in
 * them could look like the beginning of an attribute (absolute.c). */
static bool
words(struct drawing *d)
{
	bool text = d->depth > 0 && d->open[d->depth - 1][0] == 't';

	(void)take(d, space);
	if (*d->at == '<' || *d->at == '\0')
		return true;
	if (!text)
		return wrong(d, "words outside of <text>");
	d->at += strcspn(d->at, "<>&\"");
	return *d->at == '<' || wrong(d, "a \"&\", \">\" or straight \"; say "
	    "it otherwise, quote with \u201c and \u201d");
}

/* A number of one to four digits, as it stands there. */
static struct number
number(struct drawing *d)
{
	const char *at = d->at;
	size_t len = take(d, "0123456789");

	return (struct number){ at, *at != '0' && len <= 4 ? (int)len : 0 };
}

/* The size behind "0 0 ", and the end of the root's tag. */
static bool
size(struct drawing *d, struct number *width, struct number *height)
{
	d->at += strlen(root);
	*width = number(d);
	d->at += *d->at == ' ';
	*height = number(d);
	if (width->len == 0 || height->len == 0 || !text_starts(d->at, "\">"))
		return wrong(d, "viewBox must be \"0 0 WIDTH HEIGHT\", in "
		    "whole pixels, and the last attribute");
	d->at += strlen("\">");
	return true;
}

/* Everything between the root's tags; *inner is its length. */
static bool
contents(struct drawing *d, size_t *inner)
{
	const char *from = d->at;

	while (words(d)) {
		if (d->depth == 0 && text_starts(d->at, "</svg>")) {
			*inner = (size_t)(d->at - from);
			d->at += strlen("</svg>");
			(void)take(d, space);
			return *d->at == '\0' ||
			    wrong(d, "something behind </svg>");
		}
		if (*d->at == '\0')
			return wrong(d, "ends before </svg>");
		if (!tag(d))
			return false;
	}
	return false;
}

static enum status
add(struct drawing *d, const char *alt, struct buf *html)
{
	struct number width;
	struct number height;
	const char *inner;
	size_t len = 0;

	if (!text_starts(d->text, root)) {
		(void)wrong(d, "must begin with <svg xmlns=\"http://www.w3"
		    ".org/2000/svg\" viewBox=\"0 0 WIDTH HEIGHT\">");
		return d->st;
	}
	if (!size(d, &width, &height))
		return d->st;
	inner = d->at;
	if (!contents(d, &len))
		return d->st;
	buf_printf(html, "<svg class=\"diagram\" viewBox=\"0 0 %.*s %.*s\" "
	    "width=\"%.*s\" height=\"%.*s\" role=\"img\" aria-label=\"",
	    width.len, width.at, height.len, height.at, width.len, width.at,
	    height.len, height.at);
	html_escape(html, alt);
	buf_puts(html, "\">");
	buf_add(html, inner, len);
	buf_puts(html, "</svg>");
	return OK;
}

static enum status
read_whole(const char *path, struct buf *text)
{
	char part[4096];
	FILE *file = fopen(path, "rbe");
	size_t len;
	bool failed;

	if (file == NULL && errno == ENOENT)
		return NOT_FOUND;
	if (file == NULL) {
		(void)refuse(path, 0, "cannot be opened: %s",
		    strerror(errno));
		return FAILED;
	}
	while ((len = fread(part, 1, sizeof(part), file)) > 0)
		buf_add(text, part, len);
	failed = ferror(file) != 0;
	(void)fclose(file);
	if (failed) {
		(void)refuse(path, 0, "cannot be read");
		return FAILED;
	}
	if (text->failed || strlen(buf_text(text)) != text->len ||
	    !text_is_utf8(text->data, text->len))
		return refuse(path, 0, "over %d bytes, or not UTF-8 text",
		    FILE_MAX);
	return OK;
}

enum status
diagram_add(struct arena *arena, const char *path, const char *alt,
    struct buf *html)
{
	BUF(text, FILE_MAX);
	enum status st = read_whole(path, &text);
	struct drawing drawing = { .path = path };

	if (st != OK)
		return st;
	drawing.text = drawing.at =
	    arena_strndup(arena, buf_text(&text), text.len);
	return add(&drawing, alt, html);
}
