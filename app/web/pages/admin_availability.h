#ifndef WEB_PAGES_ADMIN_AVAILABILITY_H
#define WEB_PAGES_ADMIN_AVAILABILITY_H

#include "base/status.h"

struct problems;
struct request;
struct response;

/* Writes the page, with the problems of the form that was sent, if any.
 * Statuses of the store; the HTTP status is the caller's. */
enum status admin_availability_write(struct request *req,
    struct response *res, const struct problems *problems);

#endif
