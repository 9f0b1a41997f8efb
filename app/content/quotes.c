#include <stdint.h>

#include "content/render.h"

/* What an opening quote stands behind. */
static bool
opens(char before)
{
	return strchr(" \t\n([/", before) != NULL;
}

static const char *
curly(char quote, char before)
{
	if (quote == '"')
		return opens(before) ? "\u201c" : "\u201d";
	return opens(before) ? "\u2018" : "\u2019";
}

static bool
is_quote(char c)
{
	return c == '"' || c == '\'';
}

void
render_prose(struct render *r, const char *text, size_t len)
{
	char before = r->text.len == 0 ? '\n' : r->text.data[r->text.len - 1];
	size_t prose = len;
	BUF(out, SIZE_MAX);

	/* The id of a heading is told as it is written when it is refused. */
	for (size_t i = 0; r->heading.open && i + 1 < prose; i++)
		if (text[i] == '{' && text[i + 1] == '#')
			prose = i;
	for (size_t i = 0; i < len; i++) {
		if (i < prose && is_quote(text[i]))
			buf_puts(&out, curly(text[i], before));
		else
			buf_putc(&out, text[i]);
		/* A quote within a quote opens as well. */
		if (!is_quote(text[i]) || !opens(before))
			before = text[i];
	}
	render_text(r, out.data == NULL ? "" : out.data, out.len);
}
