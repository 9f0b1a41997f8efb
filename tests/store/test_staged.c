/*
 * Leads that a batch accepts and inserts together: whoever comes after one of
 * them in the same batch is answered as if it were stored.
 */
#include "folder.h"
#include "server.h"
#include "wishes.h"

#include "../unit/test.h"
#include "folder_tests.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/util.h"
#include "store/booking_changes.h"
#include "store/contacts.h"
#include "store/staged.h"

enum { MANY = 300, ROUNDS = 20, ROUND = 24 };

static const int64_t day_from = 1795392000;
static const int64_t half_hour = 1800;

static enum status
cancel(struct store *store, struct write *write)
{
	return store_booking_cancel(store, ((struct wish *)write)->token,
	    NULL, now);
}

static enum status
say(struct store *store, struct write *write)
{
	struct wish *wish = (struct wish *)write;
	const struct contact_new contact = {
		.form_hash = wish->token,
		.zone = "UTC",
		.result = "",
		.consent = "2026-11",
		.lead = wish->booking.lead,
	};

	return store_contact_add(store, &contact, now, &wish->repeated);
}

static int64_t
count(const char *dir, const char *table)
{
	ARENA(arena);

	return folder_number(dir, "intake.db",
	    arena_printf(arena, "SELECT count(*) FROM %s", table));
}

/* Each with a uuid of its own: folder_lead's are good for 64. */
static void
more_than_are_staged_at_a_time_are_all_stored(void **state)
{
	struct store *store = folder_store(*state, STORE_PUBLIC);
	static struct wish wishes[MANY];
	static struct sealed_lead leads[MANY];
	static char uuids[MANY][UUID_TEXT_SIZE];
	static char results[MANY][8];
	ARENA(arena);

	for (int i = 0; i < MANY; i++) {
		wish_for(&wishes[i], i, i + 1);
		assert_status(uuid_new(uuids[i]), OK);
		leads[i] = *wishes[i].booking.lead;
		leads[i].head.uuid = leads[i].body.uuid = uuids[i];
		wishes[i].booking.lead = &leads[i];
		(void)snprintf(results[i], sizeof(results[i]), "%d", i);
		wishes[i].booking.result = results[i];
	}
	wishes_do(store, wishes, MANY);
	for (int i = 0; i < MANY; i++) {
		assert_status(wishes[i].write.status, OK);
		assert_int_equal(wishes[i].runs, 1);
	}
	assert_int_equal(count(*state, "booking"), MANY);
	/* Each with a lead of its own. */
	assert_int_equal(folder_number(*state, "intake.db",
	    arena_printf(arena, "SELECT count(*) FROM booking"
	    " JOIN lead ON lead.id = lead_id WHERE"
	    " result = CAST((starts_at - %lld) / 3600 AS TEXT)",
	    (long long)ten)), MANY);
	store_close(store);
}

static void
a_message_twice_in_one_batch_is_one(void **state)
{
	struct store *store = folder_store(*state, STORE_PUBLIC);
	struct wish wishes[3];

	for (int i = 0; i < 3; i++) {
		wish_for(&wishes[i], 0, 1);
		wishes[i].write.run = say;
		wishes[i].write.ask = NULL;
	}
	wishes_do(store, wishes, 3);
	for (int i = 0; i < 3; i++)
		assert_status(wishes[i].write.status, OK);
	assert_false(wishes[0].repeated);
	assert_true(wishes[1].repeated && wishes[2].repeated);
	assert_int_equal(count(*state, "lead"), 1);
	store_close(store);
}

static void
what_is_booked_and_cancelled_in_one_batch_is_free_again(void **state)
{
	struct store *store = folder_store(*state, STORE_PUBLIC);
	struct wish wishes[4];

	wish_for(&wishes[0], 0, 1);
	wish_for(&wishes[1], 0, 2);
	wish_for(&wishes[2], 0, 1);
	wishes[2].write.run = cancel;
	wishes[2].write.ask = NULL;
	wish_for(&wishes[3], 0, 3);
	wishes_do(store, wishes, 4);
	assert_status(wishes[0].write.status, OK);
	assert_status(wishes[1].write.status, CONFLICT);
	assert_status(wishes[2].write.status, OK);
	assert_status(wishes[3].write.status, OK);
	assert_int_equal(folder_number(*state, "intake.db", "SELECT count(*)"
	    " FROM booking WHERE state = 'cancelled'"), 1);
	assert_int_equal(count(*state, "booking"), 2);
	store_close(store);
}

static void
no_more_slots_are_kept_in_one_batch_than_in_many(void **state)
{
	struct store *store = folder_store(*state, STORE_PUBLIC);
	struct wish wishes[QUARANTINE_HOLDS + 3];

	for (int i = 0; i < (int)countof(wishes); i++) {
		wish_for(&wishes[i], i, i + 1);
		wishes[i].booking.doubt = DOUBT_HASTE;
	}
	wishes_do(store, wishes, countof(wishes));
	for (int i = 0; i < (int)countof(wishes); i++)
		assert_status(wishes[i].write.status,
		    i < QUARANTINE_HOLDS ? OK : LIMITED);
	assert_int_equal(count(*state, "booking"), QUARANTINE_HOLDS);
	store_close(store);
}

/* What the database finds out when all go in at once, it finds out of the one
 * again. */
static void
one_that_cannot_be_inserted_undoes_nothing_of_the_others(void **state)
{
	struct store *store = folder_store(*state, STORE_PUBLIC);
	struct wish wishes[6];

	for (int i = 0; i < 6; i++)
		wish_for(&wishes[i], i, i + 1);
	wishes[4].booking.lead = wishes[1].booking.lead;
	wishes_do(store, wishes, 6);
	for (int i = 0; i < 6; i++) {
		assert_status(wishes[i].write.status, i == 4 ? CONFLICT : OK);
		assert_int_equal(wishes[i].runs, 2);
	}
	assert_int_equal(count(*state, "booking"), 5);
	assert_int_equal(count(*state, "lead"), 5);
	store_close(store);
}

/* ---- as one at a time ---- */

static int
any(unsigned *seed, int below)
{
	return rand_r(seed) % below;
}

static void
wish_for_anything(struct wish *wish, unsigned *seed)
{
	struct booking_new *booking = &wish->booking;
	const enum doubt doubts[] = { DOUBT_NONE, DOUBT_NONE, DOUBT_HASTE };

	wish_for(wish, any(seed, 14), 1 + any(seed, 40));
	booking->slot.starts_at += any(seed, 3) * 600;
	booking->slot.ends_at += any(seed, 4) * half_hour;
	booking->buffer_minutes = any(seed, 2) * 15;
	booking->day_from = day_from;
	booking->day_to = day_from + 86400;
	booking->max_per_day = any(seed, 3) * 4;
	booking->may_overlap = any(seed, 8) == 0;
	booking->doubt = doubts[any(seed, 3)];
	wish->email[0] = (uint8_t)any(seed, 3);
	booking->email_hash = any(seed, 4) == 0 ? NULL : wish->email;
	booking->bookings_per_email = any(seed, 3);
	if (any(seed, 3) == 0)
		wish->write.ask = NULL;
	if (any(seed, 6) == 0) {
		wish->write.run = cancel;
		wish->write.ask = NULL;
	}
}

/* Every booking there is, in order, but for what chance has made. */
static const char *
bookings(struct arena *arena, const char *dir)
{
	return folder_text(arena, dir, "intake.db", arena_printf(arena,
	    "SELECT %s(line, ' ') FROM (SELECT starts_at || '-' || ends_at"
	    " || state || held_until || \"overlaps\" || kind || quarantine"
	    " AS line FROM booking JOIN lead ON lead.id = lead_id"
	    " ORDER BY booking.id) AS lines",
	    server_has(dir) ? "string_agg" : "group_concat"));
}

static void
same_round(struct store *together, struct store *alone, unsigned *seed)
{
	struct wish wishes[ROUND];
	struct wish copies[ROUND];

	for (int i = 0; i < ROUND; i++) {
		wish_for_anything(&wishes[i], seed);
		copies[i] = wishes[i];
		copies[i].booking.token_hash = copies[i].token;
		if (copies[i].booking.email_hash != NULL)
			copies[i].booking.email_hash = copies[i].email;
	}
	wishes_do(together, wishes, ROUND);
	for (int i = 0; i < ROUND; i++) {
		copies[i].write.status = copies[i].write.run(alone,
		    &copies[i].write);
		assert_status(wishes[i].write.status, copies[i].write.status);
		assert_int_equal(wishes[i].repeated, copies[i].repeated);
		/* Nothing had to be undone. */
		assert_true(wishes[i].runs <= 1);
	}
}

static void
a_batch_decides_as_one_at_a_time_does(void **state)
{
	for (unsigned round = 1; round <= ROUNDS; round++) {
		void *other;
		unsigned seed = round;
		struct store *together = folder_store(*state, STORE_PUBLIC);
		struct store *alone;
		ARENA(arena);

		assert_int_equal(folder_setup(&other), 0);
		alone = folder_store(other, STORE_PUBLIC);
		same_round(together, alone, &seed);
		same_round(together, alone, &seed);
		assert_string_equal(bookings(arena, *state),
		    bookings(arena, other));
		store_close(together);
		store_close(alone);
		assert_int_equal(folder_teardown(&other), 0);
		folder_run(*state, "intake.db", "DELETE FROM booking");
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		ON_FOLDER(more_than_are_staged_at_a_time_are_all_stored),
		ON_FOLDER(a_message_twice_in_one_batch_is_one),
		ON_FOLDER(
		    what_is_booked_and_cancelled_in_one_batch_is_free_again),
		ON_FOLDER(no_more_slots_are_kept_in_one_batch_than_in_many),
		ON_FOLDER(
		    one_that_cannot_be_inserted_undoes_nothing_of_the_others),
		ON_FOLDER(a_batch_decides_as_one_at_a_time_does),
	};

	return folder_tests("staged", tests, countof(tests), NULL, 0);
}
