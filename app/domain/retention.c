#include "domain/retention.h"

static const int64_t day_seconds = 86400;

/* A call that is still to come is not erased from under it. */
static int64_t
closed_since(const struct retained *lead)
{
	return lead->call_ends_at > lead->stage_at ? lead->call_ends_at :
	    lead->stage_at;
}

enum retention_reason
retention_due(const struct retention *retention, const struct retained *lead,
    int64_t *due_at)
{
	enum retention_reason reason = RETENTION_OPEN;

	*due_at = 0;
	if (lead_stage_is_closed(lead->stage)) {
		reason = RETENTION_CLOSED;
		*due_at = closed_since(lead) +
		    retention->closed_days * day_seconds;
	}
	if (lead->doubt != DOUBT_NONE) {
		int64_t at = lead->quarantined_at +
		    retention->quarantine_days * day_seconds;

		if (reason == RETENTION_OPEN || at < *due_at) {
			reason = RETENTION_QUARANTINE;
			*due_at = at;
		}
	}
	return reason;
}

bool
retention_is_over(const struct retention *retention,
    const struct retained *lead, int64_t now, enum retention_reason *reason)
{
	int64_t due_at;

	*reason = retention_due(retention, lead, &due_at);
	return *reason != RETENTION_OPEN && due_at <= now;
}
