#ifndef TESTS_SETTINGS_FOLDER_H
#define TESTS_SETTINGS_FOLDER_H

/*
 * A conf folder for each test of the settings.
 */
#include "test.h"

#include <errno.h>
#include <sys/stat.h>

#include "captured.h"

#include "base/arena.h"
#include "base/util.h"
#include "config/settings.h"

/* A conf folder that is made for each test. */
struct folder {
	char path[64];
	struct arena *arena;
};

/* What must stand in the file, in five lines; more is put behind it. */
#define LEAST                                                              \
	"mode: test\n"                                                     \
	"name: Site\n"                                                     \
	"owner: {name: Ann, email: ann@example.org}\n"                     \
	"zone: Europe/Berlin\n"                                            \
	"hours: {mon: [\"09:00-12:00\", \"14:00-17:00\"]}\n"

/* The same for production, in nine. */
#define PRODUCTION                                                         \
	"mode: production\n"                                               \
	"base_url: https://example.org\n"                                  \
	"name: Site\n"                                                     \
	"owner: {name: Ann, email: ann@example.org}\n"                     \
	"zone: Europe/Berlin\n"                                            \
	"hours: {mon: [\"09:00-12:00\"]}\n"                                \
	"smtp:\n"                                                          \
	"  host: mail.example.org\n"                                       \
	"  from: calls@example.org\n"

static inline void
write_file(const struct folder *folder, const char *name, const char *text)
{
	FILE *file = fopen(arena_printf(folder->arena, "%s/%s", folder->path,
	    name), "we");

	assert_non_null(file);
	assert_true(fputs(text, file) >= 0);
	assert_int_equal(fclose(file), 0);
}

static inline int
folder_make(void **state)
{
	struct folder *folder = test_malloc(sizeof(*folder));
	static const char pattern[] = "/tmp/fourways-settings-XXXXXX";

	memcpy(folder->path, pattern, sizeof(pattern));
	folder->arena = arena_new(4096);
	assert_non_null(mkdtemp(folder->path));
	assert_int_equal(mkdir(arena_printf(folder->arena, "%s/legal",
	    folder->path), 0700), 0);
	write_file(folder, "legal/privacy.md", "We keep little.\n");
	write_file(folder, "legal/imprint.md", "Ann, Example Street 1.\n");
	*state = folder;
	return 0;
}

static inline void
remove_file(const struct folder *folder, const char *name)
{
	const char *path = arena_printf(folder->arena, "%s/%s", folder->path,
	    name);

	assert_true(remove(path) == 0 || errno == ENOENT);
}

static inline int
folder_drop(void **state)
{
	struct folder *folder = *state;

	remove_file(folder, "site.yaml");
	remove_file(folder, "legal/privacy.md");
	remove_file(folder, "legal/imprint.md");
	remove_file(folder, "legal");
	remove_file(folder, "");
	arena_free(folder->arena);
	test_free(folder);
	return 0;
}

static inline void
assert_loads(const struct folder *folder, const char *yaml,
    struct settings *settings)
{
	struct captured captured;
	enum status st;

	write_file(folder, "site.yaml", yaml);
	captured_begin(&captured);
	st = settings_load(folder->arena, folder->path, settings);
	captured_end(&captured);
	assert_string_equal(captured.text, "");
	assert_status(st, OK);
}

/* Expects just one line, "FOLDER/" and then message. */
static inline void
assert_refused(const struct folder *folder, const char *yaml,
    const char *message)
{
	struct captured captured;
	struct settings settings;
	enum status st;

	write_file(folder, "site.yaml", yaml);
	captured_begin(&captured);
	st = settings_load(folder->arena, folder->path, &settings);
	captured_end(&captured);
	assert_string_equal(captured.text, arena_printf(folder->arena,
	    "%s/%s\n", folder->path, message));
	assert_status(st, INVALID);
}

/* Runs each test in a folder of its own. */
static inline int
run_in_folders(const char *name, const struct CMUnitTest *tests, size_t len)
{
	struct CMUnitTest *each = test_calloc(len, sizeof(*each));
	int failed;

	for (size_t i = 0; i < len; i++) {
		each[i] = tests[i];
		each[i].setup_func = folder_make;
		each[i].teardown_func = folder_drop;
	}
	failed = _cmocka_run_group_tests(name, each, len, NULL, NULL);
	test_free(each);
	return failed;
}

#endif
