#include "folder.h"
#include "server.h"
#include "wishes.h"

#include "../unit/test.h"
#include "folder_tests.h"

#include <poll.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <sys/resource.h>

#include <sqlite3.h>

#include "base/arena.h"
#include "store/booking_changes.h"
#include "store/contacts.h"
#include "store/meters.h"
#include "store/staged.h"

enum { TEN = 10, WAIT_MS = 20000, SETTLE_MS = 100 };

static void
wish_for_ten(struct wish wishes[TEN])
{
	for (int i = 0; i < TEN; i++)
		wish_for(&wishes[i], i, i + 1);
}

static void
all_are(const struct wish *wishes, int count, enum status expected)
{
	for (int i = 0; i < count; i++)
		assert_status(wishes[i].write.status, expected);
}

static int64_t
number(const char *dir, const char *sql)
{
	return folder_number(dir, "intake.db", sql);
}

/* What is stored of bookings, leads and mail, all in one. */
static int64_t
rows(const char *dir)
{
	return number(dir, "SELECT (SELECT count(*) FROM booking) +"
	    " 100 * (SELECT count(*) FROM lead)");
}

static int
count_commit(void *context)
{
	++*(int *)context;
	return 0;
}

static int
refuse_commit(void *context)
{
	return 1;
}

/* On a server by what is looked at when a transaction ends. */
static void
refuse_commits(const char *dir, struct store *store)
{
	if (store->database.db != NULL)
		(void)sqlite3_commit_hook(store->database.db, refuse_commit,
		    NULL);
	else
		folder_run(dir, "intake.db", "CREATE FUNCTION refuse()"
		    " RETURNS trigger LANGUAGE plpgsql AS"
		    " 'BEGIN RAISE EXCEPTION ''refused''; END';"
		    "CREATE CONSTRAINT TRIGGER refuse AFTER INSERT ON lead"
		    " DEFERRABLE INITIALLY DEFERRED"
		    " FOR EACH ROW EXECUTE FUNCTION refuse()");
}

static void
take_commits(const char *dir, struct store *store)
{
	if (store->database.db != NULL)
		(void)sqlite3_commit_hook(store->database.db, NULL, NULL);
	else
		folder_run(dir, "intake.db", "DROP FUNCTION refuse CASCADE");
}

static void
ten_writes_are_one_commit(void **state)
{
	struct store *store = folder_store(*state, STORE_PUBLIC);
	struct wish wishes[TEN];
	struct meters_commits commits = { 0 };
	uint64_t all = 0;

	store_count_commits(store, &commits);
	wish_for_ten(wishes);
	wishes_do(store, wishes, TEN);
	all_are(wishes, TEN, OK);
	for (size_t i = 0; i < METERS_BUCKETS; i++)
		all += meter_get(&commits.times.bucket[i]);
	assert_int_equal(all, 1);
	assert_int_equal(wishes[0].runs, 1);
	assert_int_equal(rows(*state), 1010);
	store_close(store);
}

static void
ten_writes_are_one_commit_of_sqlites(void **state)
{
	struct store *store = folder_store(*state, STORE_PUBLIC);
	struct wish wishes[TEN];
	int commits = 0;

	(void)sqlite3_commit_hook(store->database.db, count_commit, &commits);
	wish_for_ten(wishes);
	wishes_do(store, wishes, TEN);
	all_are(wishes, TEN, OK);
	assert_int_equal(commits, 1);
	store_close(store);
}

static void
one_conflict_among_ten_undoes_nothing_of_the_others(void **state)
{
	struct store *store = folder_store(*state, STORE_PUBLIC);
	struct wish wishes[TEN];

	wish_for_ten(wishes);
	wish_for(&wishes[5], 2, 6);
	wishes_do(store, wishes, TEN);
	for (int i = 0; i < TEN; i++)
		assert_status(wishes[i].write.status, i == 5 ? CONFLICT : OK);
	/* It had changed nothing, so nothing was done twice. */
	assert_int_equal(wishes[0].runs, 1);
	assert_int_equal(rows(*state), 909);
	store_close(store);
}

static void
a_form_twice_in_one_batch_is_one_booking(void **state)
{
	struct store *store = folder_store(*state, STORE_PUBLIC);
	struct wish wishes[3];

	for (int i = 0; i < 3; i++)
		wish_for(&wishes[i], 0, 1);
	wishes_do(store, wishes, 3);
	all_are(wishes, 3, OK);
	assert_false(wishes[0].repeated);
	assert_true(wishes[1].repeated && wishes[2].repeated);
	assert_int_equal(rows(*state), 101);
	store_close(store);
}

/* Stores a lead, and then thinks better of it. */
static enum status
fail_half_way(struct store *store, struct write *write)
{
	TRANSACTION(tx, &store->database);
	struct wish *wish = (struct wish *)write;
	const struct lead_new lead = { .kind = LEAD_CONTACT, .result = "",
		.consent = "2026-11", .zone = "",
		.sealed = wish->booking.lead };

	assert_status(transaction_begin(&tx), OK);
	assert_status(stage(store, &(struct staged){ lead, .at = now }), OK);
	assert_status(staged_insert(&store->database, false), OK);
	return FAILED;
}

static void
what_fails_half_way_is_undone_alone(void **state)
{
	struct store *store = folder_store(*state, STORE_PUBLIC);
	struct wish wishes[TEN];

	wish_for_ten(wishes);
	wishes[3].write.run = fail_half_way;
	wishes_do(store, wishes, TEN);
	for (int i = 0; i < TEN; i++)
		assert_status(wishes[i].write.status, i == 3 ? FAILED : OK);
	assert_int_equal(wishes[0].runs, 2);
	assert_int_equal(rows(*state), 909);
	store_close(store);
}

/* What was undone with it is done again, though it was of no write. */
static void
a_batch_done_again_forgets_addresses_too(void **state)
{
	struct store *store = folder_store(*state, STORE_PUBLIC);
	struct wish begun;
	struct wish wishes[TEN];
	const uint8_t email[16] = { 1 };

	wish_for(&begun, -30 * 24, 99);
	begun.booking.email_hash = email;
	assert_status(store_booking_add(store, &begun.booking,
	    now - 60 * 86400, &begun.repeated), OK);
	store_close(store);
	store = folder_store(*state, STORE_PUBLIC);
	wish_for_ten(wishes);
	wishes[3].write.run = fail_half_way;
	wishes_do(store, wishes, TEN);
	assert_int_equal(wishes[0].runs, 2);
	assert_int_equal(number(*state, "SELECT count(*) FROM booking"
	    " WHERE email_hash IS NOT NULL"), 0);
	store_close(store);
}

/* The one that was refused too: what took its slot is not there. */
static void
a_commit_that_fails_fails_all(void **state)
{
	struct store *store = folder_store(*state, STORE_PUBLIC);
	struct wish wishes[TEN];

	wish_for_ten(wishes);
	wish_for(&wishes[9], 0, 10);
	refuse_commits(*state, store);
	wishes_do(store, wishes, TEN);
	all_are(wishes, TEN, FAILED);
	assert_int_equal(rows(*state), 0);
	take_commits(*state, store);
	wishes_do(store, wishes, 9);
	all_are(wishes, 9, OK);
	assert_int_equal(rows(*state), 909);
	store_close(store);
}

static void
limit_files(rlim_t bytes)
{
	struct rlimit limit;

	assert_int_equal(getrlimit(RLIMIT_FSIZE, &limit), 0);
	limit.rlim_cur = bytes == 0 ? limit.rlim_max : bytes;
	(void)signal(SIGXFSZ, bytes == 0 ? SIG_DFL : SIG_IGN);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
}

/* A server says so of its own disk, here without having one that is. */
static void
fill_disk(const char *dir)
{
	if (server_has(dir))
		folder_run(dir, "intake.db", "CREATE FUNCTION fill()"
		    " RETURNS trigger LANGUAGE plpgsql AS 'BEGIN"
		    " RAISE EXCEPTION USING ERRCODE = ''disk_full''; END';"
		    "CREATE TRIGGER fill BEFORE INSERT ON booking"
		    " FOR EACH ROW EXECUTE FUNCTION fill()");
	else
		limit_files(4096);
}

static void
empty_disk(const char *dir)
{
	if (server_has(dir))
		folder_run(dir, "intake.db", "DROP FUNCTION fill CASCADE");
	else
		limit_files(0);
}

static void
on_a_full_disk_all_are_busy_and_nothing_is_half_stored(void **state)
{
	struct store *store = folder_store(*state, STORE_PUBLIC);
	struct wish wishes[TEN];

	wish_for_ten(wishes);
	fill_disk(*state);
	wishes_do(store, wishes, TEN);
	empty_disk(*state);
	all_are(wishes, TEN, BUSY);
	assert_int_equal(rows(*state), 0);
	wishes_do(store, wishes, TEN);
	all_are(wishes, TEN, OK);
	assert_int_equal(rows(*state), 1010);
	store_close(store);
}

/* As SQLite does of itself where memory or the disk gives out, and a server
 * that ends. */
static enum status
lose_transaction(struct store *store, struct write *write)
{
	QUERY q = query_use(&store->database, TRANSACTION_ROLLBACK);

	return query_done(q);
}

static void
where_the_transaction_is_lost_nobody_is_stored_by_himself(void **state)
{
	struct store *store = folder_store(*state, STORE_PUBLIC);
	struct wish wishes[TEN];

	wish_for_ten(wishes);
	wishes[4].write.run = lose_transaction;
	wishes_do(store, wishes, TEN);
	all_are(wishes, TEN, BUSY);
	assert_int_equal(rows(*state), 0);
	wishes_do(store, wishes, 4);
	all_are(wishes, 4, OK);
	assert_int_equal(rows(*state), 404);
	store_close(store);
}

static enum status
erase(struct store *store, struct write *write)
{
	struct wish *wish = (struct wish *)write;

	return store_booking_erase(store, wish->token, NULL, now);
}

static void
what_is_erased_leaves_the_log_when_the_batch_ends(void **state)
{
	struct store *store = folder_store(*state, STORE_PUBLIC);
	struct wish wishes[TEN];

	wish_for_ten(wishes);
	wishes_do(store, wishes, TEN);
	assert_true(folder_size(*state, "intake.db-wal") > 0);
	wish_for(&wishes[0], 20, 20);
	wishes[1].write.run = erase;
	wishes_do(store, wishes, 2);
	all_are(wishes, 2, OK);
	assert_int_equal(folder_size(*state, "intake.db-wal"), 0);
	assert_int_equal(rows(*state), 1011);
	store_close(store);
}

/* An epoch goes with its last lead, and comes again with the next one. */
static void
an_epoch_swept_within_a_batch_is_put_again(void **state)
{
	struct store *store = folder_store(*state, STORE_PUBLIC);
	struct wish wishes[3];

	wish_for(&wishes[0], 0, 1);
	wish_for(&wishes[1], 0, 1);
	wishes[1].write.run = erase;
	wish_for(&wishes[2], 1, 2);
	wishes_do(store, wishes, 3);
	all_are(wishes, 3, OK);
	assert_int_equal(number(*state, "SELECT count(*) FROM lead"
	    " JOIN seal_epoch ON seal_epoch.id = lead.seal_epoch"), 1);
	store_close(store);
}

/* A conflict makes the batch begin anew, piece by piece; what one piece put and
 * lost, the next one cannot rely on. */
static void
an_epoch_of_what_was_undone_is_put_again(void **state)
{
	struct store *store = folder_store(*state, STORE_PUBLIC);
	struct wish wishes[3];

	wish_for(&wishes[0], 0, 1);
	wishes[0].booking.zone = ""; /* which no row may have */
	wish_for(&wishes[1], 1, 2);
	wish_for(&wishes[2], 2, 3);
	wishes_do(store, wishes, 3);
	assert_status(wishes[0].write.status, FAILED);
	all_are(wishes + 1, 2, OK);
	assert_int_equal(number(*state, "SELECT count(*) FROM lead"
	    " JOIN seal_epoch ON seal_epoch.id = lead.seal_epoch"), 2);
	store_close(store);
}

/* ---- the thread ---- */

struct queue {
	struct writer *writer;
	int wake;
};

static struct queue
queue_start(const char *dir, size_t max)
{
	struct queue made = { .wake = eventfd(0, EFD_CLOEXEC) };

	assert_int_not_equal(made.wake, -1);
	assert_status(writer_start(dir, max, made.wake, &made.writer), OK);
	return made;
}

static void
queue_end(struct queue *queue)
{
	writer_free(queue->writer);
	assert_int_equal(close(queue->wake), 0);
}

/* Waits for a wake, as the event loop does, and counts what is done. */
static int
take_done(struct queue *queue)
{
	struct pollfd poller = { .fd = queue->wake, .events = POLLIN };
	uint64_t wakes;
	int count = 0;

	assert_int_equal(poll(&poller, 1, WAIT_MS), 1);
	assert_int_equal(read(queue->wake, &wakes, sizeof(wakes)),
	    sizeof(wakes));
	for (struct write *w = writer_done(queue->writer); w != NULL;
	    w = w->next, count++) {
		assert_true(w->done);
		assert_ptr_equal(w->owner, w);
	}
	return count;
}

static void
take_all(struct queue *queue, int count)
{
	while (count > 0)
		count -= take_done(queue);
	assert_int_equal(count, 0);
}

static void
add_all(struct queue *queue, struct wish *wishes, int count)
{
	for (int i = 0; i < count; i++)
		assert_true(writer_add(queue->writer, &wishes[i].write,
		    &wishes[i]));
}

static void
who_is_told_that_it_is_stored_finds_it_stored(void **state)
{
	struct queue queue = queue_start(*state, TEN);
	struct wish wishes[TEN];
	int done = 0;

	wish_for_ten(wishes);
	add_all(&queue, wishes, TEN);
	while (done < TEN) {
		done += take_done(&queue);
		assert_true(number(*state, "SELECT count(*) FROM booking") >=
		    done);
	}
	all_are(wishes, TEN, OK);
	writer_stop(queue.writer);
	queue_end(&queue);
}

/* Another process has the lock; all that comes meanwhile is one commit. */
static void
who_waits_for_another_process_shares_a_commit(void **state)
{
	struct store *other = folder_store(*state, STORE_OFFICE);
	struct queue queue = queue_start(*state, TEN);
	struct wish wishes[TEN];
	TRANSACTION(tx, &other->database);

	assert_status(transaction_begin(&tx), OK);
	wish_for_ten(wishes);
	add_all(&queue, wishes, 1);
	(void)poll(NULL, 0, SETTLE_MS);
	add_all(&queue, &wishes[1], TEN - 1);
	assert_null(writer_done(queue.writer));
	assert_int_equal(rows(*state), 0);
	assert_status(transaction_commit(&tx), OK);
	assert_int_equal(take_done(&queue), TEN);
	writer_stop(queue.writer);
	queue_end(&queue);
	store_close(other);
}

static void
a_full_queue_refuses_and_what_it_refused_is_never_done(void **state)
{
	struct store *other = folder_store(*state, STORE_OFFICE);
	struct queue queue = queue_start(*state, 3);
	struct wish wishes[TEN];
	TRANSACTION(tx, &other->database);

	assert_status(transaction_begin(&tx), OK);
	wish_for_ten(wishes);
	add_all(&queue, wishes, 3);
	assert_false(writer_room(queue.writer));
	assert_false(writer_add(queue.writer, &wishes[3].write, NULL));
	assert_status(transaction_commit(&tx), OK);
	take_all(&queue, 3);
	assert_true(writer_room(queue.writer));
	add_all(&queue, &wishes[4], 3);
	take_all(&queue, 3);
	assert_int_equal(wishes[3].runs, 0);
	assert_int_equal(rows(*state), 606);
	writer_stop(queue.writer);
	queue_end(&queue);
	store_close(other);
}

static void
stopping_does_what_is_queued(void **state)
{
	struct queue queue = queue_start(*state, TEN);
	struct wish wishes[TEN];
	int done = 0;

	wish_for_ten(wishes);
	add_all(&queue, wishes, TEN);
	writer_stop(queue.writer);
	for (struct write *w = writer_done(queue.writer); w != NULL;
	    w = w->next)
		assert_ptr_equal(w, &wishes[done++].write);
	assert_int_equal(done, TEN);
	all_are(wishes, TEN, OK);
	assert_int_equal(rows(*state), 1010);
	queue_end(&queue);
}

static void
without_a_database_no_thread_begins(void **state)
{
	struct writer *writer;

	assert_status(writer_start(folder_path(*state, "nowhere"), TEN, -1,
	    &writer), NOT_FOUND);
	assert_null(writer);
}

int
main(void)
{
	static const struct CMUnitTest both[] = {
		ON_FOLDER(ten_writes_are_one_commit),
		ON_FOLDER(one_conflict_among_ten_undoes_nothing_of_the_others),
		ON_FOLDER(a_form_twice_in_one_batch_is_one_booking),
		ON_FOLDER(what_fails_half_way_is_undone_alone),
		ON_FOLDER(a_batch_done_again_forgets_addresses_too),
		ON_FOLDER(a_commit_that_fails_fails_all),
		ON_FOLDER(
		    on_a_full_disk_all_are_busy_and_nothing_is_half_stored),
		ON_FOLDER(
		    where_the_transaction_is_lost_nobody_is_stored_by_himself),
		ON_FOLDER(an_epoch_swept_within_a_batch_is_put_again),
		ON_FOLDER(an_epoch_of_what_was_undone_is_put_again),
		ON_FOLDER(who_is_told_that_it_is_stored_finds_it_stored),
		ON_FOLDER(who_waits_for_another_process_shares_a_commit),
		ON_FOLDER(
		    a_full_queue_refuses_and_what_it_refused_is_never_done),
		ON_FOLDER(stopping_does_what_is_queued),
		ON_FOLDER(without_a_database_no_thread_begins),
	};
	static const struct CMUnitTest files[] = {
		ON_FOLDER(ten_writes_are_one_commit_of_sqlites),
		ON_FOLDER(what_is_erased_leaves_the_log_when_the_batch_ends),
	};

	return RUN_TESTS("writes", both, files);
}
