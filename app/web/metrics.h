#ifndef WEB_METRICS_H
#define WEB_METRICS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "store/meters.h"

struct route;

/*
 * What of a request is counted for /metrics: the row of the site map it was
 * for, its status, and the time from its last byte's arrival until its answer
 * was handed to the kernel. Never an address or a path somebody typed: rows and
 * statuses are as many as the tables below have.
 */

/* The shape of a role's numbers: that many workers, which answer, or a role
 * that answers nobody. */
struct meters_shape metrics_shape(size_t workers, bool answers);

/* Counts an answer; route is NULL for what has none. */
void metrics_answered(struct meters_worker *worker, const struct route *route,
    int code, uint64_t nanoseconds);

/* Counts what was refused before it was a request; it has no time. */
void metrics_refused(struct meters_worker *worker, int code);

/* How many places for routes there are, and what each is called: its path in
 * the site map, "none" or "refused", with "GET", "POST" or "any". */
size_t metrics_routes(void);
const char *metrics_route_name(size_t place);
const char *metrics_route_method(size_t place);

/* "200", and for all that are not expected "other". */
const char *metrics_status_name(size_t place);

#endif
