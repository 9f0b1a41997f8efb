#include "test.h"

#include <poll.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <sys/wait.h>

#include "web/jobs.h"
#include "web/request.h"

enum { QUEUE = 3, WAIT_MS = 20000, SHORT_US = 200 * 1000 };

/* A job that waits at a gate, if it has one, and says that it ran. */
struct task {
	struct job job;
	int gate; /* -1 for none */
	int runs;
	char name;
};

static void
task_run(struct job *job)
{
	struct task *task = (struct task *)job;
	uint64_t passes;

	if (task->gate != -1 &&
	    read(task->gate, &passes, sizeof(passes)) == -1)
		return;
	task->runs++;
}

static struct task
task_at(int gate, char name)
{
	return (struct task){ .job.run = task_run, .gate = gate,
		.name = name };
}

struct fixture {
	struct jobs_turn *turn;
	struct jobs *jobs;
	int wake;
	int gate;
};

static int
setup(void **state)
{
	struct fixture *made = calloc(1, sizeof(*made));

	if (made == NULL)
		return -1;
	made->wake = eventfd(0, EFD_CLOEXEC);
	made->gate = eventfd(0, EFD_CLOEXEC | EFD_SEMAPHORE);
	made->turn = jobs_turn_new();
	made->jobs = jobs_start(QUEUE, made->wake, made->turn);
	*state = made;
	return made->wake == -1 || made->gate == -1 ? -1 : 0;
}

/* A queue lives as long as its worker, so the program never frees one; the
 * leak checker wants its memory back. */
static void
stop(struct fixture *used)
{
	jobs_stop(used->jobs);
	while (jobs_done(used->jobs) != NULL)
		continue;
	free(used->jobs);
}

static int
teardown(void **state)
{
	struct fixture *used = *state;

	stop(used);
	(void)close(used->wake);
	(void)close(used->gate);
	free(used);
	return 0;
}

static void
open_gate(struct fixture *used, uint64_t passes)
{
	assert_int_equal(write(used->gate, &passes, sizeof(passes)),
	    sizeof(passes));
}

/* Waits for a wake, as the event loop does, and for a finished job. */
static void *
next_done(struct fixture *used)
{
	struct pollfd poller = { .fd = used->wake, .events = POLLIN };
	void *owner = jobs_done(used->jobs);
	uint64_t wakes;

	while (owner == NULL) {
		assert_int_equal(poll(&poller, 1, WAIT_MS), 1);
		assert_int_equal(read(used->wake, &wakes, sizeof(wakes)),
		    sizeof(wakes));
		owner = jobs_done(used->jobs);
	}
	return owner;
}

static void
a_job_runs_once_and_wakes_the_event_loop(void **state)
{
	struct fixture *used = *state;
	struct task task = task_at(-1, 'a');

	assert_null(jobs_done(used->jobs));
	assert_true(jobs_add(used->jobs, &task.job, &task));
	assert_ptr_equal(next_done(used), &task);
	assert_int_equal(task.runs, 1);
	assert_true(task.job.done);
	assert_null(jobs_done(used->jobs));
}

static void
a_job_is_done_only_when_its_owner_was_told(void **state)
{
	struct fixture *used = *state;
	struct task task = task_at(used->gate, 'a');
	struct pollfd poller = { .fd = used->wake, .events = POLLIN };

	assert_true(jobs_add(used->jobs, &task.job, &task));
	assert_null(jobs_done(used->jobs));
	assert_false(task.job.done);
	open_gate(used, 1);
	assert_int_equal(poll(&poller, 1, WAIT_MS), 1);
	assert_false(task.job.done);
	assert_ptr_equal(next_done(used), &task);
	assert_true(task.job.done);
}

static void
jobs_finish_in_the_order_they_came(void **state)
{
	struct fixture *used = *state;
	struct task tasks[QUEUE];

	for (int i = 0; i < QUEUE; i++) {
		tasks[i] = task_at(used->gate, (char)('a' + i));
		assert_true(jobs_add(used->jobs, &tasks[i].job, &tasks[i]));
	}
	open_gate(used, QUEUE);
	for (int i = 0; i < QUEUE; i++)
		assert_ptr_equal(next_done(used), &tasks[i]);
	assert_null(jobs_done(used->jobs));
}

/* One runs, QUEUE wait; the one that runs may still be in the queue. */
static void
a_full_queue_refuses_and_takes_again_when_there_is_room(void **state)
{
	struct fixture *used = *state;
	struct task tasks[QUEUE + 2];
	int taken = 0;

	for (int i = 0; i < QUEUE + 2; i++)
		tasks[i] = task_at(used->gate, (char)('a' + i));
	while (taken < QUEUE + 2 && jobs_add(used->jobs, &tasks[taken].job,
	    &tasks[taken]))
		taken++;
	assert_in_range(taken, QUEUE, QUEUE + 1);
	open_gate(used, (uint64_t)taken);
	for (int i = 0; i < taken; i++)
		assert_ptr_equal(next_done(used), &tasks[i]);
	assert_true(jobs_add(used->jobs, &tasks[taken].job, &tasks[taken]));
	open_gate(used, 1);
	assert_ptr_equal(next_done(used), &tasks[taken]);
}

/* Who asks before adding is never refused: nobody else adds. */
static void
where_there_is_room_a_job_is_taken(void **state)
{
	struct fixture *used = *state;
	struct task tasks[QUEUE + 2];
	int taken = 0;

	for (int i = 0; i < QUEUE + 2; i++)
		tasks[i] = task_at(used->gate, (char)('a' + i));
	for (; taken < QUEUE + 2 && jobs_room(used->jobs); taken++)
		assert_true(jobs_add(used->jobs, &tasks[taken].job,
		    &tasks[taken]));
	assert_in_range(taken, QUEUE, QUEUE + 1);
	open_gate(used, (uint64_t)taken);
	for (int i = 0; i < taken; i++)
		assert_ptr_equal(next_done(used), &tasks[i]);
	assert_true(jobs_room(used->jobs));
}

static void
a_refused_job_never_runs(void **state)
{
	struct fixture *used = *state;
	struct task first = task_at(used->gate, 'a');
	struct task more[QUEUE + 1];
	int taken = 0;

	assert_true(jobs_add(used->jobs, &first.job, &first));
	for (int i = 0; i <= QUEUE; i++)
		more[i] = task_at(-1, 'b');
	while (taken <= QUEUE &&
	    jobs_add(used->jobs, &more[taken].job, &more[taken]))
		taken++;
	assert_in_range(taken, QUEUE - 1, QUEUE);
	open_gate(used, 1);
	for (int i = 0; i <= taken; i++)
		assert_non_null(next_done(used));
	assert_int_equal(more[taken].runs, 0);
	assert_false(more[taken].job.done);
}

static void
stopping_finishes_what_is_queued(void **state)
{
	struct fixture *used = *state;
	struct task tasks[QUEUE];

	for (int i = 0; i < QUEUE; i++) {
		tasks[i] = task_at(used->gate, (char)('a' + i));
		assert_true(jobs_add(used->jobs, &tasks[i].job, &tasks[i]));
	}
	open_gate(used, QUEUE);
	jobs_stop(used->jobs);
	for (int i = 0; i < QUEUE; i++) {
		assert_int_equal(tasks[i].runs, 1);
		assert_ptr_equal(jobs_done(used->jobs), &tasks[i]);
		assert_true(tasks[i].job.done);
	}
	assert_null(jobs_done(used->jobs));
	free(used->jobs);
	used->jobs = jobs_start(QUEUE, used->wake, used->turn);
}

/* Whether the job at the gate is the only one that runs. */
static void
a_job_waits_for_those_of_other_queues(void **state)
{
	struct fixture *used = *state;
	struct fixture other = { used->turn, NULL,
		eventfd(0, EFD_CLOEXEC), used->gate };
	struct task held = task_at(used->gate, 'a');
	struct task free_one = task_at(-1, 'b');
	struct pollfd poller = { .fd = other.wake, .events = POLLIN };

	other.jobs = jobs_start(QUEUE, other.wake, other.turn);
	assert_true(jobs_add(used->jobs, &held.job, &held));
	(void)usleep(SHORT_US);
	assert_true(jobs_add(other.jobs, &free_one.job, &free_one));
	assert_int_equal(poll(&poller, 1, SHORT_US / 1000), 0);
	open_gate(used, 1);
	assert_ptr_equal(next_done(used), &held);
	assert_ptr_equal(next_done(&other), &free_one);
	stop(&other);
	(void)close(other.wake);
}

/* A process of its own with the turn in its hand, until it is killed. */
static pid_t
holder(struct jobs_turn *turn)
{
	struct fixture own = { turn, NULL, eventfd(0, EFD_CLOEXEC),
		eventfd(0, EFD_CLOEXEC) };
	struct task task = task_at(own.gate, 'a');
	pid_t pid = fork();

	if (pid == 0) {
		own.jobs = jobs_start(QUEUE, own.wake, turn);
		(void)jobs_add(own.jobs, &task.job, &task);
		for (;;)
			(void)pause();
	}
	(void)close(own.wake);
	(void)close(own.gate);
	return pid;
}

static void
a_process_that_is_killed_does_not_keep_its_turn(void **state)
{
	struct fixture *used = *state;
	struct pollfd poller = { .fd = used->wake, .events = POLLIN };
	struct task task = task_at(-1, 'b');
	pid_t pid = holder(used->turn);

	assert_int_not_equal(pid, -1);
	(void)usleep(SHORT_US);
	assert_true(jobs_add(used->jobs, &task.job, &task));
	assert_int_equal(poll(&poller, 1, SHORT_US / 1000), 0);
	assert_int_equal(kill(pid, SIGKILL), 0);
	assert_int_equal(waitpid(pid, NULL, 0), pid);
	assert_ptr_equal(next_done(used), &task);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
		    a_job_runs_once_and_wakes_the_event_loop, setup, teardown),
		cmocka_unit_test_setup_teardown(
		    a_job_is_done_only_when_its_owner_was_told, setup,
		    teardown),
		cmocka_unit_test_setup_teardown(
		    jobs_finish_in_the_order_they_came, setup, teardown),
		cmocka_unit_test_setup_teardown(
		    a_full_queue_refuses_and_takes_again_when_there_is_room,
		    setup, teardown),
		cmocka_unit_test_setup_teardown(
		    where_there_is_room_a_job_is_taken, setup, teardown),
		cmocka_unit_test_setup_teardown(a_refused_job_never_runs,
		    setup, teardown),
		cmocka_unit_test_setup_teardown(
		    stopping_finishes_what_is_queued, setup, teardown),
		cmocka_unit_test_setup_teardown(
		    a_job_waits_for_those_of_other_queues, setup, teardown),
		cmocka_unit_test_setup_teardown(
		    a_process_that_is_killed_does_not_keep_its_turn, setup,
		    teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
