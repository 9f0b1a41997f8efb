#ifndef WEB_PAGES_DESK_H
#define WEB_PAGES_DESK_H

#include <stdint.h>

#include "base/status.h"
#include "store/booking_list.h"
#include "web/views_admin_availability.h"

struct problems;
struct request;

/*
 * What pages of the desk have in common.
 */

/* A call in a list, with a note of what is special about it, or "". */
struct booking_entry_view desk_booking(struct request *req,
    const struct booking_entry *entry, const char *note);

/* "Tuesday 24 November 2026, 10:30 to 11:00" by the owner's clock. */
const char *desk_when(struct request *req, const struct slot *slot);

/* A day of the form, "2026-12-24", in days since 1970-01-01. OK, or INVALID
 * with a problem of the field. */
enum status desk_day(struct request *req, const char *field, int64_t *day,
    struct problems *problems);

/* A moment of the form by the owner's clock, "2026-12-24T09:30". OK, or
 * INVALID with a problem: none, malformed, or skipped by the clock. */
enum status desk_moment(struct request *req, const char *field, int64_t *at,
    struct problems *problems);

#endif
