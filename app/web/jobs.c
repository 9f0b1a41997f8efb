#include "web/jobs.h"

#include <errno.h>
#include <pthread.h>
#include <stdint.h>
#include <sys/mman.h>

#include "base/log.h"
#include "web/request.h"

struct entry {
	struct entry *next;
	struct job *job;
	void *owner;
};

struct queue {
	struct entry *first;
	struct entry **last;
	size_t len;
};

struct jobs_turn {
	pthread_mutex_t mutex;
};

struct jobs {
	pthread_t thread;
	struct jobs_turn *turn;
	pthread_mutex_t lock;
	pthread_cond_t wake;
	struct queue waiting;
	struct queue finished;
	size_t max;
	int wake_fd;
	bool quit;
};

static void
queue_put(struct queue *queue, struct entry *entry)
{
	entry->next = NULL;
	*queue->last = entry;
	queue->last = &entry->next;
	queue->len++;
}

static struct entry *
queue_take(struct queue *queue)
{
	struct entry *entry = queue->first;

	if (entry == NULL)
		return NULL;
	queue->first = entry->next;
	if (queue->first == NULL)
		queue->last = &queue->first;
	queue->len--;
	return entry;
}

struct jobs_turn *
jobs_turn_new(void)
{
	struct jobs_turn *turn = mmap(NULL, sizeof(*turn),
	    PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	pthread_mutexattr_t attributes;

	if (turn == MAP_FAILED || pthread_mutexattr_init(&attributes) != 0 ||
	    pthread_mutexattr_setpshared(&attributes,
		PTHREAD_PROCESS_SHARED) != 0 ||
	    pthread_mutexattr_setrobust(&attributes,
		PTHREAD_MUTEX_ROBUST) != 0 ||
	    pthread_mutex_init(&turn->mutex, &attributes) != 0)
		log_fatal("memory", "no shared memory for the job queue");
	(void)pthread_mutexattr_destroy(&attributes);
	return turn;
}

static void
run_in_turn(struct jobs_turn *turn, struct job *job)
{
	if (pthread_mutex_lock(&turn->mutex) == EOWNERDEAD)
		(void)pthread_mutex_consistent(&turn->mutex);
	job->run(job);
	(void)pthread_mutex_unlock(&turn->mutex);
}

static void *
jobs_thread(void *arg)
{
	static const uint64_t one = 1;
	struct jobs *jobs = arg;
	struct entry *entry;

	(void)pthread_mutex_lock(&jobs->lock);
	for (;;) {
		while (jobs->waiting.len == 0 && !jobs->quit)
			(void)pthread_cond_wait(&jobs->wake, &jobs->lock);
		entry = queue_take(&jobs->waiting);
		if (entry == NULL)
			break;
		(void)pthread_mutex_unlock(&jobs->lock);
		run_in_turn(jobs->turn, entry->job);
		(void)pthread_mutex_lock(&jobs->lock);
		queue_put(&jobs->finished, entry);
		if (write(jobs->wake_fd, &one, sizeof(one)) == -1)
			log_error("jobs.wake", "the event loop was not woken");
	}
	(void)pthread_mutex_unlock(&jobs->lock);
	return NULL;
}

struct jobs *
jobs_start(size_t queue_max, int wake_fd, struct jobs_turn *turn)
{
	struct jobs *jobs = calloc(1, sizeof(*jobs));

	if (jobs == NULL)
		log_fatal("memory", "out of memory for the job queue");
	jobs->waiting.last = &jobs->waiting.first;
	jobs->finished.last = &jobs->finished.first;
	jobs->turn = turn;
	jobs->max = queue_max;
	jobs->wake_fd = wake_fd;
	if (pthread_mutex_init(&jobs->lock, NULL) != 0 ||
	    pthread_cond_init(&jobs->wake, NULL) != 0 ||
	    pthread_create(&jobs->thread, NULL, jobs_thread, jobs) != 0)
		log_fatal("jobs.start", "cannot start the job thread");
	return jobs;
}

bool
jobs_room(struct jobs *jobs)
{
	bool room;

	(void)pthread_mutex_lock(&jobs->lock);
	room = jobs->waiting.len < jobs->max;
	(void)pthread_mutex_unlock(&jobs->lock);
	return room;
}

bool
jobs_add(struct jobs *jobs, struct job *job, void *owner)
{
	struct entry *entry;
	bool room;

	(void)pthread_mutex_lock(&jobs->lock);
	room = jobs->waiting.len < jobs->max;
	if (room) {
		entry = calloc(1, sizeof(*entry));
		if (entry == NULL)
			log_fatal("memory", "out of memory for a job");
		entry->job = job;
		entry->owner = owner;
		queue_put(&jobs->waiting, entry);
		(void)pthread_cond_signal(&jobs->wake);
	}
	(void)pthread_mutex_unlock(&jobs->lock);
	return room;
}

void *
jobs_done(struct jobs *jobs)
{
	struct entry *entry;
	void *owner;

	(void)pthread_mutex_lock(&jobs->lock);
	entry = queue_take(&jobs->finished);
	(void)pthread_mutex_unlock(&jobs->lock);
	if (entry == NULL)
		return NULL;
	entry->job->done = true;
	owner = entry->owner;
	free(entry);
	return owner;
}

void
jobs_stop(struct jobs *jobs)
{
	(void)pthread_mutex_lock(&jobs->lock);
	jobs->quit = true;
	(void)pthread_cond_signal(&jobs->wake);
	(void)pthread_mutex_unlock(&jobs->lock);
	(void)pthread_join(jobs->thread, NULL);
}
