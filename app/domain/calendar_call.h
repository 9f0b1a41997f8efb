#ifndef DOMAIN_CALENDAR_CALL_H
#define DOMAIN_CALENDAR_CALL_H

#include <stdbool.h>
#include <stdint.h>

#include "calendar/ics.h"
#include "domain/availability.h"

struct arena;

/*
 * A call as the owner's own calendar shows it: when it is, and a link to the
 * desk, where it says with whom. Nothing about the visitor, for a calendar
 * goes through many hands.
 */
struct calendar_call {
	const char *uid; /* of its event: this and CALENDAR_CALL_UID_END */
	int64_t sequence;
	struct slot slot;
	bool tentative;  /* waits for the owner, who keeps the time so long */
	int64_t lead_id; /* 0: it was erased */
};

#define CALENDAR_CALL_UID_END "@fourways"

enum { CALENDAR_CALL_UID_LEN = 36 }; /* of the part in front */

/* The event, made at now; texts are in arena. admin_url is where the desk is,
 * without a slash at the end. */
struct ics_event calendar_call_event(struct arena *arena,
    const struct calendar_call *call, enum ics_method method,
    const char *admin_url, int64_t now);

#endif
