#include <sysexits.h>

#include "base/arena.h"
#include "base/util.h"
#include "cli/cli.h"
#include "cli/exits.h"
#include "cli/options.h"
#include "config/assessment_file.h"
#include "config/settings.h"
#include "content/guides.h"
#include "content/links.h"
#include "crypto/hash.h"
#include "crypto/token.h"
#include "domain/verdict.h"
#include "store/office.h"
#include "store/store.h"

/* What has been read so far; later checks need earlier ones. */
struct check {
	struct arena *arena;
	const char *data;
	const char *conf;
	const char *assets;
	struct settings settings;
	struct assessment assessment;
	struct guides guides;
	bool assessment_good;
	bool guides_good;
};

static enum status
check_settings(struct check *check)
{
	return settings_load(check->arena, check->conf, &check->settings);
}

/* Loading proves that every combination has an outcome with a text. */
static enum status
check_assessment(struct check *check)
{
	enum status st = assessment_load(check->arena, check->conf,
	    &check->assessment);

	check->assessment_good = st == OK;
	return st;
}

static enum status
check_guides(struct check *check)
{
	enum status st = guides_load(check->arena, check->assets,
	    &check->guides);

	check->guides_good = st == OK;
	return st;
}

static enum status
check_links(struct check *check)
{
	if (!check->assessment_good || !check->guides_good)
		return INVALID;
	return links_check(&check->guides, &check->assessment);
}

static enum status
check_intake(struct check *check)
{
	struct store *store;
	enum status st = store_open(check->data, STORE_OFFICE, &store);

	if (st == OK)
		store_close(store);
	return st;
}

static enum status
check_office(struct check *check)
{
	struct office *office;
	int64_t admins = 0;
	enum status st = office_open(check->data, hash_blake2b, &office);

	if (st != OK)
		return st;
	st = office_admin_count(office, &admins);
	office_close(office);
	return st == OK && admins == 0 ? NOT_FOUND : st;
}

static const struct {
	const char *name;
	enum status (*run)(struct check *check);
} checks[] = {
	{ "site.yaml", check_settings },
	{ "assessment.yaml, every combination", check_assessment },
	{ "guides", check_guides },
	{ "links from the assessment into the guides", check_links },
	{ "intake database", check_intake },
	{ "office database and an admin", check_office },
};

int
check_command(int argc, char **argv)
{
	static struct check check;
	const struct option_row rows[] = {
		{ "data", &check.data, NULL },
		{ "conf", &check.conf, NULL },
		{ "assets", &check.assets, NULL },
	};
	const char *words[1];
	ARENA(arena);
	int code = EX_OK;

	if (!options_read(argc, argv, rows, countof(rows), words, 0))
		return EX_USAGE;
	check.arena = arena;
	check.data = check.data == NULL ? "data" : check.data;
	check.conf = check.conf == NULL ? "conf" : check.conf;
	check.assets = check.assets == NULL ? "assets" : check.assets;
	crypto_start();
	for (size_t i = 0; i < countof(checks); i++) {
		enum status st = checks[i].run(&check);

		(void)printf("%s %s\n", st == OK ? "good" : "BAD ",
		    checks[i].name);
		(void)fflush(stdout);
		if (st != OK && code == EX_OK)
			code = exit_of_conf(st);
	}
	return code;
}
