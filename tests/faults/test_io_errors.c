#include "../vault/office.h"

#include <errno.h>
#include <signal.h>

#include "../unit/test.h"
#include "disk.h"
#include "ground.h"
#include "old_data.h"
#include "peek.h"

#include "base/arena.h"
#include "base/util.h"
#include "crypto/hash.h"
#include "store/contacts.h"
#include "store/migrate.h"
#include "store/office.h"
#include "store/writes.h"
#include "vault/take.h"

/*
 * The n-th call to the disk fails, once or from then on, for n = 1, 2, 3 until
 * nothing is left to fail: in everything that stores something, in a migration
 * and in opening. What failed says so and is not there, nothing is half there,
 * and as soon as the disk is well the same handle goes on.
 */
enum { WRITES = 3, N_MAX = 5000 };

/* What is done, and what must be so. */
struct scenario {
	const char *name;
	/* The folder it begins with. */
	void (*make)(struct test_office *office);
	/* Opens what the act needs, on a disk that is well. */
	void (*begin)(struct test_office *office);
	enum status (*act)(struct test_office *office);
	/* After the act said this, the disk being well again. */
	void (*judge)(struct test_office *office, enum status said);
	void (*end)(struct test_office *office);
};

static const struct {
	const char *name;
	unsigned calls;
	int error;
	bool half;
} faults[] = {
	{ "open EIO", DISK_OPEN, EIO, false },
	{ "open EMFILE", DISK_OPEN, EMFILE, false },
	{ "read EIO", DISK_READ, EIO, false },
	{ "write EIO", DISK_WRITE, EIO, false },
	{ "write ENOSPC, half done", DISK_WRITE, ENOSPC, true },
	{ "sync EIO", DISK_SYNC, EIO, false },
	{ "truncate EIO", DISK_TRUNCATE, EIO, false },
	{ "unlink or rename EIO", DISK_NAME, EIO, false },
	{ "stat or access EIO", DISK_LOOK, EIO, false },
	{ "map ENOMEM", DISK_MAP, ENOMEM, false },
	{ "any EIO", DISK_ANY, EIO, false },
	{ "any but reading ENOSPC", DISK_ANY & ~(DISK_READ | DISK_LOOK),
	    ENOSPC, false },
};

/* ---- looking past the store ---- */

static int64_t
number(struct test_office *office, const char *sql)
{
	return peek_file_number(office->dir, "intake.db", sql);
}

static void
refused_for_now(enum status said)
{
	assert_true(said == OK || said == BUSY || said == FAILED);
}

/* ---- bookings, several in a batch ---- */

struct booking_write {
	struct write write; /* first */
	struct booking_new booking;
	uint8_t token[32];
	struct sealed_lead lead;
	char uuid[40];
};

static enum status
book(struct store *store, struct write *write)
{
	const struct booking_write *wish = (struct booking_write *)write;
	bool repeated;

	return store_booking_add(store, &wish->booking, office_now, &repeated);
}

static void
wish_for(struct booking_write *wish, int mark)
{
	static const uint8_t text[4];

	*wish = (struct booking_write){ .write.run = book };
	wish->token[0] = (uint8_t)mark;
	(void)snprintf(wish->uuid, sizeof(wish->uuid),
	    "00000000-0000-4000-8000-00000000000%d", mark);
	wish->lead = (struct sealed_lead){
		.epoch = { .id = { 7 }, .generation = 1 },
		.head = { SEAL_HEAD, wish->uuid, { 7 }, 2 * mark, text, 4 },
		.body = { SEAL_BODY, wish->uuid, { 7 }, 2 * mark + 1, text,
		    4 },
	};
	wish->booking = (struct booking_new){
		.slot = { office_now + 86400 + mark * 3600,
		    office_now + 86400 + mark * 3600 + 1800 },
		.token_hash = wish->token,
		.zone = "Europe/Berlin",
		.result = "",
		.consent = "2026-11",
		.lead = &wish->lead,
	};
}

static void
open_public(struct test_office *office)
{
	assert_status(store_open(office->dir, STORE_PUBLIC,
	    &office->public_store), OK);
}

static void
close_public(struct test_office *office)
{
	store_close(office->public_store);
}

static enum status
take_bookings(struct test_office *office)
{
	struct booking_write wishes[WRITES];
	enum status begun = writes_begin(office->public_store);

	for (int i = 0; i < WRITES; i++)
		wish_for(&wishes[i], i + 1);
	for (int i = 0; i + 1 < WRITES; i++)
		wishes[i].write.next = &wishes[i + 1].write;
	writes_end(office->public_store, begun, &wishes[0].write);
	for (int i = 1; i < WRITES; i++)
		assert_status(wishes[i].write.status, wishes[0].write.status);
	return wishes[0].write.status;
}

static void
judge_bookings(struct test_office *office, enum status said)
{
	static const char sql[] = "SELECT (SELECT count(*) FROM booking)"
	    " + 100 * (SELECT count(*) FROM lead)";

	assert_true(said == OK || said == BUSY);
	assert_int_equal(number(office, sql), said == OK ? 303 : 0);
	assert_status(take_bookings(office), OK);
	assert_int_equal(number(office, sql), 303);
}

/* ---- a message ---- */

static enum status
take_message(struct test_office *office)
{
	static const uint8_t form[32] = { 9 };
	struct booking_write wish;
	struct contact_new contact = { .form_hash = form, .zone = "UTC",
		.result = "", .consent = "2026-11", .lead = &wish.lead };
	bool repeated;

	wish_for(&wish, 1);
	return store_contact_add(office->public_store, &contact, office_now,
	    &repeated);
}

static void
judge_message(struct test_office *office, enum status said)
{
	static const char sql[] = "SELECT (SELECT count(*) FROM lead) + 100 *"
	    " (SELECT count(*) FROM seal_epoch)";

	assert_true(said == OK || said == BUSY);
	assert_int_equal(number(office, sql), said == OK ? 101 : 0);
	assert_status(take_message(office), OK);
	assert_int_equal(number(office, sql), 101);
}

/* ---- the desk takes leads in ---- */

static void
make_leads(struct test_office *office)
{
	for (int i = 0; i < 3; i++)
		(void)office_write(office, "Ann", "ann@example.org", "Hello");
}

static enum status
take_in(struct test_office *office)
{
	return vault_take_in(&office->vault, office_now);
}

static void
judge_take_in(struct test_office *office, enum status said)
{
	struct audit_report report;

	refused_for_now(said);
	office->vault.looked_at = 0;
	assert_status(take_in(office), OK);
	assert_int_equal(peek_file_number(office->dir, "office.db",
	    "SELECT count(*) FROM record_key WHERE wrapped IS NOT NULL"), 6);
	assert_status(office_audit_verify(office->vault.office, &report), OK);
}

/* ---- the desk looks at a lead: an event in the log ---- */

static enum status
note_event(struct test_office *office)
{
	const struct audit_event event = { office_now, 1, AUDIT_LEAD_READ, 1 };

	return office_audit_note(office->vault.office, &event);
}

static void
judge_event(struct test_office *office, enum status said)
{
	static const char sql[] = "SELECT count(*) FROM audit_event"
	    " WHERE kind = 'lead.read'";
	struct audit_report report;

	refused_for_now(said);
	assert_int_equal(peek_file_number(office->dir, "office.db", sql), said == OK);
	assert_status(note_event(office), OK);
	assert_int_equal(peek_file_number(office->dir, "office.db", sql),
	    1 + (said == OK));
	assert_status(office_audit_verify(office->vault.office, &report), OK);
}

/* ---- opening ---- */

static void
nothing(struct test_office *office)
{
}

static enum status
open_both(struct test_office *office)
{
	struct store *store;
	struct office *opened = NULL;
	enum status st = store_open(office->dir, STORE_PUBLIC, &store);

	if (st == OK)
		st = office_open(office->dir, hash_blake2b, &opened);
	store_close(store);
	office_close(opened);
	return st;
}

/* A disk that cannot be read is no damage, and no missing file. */
static void
judge_open(struct test_office *office, enum status said)
{
	refused_for_now(said);
	assert_status(open_both(office), OK);
	assert_int_equal(number(office, "SELECT count(*) FROM lead"), 3);
}

/* ---- a migration ---- */

static enum status
migrate(struct test_office *office)
{
	return migrate_all(office->dir);
}

static void
judge_migration(struct test_office *office, enum status said)
{
	const char *problem = old_data_problem(office->dir);

	refused_for_now(said);
	if (problem != NULL)
		fail_msg("%s", problem);
	if (said == OK)
		assert_true(old_data_is_new(office->dir));
	assert_status(migrate(office), OK);
	assert_true(old_data_is_new(office->dir));
	assert_null(old_data_problem(office->dir));
	assert_true(old_data_has_copies(office->dir));
}

/* ---- the loops ---- */

static const struct scenario bookings = { "three bookings in a batch",
	nothing, open_public, take_bookings, judge_bookings, close_public };
static const struct scenario a_message = { "a message", nothing, open_public,
	take_message, judge_message, close_public };
static const struct scenario taking_in = { "the desk takes leads in",
	make_leads, office_begin, take_in, judge_take_in, office_finish };
static const struct scenario an_event = { "an event in the audit log",
	make_leads, office_begin, note_event, judge_event, office_finish };
static const struct scenario opening = { "opening", make_leads, nothing,
	open_both, judge_open, nothing };
static const struct scenario migration = { "a migration", nothing, nothing,
	migrate, judge_migration, nothing };

/* What runs now, for whoever reads of a failure. */
static struct {
	const struct scenario *scenario;
	const char *fault;
	bool lasting;
	int64_t n;
} now;

static long runs;

/* One act with the n-th call failing; whether anything failed. */
static bool
run_once(const struct scenario *scenario, struct test_office *office,
    const char *from, const struct disk_fault *fault)
{
	enum status said;
	bool failed;

	ground_copy(from, office->dir);
	disk_watch(office->dir);
	scenario->begin(office);
	disk_fail(fault);
	said = scenario->act(office);
	failed = disk_heal();
	scenario->judge(office, said);
	if (!failed)
		assert_status(said, OK);
	scenario->end(office);
	assert_true(peek_file_is_sound(office->dir, "intake.db"));
	assert_true(peek_file_is_sound(office->dir, "office.db"));
	disk_watch(NULL);
	runs++;
	return failed;
}

/* The short loops do not take every n of a migration, which makes hundreds of
 * calls, nor of faults that last. */
static int64_t
stride_of(const struct scenario *scenario, bool lasting)
{
	if (scenario == &migration)
		return ground_setting("STRIDE", 13, 1);
	return lasting ? ground_setting("STRIDE", 3, 1) : 1;
}

/* Up to which n something failed. */
static int64_t
run_all(const struct scenario *scenario, struct test_office *office,
    const char *from, size_t kind, bool lasting)
{
	const int64_t stride = stride_of(scenario, lasting);
	int64_t last = 0;

	now.fault = faults[kind].name;
	now.lasting = lasting;
	for (now.n = 1; now.n < N_MAX; now.n += stride) {
		const struct disk_fault fault = {
			.calls = faults[kind].calls,
			.nth = now.n,
			.lasting = lasting,
			.half = faults[kind].half,
			.error = faults[kind].error,
		};

		if (!run_once(scenario, office, from, &fault))
			return last;
		last = now.n;
	}
	fail_msg("there was no end of failing");
	return 0;
}

static void
run_scenario(const struct scenario *scenario)
{
	struct test_office *office;
	void *state;
	char from[GROUND_PATH_SIZE];
	int64_t all = 0;

	now.scenario = scenario;
	assert_int_equal(office_setup(&state), 0);
	office = state;
	scenario->make(office);
	office_finish(office);
	if (scenario == &migration) {
		ground_empty(office->dir);
		assert_true(old_data_make(office->dir));
	}
	ground_make(from);
	ground_copy(office->dir, from);
	ground_remove(office->dir);
	ground_make(office->dir);
	for (size_t kind = 0; kind < countof(faults); kind++) {
		int64_t once = run_all(scenario, office, from, kind, false);
		int64_t lasting = run_all(scenario, office, from, kind, true);

		all += once + lasting;
		print_message("# %s: %s: N = %lld once, %lld from then on\n",
		    scenario->name, faults[kind].name, (long long)once,
		    (long long)lasting);
	}
	assert_true(all > 0);
	ground_remove(from);
	ground_remove(office->dir);
	now.scenario = NULL;
	arena_free(office->arena);
	free(office);
}

/* ---- the tests ---- */

#define WHERE(test) cmocka_unit_test_teardown(test, say_where)

static int
say_where(void **state)
{
	if (now.scenario != NULL)
		print_message("# it was: %s: %s, n = %lld, %s\n",
		    now.scenario->name, now.fault, (long long)now.n,
		    now.lasting ? "from then on" : "once");
	return 0;
}

static void
aborted(int signal)
{
	(void)say_where(NULL);
}

static void
bookings_in_a_batch_are_all_stored_or_none(void **state)
{
	run_scenario(&bookings);
}

static void
a_message_is_stored_or_refused_for_now(void **state)
{
	run_scenario(&a_message);
}

static void
the_desk_takes_leads_in_then_or_the_next_time(void **state)
{
	run_scenario(&taking_in);
}

static void
an_event_is_in_the_audit_log_or_was_refused(void **state)
{
	run_scenario(&an_event);
}

static void
opening_says_that_it_cannot_and_calls_nothing_damaged(void **state)
{
	run_scenario(&opening);
}

static void
a_migration_is_done_or_can_be_done_again(void **state)
{
	run_scenario(&migration);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		WHERE(bookings_in_a_batch_are_all_stored_or_none),
		WHERE(a_message_is_stored_or_refused_for_now),
		WHERE(the_desk_takes_leads_in_then_or_the_next_time),
		WHERE(an_event_is_in_the_audit_log_or_was_refused),
		WHERE(opening_says_that_it_cannot_and_calls_nothing_damaged),
		WHERE(a_migration_is_done_or_can_be_done_again),
	};
	int code;

	(void)signal(SIGABRT, aborted);
	if (getenv("FAULTS_LOG") == NULL &&
	    freopen("/dev/null", "w", stderr) == NULL)
		return 1;
	code = cmocka_run_group_tests_name("io_errors", tests, NULL, NULL);
	print_message("# %ld runs\n", runs);
	return code;
}
