#include "base/arena.h"
#include "base/text.h"
#include "base/util.h"
#include "config/refusal.h"
#include "content/guides.h"
#include "content/render.h"

enum { ID_MAX = 60 };

static const struct guide_section *
sections(const struct render *r, size_t *len)
{
	*len = r->sections.len / sizeof(struct guide_section);
	return (const void *)r->sections.data;
}

const char *
heading_last(const struct render *r)
{
	size_t len;
	const struct guide_section *all = sections(r, &len);

	return len == 0 ? NULL : all[len - 1].id;
}

int
heading_enter(struct render *r)
{
	r->heading.open = true;
	r->heading.html = r->html.len;
	r->heading.text = r->text.len;
	r->heading.last = r->last;
	r->heading.words = r->words_prose;
	return 0;
}

/* The line of a heading: its text's, or, when it has none, that of the first
 * "#" after the text before it. */
static int
line_of(struct render *r)
{
	struct line line = source_line_at(&r->source, r->heading.last);

	if (r->last != r->heading.last)
		return source_line(&r->source, r->last);
	if (r->heading.last != NULL)
		line = source_next(&r->source, line);
	while (line.at != NULL && memchr(line.at, '#', line.len) == NULL)
		line = source_next(&r->source, line);
	return line.at == NULL ? r->source.first_line :
				 source_line(&r->source, line.at);
}

/* Small letters, digits and single hyphens within, a letter first. */
static bool
is_id(const char *id)
{
	size_t len = strlen(id);

	if (len == 0 || len > ID_MAX || id[0] < 'a' || id[0] > 'z' ||
	    id[len - 1] == '-' || strstr(id, "--") != NULL)
		return false;
	return strspn(id, "abcdefghijklmnopqrstuvwxyz0123456789-") == len;
}

/* The last "{#id}" of a heading's plain text if it ends the text, or NULL. */
static const char *
id_mark(const char *text)
{
	size_t len = strlen(text);
	const char *mark = NULL;

	for (const char *at = strstr(text, "{#"); at != NULL;
	    at = strstr(at + 1, "{#"))
		mark = at;
	return mark != NULL && text[len - 1] == '}' ? mark : NULL;
}

static bool
ends_with(const char *text, const char *end)
{
	size_t len = strlen(text);
	size_t end_len = strlen(end);

	return end_len <= len && strcmp(text + len - end_len, end) == 0;
}

/* Ids the page around a guide uses itself, and those of notes. */
static bool
is_reserved(const char *id)
{
	static const char *const reserved[] = { "main", "toc", "next",
		"notes" };

	if (text_starts(id, "note-") || text_starts(id, "ref-"))
		return true;
	for (size_t i = 0; i < countof(reserved); i++)
		if (strcmp(id, reserved[i]) == 0)
			return true;
	return false;
}

const struct guide_section *
heading_find(const struct render *r, const char *id)
{
	size_t len;
	const struct guide_section *all = sections(r, &len);

	for (size_t i = 0; i < len; i++)
		if (strcmp(all[i].id, id) == 0)
			return &all[i];
	return NULL;
}

static enum status
check_place(const struct render *r, unsigned level, int line)
{
	const char *file = r->source.file;

	if (r->depth > 0)
		return refuse(file, line,
		    "a heading within a list or a quote; move it out, to the "
		    "left margin");
	if (level == 1)
		return refuse(file, line,
		    "a heading of level 1; the title comes from the front "
		    "matter, sections begin with \"## \"");
	if (level > 3)
		return refuse(file, line,
		    "a heading of level %u; use \"## \" and \"### \" only",
		    level);
	if (level == 3 && r->sections.len == 0)
		return refuse(file, line,
		    "\"### \" before the first \"## \"; begin with \"## \"");
	return OK;
}

static enum status
check_id(const struct render *r, const char *id, int line)
{
	const char *file = r->source.file;

	if (!is_id(id))
		return refuse(file, line,
		    "the heading id \"%s\" is malformed; use small letters, "
		    "digits and single hyphens, a letter first, at most %d",
		    id, ID_MAX);
	if (is_reserved(id))
		return refuse(file, line,
		    "the heading id \"%s\" belongs to the page itself; choose "
		    "another",
		    id);
	if (heading_find(r, id) != NULL)
		return refuse(file, line,
		    "the heading id \"%s\" stands twice; give this section "
		    "its own",
		    id);
	return OK;
}

static void
cut_at(char *text, size_t len)
{
	while (len > 0 && text[len - 1] == ' ')
		len--;
	text[len] = '\0';
}

/*
 * Takes the mark and blanks before it off both texts, so that the title
 * remains; a blank of the plain text may be within a link of the page. An id
 * needs no escaping, so the page ends as the plain text does; false when it
 * does not, because the mark is in emphasis or code.
 */
static bool
cut(char *html, char *text, const char *mark)
{
	if (!ends_with(html, mark))
		return false;
	cut_at(html, strlen(html) - strlen(mark));
	cut_at(text, (size_t)(mark - text));
	return true;
}

static void
write_heading(struct render *r, const struct guide_section *section,
    const char *html)
{
	r->html.len = r->heading.html;
	r->text.len = r->heading.text;
	r->words_prose = r->heading.words;
	r->in_word = false;
	buf_printf(&r->html, "<h%d id=\"%s\">%s", section->level, section->id,
	    html);
	buf_printf(&r->html, "</h%d>\n", section->level);
	render_plain(r, section->title, strlen(section->title));
	render_break(r);
	buf_add(&r->marks, &r->heading.text, sizeof(r->heading.text));
	buf_add(&r->marks, &r->text.len, sizeof(r->text.len));
	buf_add(&r->sections, section, sizeof(*section));
}

static char *
since(struct render *r, struct buf *buf, size_t start)
{
	return arena_strndup(r->arena, buf_text(buf) + start,
	    buf->len - start);
}

int
heading_leave(struct render *r, unsigned level)
{
	char *html = since(r, &r->html, r->heading.html);
	char *text = since(r, &r->text, r->heading.text);
	struct guide_section section = { .title = text, .level = (int)level };
	int line = line_of(r);
	const char *mark = id_mark(text);

	r->heading.open = false;
	if ((r->st = check_place(r, level, line)) != OK)
		return 1;
	if (mark != NULL) {
		section.id = arena_strndup(r->arena, mark + 2,
		    strlen(mark) - 3);
		if ((r->st = check_id(r, section.id, line)) != OK)
			return 1;
	}
	if (mark == NULL || !cut(html, text, mark))
		r->st = refuse(r->source.file, line,
		    "a heading without id; write \"## Title {#its-id}\", the "
		    "id last and outside of emphasis and code");
	else if (*text == '\0')
		r->st = refuse(r->source.file, line,
		    "a heading without text; write \"## Title {#%s}\"",
		    section.id);
	else
		write_heading(r, &section, html);
	return r->st != OK;
}
