#include "test.h"

#include <stdlib.h>

#include "answer.h"
#include "base/arena.h"
#include "base/util.h"
#include "harness.h"
#include "web/pages/colours.h"

#define PAGE "/admin/design"

static void
only_a_demonstration_has_the_page_and_only_behind_the_door(void **state)
{
	struct site *site = *state;
	struct answer page;

	assert_int_equal(site_get(site, PAGE).code, 404);
	site->desk.demo = true;
	assert_int_equal(desk_get(site, PAGE).code, 303);
	site_sign_in(site);
	page = desk_get(site, PAGE);
	assert_int_equal(page.code, 200);
	site->desk.demo = false;
	assert_int_equal(desk_get(site, PAGE).code, 404);
}

static void
it_shows_every_part_in_every_state(void **state)
{
	static const char *const parts[] = { "<h1>Design</h1>",
		"class=\"lead\"", "class=\"button\"", "class=\"button second\"",
		"class=\"button danger\"", "class=\"quiet\"", " disabled>",
		"class=\"field wrong\"", "aria-invalid=\"true\"",
		"class=\"summary\"", "class=\"notice warn\"",
		"class=\"done\"", "class=\"badge\"", "class=\"empty\"",
		"class=\"ledger-table\"", "class=\"facts\"",
		"class=\"chart-bar\"", "class=\"scores\"", "class=\"todo late\"",
		"class=\"card\"", "class=\"due late\"", "class=\"next-date\"",
		"class=\"history\"", "class=\"slot\"", "class=\"ticket\"" };
	struct site *site = *state;
	struct answer page;

	site->desk.demo = true;
	site_sign_in(site);
	page = desk_get(site, PAGE);
	for (size_t i = 0; i < countof(parts); i++)
		answer_has(&page, parts[i]);
}

static const struct design_colour *
colour(const struct design_colour *at, size_t len, const char *name)
{
	for (size_t i = 0; i < len; i++)
		if (strcmp(at[i].name, name) == 0)
			return &at[i];
	fail_msg("no colour is called %s", name);
	return NULL;
}

static void
reads_well(const struct design_colour *ink)
{
	const char *const figures[] = { ink->light.paper, ink->light.raised,
		ink->dark.paper, ink->dark.raised };

	for (size_t i = 0; i < countof(figures); i++)
		if (strtod(figures[i], NULL) < 7)
			fail_msg("%s: %s to 1", ink->name, figures[i]);
}

static void
text_has_a_contrast_of_seven_by_day_and_by_night(void **state)
{
	static const char *const inks[] = { "ink", "soft", "green", "red" };
	struct site *site = *state;
	struct design_colour at[COLOURS_MAX];
	const size_t len = colours_of_sheet(site->arena, at);

	assert_in_range(len, 12, COLOURS_MAX);
	for (size_t i = 0; i < countof(inks); i++)
		reads_well(colour(at, len, inks[i]));
}

/* Black on white is 21 by definition, and #777 on it 4.478. */
static void
contrast_is_what_wcag_says(void **state)
{
	struct site *site = *state;
	struct design_colour at[COLOURS_MAX];
	const size_t len = colours_of_sheet(site->arena, at);
	const struct design_colour *paper = colour(at, len, "paper");
	const struct design_colour *ink = colour(at, len, "ink");

	assert_string_equal(paper->light.paper, "1.0");
	assert_string_equal(paper->light.ink, ink->light.paper);
	assert_string_equal(colours_contrast(site->arena, "#000000",
	    "#ffffff"), "21.0");
	assert_string_equal(colours_contrast(site->arena, "#ffffff",
	    "#777777"), "4.4");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		site_test(
		    only_a_demonstration_has_the_page_and_only_behind_the_door),
		site_test(it_shows_every_part_in_every_state),
		site_test(text_has_a_contrast_of_seven_by_day_and_by_night),
		site_test(contrast_is_what_wcag_says),
	};

	return cmocka_run_group_tests(tests, site_load, site_unload);
}
