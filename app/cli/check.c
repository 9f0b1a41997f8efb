#include <sysexits.h>

#include "base/arena.h"
#include "base/util.h"
#include "cli/cli.h"
#include "cli/exits.h"
#include "cli/options.h"
#include "config/assessment_file.h"
#include "config/claims_file.h"
#include "config/settings.h"
#include "content/citations.h"
#include "content/guides.h"
#include "content/links.h"
#include "content/stacks.h"
#include "courier/caldav.h"
#include "courier/secret_file.h"
#include "courier/webhook.h"
#include "crypto/hash.h"
#include "crypto/passphrase.h"
#include "crypto/token.h"
#include "domain/obstacle.h"
#include "domain/proof.h"
#include "store/availability.h"
#include "store/office.h"
#include "store/retention.h"
#include "store/store.h"

/* What has been read so far; later checks need earlier ones. */
struct check {
	struct arena *arena;
	const char *data;
	const char *conf;
	const char *assets;
	struct settings settings;
	struct assessment assessment;
	struct claim_register claims;
	struct guides guides;
	struct profiles profiles;
	const char *warning; /* of the check that ran last, or NULL */
	bool settings_good;
	bool assessment_good;
	bool claims_good;
	bool guides_good;
	bool stacks_good;
};

static enum status
check_settings(struct check *check)
{
	enum status st = settings_load(check->arena, check->conf,
	    &check->settings);

	check->settings_good = st == OK;
	return st;
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
check_claims(struct check *check)
{
	enum status st = claims_load(check->arena, check->assets,
	    &check->claims);

	check->claims_good = st == OK;
	return st;
}

static enum status
check_guides(struct check *check)
{
	enum status st = INVALID;

	if (check->claims_good)
		st = guides_load(check->arena, check->assets, &check->claims,
		    &check->guides);

	check->guides_good = st == OK;
	return st;
}

static enum status
check_stacks(struct check *check)
{
	enum status st = INVALID;

	if (check->assessment_good && check->guides_good)
		st = stacks_load(check->arena, check->assets,
		    &check->assessment, &check->claims, &check->guides,
		    &check->profiles);
	check->stacks_good = st == OK;
	return st;
}

/* How many claims there are of each status, behind the line of the check. */
static void
print_counts(const struct claim_register *claims)
{
	const struct claim_counts counts = claims_count(claims);

	(void)printf("     %zu claims", counts.all);
	for (enum claim_status s = CLAIM_HOLDS; s < CLAIM_STATUS_COUNT; s++)
		(void)printf("%s %zu %s", s == CLAIM_HOLDS ? ":" : ",",
		    counts.of[s], claim_status_label(s));
	(void)printf("\n");
}

static enum status
check_citations(struct check *check)
{
	struct citations citations;

	if (!check->stacks_good)
		return INVALID;
	print_counts(&check->claims);
	return citations_collect(check->arena, &check->claims, &check->guides,
	    &check->profiles, &check->assessment, &citations);
}

static bool
resolves(const void *guides, const char *href)
{
	return links_resolve(guides, href);
}

static bool
knows(const void *claims, const char *id)
{
	return claim_find(claims, id) != NULL;
}

static void
report(void *context, const char *sentence)
{
	(void)context;
	(void)fprintf(stderr, "fourways: %s\n", sentence);
}

/* Notes that no combination shows have links too. */
static enum status
check_proof(struct check *check)
{
	const struct proof proof = { .resolves = resolves, .knows = knows,
		.report = report, .links = &check->guides,
		.claims = &check->claims };

	if (!check->assessment_good || !check->guides_good)
		return INVALID;
	if (proof_check(&check->assessment, &proof) > 0)
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

/* A diary without a free slot may be meant so; it is said, and no fault. */
static enum status
check_times(struct check *check)
{
	const int64_t now = time(NULL);
	struct store *store;
	struct diary diary;
	enum obstacle obstacle;
	enum status st;

	if (!check->settings_good)
		return INVALID;
	if ((st = store_open(check->data, STORE_OFFICE, &store)) != OK)
		return st;
	st = store_diary(store, check->arena, &check->settings.availability,
	    now, 0, &diary);
	store_close(store);
	if (st != OK)
		return st;
	obstacle = availability_obstacle(&diary.availability, &diary.busy,
	    now);
	if (obstacle != OBSTACLE_NONE)
		check->warning = obstacle_text(check->arena, obstacle,
		    &diary.availability);
	return OK;
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

/* A broken log says what is wrong with it in a line of its own. */
static enum status
check_audit(struct check *check)
{
	struct audit_report report;
	struct office *office;
	enum status st = office_open(check->data, hash_blake2b, &office);

	if (st != OK)
		return st;
	st = office_audit_verify(office, &report);
	office_close(office);
	if (st == INVALID)
		(void)fprintf(stderr, "fourways: the audit log: %s; run "
		    "\"fourways audit verify\"\n",
		    report.finding != AUDIT_WHOLE ?
		    audit_report_text(check->arena, &report) :
		    "an event tells of tampering");
	return st;
}

/* The courier erases every night: what is a day over tells that it does not
 * run. */
static enum status
check_retention(struct check *check)
{
	static const int64_t day_seconds = 86400;
	struct store *store;
	int64_t left = 0;
	enum status st;

	if (!check->settings_good)
		return INVALID;
	if ((st = store_open(check->data, STORE_OFFICE, &store)) != OK)
		return st;
	st = store_retention_left(store, &check->settings.retention,
	    time(NULL) - day_seconds, &left);
	store_close(store);
	if (st == OK && left > 0)
		check->warning = arena_printf(check->arena, "%lld should have "
		    "been erased a day ago; is the courier running?",
		    (long long)left);
	return st;
}

/* What is wrong with a setting, in a line of its own. */
static enum status
blame(const char *key, const char *problem)
{
	(void)fprintf(stderr, "fourways: %s: %s\n", key, problem);
	return INVALID;
}

static enum status
check_webhook(struct check *check)
{
	struct webhook webhook;
	const char *problem;
	enum status st;

	if (!check->settings_good)
		return INVALID;
	st = webhook_load(check->arena, &check->settings, check->conf, "",
	    &webhook, &problem);
	crypto_wipe(&webhook, sizeof(webhook));
	return st == OK ? OK : blame("webhook.secret_file", problem);
}

/* Asked as the courier asks it, for a day alone. */
static enum status
check_calendar(struct check *check)
{
	static const int64_t day_seconds = 86400;
	const struct settings *s = &check->settings;
	struct caldav caldav = { s->caldav.url, s->caldav.user, "",
		s->mode == SITE_TEST };
	const int64_t now = time(NULL);
	struct dav_items items;
	const char *problem;

	if (!check->settings_good)
		return INVALID;
	if (*caldav.url == '\0')
		return OK;
	if (*s->caldav.password_file != '\0' &&
	    secret_file_read(check->arena, check->conf,
	    s->caldav.password_file, &caldav.password, &problem) != OK)
		return blame("caldav.password_file", problem);
	return caldav_query(check->arena, &caldav, now, now + day_seconds,
	    &items, &problem) == OK ? OK : blame("caldav.url", problem);
}

static const struct {
	const char *name;
	enum status (*run)(struct check *check);
} checks[] = {
	{ "site.yaml", check_settings },
	{ "assessment.yaml, every combination", check_assessment },
	{ "claims.yaml", check_claims },
	{ "guides", check_guides },
	{ "stacks", check_stacks },
	{ "every claim used or left out, and none unknown", check_citations },
	{ "proof: reasons add up, flips complete, links resolve",
	    check_proof },
	{ "intake database", check_intake },
	{ "times to book", check_times },
	{ "office database and an admin", check_office },
	{ "audit log", check_audit },
	{ "leads kept no longer than promised", check_retention },
	{ "the webhook's secret", check_webhook },
	{ "your calendar on a server", check_calendar },
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
	check.assets = check.assets == NULL ? FOURWAYS_ASSETS :
	    check.assets;
	crypto_start();
	for (size_t i = 0; i < countof(checks); i++) {
		enum status st;

		check.warning = NULL;
		st = checks[i].run(&check);
		(void)printf("%s %s", st != OK ? "BAD " :
		    check.warning != NULL ? "warn" : "good", checks[i].name);
		(void)printf("%s%s\n", check.warning != NULL ? ": " : "",
		    check.warning != NULL ? check.warning : "");
		(void)fflush(stdout);
		if (st != OK && code == EX_OK)
			code = exit_of_conf(st);
	}
	return code;
}
