/*
 * The sandbox: what a worker may ask of the kernel beyond Kore's own list, a
 * line and a reason each. Everything else kills the process (the build sets
 * the policy), and Kore starts another.
 */
#include "web/kore_rim.h"

#include <errno.h>
#include <kore/seccomp.h>

#include "web/app.h"
#include "web/kore_start.h"

/* Every role. */
static struct sock_filter common_filter[] = {
	/* fstat and stat of glibc 2.33 and later: SQLite, zone files. */
	KORE_SYSCALL_ALLOW(newfstatat),
	/* SQLite reads and writes its pages and log at offsets. */
	KORE_SYSCALL_ALLOW(pread64),
	KORE_SYSCALL_ALLOW(pwrite64),
	/* SQLite makes a commit durable; the log is cut at a checkpoint. */
	KORE_SYSCALL_ALLOW(fdatasync),
	KORE_SYSCALL_ALLOW(fsync),
	KORE_SYSCALL_ALLOW(ftruncate),
	/* SQLite gives its log the mode and owner of the database. */
	KORE_SYSCALL_ALLOW(fchmod),
	KORE_SYSCALL_ALLOW(fchown),
	/* realloc of large blocks. */
	KORE_SYSCALL_ALLOW(mremap),
	/* glibc's qsort asks how much memory there is. */
	KORE_SYSCALL_ALLOW(sysinfo),
	/* A refused connection is closed on our side only, then drained. */
	KORE_SYSCALL_ALLOW(shutdown),
#if defined(__SANITIZE_ADDRESS__)
	/* The sanitizer's runtime, in test builds only. */
	KORE_SYSCALL_ALLOW(sched_yield),
	KORE_SYSCALL_ALLOW(gettid),
	KORE_SYSCALL_ALLOW(getrusage),
	KORE_SYSCALL_ALLOW(uname),
	KORE_SYSCALL_ALLOW(prctl),
	KORE_SYSCALL_ALLOW(sched_getaffinity),
	KORE_SYSCALL_ALLOW(getdents64),
#endif
};

#if defined(__SANITIZE_ADDRESS__)
/* The leak checker traces its own process, which the sandbox does not allow:
 * it would wait for ever. The unit tests look for leaks. */
const char *__asan_default_options(void);

const char *
__asan_default_options(void)
{
	return "detect_leaks=0";
}
#endif

/* The admin role, for its job thread. */
static struct sock_filter admin_filter[] = {
	/* clone3's arguments lie in memory, out of a filter's sight: glibc then
	 * falls back to clone. */
	KORE_SYSCALL_DENY(clone3, ENOSYS),
	KORE_SYSCALL_ALLOW(clone),
	KORE_SYSCALL_ALLOW(set_robust_list),
	KORE_SYSCALL_ALLOW(rseq),
	/* The thread wakes the event loop. */
	KORE_SYSCALL_ALLOW(eventfd2),
};

void
kore_seccomp_hook(void)
{
	(void)kore_seccomp_filter("common", common_filter,
	    KORE_FILTER_LEN(common_filter));
	if (rim_get()->app->role == ROLE_ADMIN)
		(void)kore_seccomp_filter("admin", admin_filter,
		    KORE_FILTER_LEN(admin_filter));
}
