/*
 * The laws of our Markdown, over any text:
 *  - it is shown or refused; a refusal is one line that names a line there is;
 *  - what is shown is HTML of few elements and attributes, each closed, without
 *    a script, and its links lead only where they may (page.h);
 *  - the same holds of the notes made for what it cites, and of the whole with
 *    links for a feed;
 *  - ids stand once, sections lie in the plain text, which is UTF-8;
 *  - with CR LF it is the same as with LF.
 */
#include "base/arena.h"
#include "base/buf.h"
#include "base/text.h"
#include "config/claims_file.h"
#include "content/absolute.h"
#include "content/guides.h"
#include "content/link.h"
#include "content/markdown.h"
#include "content/notes.h"
#include "page.h"
#include "register.h"
#include "said.h"

static const char file[] = "nowhere/a.md";

static const char register_text[] =
    "sources:\n"
    "  - {id: \"000\", name: A <b> & \"c\", about: An article., bias: No.}\n"
    "corrections:\n"
    "  - {id: D1, topic: Milk, found: Sour., done: Not drunk.}\n"
    "claims:\n"
    "  - {id: 000-01, status: holds, text: So., checked: 2026-11-21}\n"
    "  - {id: 000-02, status: outdated, corrections: [D1], text: Was.,\n"
    "     checked: 2026-11-21}\n"
    "  - {id: 000-03, status: contested, text: Ah., checked: 2026-11-21}\n"
    "contradictions:\n"
    "  - {id: K1, topic: Numbers, real: true, treatment: Both.,\n"
    "     positions: [{text: One., claims: [000-01]},\n"
    "                 {text: Two., claims: [000-03]}]}\n";

static const struct claim_register *
claims(void)
{
	return register_of(register_text, sizeof(register_text) - 1);
}

static void
check_sections(struct arena *arena, const struct markdown *out)
{
	for (size_t i = 0; i < out->sections.len; i++) {
		const struct guide_section *section = &out->sections.at[i];
		const char *id = arena_printf(arena, " id=\"%s\"", section->id);
		const char *first = strstr(out->html.data, id);

		law(first != NULL, "a section's id is there");
		law(strstr(first + 1, id) == NULL, "and once");
		law(section->text >= out->text && section->text +
		    section->text_len <= out->text + strlen(out->text),
		    "a section's text is of the text");
	}
}

static void
check_links(const struct markdown *out, long lines)
{
	for (size_t i = 0; i < out->links.len; i++) {
		law(link_is_allowed(out->links.at[i].url), "a link may be");
		law(out->links.at[i].line >= 1 &&
		    out->links.at[i].line <= lines, "and has a line");
	}
}

/* Numbers of notes come in order, each with its uses counted. */
static void
check_cites(struct arena *arena, const struct markdown *out)
{
	struct guide guide = { 0 };
	int last = 0;
	enum status st;

	for (size_t i = 0; i < out->cites.len; i++) {
		const struct markdown_cite *cite = &out->cites.at[i];

		law(cite->note >= 1 && cite->note <= last + 1, "in order");
		law((cite->use == 1) == (cite->note == last + 1),
		    "a first use is a new number");
		last = cite->note > last ? cite->note : last;
	}
	said_begin();
	st = notes_make(arena, file, out, claims(), &guide);
	if (st != OK) {
		check_refusal(said_end(), file, 100000);
		return;
	}
	(void)said_end();
	law((int)guide.notes.len == last, "each number is a note");
	check_page(guide.notes_html.data, guide.notes_html.len, false);
}

static void
check_away(const struct markdown *out)
{
	BUF(away, SIZE_MAX);

	absolute_links(&away, out->html, "https://example.org",
	    "https://example.org/a");
	check_page(buf_text(&away), away.len, true);
}

/* With CR LF, unless there are other CRs already. */
static void
check_line_ends(struct arena *arena, const uint8_t *data, size_t size,
    enum status st, const struct markdown *out)
{
	BUF(other, SIZE_MAX);
	struct markdown again;
	enum status other_st;

	if (memchr(data, '\r', size) != NULL)
		return;
	for (size_t i = 0; i < size; i++) {
		if (data[i] == '\n')
			buf_putc(&other, '\r');
		buf_putc(&other, (char)data[i]);
	}
	said_begin();
	other_st = markdown_render_guide(arena, buf_text(&other), other.len,
	    file, 1, &again);
	(void)said_end();
	law(other_st == st, "line ends do not matter");
	law(st != OK || (again.html.len == out->html.len &&
	    memcmp(again.html.data, out->html.data, out->html.len) == 0),
	    "and change nothing");
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	ARENA(arena);
	struct markdown out;
	enum status st;

	said_begin();
	st = markdown_render_guide(arena, (const char *)data, size, file, 1,
	    &out);
	if (st != OK) {
		law(st == INVALID, "what is not shown is refused");
		check_refusal(said_end(), file, lines_of(data, size));
	} else {
		law(*said_end() == '\0', "what is shown says nothing");
		check_page(out.html.data, out.html.len, false);
		law(text_is_utf8(out.text, strlen(out.text)), "UTF-8");
		check_sections(arena, &out);
		check_links(&out, lines_of(data, size));
		check_cites(arena, &out);
		check_away(&out);
	}
	check_line_ends(arena, data, size, st, &out);
	return 0;
}
