#include "web/qr.h"

#include <errno.h>

#include <qrencode.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/log.h"

enum {
	QUIET = 4,              /* modules around the code */
	SVG_MAX = 1024 * 1024,  /* of the largest code there is: about 300 KB */
	DARK = 1,               /* of a module's bits, whether it is dark */
};

/* Each run of dark modules of a row: a bar of one module's height. */
static void
draw_row(struct buf *out, const QRcode *code, int row)
{
	const unsigned char *at = code->data + row * code->width;
	int from = 0;

	while (from < code->width) {
		int to = from;

		while (to < code->width && (at[to] & DARK) != 0)
			to++;
		if (to > from)
			buf_printf(out, "M%d %dh%dv1h-%dz", from + QUIET,
			    row + QUIET, to - from, to - from);
		from = to + 1;
	}
}

static void
draw(struct buf *out, const QRcode *code)
{
	const int side = code->width + 2 * QUIET;

	buf_printf(out, "<svg class=\"qr\" xmlns=\"http://www.w3.org/2000/svg\" "
	    "viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\" "
	    "shape-rendering=\"crispEdges\" role=\"img\" "
	    "aria-label=\"QR code\">"
	    "<path fill=\"#fff\" d=\"M0 0h%dv%dH0z\"/>"
	    "<path fill=\"#000\" d=\"", side, side, side * 5, side * 5, side,
	    side);
	for (int row = 0; row < code->width; row++)
		draw_row(out, code, row);
	buf_puts(out, "\"/></svg>");
}

struct safe_html
qr_svg(struct arena *arena, const char *text)
{
	QRcode *code = QRcode_encodeString8bit(text, 0, QR_ECLEVEL_M);
	BUF(out, SVG_MAX);

	if (code == NULL) {
		if (errno == ENOMEM)
			log_fatal("memory", "no memory for a QR code");
		log_error("qr", "a text of %zu bytes is too long or empty",
		    strlen(text));
		return (struct safe_html){ 0 };
	}
	draw(&out, code);
	QRcode_free(code);
	return (struct safe_html){ arena_strndup(arena, buf_text(&out),
	    out.len), out.len };
}
