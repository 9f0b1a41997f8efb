#ifndef COURIER_CALENDAR_SYNC_H
#define COURIER_CALENDAR_SYNC_H

#include <stdbool.h>
#include <stdint.h>

#include "base/status.h"
#include "calendar/ics_read.h"
#include "courier/multistatus.h"

struct arena;
struct settings;
struct store;
struct zone;

/*
 * Keeps the owner's calendar on a server (caldav.h) and the calls in step.
 *
 * In: when the owner is busy there, which takes the place of what the last
 * look found. Only times are stored. An event that cannot be read is passed
 * over and counted; a look that fails leaves what was known.
 * Out: every call that is not over stands there as an event of its own, is
 * moved with it and taken out when it is cancelled; one that is over stays.
 * Our own events are known by their UID, and keep nobody from booking.
 *
 * What the owner does to such an event there (moves it, deletes it) changes
 * no call: visitors would not learn of it. It is written again.
 */
struct calendar_sync_plan {
	const struct settings *settings;
	const char *conf;      /* the folder of site.yaml */
	const char *admin_url;
	int64_t next_at;       /* 0 at first */
	int64_t mark;          /* of the calls, when it was last done */
	bool told;             /* that it fails: the log is told once */
};

enum { CALENDAR_SYNC_SECONDS = 300 };

/* Whether it is time: the last time was so long ago, or a call was made,
 * changed or cancelled since. OK, BUSY or FAILED. */
enum status calendar_sync_is_due(struct calendar_sync_plan *plan,
    struct store *store, int64_t now, bool *due);

/*
 * Does it; what came of it stands in the store (store/calendars.h) and, where
 * it fails, in the log. May wait for the server, up to HTTP_SECONDS for each
 * request; the first that has no answer is the last. OK, BUSY or FAILED of
 * the store.
 */
enum status calendar_sync_run(struct calendar_sync_plan *plan,
    struct store *store, int64_t now);

#endif
