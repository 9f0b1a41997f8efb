#include "config/refusal.h"

#include <stdarg.h>

#include "base/buf.h"
#include "base/text.h"

enum { LINE_LIMIT = 4000 };

static void
add_visible(struct buf *out, const char *text)
{
	for (; *text != '\0'; text++) {
		unsigned char c = (unsigned char)*text;

		if (c < 0x20 || c == 0x7f)
			buf_printf(out, "\\x%02x", c);
		else
			buf_putc(out, *text);
	}
}

enum status
refuse(const char *file, int line, const char *format, ...)
{
	BUF(message, LINE_LIMIT);
	BUF(out, 5 * LINE_LIMIT);
	va_list args;

	va_start(args, format);
	buf_vprintf(&message, format, args);
	va_end(args);
	add_visible(&out, file);
	if (line > 0)
		buf_printf(&out, ":%d", line);
	buf_puts(&out, ": ");
	add_visible(&out, message.failed ?
	    "wrong, with a value too long to show" : buf_text(&message));
	buf_putc(&out, '\n');
	/* One write keeps the line whole among those of other processes; when
	 * standard error is gone there is nobody left to tell. */
	if (write(STDERR_FILENO, out.data, out.len) == -1)
		return INVALID;
	return INVALID;
}

const char *
refusal_suggest(const char *word, const char *const *words, size_t len)
{
	size_t nearest = 3;
	const char *found = NULL;

	for (size_t i = 0; i < len; i++) {
		size_t edits = text_edits(word, words[i]);

		if (edits < nearest && 2 * edits < strlen(words[i])) {
			nearest = edits;
			found = words[i];
		}
	}
	return found;
}

void
refusal_hint(struct buf *out, const char *word, const char *const *words,
    size_t len)
{
	const char *meant = refusal_suggest(word, words, len);

	if (meant != NULL) {
		buf_printf(out, "did you mean \"%s\"?", meant);
		return;
	}
	buf_puts(out, len == 1 ? "the only choice is " : "the choices are ");
	for (size_t i = 0; i < len; i++) {
		if (i > 0)
			buf_puts(out, i + 1 == len ? " and " : ", ");
		buf_puts(out, words[i]);
	}
}
