#include "courier/courier.h"

#include <errno.h>
#include <signal.h>
#include <stddef.h>
#include <sysexits.h>

#include "base/log.h"
#include "courier/housekeeping.h"

/* How soon what failed is tried again, and how long it sleeps at most: a clock
 * that is set is noticed then. */
enum { AGAIN_SECONDS = 600, SLEEP_SECONDS = 600 };

static int64_t
courier_now(const struct courier *courier)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_REALTIME, &now);
	return now.tv_sec + courier->clock_shift;
}

static void
tell_ready(const struct courier *courier)
{
	if (courier->ready_fd == -1)
		return;
	if (write(courier->ready_fd, courier->ready_text,
	    strlen(courier->ready_text)) == -1)
		log_warn("courier.ready", "nobody waits for it");
	(void)close(courier->ready_fd);
}

/* Does what is due and says when the next is. */
static int64_t
keep_house(const struct courier *courier)
{
	const int64_t now = courier_now(courier);

	if (housekeeping_run(courier->data, &courier->retention, now) != OK)
		return now + AGAIN_SECONDS;
	return housekeeping_next(courier->zone, now);
}

/* Waits for one of the signals, or until then. true: it is to end. */
static bool
wait_until(const struct courier *courier, const sigset_t *ends, int64_t then)
{
	int64_t seconds = then - courier_now(courier);
	struct timespec timeout = { 0 };

	if (seconds > 0)
		timeout.tv_sec = seconds < SLEEP_SECONDS ? seconds :
		    SLEEP_SECONDS;
	while (sigtimedwait(ends, NULL, &timeout) == -1) {
		if (errno == EAGAIN)
			return false;
		if (errno != EINTR)
			log_fatal("courier.wait", "%s", strerror(errno));
	}
	return true;
}

int
courier_run(const struct courier *courier)
{
	sigset_t ends;
	int64_t next;

	(void)sigemptyset(&ends);
	(void)sigaddset(&ends, SIGTERM);
	(void)sigaddset(&ends, SIGINT);
	(void)sigaddset(&ends, SIGQUIT);
	(void)sigprocmask(SIG_BLOCK, &ends, NULL);
	tell_ready(courier);
	next = keep_house(courier);
	while (!wait_until(courier, &ends, next))
		if (courier_now(courier) >= next)
			next = keep_house(courier);
	return EX_OK;
}
