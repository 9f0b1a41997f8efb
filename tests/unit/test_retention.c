#include "test.h"

#include "base/util.h"
#include "domain/retention.h"

enum { DAY = 86400, THEN = 1795255200 /* 2026-11-21T10:00:00Z */ };

static const struct retention rule = { .closed_days = 180,
	.quarantine_days = 30 };

static struct retained
lead_at(enum lead_stage stage)
{
	return (struct retained){ .stage = stage, .stage_at = THEN,
		.doubt = DOUBT_NONE };
}

static bool
over(const struct retained *lead, int64_t now)
{
	enum retention_reason reason;

	return retention_is_over(&rule, lead, now, &reason);
}

static void
open_leads_are_kept_for_ever(void **state)
{
	static const enum lead_stage open[] = { LEAD_NEW, LEAD_CALL_BOOKED,
		LEAD_CALL_HELD, LEAD_PROPOSAL };

	for (size_t i = 0; i < countof(open); i++) {
		struct retained lead = lead_at(open[i]);
		int64_t due_at = -1;

		assert_false(lead_stage_is_closed(open[i]));
		assert_false(over(&lead, THEN + 100000LL * DAY));
		assert_int_equal(retention_due(&rule, &lead, &due_at),
		    RETENTION_OPEN);
		assert_int_equal(due_at, 0);
	}
}

static void
closed_ones_go_to_the_second(void **state)
{
	static const enum lead_stage closed[] = { LEAD_WON, LEAD_LOST,
		LEAD_NO_FIT };

	for (size_t i = 0; i < countof(closed); i++) {
		struct retained lead = lead_at(closed[i]);
		enum retention_reason reason;

		assert_true(lead_stage_is_closed(closed[i]));
		assert_false(over(&lead, THEN));
		assert_false(over(&lead, THEN + 180 * DAY - 1));
		assert_true(retention_is_over(&rule, &lead, THEN + 180 * DAY,
		    &reason));
		assert_int_equal(reason, RETENTION_CLOSED);
	}
}

static void
quarantined_ones_go_whatever_their_stage(void **state)
{
	for (enum lead_stage s = LEAD_NEW; s < LEAD_STAGE_COUNT; s++) {
		struct retained lead = lead_at(s);
		enum retention_reason reason;

		lead.doubt = DOUBT_HASTE;
		lead.quarantined_at = THEN;
		assert_false(over(&lead, THEN + 30 * DAY - 1));
		assert_true(retention_is_over(&rule, &lead, THEN + 30 * DAY,
		    &reason));
		assert_int_equal(reason, RETENTION_QUARANTINE);
	}
}

/* A mark that was taken away leaves its time behind, and that is no reason. */
static void
a_rescued_one_is_a_lead_like_any_other(void **state)
{
	struct retained lead = lead_at(LEAD_NEW);

	lead.quarantined_at = THEN - 1000 * DAY;
	assert_false(over(&lead, THEN));
}

static void
of_two_reasons_the_earlier_one_counts(void **state)
{
	struct retained lead = lead_at(LEAD_LOST);
	int64_t due_at;

	lead.doubt = DOUBT_TRAP;
	lead.quarantined_at = THEN + 160 * DAY;
	assert_int_equal(retention_due(&rule, &lead, &due_at),
	    RETENTION_CLOSED);
	assert_int_equal(due_at, THEN + 180 * DAY);
	lead.quarantined_at = THEN + 140 * DAY;
	assert_int_equal(retention_due(&rule, &lead, &due_at),
	    RETENTION_QUARANTINE);
	assert_int_equal(due_at, THEN + 170 * DAY);
}

static void
a_call_to_come_holds_a_closed_one_back(void **state)
{
	struct retained lead = lead_at(LEAD_WON);
	int64_t due_at;

	lead.call_ends_at = THEN + 20 * DAY;
	assert_int_equal(retention_due(&rule, &lead, &due_at),
	    RETENTION_CLOSED);
	assert_int_equal(due_at, THEN + 200 * DAY);
	lead.call_ends_at = THEN - 20 * DAY;
	(void)retention_due(&rule, &lead, &due_at);
	assert_int_equal(due_at, THEN + 180 * DAY);
}

static void
the_longest_time_that_can_be_set_does_not_overflow(void **state)
{
	const struct retention longest = { 3650, 365 };
	struct retained lead = lead_at(LEAD_WON);
	int64_t due_at;

	(void)retention_due(&longest, &lead, &due_at);
	assert_int_equal(due_at, THEN + 3650LL * DAY);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(open_leads_are_kept_for_ever),
		cmocka_unit_test(closed_ones_go_to_the_second),
		cmocka_unit_test(quarantined_ones_go_whatever_their_stage),
		cmocka_unit_test(a_rescued_one_is_a_lead_like_any_other),
		cmocka_unit_test(of_two_reasons_the_earlier_one_counts),
		cmocka_unit_test(a_call_to_come_holds_a_closed_one_back),
		cmocka_unit_test(
		    the_longest_time_that_can_be_set_does_not_overflow),
	};

	return cmocka_run_group_tests_name("retention", tests, NULL, NULL);
}
