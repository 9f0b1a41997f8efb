#include "store/availability.h"

#include "store/call_rules.h"
#include "store/store_private.h"

enum {
	DAY_SECONDS = 86400,
	/* An override of another zone reaches two days on, and today may be
	 * yesterday there. */
	OVERRIDES_BACK = 3,
	/* About the ends: zones, and calls of the day before. */
	ABOUT_DAYS = 2,
};

enum status
store_hours(struct store *store, struct arena *arena,
    const struct availability *rules, int64_t now, struct availability *hours)
{
	QUERY overrides = overrides_ask(store,
	    now / DAY_SECONDS - OVERRIDES_BACK);
	struct call_rules own;
	enum status st;

	*hours = *rules;
	if ((st = store_call_rules(store, arena, &own)) == OK)
		call_rules_apply(&own, hours);
	else if (st != NOT_FOUND)
		return st;
	return overrides_take(overrides, arena, &hours->overrides);
}

enum status
store_diary(struct store *store, struct arena *arena,
    const struct availability *rules, int64_t now, int64_t except,
    struct diary *diary)
{
	int64_t to;
	enum status st;

	st = store_hours(store, arena, rules, now, &diary->availability);
	if (st != OK)
		return st;
	to = now + (diary->availability.horizon_days + ABOUT_DAYS) *
	    (int64_t)DAY_SECONDS;
	return store_busy(store, arena, now, now - ABOUT_DAYS * DAY_SECONDS,
	    to, except, &diary->busy);
}

enum status
store_diary_at(struct store *store, struct arena *arena,
    const struct availability *rules, int64_t now, int64_t at, int64_t except,
    struct diary *diary)
{
	struct availability *own = &diary->availability;
	int64_t about;
	enum status st;

	if ((st = store_hours(store, arena, rules, now, own)) != OK)
		return st;
	about = own->max_per_day > 0 ? ABOUT_DAYS * (int64_t)DAY_SECONDS :
	    (own->slot_minutes + own->buffer_minutes) * (int64_t)60;
	return store_busy(store, arena, now, at - about, at + about, except,
	    &diary->busy);
}
