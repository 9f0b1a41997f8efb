/*
 * What vouches for the audit log's end from outside its database, and what
 * happens when it does not agree.
 */
#include "audit_log.h"
#include "folder.h"

#include <fcntl.h>
#include <sys/stat.h>

#include "../unit/test.h"
#include "folder_tests.h"

#include <sqlite3.h>

#include "base/arena.h"
#include "base/util.h"
#include "crypto/hash.h"

enum { EVENTS = AUDIT_LOG_EVENTS };

static const char head_file[] = "keys/audit.head";
static const char key_file[] = "keys/audit.key";

/* The bytes of a file, to be put back or changed. */
struct bytes {
	uint8_t at[1 << 19];
	size_t len;
};

static void
read_bytes(const char *dir, const char *name, struct bytes *bytes)
{
	int fd = open(folder_path(dir, name), O_RDONLY);
	ssize_t len;

	assert_int_not_equal(fd, -1);
	len = read(fd, bytes->at, sizeof(bytes->at));
	assert_true(len >= 0 && len < (ssize_t)sizeof(bytes->at));
	bytes->len = (size_t)len;
	(void)close(fd);
}

/* In place: an open head goes on with the same file. */
static void
write_bytes(const char *dir, const char *name, const struct bytes *bytes)
{
	folder_write(dir, name, bytes->at, bytes->len);
}

static void
add_one(struct office *office)
{
	audit_log_add(office, &(struct audit_event){
		.at = AUDIT_LOG_START + 100,
		.kind = AUDIT_LEAD_EXPORTED,
	});
}

static struct audit_report
verified(struct office *office, enum status expected)
{
	struct audit_report report;

	assert_status(office_audit_verify(office, &report), expected);
	return report;
}

static void
has_event(const char *dir, int64_t id, enum audit_kind kind, int64_t subject)
{
	ARENA(arena);

	assert_int_equal(folder_number(dir, "office.db", arena_printf(arena,
	    "SELECT count(*) FROM audit_event WHERE id = %lld AND kind = '%s'"
	    " AND subject = %lld", (long long)id, audit_kind_id(kind),
	    (long long)subject)), 1);
}

/* ---- the files ---- */

static void
both_files_are_for_the_office_alone(void **state)
{
	office_close(audit_log_office(*state));
	assert_int_equal(folder_mode(*state, "keys"), 0700);
	assert_int_equal(folder_mode(*state, key_file), 0600);
	assert_int_equal(folder_mode(*state, head_file), 0600);
	assert_int_equal(folder_size(*state, key_file), 32);
}

static void
a_key_that_others_may_read_is_refused(void **state)
{
	static const mode_t modes[] = { 0640, 0604, 0660, 0644 };
	struct office *office;

	office_close(audit_log_office(*state));
	for (size_t i = 0; i < countof(modes); i++) {
		assert_int_equal(chmod(folder_path(*state, key_file),
		    modes[i]), 0);
		assert_status(office_open(*state, hash_blake2b, &office),
		    INVALID);
		assert_null(office);
	}
	assert_int_equal(chmod(folder_path(*state, key_file), 0400), 0);
	office = folder_office(*state);
	(void)verified(office, OK);
	office_close(office);
}

static void
a_file_that_holds_no_key_is_refused(void **state)
{
	static const size_t sizes[] = { 0, 1, 31, 33 };
	static const char zeroes[33];
	struct office *office;

	office_close(audit_log_office(*state));
	for (size_t i = 0; i < countof(sizes); i++) {
		folder_write(*state, key_file, zeroes, sizes[i]);
		assert_status(office_open(*state, hash_blake2b, &office),
		    INVALID);
	}
}

static void
it_vouches_for_the_last_event(void **state)
{
	struct office *office = audit_log_office(*state);
	struct audit_report report = verified(office, OK);

	assert_int_equal(report.finding, AUDIT_WHOLE);
	assert_int_equal(report.count, EVENTS);
	assert_int_equal(report.behind, 0);
	assert_int_equal(report.alarms, 0);
	office_close(office);
	office = folder_office(*state);
	add_one(office);
	assert_int_equal(verified(office, OK).count, EVENTS + 1);
	office_close(office);
}

static void
what_is_rolled_back_moves_nothing(void **state)
{
	struct office *office = audit_log_office(*state);
	struct bytes before;
	struct bytes after;

	read_bytes(*state, head_file, &before);
	{
		TRANSACTION(tx, &office->database);

		assert_status(transaction_begin(&tx), OK);
		assert_status(audit_add(office, &(struct audit_event){
			.at = 1, .kind = AUDIT_LEAD_READ }), OK);
	}
	read_bytes(*state, head_file, &after);
	assert_int_equal(after.len, before.len);
	assert_memory_equal(after.at, before.at, before.len);
	assert_int_equal(verified(office, OK).behind, 0);
	add_one(office);
	assert_int_equal(verified(office, OK).count, EVENTS + 1);
	office_close(office);
}

static void
two_handles_in_turn_never_disagree(void **state)
{
	struct office *one = audit_log_office(*state);
	struct office *other = folder_office(*state);

	for (int i = 0; i < 10; i++)
		add_one(i % 3 == 0 ? one : other);
	assert_int_equal(verified(one, OK).count, EVENTS + 10);
	assert_int_equal(verified(other, OK).behind, 0);
	office_close(one);
	office_close(other);
}

/* ---- the log does not agree ---- */

static void
a_log_written_anew_with_hashes_that_fit_is_found(void **state)
{
	struct office *office = audit_log_office(*state);
	struct audit_report report;

	audit_log_tamper(*state,
	    "UPDATE audit_event SET subject = 77 WHERE id = 4");
	audit_log_forge(*state, 4);
	report = verified(office, INVALID);
	assert_int_equal(report.finding, AUDIT_REWRITTEN);
	assert_int_equal(report.to, EVENTS);
	/* And what follows tells it for good. */
	add_one(office);
	report = verified(office, INVALID);
	assert_int_equal(report.finding, AUDIT_WHOLE);
	assert_int_equal(report.alarm, EVENTS + 1);
	has_event(*state, EVENTS + 1, AUDIT_LOG_CUT, EVENTS);
	office_close(office);
}

static void
a_cut_is_told_by_the_next_event_for_good(void **state)
{
	struct office *office = audit_log_office(*state);
	struct audit_report report;

	audit_log_tamper(*state, "DELETE FROM audit_event WHERE id > 6");
	add_one(office);
	has_event(*state, 7, AUDIT_LOG_CUT, EVENTS);
	add_one(office);
	report = verified(office, INVALID);
	assert_int_equal(report.finding, AUDIT_WHOLE);
	assert_int_equal(report.count, 9);
	assert_int_equal(report.alarms, 1);
	assert_int_equal(report.alarm, 7);
	office_close(office);
}

static void
an_event_put_behind_without_the_key_is_told(void **state)
{
	struct office *office = audit_log_office(*state);
	struct audit_report report;

	audit_log_tamper(*state, "INSERT INTO audit_event SELECT 10, at,"
	    " admin_id, kind, subject, hash FROM audit_event WHERE id = 9");
	audit_log_forge(*state, 10);
	report = verified(office, OK);
	assert_int_equal(report.behind, 1);
	add_one(office);
	has_event(*state, 11, AUDIT_HEAD_BEHIND, 10);
	assert_int_equal(verified(office, OK).behind, 0);
	office_close(office);
}

/* ---- crashes ---- */

static void
a_crash_before_the_head_is_written_leaves_it_behind(void **state)
{
	struct office *office = audit_log_office(*state);
	struct bytes before;

	read_bytes(*state, head_file, &before);
	add_one(office);
	add_one(office);
	write_bytes(*state, head_file, &before);
	assert_int_equal(verified(office, OK).behind, 2);
	add_one(office);
	has_event(*state, EVENTS + 3, AUDIT_HEAD_BEHIND, EVENTS + 1);
	assert_int_equal(verified(office, OK).behind, 0);
	office_close(office);
}

static void
a_head_torn_while_it_was_written_is_behind_and_no_more(void **state)
{
	struct office *office = audit_log_office(*state);
	struct bytes before;
	struct bytes after;

	read_bytes(*state, head_file, &before);
	add_one(office);
	read_bytes(*state, head_file, &after);
	assert_int_equal(after.len, before.len);
	for (size_t cut = 0; cut < after.len; cut++) {
		struct bytes torn = before;

		memcpy(torn.at, after.at, cut);
		write_bytes(*state, head_file, &torn);
		assert_true(verified(office, OK).behind <= 1);
	}
	office_close(office);
}

static void
a_tampered_head_is_found(void **state)
{
	struct office *office = audit_log_office(*state);
	struct bytes whole;
	size_t found = 0;

	read_bytes(*state, head_file, &whole);
	for (size_t i = 0; i < whole.len; i++) {
		struct bytes changed = whole;
		struct audit_report report;

		changed.at[i] ^= 1;
		write_bytes(*state, head_file, &changed);
		if (office_audit_verify(office, &report) == OK)
			/* Between the places, or the newer one: then the older
			 * one stands, which is behind. */
			assert_true((i >= 96 && i < 512) || i >= 608 ||
			    report.behind == 1);
		else
			found++;
	}
	assert_int_equal(found, 96);
	office_close(office);
}

/* A crash tears the place that is written, so the other one is behind; a torn
 * one beside one that is not was no crash, and the next event tells it. */
static void
a_torn_place_beside_one_that_agrees_is_told(void **state)
{
	struct office *office = audit_log_office(*state);
	struct audit_report report;
	struct bytes head;
	bool told = false;

	read_bytes(*state, head_file, &head);
	for (size_t at = 0; at <= 512 && !told; at += 512) {
		struct bytes torn = head;

		torn.at[at + 20] ^= 1;
		write_bytes(*state, head_file, &torn);
		told = office_audit_verify(office, &report) == INVALID;
	}
	assert_true(told);
	assert_int_equal(report.finding, AUDIT_HEAD_BROKEN);
	add_one(office);
	has_event(*state, EVENTS + 1, AUDIT_HEAD_BEGUN, EVENTS);
	office_close(office);
}

static void
a_head_that_was_cut_short_is_found(void **state)
{
	static const size_t sizes[] = { 1, 16, 95 };
	struct office *office = audit_log_office(*state);
	struct bytes head;

	read_bytes(*state, head_file, &head);
	for (size_t i = 0; i < countof(sizes); i++) {
		head.len = sizes[i];
		write_bytes(*state, head_file, &head);
		assert_int_equal(verified(office, INVALID).finding,
		    AUDIT_HEAD_BROKEN);
	}
	office_close(office);
}

/* The event that is vouched for, where others stand behind it. */
static void
a_vouched_event_whose_hash_has_another_length_is_told(void **state)
{
	struct office *office = audit_log_office(*state);
	struct bytes before;

	read_bytes(*state, head_file, &before);
	add_one(office);
	write_bytes(*state, head_file, &before);
	audit_log_tamper(*state, "PRAGMA ignore_check_constraints = ON;"
	    "UPDATE audit_event SET hash = x'00' WHERE id = 9");
	add_one(office);
	has_event(*state, EVENTS + 2, AUDIT_LOG_CUT, EVENTS);
	office_close(office);
}

/* Of a newer program, whose kinds we do not know: no alarm of ours. */
static void
a_kind_that_is_not_known_is_no_alarm(void **state)
{
	struct office *office = audit_log_office(*state);
	struct audit_report report;

	audit_log_tamper(*state, "UPDATE audit_event SET kind ="
	    " 'lead.sung_to' WHERE id = 9");
	audit_log_forge(*state, 9);
	/* It is another one than was vouched for; the walk reads it. */
	report = verified(office, INVALID);
	assert_int_equal(report.finding, AUDIT_REWRITTEN);
	assert_int_equal(report.count, EVENTS);
	assert_int_equal(report.alarms, 0);
	office_close(office);
}

static void
each_alarm_is_counted_and_the_first_one_named(void **state)
{
	struct office *office = audit_log_office(*state);
	struct audit_report report;

	for (int i = 0; i < 2; i++) {
		audit_log_tamper(*state, "DELETE FROM audit_event WHERE id ="
		    " (SELECT max(id) FROM audit_event)");
		add_one(office);
	}
	report = verified(office, INVALID);
	assert_int_equal(report.finding, AUDIT_WHOLE);
	assert_int_equal(report.alarms, 2);
	assert_int_equal(report.alarm, 9);
	office_close(office);
}

static void
each_finding_has_its_sentence(void **state)
{
	static const struct {
		struct audit_report report;
		const char *text;
	} cases[] = {
		{ { 0 }, "the log was not looked through" },
		{ { AUDIT_WHOLE, .count = 9 },
		    "9 events, none changed, none missing" },
		{ { AUDIT_CHANGED, .from = 4, .to = 4 },
		    "event 4 was changed, or stands in another one's place" },
		{ { AUDIT_REMOVED, .from = 4, .to = 4 },
		    "event 4 was removed" },
		{ { AUDIT_REMOVED, .from = 4, .to = 6 },
		    "events 4 to 6 were removed" },
		{ { AUDIT_CUT_OFF, .from = 8, .to = 9 },
		    "events 8 to 9 were removed" },
		{ { AUDIT_REWRITTEN, .to = 9 }, "event 9 was another one when "
		    "it was written: something up to it was changed and the "
		    "hashes made to fit" },
		{ { AUDIT_UNREADABLE, .to = 3 }, "office.db is damaged behind "
		    "event 3: restore a backup" },
		{ { AUDIT_HEADLESS, .count = 9 }, "the 9 events fit together, "
		    "but keys/audit.head, which vouches for the last one, is "
		    "not there" },
		{ { AUDIT_HEAD_BROKEN, .count = 9 }, "the 9 events fit "
		    "together, but keys/audit.head, which vouches for the last "
		    "one, was tampered with" },
	};
	ARENA(arena);

	for (size_t i = 0; i < countof(cases); i++)
		assert_string_equal(audit_report_text(arena, &cases[i].report),
		    cases[i].text);
}

static void
without_its_head_a_log_says_so_and_begins_a_new_one(void **state)
{
	static const char *const gone[] = { head_file, key_file };

	for (size_t i = 0; i < countof(gone); i++) {
		struct audit_report report;
		struct office *office;
		void *dir;

		assert_int_equal(folder_setup(&dir), 0);
		office_close(audit_log_office(dir));
		assert_int_equal(unlink(folder_path(dir, gone[i])), 0);
		office = folder_office(dir);
		report = verified(office, INVALID);
		assert_int_equal(report.finding, AUDIT_HEADLESS);
		add_one(office);
		has_event(dir, EVENTS + 1, AUDIT_HEAD_BEGUN, EVENTS);
		report = verified(office, INVALID);
		assert_int_equal(report.finding, AUDIT_WHOLE);
		assert_int_equal(report.alarm, EVENTS + 1);
		office_close(office);
		assert_int_equal(folder_teardown(&dir), 0);
	}
}

static void
a_restored_log_goes_on_from_its_older_end(void **state)
{
	struct office *office = audit_log_office(*state);

	audit_log_tamper(*state, "DELETE FROM audit_event WHERE id > 6");
	assert_status(office_audit_restored(office, AUDIT_LOG_START + 9), OK);
	has_event(*state, 7, AUDIT_RESTORED, 6);
	assert_int_equal(verified(office, OK).behind, 0);
	office_close(office);
}

/* ---- the file itself ---- */

/* The log as SQL reads it; "" when it cannot. */
static const char *
dump(struct arena *arena, const char *dir)
{
	const char *text = "";
	sqlite3_stmt *q;
	sqlite3 *db;

	assert_int_equal(sqlite3_open(folder_path(dir, "office.db"), &db),
	    SQLITE_OK);
	if (sqlite3_prepare_v2(db, "SELECT group_concat(id || '|' || at || '|'"
	    " || ifnull(admin_id, 0) || '|' || kind || '|' ||"
	    " ifnull(subject, 0) || '|' || hex(hash), char(10)) FROM"
	    " (SELECT * FROM audit_event ORDER BY id)", -1, &q, NULL) ==
	    SQLITE_OK) {
		if (sqlite3_step(q) == SQLITE_ROW &&
		    sqlite3_column_text(q, 0) != NULL)
			text = arena_strdup(arena,
			    (const char *)sqlite3_column_text(q, 0));
		(void)sqlite3_finalize(q);
	}
	(void)sqlite3_close(db);
	return text;
}

/* The page of the file that the events stand in: its offset. */
static size_t
page_of_events(const struct bytes *file)
{
	const uint8_t *found = memmem(file->at, file->len, "lead.read", 9);

	assert_non_null(found);
	return (size_t)(found - file->at) / 4096 * 4096;
}

/* Whether a log in this file is found out, or reads as it did. */
static bool
is_harmless_or_found(const char *dir, const char *before, size_t *found)
{
	ARENA(arena);
	struct audit_report report;
	struct office *office;
	enum status st;

	if (strcmp(dump(arena, dir), before) == 0)
		return true;
	st = office_open(dir, hash_blake2b, &office);
	if (st == OK)
		st = office_audit_verify(office, &report);
	office_close(office);
	*found += st != OK;
	return st != OK;
}

static void
every_flipped_byte_of_the_file_is_found(void **state)
{
	static const uint8_t masks[] = { 0x01, 0x80 };
	struct bytes whole;
	size_t found = 0;
	size_t page;
	size_t first;
	ARENA(arena);
	const char *before;

	office_close(audit_log_office(*state));
	before = dump(arena, *state);
	read_bytes(*state, "office.db", &whole);
	page = page_of_events(&whole);
	/* Header and cell pointers, then the cells: the rest is not used. */
	first = (size_t)(whole.at[page + 5] << 8 | whole.at[page + 6]);
	for (size_t i = 0; i < 4096; i++) {
		struct bytes changed = whole;

		if (i >= 8 + 2 * EVENTS && i < first)
			continue;
		changed.at[page + i] ^= masks[i % 2];
		write_bytes(*state, "office.db", &changed);
		if (!is_harmless_or_found(*state, before, &found))
			fail_msg("byte %zu of the page", i);
		(void)unlink(folder_path(*state, "office.db-wal"));
		(void)unlink(folder_path(*state, "office.db-shm"));
	}
	/* Most bytes mean something. */
	assert_true(found > (4096 - first) * 9 / 10);
}

int
main(void)
{
	static const struct CMUnitTest both[] = {
		ON_FOLDER(both_files_are_for_the_office_alone),
		ON_FOLDER(a_key_that_others_may_read_is_refused),
		ON_FOLDER(a_file_that_holds_no_key_is_refused),
		ON_FOLDER(it_vouches_for_the_last_event),
		ON_FOLDER(what_is_rolled_back_moves_nothing),
		ON_FOLDER(two_handles_in_turn_never_disagree),
		ON_FOLDER(a_log_written_anew_with_hashes_that_fit_is_found),
		ON_FOLDER(a_cut_is_told_by_the_next_event_for_good),
		ON_FOLDER(an_event_put_behind_without_the_key_is_told),
		ON_FOLDER(a_crash_before_the_head_is_written_leaves_it_behind),
		ON_FOLDER(
		    a_head_torn_while_it_was_written_is_behind_and_no_more),
		ON_FOLDER(a_tampered_head_is_found),
		ON_FOLDER(a_torn_place_beside_one_that_agrees_is_told),
		ON_FOLDER(a_head_that_was_cut_short_is_found),
		ON_FOLDER(a_vouched_event_whose_hash_has_another_length_is_told),
		ON_FOLDER(a_kind_that_is_not_known_is_no_alarm),
		ON_FOLDER(each_alarm_is_counted_and_the_first_one_named),
		cmocka_unit_test(each_finding_has_its_sentence),
		cmocka_unit_test(
		    without_its_head_a_log_says_so_and_begins_a_new_one),
		ON_FOLDER(a_restored_log_goes_on_from_its_older_end),
	};
	static const struct CMUnitTest files[] = {
		ON_FOLDER(every_flipped_byte_of_the_file_is_found),
	};

	return RUN_TESTS("audit_head", both, files);
}
