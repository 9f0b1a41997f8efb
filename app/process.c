#include "process.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <sysexits.h>

#include "base/log.h"

struct process
process_none(void)
{
	return (struct process){ .ready_fd = -1 };
}

int64_t
process_now_ms(void)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

bool
process_start(struct process *process, int *ready_fd)
{
	pid_t parent = getpid();
	pid_t pid;
	int ready[2];

	if (pipe2(ready, O_CLOEXEC | O_NONBLOCK) == -1)
		log_fatal("supervisor", "pipe: %s", strerror(errno));
	pid = fork();
	if (pid == -1)
		log_fatal("supervisor", "fork: %s", strerror(errno));
	if (pid == 0) {
		if (prctl(PR_SET_PDEATHSIG, SIGTERM) == -1 ||
		    getppid() != parent)
			_exit(EX_OSERR);
		(void)setpgid(0, 0);
		(void)close(ready[0]);
		*ready_fd = ready[1];
		return true;
	}
	(void)close(ready[1]);
	*process = (struct process){ .pid = pid, .ready_fd = ready[0],
		.started_ms = process_now_ms() };
	return false;
}

void
process_stop(struct process *process)
{
	if (process->pid == 0 || process->stopping)
		return;
	process->stopping = true;
	process->kill_at_ms = process_now_ms() + PROCESS_STOP_MS;
	(void)kill(process->pid, SIGTERM);
}

void
process_kill_late(const struct process *process, int64_t now_ms)
{
	if (process->pid != 0 && process->stopping &&
	    now_ms >= process->kill_at_ms)
		(void)kill(-process->pid, SIGKILL);
}

void
process_take_ready(struct process *process)
{
	char text[256];
	ssize_t n = read(process->ready_fd, text, sizeof(text));

	if (n > 0)
		process->ready = true;
	if (n >= 0) {
		(void)close(process->ready_fd);
		process->ready_fd = -1;
	}
}

void
process_gone(struct process *process)
{
	if (process->ready_fd != -1)
		(void)close(process->ready_fd);
	*process = process_none();
}

const char *
process_end(int status)
{
	return WIFSIGNALED(status) ? "signal" : "exit";
}

int
process_end_number(int status)
{
	return WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status);
}
