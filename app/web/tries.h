#ifndef WEB_TRIES_H
#define WEB_TRIES_H

#include <stdint.h>

#include "web/throttle.h"

struct request;

/*
 * What a try at a passphrase counts as, and whether it may be made: the rules
 * of throttle.h and rates.h for the door. Where the settings say 0, or all
 * limits are off, everything is counted and nothing refused.
 */
struct tries {
	enum throttle_lane lane;
	const char *name; /* in the request's arena */
};

/* Of a login: of the browser, where it is known for this account; else of the
 * address that was typed, of the client's own and of its network's. */
struct tries tries_of_login(struct request *req, const char *email,
    int64_t device_id);

/* Of the passphrase being asked for again. */
struct tries tries_of_proof(struct request *req, int64_t admin_id);

/* The seconds until it may be made, 0: now. */
int tries_wait(struct request *req, const struct tries *tries);

/* What is said then, and where no job can be taken. */
const char *tries_wait_text(struct request *req, int wait);
extern const char tries_busy_text[];

/* It is made; it was right. */
void tries_count(struct request *req, const struct tries *tries);
void tries_pass(struct request *req, const struct tries *tries);

#endif
