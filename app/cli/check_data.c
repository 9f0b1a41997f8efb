#include "cli/check.h"

#include "base/arena.h"
#include "cli/passphrases.h"
#include "crypto/hash.h"
#include "domain/obstacle.h"
#include "store/availability.h"
#include "store/inspection.h"
#include "store/last_backup.h"
#include "store/office.h"
#include "store/outbox.h"
#include "store/retention.h"
#include "store/store.h"

enum {
	HOUR_SECONDS = 3600,
	DAY_SECONDS = 86400,
	BACKUP_SECONDS = 2 * DAY_SECONDS,
};

/* ---- the databases themselves ---- */

static enum status
inspect_one(struct check *check, enum inspected which)
{
	struct inspection found;
	enum status st = inspect(check->data, which, &found);

	if (found.newest_at > check->newest_at)
		check->newest_at = found.newest_at;
	if (st == OK)
		check->note = arena_printf(check->arena, "version %lld, %s",
		    (long long)found.version,
		    check_size(check->arena, found.bytes));
	return st;
}

/* It opens only where every statement of the program fits its tables. */
enum status
check_intake(struct check *check)
{
	struct store *store;
	enum status st;

	if (!check->data_good)
		return check_needs(check, "the data folder");
	if ((st = inspect_one(check, INSPECT_INTAKE)) != OK ||
	    (st = store_open(check->data, STORE_OFFICE, &store)) != OK)
		return st;
	store_close(store);
	check->intake_good = true;
	return OK;
}

/* Who gets in, and whether it is hard to guess; as serve has it. */
static enum status
check_admins(struct check *check, struct office *office)
{
	int64_t admins = 0;
	bool cheap;
	enum status st = office_admin_count(office, &admins);

	if (st != OK)
		return st;
	if (admins == 0)
		return check_bad("office.db has no admin, so nobody can sign "
		    "in: an init was broken off; remove the folder and run "
		    "init again, or restore a backup");
	if ((st = passphrases_look(office, &cheap)) != OK)
		return st;
	return cheap && check->settings_good &&
	    check->settings.mode == SITE_PRODUCTION ?
	    check_bad("%s", passphrases_cheap) : OK;
}

static bool
office_is_closed(const struct check *check)
{
	return check_is_closed(check, arena_printf(check->arena,
	    "%s/office.db", check->data));
}

enum status
check_office(struct check *check)
{
	struct office *office;
	enum status st;

	if (!check->data_good)
		return check_needs(check, "the data folder");
	if (office_is_closed(check))
		return check_closed(check, "office.db");
	if ((st = inspect_one(check, INSPECT_OFFICE)) != OK ||
	    (st = office_open(check->data, hash_blake2b, &office)) != OK)
		return st;
	st = check_admins(check, office);
	office_close(office);
	check->office_good = st == OK;
	return st;
}

/* A broken log says what is wrong with it in a line of its own. */
enum status
check_audit(struct check *check)
{
	struct audit_report report;
	struct office *office;
	enum status st;

	if (check->data_good && office_is_closed(check))
		return check_closed(check, "office.db");
	if (!check->office_good)
		return check_needs(check, "the office database");
	if ((st = office_open(check->data, hash_blake2b, &office)) != OK)
		return st;
	st = office_audit_verify(office, &report);
	office_close(office);
	if (st == INVALID)
		(void)check_bad("the audit log: %s; run \"fourways audit "
		    "verify\"", report.finding != AUDIT_WHOLE ?
		    audit_report_text(check->arena, &report) :
		    "an event tells of tampering");
	return st;
}

/* ---- what is in them ---- */

/* Opens intake.db for a check that needs the settings too. */
static enum status
open_intake(struct check *check, struct store **store)
{
	if (!check->settings_good)
		return check_needs(check, "site.yaml");
	if (!check->intake_good)
		return check_needs(check, "the intake database");
	return store_open(check->data, STORE_OFFICE, store);
}

/* A diary without a free slot may be meant so; it is said, and no fault. */
enum status
check_times(struct check *check)
{
	struct store *store;
	struct diary diary;
	enum obstacle obstacle;
	enum status st = open_intake(check, &store);

	if (st != OK)
		return st;
	st = store_diary(store, check->arena, &check->settings.availability,
	    check->now, 0, &diary);
	store_close(store);
	if (st != OK)
		return st;
	obstacle = availability_obstacle(&diary.availability, &diary.busy,
	    check->now);
	if (obstacle != OBSTACLE_NONE)
		check->warning = obstacle_text(check->arena, obstacle,
		    &diary.availability);
	return OK;
}

/* The courier erases every night: what is a day over tells that it does not
 * run. */
enum status
check_retention(struct check *check)
{
	struct store *store;
	int64_t left = 0;
	enum status st = open_intake(check, &store);

	if (st != OK)
		return st;
	st = store_retention_left(store, &check->settings.retention,
	    check->now - DAY_SECONDS, &left);
	store_close(store);
	if (st == OK && left > 0)
		check->warning = arena_printf(check->arena, "%lld should have "
		    "been erased a day ago; is the courier running?",
		    (long long)left);
	return st;
}

/* Without a mail server mail waits for one, as it was told to. */
enum status
check_outbox(struct check *check)
{
	struct outbox_unsent unsent;
	struct store *store;
	enum status st = open_intake(check, &store);

	if (st != OK)
		return st;
	st = store_outbox_unsent(store, check->arena,
	    *check->settings.smtp.host != '\0',
	    check->now - HOUR_SECONDS + OUTBOX_LATE_SECONDS, &unsent);
	store_close(store);
	if (st == OK && unsent.count > 0)
		check->warning = arena_printf(check->arena, "%lld %s waited for "
		    "an hour or were given up, the oldest due at %s%s%s; is "
		    "the courier running?", (long long)unsent.count,
		    unsent.count == 1 ? "has" : "have",
		    check_moment(check, unsent.due_at),
		    *unsent.reason == '\0' ? "" : ": ", unsent.reason);
	return st;
}

enum status
check_backup(struct check *check)
{
	const int64_t at = last_backup_at(check->data);
	const bool late = check->now - at > BACKUP_SECONDS;

	if (!check->data_good)
		return check_needs(check, "the data folder");
	if (!check->settings_good)
		return check_needs(check, "site.yaml");
	check->note = at == 0 ? "there was none so far" :
	    arena_printf(check->arena, "the last was made at %s",
	    check_moment(check, at));
	if (check->settings.mode == SITE_PRODUCTION && late)
		check->warning = arena_printf(check->arena, "%s; have one made "
		    "every night by \"fourways backup\"", check->note);
	return OK;
}
