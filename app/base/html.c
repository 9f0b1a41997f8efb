#include "base/html.h"

#include "base/buf.h"
#include "base/text.h"

void
html_raw(struct buf *out, const char *bytes, size_t len)
{
	buf_add(out, bytes, len);
}

static const char *
html_reference(char c)
{
	switch (c) {
	case '&':
		return "&amp;";
	case '<':
		return "&lt;";
	case '>':
		return "&gt;";
	case '"':
		return "&quot;";
	default:
		return "&#39;";
	}
}

void
html_escape(struct buf *out, const char *text)
{
	if (text == NULL)
		return;
	for (;;) {
		size_t plain = strcspn(text, "&<>\"'");

		buf_add(out, text, plain);
		text += plain;
		if (*text == '\0')
			return;
		buf_puts(out, html_reference(*text++));
	}
}

void
plain_write(struct buf *out, const char *text)
{
	if (text != NULL)
		buf_puts(out, text);
}

void
html_int(struct buf *out, int64_t number)
{
	char digits[sizeof("-9223372036854775808")];
	char *const end = digits + sizeof(digits);
	char *at = end;
	uint64_t rest = number < 0 ? -(uint64_t)number : (uint64_t)number;

	/* Lists are full of ids; printf takes ten times as long. */
	do
		*--at = (char)('0' + rest % 10);
	while ((rest /= 10) > 0);
	if (number < 0)
		*--at = '-';
	buf_add(out, at, (size_t)(end - at));
}

void
html_safe(struct buf *out, struct safe_html html)
{
	buf_add(out, html.data, html.len);
}

static bool
html_href_allowed(const char *url)
{
	if (url[0] == '/')
		return url[1] != '/' && url[1] != '\\';
	return url[0] == '?' || url[0] == '#' || text_starts(url, "https://") ||
	    text_starts(url, "mailto:");
}

void
html_href(struct buf *out, const char *url)
{
	if (url != NULL && html_href_allowed(url) && !text_has_control(url))
		html_escape(out, url);
	else
		buf_putc(out, '#');
}

static bool
is_unreserved(unsigned char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	    (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_' ||
	    c == '~';
}

static void
percent_byte(struct buf *out, char byte)
{
	unsigned char c = (unsigned char)byte;

	if (is_unreserved(c))
		buf_putc(out, byte);
	else
		buf_printf(out, "%%%02X", c);
}

void
html_percent(struct buf *out, const char *text)
{
	if (text == NULL)
		return;
	for (; *text != '\0'; text++)
		percent_byte(out, *text);
}

void
html_mailbox(struct buf *out, const char *address)
{
	const char *host;

	if (address == NULL)
		return;
	host = strrchr(address, '@');
	for (; *address != '\0'; address++)
		if (address == host)
			buf_putc(out, '@');
		else
			percent_byte(out, *address);
}

bool
html_truth_text(const char *text)
{
	return text != NULL && *text != '\0';
}

bool
html_truth_int(int64_t number)
{
	return number != 0;
}

bool
html_truth_bool(bool flag)
{
	return flag;
}

bool
html_truth_size(size_t count)
{
	return count != 0;
}

bool
html_truth_safe(struct safe_html html)
{
	return html.len != 0;
}
