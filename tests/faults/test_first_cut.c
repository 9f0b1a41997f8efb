#include "../vault/office.h"

#include <fcntl.h>

#include "../unit/test.h"
#include "disk.h"
#include "ground.h"
#include "peek.h"
#include "replay.h"

#include "base/util.h"
#include "cli/setup.h"
#include "crypto/hash.h"
#include "store/migrate.h"
#include "store/office.h"
#include "vault/start.h"

/*
 * A power cut once init has said that all is made, and shown the one recovery
 * code there will be: databases and keys are all there then. CUTS can be set.
 */
enum { CUTS = 60, CUTS_LONG = 2000 };

static const char *const keys[] = { "public.key", "form.key", "courier.key",
	"courier.pub", "audit.key" };

/* NULL, or what is wrong with the folder. */
static const char *
problem(const char *dir)
{
	struct office *office;
	struct audit_report report = { 0 };
	char path[512];
	bool whole;

	for (size_t i = 0; i < countof(keys); i++) {
		(void)snprintf(path, sizeof(path), "%s/keys/%s", dir, keys[i]);
		if (faccessat(AT_FDCWD, path, F_OK, 0) == -1)
			return keys[i];
	}
	if (!peek_file_is_sound(dir, "intake.db") ||
	    !peek_file_is_sound(dir, "office.db"))
		return "a database is damaged";
	if (migrate_all(dir) != OK || vault_start(dir) != OK)
		return "it does not start";
	if (office_open(dir, hash_blake2b, &office) != OK)
		return "the office does not open";
	whole = office_audit_verify(office, &report) == OK;
	office_close(office);
	return whole && report.count > 0 ? NULL : "the audit log is broken";
}

static void
what_init_has_made_outlives_a_power_cut(void **state)
{
	const long cuts = ground_setting("CUTS", CUTS, CUTS_LONG);
	uint64_t random = (uint64_t)ground_setting("SEED", 20261121, 20261121);
	char made[GROUND_PATH_SIZE];
	char dir[GROUND_PATH_SIZE];
	char recovery[RECOVERY_TEXT_SIZE];
	const struct setup setup = { made, "owner@example.org",
		OFFICE_PASSPHRASE, &passphrase_cost_demo };
	struct disk_log log;
	struct replay *replay;

	ground_make(made);
	ground_make(dir);
	disk_watch(made);
	disk_record(&log);
	assert_status(setup_create(&setup, recovery), OK);
	disk_record_end();
	disk_watch(dir);
	replay = replay_new(&log);
	replay_to(replay, log.len);
	for (long i = 0; i < cuts; i++) {
		const char *found;

		replay_cut(replay, &random, dir);
		if ((found = problem(dir)) != NULL)
			fail_msg("cut %ld: %s", i, found);
	}
	print_message("# %ld cuts after %zu events\n", cuts, log.len);
	replay_free(replay);
	disk_watch(NULL);
	disk_log_free(&log);
	ground_remove(made);
	ground_remove(dir);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_init_has_made_outlives_a_power_cut),
	};

	if (getenv("FAULTS_LOG") == NULL &&
	    freopen("/dev/null", "w", stderr) == NULL)
		return 1;
	return cmocka_run_group_tests_name("first_cut", tests, NULL, NULL);
}
