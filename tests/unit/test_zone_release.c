#include "test.h"

#include <fcntl.h>
#include <sys/stat.h>

#include "base/arena.h"
#include "base/util.h"
#include "calendar/civil.h"
#include "calendar/zone_release.h"

enum { DAY = 86400 };

static int64_t
midnight(int year, int month, int day)
{
	return civil_days(year, month, day) * DAY;
}

struct folder {
	struct arena *arena;
	char path[64];
};

static int
folder_make(void **state)
{
	struct folder *folder = test_calloc(1, sizeof(*folder));

	memcpy(folder->path, "/tmp/fourways-zones-XXXXXX", 27);
	if (mkdtemp(folder->path) == NULL)
		return -1;
	folder->arena = arena_new(4096);
	*state = folder;
	return 0;
}

static int
folder_remove(void **state)
{
	static const char *const names[] = { "tzdata.zi", "+VERSION" };
	struct folder *folder = *state;

	for (size_t i = 0; i < countof(names); i++)
		(void)unlink(arena_printf(folder->arena, "%s/%s",
		    folder->path, names[i]));
	(void)rmdir(folder->path);
	arena_free(folder->arena);
	test_free(folder);
	return 0;
}

static void
put(const struct folder *folder, const char *name, const char *text,
    int64_t at)
{
	const char *path = arena_printf(folder->arena, "%s/%s", folder->path,
	    name);
	const struct timespec times[] = { { .tv_sec = at }, { .tv_sec = at } };
	FILE *file = fopen(path, "we");

	assert_non_null(file);
	assert_true(fputs(text, file) >= 0);
	assert_int_equal(fclose(file), 0);
	assert_int_equal(utimensat(AT_FDCWD, path, times, 0), 0);
}

static void
the_first_line_names_it_and_the_file_tells_when_it_was_packed(void **state)
{
	const struct folder *folder = *state;
	struct zone_release release;

	put(folder, "tzdata.zi", "# version 2025b\n# ddeps backzone\n", 5000);
	put(folder, "+VERSION", "2019a\n", 6000);
	zone_release_read(folder->path, &release);
	assert_string_equal(release.name, "2025b");
	assert_int_equal(release.packed_at, 5000);
}

static void
a_system_without_that_file_names_it_in_another(void **state)
{
	const struct folder *folder = *state;
	struct zone_release release;

	put(folder, "+VERSION", "2026a\n", 6000);
	zone_release_read(folder->path, &release);
	assert_string_equal(release.name, "2026a");
	assert_int_equal(release.packed_at, 6000);
}

static void
what_names_no_release_is_unknown_and_never_old(void **state)
{
	static const char *const lines[] = { "", "\n", "# version \n",
		"# version unknown\n", "# version 25b\n", "# version 2025\n",
		"# version 2025B\n", "# version 2025b<b>\n", "version 2025b\n",
		"# version 2025bbbbbbbbbbbbbbbbbbbbbbbbbbbbb\n" };
	const struct folder *folder = *state;
	struct zone_release release;

	for (size_t i = 0; i < countof(lines); i++) {
		put(folder, "tzdata.zi", lines[i], 5000);
		zone_release_read(folder->path, &release);
		assert_string_equal(release.name, "");
		assert_int_equal(zone_release_out_by(&release), 0);
		assert_false(zone_release_is_old(&release,
		    midnight(2090, 1, 1)));
	}
	zone_release_read("/nowhere", &release);
	assert_string_equal(release.name, "");
}

static void
one_that_somebody_changed_keeps_its_name(void **state)
{
	const struct folder *folder = *state;
	struct zone_release release;

	put(folder, "tzdata.zi", "# version 2025b-rearguard\n", 5000);
	zone_release_read(folder->path, &release);
	assert_string_equal(release.name, "2025b-rearguard");
}

static void
it_came_out_before_it_was_packed_and_within_its_year(void **state)
{
	const struct {
		int64_t packed_at;
		int64_t out_by;
	} cases[] = {
		{ midnight(2025, 1, 1), midnight(2025, 1, 1) },
		{ midnight(2025, 8, 24), midnight(2025, 8, 24) },
		{ midnight(2026, 1, 1) - 1, midnight(2026, 1, 1) - 1 },
		/* Packed later, or by somebody who sets all files back. */
		{ midnight(2026, 1, 1), midnight(2026, 1, 1) },
		{ midnight(2027, 6, 1), midnight(2026, 1, 1) },
		{ midnight(2024, 12, 31), midnight(2026, 1, 1) },
		{ 1, midnight(2026, 1, 1) },
		{ 0, midnight(2026, 1, 1) },
	};

	for (size_t i = 0; i < countof(cases); i++) {
		const struct zone_release release = { "2025b",
			cases[i].packed_at };

		assert_int_equal(zone_release_out_by(&release),
		    cases[i].out_by);
	}
}

static void
it_is_old_once_a_year_has_passed_for_certain(void **state)
{
	const struct zone_release packed = { "2025b", midnight(2025, 8, 24) };
	const struct zone_release bare = { "2025b", 0 };

	assert_false(zone_release_is_old(&packed, midnight(2025, 9, 1)));
	assert_false(zone_release_is_old(&packed, midnight(2026, 8, 24)));
	assert_true(zone_release_is_old(&packed, midnight(2026, 8, 24) + 1));
	assert_false(zone_release_is_old(&bare, midnight(2027, 1, 1)));
	assert_true(zone_release_is_old(&bare, midnight(2027, 1, 1) + 1));
	/* A clock that goes wrong makes nothing old. */
	assert_false(zone_release_is_old(&packed, 0));
}

#define IN_FOLDER(test)                                                   \
	cmocka_unit_test_setup_teardown(test, folder_make, folder_remove)

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		IN_FOLDER(
		    the_first_line_names_it_and_the_file_tells_when_it_was_packed),
		IN_FOLDER(a_system_without_that_file_names_it_in_another),
		IN_FOLDER(what_names_no_release_is_unknown_and_never_old),
		IN_FOLDER(one_that_somebody_changed_keeps_its_name),
		cmocka_unit_test(
		    it_came_out_before_it_was_packed_and_within_its_year),
		cmocka_unit_test(it_is_old_once_a_year_has_passed_for_certain),
	};

	return cmocka_run_group_tests_name("zone_release", tests, NULL, NULL);
}
