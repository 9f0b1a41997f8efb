#include <md4c.h>

#include "base/arena.h"
#include "content/entity.h"
#include "content/link.h"
#include "content/markdown.h"
#include "content/render.h"

const char *
render_decode(struct render *r, const MD_ATTRIBUTE *attribute)
{
	BUF(out, 64 * 1024);

	for (size_t i = 0; attribute->substr_offsets[i] < attribute->size;
	    i++) {
		const char *part =
		    attribute->text + attribute->substr_offsets[i];
		size_t len = attribute->substr_offsets[i + 1] -
		    attribute->substr_offsets[i];

		if (attribute->substr_types[i] != MD_TEXT_ENTITY)
			buf_add(&out, part, len);
		else if (!entity_add(&out, part, len))
			return NULL;
	}
	return out.failed ? NULL : arena_strdup(r->arena, buf_text(&out));
}

/* What is wrong with a link is said on leaving it: the text within it tells
 * the line. Until then nothing is lost, as a refused text is not shown. */
static int
link_enter(struct render *r, const void *detail)
{
	const MD_SPAN_A_DETAIL *a = detail;
	const char *title = "";

	/* md4c 0.4.8 makes a link of a bare address in the text of another,
	 * whose own address would then be judged by nobody. */
	if (r->link.open)
		return render_refuse(r, "a link within the text of a link, as "
		    "an address is by itself; write words there");
	r->link.open = true;
	r->link.url = render_decode(r, &a->href);
	r->link.text = r->text.len;
	if (a->title.size > 0)
		title = render_decode(r, &a->title);
	if (r->link.url == NULL || title == NULL) {
		r->link.url = NULL;
		return 0;
	}
	render_html(r, "<a href=\"");
	html_escape(&r->html, r->link.url);
	if (*title != '\0') {
		render_html(r, "\" title=\"");
		html_escape(&r->html, title);
	}
	render_html(r, "\">");
	return 0;
}

static int
link_leave(struct render *r, const void *detail)
{
	struct markdown_link link = { .url = r->link.url,
		.line = render_line(r) };

	r->link.open = false;
	if (link.url == NULL)
		return render_refuse(r, "a link's address or title holds an "
		    "unknown character reference (&name;); write the "
		    "character itself");
	if (!link_is_allowed(link.url))
		return render_refuse(r, "the link to \"%s\" is not allowed; "
		    "link to /path, #part, ?query, https: or mailto:",
		    link.url);
	if (r->text.len == r->link.text)
		return render_refuse(r, "the link to \"%s\" has no text",
		    link.url);
	if (buf_text(&r->text)[r->link.text] == '^')
		return render_refuse(r, "a link whose text begins with \"^\"; "
		    "a citation must not stand before \"(\" nor be defined "
		    "with \":\"");
	buf_add(&r->links, &link, sizeof(link));
	render_html(r, "</a>");
	return 0;
}

/* What each span becomes. */
static const struct span {
	const char *open;
	const char *close;
	int (*enter)(struct render *r, const void *detail);
	int (*leave)(struct render *r, const void *detail);
} spans[] = {
	[MD_SPAN_EM] = { "<em>", "</em>", NULL, NULL },
	[MD_SPAN_STRONG] = { "<strong>", "</strong>", NULL, NULL },
	[MD_SPAN_A] = { "", "", link_enter, link_leave },
	[MD_SPAN_IMG] = { "", "", image_enter, image_leave },
	[MD_SPAN_CODE] = { "<code>", "</code>", NULL, NULL },
	[MD_SPAN_DEL] = { "<del>", "</del>", NULL, NULL },
};

/* md4c 0.4.8 lets a bare web address end within a span that began in it. */
static bool
ends_last(struct render *r, MD_SPANTYPE type)
{
	return r->spans.len > 0 && r->spans.type[--r->spans.len] == type;
}

int
render_enter_span(MD_SPANTYPE type, void *detail, void *context)
{
	struct render *r = context;

	if (r->st != OK)
		return 1;
	if (r->spans.len == RENDER_SPANS_MAX)
		return render_refuse(r, "more than %d links and emphases "
		    "within each other", RENDER_SPANS_MAX);
	r->spans.type[r->spans.len++] = type;
	render_html(r, spans[type].open);
	return spans[type].enter == NULL ? 0 : spans[type].enter(r, detail);
}

int
render_leave_span(MD_SPANTYPE type, void *detail, void *context)
{
	struct render *r = context;

	if (r->st != OK)
		return 1;
	if (!ends_last(r, type))
		return render_refuse(r, "a web address and an emphasis run "
		    "into each other; write the address in < and >");
	render_html(r, spans[type].close);
	return spans[type].leave == NULL ? 0 : spans[type].leave(r, detail);
}

/* Whether only blanks stand before a place on its line. */
static bool
begins_line(const struct render *r, const char *at)
{
	while (at > r->source.text && (at[-1] == ' ' || at[-1] == '\t'))
		at--;
	return at == r->source.text || at[-1] == '\n';
}

/* Markdown that its author meant and the parser did not see as such. */
static int
check_stray(struct render *r, const char *text, size_t len)
{
	if (!r->table.open && text[0] == '|' && begins_line(r, text))
		return render_refuse(r, "begins with a bar but is no row of a "
		    "table; a table needs an empty line above, a header and "
		    "a line |---|---| of as many cells");
	for (size_t i = 0; i + 1 < len; i++) {
		if (text[i] != ']' || (text[i + 1] != '(' && text[i + 1] != '['))
			continue;
		if (i == 0 && text > r->source.text && text[-1] == '\\')
			continue;
		return render_refuse(r, "\"]%c\" looks like a link that is "
		    "not complete; mend it, or write \"\\]%c\"",
		    text[i + 1], text[i + 1]);
	}
	return 0;
}

int
render_md_piece(struct render *r, const char *text, size_t len)
{
	if (len > 0 && check_stray(r, text, len) != 0)
		return 1;
	render_prose(r, text, len);
	return 0;
}

static int
add_entity(struct render *r, const char *text, size_t len)
{
	BUF(character, 8);

	if (!entity_add(&character, text, len))
		return render_refuse(r, "unknown character reference %.*s; "
		    "write the character itself, or \"&amp;\" for an "
		    "ampersand",
		    (int)len, text);
	render_text(r, character.data, character.len);
	return 0;
}

int
render_md_text(MD_TEXTTYPE type, const MD_CHAR *text, MD_SIZE len,
    void *context)
{
	struct render *r = context;
	bool ours = source_has(&r->source, text);

	if (r->st != OK)
		return 1;
	if (ours)
		r->last = text;
	if (r->table.open && r->depth > 0)
		return render_refuse(r, "a table within a list or a quote; "
		    "move it out, to the left margin");
	if (type == MD_TEXT_HTML)
		return render_refuse(r, "raw HTML; write Markdown, or "
		    "\"&lt;\" for the sign itself");
	if (type == MD_TEXT_ENTITY)
		return add_entity(r, text, len);
	if (type == MD_TEXT_NORMAL && ours)
		return cite_text(r, text, len);
	if (type == MD_TEXT_BR)
		render_html(r, "<br>");
	/* A line of plain text is a whole block: a break within is a space. */
	if (type == MD_TEXT_BR || type == MD_TEXT_SOFTBR) {
		render_html(r, "\n");
		render_plain(r, " ", 1);
	} else {
		render_text(r, text, len);
	}
	return 0;
}
