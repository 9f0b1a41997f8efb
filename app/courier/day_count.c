#include "courier/day_count.h"

#include "base/arena.h"
#include "base/buf.h"
#include "calendar/zone.h"
#include "store/mail_facts.h"

enum { TEXT_MAX = 200 };

/* ", 3 follow-ups due" behind what is there already; nothing for 0. */
static void
count_put(struct buf *out, int64_t count, const char *one, const char *many)
{
	if (count > 0)
		buf_printf(out, "%s%lld %s", out->len > 0 ? ", " : "",
		    (long long)count, count == 1 ? one : many);
}

enum status
day_count(struct arena *arena, struct store *store, const struct zone *zone,
    int64_t at, const char **text)
{
	int64_t day = zone_day(zone, at);
	struct due_count due;
	int64_t calls;
	BUF(out, TEXT_MAX);
	enum status st = store_calls_between(store, zone_on_day(zone, day, 0),
	    zone_on_day(zone, day + 1, 0), &calls);

	if (st != OK || (st = store_due_count(store, day, &due)) != OK)
		return st;
	count_put(&out, calls, "call", "calls");
	count_put(&out, due.due, "follow-up due", "follow-ups due");
	count_put(&out, due.overdue, "overdue", "overdue");
	*text = arena_strdup(arena, buf_text(&out));
	return OK;
}
