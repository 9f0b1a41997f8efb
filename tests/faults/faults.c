/*
 * Preloaded into the program under test: a wrong clock, a disk that takes no
 * writing and a request that never ends, for all processes at once and while
 * they run. The sandbox is as it always is: what is to be wrong stands in a
 * page of a file, FAULTS_PAGE, which is mapped before the first fork and which
 * the test writes to.
 */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

struct page {
	volatile int64_t clock_seconds; /* added to what the clock says */
	volatile int64_t write_error;   /* errno of every write to a file */
	volatile int64_t endless_pid;   /* who never gets to know the time */
};

static const struct page calm;
static const struct page *page = &calm;

__attribute__((constructor)) static void
map_page(void)
{
	const char *path = getenv("FAULTS_PAGE");
	int fd = path == NULL ? -1 : open(path, O_RDONLY | O_CLOEXEC);
	void *mapped;

	if (fd == -1)
		abort();
	mapped = mmap(NULL, sizeof(*page), PROT_READ, MAP_SHARED, fd, 0);
	if (mapped == MAP_FAILED)
		abort();
	page = mapped;
	(void)close(fd);
}

/* The function of this name that we stand in front of. */
static void *
next_of(const char *name)
{
	void *found = dlsym(RTLD_NEXT, name);

	if (found == NULL)
		abort();
	return found;
}

#define REAL(name) \
	static __typeof__(&name) real; \
	if (real == NULL) \
		*(void **)&real = next_of(#name)

/* ---- the clock ---- */

int
clock_gettime(clockid_t id, struct timespec *now)
{
	REAL(clock_gettime);
	int code = real(id, now);

	/* Asked on the way of each request: so it is a request that never ends. */
	while (id == CLOCK_REALTIME && page->endless_pid != 0 &&
	    page->endless_pid == getpid())
		continue;
	if (code == 0 && (id == CLOCK_REALTIME || id == CLOCK_REALTIME_COARSE))
		now->tv_sec += page->clock_seconds;
	return code;
}

time_t
time(time_t *into)
{
	struct timespec now = { 0 };

	(void)clock_gettime(CLOCK_REALTIME, &now);
	if (into != NULL)
		*into = now.tv_sec;
	return now.tv_sec;
}

int
gettimeofday(struct timeval *restrict now, void *restrict zone)
{
	struct timespec time = { 0 };

	(void)zone;
	(void)clock_gettime(CLOCK_REALTIME, &time);
	now->tv_sec = time.tv_sec;
	now->tv_usec = time.tv_nsec / 1000;
	return 0;
}

/* ---- the disk ---- */

/* Whether nothing is to be written now; errno says why. */
static int
refuses(void)
{
	if (page->write_error == 0)
		return 0;
	errno = (int)page->write_error;
	return 1;
}

ssize_t
pwrite(int fd, const void *bytes, size_t len, off_t at)
{
	REAL(pwrite);
	return refuses() ? -1 : real(fd, bytes, len, at);
}

int
ftruncate(int fd, off_t len)
{
	REAL(ftruncate);
	return refuses() ? -1 : real(fd, len);
}
