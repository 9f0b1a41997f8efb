#include "test.h"

#include "base/util.h"
#include "domain/consent.h"
#include "domain/quarantine.h"

static const int64_t now = 1795420800;

static const struct submission_limits limits = {
	.form_seconds = 3,
	.posts_per_10_minutes = 5,
	.leads_per_hour = 10,
};

static struct submission
ordinary(void)
{
	return (struct submission){ .rendered_at = now - 60, .now = now,
		.posts = 1, .leads = 1 };
}

static void
an_ordinary_visitor_meets_none_of_it(void **state)
{
	struct submission submission = ordinary();

	assert_int_equal(submission_judge(&submission, &limits), DOUBT_NONE);
	submission.rendered_at = now - 3;
	submission.posts = 5;
	submission.leads = 5;
	assert_int_equal(submission_judge(&submission, &limits), DOUBT_NONE);
	submission.rendered_at = now - QUARANTINE_PAGE_SECONDS;
	assert_int_equal(submission_judge(&submission, &limits), DOUBT_NONE);
}

static void
each_sign_of_a_program_is_a_doubt(void **state)
{
	struct submission submission = ordinary();

	submission.trapped = true;
	assert_int_equal(submission_judge(&submission, &limits), DOUBT_TRAP);
	submission = ordinary();
	submission.rendered_at = now - 2;
	assert_int_equal(submission_judge(&submission, &limits), DOUBT_HASTE);
	/* A clock put back between the two. */
	submission.rendered_at = now + 60;
	assert_int_equal(submission_judge(&submission, &limits), DOUBT_HASTE);
	submission.rendered_at = 0;
	assert_int_equal(submission_judge(&submission, &limits),
	    DOUBT_UNSIGNED);
	submission.rendered_at = now - QUARANTINE_PAGE_SECONDS - 1;
	assert_int_equal(submission_judge(&submission, &limits),
	    DOUBT_UNSIGNED);
	submission = ordinary();
	submission.posts = 6;
	assert_int_equal(submission_judge(&submission, &limits), DOUBT_POSTS);
	submission = ordinary();
	submission.leads = 11;
	assert_int_equal(submission_judge(&submission, &limits), DOUBT_LEADS);
}

static void
a_limit_of_nothing_is_no_limit_but_the_trap_stays(void **state)
{
	static const struct submission_limits none = { 0 };
	struct submission submission = { .now = now, .posts = 100000,
		.leads = 100000 };

	assert_int_equal(submission_judge(&submission, &none), DOUBT_NONE);
	assert_false(submission_is_refused(&submission, &none));
	submission.trapped = true;
	assert_int_equal(submission_judge(&submission, &none), DOUBT_TRAP);
}

static void
only_far_past_the_limit_a_form_is_refused(void **state)
{
	struct submission submission = ordinary();

	submission.posts = 5 * QUARANTINE_HARD;
	assert_false(submission_is_refused(&submission, &limits));
	submission.posts++;
	assert_true(submission_is_refused(&submission, &limits));
}

static void
doubts_have_ids_and_words(void **state)
{
	enum doubt found = DOUBT_TRAP;

	assert_string_equal(doubt_id(DOUBT_NONE), "");
	assert_string_equal(doubt_label(DOUBT_NONE), "");
	for (enum doubt doubt = DOUBT_NONE; doubt < DOUBT_COUNT; doubt++) {
		assert_status(doubt_find(doubt_id(doubt), &found), OK);
		assert_int_equal(found, doubt);
		assert_true(doubt == DOUBT_NONE || *doubt_label(doubt) != '\0');
	}
	assert_status(doubt_find("spam", &found), NOT_FOUND);
	assert_int_equal(found, DOUBT_EMAIL);
}

static void
every_kind_has_a_sentence_to_agree_to(void **state)
{
	static const enum lead_kind kinds[] = { LEAD_BOOKING, LEAD_CONTACT };

	for (size_t i = 0; i < countof(kinds); i++)
		assert_true(strlen(consent_text(kinds[i],
		    consent_version(kinds[i]))) > 20);
	assert_string_equal(consent_text(LEAD_BOOKING, "demo"), "");
	assert_string_not_equal(consent_text(LEAD_BOOKING, "2026-11"),
	    consent_text(LEAD_CONTACT, "2026-11"));
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_ordinary_visitor_meets_none_of_it),
		cmocka_unit_test(each_sign_of_a_program_is_a_doubt),
		cmocka_unit_test(
		    a_limit_of_nothing_is_no_limit_but_the_trap_stays),
		cmocka_unit_test(only_far_past_the_limit_a_form_is_refused),
		cmocka_unit_test(doubts_have_ids_and_words),
		cmocka_unit_test(every_kind_has_a_sentence_to_agree_to),
	};

	return cmocka_run_group_tests_name("quarantine", tests, NULL, NULL);
}
