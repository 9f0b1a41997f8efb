#include "base/arena.h"

#include <jansson.h>

#include "base/text.h"
#include "calendar/instant.h"
#include "calendar/zone.h"
#include "domain/problems.h"
#include "web/app.h"
#include "web/pages/json_body.h"
#include "web/pages/pages.h"
#include "web/pages/slot_list.h"
#include "web/request.h"
#include "web/response.h"

enum { DAYS_DEFAULT = 14, DAYS_MAX = 366 };

static const int64_t day_seconds = 86400;

static json_t *
slots_json(struct request *req, const struct slot_list *list, int64_t days)
{
	json_t *array = json_array();

	for (size_t i = 0; i < list->free_slots.len; i++) {
		const struct slot *slot = &list->free_slots.at[i];
		char start[INSTANT_TEXT_SIZE];
		char end[INSTANT_TEXT_SIZE];

		if (slot->starts_at >= req->now + days * day_seconds)
			break;
		instant_format(slot->starts_at, start);
		instant_format(slot->ends_at, end);
		json_array_append_new(array, json_pack("{s:s, s:s, s:s}",
		    "start", start, "end", end, "label",
		    label_slot(req->arena, list->zone, slot->starts_at,
			slot->ends_at)));
	}
	return json_pack("{s:s, s:o}", "zone", zone_name(list->zone), "slots",
	    array);
}

enum status
booking_slots(struct request *req, struct response *res)
{
	const char *days_text = form_get(&req->form, "days");
	struct problems problems = { 0 };
	struct slot_list list = { 0 };
	int64_t days = DAYS_DEFAULT;
	enum status st;

	slot_list_zone(req, req->app->settings.availability.zone, &list,
	    &problems);
	if (days_text != NULL && !text_int(days_text, 1, DAYS_MAX, &days))
		problems_add(&problems, "days",
		    "days is a whole number from 1 to 366.");
	if (problems.len > 0) {
		res->code = 422;
		return json_body(res, json_pack("{s:s, s:s}", "field",
		    problems.at[0].field, "error", problems.at[0].message));
	}
	if ((st = slot_list_find(req, &list)) != OK)
		return st;
	return json_body(res, slots_json(req, &list, days));
}
