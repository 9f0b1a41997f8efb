#include "courier/calendar_sync.h"

#include "base/arena.h"
#include "base/log.h"
#include "config/settings.h"
#include "courier/caldav.h"
#include "courier/calendar_found.h"
#include "courier/secret_file.h"
#include "domain/calendar_call.h"
#include "store/calendars.h"

static const int64_t day_seconds = 86400;

enum { PROBLEM_MAX = 500 }; /* bytes of it that are stored */

/* One time it is done. */
struct sync {
	struct arena *arena;
	struct store *store;
	const char *admin_url;
	struct caldav caldav;
	struct ics_range range;
	struct calendar_found found;
	struct calendar_copies copies;
	int64_t now;
	const char *problem; /* the first one, or NULL */
	bool cut_off;        /* the server has ceased to answer */
};

enum status
calendar_sync_is_due(struct calendar_sync_plan *plan, struct store *store,
    int64_t now, bool *due)
{
	int64_t mark = 0;
	enum status st;

	*due = false;
	if (*plan->settings->caldav.url == '\0' && plan->next_at > 0)
		return OK;
	if ((st = store_calendar_mark(store, now, &mark)) != OK)
		return st;
	/* A call that ended changes the mark as well: once more does no
	 * harm. A clock that was set back must not stop it. */
	*due = now >= plan->next_at || mark != plan->mark ||
	    plan->next_at > now + CALENDAR_SYNC_SECONDS;
	plan->mark = mark;
	return OK;
}

static void
fault(struct sync *sync, const char *problem)
{
	if (sync->problem == NULL)
		sync->problem = problem;
}

/* ---- in ---- */

static enum status
read_calendar(struct sync *sync)
{
	struct dav_items items;
	const char *problem;
	enum status st;

	if (caldav_query(sync->arena, &sync->caldav, sync->range.from_at,
	    sync->range.to_at, &items, &problem) != OK) {
		fault(sync, problem);
		sync->cut_off = true;
		return OK;
	}
	st = calendar_found_read(sync->arena, sync->store, &items,
	    &sync->range, &sync->found);
	if (st == OK && sync->found.unreadable > 0)
		log_warn("courier.calendar", "%lld events cannot be read; the "
		    "first: %s", (long long)sync->found.unreadable,
		    sync->found.first_fault);
	return st != OK ? st : store_calendar_read(sync->store,
	    sync->caldav.url, &sync->found.busy, sync->found.unreadable,
	    sync->now);
}

/* ---- out ---- */

/* What an event says of a call; where that is not what was written, it is
 * written again. */
static const char *
mark_of(struct arena *arena, const struct calendar_call *call)
{
	return arena_printf(arena, "%lld %lld %lld %d %lld",
	    (long long)call->slot.starts_at, (long long)call->slot.ends_at,
	    (long long)call->sequence, call->tentative,
	    (long long)call->lead_id);
}

static const struct calendar_copy *
copy_of(const struct sync *sync, const char *uid)
{
	for (size_t i = 0; i < sync->copies.len; i++)
		if (strcmp(sync->copies.at[i].uid, uid) == 0)
			return &sync->copies.at[i];
	return NULL;
}

/* Whether a copy stands where this look would have seen it. */
static bool
was_looked_for(const struct sync *sync, const struct calendar_call *call)
{
	return call->slot.ends_at > sync->range.from_at &&
	    call->slot.starts_at < sync->range.to_at;
}

/* Where an event is to be written: where the server has it, where we put it,
 * or at a new place. */
static struct caldav_event
place_of(struct sync *sync, const struct calendar_call *call,
    const struct calendar_copy *copy)
{
	const struct calendar_own *own = calendar_found_own(&sync->found,
	    call->uid);
	const char *path = own == NULL ? NULL : caldav_path_of(sync->arena,
	    &sync->caldav, own->href);

	if (path != NULL)
		return (struct caldav_event){ path,
			*own->etag == '\0' ? CALDAV_ANY : own->etag };
	if (copy != NULL && !was_looked_for(sync, call))
		return (struct caldav_event){ copy->href,
			*copy->etag == '\0' ? CALDAV_ANY : copy->etag };
	return (struct caldav_event){ caldav_path(sync->arena, &sync->caldav,
	    arena_printf(sync->arena, "%s.ics", call->uid)), "" };
}

static enum status
write_call(struct sync *sync, const struct calendar_call *call,
    const struct calendar_copy *copy, const char *mark)
{
	const struct ics_event event = calendar_call_event(sync->arena, call,
	    ICS_STORED, sync->admin_url, sync->now);
	struct caldav_event place = place_of(sync, call, copy);
	struct calendar_copy written = { call->uid, place.path, "", mark };
	const char *problem;

	place.event = &event;
	if (caldav_put(sync->arena, &sync->caldav, &place, &written.etag,
	    &problem, &sync->cut_off) == OK)
		return store_calendar_copy_put(sync->store, &written);
	fault(sync, arena_printf(sync->arena, "a call could not be written: "
	    "%s", problem));
	return OK;
}

/* A call of which the calendar shows all there is, is left alone. */
static enum status
keep_call(struct sync *sync, const struct calendar_call *call)
{
	const struct calendar_copy *copy = copy_of(sync, call->uid);
	const char *mark = mark_of(sync->arena, call);

	if (copy != NULL && strcmp(copy->mark, mark) == 0 &&
	    (calendar_found_own(&sync->found, call->uid) != NULL ||
		!was_looked_for(sync, call)))
		return OK;
	return write_call(sync, call, copy, mark);
}

static bool
is_among(const struct calendar_calls *calls, const char *uid)
{
	for (size_t i = 0; i < calls->len; i++)
		if (strcmp(calls->at[i].uid, uid) == 0)
			return true;
	return false;
}

/* Of a call that is no more, or is over. */
static enum status
drop_copy(struct sync *sync, const struct calendar_copy *copy)
{
	enum status st = store_calendar_ended(sync->store, copy->uid,
	    sync->now);
	const char *problem;

	if (st != OK && st != NOT_FOUND)
		return st;
	if (st == OK || caldav_remove(sync->arena, &sync->caldav, copy->href,
	    &problem, &sync->cut_off) == OK)
		return store_calendar_copy_remove(sync->store, copy->uid);
	fault(sync, arena_printf(sync->arena, "a call that was cancelled "
	    "could not be taken out: %s", problem));
	return OK;
}

static enum status
write_calendar(struct sync *sync)
{
	struct calendar_calls calls;
	enum status st = store_calendar_calls(sync->store, sync->arena,
	    sync->now, sync->now, INT64_MAX, &calls);

	if (st == OK)
		st = store_calendar_copies(sync->store, sync->arena,
		    &sync->copies);
	for (size_t i = 0; st == OK && !sync->cut_off && i < calls.len; i++)
		st = keep_call(sync, &calls.at[i]);
	for (size_t i = 0; st == OK && !sync->cut_off &&
	     i < sync->copies.len; i++)
		if (!is_among(&calls, sync->copies.at[i].uid))
			st = drop_copy(sync, &sync->copies.at[i]);
	return st;
}

/* ---- all of it ---- */

/* The problem as it is stored: printable, and not too long. */
static const char *
stored_problem(struct sync *sync)
{
	char *text = arena_strndup(sync->arena, sync->problem,
	    strnlen(sync->problem, PROBLEM_MAX));

	for (char *c = text; *c != '\0'; c++)
		if (*c < ' ' || *c > '~')
			*c = '?';
	return text;
}

static enum status
tell(struct calendar_sync_plan *plan, struct sync *sync)
{
	if (sync->problem == NULL) {
		if (plan->told)
			log_info("courier.calendar", "in step again");
		plan->told = false;
		return OK;
	}
	if (!plan->told)
		log_warn("courier.calendar", "%s", sync->problem);
	plan->told = true;
	return store_calendar_failed(sync->store, sync->caldav.url,
	    stored_problem(sync), sync->now);
}

/* The password, where there is one. */
static enum status
read_password(struct calendar_sync_plan *plan, struct sync *sync)
{
	const char *file = plan->settings->caldav.password_file;
	const char *problem;

	sync->caldav.password = "";
	if (*file == '\0' || secret_file_read(sync->arena, plan->conf, file,
	    &sync->caldav.password, &problem) == OK)
		return OK;
	fault(sync, problem);
	return FAILED;
}

static enum status
run(struct calendar_sync_plan *plan, struct sync *sync)
{
	enum status st = OK;

	if (read_password(plan, sync) == OK)
		st = read_calendar(sync);
	if (st == OK && sync->problem == NULL)
		st = write_calendar(sync);
	return st == OK ? tell(plan, sync) : st;
}

/* As far as calls can be booked; the last day offered ends up to two days
 * later. */
static struct ics_range
range_of(const struct availability *hours, int64_t now)
{
	return (struct ics_range){ now - day_seconds,
		now + day_seconds * (hours->horizon_days + 2), hours->zone };
}

enum status
calendar_sync_run(struct calendar_sync_plan *plan, struct store *store,
    int64_t now)
{
	const struct settings *settings = plan->settings;
	ARENA(arena);
	struct sync sync = {
		.arena = arena,
		.store = store,
		.admin_url = plan->admin_url,
		.caldav = { settings->caldav.url, settings->caldav.user, "",
			settings->mode == SITE_TEST },
		.range = range_of(&settings->availability, now),
		.now = now,
	};
	enum status st;

	plan->next_at = now + CALENDAR_SYNC_SECONDS;
	st = store_calendar_choose(store, settings->caldav.url);
	if (st != OK || *settings->caldav.url == '\0')
		return st;
	return run(plan, &sync);
}
