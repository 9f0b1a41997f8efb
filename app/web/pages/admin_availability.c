#include "web/pages/admin_availability.h"

#include "base/arena.h"
#include "base/text.h"
#include "calendar/instant.h"
#include "calendar/zone.h"
#include "config/date.h"
#include "domain/hours.h"
#include "domain/obstacle.h"
#include "domain/problems.h"
#include "store/availability.h"
#include "store/calendars.h"
#include "store/retention.h"
#include "views_gen.h"
#include "web/app.h"
#include "web/page.h"
#include "web/pages/desk.h"
#include "web/pages/desk_lead.h"
#include "web/pages/pages.h"
#include "web/pages/slot_list.h"
#include "web/request.h"
#include "web/response.h"

enum {
	SLOTS_SHOWN = 10,
	DAY_SECONDS = 86400,
};

/* What the page is made of. */
struct desk_diary {
	const struct zone *zone; /* the owner's */
	int64_t today;           /* by their clock */
	struct diary diary;
	struct busy_times blocked;
	struct booking_entries ahead;
	struct busy_file file;
	bool has_file;
	struct calendar_sync sync;
};

static enum status
read_diary(struct request *req, struct desk_diary *desk)
{
	struct store *store = req->app->store;
	const struct availability *rules = &req->app->settings.availability;
	enum status st;

	desk->zone = rules->zone;
	desk->today = desk_today(req);
	if ((st = store_diary(store, req->arena, rules, req->now, 0,
		&desk->diary)) != OK ||
	    (st = store_busy_times(store, req->arena, req->now,
		&desk->blocked)) != OK ||
	    (st = store_bookings_ahead(store, req->arena, req->now,
		&desk->ahead)) != OK)
		return st;
	st = store_busy_file(store, &desk->file);
	desk->has_file = st == OK;
	if (st == OK || st == NOT_FOUND)
		st = store_calendar_sync(store, req->arena, &desk->sync);
	if (st == NOT_FOUND)
		desk->sync = (struct calendar_sync){ .problem = "" };
	return st == NOT_FOUND ? OK : st;
}

/* ---- free times ---- */

static void
fill_next(struct request *req, const struct desk_diary *desk,
    const struct zone *zone, struct admin_availability_view *view)
{
	const struct diary *diary = &desk->diary;
	struct slots slots;
	struct text_view *at;

	availability_slots(req->arena, &diary->availability, &diary->busy,
	    req->now, &slots);
	if (slots.len > SLOTS_SHOWN)
		slots.len = SLOTS_SHOWN;
	at = arena_array(req->arena, slots.len, sizeof(*at));
	for (size_t i = 0; i < slots.len; i++)
		at[i].text = label_slot(req->arena, zone,
		    slots.at[i].starts_at, slots.at[i].ends_at);
	view->next.at = at;
	view->next.len = slots.len;
	view->zones = zones_view(req, zone);
	view->obstacle = obstacle_text(req->arena,
	    availability_obstacle(&diary->availability, &diary->busy,
	    req->now), &diary->availability);
}

/* ---- conflicts ---- */

/* Whether a booking is one that takes its time. */
static bool
is_active(const struct request *req, const struct booking_entry *entry)
{
	return entry->state == BOOKING_CONFIRMED ||
	    (entry->state == BOOKING_REQUESTED &&
		entry->held_until > req->now);
}

/* What the owner booked outside their hours they did knowingly. */
static bool
is_by_hand(struct request *req, const struct booking_entry *entry)
{
	struct lead_kept kept;

	return store_lead_kept(req->app->store, req->arena, entry->lead_id,
	    &kept) == OK && strcmp(kept.consent, desk_by_hand) == 0;
}

/* What stands against a booking, or NULL. */
static const char *
conflict_of(struct request *req, const struct desk_diary *desk,
    const struct booking_entry *entry)
{
	for (size_t i = 0; i < desk->blocked.len; i++) {
		const struct busy_time *one = &desk->blocked.at[i];

		if (one->slot.starts_at < entry->slot.ends_at &&
		    one->slot.ends_at > entry->slot.starts_at)
			return one->source == BUSY_OWNER ?
			    "You have blocked this time." :
			    "Your calendar says you are busy.";
	}
	if (availability_overridden(&desk->diary.availability, &entry->slot))
		return "This day is blocked, or has other hours.";
	if (!availability_holds(&desk->diary.availability, &entry->slot) &&
	    !is_by_hand(req, entry))
		return "It lies outside your weekly hours.";
	return NULL;
}

static struct booking_entries_view
conflicts_view(struct request *req, const struct desk_diary *desk)
{
	struct booking_entry_view *at =
	    arena_array(req->arena, desk->ahead.len, sizeof(*at));
	size_t len = 0;

	for (size_t i = 0; i < desk->ahead.len; i++) {
		const struct booking_entry *entry = &desk->ahead.at[i];
		const char *note = is_active(req, entry) ?
		    conflict_of(req, desk, entry) : NULL;

		if (note != NULL)
			at[len++] = desk_booking(req, entry, note);
	}
	return (struct booking_entries_view){ at, len };
}

/* ---- days with other hours ---- */

static const char *
day_value(struct arena *arena, int64_t day)
{
	const struct civil civil = civil_from_days(day);

	return arena_printf(arena, "%04d-%02d-%02d", civil.year, civil.month,
	    civil.day);
}

/* Days have no zone: they read the same in UTC. */
static const char *
day_label(struct arena *arena, int64_t day)
{
	return label_day(arena, zone_find("UTC"), day * DAY_SECONDS);
}

static bool
goes_on(struct arena *arena, const struct override *one,
    const struct override *next)
{
	return next->day == one->day + 1 && next->zone == one->zone &&
	    strcmp(hours_text(arena, &next->windows),
		hours_text(arena, &one->windows)) == 0;
}

static struct override_view
override_view(struct arena *arena, const struct override *first,
    const struct override *last)
{
	const char *from = day_label(arena, first->day);

	return (struct override_view){
		.days = first == last ? from : arena_printf(arena, "%s to %s",
		    from, day_label(arena, last->day)),
		.hours = hours_text(arena, &first->windows),
		.zone = override_zone(first),
		.from = day_value(arena, first->day),
		.to = day_value(arena, last->day),
	};
}

/* From today on; days in a row that are alike are one line. */
static void
fill_overrides(struct request *req, const struct desk_diary *desk,
    struct admin_availability_view *view)
{
	const struct overrides *all = &desk->diary.availability.overrides;
	struct override_view *at =
	    arena_array(req->arena, all->len, sizeof(*at));
	size_t len = 0;
	size_t first = 0;

	while (first < all->len && all->at[first].day < desk->today)
		first++;
	for (size_t last = first; last < all->len; last++) {
		if (last + 1 < all->len && goes_on(req->arena,
		    &all->at[last], &all->at[last + 1]))
			continue;
		at[len++] = override_view(req->arena, &all->at[first],
		    &all->at[last]);
		first = last + 1;
	}
	view->overrides.at = at;
	view->overrides.len = len;
}

/* ---- blocked time ---- */

static int64_t
count_of(const struct busy_times *times, enum busy_source source)
{
	int64_t count = 0;

	for (size_t i = 0; i < times->len; i++)
		count += times->at[i].source == source;
	return count;
}

static void
fill_blocks(struct request *req, const struct desk_diary *desk,
    struct admin_availability_view *view)
{
	const struct busy_times *all = &desk->blocked;
	struct block_view *at = arena_array(req->arena, all->len, sizeof(*at));
	size_t len = 0;

	for (size_t i = 0; i < all->len; i++)
		if (all->at[i].source == BUSY_OWNER)
			at[len++] = (struct block_view){ all->at[i].id,
				desk_when(req, &all->at[i].slot) };
	view->blocks.at = at;
	view->blocks.len = len;
	view->file_count = count_of(all, BUSY_FILE);
	view->server_count = count_of(all, BUSY_CALENDAR);
}

static void
fill_file(struct request *req, const struct desk_diary *desk,
    struct admin_availability_view *view)
{
	const int64_t last = req->now + (int64_t)DAY_SECONDS *
	    desk->diary.availability.horizon_days;

	view->file_read = "";
	view->file_covers = "";
	if (!desk->has_file)
		return;
	view->file_read = label_moment(req->arena, desk->zone,
	    desk->file.read_at);
	view->file_covers = label_moment(req->arena, desk->zone,
	    desk->file.covers_to);
	view->file_ends_early = desk->file.covers_to < last;
}

static void
fill_server(struct request *req, const struct desk_diary *desk,
    struct admin_availability_view *view)
{
	const struct calendar_sync *sync = &desk->sync;

	view->has_server = *req->app->settings.caldav.url != '\0';
	view->server_read = sync->synced_at == 0 ? "" :
	    label_moment(req->arena, desk->zone, sync->synced_at);
	view->server_problem = sync->problem;
	view->server_unreadable = sync->unreadable == 0 ? "" :
	    arena_printf(req->arena, "%lld event%s there",
	    (long long)sync->unreadable, sync->unreadable == 1 ? "" : "s");
}

/* ---- the forms ---- */

static struct field_view
sent(struct request *req, const struct problems *problems, const char *field)
{
	return page_field(form_get(&req->form, field), problems, field);
}

static void
fill_forms(struct request *req, const struct desk_diary *desk,
    const struct problems *problems, struct admin_availability_view *view)
{
	const char *rule = form_text(&req->form, "rule");
	const struct zone *zone = zone_find(form_text(&req->form, "zone"));

	view->from = sent(req, problems, "from");
	view->to = sent(req, problems, "to");
	view->rule = sent(req, problems, "rule");
	view->hours = sent(req, problems, "hours");
	view->hours_zone = sent(req, problems, "zone");
	view->starts = sent(req, problems, "starts");
	view->ends = sent(req, problems, "ends");
	view->hours_checked = strcmp(rule, "hours") == 0;
	view->blocked_checked = strcmp(rule, "blocked") == 0;
	view->hours_zones = zones_view(req, zone == NULL ? desk->zone : zone);
}

static struct capacity_view
capacity_view(struct request *req)
{
	const struct settings *settings = &req->app->settings;

	return (struct capacity_view){
		.open = settings->capacity.open,
		.next_free = *settings->capacity.next_free == '\0' ? "" :
		    date_label(req->arena, settings->capacity.next_free),
		.reason = settings->capacity.reason,
	};
}

/* ---- the page ---- */

enum status
admin_availability_write(struct request *req, struct response *res,
    const struct problems *problems)
{
	struct page_head head = { .title = "Availability",
		.wrong = problems->len > 0 };
	struct slot_list list = { 0 };
	struct problems zone_problems = *problems;
	struct desk_diary desk;
	struct admin_availability_view view = { 0 };
	enum status st;

	if ((st = read_diary(req, &desk)) != OK ||
	    (st = admin_call_rules_fill(req, problems, &view.rules)) != OK)
		return st;
	slot_list_zone(req, desk.zone, &list, &zone_problems);
	view.page = page_frame(req, &head);
	view.problems = page_problems(req, &zone_problems);
	view.zone = zone_name(desk.zone);
	view.conflicts = conflicts_view(req, &desk);
	fill_next(req, &desk, list.zone, &view);
	fill_overrides(req, &desk, &view);
	fill_blocks(req, &desk, &view);
	fill_file(req, &desk, &view);
	fill_server(req, &desk, &view);
	fill_forms(req, &desk, problems, &view);
	view.capacity = capacity_view(req);
	admin_availability_page(&res->body, &view);
	return zone_problems.len == 0 ? OK : INVALID;
}

enum status
admin_availability_show(struct request *req, struct response *res)
{
	const struct problems none = { 0 };

	return admin_availability_write(req, res, &none);
}
