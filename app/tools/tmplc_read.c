#include <string.h>
#include <strings.h>

#include "tmplc.h"

bool
is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

bool
is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\f';
}

bool
starts(const char *at, size_t left, const char *prefix)
{
	return left >= strlen(prefix) &&
	    strncasecmp(at, prefix, strlen(prefix)) == 0;
}

bool
slice_is(struct slice slice, const char *name)
{
	return slice.len == strlen(name) && starts(slice.at, slice.len, name);
}

bool
slice_same(struct slice a, struct slice b)
{
	return a.len == b.len &&
	    (a.len == 0 || strncasecmp(a.at, b.at, a.len) == 0);
}

bool
is_name(char c)
{
	return is_letter(c) || is_digit(c) || c == '_';
}

void
skip_space(struct slice *rest)
{
	while (rest->len > 0 && is_space(*rest->at)) {
		rest->at++;
		rest->len--;
	}
}

/* Takes text off the front, with the white space before it. */
bool
take(struct slice *rest, const char *text)
{
	skip_space(rest);
	if (rest->len < strlen(text) ||
	    memcmp(rest->at, text, strlen(text)) != 0)
		return false;
	rest->at += strlen(text);
	rest->len -= strlen(text);
	return true;
}

/* Takes a name; empty when there is none. */
struct slice
take_name(struct slice *rest)
{
	struct slice name;

	skip_space(rest);
	name = (struct slice){ rest->at, 0 };
	while (name.len < rest->len && is_name(name.at[name.len]))
		name.len++;
	if (name.len > 0 && is_digit(*name.at))
		name.len = 0;
	rest->at += name.len;
	rest->len -= name.len;
	return name;
}

/* Takes a word of the language: a name that is this one. */
bool
take_word(struct slice *rest, const char *word)
{
	struct slice try = *rest;
	struct slice name = take_name(&try);

	if (name.len != strlen(word) || memcmp(name.at, word, name.len) != 0)
		return false;
	*rest = try;
	return true;
}

/* Takes names joined by dots; empty when they are none. */
struct slice
take_path(struct slice *rest)
{
	struct slice name = take_name(rest);
	struct slice path = name;

	while (name.len > 0 && rest->len > 0 && *rest->at == '.') {
		rest->at++;
		rest->len--;
		name = take_name(rest);
		path.len = (size_t)(rest->at - path.at);
	}
	return name.len > 0 ? path : (struct slice){ path.at, 0 };
}

bool
is_all(struct slice rest)
{
	skip_space(&rest);
	return rest.len == 0;
}

/* The text between the braces at *at; *at goes behind them. */
struct slice
tag_take(const struct place *place, const char **at)
{
	const char *from = *at + 2;
	const char *end = strstr(from, "}}");
	struct slice tag;

	if (end == NULL)
		refuse(place, "{{ without }}; close the tag, or write "
		    "&#123;&#123; for the sign");
	tag = (struct slice){ from, (size_t)(end - from) };
	if (*from != '!' && memchr(from, '\n', tag.len) != NULL)
		refuse(place, "{{ without }} on the same line; close the tag, "
		    "or write &#123;&#123; for the sign");
	*at = end + 2;
	return tag;
}

int
lines_in(struct slice text)
{
	int lines = 0;

	for (size_t i = 0; i < text.len; i++)
		lines += text.at[i] == '\n';
	return lines;
}

void
line_directive(FILE *out, const struct place *place)
{
	(void)fprintf(out, "#line %d \"", place->line);
	for (const char *at = place->file; *at != '\0'; at++)
		(void)fprintf(out, *at == '"' || *at == '\\' ? "\\%c" : "%c",
		    *at);
	(void)fputs("\"\n", out);
}

static void
open_view(struct template *t, struct slice rest)
{
	t->name = take_name(&rest);
	t->view_line = t->place.line;
	if (t->name.len > 0 && take(&rest, "(") && take_word(&rest, "struct")) {
		t->type = take_name(&rest);
		if (t->type.len > 0 && take(&rest, ")") && is_all(rest))
			return;
	}
	refuse(&t->place, "a view without name and struct; write "
	    "{{view booking_page(struct booking_view)}}");
}

/* White space up to and with the end of the line, if nothing else is there. */
static void
open_line_end(struct template *t)
{
	const char *at = t->at + strspn(t->at, " \t");

	if (*at != '\n')
		return;
	t->at = at + 1;
	t->place.line++;
}

void
template_open(struct template *t)
{
	while (t->name.len == 0) {
		struct slice tag;

		open_line_end(t);
		if (*t->at == '\n')
			continue;
		if (strncmp(t->at, "{{", 2) != 0)
			break;
		tag = tag_take(&t->place, &t->at);
		if (take_word(&tag, "view"))
			open_view(t, tag);
		else if (!take(&tag, "!"))
			break;
		t->place.line += lines_in(tag);
	}
	if (t->name.len == 0)
		refuse(&t->place, "the view must come first; begin with "
		    "{{view booking_page(struct booking_view)}}");
	open_line_end(t);
}

void
template_prototype(const struct template *t, FILE *out)
{
	struct place view = { t->place.file, t->view_line };

	line_directive(out, &view);
	(void)fprintf(out,
	    "void %.*s(struct buf *out, const struct %.*s *v);\n",
	    (int)t->name.len, t->name.at, (int)t->type.len, t->type.at);
	(void)fprintf(out, "enum { is_template_%.*s };\n", (int)t->name.len,
	    t->name.at);
}

bool
template_is_plain(const struct template *template)
{
	const char *dot = strrchr(template->place.file, '.');

	return dot != NULL && strcmp(dot, ".txt") == 0;
}
