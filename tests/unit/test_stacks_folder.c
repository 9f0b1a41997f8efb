#include "test.h"

#include <sys/stat.h>

#include "small_claims.h"

#include "base/util.h"
#include "content/guides.h"
#include "content/stacks.h"
#include "domain/assessment.h"

#define ROW(name) name ":\n  - text: So.\n    own: true\n"
#define PROFILE(id, name, link)                                           \
	"id: " id "\nname: " name "\nsummary: One line.\n" ROW("what")    \
	ROW("strengths") ROW("weaknesses") ROW("best_for") ROW("not_for") \
	ROW("frameworks") ROW("data_access") ROW("packages") ROW("hiring") \
	ROW("used_by") "sections: [/guides/a#a,\n  " link "]\n"

/* The files of a folder "stacks"; the rest is made here. */
struct file {
	const char *name;
	const char *text;
};

static const struct stack stacks[] = { { .id = "node", .name = "Node.js" },
	{ .id = "go", .name = "Go" } };
static const struct guide_section sections[] = { { .id = "a" },
	{ .id = "b" } };
static const struct guide guide = { .slug = "a", .sections = { sections, 2 } };

static char *
path_of(struct arena *arena, const char *root, const char *name)
{
	return arena_printf(arena, "%s/stacks/%s", root, name);
}

static void
write_files(struct arena *arena, const char *root, const struct file *files,
    size_t len)
{
	assert_int_equal(mkdir(path_of(arena, root, ""), 0700), 0);
	for (size_t i = 0; i < len; i++) {
		FILE *file = fopen(path_of(arena, root, files[i].name), "w");

		assert_non_null(file);
		assert_true(fputs(files[i].text, file) >= 0);
		assert_int_equal(fclose(file), 0);
	}
}

static void
remove_files(struct arena *arena, const char *root, const struct file *files,
    size_t len)
{
	for (size_t i = 0; i < len; i++)
		assert_int_equal(unlink(path_of(arena, root, files[i].name)),
		    0);
	assert_int_equal(rmdir(path_of(arena, root, "")), 0);
	assert_int_equal(rmdir(root), 0);
}

/* Loads a folder of these files; what it says, without the folder's name. */
static void
assert_load(const struct file *files, size_t len, enum status expected,
    const char *message)
{
	ARENA(arena);
	const struct assessment model = { .stacks = { stacks, 2 } };
	const struct guides guides = { &guide, 1 };
	char root[] = "/tmp/stacks.XXXXXX";
	struct claim_register claims;
	struct profiles profiles;
	struct captured captured;
	enum status st;

	read_small(arena, &claims);
	assert_non_null(mkdtemp(root));
	write_files(arena, root, files, len);
	captured_begin(&captured);
	st = stacks_load(arena, root, &model, &claims, &guides, &profiles);
	captured_end(&captured);
	remove_files(arena, root, files, len);
	if (*message == '\0')
		assert_string_equal(captured.text, "");
	else
		assert_string_equal(captured.text,
		    arena_printf(arena, "%s/stacks%s\n", root, message));
	assert_status(st, expected);
	if (st == OK)
		assert_string_equal(profiles.at[1].name, "Go");
}

static const struct file node = { "node.yaml",
	PROFILE("node", "Node.js", "/guides/a#b") };
static const struct file go = { "go.yaml", PROFILE("go", "Go", "/guides/a#b") };

static void
a_folder_with_every_stack_is_good(void **state)
{
	const struct file files[] = { node, go, { "notes.txt", "" },
		{ ".go.yaml.swp", "" } };

	assert_load(files, countof(files), OK, "");
}

static void
a_stack_without_a_profile_is_told(void **state)
{
	assert_load(&node, 1, NOT_FOUND,
	    "/go.yaml: cannot be opened: No such file or directory");
}

static void
a_profile_without_a_stack_is_refused(void **state)
{
	const struct file files[] = { node, go, { "ada.yaml", "" } };

	assert_load(files, countof(files), INVALID,
	    "/ada.yaml: the assessment has no stack \"ada\"; rename the file "
	    "or take it out");
}

static void
another_name_than_the_assessment_uses_is_refused(void **state)
{
	const struct file files[] = { node,
		{ "go.yaml", PROFILE("go", "Golang", "/guides/a#b") } };

	assert_load(files, countof(files), INVALID,
	    "/go.yaml: the name is \"Golang\", but the assessment calls this "
	    "stack \"Go\"; write it the same in both");
}

static void
a_link_to_no_section_is_told_with_its_line(void **state)
{
	const struct file files[] = { node,
		{ "go.yaml", PROFILE("go", "Go", "/guides/a#c") } };

	assert_load(files, countof(files), INVALID,
	    "/go.yaml:35: a link to \"/guides/a#c\", but no guide has that "
	    "section");
}

static void
a_link_to_a_whole_guide_is_refused(void **state)
{
	const struct file files[] = { node,
		{ "go.yaml", PROFILE("go", "Go", "/guides/a") } };

	assert_load(files, countof(files), INVALID,
	    "/go.yaml:35: a link to \"/guides/a\", but no guide has that "
	    "section");
}

static void
a_missing_folder_is_told(void **state)
{
	ARENA(arena);
	const struct assessment model = { .stacks = { stacks, 2 } };
	const struct guides guides = { &guide, 1 };
	struct claim_register claims;
	struct profiles profiles;
	struct captured captured;
	enum status st;

	read_small(arena, &claims);
	captured_begin(&captured);
	st = stacks_load(arena, "/tmp/none", &model, &claims, &guides,
	    &profiles);
	captured_end(&captured);
	assert_string_equal(captured.text, "/tmp/none/stacks: cannot be "
	    "opened: No such file or directory\n");
	assert_status(st, NOT_FOUND);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_folder_with_every_stack_is_good),
		cmocka_unit_test(a_stack_without_a_profile_is_told),
		cmocka_unit_test(a_profile_without_a_stack_is_refused),
		cmocka_unit_test(
		    another_name_than_the_assessment_uses_is_refused),
		cmocka_unit_test(a_link_to_no_section_is_told_with_its_line),
		cmocka_unit_test(a_link_to_a_whole_guide_is_refused),
		cmocka_unit_test(a_missing_folder_is_told),
	};

	return cmocka_run_group_tests_name("stacks_folder", tests, NULL,
	    NULL);
}
