/*
 * The log's laws, over any text:
 *  - an event is one line, of printable ASCII, whatever it is about;
 *  - its time, level, role and event stand at its beginning;
 *  - what is short enough stands there byte for byte, in quotes and escaped,
 *    and nothing of it behind them.
 */
#include "base/arena.h"
#include "base/log.h"
#include "said.h"

static const char event[] = " warn main form.refused message=\"";

/* What stands up to the last quote, with each escape a byte again. */
static size_t
unescape(const char *details, char *out)
{
	char *to = out;
	char hex[3] = { 0 };

	while (*details != '"') {
		details += details[0] == '\\' && details[1] != 'x';
		if (details[0] != '\\' || details[1] != 'x') {
			*to++ = *details++;
			continue;
		}
		hex[0] = details[2];
		hex[1] = details[3];
		law(isxdigit((unsigned char)hex[0]) &&
		    isxdigit((unsigned char)hex[1]), "an escape is whole");
		*to++ = (char)strtoul(hex, NULL, 16);
		details += 4;
	}
	law(strcmp(details, "\"\n") == 0, "nothing stands behind it");
	return (size_t)(to - out);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static char again[8192];
	ARENA(arena);
	const char *given = arena_strndup(arena, (const char *)data, size);
	const char *details;
	const char *line;

	said_begin();
	log_warn("form.refused", "%s", given);
	line = said_end();
	law(strlen(line) <= 2048, "a line has its limit");
	law(strchr(line, '\n') == line + strlen(line) - 1, "it is one line");
	for (const char *c = line; c[1] != '\0'; c++)
		law(*c >= ' ' && *c <= '~', "of printable ASCII");
	details = line + strlen("2026-11-21T09:30:00Z");
	law(strncmp(details, event, strlen(event)) == 0, "it says what it is");
	details += strlen(event);
	if (strlen(given) > 400 || strstr(given, "\\x") != NULL)
		return 0;
	law(unescape(details, again) == strlen(given) &&
	    memcmp(again, given, strlen(given)) == 0, "and about what");
	return 0;
}
