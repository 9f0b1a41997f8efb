#ifndef APP_PROCESS_H
#define APP_PROCESS_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/*
 * A forked process as the supervisor sees it: whether it runs, whether it has
 * said that it is ready, and by when it must have ended. Times are
 * milliseconds of the monotonic clock.
 */
struct process {
	pid_t pid;          /* 0 while there is none */
	int ready_fd;       /* -1 once it has said so, or has gone */
	bool ready;
	bool stopping;
	int64_t started_ms;
	int64_t kill_at_ms; /* while stopping: when patience ends */
};

enum { PROCESS_STOP_MS = 10000 };

/* No process. */
struct process process_none(void);

int64_t process_now_ms(void);

/*
 * Forks. In the child this returns true: *ready_fd is to be written to when
 * it answers, the child dies with its parent, and is the leader of a group of
 * its own, so that a role that hangs is killed with all it forked. In the
 * parent it returns false and fills *process. Does not return when there are
 * no more processes to be had.
 */
bool process_start(struct process *process, int *ready_fd);

/* Asks it to end, and kills its whole group after PROCESS_STOP_MS; again and
 * again is as good as once. */
void process_stop(struct process *process);

/* Kills it if its time is over. */
void process_kill_late(const struct process *process, int64_t now_ms);

/* Reads from ready_fd when there is something, or nothing any more: a process
 * that dies closes it. */
void process_take_ready(struct process *process);

/* Forgets it, for it has been waited for. */
void process_gone(struct process *process);

/* How it ended, of the status of waitpid(2): "signal" or "exit", and its
 * number. */
const char *process_end(int status);
int process_end_number(int status);

#endif
