#ifndef WEB_PAGES_ADMIN_LEAD_H
#define WEB_PAGES_ADMIN_LEAD_H

#include <stdint.h>

#include "base/status.h"
#include "store/store.h"
#include "web/views_admin_lead.h"

struct lead_plan;
struct problems;
struct request;
struct response;

/*
 * The page of one lead, and what it is made of.
 */

/*
 * Writes the page with what stands against a form that was sent to it. OK, or
 * INVALID when there are problems; NOT_FOUND; what could not be put into the
 * audit log is not shown.
 */
enum status admin_lead_write(struct request *req, struct response *res,
    int64_t id, const struct problems *problems);

/* lead_result.c: what the visitor was advised, for the code they came with. */
void lead_result_fill(struct request *req, const char *code,
    struct lead_result_view *view);

/* lead_history.c: what happened, calls and notes included; who looked; the
 * other leads of this person, and which of them this one is. */
enum status lead_history_fill(struct request *req, const struct lead_row *row,
    struct admin_lead_view *view);
enum status lead_reads_fill(struct request *req, int64_t id,
    struct admin_lead_view *view);
enum status lead_others_fill(struct request *req, int64_t id,
    struct admin_lead_view *view);

/* lead_forms.c: what can be done now, with what was typed. */
void lead_forms_fill(struct request *req, const struct lead_row *row,
    const struct lead_plan *plan, const struct problems *problems,
    struct admin_lead_view *view);

/*
 * lead_call.c: cancels a call of a lead's that is still to come and queues what
 * the visitor is told. OK; NOT_FOUND; CONFLICT with a problem when it has
 * begun; DENIED when the vault is locked.
 */
enum status lead_call_off(struct request *req, int64_t lead_id, int64_t id,
    struct problems *problems);

/* "Booking" or "Message". */
const char *lead_kind_label(enum lead_kind kind);

#endif
