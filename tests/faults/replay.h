#ifndef TESTS_FAULTS_REPLAY_H
#define TESTS_FAULTS_REPLAY_H

#include "disk.h"

/*
 * What a disk may hold after a power cut, from a log of disk_record. What was
 * synced is there. Of what was not, any part may be: none of it, all of it, the
 * beginning with the last write torn, some writes and not others, some sectors
 * of 512 bytes and not others. Of names that were made, removed or changed
 * since their folder was synced the first few hold, in order, as a journal
 * keeps them.
 */
struct replay;

/* Never NULL; the log is borrowed. */
struct replay *replay_new(const struct disk_log *log);
void replay_free(struct replay *replay);

/* A disk that says it has synced a file and has not, one time of four; to see
 * that it is noticed. */
void replay_lie(struct replay *replay, uint64_t seed);

/* Goes on to the moment after so many events; never back. */
void replay_to(struct replay *replay, size_t events);

/* Writes into a folder, which is emptied first, what a cut now may leave.
 * Whatever *random says decides which; it is moved on. */
void replay_cut(const struct replay *replay, uint64_t *random,
    const char *dir);

/* Writes there what a kill of the process leaves: all of it. */
void replay_kill(const struct replay *replay, const char *dir);

/* A number below limit, from a generator whose state is never 0. */
uint64_t replay_random(uint64_t *state, uint64_t limit);

#endif
