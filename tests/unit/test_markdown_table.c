#include "test.h"

#include "rendered.h"

#include "base/util.h"

static void
a_table_row_has_a_cell_for_each_column(void **state)
{
	static const struct {
		const char *rows;
		const char *message;
	} cases[] = {
		{ "| a | b |\n|---|---|\n| 1 | 2 |\n| 1 |\n",
		    "16: 1 cells in a table of 2 columns" },
		{ "| a | b |\n|---|---|\n| 1 | 2 | 3 |\n",
		    "15: 3 cells in a table of 2 columns" },
		{ "| a | b |\n|---|---|\n| 1 | 2 |\nText at once\n",
		    "16: 1 cells in a table of 2 columns" },
		{ "| a | b |\n|---|---|\n| `1 | 2 | 3 |\n",
		    "15: 3 cells in a table of 2 columns" },
		{ "| a | b |\n|---|---|\n| \\`1 | 2` | 3 |\n",
		    "15: 3 cells in a table of 2 columns" },
		{ "| a | b |\n|---|---|\n| ``1 | 2` | 3 |\n",
		    "15: 3 cells in a table of 2 columns" },
		{ "| a | b |\n|---|---|\n| `1 | 2`` | 3 |\n",
		    "15: 3 cells in a table of 2 columns" },
		{ "| a | b |\n|---|---|\n| [1|2](/x) | 3 |\n",
		    "15: 3 cells in a table of 2 columns" },
		{ "| a | b |\n|---|---|\n| 1 | 2 | |\n",
		    "15: 3 cells in a table of 2 columns" },
	};
	ARENA(arena);

	for (size_t i = 0; i < countof(cases); i++)
		assert_refused(
		    arena_printf(arena, "## T {#t}\n\n%s", cases[i].rows),
		    arena_printf(arena,
			"%s; write one cell for each column (a bar within a "
			"cell as \\|), and an empty line after the table",
			cases[i].message));
}

static void
a_table_header_fits_its_dashes(void **state)
{
	assert_refused("## T {#t}\n\n***\n\n| a | b | c |\n|---|---|\n",
	    "15: the table's header has 3 cells, the line of dashes under it "
	    "2; make them the same");
	assert_refused("## T {#t}\n\n| a |\n|---|---|\n",
	    "13: the table's header has 1 cells, the line of dashes under it "
	    "2; make them the same");
	assert_refused("## T {#t}\n\n| a |\n|---|\n| b |\n",
	    "13: a table of one column; write it as a list");
}

static void
an_empty_cell_is_refused(void **state)
{
	static const char *const rows[] = { "| 1 | |", "| 1 ||", "|1|  |" };
	ARENA(arena);

	for (size_t i = 0; i < countof(rows); i++)
		assert_refused(
		    arena_printf(arena,
			"## T {#t}\n\n| a | b |\n|---|---|\n| x | y |\n%s\n",
			rows[i]),
		    "16: cell 2 of this table row is empty; say what is not "
		    "known, or write a dash");
	assert_refused("## T {#t}\n\n| | b |\n|---|---|\n| x | y |\n",
	    "13: cell 1 of this table row is empty; say what is not known, "
	    "or write a dash");
}

static void
a_table_is_named_by_a_heading_of_its_own(void **state)
{
	assert_refused("text\n\n| a | b |\n|---|---|\n",
	    "13: a table before the first heading; the heading above a table "
	    "is its name for screen readers");
	assert_refused("## T {#t}\n\n| a | b |\n|---|---|\n\nand\n\n"
		       "| c | d |\n|---|---|\n",
	    "18: a second table under the heading {#t}, which names the "
	    "first; give this one a heading of its own");
}

static void
a_table_stands_at_the_left_margin(void **state)
{
	static const char *const tables[] = {
		"- | a | b |\n  |---|---|\n  | c | d |\n",
		"> | a | b |\n> |---|---|\n> | c | d |\n",
	};
	ARENA(arena);

	for (size_t i = 0; i < countof(tables); i++)
		assert_refused(
		    arena_printf(arena, "## T {#t}\n\n%s", tables[i]),
		    "13: a table within a list or a quote; move it out, to "
		    "the left margin");
}

static void
a_table_the_parser_does_not_see_is_refused(void **state)
{
	static const char *const tables[] = {
		"text\n| a | b |\n|---|---|\n",
		"x\n  | a | b |\n|-x-|---|\n",
	};
	ARENA(arena);

	for (size_t i = 0; i < countof(tables); i++)
		assert_refused(
		    arena_printf(arena, "## T {#t}\n\n%s", tables[i]),
		    "14: begins with a bar but is no row of a table; a table "
		    "needs an empty line above, a header and a line |---|---| "
		    "of as many cells");
	assert_html("\\| a | b\n", "<p>| a | b</p>\n");
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_table_row_has_a_cell_for_each_column),
		cmocka_unit_test(a_table_header_fits_its_dashes),
		cmocka_unit_test(an_empty_cell_is_refused),
		cmocka_unit_test(a_table_is_named_by_a_heading_of_its_own),
		cmocka_unit_test(a_table_stands_at_the_left_margin),
		cmocka_unit_test(a_table_the_parser_does_not_see_is_refused),
	};

	return cmocka_run_group_tests_name("markdown_table", tests, NULL, NULL);
}
