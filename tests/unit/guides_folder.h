#ifndef TESTS_GUIDES_FOLDER_H
#define TESTS_GUIDES_FOLDER_H

/*
 * Guides written to a folder of their own, and what loading them says.
 */
#include "captured.h"

#include <sys/stat.h>

#include "base/arena.h"
#include "config/claims_file.h"
#include "content/guides.h"

/* An assets folder with empty guides, in a place of its own. */
struct folder {
	char root[32];
	struct arena *arena;
};

static inline void
folder_open(struct folder *folder, struct arena *arena)
{
	*folder = (struct folder){ "/tmp/guides.XXXXXX", arena };
	assert_non_null(mkdtemp(folder->root));
	assert_int_equal(
	    mkdir(arena_printf(arena, "%s/guides", folder->root), 0700), 0);
}

static inline char *
path_of(struct folder *folder, const char *name)
{
	return arena_printf(folder->arena, "%s/guides/%s", folder->root, name);
}

static inline void
folder_write(struct folder *folder, const char *name, const char *bytes,
    size_t len)
{
	FILE *file = fopen(path_of(folder, name), "w");

	assert_non_null(file);
	assert_int_equal(fwrite(bytes, 1, len, file), len);
	assert_int_equal(fclose(file), 0);
}

static inline void
folder_close(struct folder *folder, const char *const *names, size_t len)
{
	for (size_t i = 0; i < len; i++)
		assert_int_equal(unlink(path_of(folder, names[i])), 0);
	assert_int_equal(rmdir(path_of(folder, "")), 0);
	assert_int_equal(rmdir(folder->root), 0);
}

static const struct claim_register no_claims = { 0 };

/* What loading says, without the folder's name. */
static inline enum status
load(struct folder *folder, struct guides *guides, char **said)
{
	struct captured captured;
	enum status st;
	char *at;

	captured_begin(&captured);
	st = guides_load(folder->arena, folder->root, &no_claims, guides);
	captured_end(&captured);
	*said = arena_strdup(folder->arena, captured.text);
	while ((at = strstr(*said, folder->root)) != NULL) {
		*at = '\0';
		*said = arena_printf(folder->arena, "%s%s", *said,
		    at + strlen(folder->root) + 1);
	}
	return st;
}

static inline void
assert_file_refused_as(const char *name, const char *bytes, size_t len,
    const char *message)
{
	ARENA(arena);
	struct folder folder;
	struct guides guides;
	enum status st;
	char *said;

	folder_open(&folder, arena);
	folder_write(&folder, name, bytes, len);
	st = load(&folder, &guides, &said);
	folder_close(&folder, &name, 1);
	assert_string_equal(said,
	    arena_printf(arena, "guides/%s:%s\n", name, message));
	assert_status(st, INVALID);
}

static inline void
assert_file_refused(const char *bytes, const char *message)
{
	assert_file_refused_as("a.md", bytes, strlen(bytes), message);
}

#define HEAD_UNTIL_DATES                                                  \
	"---\n"                                                           \
	"title: T\n"                                                      \
	"summary: S\n"                                                    \
	"order: 1\n"
#define DATES                                                             \
	"published: 2026-01-01\n"                                         \
	"updated: 2026-01-01\n"                                           \
	"checked: 2026-01-01\n"
#define HEAD HEAD_UNTIL_DATES DATES "---\n"
#define BODY "\n## A {#a}\n\ntext\n"

#endif
