#include "test.h"

#include "base/arena.h"
#include "base/util.h"
#include "web/form.h"

#define BYTES(text) (text), sizeof(text) - 1

/* Decodes a text that must be good. */
static struct form
good(struct arena *arena, const char *text)
{
	const char *problem = "unset";
	struct form form;

	assert_status(form_decode(arena, text, strlen(text), &form, &problem),
	    OK);
	assert_null(problem);
	return form;
}

/* Decodes bytes that must be refused with a problem that has these words. */
static struct form
bad(struct arena *arena, const char *bytes, size_t len, const char *words)
{
	const char *problem = NULL;
	struct form form;

	assert_status(form_decode(arena, bytes, len, &form, &problem), INVALID);
	assert_non_null(problem);
	if (strstr(problem, words) == NULL)
		print_error("%s\n", problem);
	assert_non_null(strstr(problem, words));
	assert_int_equal(problem[strlen(problem) - 1], '.');
	return form;
}

/* "f0&f1&f2" and so on, count names in all. */
static char *
many_names(struct arena *arena, int count)
{
	char *text = arena_strdup(arena, "f0");

	for (int i = 1; i < count; i++)
		text = arena_printf(arena, "%s&f%d", text, i);
	return text;
}

static void
what_a_browser_sends_is_decoded(void **state)
{
	ARENA(arena);
	struct form form = good(arena, "name=Zo%C3%AB+%26+Co.&email=z%2bx%40a."
	    "example&text=a%3Db%25");

	assert_int_equal(form.len, 3);
	assert_string_equal(form.at[0].name, "name");
	assert_string_equal(form.at[0].value, "Zo\xc3\xab & Co.");
	assert_string_equal(form_get(&form, "email"), "z+x@a.example");
	assert_string_equal(form_get(&form, "text"), "a=b%");
}

static void
a_textarea_keeps_its_line_breaks_and_tabs(void **state)
{
	ARENA(arena);
	struct form form = good(arena, "text=one%0D%0Atwo%0a%09three");

	assert_string_equal(form_get(&form, "text"), "one\r\ntwo\n\tthree");
}

static void
nothing_is_an_empty_form(void **state)
{
	ARENA(arena);
	struct form form;
	const char *problem;

	assert_int_equal(good(arena, "").len, 0);
	assert_int_equal(good(arena, "&&&").len, 0);
	assert_status(form_decode(arena, NULL, 0, &form, &problem), OK);
	assert_int_equal(form.len, 0);
}

static void
a_value_may_be_empty_absent_or_hold_an_equals_sign(void **state)
{
	ARENA(arena);
	struct form form = good(arena, "&a=&&b&c=d=e=&");

	assert_int_equal(form.len, 3);
	assert_string_equal(form_get(&form, "a"), "");
	assert_string_equal(form_get(&form, "b"), "");
	assert_string_equal(form_get(&form, "c"), "d=e=");
}

static void
a_name_is_decoded_too(void **state)
{
	ARENA(arena);
	struct form form = good(arena, "a+%62%3d=1");

	assert_string_equal(form_get(&form, "a b="), "1");
}

static void
raw_utf8_is_taken_as_it_is(void **state)
{
	ARENA(arena);
	struct form form = good(arena, "name=J\xc3\xb6rg <x> \"y\"");

	assert_string_equal(form_get(&form, "name"), "J\xc3\xb6rg <x> \"y\"");
}

static void
a_field_that_was_not_sent_is_null_or_empty_text(void **state)
{
	ARENA(arena);
	struct form form = good(arena, "a=1");

	assert_null(form_get(&form, "A"));
	assert_null(form_get(&form, ""));
	assert_string_equal(form_text(&form, "b"), "");
	assert_string_equal(form_text(&form, "a"), "1");
}

static void
a_bad_percent_escape_is_refused(void **state)
{
	static const char *const texts[] = { "a=%", "a=%4", "a=%4&b=1", "a=%zz",
		"a=%4g", "a=%g4", "a=%%41", "a=%+1", "%=1", "a%2=1", "a=%u0041",
		"a=%-1", "a=100%" };
	ARENA(arena);

	for (size_t i = 0; i < countof(texts); i++)
		bad(arena, texts[i], strlen(texts[i]), "\"%\"");
}

static void
invalid_utf8_is_refused(void **state)
{
	static const char *const texts[] = { "a=%ff", "a=%c3", "a=%C0%AF",
		"a=%ed%a0%80", "a=\xff", "%80=b", "a=%f4%90%80%80" };
	ARENA(arena);

	for (size_t i = 0; i < countof(texts); i++)
		bad(arena, texts[i], strlen(texts[i]), "UTF-8");
}

static void
a_nul_is_refused(void **state)
{
	ARENA(arena);

	bad(arena, BYTES("a=b%00c"), "NUL");
	bad(arena, BYTES("a%00=b"), "NUL");
	bad(arena, BYTES("a=b\0c"), "NUL");
}

static void
a_field_sent_twice_is_refused_by_name(void **state)
{
	ARENA(arena);
	struct form form = bad(arena, BYTES("a=1&b=2&%61=3"),
	    "The field \"a\" was sent twice.");

	assert_int_equal(form.len, 2);
	assert_string_equal(form_get(&form, "a"), "1");
}

static void
a_field_without_a_name_is_refused(void **state)
{
	ARENA(arena);

	bad(arena, BYTES("=1"), "without a name");
	bad(arena, BYTES("a=1&="), "without a name");
}

static void
a_name_of_more_than_64_bytes_is_refused(void **state)
{
	ARENA(arena);
	char *name = arena_alloc(arena, FORM_NAME_MAX + 2);

	memset(name, 'n', FORM_NAME_MAX);
	good(arena, name);
	name[FORM_NAME_MAX] = 'n';
	bad(arena, name, strlen(name), "more than 64 bytes");
}

static void
more_than_64_fields_are_refused(void **state)
{
	ARENA(arena);
	char *text = many_names(arena, FORM_FIELDS_MAX + 1);
	struct form form;

	assert_int_equal(good(arena, many_names(arena, FORM_FIELDS_MAX)).len,
	    FORM_FIELDS_MAX);
	form = bad(arena, text, strlen(text), "More than 64 fields");
	assert_int_equal(form.len, FORM_FIELDS_MAX);
	text = arena_printf(arena, "%s&&", many_names(arena, FORM_FIELDS_MAX));
	assert_int_equal(good(arena, text).len, FORM_FIELDS_MAX);
}

static void
more_than_65536_bytes_are_refused(void **state)
{
	ARENA(arena);
	char *text = arena_alloc(arena, FORM_BYTES_MAX + 2);
	struct form form;

	memset(text, 'x', FORM_BYTES_MAX + 1);
	text[1] = '=';
	form = bad(arena, text, FORM_BYTES_MAX + 1, "65536 bytes");
	assert_int_equal(form.len, 0);
	text[FORM_BYTES_MAX] = '\0';
	form = good(arena, text);
	assert_int_equal(strlen(form_get(&form, "x")), FORM_BYTES_MAX - 2);
}

static void
what_decoded_well_is_kept_to_show_again(void **state)
{
	ARENA(arena);
	struct form form = bad(arena, BYTES("a=1&b=%zz&c=3&d=%ff&=5&e=%00&f=7"),
	    "\"%\"");

	assert_int_equal(form.len, 3);
	assert_string_equal(form_get(&form, "a"), "1");
	assert_string_equal(form_get(&form, "c"), "3");
	assert_string_equal(form_get(&form, "f"), "7");
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_a_browser_sends_is_decoded),
		cmocka_unit_test(a_textarea_keeps_its_line_breaks_and_tabs),
		cmocka_unit_test(nothing_is_an_empty_form),
		cmocka_unit_test(a_value_may_be_empty_absent_or_hold_an_equals_sign),
		cmocka_unit_test(a_name_is_decoded_too),
		cmocka_unit_test(raw_utf8_is_taken_as_it_is),
		cmocka_unit_test(a_field_that_was_not_sent_is_null_or_empty_text),
		cmocka_unit_test(a_bad_percent_escape_is_refused),
		cmocka_unit_test(invalid_utf8_is_refused),
		cmocka_unit_test(a_nul_is_refused),
		cmocka_unit_test(a_field_sent_twice_is_refused_by_name),
		cmocka_unit_test(a_field_without_a_name_is_refused),
		cmocka_unit_test(a_name_of_more_than_64_bytes_is_refused),
		cmocka_unit_test(more_than_64_fields_are_refused),
		cmocka_unit_test(more_than_65536_bytes_are_refused),
		cmocka_unit_test(what_decoded_well_is_kept_to_show_again),
	};

	return cmocka_run_group_tests_name("form", tests, NULL, NULL);
}
