#include "test.h"

#include <stdbool.h>

#include "base/arena.h"
#include "base/util.h"
#include "domain/booking.h"
#include "domain/problems.h"

static struct booking_form
good_form(void)
{
	return (struct booking_form){ .person = { .name = "Zo\xc3\xab O'Neill",
		.email = "zoe@example.org" }, .consent = "yes" };
}

static char *
repeated(struct arena *arena, const char *text, size_t count)
{
	char *all = arena_alloc(arena, strlen(text) * count + 1);

	for (size_t i = 0; i < count; i++)
		memcpy(all + i * strlen(text), text, strlen(text));
	return all;
}

/* Checks the form and expects just one problem, on this field. */
static void
assert_one_problem(struct arena *arena, const struct booking_form *form,
    const char *field, const char *message)
{
	struct booking_details details;
	struct problems problems = { 0 };

	booking_form_check(arena, form, &details, &problems);
	assert_int_equal(problems.len, 1);
	assert_string_equal(problems.at[0].field, field);
	if (message != NULL)
		assert_string_equal(problems.at[0].message, message);
}

static void
assert_no_problem(struct arena *arena, const struct booking_form *form,
    struct booking_details *details)
{
	struct problems problems = { 0 };

	booking_form_check(arena, form, details, &problems);
	if (problems.len > 0)
		fail_msg("%s: %s", problems.at[0].field,
		    problems.at[0].message);
}

static void
a_name_an_address_and_consent_are_enough(void **state)
{
	struct booking_form form = good_form();
	struct booking_details details;
	ARENA(arena);

	assert_no_problem(arena, &form, &details);
	assert_string_equal(details.person.name, "Zo\xc3\xab O'Neill");
	assert_string_equal(details.person.email, "zoe@example.org");
	assert_string_equal(details.person.company, "");
	assert_string_equal(details.person.message, "");
	assert_string_equal(details.result, "");
	assert_false(details.remind);
}

static void
every_field_is_kept_as_meant(void **state)
{
	struct booking_form form = { .person = { .name = "  Ann \t",
		.email = " a@b.example ", .company = " ACME\r\n",
		.message = "\r\none\r\n\ttwo\rthree\n\n" },
		.result = " js-data-grow-poly ", .remind = "yes",
		.consent = "yes" };
	struct booking_details details;
	ARENA(arena);

	assert_no_problem(arena, &form, &details);
	assert_string_equal(details.person.name, "Ann");
	assert_string_equal(details.person.email, "a@b.example");
	assert_string_equal(details.person.company, "ACME");
	assert_string_equal(details.person.message, "one\n\ttwo\nthree");
	assert_string_equal(details.result, "js-data-grow-poly");
	assert_true(details.remind);
}

static void
an_empty_form_is_told_all_that_is_missing(void **state)
{
	struct booking_form form = { 0 };
	struct booking_details details;
	struct problems problems = { 0 };
	ARENA(arena);

	booking_form_check(arena, &form, &details, &problems);
	assert_int_equal(problems.len, 3);
	assert_string_equal(problems_of(&problems, "name"),
	    "Please tell us your name, so that we know whom we speak to.");
	assert_string_equal(problems_of(&problems, "email"),
	    "Please give your e-mail address, so that we can reach you.");
	assert_string_equal(problems_of(&problems, "consent"),
	    "Please tick the box to agree that we keep these details; without "
	    "your consent we may not store them.");
}

static void
a_name_of_nothing_but_blanks_is_missing(void **state)
{
	static const char *const blanks[] = { "", " ", "\t\r\n",
		"\xc2\xa0", "\xe2\x80\x8b \xe3\x80\x80", "\xef\xbb\xbf" };
	struct booking_form form = good_form();
	ARENA(arena);

	for (size_t i = 0; i < countof(blanks); i++) {
		form.person.name = blanks[i];
		assert_one_problem(arena, &form, "name", "Please tell us your "
		    "name, so that we know whom we speak to.");
	}
}

static void
limits_count_characters_and_are_exact(void **state)
{
	struct booking_form form = good_form();
	struct booking_details details;
	ARENA(arena);

	form.person.name = repeated(arena, "\xc3\xab", 100);
	form.person.company = repeated(arena, "\xe2\x82\xac", 100);
	form.person.message = repeated(arena, "\xf0\x9f\x98\x80", 2000);
	assert_no_problem(arena, &form, &details);

	form.person.name = repeated(arena, "\xc3\xab", 101);
	assert_one_problem(arena, &form, "name", "Your name is 101 characters "
	    "long, and 100 fit. Please shorten it.");
	form = good_form();
	form.person.company = repeated(arena, "x", 101);
	assert_one_problem(arena, &form, "company", "Your company’s name is 101 "
	    "characters long, and 100 fit. Please shorten it.");
	form = good_form();
	form.person.message = repeated(arena, "x", 2001);
	assert_one_problem(arena, &form, "message", "Your message is 2001 "
	    "characters long, and 2000 fit. Please shorten it.");
	form = good_form();
	form.person.email = repeated(arena, "x", 255);
	assert_one_problem(arena, &form, "email", "Your e-mail address is 255 "
	    "characters long, and 254 fit. Please shorten it.");
}

static void
a_line_break_counts_as_one_character_however_it_came(void **state)
{
	struct booking_form form = good_form();
	struct booking_details details;
	ARENA(arena);

	form.person.message = arena_printf(arena, "x%sx",
	    repeated(arena, "\r\n", 1998));
	assert_no_problem(arena, &form, &details);
	assert_int_equal(strlen(details.person.message), 2000);
}

static void
control_bytes_are_refused_where_they_would_do_harm(void **state)
{
	static const char *const names[] = { "Ann\r\nBcc: x@example.org",
		"Ann\x1b[2J", "Ann\tB", "Ann\x7f" };
	struct booking_form form = good_form();
	ARENA(arena);

	for (size_t i = 0; i < countof(names); i++) {
		form = good_form();
		form.person.name = names[i];
		assert_one_problem(arena, &form, "name", "Your name holds a line "
		    "break, a tab or another character that cannot be shown. "
		    "Please write it on one line.");
		form = good_form();
		form.person.company = names[i];
		assert_one_problem(arena, &form, "company", NULL);
	}
	form = good_form();
	form.person.message = "bell\x07";
	assert_one_problem(arena, &form, "message", NULL);
	form.person.message = "delete\x7f";
	assert_one_problem(arena, &form, "message", NULL);
	form = good_form();
	form.person.email = "a@b.example\r\nBcc: c@d.example";
	assert_one_problem(arena, &form, "email", NULL);
}

static void
consent_is_yes_and_nothing_else(void **state)
{
	static const char *const others[] = { "", "no", "on", "YES", "yes " };
	struct booking_form form = good_form();
	ARENA(arena);

	for (size_t i = 0; i < countof(others); i++) {
		form.consent = others[i];
		assert_one_problem(arena, &form, "consent", NULL);
	}
}

static void
a_reminder_is_yes_or_nothing(void **state)
{
	struct booking_form form = good_form();
	struct booking_details details;
	ARENA(arena);

	form.remind = "";
	assert_no_problem(arena, &form, &details);
	assert_false(details.remind);
	form.remind = "maybe";
	assert_one_problem(arena, &form, "remind", NULL);
}

static void
addresses_that_mail_can_reach_are_accepted(void **state)
{
	static const char *const good[] = { "a@b.example", "A.b+tag@Example.ORG",
		"o'neill@example.org", "x_y-z@sub.example.co.uk",
		"!#$%&'*+-/=?^_`{|}~@example.org", "1@2.example",
		"zo\xc3\xab@example.org", "ann@b\303\274cher.example",
		"ann@xn--bcher-kva.example", "a@b.c",
		"\xe7\x94\xa8@\xe4\xbe\x8b\xe5\xad\x90.\xe5\xb9\xbf" };

	for (size_t i = 0; i < countof(good); i++)
		if (!email_is_valid(good[i]))
			fail_msg("refused: %s", good[i]);
}

static void
addresses_that_mail_cannot_reach_are_refused(void **state)
{
	static const char *const bad[] = { "", "@", "a", "a@", "@b.example",
		"a@b", "a@b.", "a@.b", "a@b..c", "a@-b.example",
		"a@b-.example", ".a@b.example", "a.@b.example",
		"a..b@c.example", "a@b@c.example", "a b@c.example",
		"a@b c.example", " a@b.example", "a@b.example ",
		"\"a b\"@c.example", "a(x)@b.example", "a@[127.0.0.1]",
		"a@127.0.0.1", "a@b.1", "a,b@c.example", "a@b_c.example",
		"<a@b.example>", "a@b.example\n", "a\t@b.example",
		"a@b.example\x7f", "a\xc2\xa0z@c.example",
		"a@b\xe2\x80\x8b.example", "a@b.example\xe2\x80\xae",
		"mailto:a@b.example", "a;b@c.example", "a@b.exam/ple" };
	ARENA(arena);

	for (size_t i = 0; i < countof(bad); i++)
		if (email_is_valid(bad[i]))
			fail_msg("accepted: %s", bad[i]);
	assert_true(email_is_valid(arena_printf(arena, "%s@b.example",
	    repeated(arena, "x", 64))));
	assert_false(email_is_valid(arena_printf(arena, "%s@b.example",
	    repeated(arena, "x", 65))));
	assert_true(email_is_valid(arena_printf(arena, "a@%s.example",
	    repeated(arena, "x", 63))));
	assert_false(email_is_valid(arena_printf(arena, "a@%s.example",
	    repeated(arena, "x", 64))));
	assert_true(email_is_valid(arena_printf(arena, "a@%sxx.example",
	    repeated(arena, "x.", 121))));
	assert_false(email_is_valid(arena_printf(arena, "a@%sxxx.example",
	    repeated(arena, "x.", 121))));
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_name_an_address_and_consent_are_enough),
		cmocka_unit_test(every_field_is_kept_as_meant),
		cmocka_unit_test(an_empty_form_is_told_all_that_is_missing),
		cmocka_unit_test(a_name_of_nothing_but_blanks_is_missing),
		cmocka_unit_test(limits_count_characters_and_are_exact),
		cmocka_unit_test(
		    a_line_break_counts_as_one_character_however_it_came),
		cmocka_unit_test(
		    control_bytes_are_refused_where_they_would_do_harm),
		cmocka_unit_test(consent_is_yes_and_nothing_else),
		cmocka_unit_test(a_reminder_is_yes_or_nothing),
		cmocka_unit_test(addresses_that_mail_can_reach_are_accepted),
		cmocka_unit_test(addresses_that_mail_cannot_reach_are_refused),
	};

	return cmocka_run_group_tests_name("booking", tests, NULL, NULL);
}
