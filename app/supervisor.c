#include "supervisor.h"

#include <assert.h>
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <sysexits.h>

#include "base/log.h"
#include "process.h"

enum {
	BACKOFF_FIRST_MS = 100,
	BACKOFF_MAX_MS = 10000,
	HEALTHY_MS = 30000, /* a child that lived this long is well */
	FIRST_TRIES = 3,    /* starts before we give up on the first one */
};

/* A role has up to three processes while it changes over. */
enum place {
	NOW,  /* the one that serves */
	NEXT, /* the one that will, once it is ready */
	PAST, /* the one that is ending */
	PLACES,
};

struct child {
	const struct supervised *what;
	struct process at[PLACES];
	int64_t start_at_ms; /* without one that serves: when to start it */
	int backoff_ms;
	int starts;
};

struct supervisor {
	struct child children[SUPERVISED_MAX];
	size_t len;
	const struct supervision *hooks;
	sigset_t before; /* the mask children get back */
	int signal_fd;
	bool announced;
	bool stopping;
	bool reload_wanted;
	int exit_code;
};

/* ---- starting and stopping ---- */

/* The child's side; never returns. */
static void
child_run(struct supervisor *super, const struct child *child, int ready_fd)
{
	(void)sigprocmask(SIG_SETMASK, &super->before, NULL);
	(void)close(super->signal_fd);
	if (super->hooks->watch_fd != -1)
		(void)close(super->hooks->watch_fd);
	for (size_t i = 0; i < super->len; i++)
		for (size_t p = 0; p < PLACES; p++)
			if (super->children[i].at[p].ready_fd != -1)
				(void)close(super->children[i].at[p].ready_fd);
	log_role(child->what->name);
	exit(child->what->run(child->what->context, ready_fd));
}

static void
child_start(struct supervisor *super, struct child *child, enum place place)
{
	struct process process;
	int ready_fd;

	if (process_start(&process, &ready_fd))
		child_run(super, child, ready_fd);
	child->at[place] = process;
	child->starts++;
	log_info("supervisor.started", "role=%s pid=%d", child->what->name,
	    (int)process.pid);
}

static void
stop_all(struct supervisor *super, int code)
{
	if (super->stopping)
		return;
	super->stopping = true;
	super->exit_code = code;
	for (size_t i = 0; i < super->len; i++)
		for (size_t p = 0; p < PLACES; p++)
			process_stop(&super->children[i].at[p]);
}

/* ---- changing over ---- */

/* Whether no role is changing over. One that dies again and again does not
 * count: what is loaded anew may be its cure. */
static bool
is_settled(const struct supervisor *super)
{
	for (size_t i = 0; i < super->len; i++) {
		const struct process *at = super->children[i].at;

		if (at[NOW].stopping || at[NEXT].pid != 0 ||
		    at[PAST].pid != 0)
			return false;
	}
	return true;
}

static void
reload(struct supervisor *super)
{
	super->reload_wanted = false;
	if (!super->hooks->reload(super->hooks->context)) {
		log_error("supervisor.reload", "refused; the site stays as it "
		    "was");
		return;
	}
	for (size_t i = 0; i < super->len; i++) {
		struct child *child = &super->children[i];

		if (!child->what->alone) {
			child_start(super, child, NEXT);
			continue;
		}
		/* Its death then starts the new one. */
		process_stop(&child->at[NOW]);
	}
	log_info("supervisor.reload", "loaded anew");
}

static void
change_over(struct child *child)
{
	if (child->at[NEXT].pid == 0 || !child->at[NEXT].ready ||
	    child->at[PAST].pid != 0)
		return;
	child->at[PAST] = child->at[NOW];
	child->at[NOW] = child->at[NEXT];
	child->at[NEXT] = process_none();
	process_stop(&child->at[PAST]);
}

/* ---- deaths ---- */

static void
log_death(const struct child *child, int status)
{
	log_warn("supervisor.child_died", "role=%s %s=%d restart_ms=%d",
	    child->what->name, process_end(status), process_end_number(status),
	    child->backoff_ms);
}

static void
served_died(struct supervisor *super, struct child *child,
    const struct process *was, int status)
{
	int64_t now = process_now_ms();

	if (!super->announced && child->starts >= FIRST_TRIES) {
		log_error("supervisor.give_up", "role=%s reason=%s",
		    child->what->name, "it did not start");
		stop_all(super, EX_UNAVAILABLE);
		return;
	}
	if (was->stopping) {
		child->start_at_ms = now;
		return;
	}
	if (now - was->started_ms >= HEALTHY_MS)
		child->backoff_ms = BACKOFF_FIRST_MS;
	log_death(child, status);
	if (child->what->died != NULL)
		child->what->died(child->what->context);
	child->start_at_ms = now + child->backoff_ms;
	child->backoff_ms *= 2;
	if (child->backoff_ms > BACKOFF_MAX_MS)
		child->backoff_ms = BACKOFF_MAX_MS;
}

static void
child_died(struct supervisor *super, struct child *child, enum place place,
    int status)
{
	struct process was = child->at[place];

	process_gone(&child->at[place]);
	if (was.stopping)
		log_info("supervisor.ended", "role=%s pid=%d %s=%d",
		    child->what->name, (int)was.pid, process_end(status),
		    process_end_number(status));
	if (super->stopping || place == PAST)
		return;
	if (place == NOW) {
		served_died(super, child, &was, status);
		return;
	}
	log_error("supervisor.reload", "role=%s reason=%s", child->what->name,
	    "it did not start anew; the one from before goes on");
}

static void
reap(struct supervisor *super)
{
	pid_t pid;
	int status;

	while ((pid = waitpid(-1, &status, WNOHANG)) > 0)
		for (size_t i = 0; i < super->len; i++)
			for (size_t p = 0; p < PLACES; p++)
				if (super->children[i].at[p].pid == pid)
					child_died(super, &super->children[i],
					    (enum place)p, status);
}

/* ---- the loop ---- */

static void
take_signal(struct supervisor *super)
{
	struct signalfd_siginfo info;

	while (read(super->signal_fd, &info, sizeof(info)) == sizeof(info)) {
		int sig = (int)info.ssi_signo;

		if (sig == SIGCHLD)
			continue; /* every turn reaps */
		if (sig == SIGHUP) {
			super->reload_wanted = true;
			continue;
		}
		if (sig != SIGUSR1) {
			stop_all(super, EX_OK);
			continue;
		}
		for (size_t i = 0; i < super->len; i++)
			if (super->children[i].at[NOW].pid != 0)
				(void)kill(super->children[i].at[NOW].pid,
				    sig);
	}
}

static bool
all_ready(const struct supervisor *super)
{
	for (size_t i = 0; i < super->len; i++)
		if (!super->children[i].at[NOW].ready)
			return false;
	return true;
}

static bool
all_gone(const struct supervisor *super)
{
	for (size_t i = 0; i < super->len; i++)
		for (size_t p = 0; p < PLACES; p++)
			if (super->children[i].at[p].pid != 0)
				return false;
	return true;
}

/* Starts and kills what is due; when to look again. */
static int64_t
take_time_of(struct supervisor *super, struct child *child, int64_t now)
{
	int64_t next = INT64_MAX;

	for (size_t p = 0; p < PLACES; p++) {
		process_kill_late(&child->at[p], now);
		if (child->at[p].stopping && child->at[p].kill_at_ms < next)
			next = child->at[p].kill_at_ms;
	}
	if (super->stopping || child->at[NOW].pid != 0)
		return next;
	if (child->start_at_ms <= now)
		child_start(super, child, NOW);
	else if (child->start_at_ms < next)
		next = child->start_at_ms;
	return next;
}

/* The time until the next thing to do in milliseconds, -1 for none. */
static int
take_time(struct supervisor *super)
{
	int64_t now = process_now_ms();
	int64_t next = INT64_MAX;

	for (size_t i = 0; i < super->len; i++) {
		int64_t at = take_time_of(super, &super->children[i], now);

		if (at < next)
			next = at;
	}
	if (next == INT64_MAX)
		return -1;
	return next > now ? (int)(next - now) : 100;
}

static void
wait_for_news(struct supervisor *super, int timeout)
{
	const struct supervision *hooks = super->hooks;
	struct pollfd fds[SUPERVISED_MAX * PLACES + 2];
	struct process *of[SUPERVISED_MAX * PLACES + 2] = { NULL };
	nfds_t len = 2;

	fds[0] = (struct pollfd){ .fd = super->signal_fd, .events = POLLIN };
	fds[1] = (struct pollfd){ .fd = hooks->watch_fd, .events = POLLIN };
	for (size_t i = 0; i < super->len; i++)
		for (size_t p = 0; p < PLACES; p++) {
			of[len] = &super->children[i].at[p];
			fds[len] = (struct pollfd){ .fd = of[len]->ready_fd,
				.events = POLLIN };
			len++;
		}
	if (poll(fds, len, timeout) == -1 && errno != EINTR)
		log_fatal("supervisor", "poll: %s", strerror(errno));
	if (fds[1].fd != -1 && fds[1].revents != 0)
		hooks->watched(hooks->context);
	for (nfds_t i = 2; i < len; i++)
		if (fds[i].fd != -1 && fds[i].revents != 0)
			process_take_ready(of[i]);
}

/* Notes a load that is due by the clock; how long to wait at most. */
static int
take_hour(struct supervisor *super, int timeout)
{
	const struct supervision *hooks = super->hooks;
	int wait;

	if (hooks->reload_in == NULL || !super->announced || super->stopping ||
	    super->reload_wanted)
		return timeout;
	wait = hooks->reload_in(hooks->context);
	super->reload_wanted = wait == 0;
	return wait != -1 && (timeout == -1 || wait < timeout) ? wait :
	    timeout;
}

static void
turn(struct supervisor *super)
{
	wait_for_news(super, take_hour(super, take_time(super)));
	take_signal(super);
	reap(super);
	for (size_t i = 0; i < super->len && !super->stopping; i++)
		change_over(&super->children[i]);
	if (!super->announced && all_ready(super)) {
		super->announced = true;
		super->hooks->announce(super->hooks->context);
	}
	if (super->reload_wanted && !super->stopping && is_settled(super))
		reload(super);
}

static void
block_signals(struct supervisor *super)
{
	static const int wanted[] = { SIGTERM, SIGINT, SIGQUIT, SIGHUP,
		SIGUSR1, SIGCHLD };
	sigset_t set;

	(void)sigemptyset(&set);
	for (size_t i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++)
		(void)sigaddset(&set, wanted[i]);
	(void)sigprocmask(SIG_BLOCK, &set, &super->before);
	super->signal_fd = signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
	if (super->signal_fd == -1)
		log_fatal("supervisor", "signalfd: %s", strerror(errno));
}

int
supervise(const struct supervised *children, size_t len,
    const struct supervision *hooks)
{
	struct supervisor super = { .len = len, .hooks = hooks };

	assert(len <= SUPERVISED_MAX);
	block_signals(&super);
	for (size_t i = 0; i < len; i++)
		super.children[i] = (struct child){ .what = &children[i],
			.backoff_ms = BACKOFF_FIRST_MS,
			.at = { process_none(), process_none(),
				process_none() } };
	do
		turn(&super);
	while (!super.stopping || !all_gone(&super));
	return super.exit_code;
}
