#ifndef TESTS_FAULTS_TAKINGS_H
#define TESTS_FAULTS_TAKINGS_H

#include "../vault/office.h"

#include "store/writes.h"

/*
 * A site at work: visitors whose bookings and messages are stored in batches by
 * two workers' threads, and a desk that takes in, notes and erases meanwhile.
 * What was acknowledged goes into the log of the disk (disk_acknowledge).
 */

/* What is acknowledged: a kind and a number of ours below TAKINGS_MAX, or of
 * TAKING_EVENT the id of the last event of the audit log. */
enum taking_kind {
	TAKING_BOOKING = 1,
	TAKING_MESSAGE,
	TAKING_ERASING, /* of a message, begun */
	TAKING_ERASED,
	TAKING_NOTE,    /* so many are there */
	TAKING_EVENT,
};

enum { TAKINGS_MAX = 4096, TAKING_STEP = 1 << 20 };

/* Works for so many rounds; the office's folder is watched and recorded. */
void takings_work(struct test_office *office, int rounds);

/* The same of visitors alone, on one handle that syncs its log only before it
 * is written back: the control. */
void takings_careless(struct test_office *office, int rounds);

/* ---- looking at a disk ---- */

/* What must be there. */
struct takings {
	bool there[TAKING_MESSAGE + 1][TAKINGS_MAX];
	bool erasing[TAKINGS_MAX];
	bool erased[TAKINGS_MAX];
	int64_t notes;
	int64_t events;
};

/* Adds what was acknowledged. */
void takings_add(struct takings *takings, int64_t what);

/* What is wrong with a disk; all 0 when nothing is. */
struct takings_fault {
	int shut;       /* it does not open, or not as a whole */
	int damaged;    /* integrity_check or foreign_key_check */
	int lost;       /* acknowledged and not there */
	int risen;      /* erased and there */
	int unreadable; /* leads that do not open with the key */
	int chain;      /* the audit log does not verify */
};

/* How closely to look. */
enum takings_depth {
	TAKINGS_FILES = 1, /* both databases, and what was acknowledged */
	TAKINGS_DESK,      /* and the audit log, and the last few leads */
	TAKINGS_ALL,       /* and every lead */
};

/* Looks at a folder with the keys of an office. */
struct takings_fault takings_check(const struct takings *takings,
    const struct test_office *office, const char *dir,
    enum takings_depth depth);

#endif
