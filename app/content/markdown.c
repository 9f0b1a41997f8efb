#include "content/markdown.h"

#include <md4c.h>

#include "base/arena.h"
#include "base/log.h"
#include "base/text.h"
#include "config/refusal.h"
#include "content/guides.h"
#include "content/render.h"

enum {
	SOURCE_MAX = 1024 * 1024,
	OUTPUT_MAX = 16 * SOURCE_MAX, /* an apostrophe takes 5 bytes */
};

int
render_line(struct render *r)
{
	return r->last == NULL ? r->source.first_line :
				 source_line(&r->source, r->last);
}

int
render_refuse(struct render *r, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	r->st = refuse(r->source.file, render_line(r), "%s",
	    arena_vprintf(r->arena, format, args));
	va_end(args);
	return 1;
}

void
render_html(struct render *r, const char *html)
{
	buf_puts(&r->html, html);
}

/* Words as wc -w sees them: what stands between white space. */
static void
count_words(struct render *r, const char *text, size_t len)
{
	int *words = r->counts_half ? &r->words_half : &r->words_prose;

	for (size_t i = 0; i < len; i++) {
		bool space = text[i] == ' ' || text[i] == '\t' ||
		    text[i] == '\n';

		*words += !space && !r->in_word;
		r->in_word = !space;
	}
}

void
render_plain(struct render *r, const char *text, size_t len)
{
	buf_add(&r->text, text, len);
	count_words(r, text, len);
}

void
render_text(struct render *r, const char *text, size_t len)
{
	BUF(part, SOURCE_MAX);

	buf_add(&part, text, len);
	html_escape(&r->html, buf_text(&part));
	render_plain(r, text, len);
}

void
render_break(struct render *r)
{
	if (r->text.len > 0 && r->text.data[r->text.len - 1] != '\n')
		render_plain(r, "\n", 1);
}

/* An array of what a buffer gathered, in the arena. */
static const void *
gathered(struct arena *arena, const struct buf *buf)
{
	void *all = arena_alloc(arena, buf->len);

	if (buf->len > 0)
		memcpy(all, buf->data, buf->len);
	return all;
}

/* Each section's own text ends where the next heading's begins. */
static void
take_texts(struct arena *arena, const struct render *r, struct markdown *out)
{
	const size_t *marks = (const void *)r->marks.data;
	struct guide_section *list =
	    arena_array(arena, out->sections.len, sizeof(*list));

	for (size_t i = 0; i < out->sections.len; i++) {
		size_t start = marks[2 * i + 1];
		size_t end = i + 1 < out->sections.len ? marks[2 * i + 2] :
							 r->text.len;

		list[i] = out->sections.at[i];
		list[i].text = out->text + start;
		list[i].text_len = end - start;
	}
	out->sections.at = list;
}

static void
take(struct arena *arena, struct render *r, struct markdown *out)
{
	out->html.data = arena_strndup(arena, buf_text(&r->html), r->html.len);
	out->html.len = r->html.len;
	out->text = arena_strdup(arena, buf_text(&r->text));
	out->words_prose = r->words_prose;
	out->words_half = r->words_half;
	out->sections.at = gathered(arena, &r->sections);
	out->sections.len = r->sections.len / sizeof(struct guide_section);
	out->links.at = gathered(arena, &r->links);
	out->links.len = r->links.len / sizeof(struct markdown_link);
	out->cites.at = gathered(arena, &r->cites);
	out->cites.len = r->cites.len / sizeof(struct markdown_cite);
	take_texts(arena, r, out);
}

/* "#part" must be one of this text's own headings. */
static enum status
check_fragments(const struct render *r, const struct markdown *out)
{
	for (size_t i = 0; i < out->links.len; i++) {
		const struct markdown_link *link = &out->links.at[i];

		if (link->url[0] == '#' &&
		    heading_find(r, link->url + 1) == NULL)
			return refuse(r->source.file, link->line,
			    "a link to \"%s\", but no heading here has that "
			    "id",
			    link->url);
	}
	return OK;
}

static enum status
render(struct render *r)
{
	/*
	 * Raw HTML stays switched on in the parser: only then does it say
	 * what would be HTML, so that it can be refused with its line rather
	 * than shown as text.
	 */
	static const MD_PARSER parser = {
		.flags = MD_FLAG_TABLES | MD_FLAG_STRIKETHROUGH |
		    MD_FLAG_PERMISSIVEURLAUTOLINKS |
		    MD_FLAG_PERMISSIVEEMAILAUTOLINKS,
		.enter_block = render_enter_block,
		.leave_block = render_leave_block,
		.enter_span = render_enter_span,
		.leave_span = render_leave_span,
		.text = render_md_text,
	};

	if (md_parse(r->source.text, (MD_SIZE)r->source.len, &parser, r) ==
		-1)
		log_fatal("memory", "out of memory in the Markdown parser");
	if (r->st == OK && (r->html.failed || r->text.failed))
		return refuse(r->source.file, 0,
		    "the page made of it is too large");
	return r->st;
}

/*
 * A copy that md4c 0.4.8 reads right: with LF, for behind a link's address that
 * holds another one it tells the line end twice; and with a NUL behind it, for
 * it looks at that byte too, and goes on there if it is a ")".
 */
static struct source
for_md4c(struct arena *arena, struct source source)
{
	char *text = arena_strndup(arena, source.text, source.len);

	source.len = text_to_lf(text, source.len);
	return source_new(text, source.len, source.file, source.first_line);
}

static enum status
render_source(struct arena *arena, struct source source, bool may_cite,
    struct markdown *out)
{
	struct render r = {
		.arena = arena,
		.source = for_md4c(arena, source),
		.html = buf_new(OUTPUT_MAX),
		.text = buf_new(OUTPUT_MAX),
		.sections = buf_new(OUTPUT_MAX),
		.links = buf_new(OUTPUT_MAX),
		.marks = buf_new(OUTPUT_MAX),
		.cites = buf_new(OUTPUT_MAX),
		.may_cite = may_cite,
	};
	enum status st;

	if (source.len > SOURCE_MAX)
		return refuse(source.file, 0,
		    "larger than %d bytes; divide it", SOURCE_MAX);
	if ((st = source_check(&r.source)) == OK && (st = render(&r)) == OK) {
		take(arena, &r, out);
		st = check_fragments(&r, out);
	}
	buf_free(&r.html);
	buf_free(&r.text);
	buf_free(&r.sections);
	buf_free(&r.links);
	buf_free(&r.marks);
	buf_free(&r.cites);
	return st;
}

enum status
markdown_render(struct arena *arena, const char *source, size_t len,
    const char *file, int first_line, struct markdown *out)
{
	return render_source(arena,
	    source_new(source, len, file, first_line), false, out);
}

enum status
markdown_render_guide(struct arena *arena, const char *source, size_t len,
    const char *file, int first_line, struct markdown *out)
{
	return render_source(arena,
	    source_new(source, len, file, first_line), true, out);
}
