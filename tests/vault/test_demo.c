/*
 * The demonstration: what is planned, on many days of the year, and what stands
 * in its folder then.
 */
#include "../unit/test.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "calendar/instant.h"
#include "calendar/zone.h"
#include "cli/demo.h"
#include "cli/demo_folder.h"
#include "cli/demo_plan.h"
#include "config/assessment_file.h"
#include "config/settings.h"
#include "crypto/hash.h"
#include "crypto/token.h"
#include "store/availability.h"
#include "store/backup.h"
#include "store/booking_list.h"
#include "store/lead_list.h"
#include "store/office.h"
#include "store/outbox.h"
#include "store/quarantine.h"

enum { DAY = 86400, HOUR = 3600 };

/* What comes with the program. */
struct site {
	struct arena *arena;
	struct settings settings;
	struct assessment model;
	struct demo_texts texts;
	char folder[64];
};

static int
begin(void **state)
{
	static const char folder[] = "/tmp/fourways-demo-XXXXXX";
	struct site *site = calloc(1, sizeof(*site));

	*state = site;
	site->arena = arena_new(1 << 16);
	crypto_start();
	memcpy(site->folder, folder, sizeof(folder));
	demo_texts_read(site->arena, &site->texts);
	return mkdtemp(site->folder) != NULL &&
	    settings_load(site->arena, SOURCE_ROOT "/conf",
	    &site->settings) == OK && assessment_load(site->arena,
	    SOURCE_ROOT "/conf", &site->model) == OK ? 0 : -1;
}

static int
end(void **state)
{
	struct site *site = *state;

	backup_folder_remove(site->folder);
	arena_free(site->arena);
	free(site);
	return 0;
}

static int64_t
at(const char *text)
{
	int64_t instant;

	assert_status(instant_parse(text, &instant), OK);
	return instant;
}

static void
plan_at(struct site *site, size_t leads, int64_t now, struct demo_plan *plan)
{
	const struct demo_wanted wanted = { &site->settings, &site->model,
		leads, now };

	demo_plan_make(site->arena, &site->texts, &wanted, plan);
}

/* ---- the plan ---- */

static const struct slots nothing_taken;

/* By the rules of the site, asked as a visitor's booking asks them. */
static void
check_slot(const struct site *site, const struct demo_plan *plan,
    const struct slot *slot, int64_t made_at)
{
	struct availability rules = site->settings.availability;
	struct slot found;

	rules.overrides = plan->overrides;
	assert_status(availability_find(&rules, &nothing_taken, made_at,
	    slot->starts_at, &found), OK);
	assert_int_equal(found.ends_at, slot->ends_at);
}

static bool
meets(const struct slot *a, const struct slot *b)
{
	return a->starts_at < b->ends_at && b->starts_at < a->ends_at;
}

static void
check_alone(const struct demo_plan *plan, size_t number)
{
	const struct slot *call = demo_call(&plan->leads[number]);

	assert_false(meets(call, &plan->blocked));
	for (size_t i = 0; i < number; i++)
		if (plan->leads[i].kind == LEAD_BOOKING)
			assert_false(meets(call,
			    demo_call(&plan->leads[i])));
}

static size_t
check_calls(const struct site *site, const struct demo_plan *plan, int64_t now)
{
	size_t ahead = 0;

	for (size_t i = 0; i < plan->leads_len; i++) {
		const struct demo_lead *lead = &plan->leads[i];

		assert_true(lead->at <= now);
		if (lead->kind != LEAD_BOOKING)
			continue;
		check_slot(site, plan, &lead->slot, lead->at);
		if (lead->moved.starts_at != 0)
			check_slot(site, plan, &lead->moved,
			    lead->changed_at);
		check_alone(plan, i);
		ahead += demo_call(lead)->starts_at > now;
	}
	return ahead;
}

/* What a visitor may still choose from. */
static size_t
count_free(struct site *site, const struct demo_plan *plan, int64_t now)
{
	struct availability rules = site->settings.availability;
	struct slots taken = { arena_array(site->arena,
	    plan->leads_len + 1, sizeof(*taken.at)), 0 };
	struct slots left;

	rules.overrides = plan->overrides;
	for (int64_t day = 0; day < 30; day++)
		for (size_t i = 0; i < plan->leads_len; i++) {
			const struct demo_lead *lead = &plan->leads[i];
			const struct slot *call = demo_call(lead);

			if (lead->kind == LEAD_BOOKING &&
			    (call->starts_at - now) / DAY == day &&
			    call->starts_at > now)
				taken.at[taken.len++] = *call;
		}
	availability_slots(site->arena, &rules, &taken, now, &left);
	return left.len;
}

/* Every weekday, at every hour of the day, through the year, both changes of
 * the clock and a leap day included. */
static void
calls_stand_on_slots_that_could_be_booked(void **state)
{
	static const char *const nights[] = { "2026-03-29T00:59:30Z",
		"2026-10-25T00:30:00Z", "2028-02-29T12:00:00Z",
		"2026-12-31T23:30:00Z", "2027-01-01T00:00:00Z" };
	struct site *site = *state;
	const int64_t from = at("2026-11-22T00:10:00Z");
	struct demo_plan plan;

	for (int64_t i = 0; i < 45; i++) {
		const int64_t now = i < 5 ? at(nights[i]) :
		    from + i * (9 * DAY + 7 * HOUR);

		plan_at(site, DEMO_LEADS, now, &plan);
		assert_int_equal(plan.leads_len, DEMO_LEADS);
		assert_in_range(check_calls(site, &plan, now), 8, 30);
		assert_in_range(count_free(site, &plan, now), 60, 400);
	}
}

static void
everybody_is_somebody_else_and_nobody(void **state)
{
	static const char *const domains[] = { ".example", "@example.org",
		"@example.net", "@example.com" };
	struct site *site = *state;
	struct demo_plan plan;

	plan_at(site, DEMO_LEADS, at("2026-11-24T09:30:00Z"), &plan);
	for (size_t i = 0; i < plan.leads_len; i++) {
		const struct demo_person *person = &plan.leads[i].person;
		bool reserved = false;

		for (size_t d = 0; d < 4; d++) {
			const size_t len = strlen(person->email);
			const size_t end = strlen(domains[d]);

			reserved |= len > end && strcmp(person->email + len -
			    end, domains[d]) == 0;
		}
		assert_true(reserved);
		assert_non_null(strchr(person->name, ' '));
		assert_non_null(zone_find(person->zone));
		for (size_t k = 0; k < i; k++) {
			const struct demo_person *other =
			    &plan.leads[k].person;

			assert_string_not_equal(person->name, other->name);
			assert_string_not_equal(person->email, other->email);
			assert_true(*person->company == '\0' ||
			    strcmp(person->company, other->company) != 0);
		}
	}
}

static void
the_same_moment_gives_the_same_plan(void **state)
{
	struct site *site = *state;
	const int64_t now = at("2026-11-24T09:30:00Z");
	struct demo_plan one;
	struct demo_plan other;

	plan_at(site, DEMO_LEADS, now, &one);
	plan_at(site, DEMO_LEADS, now, &other);
	assert_int_equal(one.events_len, other.events_len);
	for (size_t i = 0; i < one.events_len; i++) {
		assert_int_equal(one.events[i].at, other.events[i].at);
		assert_int_equal(one.events[i].lead, other.events[i].lead);
		assert_int_equal(one.events[i].act, other.events[i].act);
	}
	for (size_t i = 0; i < one.leads_len; i++) {
		assert_string_equal(one.leads[i].message,
		    other.leads[i].message);
		assert_int_equal(one.leads[i].slot.starts_at,
		    other.leads[i].slot.starts_at);
	}
}

static void
three_people_come_last_whatever_the_number(void **state)
{
	static const char *const names[] = { "Ada Example", "Ben Sample",
		"Chloë Placeholder" };
	static const char *const calls[] = { "2026-11-25T09:00:00Z",
		"2026-11-26T10:00:00Z", "2026-11-30T08:00:00Z" };
	static const size_t numbers[] = { 3, 4, 50, DEMO_LEADS };
	struct site *site = *state;
	struct demo_plan plan;

	for (size_t i = 0; i < 4; i++) {
		plan_at(site, numbers[i], at("2026-11-23T08:00:00Z"), &plan);
		assert_int_equal(plan.leads_len, numbers[i]);
		for (size_t k = 0; k < 3; k++) {
			const struct demo_lead *lead =
			    &plan.leads[numbers[i] - 3 + k];

			assert_string_equal(lead->person.name, names[k]);
			assert_int_equal(lead->slot.starts_at, at(calls[k]));
		}
	}
}

/* Who takes no calls at all still has people who write. */
static void
without_hours_they_write(void **state)
{
	struct site *site = *state;
	struct demo_plan plan;

	memset(site->settings.availability.week, 0,
	    sizeof(site->settings.availability.week));
	plan_at(site, DEMO_LEADS, at("2026-11-23T08:00:00Z"), &plan);
	assert_int_equal(plan.leads_len, DEMO_LEADS);
	for (size_t i = 0; i < plan.leads_len; i++)
		assert_int_equal(plan.leads[i].kind, LEAD_CONTACT);
}

/* ---- the folder ---- */

static void
create(struct site *site, int64_t now)
{
	const struct demo demo = { &site->settings, &site->model,
		"http://127.0.0.1:8080", "http://127.0.0.1:8081", DEMO_LEADS,
		now };

	assert_status(demo_create(&demo, site->folder), OK);
}

static void
check_leads(struct store *store, int64_t today, int64_t now)
{
	struct lead_counts counts;
	int64_t all;

	assert_status(store_lead_count(store, &all), OK);
	/* Three were erased. */
	assert_int_equal(all, DEMO_LEADS - 3);
	assert_status(store_lead_counts(store, today, now, &counts), OK);
	for (int stage = LEAD_NEW; stage < LEAD_STAGE_COUNT; stage++)
		assert_in_range(counts.stages[stage], 3, 90);
	assert_in_range(counts.follows[LEAD_FOLLOW_OVERDUE], 1, 12);
	assert_in_range(counts.follows[LEAD_FOLLOW_DUE], 1, 15);
	assert_in_range(counts.follows[LEAD_FOLLOW_PLANNED], 10, 80);
	assert_in_range(counts.follows[LEAD_FOLLOW_NONE], 5, 60);
}

static void
check_bookings(struct store *store, struct arena *arena, int64_t now)
{
	size_t states[BOOKING_MISSED + 1] = { 0 };
	struct booking_entries ahead;
	struct booking_entries past;

	assert_status(store_bookings_ahead(store, arena, now, &ahead), OK);
	assert_status(store_bookings_past(store, arena, now, 0, 500, &past),
	    OK);
	for (size_t i = 0; i < ahead.len; i++)
		states[ahead.at[i].state]++;
	for (size_t i = 0; i < past.len; i++)
		states[past.at[i].state]++;
	assert_in_range(states[BOOKING_CONFIRMED], 8, 40);
	assert_in_range(states[BOOKING_HELD], 40, 100);
	assert_in_range(states[BOOKING_MISSED], 3, 20);
	assert_in_range(states[BOOKING_CANCELLED], 3, 20);
}

static void
check_mail(struct store *store, struct arena *arena)
{
	struct outbox_rows rows;
	struct demo_mails mails;
	size_t waiting = 0;

	assert_status(store_demo_mails(store, arena, 50, &mails), OK);
	assert_int_equal(mails.len, 50);
	assert_status(store_outbox_list(store, arena, 0, 5000, &rows), OK);
	assert_in_range(rows.len, 300, 900);
	for (size_t i = 0; i < rows.len; i++) {
		assert_int_not_equal(rows.at[i].state, OUTBOX_DEAD);
		waiting += rows.at[i].state == OUTBOX_WAITING;
	}
	/* Reminders of calls ahead. */
	assert_in_range(waiting, 2, 60);
}

static void
check_audit(const char *dir, struct arena *arena)
{
	struct audit_report report;
	struct audit_rows rows;
	struct office *office;

	assert_status(office_open(dir, hash_blake2b, &office), OK);
	assert_status(office_audit_verify(office, &report), OK);
	assert_int_equal(report.finding, AUDIT_WHOLE);
	assert_int_equal(report.alarms, 0);
	assert_in_range(report.count, 300, 2000);
	assert_status(office_audit_events(office, arena, 0, 5000, &rows), OK);
	for (size_t i = 1; i < rows.len; i++)
		assert_true(rows.at[i].at <= rows.at[i - 1].at + 60);
	office_close(office);
}

static void
check_days(struct store *store, struct arena *arena, int64_t today,
    int64_t now)
{
	struct quarantined_rows doubtful;
	struct overrides overrides;
	struct busy_times busy;

	assert_status(store_quarantine(store, arena, 0, 50, &doubtful), OK);
	assert_in_range(doubtful.len, 4, 20);
	assert_status(store_overrides(store, arena, today, &overrides), OK);
	assert_int_equal(overrides.len, 5);
	assert_status(store_busy_times(store, arena, now, &busy), OK);
	assert_int_equal(busy.len, 1);
}

/* On a working day and on a Sunday in spring, when the clock changes. */
static void
every_page_of_the_desk_has_something_to_show(void **state)
{
	static const char *const days[] = { "2026-11-24T09:30:00Z",
		"2026-03-29T12:00:00Z" };
	struct site *site = *state;

	for (size_t i = 0; i < 2; i++) {
		const int64_t now = at(days[i]);
		const int64_t today = zone_day(
		    site->settings.availability.zone, now);
		struct store *store;

		create(site, now);
		assert_status(store_open(site->folder, STORE_OFFICE, &store),
		    OK);
		check_leads(store, today, now);
		check_bookings(store, site->arena, now);
		check_mail(store, site->arena);
		check_days(store, site->arena, today, now);
		store_close(store);
		check_audit(site->folder, site->arena);
		backup_folder_remove(site->folder);
	}
}

static void
a_folder_is_known_by_its_mark_and_its_key(void **state)
{
	struct site *site = *state;
	const int64_t now = at("2026-11-24T09:30:00Z");
	const char *key = arena_printf(site->arena, "%s/keys/public.key",
	    site->folder);
	const char *mark = arena_printf(site->arena, "%s/demonstration",
	    site->folder);
	int64_t made_at;

	assert_status(demo_check(site->folder, &made_at), NOT_FOUND);
	create(site, now);
	assert_status(demo_check(site->folder, &made_at), OK);
	assert_int_equal(made_at, now);
	assert_int_equal(rename(arena_printf(site->arena,
	    "%s/keys/courier.pub", site->folder), key), 0);
	assert_status(demo_check(site->folder, &made_at), DENIED);
	assert_int_equal(rename(key, mark), 0);
	assert_status(demo_check(site->folder, &made_at), DENIED);
	assert_int_equal(unlink(mark), 0);
	assert_status(demo_check(site->folder, &made_at), DENIED);
}

static void
the_night_s_reset_comes_at_four_by_the_owner_s_clock(void **state)
{
	struct site *site = *state;
	const struct zone *zone = site->settings.availability.zone;

	assert_int_equal(demo_reset_after(zone, at("2026-11-24T02:59:59Z")),
	    at("2026-11-24T03:00:00Z"));
	assert_int_equal(demo_reset_after(zone, at("2026-11-24T03:00:00Z")),
	    at("2026-11-25T03:00:00Z"));
	/* In summer, and over both changes of the clock. */
	assert_int_equal(demo_reset_after(zone, at("2026-07-01T12:00:00Z")),
	    at("2026-07-02T02:00:00Z"));
	assert_int_equal(demo_reset_after(zone, at("2027-03-28T00:30:00Z")),
	    at("2027-03-28T02:00:00Z"));
	assert_int_equal(demo_reset_after(zone, at("2026-10-25T00:30:00Z")),
	    at("2026-10-25T03:00:00Z"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
		    calls_stand_on_slots_that_could_be_booked, begin, end),
		cmocka_unit_test_setup_teardown(
		    everybody_is_somebody_else_and_nobody, begin, end),
		cmocka_unit_test_setup_teardown(
		    the_same_moment_gives_the_same_plan, begin, end),
		cmocka_unit_test_setup_teardown(
		    three_people_come_last_whatever_the_number, begin, end),
		cmocka_unit_test_setup_teardown(without_hours_they_write,
		    begin, end),
		cmocka_unit_test_setup_teardown(
		    every_page_of_the_desk_has_something_to_show, begin, end),
		cmocka_unit_test_setup_teardown(
		    a_folder_is_known_by_its_mark_and_its_key, begin, end),
		cmocka_unit_test_setup_teardown(
		    the_night_s_reset_comes_at_four_by_the_owner_s_clock,
		    begin, end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
