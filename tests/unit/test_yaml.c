#include "test.h"

#include "captured.h"

#include "base/arena.h"
#include "base/util.h"
#include "config/refusal.h"
#include "config/yaml.h"

enum mode { TEST = 1, PRODUCTION };

struct hour {
	const char *from;
	int minutes;
};

struct owner {
	const char *name;
};

struct sample {
	const char *title;
	int64_t order;
	int8_t small;
	unsigned count;
	bool draft;
	enum mode mode;
	const char **tags;
	unsigned tags_count;
	struct hour *hours;
	unsigned hours_count;
	struct owner owner;
	unsigned bits;
};

static const cyaml_strval_t modes[] = {
	{ "test", TEST }, { "production", PRODUCTION },
};

static const cyaml_schema_value_t tag_schema = {
	CYAML_VALUE_STRING(CYAML_FLAG_POINTER, char, 1, 10),
};

static const cyaml_schema_field_t hour_fields[] = {
	CYAML_FIELD_STRING_PTR("from", CYAML_FLAG_POINTER, struct hour, from,
	    5, 5),
	CYAML_FIELD_INT("minutes", CYAML_FLAG_DEFAULT, struct hour, minutes),
	CYAML_FIELD_END,
};

static const cyaml_schema_value_t hour_schema = {
	CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, struct hour, hour_fields),
};

static const cyaml_schema_field_t owner_fields[] = {
	CYAML_FIELD_STRING_PTR("name", CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL,
	    struct owner, name, 0, 50),
	CYAML_FIELD_END,
};

static const cyaml_schema_field_t fields[] = {
	CYAML_FIELD_STRING_PTR("title", CYAML_FLAG_POINTER, struct sample,
	    title, 1, 20),
	CYAML_FIELD_INT("order", CYAML_FLAG_OPTIONAL, struct sample, order),
	CYAML_FIELD_INT("small", CYAML_FLAG_OPTIONAL, struct sample, small),
	CYAML_FIELD_UINT("count", CYAML_FLAG_OPTIONAL, struct sample, count),
	CYAML_FIELD_BOOL("draft", CYAML_FLAG_OPTIONAL, struct sample, draft),
	CYAML_FIELD_ENUM("mode", CYAML_FLAG_OPTIONAL | CYAML_FLAG_STRICT,
	    struct sample, mode, modes, countof(modes)),
	CYAML_FIELD_SEQUENCE("tags", CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL,
	    struct sample, tags, &tag_schema, 1, 3),
	CYAML_FIELD_SEQUENCE("hours", CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL,
	    struct sample, hours, &hour_schema, 0, 1000),
	CYAML_FIELD_MAPPING("owner", CYAML_FLAG_OPTIONAL, struct sample, owner,
	    owner_fields),
	CYAML_FIELD_FLAGS("bits", CYAML_FLAG_OPTIONAL | CYAML_FLAG_STRICT,
	    struct sample, bits, modes, countof(modes)),
	CYAML_FIELD_END,
};

static const cyaml_schema_value_t schema = {
	CYAML_VALUE_MAPPING(CYAML_FLAG_POINTER, struct sample, fields),
};

static enum status
read_text(struct arena *arena, const char *text, struct yaml *yaml)
{
	return yaml_read(arena,
	    &(struct yaml_source){ "x.yaml", 1, text, strlen(text) },
	    &schema, yaml);
}

static void
a_good_file_fills_the_struct(void **state)
{
	ARENA(arena);
	struct yaml yaml;
	const struct sample *sample;

	assert_status(read_text(arena,
	    "# a comment\n"
	    "title: \"A: guide\"\n"
	    "order: -3\n"
	    "draft: true\n"
	    "mode: production\n"
	    "tags: [one, two]\n"
	    "hours:\n"
	    "  - from: \"09:00\"\n"
	    "    minutes: 0\n"
	    "  - {from: \"14:30\", minutes: 45}\n", &yaml), OK);
	sample = yaml.data;
	assert_string_equal(sample->title, "A: guide");
	assert_int_equal(sample->order, -3);
	assert_true(sample->draft);
	assert_int_equal(sample->mode, PRODUCTION);
	assert_int_equal(sample->tags_count, 2);
	assert_string_equal(sample->tags[1], "two");
	assert_int_equal(sample->hours_count, 2);
	assert_int_equal(sample->hours[1].minutes, 45);
	assert_int_equal(sample->small, 0);
}

static void
a_long_list_keeps_its_entries_while_it_grows(void **state)
{
	ARENA(arena);
	struct yaml yaml;
	const struct sample *sample;
	char *text = arena_strdup(arena, "title: t\nhours:\n");

	for (int i = 0; i < 300; i++)
		text = arena_printf(arena,
		    "%s  - {from: \"09:00\", minutes: %d}\n", text, i);
	assert_status(read_text(arena, text, &yaml), OK);
	sample = yaml.data;
	assert_int_equal(sample->hours_count, 300);
	for (int i = 0; i < 300; i++)
		assert_int_equal(sample->hours[i].minutes, i);
}

static void
a_value_is_found_on_its_line(void **state)
{
	ARENA(arena);
	struct yaml yaml;
	const char *text =
	    "title: a\n"
	    "hours:\n"
	    "\n"
	    "  - from: \"09:00\"\n"
	    "    minutes: 0\n"
	    "\n"
	    "  - from: \"10:00\"\n"
	    "    minutes: 0\n";

	assert_status(read_text(arena, text, &yaml), OK);
	assert_int_equal(yaml_line(&yaml, ""), 1);
	assert_int_equal(yaml_line(&yaml, "hours"), 2);
	assert_int_equal(yaml_line(&yaml, "hours[0]"), 4);
	assert_int_equal(yaml_line(&yaml, "hours[0].minutes"), 5);
	assert_int_equal(yaml_line(&yaml, "hours[1].minutes"), 8);
	assert_int_equal(yaml_line(&yaml, "hours[1].nothing"), 7);
	assert_int_equal(yaml_line(&yaml, "hours[7].minutes"), 2);
}

static void
lines_count_from_where_the_front_matter_begins(void **state)
{
	ARENA(arena);
	struct captured captured;
	struct yaml yaml;
	static const char text[] = "title: a\nauthor: b\n---\n# Heading";

	captured_begin(&captured);
	enum status st = yaml_read(arena,
	    &(struct yaml_source){ "guides/x.md", 2, text, 19 }, &schema,
	    &yaml);
	captured_end(&captured);
	assert_status(st, INVALID);
	assert_non_null(strstr(captured.text, "guides/x.md:3: "));
}

static void
every_refusal_is_one_line_that_says_where_and_what(void **state)
{
	static const struct {
		const char *text;
		const char *line;
	} cases[] = {
		{ "", "x.yaml:1: nothing is written here; keys and values "
		    "are expected" },
		{ "# only\n\n", "x.yaml:1: nothing is written here; keys and "
		    "values are expected" },
		{ "title: a\ntitel: b\n", "x.yaml:2: unknown key \"titel\"; "
		    "did you mean \"title\"?" },
		{ "title: a\n\nzzzzzz: b\n", "x.yaml:3: unknown key "
		    "\"zzzzzz\"; the choices are title, order, small, count, "
		    "draft, mode, tags, hours, owner and bits" },
		{ "title: a\norder: 1\ntitle: b\n", "x.yaml:3: the key "
		    "\"title\" was given before, on line 1; keep one of "
		    "them" },
		{ "\norder: 1\n", "x.yaml:2: the key \"title\" is missing in "
		    "the file; add it" },
		{ "title: a\nhours:\n  - from: \"09:00\"\n", "x.yaml:3: the "
		    "key \"minutes\" is missing in \"hours\"; add it" },
		{ "title:\n", "x.yaml:1: \"title\" is empty; write a text" },
		{ "title: 123456789012345678901\n", "x.yaml:1: \"title\" is "
		    "21 bytes long; at most 20 are allowed" },
		{ "title: a\nhours: [{from: \"9\", minutes: 1}]\n",
		    "x.yaml:2: \"from\" is 1 bytes long; it needs 5 or "
		    "more" },
		{ "title: a\n\norder: three\n", "x.yaml:3: \"order\" must be "
		    "a whole number (digits, no leading zero), not "
		    "\"three\"" },
		{ "title: a\norder: 010\n", "x.yaml:2: \"order\" must be a "
		    "whole number (digits, no leading zero), not \"010\"" },
		{ "title: a\norder: 0x10\n", "x.yaml:2: \"order\" must be a "
		    "whole number (digits, no leading zero), not \"0x10\"" },
		{ "title: a\nsmall: 128\n", "x.yaml:2: \"small\" must lie "
		    "between -128 and 127, not be 128" },
		{ "title: a\ncount: -1\n", "x.yaml:2: \"count\" must lie "
		    "between 0 and 2147483647, not be -1" },
		{ "title: a\ndraft: maybe\n", "x.yaml:2: \"draft\" must be "
		    "true or false, not \"maybe\"" },
		{ "title: a\nmode: prodction\n", "x.yaml:2: \"mode\" cannot "
		    "be \"prodction\"; did you mean \"production\"?" },
		{ "title: a\nmode: live\n", "x.yaml:2: \"mode\" cannot be "
		    "\"live\"; the choices are test and production" },
		{ "title: a\ntags: []\n", "x.yaml:2: \"tags\" has 0 entries; "
		    "it needs 1 or more" },
		{ "title: a\ntags: [a, b,\n  c, d]\n", "x.yaml:2: \"tags\" "
		    "has 4 entries; at most 3 are allowed" },
		{ "title: a\ntags: one\n", "x.yaml:2: \"tags\" must be a "
		    "list (\"- entry\" lines, or [a, b]), not a single "
		    "value" },
		{ "title: a\nowner:\n", "x.yaml:2: \"owner\" must be a block "
		    "of \"key: value\" lines, not empty" },
		{ "title: [a]\n", "x.yaml:1: \"title\" must be a single "
		    "value, not a list (\"- entry\" lines, or [a, b])" },
		{ "- a\n", "x.yaml:1: the file must be a block of "
		    "\"key: value\" lines, not a list (\"- entry\" lines, or "
		    "[a, b])" },
		{ "title: &a x\ntags: [*a]\n", "x.yaml:2: aliases (*a) are "
		    "not allowed; write the value out" },
		{ "title: !!str x\n", "x.yaml:1: tags (!) are not allowed; "
		    "put a text that begins with an exclamation mark in "
		    "quotes" },
		{ "title: a\n---\ntitle: b\n", "x.yaml:2: a second document "
		    "begins here; keep only one" },
		{ "title: \"a\\0b\"\n", "x.yaml:1: a control character "
		    "(\\x00) in a text; take it out" },
		{ "title: a\n? [x]\n: y\n", "x.yaml:2: a key must be a plain "
		    "word" },
		{ "title: a: b\n", "x.yaml:1: not well-formed YAML: mapping "
		    "values are not allowed in this context; put a text that "
		    "holds a colon in quotes" },
		{ "title: a\ntags:\n\t- b\n", "x.yaml:3: not well-formed "
		    "YAML: found character that cannot start any token; "
		    "indent by spaces, not tabs, and put a text that begins "
		    "with a sign in quotes" },
		{ "title: a\norder: 1\nx\xff: 1\n", "x.yaml:3: not UTF-8 "
		    "text; save the file as UTF-8" },
		{ "title: a\nx: \x01\n", "x.yaml:2: a byte that YAML does "
		    "not allow; write the file as UTF-8 text without control "
		    "characters" },
		{ "title: [[[[[[[[[[[[[[[[[[a]]]]]]]]]]]]]]]]]]\n",
		    "x.yaml:1: nested more than 16 deep" },
	};

	for (size_t i = 0; i < countof(cases); i++) {
		ARENA(arena);
		struct captured captured;
		struct yaml yaml;

		captured_begin(&captured);
		enum status st = read_text(arena, cases[i].text, &yaml);
		captured_end(&captured);
		assert_string_equal(captured.text,
		    arena_printf(arena, "%s\n", cases[i].line));
		assert_status(st, INVALID);
	}
}

static void
what_only_libcyaml_refuses_is_one_line_too(void **state)
{
	ARENA(arena);
	struct captured captured;
	struct yaml yaml;

	captured_begin(&captured);
	enum status st = read_text(arena, "title: a\nbits: [live]\n", &yaml);
	captured_end(&captured);
	assert_status(st, INVALID);
	assert_string_equal(captured.text,
	    "x.yaml:1: Unknown flag: live (Invalid value)\n");
}

static void
a_caller_refuses_a_value_at_its_line(void **state)
{
	ARENA(arena);
	struct captured captured;
	struct yaml yaml;

	assert_status(read_text(arena, "title: a\norder: 7\n", &yaml), OK);
	captured_begin(&captured);
	enum status st = yaml_refuse(&yaml, "order",
	    "order \"%s\" is taken", "7\n\x1b[2J");
	captured_end(&captured);
	assert_status(st, INVALID);
	assert_string_equal(captured.text,
	    "x.yaml:2: order \"7\\x0a\\x1b[2J\" is taken\n");
}

static void
a_file_that_is_not_there_is_not_found(void **state)
{
	ARENA(arena);
	struct captured captured;
	struct yaml yaml;

	captured_begin(&captured);
	enum status st = yaml_read_file(arena, "no/such.yaml", &schema, &yaml);
	captured_end(&captured);
	assert_status(st, NOT_FOUND);
	assert_string_equal(captured.text,
	    "no/such.yaml: cannot be opened: No such file or directory\n");
}

static void
a_folder_cannot_be_read_as_a_file(void **state)
{
	ARENA(arena);
	struct captured captured;
	struct yaml yaml;

	captured_begin(&captured);
	enum status st = yaml_read_file(arena, "/", &schema, &yaml);
	captured_end(&captured);
	assert_status(st, FAILED);
	assert_string_equal(captured.text,
	    "/: cannot be read: Is a directory\n");
}

static void
a_file_larger_than_the_limit_is_refused_not_cut(void **state)
{
	ARENA(arena);
	struct captured captured;
	struct yaml yaml;

	captured_begin(&captured);
	enum status st = yaml_read_file(arena, "/dev/zero", &schema, &yaml);
	captured_end(&captured);
	assert_status(st, INVALID);
	assert_string_equal(captured.text, "/dev/zero: larger than 1048576 "
	    "bytes; it does not look like a file of ours\n");
}

static void
the_word_probably_meant_is_suggested(void **state)
{
	static const char *const words[] = { "zone", "hours", "horizon_days",
		"to" };
	static const struct {
		const char *word;
		const char *meant;
	} cases[] = {
		{ "zonee", "zone" }, { "zoen", "zone" }, { "zon", "zone" },
		{ "horizon-day", "horizon_days" }, { "ohurs", "hours" },
		{ "", NULL }, { "x", NULL }, { "ot", NULL },
		{ "minutes", NULL },
		{ "horizon_days_horizon_days_horizon_days_horizon_days",
		    NULL },
	};

	for (size_t i = 0; i < countof(cases); i++) {
		const char *meant = refusal_suggest(cases[i].word, words,
		    countof(words));

		if (cases[i].meant == NULL)
			assert_null(meant);
		else
			assert_string_equal(meant, cases[i].meant);
	}
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_good_file_fills_the_struct),
		cmocka_unit_test(a_long_list_keeps_its_entries_while_it_grows),
		cmocka_unit_test(a_value_is_found_on_its_line),
		cmocka_unit_test(lines_count_from_where_the_front_matter_begins),
		cmocka_unit_test(
		    every_refusal_is_one_line_that_says_where_and_what),
		cmocka_unit_test(what_only_libcyaml_refuses_is_one_line_too),
		cmocka_unit_test(a_caller_refuses_a_value_at_its_line),
		cmocka_unit_test(a_file_that_is_not_there_is_not_found),
		cmocka_unit_test(a_folder_cannot_be_read_as_a_file),
		cmocka_unit_test(a_file_larger_than_the_limit_is_refused_not_cut),
		cmocka_unit_test(the_word_probably_meant_is_suggested),
	};

	return cmocka_run_group_tests_name("yaml", tests, NULL, NULL);
}
