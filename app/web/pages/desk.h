#ifndef WEB_PAGES_DESK_H
#define WEB_PAGES_DESK_H

#include <stdint.h>

#include "base/status.h"
#include "domain/audit.h"
#include "store/booking_list.h"
#include "store/deeds.h"
#include "web/views_admin_availability.h"

struct problems;
struct request;

/*
 * What pages of the desk have in common.
 */

/* The consent of who was booked by the owner: nobody ticked a box, they wrote
 * down what they were told. */
extern const char desk_by_hand[];

/* A call in a list, with a note of what is special about it, or "". */
struct booking_entry_view desk_booking(struct request *req,
    const struct booking_entry *entry, const char *note);

/* "Confirmed", "Waits for you": how far it is. */
const char *desk_booking_state(const struct request *req,
    const struct booking_entry *entry);

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

/* Puts into the audit log what the admin who is signed in looks at or takes
 * out, before it is shown: what cannot be logged is not shown. */
enum status desk_audit(struct request *req, enum audit_kind kind,
    int64_t subject);

/* The note of what he is about to do, for the store; after it, desk_took
 * brings the note into the log. */
enum status desk_deed(struct request *req, enum audit_kind kind,
    int64_t subject, struct deed *deed);
void desk_took(struct request *req);

#endif
