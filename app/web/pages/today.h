#ifndef WEB_PAGES_TODAY_H
#define WEB_PAGES_TODAY_H

#include <stdint.h>

#include "base/status.h"
#include "store/today.h"
#include "vault/leads.h"
#include "web/views_today.h"

struct request;

/*
 * The parts of the day that have a file of their own. Statuses are those of
 * the store, or DENIED where the desk is locked.
 */

enum { TODAY_SHOWN = 20 }; /* of each part; the list has the others */

/* Who a lead is, or what to call it where that cannot be read. */
enum status today_open_lead(struct request *req, int64_t id,
    struct lead_row *row);

/* pages/today_messages.c: the messages nobody answered yet, and how the promise
 * to answer was kept lately; then the rows for the first of them. */
enum status today_find_messages(struct request *req,
    struct today_messages *waiting, struct today_view *view);
enum status today_fill_messages(struct request *req,
    const struct today_messages *waiting, struct today_view *view);

#endif
