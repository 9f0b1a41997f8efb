#ifndef STORE_METERS_H
#define STORE_METERS_H

#include <stdalign.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

#include "base/status.h"

struct arena;

/*
 * What a role does, in numbers that the desk reads for /metrics: counted in
 * memory that all its processes share, which is a file of the data folder
 * (DIR/ROLE.meters), so that a role of another user can be read too. They begin
 * at 0 with the role's supervisor, and outlive its workers and a reload.
 *
 * Each worker counts in a slot of its own, so that no cache line is shared; but
 * while a reload lasts the old and the new process have the same, hence the
 * atomic additions. Nobody waits for anything, and no number orders others:
 * all of it is relaxed. Nothing in it is about a person.
 *
 * The reader takes a copy by read(2) and maps nothing: a file that is cut short
 * meanwhile cannot end it. What it does not know the shape of it leaves alone.
 */
typedef atomic_uint_least64_t meter;

enum {
	METERS_STATUSES = 24, /* places for statuses: web/metrics.h */
	METERS_BUCKETS = 14,  /* the last has no bound */
};

/* The upper bounds of all buckets but the last, in nanoseconds. */
extern const uint64_t meters_bounds[METERS_BUCKETS - 1];

/* How long something took. */
struct meters_times {
	meter sum; /* nanoseconds */
	meter bucket[METERS_BUCKETS]; /* each on its own, not cumulative */
};

/* Transactions that changed, or were to change, a database. */
struct meters_commits {
	meter failed;
	struct meters_times times; /* of the others: the commit itself */
};

/* A row of the site map. */
struct meters_route {
	struct meters_times times;
	meter answered[METERS_STATUSES];
};

/* What one worker counts. */
struct meters_worker {
	alignas(64) meter restarts; /* after a death */
	meter waiting;     /* requests that wait for a write or a job */
	meter connections; /* open now */
	meter resident;    /* bytes of memory */
	struct meters_commits commits;
	struct meters_route routes[]; /* as many as the shape says */
};

/* What a file must agree on with who reads it. */
struct meters_shape {
	size_t workers;
	size_t routes;
	uint64_t mark; /* another one where routes mean something else */
};

/* The head of the file, one cache line. */
struct meters_head {
	alignas(64) uint64_t magic;
	uint64_t mark;
	uint64_t workers;
	uint64_t routes;
	meter began_at; /* the process that serves; seconds of the clock */
	meter deaths;   /* of the role's process, not asked for */
};

struct meters;

/*
 * Makes and clears the numbers of a role, in its supervisor. Where the file
 * cannot be made that is logged, and they are counted all the same, in memory
 * nobody reads. Fatal without memory. NULL is nothing to meters_free.
 */
struct meters *meters_make(const char *dir, const char *role,
    const struct meters_shape *shape);
void meters_free(struct meters *meters);

/* In the role's own process, once it is forked: notes when it began, and
 * closes the file, whose lock is the supervisor's. */
void meters_begin(struct meters *meters, int64_t now);

/* In the supervisor: the process died, and took with it what waited. */
void meters_died(struct meters *meters);

/* The slot of a worker, 0 to workers - 1. */
struct meters_worker *meters_worker(struct meters *meters, size_t worker);

/* A copy of what a role has counted, as of now. */
struct meters_copy {
	const struct meters_head *head;
	size_t workers;
};

/*
 * Reads the numbers of a role into arena; of the shape, workers is not looked
 * at. OK; NOT_FOUND when the role does not run, may not be read, or counts in
 * another shape (another version of the program).
 */
enum status meters_read(struct arena *arena, const char *dir,
    const char *role, const struct meters_shape *shape,
    struct meters_copy *copy);
const struct meters_worker *meters_copy_worker(const struct meters_copy *copy,
    size_t worker);

/* ---- counting ---- */

static inline void
meter_add(meter *at, uint64_t count)
{
	(void)atomic_fetch_add_explicit(at, count, memory_order_relaxed);
}

static inline void
meter_set(meter *at, uint64_t value)
{
	atomic_store_explicit(at, value, memory_order_relaxed);
}

static inline uint64_t
meter_get(const meter *at)
{
	return atomic_load_explicit(at, memory_order_relaxed);
}

/* The monotonic clock in nanoseconds. */
uint64_t meters_now(void);

void meters_took(struct meters_times *times, uint64_t nanoseconds);

#endif
