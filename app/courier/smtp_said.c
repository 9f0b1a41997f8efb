#include "courier/smtp_said.h"

#include <string.h>

#include "base/buf.h"

static bool
begins(const char *text, size_t len, const char *word)
{
	return len >= strlen(word) && memcmp(text, word, strlen(word)) == 0;
}

/* The method of "AUTH PLAIN AGFu..." and no more; later lines of a sign-in are
 * nothing but secrets. */
static void
put_ours(struct smtp_said *said, const char *line, size_t len)
{
	const char *space;

	if (begins(line, len, "AUTH ")) {
		said->signing_in = true;
		space = memchr(line + 5, ' ', len - 5);
		if (space != NULL)
			len = (size_t)(space - line);
		buf_add(said->out, line, len);
		buf_puts(said->out, space == NULL ? "" : " (hidden)");
	} else if (said->signing_in) {
		buf_puts(said->out, "(hidden)");
	} else {
		buf_add(said->out, line, len);
	}
}

static void
put_line(struct smtp_said *said, curl_infotype type, const char *line,
    size_t len)
{
	buf_puts(said->out, type == CURLINFO_HEADER_OUT ? "> " :
	    type == CURLINFO_HEADER_IN ? "< " : "* ");
	if (type == CURLINFO_HEADER_OUT) {
		put_ours(said, line, len);
	} else {
		buf_add(said->out, line, len);
		/* 334 asks for more of the secret. */
		if (type == CURLINFO_HEADER_IN && !begins(line, len, "334"))
			said->signing_in = false;
	}
	buf_putc(said->out, '\n');
}

static int
take(CURL *curl, curl_infotype type, char *bytes, size_t len, void *context)
{
	struct smtp_said *said = context;

	if (type == CURLINFO_DATA_OUT && !said->has_data) {
		said->has_data = true;
		buf_puts(said->out, "> (the mail)\n");
	}
	if (type != CURLINFO_TEXT && type != CURLINFO_HEADER_IN &&
	    type != CURLINFO_HEADER_OUT)
		return 0;
	while (len > 0) {
		const char *end = memchr(bytes, '\n', len);
		size_t whole = end == NULL ? len : (size_t)(end - bytes) + 1;
		size_t line = whole;

		while (line > 0 && (bytes[line - 1] == '\n' ||
		    bytes[line - 1] == '\r'))
			line--;
		put_line(said, type, bytes, line);
		bytes += whole;
		len -= whole;
	}
	return 0;
}

void
smtp_said_watch(struct smtp_said *said, CURL *curl)
{
	(void)curl_easy_setopt(curl, CURLOPT_VERBOSE, 1L);
	(void)curl_easy_setopt(curl, CURLOPT_DEBUGFUNCTION, take);
	(void)curl_easy_setopt(curl, CURLOPT_DEBUGDATA, said);
}
