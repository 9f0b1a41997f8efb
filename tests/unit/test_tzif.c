#include "test.h"

#include <stdbool.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/util.h"
#include "calendar/civil.h"
#include "calendar/tzif.h"
#include "calendar/tzrule.h"

static int64_t
instant(int year, int month, int day, int hour)
{
	return civil_days(year, month, day) * 86400 + hour * 3600;
}

static void
a_rule_gives_both_changes_of_a_year(void **state)
{
	static const struct {
		const char *text;
		int32_t standard, summer;
		int begin_month, begin_day, begin_hour; /* UTC, 2027 */
		int end_month, end_day, end_hour;
	} cases[] = {
		{ "CET-1CEST,M3.5.0,M10.5.0/3", 3600, 7200,
		    3, 28, 1, 10, 31, 1 },
		{ "EST5EDT,M3.2.0,M11.1.0", -18000, -14400,
		    3, 14, 7, 11, 7, 6 },
		{ "IST-1GMT0,M10.5.0,M3.5.0/1", 3600, 0,
		    10, 31, 1, 3, 28, 1 },
		{ "<-02>2<-01>,M3.5.0/-1,M10.5.0/0", -7200, -3600,
		    3, 28, 1, 10, 31, 1 },
		{ "EET-2EEST,M3.4.4/50,M10.4.4/50", 7200, 10800,
		    3, 27, 0, 10, 29, 23 },
		{ "AAA0BBB,J60/0,J365/0", 0, 3600, 3, 1, 0, 12, 30, 23 },
		{ "AAA0BBB,59/0,364/1", 0, 3600, 3, 1, 0, 12, 31, 0 },
	};

	for (size_t i = 0; i < countof(cases); i++) {
		struct tzrule rule;

		assert_status(tzrule_parse(cases[i].text, &rule), OK);
		assert_true(rule.changes);
		assert_int_equal(rule.standard, cases[i].standard);
		assert_int_equal(rule.summer, cases[i].summer);
		assert_int_equal(tzrule_begins_at(&rule, 2027),
		    instant(2027, cases[i].begin_month, cases[i].begin_day,
		    cases[i].begin_hour));
		assert_int_equal(tzrule_ends_at(&rule, 2027),
		    instant(2027, cases[i].end_month, cases[i].end_day,
		    cases[i].end_hour));
	}
}

static void
a_leap_day_counts_in_one_form_and_not_in_the_other(void **state)
{
	struct tzrule rule;

	assert_status(tzrule_parse("AAA0BBB,J60/0,J365/0", &rule), OK);
	assert_int_equal(tzrule_begins_at(&rule, 2028), instant(2028, 3, 1, 0));
	assert_status(tzrule_parse("AAA0BBB,59/0,364/0", &rule), OK);
	assert_int_equal(tzrule_begins_at(&rule, 2028), instant(2028, 2, 29, 0));
}

static void
a_rule_without_summer_time_only_has_an_offset(void **state)
{
	struct tzrule rule;

	assert_status(tzrule_parse("<+0545>-5:45", &rule), OK);
	assert_false(rule.changes);
	assert_int_equal(rule.standard, 5 * 3600 + 45 * 60);
}

static void
a_broken_rule_is_refused(void **state)
{
	static const char *const broken[] = { "", "CET", "CE-1", "-1",
		"CET-1CEST", "CET-1CEST,M3.5.0", "CET-1CEST,M13.5.0,M10.5.0",
		"CET-1CEST,M3.6.0,M10.5.0", "CET-1CEST,M3.5.7,M10.5.0",
		"CET-1CEST,M0.5.0,M10.5.0", "CET-1CEST,J0,J100",
		"CET-1CEST,J366,J100", "CET-1CEST,366,100", "CET-25",
		"CET-1:60", "CET-1CEST,M3.5.0/168,M10.5.0", "<CET-1",
		"CET-1CEST,M3.5.0,M10.5.0/3x", "CET-99999999999999999999" };

	for (size_t i = 0; i < countof(broken); i++) {
		struct tzrule rule;

		assert_status(tzrule_parse(broken[i], &rule), INVALID);
	}
}

static void
put_be(struct buf *out, int bytes, int64_t number)
{
	for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8)
		buf_putc(out, (char)(number >> shift & 0xff));
}

struct listed {
	int64_t at;
	int type;
};

/* A file of version 2 with types of the offsets 0 and 3600 and an empty first
 * block, as slim files have it. */
static void
put_file(struct buf *out, const struct listed *times, size_t len,
    const char *footer)
{
	for (int block = 0; block < 2; block++) {
		buf_puts(out, "TZif2");
		for (int i = 0; i < 15; i++)
			buf_putc(out, '\0');
		put_be(out, 4, 0);
		put_be(out, 4, 0);
		put_be(out, 4, 0);
		put_be(out, 4, block == 0 ? 0 : (int64_t)len);
		put_be(out, 4, block == 0 ? 1 : 2);
		put_be(out, 4, 4);
		for (size_t i = 0; block == 1 && i < len; i++)
			put_be(out, 8, times[i].at);
		for (size_t i = 0; block == 1 && i < len; i++)
			put_be(out, 1, times[i].type);
		for (int type = 0; type <= block; type++) {
			put_be(out, 4, type * 3600);
			put_be(out, 2, 0);
		}
		buf_add(out, "AAA", 4);
	}
	buf_printf(out, "\n%s\n", footer);
}

static enum status
read_buf(struct arena *arena, struct buf *file, struct zone_changes *changes)
{
	return tzif_read(arena, (const uint8_t *)buf_text(file), file->len,
	    changes);
}

static void
a_file_without_a_rule_keeps_its_last_offset(void **state)
{
	static const struct listed times[] = { { -100, 1 }, { 1000, 0 },
		{ 2000, 0 }, { 3000, 1 } };
	struct zone_changes changes;
	BUF(file, 4096);
	ARENA(arena);

	put_file(&file, times, countof(times), "");
	assert_status(read_buf(arena, &file, &changes), OK);
	assert_int_equal(changes.first_offset, 3600);
	assert_int_equal(changes.len, 2);
	assert_int_equal(changes.at[0].at, 1000);
	assert_int_equal(changes.at[0].offset, 0);
	assert_int_equal(changes.at[1].at, 3000);
	assert_int_equal(changes.at[1].offset, 3600);
}

static void
the_rule_takes_over_after_the_last_listed_change(void **state)
{
	struct listed times[] = { { 0, 1 } };
	struct zone_changes changes;
	BUF(file, 4096);
	ARENA(arena);

	times[0].at = instant(2090, 3, 26, 1);
	put_file(&file, times, countof(times), "AAA0BBB,M3.5.0/1,M10.5.0");
	assert_status(read_buf(arena, &file, &changes), OK);
	assert_int_equal(changes.first_offset, 0);
	/* The listed one, the autumn of 2090, and two in each of ten years. */
	assert_int_equal(changes.len, 22);
	assert_int_equal(changes.at[1].at, instant(2090, 10, 29, 1));
	assert_int_equal(changes.at[21].at, instant(2100, 10, 31, 1));
}

static void
a_file_that_lists_nothing_follows_its_rule_from_1970(void **state)
{
	struct zone_changes changes;
	BUF(file, 4096);
	ARENA(arena);

	/* South of the equator, 1970 begins in summer time. */
	put_file(&file, NULL, 0, "AAA0BBB,M10.1.0,M4.1.0/3");
	assert_status(read_buf(arena, &file, &changes), OK);
	assert_int_equal(changes.first_offset, 3600);
	assert_int_equal(changes.at[0].at, instant(1970, 4, 5, 2));
	assert_int_equal(changes.len, 262);
}

static void
summer_time_all_year_has_no_changes(void **state)
{
	struct zone_changes changes;
	BUF(file, 4096);
	ARENA(arena);

	/* RFC 9636, section 3.3.1 gives this very form. */
	put_file(&file, NULL, 0, "XXX3EDT4,0/0,J365/23");
	assert_status(read_buf(arena, &file, &changes), OK);
	assert_int_equal(changes.first_offset, -4 * 3600);
	assert_int_equal(changes.len, 0);
}

static void
a_malformed_file_is_refused(void **state)
{
	static const struct listed falling[] = { { 2000, 1 }, { 1000, 0 } };
	static const struct listed untyped[] = { { 1000, 2 } };
	static const struct listed good[] = { { 1000, 1 } };
	static const struct {
		const struct listed *times;
		size_t len;
		const char *footer;
	} cases[] = {
		{ falling, countof(falling), "" },
		{ untyped, countof(untyped), "" },
		{ good, countof(good), "nonsense" },
	};
	struct zone_changes changes;
	ARENA(arena);

	for (size_t i = 0; i < countof(cases); i++) {
		BUF(file, 4096);

		put_file(&file, cases[i].times, cases[i].len, cases[i].footer);
		assert_status(read_buf(arena, &file, &changes), INVALID);
	}
}

/* A whole file of the system's. */
static uint8_t *
real_file(const char *path, size_t *len)
{
	FILE *file = fopen(path, "rb");
	uint8_t *bytes = test_malloc(65536);

	assert_non_null(file);
	*len = fread(bytes, 1, 65536, file);
	(void)fclose(file);
	return bytes;
}

static void
a_file_that_counts_leap_seconds_is_refused(void **state)
{
	struct zone_changes changes;
	size_t len;
	uint8_t *bytes;
	ARENA(arena);

	bytes = real_file("/usr/share/zoneinfo/right/Europe/Berlin", &len);
	assert_status(tzif_read(arena, bytes, len, &changes), INVALID);
	test_free(bytes);
}

static void
a_file_cut_short_anywhere_is_refused(void **state)
{
	struct zone_changes changes;
	size_t len;
	uint8_t *bytes = real_file("/usr/share/zoneinfo/Europe/Berlin", &len);
	ARENA(arena);

	assert_status(tzif_read(arena, bytes, len, &changes), OK);
	for (size_t cut = 0; cut < len; cut++) {
		/* Of just this size, so that a sanitizer sees a read beyond. */
		uint8_t *part = test_malloc(cut + (cut == 0));

		memcpy(part, bytes, cut);
		assert_status(tzif_read(arena, part, cut, &changes), INVALID);
		test_free(part);
	}
	test_free(bytes);
}

static void
a_damaged_byte_breaks_nothing_but_the_answer(void **state)
{
	static const uint8_t values[] = { 0x00, 0x01, 0x7f, 0x80, 0xff };
	struct zone_changes changes;
	size_t len;
	uint8_t *bytes = real_file("/usr/share/zoneinfo/Europe/Berlin", &len);

	for (size_t at = 0; at < len; at++)
		for (size_t i = 0; i < countof(values); i++) {
			uint8_t kept = bytes[at];
			enum status st;
			ARENA(arena);

			bytes[at] = values[i];
			st = tzif_read(arena, bytes, len, &changes);
			assert_true(st == OK || st == INVALID);
			bytes[at] = kept;
		}
	test_free(bytes);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_rule_gives_both_changes_of_a_year),
		cmocka_unit_test(
		    a_leap_day_counts_in_one_form_and_not_in_the_other),
		cmocka_unit_test(a_rule_without_summer_time_only_has_an_offset),
		cmocka_unit_test(a_broken_rule_is_refused),
		cmocka_unit_test(a_file_without_a_rule_keeps_its_last_offset),
		cmocka_unit_test(
		    the_rule_takes_over_after_the_last_listed_change),
		cmocka_unit_test(
		    a_file_that_lists_nothing_follows_its_rule_from_1970),
		cmocka_unit_test(summer_time_all_year_has_no_changes),
		cmocka_unit_test(a_malformed_file_is_refused),
		cmocka_unit_test(a_file_that_counts_leap_seconds_is_refused),
		cmocka_unit_test(a_file_cut_short_anywhere_is_refused),
		cmocka_unit_test(a_damaged_byte_breaks_nothing_but_the_answer),
	};

	return cmocka_run_group_tests_name("tzif", tests, NULL, NULL);
}
