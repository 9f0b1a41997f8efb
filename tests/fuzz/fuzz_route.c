/*
 * The laws of matching a path with a route. The input is a route and a path,
 * with a line break between them:
 *  - it matches if a plain reading, segment by segment, says so;
 *  - what stands for a name is of the path, not empty and without a slash, and
 *    put in its place makes the path.
 */
#include <stdbool.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/text.h"
#include "fuzz.h"
#include "web/route_path.h"

enum { SEGMENTS_MAX = 64 };

/* The segments of a text, in place. */
static size_t
split(char *text, char *segments[SEGMENTS_MAX])
{
	size_t len = 0;

	while (len < SEGMENTS_MAX &&
	    (segments[len] = strsep(&text, "/")) != NULL)
		len++;
	return len;
}

static bool
plain_match(struct arena *arena, const char *route, const char *path)
{
	char *wanted[SEGMENTS_MAX];
	char *given[SEGMENTS_MAX];
	size_t len = split(arena_strdup(arena, route), wanted);

	if (split(arena_strdup(arena, path), given) != len)
		return false;
	for (size_t i = 0; i < len; i++)
		if (*wanted[i] == ':' ? *given[i] == '\0' :
			strcmp(wanted[i], given[i]) != 0)
			return false;
	return true;
}

/* The route with its names filled in. */
static void
check_params(struct arena *arena, const char *route, const char *path,
    const char *const *params)
{
	char *wanted[SEGMENTS_MAX];
	size_t len = split(arena_strdup(arena, route), wanted);
	BUF(filled, SIZE_MAX);

	for (size_t i = 0; i < len; i++) {
		buf_puts(&filled, i == 0 ? "" : "/");
		if (*wanted[i] != ':') {
			buf_puts(&filled, wanted[i]);
			continue;
		}
		law(**params != '\0' && strchr(*params, '/') == NULL,
		    "a name stands for one segment");
		buf_puts(&filled, *params++);
	}
	law(strcmp(buf_text(&filled), path) == 0, "filled in it is the path");
}

static size_t
count(const char *text, const char *what)
{
	size_t found = 0;

	while ((text = strstr(text, what)) != NULL) {
		found++;
		text++;
	}
	return found;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *params[ROUTE_PARAMS_MAX] = { "", "" };
	ARENA(arena);
	char *path = arena_strndup(arena, (const char *)data, size);
	const char *route = strsep(&path, "\n");
	bool matches;

	if (path == NULL || *route != '/' || *path != '/' ||
	    count(route, "/:") > ROUTE_PARAMS_MAX ||
	    count(route, "/") >= SEGMENTS_MAX - 1 ||
	    count(path, "/") >= SEGMENTS_MAX - 1)
		return 0;
	matches = route_path_match(arena, route, path, params);
	law(matches == plain_match(arena, route, path), "it matches if it does");
	if (matches)
		check_params(arena, route, path, params);
	return 0;
}
