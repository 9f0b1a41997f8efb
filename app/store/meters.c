#include "store/meters.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include "base/arena.h"
#include "base/log.h"
#include "store/lock.h"

enum {
	ALIGNMENT = 64,
	FILE_MAX = 64 << 20, /* bytes: beyond that it is none of ours */
};

/* "meters", and the number of the layout in this file. */
static const uint64_t magic = 0x6d65746572730001;

struct meters {
	struct meters_head *head;
	size_t size;
	int fd; /* -1: closed, or memory alone */
};

const uint64_t meters_bounds[METERS_BUCKETS - 1] = { 500000, 1000000, 2500000,
	5000000, 10000000, 25000000, 50000000, 100000000, 250000000, 500000000,
	1000000000, 2500000000, 5000000000 };

static size_t
slot_size(size_t routes)
{
	size_t size = sizeof(struct meters_worker) +
	    routes * sizeof(struct meters_route);

	return (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
}

static size_t
size_of(const struct meters_shape *shape)
{
	return sizeof(struct meters_head) +
	    shape->workers * slot_size(shape->routes);
}

/* ---- the file ---- */

/* Everything is there before it is mapped: a disk that is full when a page is
 * first touched would end the process. */
static int
make_room(int fd, size_t size)
{
	if (lock_try(fd) != OK)
		return EBUSY;
	if (ftruncate(fd, 0) == -1)
		return errno;
	return posix_fallocate(fd, 0, (off_t)size);
}

/* -1: there is none, which is logged. */
static int
make_file(const char *dir, const char *role, size_t size)
{
	ARENA(arena);
	const char *path = arena_printf(arena, "%s/%s.meters", dir, role);
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	int error = fd == -1 ? errno : make_room(fd, size);

	if (error == 0)
		return fd;
	log_warn("meters.none", "role=%s reason=%s", role, strerror(error));
	if (fd != -1)
		(void)close(fd);
	return -1;
}

struct meters *
meters_make(const char *dir, const char *role, const struct meters_shape *shape)
{
	struct meters *meters = calloc(1, sizeof(*meters));

	if (meters == NULL)
		log_fatal("memory", "out of memory for meters");
	meters->size = size_of(shape);
	meters->fd = make_file(dir, role, meters->size);
	meters->head = mmap(NULL, meters->size, PROT_READ | PROT_WRITE,
	    MAP_SHARED | (meters->fd == -1 ? MAP_ANONYMOUS : 0), meters->fd, 0);
	if (meters->head == MAP_FAILED)
		log_fatal("memory", "no shared memory for meters");
	*meters->head = (struct meters_head){ .magic = magic,
		.mark = shape->mark, .workers = shape->workers,
		.routes = shape->routes };
	return meters;
}

static void
close_file(struct meters *meters)
{
	if (meters->fd != -1)
		(void)close(meters->fd);
	meters->fd = -1;
}

void
meters_free(struct meters *meters)
{
	if (meters == NULL)
		return;
	close_file(meters);
	(void)munmap(meters->head, meters->size);
	free(meters);
}

void
meters_begin(struct meters *meters, int64_t now)
{
	close_file(meters);
	meter_set(&meters->head->began_at, (uint64_t)now);
}

void
meters_died(struct meters *meters)
{
	meter_add(&meters->head->deaths, 1);
	for (size_t i = 0; i < meters->head->workers; i++)
		meter_set(&meters_worker(meters, i)->waiting, 0);
}

struct meters_worker *
meters_worker(struct meters *meters, size_t worker)
{
	return (void *)((uint8_t *)(meters->head + 1) +
	    worker * slot_size(meters->head->routes));
}

/* ---- reading ---- */

static bool
is_ours(const struct meters_head *head, size_t size,
    const struct meters_shape *shape)
{
	struct meters_shape found = { head->workers, head->routes, 0 };

	return head->magic == magic && head->mark == shape->mark &&
	    head->routes == shape->routes && head->workers < FILE_MAX &&
	    size_of(&found) == size;
}

/* An arena gives less than a cache line's alignment. */
static struct meters_head *
aligned(struct arena *arena, size_t size)
{
	uint8_t *bytes = arena_alloc(arena, size + ALIGNMENT);

	return (void *)(bytes + ALIGNMENT - (uintptr_t)bytes % ALIGNMENT);
}

static enum status
read_file_of(int fd, struct arena *arena, const struct meters_shape *shape,
    struct meters_copy *copy)
{
	struct meters_head *head;
	struct stat info;
	size_t size;

	if (fstat(fd, &info) == -1 || !S_ISREG(info.st_mode) ||
	    info.st_size < (off_t)sizeof(*head) || info.st_size > FILE_MAX ||
	    !lock_is_held(fd))
		return NOT_FOUND;
	size = (size_t)info.st_size;
	head = aligned(arena, size);
	if (pread(fd, head, size, 0) != info.st_size ||
	    !is_ours(head, size, shape))
		return NOT_FOUND;
	*copy = (struct meters_copy){ head, head->workers };
	return OK;
}

enum status
meters_read(struct arena *arena, const char *dir, const char *role,
    const struct meters_shape *shape, struct meters_copy *copy)
{
	const char *path = arena_printf(arena, "%s/%s.meters", dir, role);
	/* Not to wait, should it be a pipe. */
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	enum status st;

	*copy = (struct meters_copy){ 0 };
	if (fd == -1)
		return NOT_FOUND;
	st = read_file_of(fd, arena, shape, copy);
	(void)close(fd);
	return st;
}

const struct meters_worker *
meters_copy_worker(const struct meters_copy *copy, size_t worker)
{
	return (const void *)((const uint8_t *)(copy->head + 1) +
	    worker * slot_size(copy->head->routes));
}

/* ---- counting ---- */

uint64_t
meters_now(void)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec;
}

void
meters_took(struct meters_times *times, uint64_t nanoseconds)
{
	size_t i = 0;

	while (i < METERS_BUCKETS - 1 && nanoseconds > meters_bounds[i])
		i++;
	meter_add(&times->bucket[i], 1);
	meter_add(&times->sum, nanoseconds);
}
