#include "test.h"

#include "base/util.h"
#include "domain/follow_up.h"
#include "domain/problems.h"

enum { TODAY = 20778, DAY = 86400 }; /* 2026-11-21 */

static const int64_t now = 1795255200; /* 2026-11-21T10:00:00Z */

static const enum lead_stage closed[] = { LEAD_WON, LEAD_LOST, LEAD_NO_FIT };

static bool
is_closed(enum lead_stage stage)
{
	for (size_t i = 0; i < countof(closed); i++)
		if (closed[i] == stage)
			return true;
	return false;
}

/* The rule once more, in other words: what each stage, day and doubt gives. */
static enum follow_up_state
expected(enum lead_stage stage, enum doubt doubt, int64_t on)
{
	if (is_closed(stage))
		return FOLLOW_UP_CLOSED;
	if (on != 0)
		return on > TODAY ? FOLLOW_UP_PLANNED :
		    on < TODAY ? FOLLOW_UP_OVERDUE : FOLLOW_UP_DUE;
	return doubt == DOUBT_NONE ? FOLLOW_UP_NONE : FOLLOW_UP_DOUBTFUL;
}

static void
every_stage_doubt_and_day_has_one_state(void **state)
{
	static const int64_t days[] = { 0, 1, TODAY - 400, TODAY - 1, TODAY,
		TODAY + 1, TODAY + 400 };

	for (enum lead_stage stage = LEAD_NEW; stage < LEAD_STAGE_COUNT;
	    stage++)
		for (enum doubt doubt = DOUBT_NONE; doubt < DOUBT_COUNT;
		    doubt++)
			for (size_t i = 0; i < countof(days); i++)
				assert_int_equal(follow_up_state(
				    &(struct follow_up){ stage, doubt,
				    days[i], now }, TODAY),
				    expected(stage, doubt, days[i]));
}

static void
a_day_goes_from_planned_over_due_to_overdue(void **state)
{
	const struct follow_up lead = { LEAD_PROPOSAL, DOUBT_NONE, TODAY,
		now };

	assert_int_equal(follow_up_state(&lead, TODAY - 1),
	    FOLLOW_UP_PLANNED);
	assert_int_equal(follow_up_state(&lead, TODAY), FOLLOW_UP_DUE);
	assert_int_equal(follow_up_state(&lead, TODAY + 1),
	    FOLLOW_UP_OVERDUE);
}

static bool
is_idle(enum lead_stage stage, int64_t on, int64_t touched_at)
{
	return follow_up_is_idle(&(struct follow_up){ stage, DOUBT_NONE, on,
	    touched_at }, TODAY, now);
}

static void
a_lead_lies_idle_after_seven_whole_days(void **state)
{
	assert_false(is_idle(LEAD_NEW, 0, now - 7 * DAY));
	assert_true(is_idle(LEAD_NEW, 0, now - 7 * DAY - 1));
	assert_true(is_idle(LEAD_NEW, 0, now - 400 * DAY));
}

/* Row C5: the flaw of others is to mark what has a plan. */
static void
a_planned_day_keeps_a_lead_from_being_idle(void **state)
{
	assert_false(is_idle(LEAD_CALL_HELD, TODAY + 1, now - 400 * DAY));
	assert_false(is_idle(LEAD_CALL_HELD, TODAY + 300, now - 8 * DAY));
	assert_true(is_idle(LEAD_CALL_HELD, TODAY, now - 8 * DAY));
	assert_true(is_idle(LEAD_CALL_HELD, TODAY - 1, now - 8 * DAY));
}

/* Of all there are: what is idle is open, trusted, unplanned and old; and
 * planning a day or touching it always helps. */
static void
what_is_idle_is_open_unplanned_and_untouched(void **state)
{
	unsigned seed = 7;

	for (int i = 0; i < 20000; i++) {
		struct follow_up lead;

		seed = seed * 1103515245u + 12345u;
		lead.stage = LEAD_NEW + (seed >> 16) % 7;
		lead.doubt = (seed >> 20) % 4 == 0 ? DOUBT_TRAP : DOUBT_NONE;
		lead.on = (seed >> 8) % 3 == 0 ? 0 :
		    TODAY - 20 + (int64_t)(seed >> 12) % 40;
		lead.touched_at = now - (int64_t)(seed >> 4) % (20 * DAY);
		if (!follow_up_is_idle(&lead, TODAY, now))
			continue;
		assert_false(is_closed(lead.stage));
		assert_int_equal(lead.doubt, DOUBT_NONE);
		assert_true(lead.on <= TODAY);
		assert_true(now - lead.touched_at > 7 * DAY);
		lead.on = TODAY + 1;
		assert_false(follow_up_is_idle(&lead, TODAY, now));
		lead.on = 0;
		lead.touched_at = now;
		assert_false(follow_up_is_idle(&lead, TODAY, now));
	}
}

static void
closed_and_doubtful_leads_are_never_idle(void **state)
{
	for (size_t i = 0; i < countof(closed); i++)
		assert_false(is_idle(closed[i], 0, 0));
	assert_false(follow_up_is_idle(&(struct follow_up){ LEAD_NEW,
	    DOUBT_HASTE, 0, 0 }, TODAY, now));
}

static void
days_are_written_and_read_back(void **state)
{
	char text[FOLLOW_UP_TEXT_SIZE];
	int64_t day = -1;

	for (int64_t on = 0; on <= 47481; on++) {
		follow_up_write(on, text);
		assert_status(follow_up_read(text, &day), OK);
		assert_int_equal(day, on);
	}
	follow_up_write(TODAY, text);
	assert_string_equal(text, "2026-11-21");
}

static void
what_is_no_day_is_refused(void **state)
{
	static const char *const texts[] = { "2026-02-30", "2026-11-21 ",
		" 2026-11-21", "2026-1-21", "21.11.2026", "tomorrow",
		"2026-11-21T10:00", "2101-01-01", "1969-12-31", "0000-00-00",
		"2026-11-2x", "-026-11-21" };
	int64_t day = 99;

	for (size_t i = 0; i < countof(texts); i++)
		assert_status(follow_up_read(texts[i], &day), INVALID);
	assert_int_equal(day, 99);
}

static void
only_days_to_come_can_be_planned(void **state)
{
	static const struct {
		int64_t day;
		enum status st;
	} days[] = {
		{ 0, OK },
		{ TODAY, OK },
		{ TODAY + 1, OK },
		{ TODAY + FOLLOW_UP_AHEAD_DAYS, OK },
		{ TODAY - 1, INVALID },
		{ 1, INVALID },
		{ TODAY + FOLLOW_UP_AHEAD_DAYS + 1, INVALID },
	};

	for (size_t i = 0; i < countof(days); i++) {
		struct problems problems = { 0 };

		assert_status(follow_up_check(days[i].day, TODAY, &problems),
		    days[i].st);
		assert_int_equal(problems_of(&problems, "follow_up") != NULL,
		    days[i].st != OK);
	}
}

static void
every_state_has_an_id_of_its_own(void **state)
{
	for (enum follow_up_state one = FOLLOW_UP_NONE;
	    one < FOLLOW_UP_STATE_COUNT; one++) {
		assert_non_null(follow_up_label(one));
		for (enum follow_up_state other = FOLLOW_UP_NONE; other < one;
		    other++)
			assert_string_not_equal(follow_up_id(one),
			    follow_up_id(other));
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_stage_doubt_and_day_has_one_state),
		cmocka_unit_test(a_day_goes_from_planned_over_due_to_overdue),
		cmocka_unit_test(a_lead_lies_idle_after_seven_whole_days),
		cmocka_unit_test(a_planned_day_keeps_a_lead_from_being_idle),
		cmocka_unit_test(what_is_idle_is_open_unplanned_and_untouched),
		cmocka_unit_test(closed_and_doubtful_leads_are_never_idle),
		cmocka_unit_test(days_are_written_and_read_back),
		cmocka_unit_test(what_is_no_day_is_refused),
		cmocka_unit_test(only_days_to_come_can_be_planned),
		cmocka_unit_test(every_state_has_an_id_of_its_own),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
