/*
 * The sandbox: what a worker may ask of the kernel beyond Kore's own list, a
 * line and a reason each. Everything else kills the process (the build sets
 * the policy), and Kore starts another.
 */
#include "web/kore_rim.h"

#include <errno.h>
#include <kore/seccomp.h>
#include <linux/seccomp.h>
#include <string.h>
#include <sys/syscall.h>

#include "base/log.h"
#include "web/app.h"
#include "web/kore_start.h"

/* Whether this build, made for tests, opens files as it runs and ends: the
 * sanitizer's runtime does, and so does what counts the lines that ran
 * (meson.build). */
#if defined(__SANITIZE_ADDRESS__) || defined(COUNTS_COVERAGE)
#define OPENS_FILES 1
#endif

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
	/* How much of the disk is left: health.c. */
	KORE_SYSCALL_ALLOW(fstatfs),
	/* realloc of large blocks. */
	KORE_SYSCALL_ALLOW(mremap),
	/* glibc's qsort asks how much memory there is. */
	KORE_SYSCALL_ALLOW(sysinfo),
	/* Keys lie in guarded memory that is never swapped out. */
	KORE_SYSCALL_ALLOW(mlock),
	KORE_SYSCALL_ALLOW(munlock),
	/* A refused connection is closed on our side only, then drained. */
	KORE_SYSCALL_ALLOW(shutdown),
	/* runaway_guard. */
	KORE_SYSCALL_ALLOW(setitimer),
	/* rim_close_sandbox. */
	KORE_SYSCALL_ALLOW(seccomp),
	/* The worker's one thread, which begins before that. clone3's arguments
	 * lie in memory, out of a filter's sight: glibc falls back to clone. */
	KORE_SYSCALL_DENY(clone3, ENOSYS),
	KORE_SYSCALL_ALLOW(clone),
	KORE_SYSCALL_ALLOW(set_robust_list),
	KORE_SYSCALL_ALLOW(rseq),
	/* The thread wakes the event loop. */
	KORE_SYSCALL_ALLOW(eventfd2),
	/* The kernel's own: how a nap goes on after a stop and a continue, of a
	 * frozen machine, a debugger, or a parent that died meanwhile. */
	KORE_SYSCALL_ALLOW(restart_syscall),
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

/* Where the data are on a PostgreSQL server: a connection that is lost is made
 * anew. */
static struct sock_filter server_filter[] = {
	KORE_SYSCALL_ALLOW(socket),
	KORE_SYSCALL_ALLOW(connect),
	/* Whether a connection came about. */
	KORE_SYSCALL_ALLOW(getsockopt),
	KORE_SYSCALL_ALLOW(getsockname),
	/* Where the server has a name: glibc's resolver does without these, and
	 * takes no for an answer. */
	KORE_SYSCALL_DENY(bind, EACCES),
	KORE_SYSCALL_DENY(sendmmsg, ENOSYS),
	KORE_SYSCALL_DENY(ioctl, ENOTTY),
	KORE_SYSCALL_DENY(uname, EFAULT),
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

/*
 * A second filter on top, for every thread, once the databases are open and the
 * thread runs. What one of them refuses is refused.
 *
 * From now on nobody makes a thread or a process.
 */
static struct sock_filter public_last[] = {
	KORE_BPF_LOAD(nr, 0),
	KORE_SYSCALL_FILTER(clone, SECCOMP_RET_KILL_PROCESS),
	KORE_SYSCALL_FILTER(socketpair, SECCOMP_RET_KILL_PROCESS),
#if !defined(OPENS_FILES)
	/* No file is opened or removed any more, not even what its user may.
	 * SQLite, which looks for journals of other programs, and removes its
	 * log when it is the last to close, takes no for an answer. */
	KORE_SYSCALL_DENY(open, EACCES),
	KORE_SYSCALL_DENY(openat, EACCES),
	KORE_SYSCALL_DENY(unlink, EACCES),
#endif
	KORE_BPF_RET(SECCOMP_RET_ALLOW),
};

static struct sock_filter admin_last[] = {
	KORE_BPF_LOAD(nr, 0),
	KORE_SYSCALL_FILTER(clone, SECCOMP_RET_KILL_PROCESS),
	KORE_SYSCALL_FILTER(socketpair, SECCOMP_RET_KILL_PROCESS),
	KORE_BPF_RET(SECCOMP_RET_ALLOW),
};

void
rim_close_sandbox(void)
{
	bool admin = rim_get()->app->role == ROLE_ADMIN;
	struct sock_fprog program = {
		.len = admin ? KORE_FILTER_LEN(admin_last) :
		    KORE_FILTER_LEN(public_last),
		.filter = admin ? admin_last : public_last,
	};

	/* It answers the id of a thread that could not be bound. */
	if (syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER,
	    SECCOMP_FILTER_FLAG_TSYNC, &program) != 0)
		log_fatal("sandbox", "seccomp: %s", strerror(errno));
}

void
kore_seccomp_hook(void)
{
	(void)kore_seccomp_filter("common", common_filter,
	    KORE_FILTER_LEN(common_filter));
	if (*rim_get()->app->settings.database != '\0')
		(void)kore_seccomp_filter("server", server_filter,
		    KORE_FILTER_LEN(server_filter));
}
