#include "test.h"

#include <errno.h>
#include <sys/stat.h>

#include "captured.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/util.h"
#include "harness.h"
#include "web/prepared.h"

enum { FILE_MAX = 1 << 20 };

/* A conf folder of a test's own, copied from the one in this repository. */
struct folder {
	struct arena *arena;
	char path[64];
};

static const char *
path_in(const struct folder *folder, const char *name)
{
	return arena_printf(folder->arena, "%s/%s", folder->path, name);
}

static void
write_file(const struct folder *folder, const char *name, const char *text)
{
	FILE *file = fopen(path_in(folder, name), "we");

	assert_non_null(file);
	assert_true(fputs(text, file) >= 0);
	assert_int_equal(fclose(file), 0);
}

static const char *
read_ours(const struct folder *folder, const char *name)
{
	FILE *file = fopen(arena_printf(folder->arena, SOURCE_ROOT "/conf/%s",
	    name), "re");
	char *text = arena_alloc(folder->arena, FILE_MAX);

	assert_non_null(file);
	assert_true(fread(text, 1, FILE_MAX - 1, file) > 0);
	assert_int_equal(fclose(file), 0);
	return text;
}

static const char *const files[] = { "site.yaml", "assessment.yaml",
	"legal/privacy.md", "legal/imprint.md" };

static int
folder_make(void **state)
{
	static const char pattern[] = "/tmp/fourways-app-XXXXXX";
	struct folder *folder = calloc(1, sizeof(*folder));

	if (folder == NULL)
		return -1;
	memcpy(folder->path, pattern, sizeof(pattern));
	folder->arena = arena_new(1 << 16);
	if (mkdtemp(folder->path) == NULL ||
	    mkdir(path_in(folder, "legal"), 0700) == -1)
		return -1;
	for (size_t i = 0; i < countof(files); i++)
		write_file(folder, files[i], read_ours(folder, files[i]));
	*state = folder;
	return 0;
}

static int
folder_drop(void **state)
{
	struct folder *folder = *state;

	for (size_t i = 0; i < countof(files); i++)
		(void)remove(path_in(folder, files[i]));
	(void)remove(path_in(folder, "legal"));
	(void)remove(folder->path);
	arena_free(folder->arena);
	free(folder);
	return 0;
}

static enum status
load(const struct folder *folder, const char *assets, struct app *app,
    struct captured *said)
{
	struct app_options options = { .data = folder->path,
		.conf = folder->path, .assets = assets,
		.public_url = SITE_PUBLIC_URL, .admin_url = SITE_ADMIN_URL };
	enum status st;

	captured_begin(said);
	st = app_load(&options, app);
	captured_end(said);
	return st;
}

static const char *
changed(const struct folder *folder, const char *text, const char *from,
    const char *to)
{
	const char *at = strstr(text, from);

	assert_non_null(at);
	return arena_printf(folder->arena, "%.*s%s%s", (int)(at - text), text,
	    to, at + strlen(from));
}

static void
a_good_folder_loads_without_a_word(void **state)
{
	struct folder *folder = *state;
	struct captured said;
	struct app app;

	assert_status(load(folder, SOURCE_ROOT "/assets", &app, &said), OK);
	assert_string_equal(said.text, "");
	assert_string_equal(app.settings.name, "Fourways");
	assert_string_equal(app.public_url, SITE_PUBLIC_URL);
	assert_string_equal(app.admin_url, SITE_ADMIN_URL);
	assert_true(app.guides.len > 1);
	assert_true(app.privacy.len > 0 && app.imprint.len > 0);
	app_free(&app);
	assert_null(app.arena);
}

static void
the_address_of_the_settings_outweighs_the_listeners(void **state)
{
	struct folder *folder = *state;
	struct captured said;
	struct app app;
	const char *text = changed(folder, read_ours(folder, "site.yaml"),
	    "base_url: \"\"", "base_url: https://fourways.example");

	write_file(folder, "site.yaml", changed(folder, text, "desk_url: \"\"",
	    "desk_url: https://desk.fourways.example"));
	assert_status(load(folder, SOURCE_ROOT "/assets", &app, &said), OK);
	assert_string_equal(app.public_url, "https://fourways.example");
	assert_string_equal(app.admin_url, "https://desk.fourways.example");
	app_free(&app);
}

static void
assert_refused(const struct folder *folder, const char *assets,
    enum status expected, const char *message)
{
	struct captured said;
	struct app app;

	assert_status(load(folder, assets, &app, &said), expected);
	if (strstr(said.text, message) == NULL)
		fail_msg("\"%s\" is not said, but: %s", message, said.text);
	app_free(&app);
}

static void
what_is_missing_or_broken_is_said_by_its_name(void **state)
{
	struct folder *folder = *state;
	static const char assets[] = SOURCE_ROOT "/assets";

	assert_refused(folder, folder->path, NOT_FOUND, folder->path);
	assert_int_equal(remove(path_in(folder, "legal/imprint.md")), 0);
	assert_refused(folder, assets, INVALID, "legal/imprint.md");
	write_file(folder, "legal/imprint.md", "Street 1\n");
	write_file(folder, "assessment.yaml", "edition: [\n");
	assert_refused(folder, assets, INVALID, "assessment.yaml:");
	write_file(folder, "site.yaml", "mode: tset\n");
	assert_refused(folder, assets, INVALID, "site.yaml:1");
	assert_int_equal(remove(path_in(folder, "site.yaml")), 0);
	assert_refused(folder, assets, NOT_FOUND, "site.yaml");
}

/* Better no start than a site with an empty privacy notice. */
static void
a_legal_text_that_cannot_be_read_is_refused(void **state)
{
	struct folder *folder = *state;

	assert_int_equal(remove(path_in(folder, "legal/privacy.md")), 0);
	assert_int_equal(mkdir(path_in(folder, "legal/privacy.md"), 0700), 0);
	assert_refused(folder, SOURCE_ROOT "/assets", INVALID,
	    "legal/privacy.md");
}

static void
a_legal_text_with_a_nul_in_it_is_refused(void **state)
{
	struct folder *folder = *state;
	FILE *file = fopen(path_in(folder, "legal/imprint.md"), "we");

	assert_non_null(file);
	assert_int_equal(fwrite("Street\0 1\n", 1, 10, file), 10);
	assert_int_equal(fclose(file), 0);
	assert_refused(folder, SOURCE_ROOT "/assets", INVALID,
	    "legal/imprint.md");
}

static void
a_legal_text_may_be_long_but_not_without_end(void **state)
{
	struct folder *folder = *state;
	char *text = arena_alloc(folder->arena, (1 << 20) + 2);

	memset(text, 'x', (1 << 20) + 1);
	write_file(folder, "legal/privacy.md", text);
	assert_refused(folder, SOURCE_ROOT "/assets", INVALID,
	    "legal/privacy.md");
}

static void
an_assessment_that_links_to_no_guide_is_refused(void **state)
{
	struct folder *folder = *state;

	write_file(folder, "assessment.yaml", changed(folder,
	    read_ours(folder, "assessment.yaml"),
	    "/guides/dotnet-or-nodejs#lifespan",
	    "/guides/dotnet-or-nodejs#no-such-section"));
	assert_refused(folder, SOURCE_ROOT "/assets", INVALID,
	    "no-such-section");
}

static void
roles_have_names(void **state)
{
	assert_string_equal(role_name(ROLE_PUBLIC), "public");
	assert_string_equal(role_name(ROLE_ADMIN), "admin");
	assert_string_equal(role_name(ROLE_COURIER), "courier");
}

static void
the_clock_may_be_moved(void **state)
{
	struct app app = { .clock_shift = 0 };
	int64_t now = app_now(&app);

	assert_in_range(now - time(NULL) + 1, 0, 2);
	app.clock_shift = -86400;
	assert_in_range(now - app_now(&app), 86398, 86400);
}

static void
each_role_prepares_its_own_pages(void **state)
{
	struct site *site = *state;

	assert_status(app_prepare(&site->desk), OK);
	assert_non_null(prepared_find(site->desk.prepared, "/favicon.svg"));
	assert_non_null(prepared_find(site->desk.prepared, "/robots.txt"));
	assert_non_null(prepared_find(site->desk.prepared,
	    site->desk.css_path));
	assert_null(prepared_find(site->desk.prepared, "/"));
	assert_null(prepared_find(site->desk.prepared, "/admin/login"));
}

static void
a_role_opens_no_more_than_it_needs(void **state)
{
	struct site *site = *state;

	assert_non_null(site->front.store);
	assert_null(site->front.office);
	assert_non_null(site->desk.store);
	assert_non_null(site->desk.office);
}

static void
a_data_folder_without_databases_does_not_open(void **state)
{
	struct site *site = *state;
	struct app app = site->loaded;

	app.role = ROLE_ADMIN;
	app.data = "/tmp/fourways-no-such-folder";
	assert_status(app_open(&app), NOT_FOUND);
	app_close(&app);
	app.data = site->dir;
	assert_int_equal(remove(arena_printf(site->arena, "%s/office.db",
	    site->dir)), 0);
	assert_status(app_open(&app), NOT_FOUND);
	app_close(&app);
	app.role = ROLE_PUBLIC;
	assert_status(app_open(&app), OK);
	app_close(&app);
}

#define folder_test(name) \
	cmocka_unit_test_setup_teardown(name, folder_make, folder_drop)

int
main(void)
{
	static const struct CMUnitTest loading[] = {
		folder_test(a_good_folder_loads_without_a_word),
		folder_test(
		    the_address_of_the_settings_outweighs_the_listeners),
		folder_test(what_is_missing_or_broken_is_said_by_its_name),
		folder_test(a_legal_text_that_cannot_be_read_is_refused),
		folder_test(a_legal_text_with_a_nul_in_it_is_refused),
		folder_test(a_legal_text_may_be_long_but_not_without_end),
		folder_test(an_assessment_that_links_to_no_guide_is_refused),
		cmocka_unit_test(roles_have_names),
		cmocka_unit_test(the_clock_may_be_moved),
	};
	static const struct CMUnitTest opening[] = {
		site_test(each_role_prepares_its_own_pages),
		site_test(a_role_opens_no_more_than_it_needs),
		site_test(a_data_folder_without_databases_does_not_open),
	};

	return cmocka_run_group_tests(loading, NULL, NULL) +
	    cmocka_run_group_tests(opening, site_load, site_unload);
}
