/*
 * The line that says whether the site is well, on both listeners.
 */
#include "test.h"

#include <fcntl.h>

#include "answer.h"
#include "harness.h"
#include "web/health.h"
#include "web/response.h"

/* A mail that was due so many seconds before the site's time. */
static void
mail_waits(struct site *site, int seconds)
{
	char sql[300];

	(void)snprintf(sql, sizeof(sql), "PRAGMA ignore_check_constraints = 1;"
	    " INSERT INTO outbox (uuid, channel, kind, state, due_at,"
	    " next_try_at, created_at) VALUES ('u%d', 'mail', 'a.b',"
	    " 'waiting', %lld, 0, 0)", seconds,
	    (long long)site->now - seconds);
	site_run(site, "intake.db", sql);
	site->front.settings.smtp.host = "mail.example.org";
	site->desk.settings.smtp.host = "mail.example.org";
}

static void
an_hour_is_well_and_a_second_more_is_not(void **state)
{
	struct site *site = *state;
	struct answer answer;

	mail_waits(site, 3600);
	answer = site_get(site, "/healthz");
	assert_int_equal(answer.code, 200);
	answer_has(&answer, " outbox=60m disk=");
	site_wait(site, HEALTH_SECONDS);
	answer = site_get(site, "/healthz");
	assert_int_equal(answer.code, 503);
	answer_has(&answer, ": the oldest mail that has not left was due 60 "
	    "minutes ago\n");
	answer = desk_get(site, "/healthz");
	assert_int_equal(answer.code, 503);
	answer_has(&answer, "60 minutes ago; /admin/outbox says why\n");
}

/* However often somebody asks, the database and the disk are not. */
static void
what_was_found_holds_for_some_seconds(void **state)
{
	struct site *site = *state;

	assert_int_equal(site_get(site, "/healthz").code, 200);
	mail_waits(site, 7200);
	site_wait(site, HEALTH_SECONDS - 1);
	assert_int_equal(site_get(site, "/healthz").code, 200);
	site_wait(site, 1);
	assert_int_equal(site_get(site, "/healthz").code, 503);
	site_run(site, "intake.db", "DELETE FROM outbox");
	assert_int_equal(site_get(site, "/healthz").code, 503);
	/* A clock that was set back is no reason to wait. */
	site_wait(site, -60);
	assert_int_equal(site_get(site, "/healthz").code, 200);
}

static struct answer
with_disk(struct site *site, struct app *app, enum disk disk)
{
	assert_status(health_look(app, site->now), OK);
	app->health.disk = disk;
	return site_ask(site, app, &(struct ask){ .target = "/healthz" });
}

static void
a_disk_that_takes_nothing_is_not_well_at_the_desk_either(void **state)
{
	struct site *site = *state;
	struct app *const apps[] = { &site->front, &site->desk };

	for (size_t i = 0; i < 2; i++) {
		struct answer answer = with_disk(site, apps[i], DISK_LOW);

		assert_int_equal(answer.code, 200);
		answer_has(&answer, " disk=low\n");
		answer = with_disk(site, apps[i], DISK_FULL);
		assert_int_equal(answer.code, 503);
		answer_has(&answer, ": nothing can be stored; the disk is "
		    "full\n");
		answer = with_disk(site, apps[i], DISK_READ_ONLY);
		assert_int_equal(answer.code, 503);
		answer_has(&answer, "; the disk is read-only\n");
	}
}

/* Where nobody tells how much is left, that is no fault. */
static void
the_disk_that_is_looked_at_is_that_of_the_data(void **state)
{
	struct site *site = *state;
	const int kept = site->front.data_fd;

	assert_status(health_look(&site->front, site->now), OK);
	assert_true(site->front.health.disk_left > 0);
	/* A file system that is always full, as all of its kind. */
	site->front.data_fd = open("/proc", O_PATH | O_DIRECTORY);
	assert_true(site->front.data_fd >= 0);
	assert_status(health_look(&site->front, site->now + HEALTH_SECONDS),
	    OK);
	assert_int_equal(site->front.health.disk, DISK_FULL);
	(void)close(site->front.data_fd);
	site->front.data_fd = -1;
	assert_status(health_look(&site->front, site->now + 60), OK);
	assert_int_equal(site->front.health.disk, DISK_OK);
	site->front.data_fd = kept;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		site_test(an_hour_is_well_and_a_second_more_is_not),
		site_test(what_was_found_holds_for_some_seconds),
		site_test(a_disk_that_takes_nothing_is_not_well_at_the_desk_either),
		site_test(the_disk_that_is_looked_at_is_that_of_the_data),
	};

	return cmocka_run_group_tests_name("health", tests, site_load,
	    site_unload);
}
