#include "web/pages/slot_list.h"

#include "base/arena.h"
#include "base/html.h"
#include "base/buf.h"
#include "calendar/instant.h"
#include "calendar/zone.h"
#include "domain/problems.h"
#include "store/availability.h"
#include "web/app.h"
#include "web/request.h"

enum {
	DAYS_SHOWN = 14, /* days with a free slot (row B1) */
	NEAREST = 3,     /* offered when the wanted one is gone (row B6) */
	HREF_MAX = 512,
};

/* ---- what was asked for ---- */

void
slot_list_zone(struct request *req, const struct zone *fallback,
    struct slot_list *list, struct problems *problems)
{
	const char *tz = form_text(&req->form, "tz");

	list->zone = *tz == '\0' ? NULL : zone_find(tz);
	if (list->zone != NULL)
		return;
	list->zone = fallback;
	if (*tz != '\0')
		problems_add(problems, "tz", "We do not know that time zone. "
		    "Please choose one from the list.");
}

enum status
slot_list_wanted(struct request *req, struct slot_list *list,
    struct problems *problems)
{
	const char *text = form_text(&req->form, "slot");

	if (*text != '\0' && instant_parse(text, &list->wanted_at) == OK)
		return OK;
	problems_add(problems, "slot", "Please choose a time for the call.");
	return INVALID;
}

static enum status
judge(struct request *req, struct slot_list *list, const struct diary *diary,
    struct slot *slot, struct problems *problems)
{
	enum status st;

	list->buffer_minutes = diary->availability.buffer_minutes;
	st = availability_find(&diary->availability, &diary->busy, req->now,
	    list->wanted_at, slot);
	if (st == INVALID)
		problems_add(problems, "slot", "That time is not offered, or "
		    "it has gone by. Please choose another.");
	return st;
}

enum status
slot_list_offered(struct request *req, struct slot_list *list,
    struct slot *slot, struct problems *problems)
{
	struct diary diary = { 0 };
	enum status st = store_hours(req->app->store, req->arena,
	    &req->app->settings.availability, req->now, &diary.availability);

	return st != OK ? st : judge(req, list, &diary, slot, problems);
}

enum status
slot_list_choose(struct request *req, struct slot_list *list,
    struct slot *slot, struct problems *problems)
{
	struct diary diary;
	enum status st = store_diary_at(req->app->store, req->arena,
	    &req->app->settings.availability, req->now, list->wanted_at,
	    list->own_id, &diary);

	return st != OK ? st : judge(req, list, &diary, slot, problems);
}

void
slot_list_taken(struct slot_list *list, struct problems *problems)
{
	list->taken = true;
	problems_add(problems, "slot", "That time has just been taken. Please "
	    "choose another.");
}

enum status
slot_list_find(struct request *req, struct slot_list *list)
{
	struct diary diary;
	enum status st = store_diary(req->app->store, req->arena,
	    &req->app->settings.availability, req->now, list->own_id, &diary);

	if (st == OK)
		availability_slots(req->arena, &diary.availability,
		    &diary.busy, req->now, &list->free_slots);
	return st;
}

void
owner_day(const struct zone *zone, int64_t at, int64_t *from, int64_t *to)
{
	const int64_t day = zone_day(zone, at);

	*from = zone_on_day(zone, day, 0);
	*to = zone_on_day(zone, day + 1, 0);
}

/* ---- what is shown ---- */

static struct slot_view
slot_view(struct request *req, const struct slot_list *list,
    const struct slot *slot)
{
	char *value = arena_alloc(req->arena, INSTANT_TEXT_SIZE);

	instant_format(slot->starts_at, value);
	return (struct slot_view){
		.value = value,
		.time = label_time(req->arena, list->zone, slot->starts_at),
		.label = label_slot(req->arena, list->zone, slot->starts_at,
		    slot->ends_at),
		.checked = slot->starts_at == list->wanted_at,
	};
}

/* Slots in order, grouped by the visitor's civil day, up to max days. */
static struct days_view
group_days(struct request *req, const struct slot_list *list,
    const struct slots *slots, size_t max)
{
	struct day_view *days = arena_array(req->arena, max, sizeof(*days));
	struct slot_view *views =
	    arena_array(req->arena, slots->len, sizeof(*views));
	size_t len = 0;
	int64_t last = 0;

	for (size_t i = 0; i < slots->len; i++) {
		const struct slot *slot = &slots->at[i];
		int64_t day = zone_day(list->zone, slot->starts_at);

		if (len == 0 || day != last) {
			if (len == max)
				break;
			days[len].label = label_day(req->arena, list->zone,
			    slot->starts_at);
			days[len++].slots.at = &views[i];
			last = day;
		}
		views[i] = slot_view(req, list, slot);
		days[len - 1].slots.len++;
	}
	return (struct days_view){ days, len };
}

static int64_t
distance(const struct slot *slot, int64_t at)
{
	int64_t d = slot->starts_at - at;

	return d < 0 ? -d : d;
}

/* The free slots nearest to the wanted one: neighbours of it in the list. */
static struct days_view
nearest(struct request *req, const struct slot_list *list)
{
	const struct slots *all = &list->free_slots;
	size_t from = 0;
	size_t to = 0;

	while (to < all->len && all->at[to].starts_at < list->wanted_at)
		to++;
	from = to;
	while (to - from < NEAREST && (from > 0 || to < all->len)) {
		if (to == all->len || (from > 0 &&
			distance(&all->at[from - 1], list->wanted_at) <=
			    distance(&all->at[to], list->wanted_at)))
			from--;
		else
			to++;
	}
	return group_days(req, list,
	    &(struct slots){ &all->at[from], to - from }, NEAREST);
}

static const char *
contact_href(struct request *req, const struct slot_list *list,
    const char *result)
{
	BUF(href, HREF_MAX);

	buf_puts(&href, "/contact?tz=");
	html_percent(&href, zone_name(list->zone));
	if (*result != '\0')
		buf_printf(&href, "&result=%s", result);
	return arena_strdup(req->arena, buf_text(&href));
}

struct slot_list_view
slot_list_view(struct request *req, const struct slot_list *list,
    const char *result, const struct problems *problems)
{
	const char *problem = problems_of(problems, "slot");
	struct slot_list_view view = {
		.zone = zone_name(list->zone),
		.problem = problem == NULL ? "" : problem,
		.days = group_days(req, list, &list->free_slots, DAYS_SHOWN),
		.contact_href = contact_href(req, list, result),
	};

	if (list->taken)
		view.nearest = nearest(req, list);
	return view;
}

struct zones_view
zones_view(struct request *req, const struct zone *zone)
{
	size_t count = zone_count();
	struct zone_view *at = arena_array(req->arena, count + 1, sizeof(*at));
	size_t len = 0;
	bool found = false;

	for (size_t i = 0; i < count; i++) {
		at[len].name = zone_name(zone_at(i));
		at[len].selected = strcmp(at[len].name, zone_name(zone)) == 0;
		found |= at[len++].selected;
	}
	/* An alias the visitor's browser gave keeps its own name. */
	if (!found)
		at[len++] = (struct zone_view){ zone_name(zone), true };
	return (struct zones_view){ { at, len } };
}

const char *
zone_script(struct request *req, const struct problems *problems)
{
	return req->method == GET && problems->len == 0 &&
	    form_get(&req->form, "tz") == NULL ? req->app->js_path : "";
}
