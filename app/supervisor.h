#ifndef APP_SUPERVISOR_H
#define APP_SUPERVISOR_H

#include <stddef.h>

/*
 * One child a role: started, watched, started again with back-off when it
 * dies (0.1 s doubling to 10 s; a child that lived half a minute starts
 * afresh), ended together. A child dies with the supervisor even when that is
 * killed, because it asks the kernel for it (PDEATHSIG).
 */
struct supervised {
	const char *name;
	/* Runs the role in the child and returns its exit status. ready_fd gets
	 * any text once the role answers. */
	int (*run)(void *context, int ready_fd);
	void *context;
};

enum { SUPERVISED_MAX = 4 };

/*
 * Runs all children until SIGTERM, SIGINT or SIGQUIT, which it passes on as
 * SIGTERM; those still there after ten seconds are killed. SIGHUP and SIGUSR1
 * are passed on. announce is called once, when every child has said that it
 * is ready. Returns an exit code: 0 when ended by a signal; 69 when a child
 * never became ready at the first start.
 */
int supervise(const struct supervised *children, size_t len,
    void (*announce)(void *), void *announce_context);

#endif
