#include "base/secrecy.h"

#include <errno.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#include "base/log.h"

void
secrecy_no_core(void)
{
	if (setrlimit(RLIMIT_CORE, &(struct rlimit){ 0, 0 }) == -1)
		log_fatal("secrecy", "setrlimit: %s", strerror(errno));
}

void
secrecy_no_looking(void)
{
	secrecy_no_core();
	if (prctl(PR_SET_DUMPABLE, 0) == -1)
		log_fatal("secrecy", "prctl: %s", strerror(errno));
}
