#include "courier/header.h"

#include <string.h>

#include "base/buf.h"
#include "base/text.h"
#include "calendar/civil.h"
#include "domain/person.h"

enum {
	WORD_MAX = 75,  /* of an encoded word; RFC 2047, 2 */
	LINE_PLAIN = 60, /* longer ASCII is encoded too: it folds then */
};

static const char word_start[] = "=?utf-8?Q?";
static const char word_end[] = "?=";

static bool
is_plain_byte(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	    (c >= '0' && c <= '9');
}

/* Whether a text reads as itself where others bytes may stand as well. */
static bool
is_plain(const char *text, const char *others)
{
	size_t len = strlen(text);

	if (len > LINE_PLAIN || (len > 0 && (text[0] == ' ' ||
	    text[len - 1] == ' ')))
		return false;
	for (const char *at = text; *at != '\0'; at++)
		if (!is_plain_byte(*at) && strchr(others, *at) == NULL)
			return false;
	return true;
}

/* The bytes of the character at at: the text is UTF-8. */
static size_t
char_len(const char *at)
{
	size_t len = 1;

	while ((at[len] & 0xc0) == 0x80)
		len++;
	return len;
}

static void
encode_byte(struct buf *word, char c)
{
	if (is_plain_byte(c))
		buf_putc(word, c);
	else if (c == ' ')
		buf_putc(word, '_');
	else
		buf_printf(word, "=%02X", (unsigned)(unsigned char)c);
}

static void
encode(struct buf *out, const char *text)
{
	const size_t room = WORD_MAX - sizeof(word_start) - sizeof(word_end) +
	    2;
	BUF(word, WORD_MAX);

	buf_puts(out, word_start);
	while (*text != '\0') {
		size_t len = char_len(text);

		/* A character takes three bytes for each of its own at most. */
		if (word.len + 3 * len > room) {
			buf_add(out, word.data, word.len);
			buf_printf(out, "%s\r\n %s", word_end, word_start);
			buf_reset(&word);
		}
		for (size_t i = 0; i < len; i++)
			encode_byte(&word, text[i]);
		text += len;
	}
	buf_puts(out, buf_text(&word));
	buf_puts(out, word_end);
}

static bool
may_be_written(const char *text)
{
	return !text_has_control(text) && text_is_utf8(text, strlen(text));
}

enum status
header_text(struct buf *out, const char *text)
{
	if (!may_be_written(text))
		return INVALID;
	if (is_plain(text, " ,.:;-+/()!?'"))
		buf_puts(out, text);
	else
		encode(out, text);
	return OK;
}

bool
header_may_write_to(const char *email)
{
	return may_be_written(email) && email_is_valid(email) &&
	    strpbrk(email, " <>,;:\"\\()[]") == NULL;
}

enum status
header_mailbox(struct buf *out, const char *name, const char *email)
{
	if (!header_may_write_to(email))
		return INVALID;
	if (*name == '\0' || !may_be_written(name)) {
		buf_puts(out, email);
		return OK;
	}
	/* A phrase is words of few characters (RFC 5322, 3.2.5). */
	if (is_plain(name, " "))
		buf_puts(out, name);
	else
		encode(out, name);
	/* A line of its own: the words before may have filled one. */
	buf_printf(out, "\r\n <%s>", email);
	return OK;
}

void
header_date(struct buf *out, int64_t at)
{
	static const char *const days[] = { "Mon", "Tue", "Wed", "Thu", "Fri",
		"Sat", "Sun" };
	static const char *const months[] = { "Jan", "Feb", "Mar", "Apr",
		"May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
	const struct civil civil = civil_from_seconds(at);

	buf_printf(out, "%s, %02d %s %04d %02d:%02d:%02d +0000",
	    days[civil.weekday], civil.day, months[civil.month - 1],
	    civil.year, civil.hour, civil.minute, civil.second);
}
