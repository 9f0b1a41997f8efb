#include "supervisor.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <sysexits.h>

#include "base/log.h"

enum {
	BACKOFF_FIRST_MS = 100,
	BACKOFF_MAX_MS = 10000,
	HEALTHY_MS = 30000,   /* a child that lived this long is well */
	STOP_MS = 10000,      /* before those that stay are killed */
	FIRST_TRIES = 3,      /* starts before we give up on the first one */
};

struct child {
	const struct supervised *what;
	pid_t pid;            /* 0 while not running */
	int64_t started_ms;
	int64_t start_at_ms;  /* when to start it again */
	int backoff_ms;
	int starts;
	int ready_fd;         /* -1 once it has said so */
	bool ready;
};

struct supervisor {
	struct child children[SUPERVISED_MAX];
	size_t len;
	sigset_t before;      /* the mask children get back */
	int signal_fd;
	bool announced;
	bool stopping;
	int64_t kill_at_ms;
	int exit_code;
};

static int64_t
now_ms(void)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* The child's side; never returns. */
static void
child_run(struct supervisor *super, struct child *child, int ready_fd,
    pid_t parent)
{
	if (prctl(PR_SET_PDEATHSIG, SIGTERM) == -1 || getppid() != parent)
		_exit(EX_OSERR);
	/* A group of its own: a role that hangs is killed with all it forked. */
	(void)setpgid(0, 0);
	(void)sigprocmask(SIG_SETMASK, &super->before, NULL);
	(void)close(super->signal_fd);
	for (size_t i = 0; i < super->len; i++)
		if (super->children[i].ready_fd != -1)
			(void)close(super->children[i].ready_fd);
	log_role(child->what->name);
	exit(child->what->run(child->what->context, ready_fd));
}

static void
child_start(struct supervisor *super, struct child *child)
{
	pid_t parent = getpid();
	int ready[2];

	if (pipe2(ready, O_CLOEXEC | O_NONBLOCK) == -1)
		log_fatal("supervisor", "pipe: %s", strerror(errno));
	child->pid = fork();
	if (child->pid == -1)
		log_fatal("supervisor", "fork: %s", strerror(errno));
	if (child->pid == 0) {
		(void)close(ready[0]);
		child_run(super, child, ready[1], parent);
	}
	(void)close(ready[1]);
	child->ready_fd = ready[0];
	child->started_ms = now_ms();
	child->starts++;
}

static void
stop_all(struct supervisor *super, int code)
{
	if (super->stopping)
		return;
	super->stopping = true;
	super->exit_code = code;
	super->kill_at_ms = now_ms() + STOP_MS;
	for (size_t i = 0; i < super->len; i++)
		if (super->children[i].pid != 0)
			(void)kill(super->children[i].pid, SIGTERM);
}

static void
child_died(struct supervisor *super, struct child *child, int status)
{
	int64_t lived = now_ms() - child->started_ms;

	child->pid = 0;
	if (child->ready_fd != -1)
		(void)close(child->ready_fd);
	child->ready_fd = -1;
	if (super->stopping)
		return;
	if (!super->announced && child->starts >= FIRST_TRIES) {
		log_error("supervisor.give_up", "role=%s did not start",
		    child->what->name);
		stop_all(super, EX_UNAVAILABLE);
		return;
	}
	if (lived >= HEALTHY_MS)
		child->backoff_ms = BACKOFF_FIRST_MS;
	log_warn("supervisor.child_died", "role=%s %s=%d restart_ms=%d",
	    child->what->name, WIFSIGNALED(status) ? "signal" : "exit",
	    WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status),
	    child->backoff_ms);
	child->start_at_ms = now_ms() + child->backoff_ms;
	child->backoff_ms *= 2;
	if (child->backoff_ms > BACKOFF_MAX_MS)
		child->backoff_ms = BACKOFF_MAX_MS;
}

static void
reap(struct supervisor *super)
{
	pid_t pid;
	int status;

	while ((pid = waitpid(-1, &status, WNOHANG)) > 0)
		for (size_t i = 0; i < super->len; i++)
			if (super->children[i].pid == pid)
				child_died(super, &super->children[i], status);
}

static void
take_signal(struct supervisor *super)
{
	struct signalfd_siginfo info;

	while (read(super->signal_fd, &info, sizeof(info)) == sizeof(info)) {
		int sig = (int)info.ssi_signo;

		if (sig == SIGCHLD)
			continue; /* every turn reaps */
		if (sig != SIGHUP && sig != SIGUSR1) {
			stop_all(super, EX_OK);
			continue;
		}
		for (size_t i = 0; i < super->len; i++)
			if (super->children[i].pid != 0)
				(void)kill(super->children[i].pid, sig);
	}
}

/* A role writes to its pipe when it answers, or just closes it by dying. */
static void
take_ready(struct child *child)
{
	char text[256];
	ssize_t n = read(child->ready_fd, text, sizeof(text));

	if (n > 0)
		child->ready = true;
	if (n >= 0) {
		(void)close(child->ready_fd);
		child->ready_fd = -1;
	}
}

static bool
all_ready(const struct supervisor *super)
{
	for (size_t i = 0; i < super->len; i++)
		if (!super->children[i].ready)
			return false;
	return true;
}

static bool
all_gone(const struct supervisor *super)
{
	for (size_t i = 0; i < super->len; i++)
		if (super->children[i].pid != 0)
			return false;
	return true;
}

/* Starts what is due; the time until the next thing to do, -1 for none. */
static int
take_time(struct supervisor *super)
{
	int64_t now = now_ms();
	int64_t next = super->stopping ? super->kill_at_ms : INT64_MAX;

	for (size_t i = 0; i < super->len; i++) {
		struct child *child = &super->children[i];

		if (super->stopping) {
			if (child->pid != 0 && now >= super->kill_at_ms)
				(void)kill(-child->pid, SIGKILL);
		} else if (child->pid == 0 && child->start_at_ms <= now) {
			child_start(super, child);
		} else if (child->pid == 0 && child->start_at_ms < next) {
			next = child->start_at_ms;
		}
	}
	if (next == INT64_MAX)
		return -1;
	return next > now ? (int)(next - now) : 100;
}

static void
turn(struct supervisor *super)
{
	struct pollfd fds[SUPERVISED_MAX + 1];
	int timeout = take_time(super);

	fds[0] = (struct pollfd){ .fd = super->signal_fd, .events = POLLIN };
	for (size_t i = 0; i < super->len; i++)
		fds[i + 1] = (struct pollfd){
			.fd = super->children[i].ready_fd, .events = POLLIN };
	if (poll(fds, super->len + 1, timeout) == -1 && errno != EINTR)
		log_fatal("supervisor", "poll: %s", strerror(errno));
	for (size_t i = 0; i < super->len; i++)
		if (fds[i + 1].fd != -1 && fds[i + 1].revents != 0)
			take_ready(&super->children[i]);
	take_signal(super);
	reap(super);
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
    void (*announce)(void *), void *announce_context)
{
	struct supervisor super = { .len = len };

	assert(len <= SUPERVISED_MAX);
	block_signals(&super);
	for (size_t i = 0; i < len; i++)
		super.children[i] = (struct child){ .what = &children[i],
			.backoff_ms = BACKOFF_FIRST_MS, .ready_fd = -1 };
	do {
		turn(&super);
		if (!super.announced && all_ready(&super)) {
			super.announced = true;
			announce(announce_context);
		}
	} while (!super.stopping || !all_gone(&super));
	return super.exit_code;
}
