#ifndef WEB_PAGES_ADMIN_AVAILABILITY_H
#define WEB_PAGES_ADMIN_AVAILABILITY_H

#include "base/status.h"
#include "web/views_admin_availability.h"

struct problems;
struct request;
struct response;

/* Writes the page, with the problems of the form that was sent, if any.
 * Statuses of the store; the HTTP status is the caller's. */
enum status admin_availability_write(struct request *req,
    struct response *res, const struct problems *problems);

/* The answer to a form: back to the page, or the page again with what stands
 * against it. */
enum status admin_availability_answer(struct request *req,
    struct response *res, enum status st, const struct problems *problems);

/* admin_call_rules.c: the rules that hold, or what was typed for them. */
enum status admin_call_rules_fill(struct request *req,
    const struct problems *problems, struct call_rules_view *view);

#endif
