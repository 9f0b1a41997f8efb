/*
 * The program's log: what stands in a line, and that nothing in it makes
 * another.
 */
#include "test.h"

#include <sys/stat.h>

#include "captured.h"

#include "base/log.h"
#include "base/util.h"

/* What one call wrote, with its clock replaced by "T". */
static const char *
logged(struct captured *captured, const char *details)
{
	char *text = captured->text;

	captured_begin(captured);
	log_warn("form.doubt", "reason=%s", details);
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
	assert_string_equal(logged(&captured, "late"),
	    "0000-00-00T00:00:00Z warn public form.doubt reason=late\n");
	log_role("main");
	captured_begin(&captured);
	log_info("serve.ready", "port=%d", 8080);
	log_error("store.failed", "%s", "");
	captured_end(&captured);
	assert_non_null(strstr(captured.text, "Z info main serve.ready "
	    "port=8080\n"));
	assert_non_null(strstr(captured.text,
	    "Z error main store.failed message=\"\"\n"));
}

static void
a_value_is_quoted_where_it_is_not_one_plain_word(void **state)
{
	static const char *const plain[] = { "late", "/admin/leads/:id",
		"127.0.0.1:80", "2026-11-21", "a@b", "1,2+3" };
	static const struct {
		const char *text;
		const char *line;
	} others[] = {
		{ "", "reason=\"\"\n" },
		{ "too late", "reason=\"too late\"\n" },
		{ "a=b", "reason=\"a=b\"\n" },
		{ "say \"no\" code=200", "reason=\"say \\\"no\\\" code=" },
		{ "\\", "reason=\"\\\\\"\n" },
		{ "a\tb", "reason=\"a\\x09b\"\n" },
	};
	struct captured captured;

	for (size_t i = 0; i < countof(plain); i++) {
		const char *line = logged(&captured, plain[i]);

		assert_non_null(strstr(line, " reason="));
		assert_null(strchr(line, '"'));
	}
	for (size_t i = 0; i < countof(others); i++)
		assert_non_null(strstr(logged(&captured, others[i].text),
		    others[i].line));
}

static void
fields_have_numbers_of_every_kind_and_sentences_become_a_message(void **state)
{
	struct captured captured;

	captured_begin(&captured);
	log_info("a.b", "n=%d z=%zu id=%lld %s=%d", -7, (size_t)8,
	    9000000000LL, "signal", 9);
	log_error("a.c", "%s:%03d: \"%s\" is none", "site.yaml", 12, "x=y");
	captured_end(&captured);
	assert_non_null(strstr(captured.text,
	    " a.b n=-7 z=8 id=9000000000 signal=9\n"));
	assert_non_null(strstr(captured.text, " a.c message=\"site.yaml:012: "
	    "\\\"x=y\\\" is none\"\n"));
}

/* systemd says which stream is its journal. */
static void
a_journal_gets_the_level_and_no_time(void **state)
{
	static const char wanted[] = "<6>info public a.b n=1\n"
	    "<4>warn public a.b n=2\n<3>error public a.b n=3\n2";
	struct captured captured;
	struct stat info;
	char stream[64];

	captured_begin(&captured);
	assert_int_equal(fstat(STDERR_FILENO, &info), 0);
	(void)snprintf(stream, sizeof(stream), "%llu:%llu",
	    (unsigned long long)info.st_dev, (unsigned long long)info.st_ino);
	assert_int_equal(setenv("JOURNAL_STREAM", stream, 1), 0);
	log_role("public");
	log_info("a.b", "n=%d", 1);
	log_warn("a.b", "n=%d", 2);
	log_error("a.b", "n=%d", 3);
	assert_int_equal(setenv("JOURNAL_STREAM", "1:1", 1), 0);
	log_role("main");
	log_warn("a.b", "n=%d", 4);
	captured_end(&captured);
	assert_int_equal(unsetenv("JOURNAL_STREAM"), 0);
	log_role("main");
	assert_true(strncmp(captured.text, wanted, sizeof(wanted) - 1) == 0);
	assert_non_null(strstr(captured.text, "Z warn main a.b n=4\n"));
}

static void
no_byte_of_a_text_makes_a_line_of_its_own(void **state)
{
	struct captured captured;
	char bytes[256];
	size_t breaks = 0;

	assert_non_null(strstr(logged(&captured, "a\r\n2026 info b\x1b[31m"),
	    "=\"a\\x0d\\x0a2026 info b\\x1b[31m\"\n"));
	assert_non_null(strstr(logged(&captured, "Zo\xc3\xab\x7f\xff"),
	    "=\"Zo\\xc3\\xab\\x7f\\xff\"\n"));
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
	assert_string_equal(line + strlen(line) - 9, "\\x0a...\"\n");
	memset(text, '"', 4000);
	line = logged(&captured, text);
	assert_true(strlen(line) < 2048);
	assert_string_equal(line + strlen(line) - 5, "...\"\n");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_line_has_its_time_level_role_and_event),
		cmocka_unit_test(
		    a_value_is_quoted_where_it_is_not_one_plain_word),
		cmocka_unit_test(
		    fields_have_numbers_of_every_kind_and_sentences_become_a_message),
		cmocka_unit_test(a_journal_gets_the_level_and_no_time),
		cmocka_unit_test(no_byte_of_a_text_makes_a_line_of_its_own),
		cmocka_unit_test(a_long_text_is_cut_and_says_so),
	};

	return cmocka_run_group_tests_name("log", tests, NULL, NULL);
}
