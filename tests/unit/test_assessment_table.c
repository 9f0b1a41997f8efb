#include "test.h"

#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "captured.h"
#include "config/assessment_file.h"
#include "config/assessment_table.h"
#include "domain/verdict.h"

/* The small rules, and a folder for their table. */
struct fixture {
	struct arena *arena;
	struct assessment model;
	char folder[64];
	const char *path;
};

static int
setup(void **state)
{
	static struct fixture f;
	static char bytes[65536];
	struct yaml_source source = { "small.yaml", 1, bytes, 0 };
	FILE *file = fopen(SOURCE_ROOT
	    "/tests/unit/fixtures/assessment/small.yaml", "re");

	*state = &f;
	f = (struct fixture){ .arena = arena_new(65536),
		.folder = "/tmp/fourways-table-XXXXXX" };
	if (file == NULL || mkdtemp(f.folder) == NULL)
		return -1;
	source.len = fread(bytes, 1, sizeof(bytes), file);
	(void)fclose(file);
	f.path = assessment_table_path(f.arena, f.folder);
	return assessment_read(f.arena, &source, &f.model) == OK ? 0 : -1;
}

static int
teardown(void **state)
{
	struct fixture *f = *state;

	(void)unlink(f->path);
	(void)rmdir(f->folder);
	arena_free(f->arena);
	return 0;
}

static void
put(const struct fixture *f, const char *text)
{
	FILE *file = fopen(f->path, "we");

	assert_non_null(file);
	assert_int_equal(fputs(text, file) >= 0, 1);
	assert_int_equal(fclose(file), 0);
}

static const char *
got(const struct fixture *f)
{
	char bytes[65536];
	FILE *file = fopen(f->path, "re");
	size_t len;

	assert_non_null(file);
	len = fread(bytes, 1, sizeof(bytes), file);
	(void)fclose(file);
	return arena_strndup(f->arena, bytes, len);
}

static struct assessment_moves
compare(const struct fixture *f, const struct assessment *model)
{
	struct assessment_moves moves;

	assert_status(assessment_table_compare(f->arena, model, f->folder,
	    &moves), OK);
	return moves;
}

static void
a_table_that_was_just_written_moves_nothing(void **state)
{
	const struct fixture *f = *state;
	struct assessment_moves moves;

	assert_status(assessment_table_write(f->arena, &f->model, f->folder),
	    OK);
	assert_string_equal(arena_strndup(f->arena, got(f), 76),
	    "edition small-1\n"
	    "x-x-x-x hybrid a c\n"
	    "x-x-x-y hybrid a c\n"
	    "x-x-y-x start-one a c\n");
	moves = compare(f, &f->model);
	assert_string_equal(moves.edition, "small-1");
	assert_int_equal(moves.moved.len, 0);
	assert_int_equal(moves.new_count, 0);
	assert_int_equal(moves.gone, 0);
}

static void
a_result_that_is_another_one_now_is_named_as_it_was(void **state)
{
	const struct fixture *f = *state;
	struct assessment changed = f->model;
	struct assessment_moves moves;

	assert_status(assessment_table_write(f->arena, &f->model, f->folder),
	    OK);
	changed.hybrids.len = 0;
	moves = compare(f, &changed);
	assert_int_equal(moves.moved.len, 4);
	assert_string_equal(moves.moved.at[0].code, "x-x-x-x");
	assert_int_equal(moves.moved.at[0].kind, VERDICT_HYBRID);
	assert_string_equal(moves.moved.at[0].primary, "a");
	assert_string_equal(moves.moved.at[0].partner, "c");
	assert_int_equal(assessment_index(&changed,
	    &moves.moved.at[3].answers), 3);
}

static void
an_old_answer_is_followed_and_an_unknown_one_is_gone(void **state)
{
	const struct fixture *f = *state;
	struct assessment_moves moves;

	put(f, "edition first\nold-x-x-x hybrid a c\nx-x-x-y single gone -\n"
	    "z-z-z-z close b -\n");
	moves = compare(f, &f->model);
	assert_string_equal(moves.edition, "first");
	assert_int_equal(moves.moved.len, 1);
	assert_string_equal(moves.moved.at[0].primary, "gone");
	assert_string_equal(moves.moved.at[0].partner, "");
	assert_int_equal(moves.new_count, 14);
	assert_int_equal(moves.gone, 1);
}

static void
without_a_table_there_is_nothing_to_say(void **state)
{
	const struct fixture *f = *state;
	struct assessment_moves moves;
	struct captured captured;
	enum status st;

	(void)unlink(f->path);
	captured_begin(&captured);
	st = assessment_table_compare(f->arena, &f->model, f->folder, &moves);
	captured_end(&captured);
	assert_status(st, NOT_FOUND);
	assert_string_equal(captured.text, "");
	assert_null(moves.edition);
}

static void
what_is_no_table_is_refused_with_its_line(void **state)
{
	static const struct {
		const char *text;
		const char *message;
	} broken[] = {
		{ "", ": is empty; run \"fourways proof --accept\" to make "
		    "the table anew" },
		{ "x-x-x-x hybrid a c\n", ":1: not \"edition NAME\"; run" },
		{ "edition e\nx-x-x-x\n", ":2: not \"code kind primary "
		    "partner\"; run \"fourways proof --accept\" to make the "
		    "table anew" },
		{ "edition e\nx-x-x-x hybrid a c\nx-x-x-y hybrid a\n",
		    ":3: not \"code " },
		{ "edition e\nx-x-x-x hybrid a c d\n", ":2: not \"code " },
		{ "edition e\nx-x-x-x  hybrid a c\n", ":2: not \"code " },
		{ "edition e\nx-x-x-x both a c\n", ":2: not \"code " },
		{ "edition e\n\nx-x-x-x hybrid a c\n", ":2: not \"code " },
		{ "edition e\nx-x-x-x hybrid a \n", ":2: not \"code " },
	};
	const struct fixture *f = *state;

	for (size_t i = 0; i < sizeof(broken) / sizeof(broken[0]); i++) {
		struct assessment_moves moves;
		struct captured captured;
		const char *wanted;
		enum status st;

		put(f, broken[i].text);
		captured_begin(&captured);
		st = assessment_table_compare(f->arena, &f->model, f->folder,
		    &moves);
		captured_end(&captured);
		assert_status(st, INVALID);
		wanted = arena_printf(f->arena, "%s%s", f->path,
		    broken[i].message);
		if (strncmp(captured.text, wanted, strlen(wanted)) != 0)
			fail_msg("%zu: %s", i, captured.text);
	}
}

static void
a_table_of_over_a_megabyte_is_no_table(void **state)
{
	const struct fixture *f = *state;
	struct assessment_moves moves;
	struct captured captured;
	enum status st;

	put(f, "edition e\n");
	assert_int_equal(truncate(f->path, (1 << 20) + 1), 0);
	captured_begin(&captured);
	st = assessment_table_compare(f->arena, &f->model, f->folder, &moves);
	captured_end(&captured);
	assert_status(st, INVALID);
	assert_non_null(strstr(captured.text, "is over a megabyte"));
}

static void
a_table_that_cannot_be_written_leaves_the_old_one(void **state)
{
	const struct fixture *f = *state;
	const char *fresh = arena_printf(f->arena, "%s.new", f->path);
	struct captured captured;
	enum status st;

	put(f, "edition kept\n");
	/* A folder where the new table would be made. */
	assert_int_equal(mkdir(fresh, 0700), 0);
	captured_begin(&captured);
	st = assessment_table_write(f->arena, &f->model, f->folder);
	captured_end(&captured);
	(void)rmdir(fresh);
	assert_status(st, FAILED);
	assert_string_equal(captured.text, arena_printf(f->arena,
	    "%s: Is a directory\n", fresh));
	assert_string_equal(got(f), "edition kept\n");
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_table_that_was_just_written_moves_nothing),
		cmocka_unit_test(
		    a_result_that_is_another_one_now_is_named_as_it_was),
		cmocka_unit_test(
		    an_old_answer_is_followed_and_an_unknown_one_is_gone),
		cmocka_unit_test(without_a_table_there_is_nothing_to_say),
		cmocka_unit_test(what_is_no_table_is_refused_with_its_line),
		cmocka_unit_test(a_table_of_over_a_megabyte_is_no_table),
		cmocka_unit_test(
		    a_table_that_cannot_be_written_leaves_the_old_one),
	};

	return cmocka_run_group_tests_name("assessment_table", tests, setup,
	    teardown);
}
