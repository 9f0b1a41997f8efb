#ifndef WEB_PAGES_DESK_LEAD_H
#define WEB_PAGES_DESK_LEAD_H

#include <stdint.h>

#include "base/status.h"
#include "domain/follow_up.h"
#include "web/views_desk.h"

struct request;
struct response;

/*
 * What pages share that show leads and let one be changed in a click. All
 * texts are in the request's arena.
 */

/* Today by the owner's clock, in days since 1970-01-01. */
int64_t desk_today(const struct request *req);

/* A day as forms send it, "2026-11-24", and as people read it, "Tuesday 24
 * November 2026". */
const char *desk_day_value(struct request *req, int64_t day);
const char *desk_day_label(struct request *req, int64_t day);

/* The page that is asked for with its query, but for the notice it shows: for
 * the hidden field "back" of its forms. */
const char *desk_back(struct request *req);

/* "Quiet for 12 days", or "" for a lead that does not lie idle. */
const char *desk_quiet(struct request *req, const struct follow_up *lead);

/* "Node.js with Python" of "node+python"; "" of "". */
const char *desk_stacks_label(struct request *req, const char *stacks);

/* What the field "done" tells of: the change it names, while that is fresh and
 * this admin's; else a view whose text is "". */
struct desk_notice_view desk_notice_of(struct request *req);

/* Tomorrow, in three days, in a week. */
struct follow_up_buttons_view desk_follow_up_buttons(struct request *req,
    int64_t lead_id, const char *name);

/*
 * 303 to where the form came from, the field "back" if that is a page of the
 * desk, else to other ("/admin/leads/1"); with the notice of a change, or with
 * none for 0. Returns OK, to be returned.
 */
enum status desk_return(struct request *req, struct response *res,
    int64_t change, const char *other);

/* The same with what the field "done" is to say; letters and digits. */
enum status desk_return_done(struct request *req, struct response *res,
    const char *done, const char *other);

#endif
