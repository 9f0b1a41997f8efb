#include "test.h"

#include "base/arena.h"
#include "base/util.h"
#include "config/assessment_file.h"
#include "domain/insights.h"

static void
names_are_counted_where_they_belong(void **state)
{
	static const char *const pages[] = { "guide/java", "guide/book",
		"answered", "answer/team/js", "result/single/node", "book",
		"booked", "contact", "search", "", "guide" };
	static const int64_t wanted[FUNNEL_STEPS] = { 3, 4, 16, 32, 64, 128 };
	struct funnel funnel = { 0 };

	for (size_t i = 0; i < countof(pages); i++)
		funnel_add(&funnel, pages[i], (int64_t)1 << i);
	assert_int_equal(funnel.of[FUNNEL_GUIDES], wanted[0]);
	assert_int_equal(funnel.of[FUNNEL_ANSWERED], wanted[1]);
	for (size_t i = 2; i < FUNNEL_STEPS; i++)
		assert_int_equal(funnel.of[i], wanted[i]);
}

static void
a_week_begins_on_its_monday(void **state)
{
	/* 1970-01-05 was the first Monday, 2026-11-23 is one. */
	assert_int_equal(week_monday(4), 4);
	assert_int_equal(week_monday(10), 4);
	assert_int_equal(week_monday(11), 11);
	assert_int_equal(week_monday(0), -3);
	assert_int_equal(week_monday(-4), -10);
	for (int64_t day = -50; day < 25000; day++) {
		int64_t monday = week_monday(day);

		assert_true(monday <= day && day < monday + 7);
		assert_int_equal((monday - 20780) % 7, 0);
	}
}

static void
percents_are_rounded_to_the_nearer_one(void **state)
{
	assert_int_equal(percent_of(1, 3), 33);
	assert_int_equal(percent_of(2, 3), 67);
	assert_int_equal(percent_of(1, 200), 1);
	assert_int_equal(percent_of(1, 201), 0);
	assert_int_equal(percent_of(7, 7), 100);
	assert_int_equal(percent_of(9, 3), 300);
	assert_int_equal(percent_of(0, 3), 0);
	assert_int_equal(percent_of(3, 0), -1);
}

static void
small_cells_are_hidden(void **state)
{
	static const struct {
		int64_t cells[5];
		const char *hidden; /* x */
	} rows[] = {
		{ { 9, 8, 7, 6, 5 }, "....." },
		{ { 9, 8, 4, 3, 5 }, "..xx." },
		{ { 4, 4, 4, 4, 4 }, "xxxxx" },
		{ { 4, 4, 4, 3, 4 }, "xxxxx" },
		{ { 0, 0, 0, 0, 0 }, "xxxxx" },
		{ { 9, 8, 4, 6, 5 }, "..x.x" },
		{ { 90, 80, 0, 0, 70 }, "..xxx" },
		{ { 90, 1, 0, 0, 0 }, ".xxxx" },
		{ { 90, 0, 0, 0, 0 }, "xxxxx" },
		{ { 90, 3, 0, 2, 70 }, ".xxx." },
	};

	for (size_t i = 0; i < countof(rows); i++) {
		bool hidden[5];

		cells_hide(rows[i].cells, 5, hidden);
		for (size_t j = 0; j < 5; j++)
			assert_int_equal(hidden[j],
			    rows[i].hidden[j] == 'x');
	}
}

/* Whoever knows the sum subtracts what is shown: what is left is of two cells
 * or more and not nought, unless nothing at all is shown. */
static void
a_hidden_cell_cannot_be_computed_from_the_sum(void **state)
{
	for (int64_t row = 0; row < 14 * 14 * 14; row++) {
		const int64_t cells[3] = { row % 14, row / 14 % 14,
			row / 14 / 14 };
		bool hidden[3];
		size_t count = 0;
		int64_t left = 0;

		cells_hide(cells, 3, hidden);
		for (size_t i = 0; i < 3; i++) {
			assert_true(hidden[i] || cells[i] >= CELL_MIN);
			count += hidden[i];
			left += hidden[i] ? cells[i] : 0;
		}
		assert_true(count == 0 || count == 3 ||
		    (count == 2 && left > 0));
	}
}

static void
a_call_agrees_with_the_stack_the_assessment_puts_first(void **state)
{
	struct agreements agreements = { 0 };
	struct assessment model;
	struct judged judged;
	ARENA(arena);

	assert_status(assessment_load(arena, SOURCE_ROOT "/conf", &model), OK);
	assert_status(agreement_add(&model, "js-data-grow-poly", "node",
	    &agreements, &judged), OK);
	assert_true(judged.agrees);
	assert_status(agreement_add(&model, "js-data-grow-poly",
	    "node+python", &agreements, &judged), OK);
	assert_true(judged.agrees);
	assert_status(agreement_add(&model, "js-io-grow-poly", "java",
	    &agreements, &judged), OK);
	assert_false(judged.agrees);
	assert_string_equal(judged.recommended->id, "java");
	assert_int_equal(agreements.all.calls, 3);
	assert_int_equal(agreements.all.agreed, 2);
	for (size_t i = 0; i < ASSESSMENT_QUESTIONS; i++) {
		struct agreement sum = { 0 };

		for (size_t j = 0; j < model.questions[i].options.len; j++) {
			sum.calls += agreements.of[i][j].calls;
			sum.agreed += agreements.of[i][j].agreed;
		}
		assert_int_equal(sum.calls, 3);
		assert_int_equal(sum.agreed, 2);
	}
	assert_int_equal(agreements.of[1][judged.answers.option[1]].calls, 1);
	assert_int_equal(agreements.of[1][judged.answers.option[1]].agreed,
	    0);
}

static void
what_cannot_be_judged_counts_for_nothing(void **state)
{
	struct agreements agreements = { 0 };
	struct assessment model;
	struct judged judged;
	ARENA(arena);

	assert_status(assessment_load(arena, SOURCE_ROOT "/conf", &model), OK);
	assert_status(agreement_add(&model, "", "node", &agreements,
	    &judged), NOT_FOUND);
	assert_status(agreement_add(&model, "js-data-grow-cobol", "node",
	    &agreements, &judged), NOT_FOUND);
	assert_status(agreement_add(&model, "js-data-grow-poly", "cobol",
	    &agreements, &judged), NOT_FOUND);
	assert_status(agreement_add(&model, "js-data-grow-poly", "nod",
	    &agreements, &judged), NOT_FOUND);
	assert_status(agreement_add(&model, "js-data-grow-poly", "",
	    &agreements, &judged), NOT_FOUND);
	assert_int_equal(agreements.all.calls, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_are_counted_where_they_belong),
		cmocka_unit_test(a_week_begins_on_its_monday),
		cmocka_unit_test(percents_are_rounded_to_the_nearer_one),
		cmocka_unit_test(small_cells_are_hidden),
		cmocka_unit_test(
		    a_hidden_cell_cannot_be_computed_from_the_sum),
		cmocka_unit_test(
		    a_call_agrees_with_the_stack_the_assessment_puts_first),
		cmocka_unit_test(what_cannot_be_judged_counts_for_nothing),
	};

	return cmocka_run_group_tests_name("insights", tests, NULL, NULL);
}
