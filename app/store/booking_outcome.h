#ifndef STORE_BOOKING_OUTCOME_H
#define STORE_BOOKING_OUTCOME_H

#include "store/store.h"

struct deed;

/*
 * How a call went, as the owner says: BOOKING_HELD or BOOKING_MISSED. Office
 * access only, DENIED otherwise. The deed's subject is the lead; its kind is
 * AUDIT_LEAD_CALL.
 *
 * OK, also when that was said before, which stores nothing; NOT_FOUND: the
 * lead has no such call; CONFLICT: it has not begun, or was cancelled.
 */
enum status store_booking_outcome(struct store *store, int64_t booking_id,
    enum booking_state state, const struct deed *deed);

/*
 * The owner cancels a call that is still to come, as store_booking_cancel does
 * for the visitor: its slot is free at once, and what waits in the outbox makes
 * room for what is told. The deed as above.
 *
 * OK, also when it was cancelled before, which stores nothing; NOT_FOUND: the
 * lead has no such call; CONFLICT: it has begun.
 */
enum status store_booking_call_off(struct store *store, int64_t booking_id,
    const struct outbox_list *outbox, const struct deed *deed);

#endif
