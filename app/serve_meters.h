#ifndef APP_SERVE_METERS_H
#define APP_SERVE_METERS_H

#include <stddef.h>

#include "web/app.h"

struct serve_options;

/* What the roles of this run count (store/meters.h): made by the supervisor,
 * which notes deaths there, and inherited by each role's process. */
struct serve_meters {
	struct meters *of[ROLE_COURIER + 1]; /* by role; NULL: does not run */
};

/* Before the first fork, and again where the data is another folder: whoever
 * runs goes on with what it has. */
void serve_meters_make(struct serve_meters *meters,
    const struct serve_options *options, enum role role);

/* In a role's process: its own, and the others' are given back. */
struct meters *serve_meters_take(struct serve_meters *meters, enum role role);

/* In the supervisor. */
void serve_meters_died(const struct serve_meters *meters, enum role role);

#endif
