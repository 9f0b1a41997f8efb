#include <md4c.h>

#include "base/arena.h"
#include "base/text.h"
#include "config/refusal.h"
#include "content/diagram.h"
#include "content/render.h"

/* What the page ends with so far. */
static bool
ends_with(struct render *r, const char *end)
{
	size_t len = strlen(end);

	return r->html.len >= len &&
	    memcmp(buf_text(&r->html) + r->html.len - len, end, len) == 0;
}

int
image_enter(struct render *r, const void *detail)
{
	const MD_SPAN_IMG_DETAIL *image = detail;

	if (source_has(&r->source, image->src.text))
		r->last = image->src.text;
	if (!r->may_cite)
		return render_refuse(r, "an image; this text has none, say it "
		    "in words or in a table");
	if (!ends_with(r, "<p>"))
		return render_refuse(r, "a drawing within a text; give it a "
		    "paragraph of its own");
	if (image->title.size > 0)
		return render_refuse(r, "a drawing has no title; say in the "
		    "brackets what it shows");
	r->image.open = true;
	r->image.src = render_decode(r, &image->src);
	r->image.html = r->html.len;
	r->image.text = r->text.len;
	r->image.words = r->words_prose;
	return 0;
}

/* The drawing of this name, which lies beside the text. */
static enum status
draw(struct render *r, const char *name, const char *alt)
{
	const char *slash = strrchr(r->source.file, '/');
	int folder = slash == NULL ? 0 : (int)(slash + 1 - r->source.file);
	enum status st = diagram_add(r->arena,
	    arena_printf(r->arena, "%.*s%s", folder, r->source.file, name),
	    alt, &r->html);

	if (st == NOT_FOUND)
		return refuse(r->source.file, render_line(r), "there is no "
		    "drawing \"%s\" beside this text", name);
	return st;
}

/* Its words become its name; the search finds them, and nobody counts them as
 * read. */
int
image_leave(struct render *r, const void *detail)
{
	const char *alt = text_trim(r->arena,
	    buf_text(&r->text) + r->image.text);

	r->image.open = false;
	r->words_prose = r->image.words;
	r->in_word = false;
	r->html.len = r->image.html;
	if (r->image.src == NULL || !diagram_is_name(r->image.src))
		return render_refuse(r, "a drawing is named by small letters, "
		    "digits and hyphens and lies beside the text: "
		    "\"![what it shows](name.svg)\"");
	if (*alt == '\0')
		return render_refuse(r, "a drawing without words; write in "
		    "the brackets what it shows, for those who do not see it");
	r->st = draw(r, r->image.src, alt);
	r->image.drawn = true;
	return r->st != OK;
}

int
image_alone(struct render *r, const void *detail)
{
	bool alone = !r->image.drawn || ends_with(r, "</svg>");

	r->image.drawn = false;
	return alone ? 0 : render_refuse(r, "words beside a drawing; give it "
	    "a paragraph of its own");
}
