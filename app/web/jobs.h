#ifndef WEB_JOBS_H
#define WEB_JOBS_H

#include <stdbool.h>
#include <stddef.h>

struct job;

/*
 * One thread for work that would hold up the event loop (a passphrase hash
 * takes half a second and 256 MiB). One job at a time, a short queue, and a
 * plain "busy" beyond it, so that a flood of logins cannot eat the machine
 * (REQ 13).
 */
struct jobs;

/* Whose turn it is among several processes: one job at a time in all of them.
 * Made before the fork, in memory they share; one that is killed in its turn
 * does not keep it. Fatal without memory. */
struct jobs_turn;

struct jobs_turn *jobs_turn_new(void);

/* Starts the thread. wake_fd is an eventfd written after each job. */
struct jobs *jobs_start(size_t queue_max, int wake_fd,
    struct jobs_turn *turn);

/* Whether one more would be taken; stays true until the caller adds one. */
bool jobs_room(struct jobs *jobs);

/* Queues a job; owner comes back from jobs_done. false: the queue is full. */
bool jobs_add(struct jobs *jobs, struct job *job, void *owner);

/* The owner of a job that has run, each once, or NULL. job->done is set. */
void *jobs_done(struct jobs *jobs);

/* Lets the queued jobs finish, ends the thread. jobs_done still works. */
void jobs_stop(struct jobs *jobs);

#endif
