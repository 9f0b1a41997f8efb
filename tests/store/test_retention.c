#include "folder.h"

#include "../unit/test.h"
#include "folder_tests.h"

#include "store/retention.h"

enum { DAY = 86400 };

static const int64_t now = 1795255200; /* 2026-11-21T10:00:00Z */
static const int64_t ten = 1795428000; /* 2026-11-23T10:00:00Z */
static const struct retention rule = { .closed_days = 180,
	.quarantine_days = 30 };

/* Leads 1 to count, each with a call on a day of its own. */
static struct store *
store_of(const char *dir, int count)
{
	struct store *store = folder_store(dir, STORE_OFFICE);

	for (int i = 1; i <= count; i++) {
		uint8_t token[32];
		struct booking_new booking = folder_booking(ten + i * DAY,
		    token, i);
		bool repeated;

		booking.doubt = i == 3 ? DOUBT_HASTE : DOUBT_NONE;
		assert_status(store_booking_add(store, &booking, now,
		    &repeated), OK);
	}
	return store;
}

static int64_t
run(struct store *store, int64_t at)
{
	int64_t erased = -1;

	assert_status(store_retention_run(store, &rule, at, 100, &erased),
	    OK);
	return erased;
}

static int64_t
leads(const char *dir)
{
	return folder_number(dir, "intake.db", "SELECT count(*) FROM lead");
}

static void
a_new_lead_is_at_its_stage_since_it_came(void **state)
{
	struct store *store = store_of(*state, 1);

	assert_int_equal(folder_number(*state, "intake.db",
	    "SELECT stage_at FROM lead"), now);
	store_close(store);
}

static void
moving_sets_the_time_to_the_minute(void **state)
{
	struct store *store = store_of(*state, 1);

	assert_status(folder_move(store, 1, LEAD_LOST, now + 7261), OK);
	assert_int_equal(folder_number(*state, "intake.db",
	    "SELECT stage_at FROM lead WHERE stage = 'lost'"), now + 7260);
	assert_status(folder_move(store, 1, LEAD_NEW, now), CONFLICT);
	assert_status(folder_move(store, 2, LEAD_LOST, now), NOT_FOUND);
	assert_int_equal(folder_number(*state, "intake.db",
	    "SELECT stage_at FROM lead WHERE stage = 'lost'"), now + 7260);
	store_close(store);
}

static void
a_closed_lead_goes_when_its_days_are_over_and_not_before(void **state)
{
	struct store *store = store_of(*state, 2);
	const int64_t call_ends = ten + 2 * DAY + 1800;

	assert_status(folder_move(store, 2, LEAD_WON, now), OK);
	assert_int_equal(run(store, call_ends + 180 * DAY - 1), 0);
	assert_int_equal(leads(*state), 2);
	assert_int_equal(run(store, call_ends + 180 * DAY), 1);
	assert_int_equal(leads(*state), 1);
	assert_int_equal(folder_number(*state, "intake.db",
	    "SELECT id FROM lead"), 1);
	store_close(store);
}

static void
its_slot_stays_and_is_nobodys(void **state)
{
	struct store *store = store_of(*state, 1);

	assert_status(folder_move(store, 1, LEAD_NO_FIT, now), OK);
	assert_int_equal(run(store, ten + 400 * DAY), 1);
	assert_int_equal(folder_number(*state, "intake.db", "SELECT count(*)"
	    " FROM booking WHERE lead_id IS NULL AND own = x'' AND zone ="
	    " 'UTC' AND email_hash IS NULL AND state = 'held'"), 1);
	store_close(store);
}

static void
a_quarantined_one_goes_after_thirty_days(void **state)
{
	struct store *store = store_of(*state, 4);

	assert_int_equal(run(store, now + 30 * DAY - 1), 0);
	assert_int_equal(run(store, now + 30 * DAY), 1);
	assert_int_equal(folder_number(*state, "intake.db",
	    "SELECT count(*) FROM lead WHERE id = 3"), 0);
	assert_int_equal(leads(*state), 3);
	store_close(store);
}

static void
open_leads_stay_for_a_century(void **state)
{
	struct store *store = store_of(*state, 2);

	assert_int_equal(run(store, now + 36500LL * DAY), 0);
	assert_int_equal(leads(*state), 2);
	store_close(store);
}

static void
each_has_its_note_for_the_log(void **state)
{
	struct store *store = store_of(*state, 3);
	struct office *office = folder_office(*state);

	assert_status(folder_move(store, 1, LEAD_LOST, now), OK);
	assert_int_equal(run(store, ten + 400 * DAY), 2);
	assert_int_equal(folder_number(*state, "intake.db", "SELECT count(*)"
	    " FROM deed WHERE kind = 'lead.expired' AND subject = 1"), 1);
	assert_int_equal(folder_number(*state, "intake.db", "SELECT count(*)"
	    " FROM deed WHERE kind = 'quarantine.expired' AND subject = 3"),
	    1);
	office_close(office);
	store_close(store);
}

static void
a_run_takes_no_more_than_its_limit_and_goes_on(void **state)
{
	struct store *store = store_of(*state, 20);
	const int64_t later = ten + 1000 * DAY;
	int64_t erased = -1;
	int64_t left = -1;

	for (int64_t id = 4; id <= 20; id++)
		assert_status(folder_move(store, id, LEAD_LOST, now), OK);
	assert_status(store_retention_left(store, &rule, later, &left), OK);
	assert_int_equal(left, 18);
	assert_status(store_retention_run(store, &rule, later, 10, &erased),
	    OK);
	assert_int_equal(erased, 10);
	assert_status(store_retention_run(store, &rule, later, 10, &erased),
	    OK);
	assert_int_equal(erased, 8);
	assert_status(store_retention_left(store, &rule, later, &left), OK);
	assert_int_equal(left, 0);
	assert_int_equal(leads(*state), 2);
	store_close(store);
}

static void
the_public_role_may_not(void **state)
{
	struct store *store = folder_store(*state, STORE_PUBLIC);
	int64_t count;

	assert_status(store_retention_run(store, &rule, now, 1, &count),
	    DENIED);
	assert_status(store_retention_left(store, &rule, now, &count),
	    DENIED);
	assert_status(folder_move(store, 1, LEAD_WON, now), DENIED);
	store_close(store);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		ON_FOLDER(a_new_lead_is_at_its_stage_since_it_came),
		ON_FOLDER(moving_sets_the_time_to_the_minute),
		ON_FOLDER(
		    a_closed_lead_goes_when_its_days_are_over_and_not_before),
		ON_FOLDER(its_slot_stays_and_is_nobodys),
		ON_FOLDER(a_quarantined_one_goes_after_thirty_days),
		ON_FOLDER(open_leads_stay_for_a_century),
		ON_FOLDER(each_has_its_note_for_the_log),
		ON_FOLDER(a_run_takes_no_more_than_its_limit_and_goes_on),
		ON_FOLDER(the_public_role_may_not),
	};

	return cmocka_run_group_tests_name("retention", tests, NULL, NULL);
}
