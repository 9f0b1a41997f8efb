#include "config/legal_text.h"

#include <string.h>

#include "base/buf.h"
#include "base/util.h"
#include "config/refusal.h"
#include "config/settings.h"

enum { NAME_SHOWN_MAX = 40 };

static const char *const names[] = { "closed_days", "quarantine_days",
	"copy_days" };

static int
value_of(const struct settings *settings, size_t index)
{
	const int values[countof(names)] = {
		settings->retention.closed_days,
		settings->retention.quarantine_days,
		RETENTION_COPY_DAYS,
	};

	return values[index];
}

static enum status
refuse_name(const char *path, int line, const char *name, size_t len)
{
	BUF(shown, NAME_SHOWN_MAX);
	BUF(hint, 256);

	buf_add(&shown, name, len < NAME_SHOWN_MAX ? len : NAME_SHOWN_MAX);
	refusal_hint(&hint, buf_text(&shown), names, countof(names));
	return refuse(path, line, "{{%s}} is nothing that is filled in here; "
	    "%s", buf_text(&shown), buf_text(&hint));
}

/* Writes what stands for the name between the braces. */
static enum status
fill(const struct settings *settings, const char *path, int line,
    const char *name, size_t len, struct buf *out)
{
	for (size_t i = 0; i < countof(names); i++)
		if (strlen(names[i]) == len &&
		    memcmp(names[i], name, len) == 0) {
			buf_printf(out, "%d", value_of(settings, i));
			return OK;
		}
	return refuse_name(path, line, name, len);
}

static int
count_lines(const char *text, const char *end)
{
	int count = 0;

	while ((text = memchr(text, '\n', (size_t)(end - text))) != NULL) {
		count++;
		text++;
	}
	return count;
}

enum status
legal_text_fill(const struct settings *settings, const char *path, int line,
    const char *text, size_t len, struct buf *out)
{
	const char *end = text + len;
	const char *open;

	while ((open = memmem(text, (size_t)(end - text), "{{", 2)) != NULL) {
		const char *name = open + 2;
		const char *eol = memchr(name, '\n', (size_t)(end - name));
		const char *close = memmem(name, (size_t)((eol == NULL ? end :
		    eol) - name), "}}", 2);

		line += count_lines(text, open);
		buf_add(out, text, (size_t)(open - text));
		if (close == NULL)
			return refuse(path, line, "\"{{\" without \"}}\" on "
			    "the same line; write {{closed_days}}, or a single "
			    "brace");
		if (fill(settings, path, line, name, (size_t)(close - name),
		    out) != OK)
			return INVALID;
		text = close + 2;
	}
	buf_add(out, text, (size_t)(end - text));
	return OK;
}
