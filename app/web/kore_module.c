/*
 * The worker's life: what Kore calls by name, and the one global of the
 * program.
 */
#include "web/kore_rim.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <sys/time.h>
#include <unistd.h>

#include "base/heap.h"
#include "base/log.h"
#include "crypto/token.h"
#include "store/meters.h"
#include "store/office.h"
#include "store/writes.h"
#include "web/app.h"
#include "web/counts.h"
#include "web/jobs.h"
#include "web/kore_serve.h"
#include "web/kore_start.h"
#include "web/peers.h"
#include "web/rates.h"
#include "web/throttle.h"

enum {
	RIM_JOBS_MAX = 4, /* logins waiting in all workers (REQ 13) */
	RIM_WRITES_MAX = 512, /* forms that wait to be stored: some 20 ms */
	RIM_TURN_MS = 500,
	START_AGAIN_SECONDS = 1,
	GIVE_BACK_MS = 5000,
	/* CPU time in one turn of the loop (REQ 53). At the desk an export, or
	 * taking in what a backup brought, may be one of many thousand leads. */
	RIM_RUNAWAY_S = 5,
	RIM_RUNAWAY_DESK_S = 120,
};

static struct {
	struct rim rim;
	int statm; /* what the kernel says of this process's memory */
	struct kore_serve serve;
	EVP_PKEY *tls_key;
	struct jobs_turn *turn; /* of the workers' job threads */
	struct {
		struct kore_event evt; /* first: Kore casts to it */
		int fd;
	} wake;
} module;

const struct rim *
rim_get(void)
{
	return &module.rim;
}

void
kore_start_module(const struct kore_serve *serve, EVP_PKEY *tls_key)
{
	uint8_t key[16];
	struct app *app = serve->app;

	random_bytes(key, sizeof(key));
	module.serve = *serve;
	module.tls_key = tls_key;
	module.rim.app = app;
	module.rim.redirects = serve->redirect_fd != -1;
	module.rim.acme = serve->acme;
	module.rim.peers = peers_new(serve->workers, key);
	if (app->role != ROLE_COURIER)
		app->rates = rates_new();
	if (app->role == ROLE_ADMIN) {
		app->throttle = throttle_new(key);
		module.turn = jobs_turn_new();
	}
	if (app->role == ROLE_PUBLIC)
		app->counts = counts_new(app);
	/* A proxy's connections are all from one address. */
	module.rim.connections_max =
	    app->no_limits || *app->settings.trusted_proxy != '\0' ? 0 :
	    app->settings.limits.connections_per_address;
}

/*
 * Kore 4.1.0 keeps the key in a process of its own, which OpenSSL 3 breaks
 * (PLATFORM 3.3): the certificate comes as it sends it, the key is ours.
 */
static void
tls_certificate(struct kore_msg *msg, const void *data)
{
	const struct kore_x509_msg *x509 = data;
	struct kore_domain *domain;

	if (!kore_worker_keymgr_response_verify(msg, data, &domain))
		return;
	kore_domain_tlsinit(domain, KORE_PEM_CERT_CHAIN, x509->data,
	    x509->data_len);
	if (!kore_tls_harden(domain->ssl_ctx, module.tls_key))
		log_fatal("tls.key", "the key does not fit the certificate");
}

static void
wake_event(void *arg, int error)
{
	uint64_t count;

	module.wake.evt.flags &= ~KORE_EVENT_READ;
	while (read(module.wake.fd, &count, sizeof(count)) == sizeof(count))
		continue;
	rim_wake();
}

/*
 * A process Kore forks that gets its ending signal before Kore's own signal
 * set-up would forget it, and its parent wait for ever: until then the signal
 * simply ends it. Kore's workers also outlive a parent that is killed
 * (PLATFORM 4): they ask the kernel to be ended with it.
 */
static void
child_signals(pid_t parent)
{
	(void)signal(SIGTERM, SIG_DFL);
	(void)signal(SIGINT, SIG_DFL);
	(void)signal(SIGQUIT, SIG_DFL);
	if (prctl(PR_SET_PDEATHSIG, SIGTERM) == -1 || getppid() != parent)
		_exit(EXIT_FAILURE);
}

pid_t
rim_fork(void)
{
	pid_t parent = getpid();
	sigset_t all;
	sigset_t before;
	pid_t pid;

	(void)sigfillset(&all);
	(void)sigprocmask(SIG_BLOCK, &all, &before);
	pid = fork();
	if (pid == 0)
		child_signals(parent);
	(void)sigprocmask(SIG_SETMASK, &before, NULL);
	return pid;
}

/* A request that never ends would hold up all others, of the other workers
 * too when this one has Kore's lock for new connections. Then SIGPROF ends the
 * process, and Kore starts another. CPU time, so that no slow disk and no
 * machine that slept does the same to one that is well. */
static void
runaway_guard(void)
{
	const struct itimerval wait = {
		.it_value.tv_sec = module.rim.app->role == ROLE_ADMIN ?
		    RIM_RUNAWAY_DESK_S : RIM_RUNAWAY_S,
	};

	if (setitimer(ITIMER_PROF, &wait, NULL) == -1)
		log_warn("worker.guard", "setitimer: %s", strerror(errno));
}

/* The file is open since before the sandbox closed. */
static void
measure_memory(void)
{
	char text[64];
	char *resident;
	ssize_t n = pread(module.statm, text, sizeof(text) - 1, 0);

	if (n <= 0)
		return;
	text[n] = '\0';
	if ((resident = strchr(text, ' ')) != NULL)
		meter_set(&module.rim.meter->resident,
		    strtoull(resident, NULL, 10) *
		    (uint64_t)sysconf(_SC_PAGESIZE));
}

/* A worker that died took what waited with it. */
static void
meter_start(struct rim *rim)
{
	rim->meter = meters_worker(rim->app->meters, rim->worker);
	if (worker->restarted) {
		meter_add(&rim->meter->restarts, 1);
		meter_set(&rim->meter->waiting, 0);
	}
	module.statm = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
	measure_memory();
}

static void
count_commits(const struct rim *rim)
{
	struct meters_commits *commits = &rim->meter->commits;

	store_count_commits(rim->app->store, commits);
	if (rim->app->office != NULL)
		office_count_commits(rim->app->office, commits);
	if (rim->writer != NULL)
		writer_count_commits(rim->writer, commits);
}

/* A signal between Kore's look at its flag and its wait for events would lie
 * until the next event; a turn now and then bounds that. */
static void
worker_turn(void *arg, u_int64_t now)
{
	static u_int64_t give_back_at;

	runaway_guard();
	counts_turn(module.rim.app);
	meter_set(&module.rim.meter->connections, worker_active_connections);
	if (module.tls_key != NULL)
		rim_watch_handshakes();
	if (now < give_back_at)
		return;
	heap_give_back();
	measure_memory();
	give_back_at = now + GIVE_BACK_MS;
}

/* Kore starts a worker again as soon as it has ended: one whose database does
 * not answer would be started hundreds of times a second. */
static void
cannot_start(void)
{
	(void)sleep(START_AGAIN_SECONDS);
	exit(EXIT_FAILURE);
}

/* The worker's one thread: for passphrases at the desk, elsewhere for what
 * visitors send. */
static void
worker_thread_start(void)
{
	struct rim *rim = &module.rim;

	module.wake.fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
	if (module.wake.fd == -1)
		log_fatal("worker.thread", "eventfd: %s", strerror(errno));
	module.wake.evt.type = KORE_TYPE_TASK;
	module.wake.evt.handle = wake_event;
	kore_platform_schedule_read(module.wake.fd, &module.wake);
	if (rim->app->role == ROLE_ADMIN)
		rim->jobs = jobs_start(RIM_JOBS_MAX / module.serve.workers,
		    module.wake.fd, module.turn);
	else if (writer_start(rim->app->data, RIM_WRITES_MAX, module.wake.fd,
	    &rim->writer) != OK)
		cannot_start();
}

/* What was taken is done, and whoever still waits for it is told. */
static void
worker_thread_stop(void)
{
	struct rim *rim = &module.rim;

	if (rim->jobs != NULL)
		jobs_stop(rim->jobs);
	if (rim->writer != NULL)
		writer_stop(rim->writer);
	rim_wake();
	http_process();
}

/* Tells whoever started us that this role answers; the first worker does. */
static void
worker_ready(void)
{
	const struct kore_serve *serve = &module.serve;

	if (serve->ready_fd == -1)
		return;
	if (module.rim.worker == 0 && !worker->restarted &&
	    write(serve->ready_fd, serve->ready_text,
		strlen(serve->ready_text)) == -1)
		log_warn("worker.ready", "nobody waits for it");
	(void)close(serve->ready_fd);
}

void
kore_worker_configure(void)
{
	struct rim *rim = &module.rim;

	/* Whatever our parent was told to ignore: see runaway_guard. */
	(void)signal(SIGPROF, SIG_DFL);
	if (module.tls_key != NULL) {
		(void)kore_msg_unregister(KORE_MSG_CERTIFICATE);
		(void)kore_msg_register(KORE_MSG_CERTIFICATE, tls_certificate);
	}
	/* The configuration said less, for the size of the pools. */
	worker_max_connections = RIM_CONNECTIONS_MAX;
	http_request_limit = RIM_CONNECTIONS_MAX;
	/* Kore stops after ten milliseconds of requests, and those that a batch
	 * has woken would lie until something else happens. */
	http_request_ms = RIM_TURN_MS;
	rim->worker = (size_t)worker->id - 1;
	log_role(role_name(rim->app->role));
	meter_start(rim);
	peers_clear(rim->peers, rim->worker);
	if (app_open(rim->app) != OK)
		cannot_start();
	worker_thread_start();
	count_commits(rim);
	rim_close_sandbox();
	runaway_guard();
	(void)kore_timer_add(worker_turn, RIM_TURN_MS, NULL, 0);
	worker_ready();
}

void
kore_worker_teardown(void)
{
	rim_drain(&module.rim);
	worker_thread_stop();
	app_close(module.rim.app);
}
