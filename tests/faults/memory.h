#ifndef TESTS_FAULTS_MEMORY_H
#define TESTS_FAULTS_MEMORY_H

#include <stdbool.h>
#include <stdint.h>

/*
 * Memory that runs out at a chosen moment. memory.c defines malloc and its kin
 * in the test program itself, in front of libc's, for our code and for all
 * libraries alike.
 */

/* The n-th request from now on gets nothing, and with lasting none after it
 * does. */
void memory_fail(int64_t nth, bool lasting);

/* Ends that; whether anything failed. */
bool memory_heal(void);

/* Requests since memory_fail. */
int64_t memory_requests(void);

/* Pieces that were handed out and not given back. */
int64_t memory_pieces(void);

#endif
