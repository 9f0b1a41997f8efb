/*
 * The program's log: what stands in a line, and that nothing in it makes
 * another.
 */
#include "test.h"

#include "captured.h"

#include "base/log.h"

/* What one call wrote, with its clock replaced by "T". */
static const char *
logged(struct captured *captured, const char *details)
{
	char *text = captured->text;

	captured_begin(captured);
	log_warn("form.doubt", "%s", details);
	captured_end(captured);
	for (size_t i = 0; i < 20 && text[i] != '\0'; i++)
		if (text[i] >= '0' && text[i] <= '9')
			text[i] = '0';
	return text;
}

static void
a_line_has_its_time_level_role_and_event(void **state)
{
	struct captured captured;

	log_role("public");
	assert_string_equal(logged(&captured, "reason=late"),
	    "0000-00-00T00:00:00Z warn public form.doubt reason=late\n");
	log_role("main");
	captured_begin(&captured);
	log_info("serve.ready", "port=%d", 8080);
	log_error("store.failed", "%s", "");
	captured_end(&captured);
	assert_non_null(strstr(captured.text, "Z info main serve.ready "
	    "port=8080\n"));
	assert_non_null(strstr(captured.text, "Z error main store.failed \n"));
}

static void
no_byte_of_a_text_makes_a_line_of_its_own(void **state)
{
	struct captured captured;
	char bytes[256];
	size_t breaks = 0;

	assert_non_null(strstr(logged(&captured, "a\r\n2026 info b\x1b[31m"),
	    " a\\x0d\\x0a2026 info b\\x1b[31m\n"));
	assert_non_null(strstr(logged(&captured, "Zo\xc3\xab\x7f\xff"),
	    " Zo\\xc3\\xab\\x7f\\xff\n"));
	for (int byte = 1; byte < 256; byte++)
		bytes[byte - 1] = (char)byte;
	bytes[255] = '\0';
	for (const char *at = logged(&captured, bytes); *at != '\0'; at++) {
		assert_true(*at == '\n' || (*at >= 0x20 && *at < 0x7f));
		breaks += *at == '\n';
	}
	assert_int_equal(breaks, 1);
}

static void
a_long_text_is_cut_and_says_so(void **state)
{
	struct captured captured;
	char text[4001];
	const char *line;

	memset(text, '\n', 4000);
	text[4000] = '\0';
	line = logged(&captured, text);
	assert_true(strlen(line) < 2048);
	assert_string_equal(line + strlen(line) - 8, "\\x0a...\n");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_line_has_its_time_level_role_and_event),
		cmocka_unit_test(no_byte_of_a_text_makes_a_line_of_its_own),
		cmocka_unit_test(a_long_text_is_cut_and_says_so),
	};

	return cmocka_run_group_tests_name("log", tests, NULL, NULL);
}
