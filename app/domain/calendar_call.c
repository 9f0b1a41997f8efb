#include "domain/calendar_call.h"

#include "base/arena.h"

static const char *
link_to(struct arena *arena, const struct calendar_call *call,
    const char *admin_url)
{
	if (call->lead_id == 0)
		return arena_printf(arena, "%s/admin/bookings", admin_url);
	return arena_printf(arena, "%s/admin/leads/%lld", admin_url,
	    (long long)call->lead_id);
}

struct ics_event
calendar_call_event(struct arena *arena, const struct calendar_call *call,
    enum ics_method method, const char *admin_url, int64_t now)
{
	const char *link = link_to(arena, call, admin_url);

	return (struct ics_event){
		.method = method,
		.uid = arena_printf(arena, "%s" CALENDAR_CALL_UID_END,
		    call->uid),
		.sequence = (int)call->sequence,
		.starts_at = call->slot.starts_at,
		.ends_at = call->slot.ends_at,
		.stamp_at = now,
		.summary = call->tentative ? "Discovery call (waits for you)" :
					     "Discovery call",
		/* Some calendars show no URL. */
		.description = link,
		.location = "",
		.url = link,
		.organizer = { "", "" },
		.attendee = { "", "" },
		.tentative = call->tentative,
	};
}
