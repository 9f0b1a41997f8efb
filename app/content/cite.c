#include <md4c.h>

#include "base/arena.h"
#include "content/markdown.h"
#include "content/render.h"

enum { ID_LEN = 6, IDS_MAX = 8 };

static const char open_mark[] = "[^";

static const struct markdown_cite *
cites(const struct render *r, size_t *len)
{
	*len = r->cites.len / sizeof(struct markdown_cite);
	return (const void *)r->cites.data;
}

/* The same claim keeps its number; a new one gets the next. */
static void
number(const struct render *r, struct markdown_cite *cite)
{
	size_t len;
	const struct markdown_cite *all = cites(r, &len);
	int notes = 0;

	cite->use = 1;
	for (size_t i = 0; i < len; i++) {
		if (all[i].note > notes)
			notes = all[i].note;
		if (strcmp(all[i].claim, cite->claim) != 0)
			continue;
		cite->note = all[i].note;
		cite->use = all[i].use + 1;
	}
	if (cite->note == 0)
		cite->note = notes + 1;
}

static void
add(struct render *r, const char *claim)
{
	const char *section = heading_last(r);
	struct markdown_cite cite = { .claim = claim, .line = render_line(r),
		.section = section == NULL ? "" : section };
	BUF(use, 16);

	number(r, &cite);
	if (cite.use > 1)
		buf_printf(&use, "-%d", cite.use);
	buf_printf(&r->html, "<a id=\"ref-%d%s\" href=\"#note-%d\" "
	    "role=\"doc-noteref\" aria-label=\"Note %d: claim %s\">%d</a>",
	    cite.note, buf_text(&use), cite.note, cite.note, claim,
	    cite.note);
	buf_add(&r->cites, &cite, sizeof(cite));
}

/* "000-22": digits, a hyphen, digits. */
static bool
is_claim(const char *id, size_t len)
{
	static const char shape[] = "ddd-dd";

	for (size_t i = 0; i < ID_LEN && len >= ID_LEN; i++)
		if (shape[i] == 'd' ? id[i] < '0' || id[i] > '9' :
				      id[i] != shape[i])
			return false;
	return len >= ID_LEN;
}

/* How long "[^000-22,002-17]" is; 0 when it is malformed. */
static size_t
length(const char *text, size_t len)
{
	size_t at = strlen(open_mark);

	for (int ids = 0; ids < IDS_MAX; ids++) {
		if (!is_claim(text + at, len - at))
			return 0;
		at += ID_LEN;
		if (at < len && text[at] == ']')
			return at + 1;
		if (at == len || text[at] != ',')
			return 0;
		at++;
	}
	return 0;
}

/* A number in the air belongs to no sentence. */
static bool
stands_behind_text(const struct render *r, const char *at)
{
	return at > r->source.text && at != r->cited &&
	    memchr(" \t\n\r|", at[-1], 5) == NULL;
}

static int
check(struct render *r, const char *text, size_t len)
{
	if (!r->may_cite)
		return render_refuse(r, "a citation \"[^\"; only guides have "
		    "notes, write \"\\[^\" for the signs themselves");
	if (r->heading.open || r->link.open || r->image.open)
		return render_refuse(r, "a citation in a heading, a link or "
		    "a drawing; put it behind a sentence");
	if (length(text, len) == 0)
		return render_refuse(r, "a citation that cannot be read; "
		    "write [^000-22], or up to %d claims as "
		    "[^000-22,002-17], on one line and without blanks",
		    IDS_MAX);
	if (!stands_behind_text(r, text))
		return render_refuse(r, "a citation that stands alone; put "
		    "it directly behind the sentence it belongs to, several "
		    "claims in one as [^000-22,002-17]");
	return 0;
}

static int
cite(struct render *r, const char *text, size_t *len)
{
	size_t size;

	r->last = text;
	if (check(r, text, *len) != 0)
		return 1;
	size = length(text, *len);
	render_html(r, "<sup class=\"cite\">");
	for (size_t at = strlen(open_mark); at < size; at += ID_LEN + 1) {
		if (at > strlen(open_mark))
			render_html(r, ", ");
		add(r, arena_strndup(r->arena, text + at, ID_LEN));
	}
	render_html(r, "</sup>");
	r->cited = text + size;
	*len = size;
	return 0;
}

static const char *
find(const struct render *r, const char *text, size_t len)
{
	for (const char *at = text; at + 1 < text + len; at++)
		if (at[0] == open_mark[0] && at[1] == open_mark[1] &&
		    (at == r->source.text || at[-1] != '\\'))
			return at;
	return NULL;
}

/* "000-22]" without its "[^" was meant as a citation. */
static int
piece(struct render *r, const char *text, size_t len)
{
	for (size_t i = 0; r->may_cite && i + ID_LEN < len; i++)
		if (text[i + ID_LEN] == ']' && is_claim(text + i, ID_LEN))
			return render_refuse(r, "\"%.*s]\" looks like a "
			    "citation that is not complete; write [^%.*s], or "
			    "\"\\]\" for the sign itself", ID_LEN, text + i,
			    ID_LEN, text + i);
	return render_md_piece(r, text, len);
}

int
cite_text(struct render *r, const char *text, size_t len)
{
	const char *end = text + len;
	const char *mark;

	while ((mark = find(r, text, (size_t)(end - text))) != NULL) {
		size_t size = (size_t)(end - mark);

		if (piece(r, text, (size_t)(mark - text)) != 0 ||
		    cite(r, mark, &size) != 0)
			return 1;
		text = mark + size;
	}
	return piece(r, text, (size_t)(end - text));
}
