/*
 * Whether what is erased is gone: from the tables, from the unused parts of
 * the file, from the log beside it, and after a backup was put back.
 */
#include "folder.h"

#include <fcntl.h>
#include <sys/stat.h>

#include "../unit/test.h"
#include "folder_tests.h"

#include <sqlite3.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/util.h"
#include "store/booking_changes.h"
#include "store/contacts.h"
#include "store/deeds.h"
#include "store/erasures.h"
#include "store/old_copies.h"
#include "store/store_private.h"

static const int64_t now = 1795255200; /* 2026-11-21T10:00:00Z */
static const int64_t ten = 1795428000; /* 2026-11-23T10:00:00Z */

enum { FILE_MAX = 32 << 20, RECORD_MAX = 9000 };

static int64_t
number(const char *dir, const char *sql)
{
	return folder_number(dir, "intake.db", sql);
}

/* How often a marker stands in the files of the data folder. */
static int
times_in_files(const char *dir, const char *marker)
{
	static const char *const names[] = { "intake.db", "intake.db-wal",
		"intake.db-shm", "office.db", "office.db-wal",
		"office.db-shm" };
	static char bytes[FILE_MAX];
	int times = 0;

	for (size_t i = 0; i < countof(names); i++) {
		int fd = open(folder_path(dir, names[i]), O_RDONLY);
		const char *at = bytes;
		ssize_t len;

		if (fd == -1)
			continue;
		len = read(fd, bytes, sizeof(bytes));
		assert_true(len >= 0 && len < FILE_MAX);
		(void)close(fd);
		while ((at = memmem(at, (size_t)(bytes + len - at), marker,
		    strlen(marker))) != NULL) {
			times++;
			at++;
		}
	}
	return times;
}

/* A record of len bytes that is full of its marker. */
static const char *
record_of(struct arena *arena, const char *marker, size_t len)
{
	BUF(out, RECORD_MAX + 100);

	while (out.len < len)
		buf_puts(&out, marker);
	return arena_strdup(arena, buf_text(&out));
}

static const char *
marker_of(struct arena *arena, int lead, int version)
{
	return arena_printf(arena, "<canary %d of %d>", lead, version);
}

/* Books the call of a lead whose records are full of its marker. */
static void
book(struct store *store, struct arena *arena, int lead, size_t len)
{
	uint8_t token[32];
	struct booking_new booking = folder_booking(ten + lead * 3600LL,
	    token, lead);
	bool repeated;

	booking.own = record_of(arena, marker_of(arena, lead, 0), len);
	booking.lead = folder_lead(NULL, booking.own, len < 200 ? len : 200,
	    booking.own, len);
	booking.own_len = len / 2;
	assert_status(store_booking_add(store, &booking, now, &repeated), OK);
}

static void
correct(struct store *store, struct arena *arena, int lead, int version,
    size_t len)
{
	const char *text = record_of(arena, marker_of(arena, lead, version),
	    len);
	struct booking_correction correction = {
		.own = text, .own_len = len / 2,
	};
	struct booking_view view;
	uint8_t token[32] = { 0 };

	memcpy(token, &lead, sizeof(lead));
	assert_status(store_booking_by_token(store, arena, token, &view), OK);
	correction.lead = folder_lead(view.lead_uuid, text, len / 4, text,
	    len);
	assert_status(store_booking_correct(store, token, &correction), OK);
}

static void
what_is_erased_is_in_no_file(void **state)
{
	struct store *store = folder_store(*state, STORE_OFFICE);
	ARENA(arena);

	for (int lead = 1; lead <= 3; lead++)
		book(store, arena, lead, 3000);
	/* The control: before, it is there. */
	assert_true(times_in_files(*state, marker_of(arena, 2, 0)) > 100);
	assert_status(folder_erase(store, 2, now), OK);
	assert_int_equal(times_in_files(*state, marker_of(arena, 2, 0)), 0);
	assert_true(times_in_files(*state, marker_of(arena, 1, 0)) > 0);
	assert_true(times_in_files(*state, marker_of(arena, 3, 0)) > 0);
	assert_int_equal(folder_size(*state, "intake.db-wal"), 0);
	store_close(store);
}

static void
a_visitors_own_erasure_leaves_as_little(void **state)
{
	struct store *store = folder_store(*state, STORE_PUBLIC);
	uint8_t token[32] = { 1 };
	ARENA(arena);

	book(store, arena, 1, 5000);
	assert_true(times_in_files(*state, marker_of(arena, 1, 0)) > 0);
	assert_status(store_booking_erase(store, token, NULL, now), OK);
	assert_int_equal(times_in_files(*state, marker_of(arena, 1, 0)), 0);
	store_close(store);
}

/* A message has no link; only the office erases it. */
static void
a_message_is_erased_like_a_booking(void **state)
{
	struct store *store = folder_store(*state, STORE_OFFICE);
	const char *text;
	bool repeated;
	uint8_t form[32] = { 9 };
	ARENA(arena);

	text = record_of(arena, marker_of(arena, 1, 0), 2000);
	assert_status(store_contact_add(store, &(struct contact_new){
		.result = "", .consent = "2026-11", .zone = "UTC",
		.form_hash = form,
		.lead = folder_lead(NULL, text, 100, text, 2000) }, now,
	    &repeated), OK);
	assert_true(times_in_files(*state, marker_of(arena, 1, 0)) > 0);
	assert_status(folder_erase(store, 1, now), OK);
	assert_int_equal(times_in_files(*state, marker_of(arena, 1, 0)), 0);
	store_close(store);
}

/* A number from 0 to below, from the same sequence in every run. */
static size_t
draw(uint32_t *seed, size_t below)
{
	*seed = *seed * 1664525 + 1013904223;
	return (*seed >> 8) % below;
}

/*
 * Pages that are rearranged leave copies of rows in their unused parts, which
 * secure_delete does not see; tidying the file removes them all.
 */
static void
after_a_busy_year_and_a_night_nothing_is_left(void **state)
{
	enum { LEADS = 400 };
	static const size_t sizes[] = { 60, 300, 900, 3000, 5000, 8000 };
	struct store *store = folder_store(*state, STORE_OFFICE);
	uint32_t seed = 7;
	int versions[LEADS + 1] = { 0 };
	bool erased[LEADS + 1] = { false };

	for (int lead = 1; lead <= LEADS; lead++) {
		ARENA(arena);
		int other = 1 + (int)draw(&seed, (size_t)lead);

		book(store, arena, lead, sizes[draw(&seed, countof(sizes))]);
		if (!erased[other])
			correct(store, arena, other, ++versions[other],
			    sizes[draw(&seed, countof(sizes))]);
		other = 1 + (int)draw(&seed, (size_t)lead);
		if (draw(&seed, 2) == 0 && !erased[other]) {
			assert_status(folder_erase(store, other, now), OK);
			erased[other] = true;
		}
	}
	assert_status(store_tidy(store), OK);
	for (int lead = 1; lead <= LEADS; lead++)
		for (int v = 0; v <= versions[lead]; v++) {
			ARENA(arena);
			int times = times_in_files(*state,
			    marker_of(arena, lead, v));

			assert_int_equal(times > 0,
			    v == versions[lead] && !erased[lead]);
		}
	store_close(store);
}

static void
a_tidied_file_is_smaller_and_others_read_on(void **state)
{
	struct store *store = folder_store(*state, STORE_OFFICE);
	struct store *front = folder_store(*state, STORE_PUBLIC);
	struct booking_view view;
	uint8_t token[32] = { 100 };
	long before;
	ARENA(arena);

	for (int lead = 1; lead <= 100; lead++)
		book(store, arena, lead, 8000);
	for (int64_t id = 1; id < 100; id++)
		assert_status(folder_erase(store, id, now), OK);
	before = folder_size(*state, "intake.db");
	assert_status(store_tidy(store), OK);
	assert_true(folder_size(*state, "intake.db") < before / 4);
	assert_status(store_booking_by_token(front, arena, token, &view), OK);
	book(front, arena, 101, 500);
	assert_int_equal(number(*state, "SELECT count(*) FROM lead"), 2);
	assert_status(store_tidy(front), DENIED);
	store_close(front);
	store_close(store);
}

/* It is rewritten all the same, in a file without a name and not in memory;
 * who waits for the night asks first. */
static void
a_large_file_is_known_as_one_and_tidied(void **state)
{
	struct store *store = folder_store(*state, STORE_OFFICE);
	bool large = true;

	assert_status(store_is_large(store, &large), OK);
	assert_false(large);
	folder_run(*state, "intake.db", "CREATE TABLE padding (bytes BLOB);"
	    "INSERT INTO padding VALUES (zeroblob(68000000));");
	assert_status(store_is_large(store, &large), OK);
	assert_true(large);
	folder_run(*state, "intake.db", "DROP TABLE padding");
	assert_status(store_tidy(store), OK);
	assert_status(store_is_large(store, &large), OK);
	assert_false(large);
	store_close(store);
}

/* ---- copies made before an update ---- */

static void
age(const char *dir, const char *name, int64_t days)
{
	const struct timespec times[2] = {
		{ .tv_sec = now - days * 86400 },
		{ .tv_sec = now - days * 86400 },
	};

	folder_write(dir, name, "x", 1);
	assert_int_equal(utimensat(AT_FDCWD, folder_path(dir, name), times, 0),
	    0);
}

static void
copies_made_before_an_update_go_after_their_days(void **state)
{
	age(*state, "intake.db.before-5", 14);
	age(*state, "office.db.before-6", 400);
	age(*state, "intake.db.before-6", 13);
	age(*state, "intake.db.copy", 400);
	age(*state, "before-5", 400);
	assert_int_equal(mkdir(folder_path(*state, "office.db.before-7"),
	    0700), 0);
	assert_status(old_copies_remove(*state, now, 14), OK);
	assert_false(folder_has(*state, "intake.db.before-5"));
	assert_false(folder_has(*state, "office.db.before-6"));
	assert_true(folder_has(*state, "intake.db.before-6"));
	assert_true(folder_has(*state, "intake.db.copy"));
	assert_true(folder_has(*state, "before-5"));
	assert_true(folder_has(*state, "office.db.before-7"));
	assert_true(folder_has(*state, "intake.db"));
	assert_status(old_copies_remove(folder_path(*state, "nowhere"), now,
	    14), FAILED);
}

/* ---- after a restore ---- */

/* A backup of three leads; two of them erased since; the backup put back. */
static struct store *
restored(const char *dir, struct arena *arena, struct erasures *list)
{
	struct store *store = folder_store(dir, STORE_OFFICE);

	for (int lead = 1; lead <= 3; lead++)
		book(store, arena, lead, 2000);
	store_close(store);
	folder_keep_intake(dir);
	store = folder_store(dir, STORE_OFFICE);
	book(store, arena, 4, 2000);
	assert_status(folder_erase(store, 1, now), OK);
	assert_status(folder_erase(store, 3, now + 60), OK);
	assert_status(folder_erase(store, 4, now + 120), OK);
	assert_status(store_erasures(store, arena, list), OK);
	store_close(store);
	folder_put_intake_back(dir);
	return folder_store(dir, STORE_OFFICE);
}

static void
whom_a_backup_brings_back_is_erased_again(void **state)
{
	struct erasures list;
	struct store *store;
	int64_t erased = -1;
	ARENA(arena);

	store = restored(*state, arena, &list);
	assert_int_equal(list.len, 3);
	assert_int_equal(number(*state, "SELECT count(*) FROM lead"), 3);
	assert_status(store_erasures_apply(store, &list, now + 600, &erased),
	    OK);
	assert_int_equal(erased, 2);
	assert_int_equal(number(*state, "SELECT count(*) FROM lead"), 1);
	assert_int_equal(number(*state, "SELECT id FROM lead"), 2);
	assert_int_equal(number(*state, "SELECT count(*)"
	    " FROM deed WHERE kind = 'lead.erased_again'"), 2);
	/* Asked again, as after a crash, there is nothing left to do. */
	assert_status(store_erasures_apply(store, &list, now + 660, &erased),
	    OK);
	assert_int_equal(erased, 0);
	store_close(store);
}

static void
whom_a_backup_brought_back_is_in_no_file(void **state)
{
	struct erasures list;
	struct store *store;
	int64_t erased = -1;
	ARENA(arena);

	store = restored(*state, arena, &list);
	assert_true(times_in_files(*state, marker_of(arena, 1, 0)) > 0);
	assert_status(store_erasures_apply(store, &list, now + 600, &erased),
	    OK);
	assert_int_equal(times_in_files(*state, marker_of(arena, 1, 0)), 0);
	assert_int_equal(times_in_files(*state, marker_of(arena, 3, 0)), 0);
	store_close(store);
}

/* The audit log names leads by id alone. */
static void
no_new_lead_gets_the_id_of_an_erased_one(void **state)
{
	struct erasures list;
	struct store *store;
	int64_t erased;
	ARENA(arena);

	store = restored(*state, arena, &list);
	assert_status(store_erasures_apply(store, &list, now + 600, &erased),
	    OK);
	book(store, arena, 9, 500);
	assert_int_equal(number(*state, "SELECT max(id) FROM lead"), 5);
	assert_status(folder_erase(store, 5, now + 700), OK);
	assert_int_equal(number(*state, "SELECT count(*) FROM erasure"), 4);
	store_close(store);
}

static void
nor_does_the_first_lead_of_a_backup_without_any(void **state)
{
	struct store *store = folder_store(*state, STORE_OFFICE);
	struct erasure gone = { .lead_id = 7, .erased_at = now,
		.uuid = "1b4e28ba-2fa1-41d2-883f-0016d3cca427" };
	int64_t erased;
	ARENA(arena);

	assert_status(store_erasures_apply(store,
	    &(struct erasures){ &gone, 1 }, now + 600, &erased), OK);
	book(store, arena, 1, 100);
	assert_int_equal(number(*state, "SELECT max(id) FROM lead"), 8);
	store_close(store);
}

static void
lists_of_nothing_change_nothing(void **state)
{
	struct store *store = folder_store(*state, STORE_OFFICE);
	struct store *front = folder_store(*state, STORE_PUBLIC);
	struct erasures none = { 0 };
	int64_t erased = -1;
	ARENA(arena);

	book(store, arena, 1, 100);
	assert_status(store_erasures_apply(store, &none, now, &erased), OK);
	assert_int_equal(erased, 0);
	assert_status(store_erasures_apply(front, &none, now, &erased),
	    DENIED);
	assert_status(store_erasures(front, arena, &none), DENIED);
	book(store, arena, 2, 100);
	assert_int_equal(number(*state, "SELECT max(id) FROM lead"), 2);
	store_close(front);
	store_close(store);
}

int
main(void)
{
	static const struct CMUnitTest both[] = {
		ON_FOLDER(whom_a_backup_brings_back_is_erased_again),
		ON_FOLDER(no_new_lead_gets_the_id_of_an_erased_one),
		ON_FOLDER(nor_does_the_first_lead_of_a_backup_without_any),
		ON_FOLDER(lists_of_nothing_change_nothing),
	};
	static const struct CMUnitTest files[] = {
		ON_FOLDER(what_is_erased_is_in_no_file),
		ON_FOLDER(a_visitors_own_erasure_leaves_as_little),
		ON_FOLDER(a_message_is_erased_like_a_booking),
		ON_FOLDER(after_a_busy_year_and_a_night_nothing_is_left),
		ON_FOLDER(a_tidied_file_is_smaller_and_others_read_on),
		ON_FOLDER(a_large_file_is_known_as_one_and_tidied),
		ON_FOLDER(copies_made_before_an_update_go_after_their_days),
		ON_FOLDER(whom_a_backup_brought_back_is_in_no_file),
	};

	return RUN_TESTS("erasures", both, files);
}
