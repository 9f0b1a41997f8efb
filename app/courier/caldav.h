#ifndef COURIER_CALDAV_H
#define COURIER_CALDAV_H

#include <stdbool.h>
#include <stdint.h>

#include "base/status.h"
#include "courier/multistatus.h"

struct arena;
struct ics_event;

/*
 * One calendar on somebody's server, by CalDAV (RFC 4791): asked for what is
 * in it, and given events to keep. Basic authentication over https; see
 * http.h for where it may be. A server is trusted with times, not with where
 * to send the password: what it calls its events is taken only as a path on
 * itself.
 */
struct caldav {
	const char *url; /* of the calendar */
	const char *user;
	const char *password;
	bool test;       /* mode: test; see http.h */
};

/*
 * Everything that is on at some time within [from, to), in arena. OK; FAILED
 * with *problem in one sentence: no answer, or not the one that was hoped for.
 */
enum status caldav_query(struct arena *arena, const struct caldav *caldav,
    int64_t from, int64_t to, struct dav_items *items, const char **problem);

/* The path of an event by the name of its file, and of one by what the server
 * calls it; NULL: that is not on this server, or no path. */
const char *caldav_path(struct arena *arena, const struct caldav *caldav,
    const char *file);
const char *caldav_path_of(struct arena *arena, const struct caldav *caldav,
    const char *href);

/*
 * Writes an event. etag is the version it takes the place of; "" for one that
 * is new, CALDAV_ANY for whatever is there. Where it is not as it was thought
 * to be, it is written all the same: a call is when it is, whatever stands
 * there.
 *
 * OK, with the version it has now in *etag_now ("" where the server does not
 * tell); FAILED with *problem: *cut_off says whether there was no answer.
 */
#define CALDAV_ANY "*"

struct caldav_event {
	const char *path;
	const char *etag;
	const struct ics_event *event;
};

enum status caldav_put(struct arena *arena, const struct caldav *caldav,
    const struct caldav_event *event, const char **etag_now,
    const char **problem, bool *cut_off);

/* Takes an event out. OK, also when it is not there; FAILED as caldav_put. */
enum status caldav_remove(struct arena *arena, const struct caldav *caldav,
    const char *path, const char **problem, bool *cut_off);

#endif
