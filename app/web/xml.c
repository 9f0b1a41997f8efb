#include "web/xml.h"

#include "base/buf.h"
#include "base/text.h"

/* What stands for the character at text, of *len bytes; NULL for itself. */
static const char *
instead(const char *text, size_t *len)
{
	*len = 1;
	switch (*text) {
	case '&':
		return "&amp;";
	case '<':
		return "&lt;";
	case '>':
		return "&gt;";
	case '"':
		return "&quot;";
	case '\'':
		return "&#39;";
	case '\t':
	case '\n':
	case '\r':
		return NULL;
	default:
		break;
	}
	if ((unsigned char)*text < 0x20)
		return "\uFFFD";
	if (!text_starts(text, "\xef\xbf\xbe") &&
	    !text_starts(text, "\xef\xbf\xbf"))
		return NULL;
	*len = 3;
	return "\uFFFD";
}

void
xml_text(struct buf *out, const char *text)
{
	size_t len;

	for (; *text != '\0'; text += len) {
		const char *other = instead(text, &len);

		if (other == NULL)
			buf_add(out, text, len);
		else
			buf_puts(out, other);
	}
}

void
xml_element(struct buf *out, const char *name, const char *text)
{
	buf_printf(out, "<%s>", name);
	xml_text(out, text);
	buf_printf(out, "</%s>\n", name);
}
