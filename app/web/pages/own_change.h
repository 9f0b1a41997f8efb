#ifndef WEB_PAGES_OWN_CHANGE_H
#define WEB_PAGES_OWN_CHANGE_H

#include "domain/person.h"
#include "domain/problems.h"
#include "store/booking_changes.h"
#include "store/outbox.h"
#include "store/writes.h"
#include "web/pages/booking_record.h"
#include "web/pages/news.h"
#include "web/pages/own.h"
#include "web/pages/slot_list.h"

/*
 * What the pages that change a visitor's own booking share: own_change.c,
 * own_move.c and own_correct.c. A handler finds the booking and hands the
 * change over; called again, it answers with what became of it.
 */

/* A change on its way into the store, in the request's arena. */
struct change {
	struct write write; /* first */
	struct own_booking own;
	struct outbox_list outbox;
	int64_t at; /* when it came in */
	/* Of a call that is moved. */
	struct slot_list list;
	struct problems problems;
	struct booking_move move;
	/* Of what is corrected. */
	struct person person;
	struct person_lead of;
	struct person_records records;
	struct booking_correction correction;
};

/* The change that was handed over, when it is done; else a new one. */
struct change *change_of(struct request *req, struct response *res);

/* Statuses of request_write. */
enum status change_hand_over(struct request *req, struct change *change,
    enum status (*run)(struct store *store, struct write *write));

/* Seals what is told of a change; of is what the visitor wrote, slot the call's
 * time from now on. Statuses of news_make. */
enum status change_tell(struct request *req, struct change *change,
    enum news_kind kind, const struct lead_own *of, const struct slot *slot);

/* The answer to what was done: on to the booking's page. */
enum status change_done(struct request *req, struct response *res,
    const struct own_booking *own);

/* The page with the sentence that says why nothing was done: CONFLICT. */
enum status change_refuse(struct request *req, struct response *res,
    const struct own_booking *own, const char *why);

/* The same when the store knew better than what was read before: the call was
 * cancelled, or has begun, meanwhile. */
enum status change_refuse_anew(struct request *req, struct response *res);

#endif
