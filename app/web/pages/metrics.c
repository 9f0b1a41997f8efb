/*
 * Numbers for Prometheus, in its text format 0.0.4: the roles' own
 * (store/meters.h), and what the databases tell. Names and labels follow
 * https://prometheus.io/docs/practices/naming/; "promtool check metrics" is a
 * test. No label holds anything that somebody typed.
 */
#include <assert.h>

#include "base/arena.h"
#include "base/util.h"
#include "store/meters.h"
#include "store/outbox.h"
#include "store/sessions.h"
#include "web/app.h"
#include "web/health.h"
#include "web/metrics.h"
#include "web/pages/pages.h"
#include "web/request.h"
#include "web/response.h"

enum { ROLES = 3 };

struct scraped {
	const char *role;
	bool up; /* its numbers could be read */
	struct meters_copy copy;
};

struct scrape {
	struct buf *out;
	struct scraped of[ROLES];
};

/* meters_bounds in seconds. */
static const char *const bounds[] = { "0.0005", "0.001", "0.0025", "0.005",
	"0.01", "0.025", "0.05", "0.1", "0.25", "0.5", "1", "2.5", "5", "+Inf" };

static_assert(countof(bounds) == METERS_BUCKETS, "a name for each bucket");

static const double nanoseconds = 1e9;

static void
scrape_roles(struct request *req, struct scrape *scrape)
{
	static const enum role roles[ROLES] = { ROLE_PUBLIC, ROLE_ADMIN,
		ROLE_COURIER };

	for (size_t i = 0; i < ROLES; i++) {
		struct scraped *of = &scrape->of[i];
		const struct meters_shape shape = metrics_shape(0,
		    roles[i] != ROLE_COURIER);

		of->role = role_name(roles[i]);
		of->up = meters_read(req->arena, req->app->data, of->role,
		    &shape, &of->copy) == OK;
	}
}

/* What stands over the samples of one name. */
static void
family(const struct scrape *scrape, const char *name, const char *type,
    const char *help)
{
	buf_printf(scrape->out, "# HELP %s %s\n# TYPE %s %s\n", name, help,
	    name, type);
}

/* ---- a number of each role ---- */

/* Of a worker, by where it stands in its slot. */
static uint64_t
sum(const struct meters_copy *copy, size_t offset)
{
	uint64_t all = 0;

	for (size_t i = 0; i < copy->workers; i++)
		all += meter_get((const meter *)(const void *)(
		    (const uint8_t *)meters_copy_worker(copy, i) + offset));
	return all;
}

static void
sample(const struct scrape *scrape, const char *name, const char *role,
    uint64_t value)
{
	buf_printf(scrape->out, "%s{role=\"%s\"} %llu\n", name, role,
	    (unsigned long long)value);
}

/* Of the role itself. */
static uint64_t
of_head(const struct meters_copy *copy, size_t offset)
{
	return meter_get((const meter *)(const void *)(
	    (const uint8_t *)copy->head + offset));
}

/* A number that each of the first so many roles has, under one name. */
struct number {
	const char *name;
	const char *type;
	const char *help;
	uint64_t (*read)(const struct meters_copy *copy, size_t offset);
	size_t offset;
};

static void
each_role(const struct scrape *scrape, size_t roles,
    const struct number *number)
{
	family(scrape, number->name, number->type, number->help);
	for (size_t i = 0; i < roles; i++)
		if (scrape->of[i].up)
			sample(scrape, number->name, scrape->of[i].role,
			    number->read(&scrape->of[i].copy,
				number->offset));
}

static void
write_roles(const struct scrape *scrape)
{
	family(scrape, "fourways_role_up", "gauge",
	    "Whether the role runs and its numbers can be read.");
	for (size_t i = 0; i < ROLES; i++)
		sample(scrape, "fourways_role_up", scrape->of[i].role,
		    scrape->of[i].up);
	each_role(scrape, ROLES, &(struct number){
	    "fourways_start_time_seconds", "gauge",
	    "When the process of the role began, since the epoch.",
	    of_head, offsetof(struct meters_head, began_at) });
	each_role(scrape, ROLES, &(struct number){
	    "fourways_role_restarts_total", "counter",
	    "Deaths of the process of the role, each with a new start.",
	    of_head, offsetof(struct meters_head, deaths) });
}

/* Those that answer: all but the last. */
static void
write_workers(const struct scrape *scrape)
{
	static const struct number numbers[] = {
		{ "fourways_worker_restarts_total", "counter",
		  "Workers that were started again after a death.", sum,
		  offsetof(struct meters_worker, restarts) },
		{ "fourways_open_connections", "gauge",
		  "Connections of clients that are open.", sum,
		  offsetof(struct meters_worker, connections) },
		{ "fourways_resident_memory_bytes", "gauge",
		  "Resident memory of the workers, what they share included "
		  "in each.", sum, offsetof(struct meters_worker, resident) },
	};

	for (size_t n = 0; n < countof(numbers); n++)
		each_role(scrape, ROLES - 1, &numbers[n]);
	family(scrape, "fourways_commit_queue", "gauge",
	    "Forms of visitors that wait to be stored.");
	if (scrape->of[0].up)
		buf_printf(scrape->out, "fourways_commit_queue %llu\n",
		    (unsigned long long)sum(&scrape->of[0].copy,
			offsetof(struct meters_worker, waiting)));
	family(scrape, "fourways_job_queue", "gauge",
	    "Requests at the desk that wait for a passphrase to be tried.");
	if (scrape->of[1].up)
		buf_printf(scrape->out, "fourways_job_queue %llu\n",
		    (unsigned long long)sum(&scrape->of[1].copy,
			offsetof(struct meters_worker, waiting)));
}

/* ---- times ---- */

/* How many there are of the times that stand at offset of a slot. */
static uint64_t
count_times(const struct meters_copy *copy, size_t offset)
{
	uint64_t all = 0;

	for (size_t i = 0; i < METERS_BUCKETS; i++)
		all += sum(copy, offset +
		    offsetof(struct meters_times, bucket) + i * sizeof(meter));
	return all;
}

/* The times of all workers that stand at offset of their slot, under labels
 * ("role=\"public\""); nothing, where there are none yet and that is said. */
static void
write_times(const struct scrape *scrape, const char *name, const char *labels,
    const struct meters_copy *copy, size_t offset)
{
	uint64_t count = 0;

	for (size_t i = 0; i < METERS_BUCKETS; i++) {
		count += sum(copy, offset +
		    offsetof(struct meters_times, bucket) + i * sizeof(meter));
		buf_printf(scrape->out, "%s_bucket{%s,le=\"%s\"} %llu\n", name,
		    labels, bounds[i], (unsigned long long)count);
	}
	buf_printf(scrape->out, "%s_sum{%s} %.9f\n%s_count{%s} %llu\n", name,
	    labels, (double)sum(copy, offset +
		offsetof(struct meters_times, sum)) / nanoseconds,
	    name, labels, (unsigned long long)count);
}

static void
write_commits(struct request *req, const struct scrape *scrape)
{
	static const size_t times = offsetof(struct meters_worker,
	    commits.times);

	each_role(scrape, ROLES, &(struct number){ "fourways_commits_total",
	    "counter", "Transactions committed to the databases.",
	    count_times, times });
	each_role(scrape, ROLES, &(struct number){
	    "fourways_commits_failed_total", "counter",
	    "Transactions that the disk or a lock refused.", sum,
	    offsetof(struct meters_worker, commits.failed) });
	family(scrape, "fourways_commit_duration_seconds", "histogram",
	    "Time of a commit, the sync of the disk included.");
	for (size_t i = 0; i < ROLES; i++)
		if (scrape->of[i].up)
			write_times(scrape, "fourways_commit_duration_seconds",
			    arena_printf(req->arena, "role=\"%s\"",
				scrape->of[i].role), &scrape->of[i].copy,
			    times);
}

/* ---- requests ---- */

static size_t
offset_of_route(size_t place)
{
	return offsetof(struct meters_worker, routes) +
	    place * sizeof(struct meters_route);
}

static const char *
labels_of(struct request *req, const struct scraped *of, size_t place)
{
	return arena_printf(req->arena,
	    "role=\"%s\",method=\"%s\",route=\"%s\"", of->role,
	    metrics_route_method(place), metrics_route_name(place));
}

static void
write_statuses(struct request *req, const struct scrape *scrape,
    const struct scraped *of, size_t place)
{
	for (size_t i = 0; i < METERS_STATUSES; i++) {
		uint64_t count = sum(&of->copy, offset_of_route(place) +
		    offsetof(struct meters_route, answered) +
		    i * sizeof(meter));

		if (count > 0)
			buf_printf(scrape->out, "fourways_http_requests_total"
			    "{%s,status=\"%s\"} %llu\n",
			    labels_of(req, of, place), metrics_status_name(i),
			    (unsigned long long)count);
	}
}

/* Whether a route has answered; those that have not are left out. */
static bool
has_answered(const struct scraped *of, size_t place)
{
	return count_times(&of->copy, offset_of_route(place) +
	    offsetof(struct meters_route, times)) > 0;
}

static void
write_requests(struct request *req, const struct scrape *scrape)
{
	static const char name[] = "fourways_http_request_duration_seconds";

	family(scrape, "fourways_http_requests_total", "counter",
	    "Requests answered, by the row of the site map and status.");
	for (size_t i = 0; i < ROLES - 1; i++)
		for (size_t p = 0; scrape->of[i].up && p < metrics_routes();
		    p++)
			write_statuses(req, scrape, &scrape->of[i], p);
	family(scrape, name, "histogram",
	    "Time from a request's last byte until its answer was sent.");
	for (size_t i = 0; i < ROLES - 1; i++)
		for (size_t p = 0; scrape->of[i].up && p < metrics_routes();
		    p++)
			if (has_answered(&scrape->of[i], p))
				write_times(scrape, name,
				    labels_of(req, &scrape->of[i], p),
				    &scrape->of[i].copy, offset_of_route(p) +
				    offsetof(struct meters_route, times));
}

/* ---- the databases ---- */

static enum status
channel_numbers(struct request *req, enum outbox_channel channel,
    int64_t *waiting, int64_t *seconds)
{
	int64_t due_at = req->now;
	enum status st = store_outbox_oldest(req->app->store, channel,
	    req->now, &due_at);

	*seconds = req->now - due_at;
	if (st == OK || st == NOT_FOUND)
		st = store_outbox_count(req->app->store, channel, waiting);
	return st;
}

static enum status
write_outbox(struct request *req, const struct scrape *scrape)
{
	int64_t waiting[2] = { 0 };
	int64_t seconds[2] = { 0 };
	enum status st = channel_numbers(req, OUTBOX_MAIL, &waiting[0],
	    &seconds[0]);

	if (st == OK)
		st = channel_numbers(req, OUTBOX_HOOK, &waiting[1],
		    &seconds[1]);
	if (st != OK)
		return st;
	family(scrape, "fourways_outbox_waiting", "gauge",
	    "Messages that have not left, those for later included.");
	buf_printf(scrape->out, "fourways_outbox_waiting{channel=\"mail\"} "
	    "%lld\nfourways_outbox_waiting{channel=\"webhook\"} %lld\n",
	    (long long)waiting[0], (long long)waiting[1]);
	family(scrape, "fourways_outbox_oldest_seconds", "gauge",
	    "How long the oldest message that is due has waited.");
	buf_printf(scrape->out, "fourways_outbox_oldest_seconds"
	    "{channel=\"mail\"} %lld\nfourways_outbox_oldest_seconds"
	    "{channel=\"webhook\"} %lld\n", (long long)seconds[0],
	    (long long)seconds[1]);
	return OK;
}

static enum status
write_sessions(struct request *req, const struct scrape *scrape)
{
	const struct settings *settings = &req->app->settings;
	int64_t count = 0;
	enum status st = office_sessions_count(req->app->office, req->now,
	    settings->session.idle_minutes * (int64_t)60,
	    settings->session.max_hours * (int64_t)3600, &count);

	if (st != OK)
		return st;
	family(scrape, "fourways_sessions", "gauge",
	    "Sessions of the desk that are not over.");
	buf_printf(scrape->out, "fourways_sessions %lld\n", (long long)count);
	return OK;
}

static enum status
write_disk(struct request *req, const struct scrape *scrape)
{
	enum status st = health_look(req->app, req->now);

	if (st != OK)
		return st;
	family(scrape, "fourways_disk_available_bytes", "gauge",
	    "What is left of the disk with the data folder.");
	buf_printf(scrape->out, "fourways_disk_available_bytes %llu\n",
	    (unsigned long long)req->app->health.disk_left);
	return OK;
}

enum status
metrics_show(struct request *req, struct response *res)
{
	struct scrape scrape = { .out = &res->body };
	enum status st;

	res->content_type = "text/plain; version=0.0.4; charset=utf-8";
	scrape_roles(req, &scrape);
	family(&scrape, "fourways_build_info", "gauge",
	    "The version of the program, as a label.");
	buf_puts(scrape.out, "fourways_build_info{version=\""
	    FOURWAYS_VERSION "\"} 1\n");
	write_roles(&scrape);
	write_workers(&scrape);
	write_requests(req, &scrape);
	write_commits(req, &scrape);
	if ((st = write_outbox(req, &scrape)) == OK)
		st = write_sessions(req, &scrape);
	if (st == OK)
		st = write_disk(req, &scrape);
	if (st != OK)
		response_reset(res);
	return st;
}
