#ifndef DOMAIN_RETENTION_H
#define DOMAIN_RETENTION_H

#include <stdbool.h>
#include <stdint.h>

#include "domain/lead.h"
#include "domain/quarantine.h"

/*
 * How long leads are kept: closed ones, and those that waited in quarantine
 * for somebody to look at them, are erased when so many days have passed. Open
 * leads stay. A day is one of 24 hours.
 */
struct retention {
	int closed_days;     /* since a lead was closed, or its call ended */
	int quarantine_days; /* since a form was put into quarantine */
};

/* Copies that the program makes before it changes a database go so many days
 * later: time enough to see that the update was good. */
enum { RETENTION_COPY_DAYS = 14 };

/* What the rule looks at of a lead. */
struct retained {
	enum lead_stage stage;
	int64_t stage_at;       /* when it came to that stage */
	enum doubt doubt;       /* DOUBT_NONE: not in quarantine */
	int64_t quarantined_at;
	int64_t call_ends_at;   /* its last call that is not cancelled, or 0 */
};

enum retention_reason {
	RETENTION_OPEN = 1, /* is kept */
	RETENTION_CLOSED,
	RETENTION_QUARANTINE,
};

/* When a lead is due to be erased and why; the instant is 0 for one that is
 * kept. Of two reasons the earlier one counts. */
enum retention_reason retention_due(const struct retention *retention,
    const struct retained *lead, int64_t *due_at);

/* Whether that is over at this moment. */
bool retention_is_over(const struct retention *retention,
    const struct retained *lead, int64_t now, enum retention_reason *reason);

#endif
