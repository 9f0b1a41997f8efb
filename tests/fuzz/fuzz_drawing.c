/*
 * The laws of a drawing, over any file:
 *  - it is shown or refused, in one line that names a line there is;
 *  - what is shown is one <svg> of known elements and attributes, each closed
 *    and without links (page.h), whatever its words.
 */
#include "base/arena.h"
#include "base/buf.h"
#include "content/absolute.h"
#include "content/diagram.h"
#include "page.h"
#include "said.h"

/* The file, in memory, and how it is called. */
static struct {
	int file;
	const char *path;
} drawing;

static void
write_file(const uint8_t *data, size_t size)
{
	static struct arena *arena;

	if (arena == NULL) {
		arena = arena_new(4096);
		drawing.file = memfd_create("drawing", MFD_CLOEXEC);
		law(drawing.file != -1, "there is a file");
		drawing.path = arena_printf(arena, "/proc/self/fd/%d",
		    drawing.file);
	}
	law(ftruncate(drawing.file, 0) == 0, "the file is empty");
	law(pwrite(drawing.file, data, size, 0) == (ssize_t)size,
	    "the file is written");
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	BUF(html, 64 * 1024);
	BUF(away, 64 * 1024);
	ARENA(arena);
	enum status st;

	write_file(data, size);
	said_begin();
	st = diagram_add(arena, drawing.path, "What <it> \"shows\" & how",
	    &html);
	if (st != OK) {
		law(st == INVALID, "what is not shown is refused");
		check_refusal(said_end(), drawing.path, lines_of(data, size));
		return 0;
	}
	law(*said_end() == '\0', "what is shown says nothing");
	law(strncmp(buf_text(&html), "<svg class=\"diagram\" ", 21) == 0,
	    "it is a drawing");
	check_page(buf_text(&html), html.len, false);
	absolute_links(&away, (struct safe_html){ html.data, html.len },
	    "https://example.org", "https://example.org/a");
	law(away.len == html.len && memcmp(away.data, html.data, away.len) == 0,
	    "without links");
	return 0;
}
