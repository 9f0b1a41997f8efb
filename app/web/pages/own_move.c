#include "web/pages/own_change.h"

#include "base/arena.h"
#include "calendar/zone.h"
#include "views_gen.h"
#include "web/app.h"
#include "web/page.h"
#include "web/pages/doubt.h"
#include "web/pages/pages.h"
#include "web/request.h"
#include "web/response.h"

/* The call's own time is no other one to move to. */
static void
leave_out(struct slots *slots, int64_t starts_at)
{
	size_t len = 0;

	for (size_t i = 0; i < slots->len; i++)
		if (slots->at[i].starts_at != starts_at)
			slots->at[len++] = slots->at[i];
	slots->len = len;
}

static enum status
show_move(struct request *req, struct response *res,
    const struct own_booking *own, struct slot_list *list,
    const struct problems *problems)
{
	struct page_head head = { .title = "Move your call",
		.wrong = problems->len > 0 };
	enum status st = slot_list_find(req, list);

	if (st != OK)
		return st;
	leave_out(&list->free_slots, own->row.slot.starts_at);
	own_move_page(&res->body, &(struct own_move_view){
		.page = page_frame(req, &head),
		.token = own->token,
		.when = own_when(req, own),
		.problems = page_problems(req, problems),
		.taken = list->taken,
		.slots = slot_list_view(req, list, own->row.result, problems),
		.zones = zones_view(req, list->zone),
	});
	return OK;
}

enum status
own_move_show(struct request *req, struct response *res)
{
	struct problems problems = { 0 };
	struct own_booking own;
	struct slot_list list;
	enum status st;

	if (!own_find(req, res, &own, &st))
		return st;
	if (!own_is_active(&own, req->now)) {
		own_page_show(req, res, &own, own_refusal(&own, req->now));
		return OK;
	}
	list = (struct slot_list){ .own_id = own.row.id };
	slot_list_zone(req, own.zone, &list, &problems);
	if ((st = show_move(req, res, &own, &list, &problems)) != OK)
		return st;
	return problems.len == 0 ? OK : INVALID;
}

static enum status
store_move(struct store *store, struct write *write)
{
	const struct change *change = (const struct change *)write;

	return store_booking_move(store, change->own.hash, &change->move,
	    change->at);
}

static enum status
move_to(struct request *req, struct change *change, const struct slot *slot)
{
	const struct availability *rules = &req->app->settings.availability;
	struct booking_move *move = &change->move;

	*move = (struct booking_move){
		.slot = *slot,
		.zone = zone_name(change->list.zone),
		.max_per_day = rules->max_per_day,
		.buffer_minutes = change->list.buffer_minutes,
		.outbox = &change->outbox,
	};
	owner_day(rules->zone, slot->starts_at, &move->day_from,
	    &move->day_to);
	if (change_tell(req, change, NEWS_MOVED, &change->own.lead, slot) != OK)
		return FAILED;
	return change_hand_over(req, change, store_move);
}

/* Chooses and hands over; OK: there is nothing to move. */
static enum status
move(struct request *req, struct change *change)
{
	const struct own_booking *own = &change->own;
	struct slot_list *list = &change->list;
	struct slot slot;
	enum status st;

	*list = (struct slot_list){ .own_id = own->row.id };
	slot_list_zone(req, own->zone, list, &change->problems);
	st = slot_list_wanted(req, list, &change->problems);
	/* The form sent twice: it is there already. */
	if (st == OK && list->wanted_at == own->row.slot.starts_at)
		return OK;
	if (st == OK)
		st = slot_list_choose(req, list, &slot, &change->problems);
	if (st == OK && change->problems.len > 0)
		st = INVALID;
	return st == OK ? move_to(req, change, &slot) : st;
}

/* The answer; what stands against it becomes a problem. */
static enum status
moved(struct request *req, struct response *res, struct change *change,
    enum status st)
{
	enum status shown;

	if (st == OK)
		return change_done(req, res, &change->own);
	if (st == DENIED)
		return change_refuse_anew(req, res);
	if (st == CONFLICT)
		slot_list_taken(&change->list, &change->problems);
	doubt_explain(st, &change->problems);
	if (change->problems.len == 0)
		return st;
	shown = show_move(req, res, &change->own, &change->list,
	    &change->problems);
	return shown == OK ? st : shown;
}

enum status
own_move(struct request *req, struct response *res)
{
	struct change *change = change_of(req, res);
	const struct own_booking *own = &change->own;
	enum status st;

	if (req->write != NULL)
		return moved(req, res, change, change->write.status);
	if (!own_find(req, res, &change->own, &st))
		return st;
	if (!own_is_active(own, req->now))
		return change_refuse(req, res, own, own_refusal(own, req->now));
	st = move(req, change);
	return st == PENDING ? PENDING : moved(req, res, change, st);
}
