#include "content/source.h"

#include "base/text.h"
#include "config/refusal.h"

struct source
source_new(const char *text, size_t len, const char *file, int first_line)
{
	return (struct source){ text, len, file, first_line, text, first_line };
}

bool
source_has(const struct source *source, const char *at)
{
	return at >= source->text && at < source->text + source->len;
}

/* CR LF, LF and a lone CR each end one line, as CommonMark says. */
static bool
ends_line(const struct source *source, const char *at)
{
	return *at == '\n' ||
	    (*at == '\r' &&
		(!source_has(source, at + 1) || at[1] != '\n'));
}

int
source_line(struct source *source, const char *at)
{
	if (at < source->asked) {
		source->asked = source->text;
		source->asked_line = source->first_line;
	}
	for (; source->asked < at; source->asked++)
		source->asked_line += ends_line(source, source->asked);
	return source->asked_line;
}

static size_t
line_length(const struct source *source, const char *at)
{
	size_t len = 0;

	while (source_has(source, at + len) && at[len] != '\n' &&
	    at[len] != '\r')
		len++;
	return len;
}

struct line
source_line_at(const struct source *source, const char *at)
{
	if (at == NULL)
		at = source->text;
	while (at > source->text && at[-1] != '\n' && at[-1] != '\r')
		at--;
	return (struct line){ at, line_length(source, at) };
}

struct line
source_next(const struct source *source, struct line line)
{
	const char *at = line.at + line.len;

	while (source_has(source, at) && !ends_line(source, at))
		at++;
	at++;
	if (!source_has(source, at))
		return (struct line){ NULL, 0 };
	return (struct line){ at, line_length(source, at) };
}

static bool
has_control(struct line line)
{
	for (size_t i = 0; i < line.len; i++) {
		unsigned char c = (unsigned char)line.at[i];

		if ((c < 0x20 && c != '\t') || c == 0x7f)
			return true;
	}
	return false;
}

enum status
source_check(const struct source *source)
{
	struct line line = source_line_at(source, NULL);

	for (int number = source->first_line; line.at != NULL; number++) {
		if (has_control(line))
			return refuse(source->file, number,
			    "holds a control byte; remove it");
		if (!text_is_utf8(line.at, line.len))
			return refuse(source->file, number,
			    "not UTF-8 text; save the file as UTF-8");
		line = source_next(source, line);
	}
	return OK;
}
