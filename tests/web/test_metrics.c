/*
 * Numbers for programs that watch the site: who gets them, and that they say
 * what was counted. tests/http/metrics.py does the same with a real server.
 */
#include "test.h"

#include "answer.h"
#include "base/arena.h"
#include "harness.h"
#include "store/meters.h"
#include "web/metrics.h"
#include "web/routes.h"

enum { WORKERS = 2 };

static struct answer
scrape(struct site *site)
{
	return site_ask(site, &site->desk, &(struct ask){
		.target = "/metrics", .local = true });
}

/* The numbers of a role that runs. */
static struct meters *
role_runs(struct site *site, const char *role, bool answers)
{
	const struct meters_shape shape = metrics_shape(WORKERS, answers);

	return meters_make(site->dir, role, &shape);
}

static const struct route *
route_of(enum method method, const char *path)
{
	for (size_t i = 0; i < routes_len; i++)
		if (routes[i].method == method &&
		    strcmp(routes[i].path, path) == 0)
			return &routes[i];
	fail_msg("no route %s", path);
	return NULL;
}

static void
they_are_for_this_machine_and_the_desk_alone(void **state)
{
	struct site *site = *state;
	struct answer answer = scrape(site);

	assert_int_equal(answer.code, 200);
	assert_string_equal(answer_header(site->arena, &answer,
	    "content-type"), "text/plain; version=0.0.4; charset=utf-8");
	assert_string_equal(answer_header(site->arena, &answer,
	    "cache-control"), "no-store");
	assert_int_equal(desk_get(site, "/metrics").code, 404);
	assert_int_equal(site_get(site, "/metrics").code, 404);
	assert_int_equal(site_ask(site, &site->front, &(struct ask){
		.target = "/metrics", .local = true }).code, 404);
	site_sign_in(site);
	assert_int_equal(desk_get(site, "/metrics").code, 404);
}

static void
requests_of_all_workers_are_added_up(void **state)
{
	struct site *site = *state;
	struct meters *meters = role_runs(site, "public", true);
	struct answer answer;

	for (size_t i = 0; i < WORKERS; i++) {
		struct meters_worker *worker = meters_worker(meters, i);

		metrics_answered(worker, route_of(GET, "/guides/:slug"), 200,
		    400000);
		metrics_answered(worker, route_of(GET, "/guides/:slug"), 304,
		    3000000);
		metrics_answered(worker, route_of(POST, "/book"), 303,
		    9000000000);
		metrics_answered(worker, NULL, 404, 1);
		metrics_answered(worker, NULL, 299, 1);
		metrics_refused(worker, 431);
	}
	answer = scrape(site);
	answer_has(&answer, "\nfourways_http_requests_total{role=\"public\","
	    "method=\"GET\",route=\"/guides/:slug\",status=\"200\"} 2\n");
	answer_has(&answer, "method=\"GET\",route=\"/guides/:slug\","
	    "status=\"304\"} 2\n");
	answer_has(&answer, "method=\"POST\",route=\"/book\",status=\"303\"}"
	    " 2\n");
	answer_has(&answer, "method=\"any\",route=\"none\",status=\"404\"} 2\n");
	answer_has(&answer, "method=\"any\",route=\"none\",status=\"other\"}"
	    " 2\n");
	answer_has(&answer, "method=\"any\",route=\"refused\",status=\"431\"}"
	    " 2\n");
	answer_has(&answer, "route=\"/guides/:slug\",le=\"0.0005\"} 2\n");
	answer_has(&answer, "route=\"/guides/:slug\",le=\"0.0025\"} 2\n");
	answer_has(&answer, "route=\"/guides/:slug\",le=\"0.005\"} 4\n");
	answer_has(&answer, "route=\"/guides/:slug\",le=\"+Inf\"} 4\n");
	answer_has(&answer, "route=\"/book\",le=\"5\"} 0\n");
	answer_has(&answer, "route=\"/book\",le=\"+Inf\"} 2\n");
	answer_has(&answer, "seconds_sum{role=\"public\",method=\"GET\","
	    "route=\"/guides/:slug\"} 0.006800000\n");
	answer_has(&answer, "seconds_count{role=\"public\",method=\"GET\","
	    "route=\"/guides/:slug\"} 4\n");
	/* What has not been asked for takes no line. */
	assert_null(strstr(answer.body, "route=\"/compare\""));
	meters_free(meters);
}

static void
a_role_that_does_not_run_is_said_to_be_down(void **state)
{
	struct site *site = *state;
	struct meters *meters = role_runs(site, "courier", false);
	struct answer answer;

	meters_died(meters);
	answer = scrape(site);
	answer_has(&answer, "fourways_role_up{role=\"public\"} 0\n"
	    "fourways_role_up{role=\"admin\"} 0\n"
	    "fourways_role_up{role=\"courier\"} 1\n");
	answer_has(&answer,
	    "fourways_role_restarts_total{role=\"courier\"} 1\n");
	assert_null(strstr(answer.body, "restarts_total{role=\"public\"}"));
	meters_free(meters);
}

static void
the_databases_tell_of_mail_and_sessions(void **state)
{
	struct site *site = *state;
	struct answer answer;

	site_run(site, "intake.db", "PRAGMA ignore_check_constraints = 1;"
	    " INSERT INTO outbox (uuid, channel, kind, state, due_at,"
	    " next_try_at, created_at) VALUES"
	    " ('a', 'mail', 'a.b', 'waiting', 1795420680, 0, 0),"
	    " ('b', 'mail', 'a.b', 'waiting', 1795430000, 0, 0),"
	    " ('c', 'mail', 'a.b', 'sent', 1, 0, 0)");
	answer = scrape(site);
	answer_has(&answer, "fourways_outbox_waiting{channel=\"mail\"} 2\n"
	    "fourways_outbox_waiting{channel=\"webhook\"} 0\n");
	answer_has(&answer,
	    "fourways_outbox_oldest_seconds{channel=\"mail\"} 120\n"
	    "fourways_outbox_oldest_seconds{channel=\"webhook\"} 0\n");
	answer_has(&answer, "\nfourways_sessions 0\n");
	site_sign_in(site);
	answer = scrape(site);
	answer_has(&answer, "\nfourways_sessions 1\n");
	site_wait(site, 31 * 60);
	answer = scrape(site);
	answer_has(&answer, "\nfourways_sessions 0\n");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		site_test(they_are_for_this_machine_and_the_desk_alone),
		site_test(requests_of_all_workers_are_added_up),
		site_test(a_role_that_does_not_run_is_said_to_be_down),
		site_test(the_databases_tell_of_mail_and_sessions),
	};

	return cmocka_run_group_tests_name("metrics", tests, site_load,
	    site_unload);
}
