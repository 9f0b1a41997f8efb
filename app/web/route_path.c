#include "web/route_path.h"

#include <assert.h>

#include "base/arena.h"

/* A way through both, segment by segment. */
struct match {
	struct arena *arena;
	const char *route;
	const char *path;
	const char **params;
	size_t params_len;
};

/* One segment of each; both end at "/" or NUL. */
static bool
segment_match(struct match *match, size_t route_len, size_t path_len)
{
	if (route_len == 0 || match->route[0] != ':')
		return route_len == path_len &&
		    memcmp(match->route, match->path, path_len) == 0;
	if (path_len == 0)
		return false;
	assert(match->params_len < ROUTE_PARAMS_MAX);
	match->params[match->params_len++] =
	    arena_strndup(match->arena, match->path, path_len);
	return true;
}

bool
route_path_match(struct arena *arena, const char *route, const char *path,
    const char *params[ROUTE_PARAMS_MAX])
{
	struct match match = { arena, route, path, params, 0 };

	for (;;) {
		size_t route_len = strcspn(match.route, "/");
		size_t path_len = strcspn(match.path, "/");

		if (!segment_match(&match, route_len, path_len))
			return false;
		match.route += route_len;
		match.path += path_len;
		if (*match.route == '\0' || *match.path == '\0')
			return *match.route == *match.path;
		match.route++;
		match.path++;
	}
}
