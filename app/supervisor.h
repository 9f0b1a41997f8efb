#ifndef APP_SUPERVISOR_H
#define APP_SUPERVISOR_H

#include <stdbool.h>
#include <stddef.h>

/*
 * One child a role: started, watched, started again with back-off when it
 * dies (0.1 s doubling to 10 s; a child that lived half a minute starts
 * afresh), ended together. A child dies with the supervisor even when that is
 * killed, because it asks the kernel for it (PDEATHSIG).
 *
 * SIGHUP loads everything anew and, if that holds, puts new children in the
 * place of the old ones: each new one first says that it is ready, then the
 * old one is ended, so that somebody answers at every moment. What cannot be
 * loaded, or does not get ready, changes nothing.
 */
struct supervised {
	const char *name;
	/* Runs the role in the child and returns its exit status. ready_fd gets
	 * any text once the role answers. */
	int (*run)(void *context, int ready_fd);
	/* Called by the supervisor when that died and was not asked to; or
	 * NULL. */
	void (*died)(void *context);
	void *context;
	bool alone; /* never two at once: the old one is ended first */
};

enum { SUPERVISED_MAX = 4 };

/* What the supervisor calls, in its own process. */
struct supervision {
	/* Once, when every child has said that it is ready. */
	void (*announce)(void *context);
	/* Loads for the children to come; false when it cannot be used, which
	 * has been said on standard error, and all stays as it was. */
	bool (*reload)(void *context);
	/* In how many milliseconds to load anew without being told: 0 now, -1
	 * for never. NULL: never. Asked again and again. */
	int (*reload_in)(void *context);
	/* Whenever watch_fd can be read, unless that is -1. */
	void (*watched)(void *context);
	int watch_fd;
	void *context;
};

/*
 * Runs all children until SIGTERM, SIGINT or SIGQUIT, which it passes on as
 * SIGTERM; those still there after ten seconds are killed. SIGUSR1 is passed
 * on. Returns an exit code: 0 when ended by a signal; 69 when a child never
 * became ready at the first start.
 */
int supervise(const struct supervised *children, size_t len,
    const struct supervision *hooks);

#endif
