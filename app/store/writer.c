#include "store/writes.h"

#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/log.h"

enum { STACK_BYTES = 512 * 1024 }; /* SQLite takes some tens of KB */

struct queue {
	struct write *first;
	struct write **last;
	size_t len;
};

struct writer {
	pthread_t thread;
	struct store *store; /* the thread's alone */
	size_t max;
	int wake_fd;

	pthread_mutex_t lock; /* of all below */
	pthread_cond_t wake;
	struct queue waiting;
	struct queue finished;
	bool quit;
};

static void
queue_empty(struct queue *queue)
{
	*queue = (struct queue){ .last = &queue->first };
}

/* Puts a list of len writes behind those there are. */
static void
queue_put(struct queue *queue, const struct queue *list)
{
	if (list->len == 0)
		return;
	*queue->last = list->first;
	queue->last = list->last;
	queue->len += list->len;
}

/* Takes all of them; the list is not to be copied. */
static void
queue_take(struct queue *queue, struct queue *list)
{
	queue_empty(list);
	queue_put(list, queue);
	queue_empty(queue);
}

/* Sleeps until there is something to do; false: never again. */
static bool
wait_for_work(struct writer *writer)
{
	bool work;

	(void)pthread_mutex_lock(&writer->lock);
	while (writer->waiting.len == 0 && !writer->quit)
		(void)pthread_cond_wait(&writer->wake, &writer->lock);
	work = writer->waiting.len > 0;
	(void)pthread_mutex_unlock(&writer->lock);
	return work;
}

/* What came while this process waited for its turn belongs to the batch. */
static void
do_batch(struct writer *writer)
{
	static const uint64_t one = 1;
	enum status begun = writes_begin(writer->store);
	struct queue batch;

	(void)pthread_mutex_lock(&writer->lock);
	queue_take(&writer->waiting, &batch);
	(void)pthread_mutex_unlock(&writer->lock);
	writes_end(writer->store, begun, batch.first);
	(void)pthread_mutex_lock(&writer->lock);
	queue_put(&writer->finished, &batch);
	(void)pthread_mutex_unlock(&writer->lock);
	if (write(writer->wake_fd, &one, sizeof(one)) == -1)
		log_error("writer.wake", "the event loop was not woken");
}

static void *
writer_thread(void *arg)
{
	struct writer *writer = arg;

	while (wait_for_work(writer))
		do_batch(writer);
	return NULL;
}

/* Signals are the event loop's: they have to wake it. */
static void
thread_start(struct writer *writer)
{
	pthread_attr_t attributes;
	sigset_t all;
	sigset_t before;

	(void)sigfillset(&all);
	(void)pthread_sigmask(SIG_BLOCK, &all, &before);
	if (pthread_attr_init(&attributes) != 0 ||
	    pthread_attr_setstacksize(&attributes, STACK_BYTES) != 0 ||
	    pthread_create(&writer->thread, &attributes, writer_thread,
	    writer) != 0)
		log_fatal("writer.start", "cannot start the writer's thread");
	(void)pthread_attr_destroy(&attributes);
	(void)pthread_sigmask(SIG_SETMASK, &before, NULL);
}

enum status
writer_start(const char *dir, size_t max, int wake_fd, struct writer **writer)
{
	struct writer *made = calloc(1, sizeof(*made));
	enum status st;

	*writer = NULL;
	if (made == NULL)
		log_fatal("memory", "out of memory for the writer");
	if ((st = store_open(dir, STORE_PUBLIC, &made->store)) != OK) {
		free(made);
		return st;
	}
	queue_empty(&made->waiting);
	queue_empty(&made->finished);
	made->max = max;
	made->wake_fd = wake_fd;
	if (pthread_mutex_init(&made->lock, NULL) != 0 ||
	    pthread_cond_init(&made->wake, NULL) != 0)
		log_fatal("writer.start", "no mutex for the writer");
	thread_start(made);
	*writer = made;
	return OK;
}

void
writer_count_commits(struct writer *writer, struct meters_commits *commits)
{
	store_count_commits(writer->store, commits);
}

bool
writer_room(struct writer *writer)
{
	bool room;

	(void)pthread_mutex_lock(&writer->lock);
	room = writer->waiting.len < writer->max;
	(void)pthread_mutex_unlock(&writer->lock);
	return room;
}

bool
writer_add(struct writer *writer, struct write *write, void *owner)
{
	const struct queue one = { write, &write->next, 1 };
	bool room;

	(void)pthread_mutex_lock(&writer->lock);
	room = writer->waiting.len < writer->max;
	if (room) {
		write->owner = owner;
		write->done = false;
		write->next = NULL;
		queue_put(&writer->waiting, &one);
		(void)pthread_cond_signal(&writer->wake);
	}
	(void)pthread_mutex_unlock(&writer->lock);
	return room;
}

struct write *
writer_done(struct writer *writer)
{
	struct queue list;

	(void)pthread_mutex_lock(&writer->lock);
	queue_take(&writer->finished, &list);
	(void)pthread_mutex_unlock(&writer->lock);
	for (struct write *w = list.first; w != NULL; w = w->next)
		w->done = true;
	return list.first;
}

void
writer_stop(struct writer *writer)
{
	(void)pthread_mutex_lock(&writer->lock);
	writer->quit = true;
	(void)pthread_cond_signal(&writer->wake);
	(void)pthread_mutex_unlock(&writer->lock);
	(void)pthread_join(writer->thread, NULL);
	store_close(writer->store);
	writer->store = NULL;
}

void
writer_free(struct writer *writer)
{
	if (writer == NULL)
		return;
	(void)pthread_cond_destroy(&writer->wake);
	(void)pthread_mutex_destroy(&writer->lock);
	free(writer);
}
