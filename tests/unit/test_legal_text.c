/*
 * The numbers of the settings in the owner's legal texts.
 */
#include "settings_folder.h"

#include "base/buf.h"
#include "config/legal_text.h"

static const struct settings settings = {
	.retention = { .closed_days = 90, .quarantine_days = 21 },
};

static void
fills(const char *text, const char *expected)
{
	BUF(out, 1024);

	assert_status(legal_text_fill(&settings, "privacy.md", 1, text,
	    strlen(text), &out), OK);
	assert_string_equal(buf_text(&out), expected);
}

static void
refuses(const char *text, const char *message)
{
	struct captured captured;
	enum status st;
	BUF(out, 1024);

	captured_begin(&captured);
	st = legal_text_fill(&settings, "privacy.md", 1, text, strlen(text),
	    &out);
	captured_end(&captured);
	assert_status(st, INVALID);
	assert_string_equal(captured.text, message);
}

static void
the_days_are_those_of_the_settings(void **state)
{
	fills("Gone after {{closed_days}} days, spam after "
	    "{{quarantine_days}}.\n{{copy_days}}",
	    "Gone after 90 days, spam after 21.\n14");
	fills("{{closed_days}}{{closed_days}}", "9090");
}

static void
what_is_no_placeholder_stays(void **state)
{
	fills("", "");
	fills("No braces.\n\n", "No braces.\n\n");
	fills("{closed_days} } {a} }}", "{closed_days} } {a} }}");
}

static void
another_name_is_refused_with_its_line(void **state)
{
	refuses("One.\n\nAfter {{closed_day}} days.\n",
	    "privacy.md:3: {{closed_day}} is nothing that is filled in here; "
	    "did you mean \"closed_days\"?\n");
	refuses("{{closed_days}}\n{{owner}}",
	    "privacy.md:2: {{owner}} is nothing that is filled in here; the "
	    "choices are closed_days, quarantine_days and copy_days\n");
	refuses("{{}}", "privacy.md:1: {{}} is nothing that is filled in "
	    "here; the choices are closed_days, quarantine_days and "
	    "copy_days\n");
}

static void
braces_that_are_not_closed_are_refused(void **state)
{
	refuses("a\n{{closed_days", "privacy.md:2: \"{{\" without \"}}\" on "
	    "the same line; write {{closed_days}}, or a single brace\n");
	refuses("{{closed\n_days}}", "privacy.md:1: \"{{\" without \"}}\" on "
	    "the same line; write {{closed_days}}, or a single brace\n");
}

static void
settings_with_such_a_text_are_refused(void **state)
{
	struct folder *folder = *state;
	struct settings read;

	write_file(folder, "legal/imprint.md", "After {{closed_days}}.\n");
	assert_loads(folder, LEAST, &read);
	write_file(folder, "legal/privacy.md", "We keep it\n{{for_ever}}.\n");
	assert_refused(folder, LEAST, "legal/privacy.md:2: {{for_ever}} is "
	    "nothing that is filled in here; the choices are closed_days, "
	    "quarantine_days and copy_days");
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_days_are_those_of_the_settings),
		cmocka_unit_test(what_is_no_placeholder_stays),
		cmocka_unit_test(another_name_is_refused_with_its_line),
		cmocka_unit_test(braces_that_are_not_closed_are_refused),
		cmocka_unit_test(settings_with_such_a_text_are_refused),
	};

	return run_in_folders("legal_text", tests, countof(tests));
}
