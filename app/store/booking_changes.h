#ifndef STORE_BOOKING_CHANGES_H
#define STORE_BOOKING_CHANGES_H

#include "store/store.h"

/*
 * What becomes of a booking after it is made. The visitor's part is reached by
 * the hash of the manage link's token alone: the public role has no other way
 * to a lead that is stored. Each function is one transaction.
 *
 * NOT_FOUND everywhere: no booking has this token hash, or it was erased.
 *
 * Each change takes back what waits in the outbox and is of no use any more,
 * and queues what it tells of (store/outbox.h; NULL: nothing). What is refused
 * or changes nothing leaves the outbox as it is.
 */

/*
 * Cancels. Its slot is free at once and its sequence rises. OK, also when it
 * was cancelled before; DENIED when the call has begun.
 */
enum status store_booking_cancel(struct store *store,
    const uint8_t token_hash[32], const struct outbox_list *outbox,
    int64_t now);

/* Where to a booking is moved; see the same fields of booking_new. */
struct booking_move {
	struct slot slot;
	const char *zone;
	int64_t day_from;
	int64_t day_to;
	int max_per_day;
	int buffer_minutes;
	const struct outbox_list *outbox;
};

/*
 * Takes the new slot and frees the old one; the sequence rises. A requested
 * booking stays one and keeps the new slot for QUARANTINE_HOLD_SECONDS.
 *
 * OK, also when it has that slot already, which changes nothing. CONFLICT when
 * something else is in the way (as for store_booking_add): the old slot stays.
 * DENIED when the call has begun or is cancelled.
 */
enum status store_booking_move(struct store *store,
    const uint8_t token_hash[32], const struct booking_move *move,
    int64_t now);

/* The records that take the place of those stored; see booking_new. */
struct booking_correction {
	const struct sealed_lead *lead; /* of the booking's lead_uuid */
	const void *own;
	size_t own_len;
	const uint8_t *email_hash;
	/* NULL also leaves what waits as it is: for the same address. */
	const struct outbox_list *outbox;
	int mails_a_day; /* confirmations; 0: any number */
	int64_t now;     /* for what is queued */
};

/* Replaces what the visitor wrote, whatever state the booking is in. OK; DENIED
 * as store_booking_add, or LIMITED: it would be one confirmation too many
 * within 24 hours. Nothing is changed then. */
enum status store_booking_correct(struct store *store,
    const uint8_t token_hash[32],
    const struct booking_correction *correction);

/*
 * Erases the lead of a booking with all that was written: its rows go, what is
 * left in the file is overwritten (erasures.h), and a line in the table
 * erasure says that it was, another one the audit log. Its bookings stay as
 * slots that are nobody's: cancelled when the call is still to come or was
 * never confirmed, otherwise held. What waits in the outbox goes too; outbox
 * is queued only where the call was still to come, and belongs to no lead. OK.
 */
enum status store_booking_erase(struct store *store,
    const uint8_t token_hash[32], const struct outbox_list *outbox,
    int64_t now);

#endif
