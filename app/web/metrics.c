#include "web/metrics.h"

#include <assert.h>

#include "base/util.h"
#include "web/routes.h"

/* The most frequent first; what is in none of them is counted at the end. */
static const struct {
	int code;
	const char *name;
} statuses[] = {
	{ 200, "200" }, { 304, "304" }, { 303, "303" }, { 404, "404" },
	{ 422, "422" }, { 301, "301" }, { 400, "400" }, { 403, "403" },
	{ 405, "405" }, { 408, "408" }, { 409, "409" }, { 410, "410" },
	{ 411, "411" }, { 413, "413" }, { 414, "414" }, { 415, "415" },
	{ 417, "417" }, { 429, "429" }, { 431, "431" }, { 500, "500" },
	{ 501, "501" }, { 503, "503" }, { 505, "505" }, { 0, "other" },
};

static_assert(countof(statuses) == METERS_STATUSES, "a place for each status");

/* Behind the rows of the site map. */
enum { NO_ROUTE, REFUSED, MORE_ROUTES };

size_t
metrics_routes(void)
{
	return routes_len + MORE_ROUTES;
}

const char *
metrics_route_name(size_t place)
{
	if (place < routes_len)
		return routes[place].path;
	return place == routes_len + NO_ROUTE ? "none" : "refused";
}

const char *
metrics_route_method(size_t place)
{
	if (place >= routes_len)
		return "any";
	return routes[place].method == POST ? "POST" : "GET";
}

const char *
metrics_status_name(size_t place)
{
	return statuses[place].name;
}

/* Of all names in their order (FNV-1a, as in prepared.c). */
static uint64_t
mark(void)
{
	uint64_t hash = 0xcbf29ce484222325;

	for (size_t i = 0; i < metrics_routes(); i++) {
		for (const char *at = metrics_route_name(i); *at != '\0'; at++)
			hash = (hash ^ (unsigned char)*at) * 0x100000001b3;
		hash = (hash ^ (unsigned char)*metrics_route_method(i)) *
		    0x100000001b3;
	}
	return hash;
}

struct meters_shape
metrics_shape(size_t workers, bool answers)
{
	return (struct meters_shape){ workers, answers ? metrics_routes() : 0,
		mark() };
}

static size_t
place_of_status(int code)
{
	size_t place = 0;

	while (place < countof(statuses) - 1 && statuses[place].code != code)
		place++;
	return place;
}

void
metrics_answered(struct meters_worker *worker, const struct route *route,
    int code, uint64_t nanoseconds)
{
	struct meters_route *counted = &worker->routes[route == NULL ?
	    routes_len + NO_ROUTE : (size_t)(route - routes)];

	meter_add(&counted->answered[place_of_status(code)], 1);
	meters_took(&counted->times, nanoseconds);
}

void
metrics_refused(struct meters_worker *worker, int code)
{
	struct meters_route *counted = &worker->routes[routes_len + REFUSED];

	meter_add(&counted->answered[place_of_status(code)], 1);
}
