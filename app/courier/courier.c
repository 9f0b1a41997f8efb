#include "courier/courier.h"

#include <signal.h>
#include <stddef.h>
#include <sysexits.h>

#include "base/log.h"

int
courier_run(int ready_fd, const char *ready_text)
{
	sigset_t ends;
	int sig;

	(void)sigemptyset(&ends);
	(void)sigaddset(&ends, SIGTERM);
	(void)sigaddset(&ends, SIGINT);
	(void)sigaddset(&ends, SIGQUIT);
	(void)sigprocmask(SIG_BLOCK, &ends, NULL);
	if (ready_fd != -1) {
		if (write(ready_fd, ready_text, strlen(ready_text)) == -1)
			log_warn("courier.ready", "nobody waits for it");
		(void)close(ready_fd);
	}
	return sigwait(&ends, &sig) == 0 ? EX_OK : EX_OSERR;
}
