#include "domain/promise.h"

enum { HOUR_SECONDS = 3600 };

static int64_t
seconds_of(const struct reply *reply, int64_t now)
{
	int64_t until = reply->answered_at != 0 ? reply->answered_at : now;

	return until > reply->came_at ? until - reply->came_at : 0;
}

int64_t
reply_hours(const struct reply *reply, int64_t now)
{
	return seconds_of(reply, now) / HOUR_SECONDS;
}

bool
reply_is_late(const struct reply *reply, int hours, int64_t now)
{
	return seconds_of(reply, now) > (int64_t)hours * HOUR_SECONDS;
}

void
promise_count(struct promise_kept *kept, const struct reply *reply, int hours,
    int64_t now)
{
	bool late = reply_is_late(reply, hours, now);

	if (reply->answered_at != 0 && late)
		kept->late++;
	else if (reply->answered_at != 0)
		kept->in_time++;
	else if (late)
		kept->overdue++;
	else
		kept->waiting++;
}
