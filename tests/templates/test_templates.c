#include "test.h"

#include "base/buf.h"
#include "base/embedded.h"
#include "base/util.h"
#include "templates.h"

/*
 * Each good fixture is filled here and compared with its .golden, byte for
 * byte. The folder of the fixtures is the only argument.
 */
extern const struct embedded_file files[];
extern const size_t files_len;

static const char *folder;

static const struct inner one = { .name = "one" };
static const struct inner two = { .name = "two" };
static const struct inner both[] = { { .name = "one" }, { .name = "two" } };

static const struct tree leaves[] = {
	{ .name = "leaf 1" },
	{ .name = "leaf 2" },
};
static const struct tree roots[] = {
	{ .name = "root 1", .children = { leaves, countof(leaves) } },
	{ .name = "root 2" },
};
static const struct tree root = {
	.name = "root", .children = { roots, countof(roots) },
};

static void
golden_read(const char *name, struct buf *golden)
{
	BUF(path, 4096);
	char bytes[4096];
	size_t len;
	FILE *file;

	buf_printf(&path, "%s/%s.golden", folder, name);
	file = fopen(buf_text(&path), "rb");
	assert_non_null(file);
	while ((len = fread(bytes, 1, sizeof(bytes), file)) > 0)
		buf_add(golden, bytes, len);
	assert_int_equal(fclose(file), 0);
}

static void
assert_golden(struct buf *out, const char *name)
{
	BUF(golden, 1 << 20);

	golden_read(name, &golden);
	assert_false(out->failed);
	assert_string_equal(buf_text(out), buf_text(&golden));
	assert_int_equal(out->len, golden.len);
}

static void
values_are_escaped_by_place_and_type(void **state)
{
	static const char bold[] = "<b>bold</b> and what is cut off";
	struct values_view v = {
		.text = "<b title=\"x\"> it's &c",
		.array = "array",
		.large = INT64_MIN,
		.small = 7,
		.html = { bold, strlen("<b>bold</b>") },
	};
	BUF(out, 1 << 20);

	values_page(&out, &v);
	assert_golden(&out, "values");
}

static void
urls_are_whole_or_in_parts(void **state)
{
	struct urls_view v = {
		.path = "/a?b=\"&c=d",
		.absolute = "https://example.org/?a&b",
		.script = "javascript:alert(1)",
		.word = "a/\"&b c\xc3\xa9",
		.address = "ann+x@example.org",
		.number = 42,
		.absolute_wanted = true,
	};
	BUF(out, 1 << 20);

	urls_page(&out, &v);
	assert_golden(&out, "urls");
}

static void
a_condition_asks_each_type_whether_it_holds_something(void **state)
{
	struct blocks_view v = {
		.text = "text",
		.empty = "",
		.large = -1,
		.yes = true,
		.count = 2,
		.html = { "<b>", 3 },
		.pointer = &one,
	};
	BUF(out, 1 << 20);

	blocks_page(&out, &v);
	assert_golden(&out, "blocks");
}

static void
a_list_holds_structs_pointers_or_texts(void **state)
{
	static const struct inner *const pointers[] = { &two, &one };
	static const char *const texts[] = { "first", "", "third" };
	const struct inners inners = { both, countof(both) };
	struct lists_view v = {
		.name = "lists",
		.structs = inners,
		.behind_pointer = &inners,
		.pointers = { pointers, countof(pointers) },
		.texts = { texts, countof(texts) },
		.array = { { { "in array" }, { "also" }, { "past the end" } }, 2 },
		.tree = root,
	};
	BUF(out, 1 << 20);

	lists_page(&out, &v);
	assert_golden(&out, "lists");
}

static void
a_part_takes_a_struct_by_its_address_or_a_pointer(void **state)
{
	const struct inner pointed = { .name = "a pointer" };
	struct parts_view v = {
		.inner = { .name = "a struct" },
		.pointer = &pointed,
		.outer = { .inner = { .name = "a struct in a struct" } },
		.inners = { both, countof(both) },
		.tree = root,
	};
	BUF(out, 1 << 20);

	parts_page(&out, &v);
	assert_golden(&out, "parts");
}

static void
a_block_in_a_tag_switches_attributes(void **state)
{
	struct attributes_view v = {
		.checked = true,
		.kind = "k&\"",
		.names = { both, countof(both) },
	};
	BUF(out, 1 << 20);

	attributes_page(&out, &v);
	assert_golden(&out, "attributes");
}

static void
tags_alone_leave_no_line_and_no_line_break_is_lost(void **state)
{
	struct lines_view v = {
		.yes = true,
		.text = "\nbegins on its second line",
		.names = { both, countof(both) },
	};
	BUF(out, 1 << 20);

	lines_page(&out, &v);
	assert_golden(&out, "lines");
}

static void
plain_text_is_written_as_it_is(void **state)
{
	static const struct inner wild[] = { { .name = "<one>" },
		{ .name = "& \"two\"" } };
	struct lines_view v = { .yes = true,
		.names = { wild, countof(wild) } };
	BUF(out, 1 << 20);

	letter_of_text(&out, &v);
	assert_golden(&out, "letter");
}

static void
text_of_the_template_stays_as_it_is(void **state)
{
	struct inner v = { .name = "name" };
	BUF(out, 1 << 20);

	literals_page(&out, &v);
	assert_golden(&out, "literals");
}

static void
a_page_past_its_limit_fails_and_is_not_cut_in_silence(void **state)
{
	struct inner v = { .name = "name" };
	BUF(out, 1000);

	literals_page(&out, &v);
	assert_true(out.failed);
}

static void
embedded_files_are_sorted_and_byte_for_byte(void **state)
{
	assert_int_equal(files_len, 3);
	assert_string_equal(files[0].name, "a.bin");
	assert_int_equal(files[0].size, 256);
	for (int i = 0; i < 256; i++)
		assert_int_equal(files[0].bytes[i], i);
	assert_string_equal(files[1].name, "b.css");
	assert_int_equal(files[1].size, 17);
	assert_string_equal((const char *)files[1].bytes, "p { color: red }\n");
	assert_string_equal(files[2].name, "empty.txt");
	assert_int_equal(files[2].size, 0);
	assert_int_equal(files[2].bytes[0], '\0');
}

int
main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(values_are_escaped_by_place_and_type),
		cmocka_unit_test(plain_text_is_written_as_it_is),
		cmocka_unit_test(urls_are_whole_or_in_parts),
		cmocka_unit_test(
		    a_condition_asks_each_type_whether_it_holds_something),
		cmocka_unit_test(a_list_holds_structs_pointers_or_texts),
		cmocka_unit_test(
		    a_part_takes_a_struct_by_its_address_or_a_pointer),
		cmocka_unit_test(a_block_in_a_tag_switches_attributes),
		cmocka_unit_test(
		    tags_alone_leave_no_line_and_no_line_break_is_lost),
		cmocka_unit_test(text_of_the_template_stays_as_it_is),
		cmocka_unit_test(
		    a_page_past_its_limit_fails_and_is_not_cut_in_silence),
		cmocka_unit_test(embedded_files_are_sorted_and_byte_for_byte),
	};

	if (argc != 2)
		return 2;
	folder = argv[1];
	return cmocka_run_group_tests_name("templates", tests, NULL, NULL);
}
