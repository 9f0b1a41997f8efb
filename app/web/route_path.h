#ifndef WEB_ROUTE_PATH_H
#define WEB_ROUTE_PATH_H

#include <stdbool.h>

struct arena;

/* How many ":name" segments a route may have. */
enum { ROUTE_PARAMS_MAX = 2 };

/*
 * Whether a path is one of a route's: both begin with "/", and segment by
 * segment they are the same, byte for byte, or the route's is ":name" and the
 * path's is not empty. Those become params, in their order, in arena; what a
 * path that does not match leaves there means nothing. A route with more than
 * ROUTE_PARAMS_MAX of them is a broken program.
 */
bool route_path_match(struct arena *arena, const char *route,
    const char *path, const char *params[ROUTE_PARAMS_MAX]);

#endif
