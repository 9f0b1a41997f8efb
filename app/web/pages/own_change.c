#include "web/pages/own_change.h"

#include "base/arena.h"
#include "views_gen.h"
#include "web/page.h"
#include "web/pages/pages.h"
#include "web/request.h"
#include "web/response.h"

struct change *
change_of(struct request *req, struct response *res)
{
	if (req->write == NULL)
		return arena_alloc(req->arena, sizeof(struct change));
	res->referrer = "no-referrer";
	return (struct change *)req->write;
}

enum status
change_hand_over(struct request *req, struct change *change,
    enum status (*run)(struct store *store, struct write *write))
{
	change->at = req->now;
	change->write.run = run;
	return request_write(req, &change->write);
}

enum status
change_done(struct request *req, struct response *res,
    const struct own_booking *own)
{
	return response_redirect(res, req, "/booking/%s", own->token);
}

enum status
change_refuse(struct request *req, struct response *res,
    const struct own_booking *own, const char *why)
{
	own_page_show(req, res, own, why);
	return CONFLICT;
}

enum status
change_refuse_anew(struct request *req, struct response *res)
{
	struct own_booking own;
	enum status st;

	if (!own_find(req, res, &own, &st))
		return st;
	return change_refuse(req, res, &own, own_refusal(&own, req->now));
}

enum status
change_tell(struct request *req, struct change *change, enum news_kind kind,
    const struct lead_own *of, const struct slot *slot)
{
	const struct own_booking *own = &change->own;

	return news_make(req, &(struct news){ kind, of, own->token,
	    slot->starts_at, own->row.remind, own->row.lead_uuid,
	    slot->ends_at, own->row.result }, &change->outbox);
}

/* ---- cancelling ---- */

static enum status
store_cancel(struct store *store, struct write *write)
{
	const struct change *change = (const struct change *)write;

	return store_booking_cancel(store, change->own.hash, &change->outbox,
	    change->at);
}

enum status
own_cancel(struct request *req, struct response *res)
{
	struct change *change = change_of(req, res);
	struct own_booking *own = &change->own;
	enum status st;

	if (req->write == NULL) {
		if (!own_find(req, res, own, &st))
			return st;
		if (change_tell(req, change, NEWS_CANCELLED, &own->lead,
		    &own->row.slot) != OK)
			return FAILED;
		return change_hand_over(req, change, store_cancel);
	}
	st = change->write.status;
	if (st == DENIED)
		return change_refuse_anew(req, res);
	return st == OK ? change_done(req, res, own) : st;
}

/* ---- erasing ---- */

enum status
own_erase_show(struct request *req, struct response *res)
{
	struct page_head head = { .title = "Erase everything?" };
	struct own_booking own;
	enum status st;

	if (!own_find(req, res, &own, &st))
		return st;
	own_erase_page(&res->body, &(struct own_erase_view){
		.page = page_frame(req, &head),
		.token = own.token,
		.when = own_when(req, &own),
		.cancels = own_is_active(&own, req->now),
	});
	return OK;
}

static enum status
store_erase(struct store *store, struct write *write)
{
	const struct change *change = (const struct change *)write;

	return store_booking_erase(store, change->own.hash, &change->outbox,
	    change->at);
}

/* The owner hears that the call will not be, and not of whom. */
enum status
own_erase(struct request *req, struct response *res)
{
	static const struct lead_own nobody = { { "", "", "" }, { "" } };
	struct change *change = change_of(req, res);
	struct own_booking *own = &change->own;
	enum status st;

	if (req->write == NULL) {
		if (!own_find(req, res, own, &st))
			return st;
		if (change_tell(req, change, NEWS_CANCELLED, &nobody,
		    &own->row.slot) != OK)
			return FAILED;
		return change_hand_over(req, change, store_erase);
	}
	st = change->write.status;
	return st == OK ? change_done(req, res, own) : st;
}
