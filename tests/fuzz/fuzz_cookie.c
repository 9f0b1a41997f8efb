/*
 * The cookie functions' laws, over any text:
 *  - as a Cookie header, it has the cookie "sid" when a plain reading finds it
 *    once and with allowed bytes, and then with that value;
 *  - as NAME=VALUE, it is written whole and without control bytes or not at
 *    all, and what was written is read back.
 */
#include <stdbool.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "fuzz.h"
#include "web/cookie.h"

static const char allowed[] = "!#$%&'()*+-./0123456789:<=>?@"
    "ABCDEFGHIJKLMNOPQRSTUVWXYZ[]^_`abcdefghijklmnopqrstuvwxyz{|}~";

/* The value of sid by a plain reading, or NULL. */
static const char *
plain_get(struct arena *arena, const char *header)
{
	char *rest = arena_strdup(arena, header);
	const char *found = NULL;
	char *part;

	while ((part = strsep(&rest, ";")) != NULL) {
		size_t len;

		part += strspn(part, " \t");
		len = strlen(part);
		if (strncmp(part, "sid=", 4) != 0)
			continue;
		if (found != NULL)
			return NULL;
		while (len > 4 && strchr(" \t", part[len - 1]) != NULL)
			part[--len] = '\0';
		found = part + 4;
	}
	return found != NULL && found[strspn(found, allowed)] == '\0' ? found :
	    NULL;
}

static void
check_get(struct arena *arena, const char *text)
{
	const char *value = cookie_get(arena, text, "sid");
	const char *plain = plain_get(arena, text);

	law((value == NULL) == (plain == NULL), "found when it is there");
	law(value == NULL || strcmp(value, plain) == 0, "with its value");
}

static void
check_write(struct arena *arena, const char *text)
{
	const char *equals = strchr(text, '=');
	const char *value = equals != NULL ? equals + 1 : "";
	const char *name = equals == NULL ? text :
	    arena_strndup(arena, text, (size_t)(equals - text));
	const char *line;
	BUF(out, 5000);

	if (!cookie_write(&out, name, value, (long)strlen(text) - 20)) {
		law(out.len == 0, "a refused cookie leaves nothing");
		return;
	}
	line = buf_text(&out);
	law(strlen(line) == out.len, "no NUL");
	for (const char *at = line; *at != '\0'; at++)
		law(*at >= ' ' && *at <= '~', "no control bytes");
	line = arena_strndup(arena, line, strcspn(line, ";"));
	law(strcmp(line, arena_printf(arena, "%s=%s", name, value)) == 0,
	    "name and value stand first");
	line = cookie_get(arena, line, name);
	law(line != NULL && strcmp(line, value) == 0, "it is read back");
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	ARENA(arena);
	const char *text = arena_strndup(arena, (const char *)data, size);

	check_get(arena, text);
	check_write(arena, text);
	return 0;
}
