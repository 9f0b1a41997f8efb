#include "content/notes.h"

#include "base/arena.h"
#include "base/buf.h"
#include "config/claims_file.h"
#include "config/refusal.h"
#include "content/guides.h"
#include "content/markdown.h"

enum { NOTES_MAX_BYTES = 1024 * 1024 };

static void
write_see(struct buf *out, bool first, const char *href, const char *id)
{
	buf_printf(out, "%s <a href=\"%s\">%s</a>", first ? ", see" : ",",
	    href, id);
}

/* "contested, see K2, K12" */
static void
write_status(struct buf *out, const struct claim *claim)
{
	size_t k = claim->contradictions.len;

	buf_puts(out, claim->status_label);
	for (size_t i = 0; i < k; i++)
		write_see(out, i == 0, claim->contradictions.at[i]->href,
		    claim->contradictions.at[i]->id);
	for (size_t i = 0; i < claim->corrections.len; i++)
		write_see(out, k + i == 0, claim->corrections.at[i]->href,
		    claim->corrections.at[i]->id);
}

/* One way back for each use; a reader who came from the third wants to go
 * there again. */
static void
write_backs(struct buf *out, const struct guide_note *note)
{
	int n = note->number;

	buf_printf(out, " <a href=\"#ref-%d\" role=\"doc-backlink\" "
	    "aria-label=\"Back to note %d in the text\">\u21a9</a>", n, n);
	for (int use = 2; use <= note->uses; use++)
		buf_printf(out, " <a href=\"#ref-%d-%d\" "
		    "role=\"doc-backlink\" aria-label=\"Back to note %d in "
		    "the text, place %d\">%d</a>", n, use, n, use, use);
}

static void
write_note(struct buf *out, const struct guide_note *note)
{
	const struct claim *claim = note->claim;

	buf_printf(out, "<li id=\"note-%d\"><a href=\"%s\">%s</a> \u00b7 ",
	    note->number, claim->href, claim->id);
	write_status(out, claim);
	buf_puts(out, " \u00b7 ");
	html_escape(out, claim->source->name);
	write_backs(out, note);
	buf_puts(out, "</li>\n");
}

static enum status
write_all(struct arena *arena, const char *file, struct guide *guide)
{
	BUF(out, NOTES_MAX_BYTES);

	buf_puts(&out, "<section class=\"notes\" role=\"doc-endnotes\" "
	    "aria-labelledby=\"notes\">\n<h2 id=\"notes\">Notes</h2>\n"
	    "<p>Each number in the text leads to a claim of our sources: its "
	    "place in <a href=\"/guides/sources\">our register</a>, whether "
	    "it holds, and who says it.</p>\n<ol>\n");
	for (size_t i = 0; i < guide->notes.len; i++)
		write_note(&out, &guide->notes.at[i]);
	buf_puts(&out, "</ol>\n</section>\n");
	guide->notes_html.data =
	    arena_strndup(arena, buf_text(&out), out.len);
	guide->notes_html.len = out.len;
	return out.failed ? refuse(file, 0, "cites claims so often that the "
	    "notes are too large; divide it") : OK;
}

enum status
notes_make(struct arena *arena, const char *file,
    const struct markdown *markdown, const struct claim_register *claims,
    struct guide *guide)
{
	struct guide_note *list =
	    arena_array(arena, markdown->cites.len, sizeof(*list));

	guide->notes.at = list;
	guide->notes_html.data = "";
	for (size_t i = 0; i < markdown->cites.len; i++) {
		const struct markdown_cite *cite = &markdown->cites.at[i];
		struct guide_note *note = &list[cite->note - 1];

		note->uses++;
		if (cite->use > 1)
			continue;
		note->number = cite->note;
		note->section = cite->section;
		note->claim = claim_find(claims, cite->claim);
		if (note->claim == NULL)
			return refuse(file, cite->line, "%s",
			    claim_unknown(arena, claims, cite->claim));
		guide->notes.len++;
	}
	return guide->notes.len == 0 ? OK : write_all(arena, file, guide);
}
