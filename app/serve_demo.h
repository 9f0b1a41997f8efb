#ifndef SERVE_DEMO_H
#define SERVE_DEMO_H

#include <stdbool.h>
#include <stdint.h>

#include "base/status.h"

struct app;
struct serve_options;

/*
 * A demonstration as serve sees it: its folder, made at the first start, and
 * put back to the beginning every night (cli/demo_folder.h) by a reload: the
 * folder is made anew beside the old one and takes its place, then each role
 * gets a new process as after a SIGHUP.
 */
struct serve_demo {
	const struct serve_options *options;
	bool fresh;       /* its folder is still to be made */
	/* Roles that run apart cannot go back to the beginning together. */
	bool resets;
	int64_t began_at; /* by the site's clock: when the data were made */
	int64_t reset_at; /* 0: never */
};

/* Looks at --data; all is whether all roles run here. An exit code: EX_CONFIG
 * for a folder that is no demonstration's, which has been said. Without --demo
 * nothing is looked at. */
int serve_demo_find(struct serve_demo *demo,
    const struct serve_options *options, bool all);

/* Makes the folder. An exit code. */
int serve_demo_make(const struct serve_demo *demo, const struct app *app);

/* Plans the next reset by the settings. */
void serve_demo_plan(struct serve_demo *demo, const struct app *app);

/* For struct supervision: in how many milliseconds the clock is to be looked
 * at, 0 when the reset is due, -1 for never. */
int serve_demo_reset_in(const struct serve_demo *demo);

/* Makes it anew beside --data. OK; DENIED, CONFLICT or FAILED, all said. */
enum status serve_demo_renew(const struct serve_demo *demo,
    const struct app *app);

/* A reset has been done, or has failed, which is tried again in ten
 * minutes. */
void serve_demo_done(struct serve_demo *demo, const struct app *app);
void serve_demo_failed(struct serve_demo *demo);

#endif
