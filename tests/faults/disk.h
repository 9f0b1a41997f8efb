#ifndef TESTS_FAULTS_DISK_H
#define TESTS_FAULTS_DISK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * A disk that can be told to fail, and that remembers what was done to it.
 * disk.c defines open, write, fsync and the like in the test program itself,
 * so that they stand in front of libc's, for our code and for SQLite's alike.
 * What is not below the watched folder passes through, as does everything
 * until a folder is watched.
 *
 * Nothing is ever synced in earnest below it: what a power cut would leave is
 * replay.h's business, and the tests are quicker.
 */

/* Watches a folder from now on; its path is copied. NULL: none. */
void disk_watch(const char *dir);

/* ---- faults ---- */

enum disk_call {
	DISK_OPEN = 1 << 0,
	DISK_READ = 1 << 1,
	DISK_WRITE = 1 << 2,
	DISK_SYNC = 1 << 3,
	DISK_TRUNCATE = 1 << 4,
	DISK_NAME = 1 << 5, /* unlink and rename */
	DISK_LOOK = 1 << 6, /* stat and access */
	DISK_MAP = 1 << 7,
	DISK_ANY = (1 << 8) - 1,
};

struct disk_fault {
	unsigned calls; /* of these */
	int64_t nth;    /* the n-th from now on fails, from 1 on */
	bool lasting;   /* and all that come after it */
	bool half;      /* a write that fails has written half of it */
	int error;      /* an errno */
};

void disk_fail(const struct disk_fault *fault);

/* Ends that; whether anything has failed. */
bool disk_heal(void);

/* Ends the process, as a kill would, instead of making the n-th of these
 * calls. */
void disk_kill_at(unsigned calls, int64_t nth);

/* ---- recording ---- */

enum disk_event_kind {
	DISK_WROTE = 1,
	DISK_TRUNCATED,
	DISK_SYNCED,
	DISK_NAMES_SYNCED, /* of a folder */
	DISK_MADE,         /* name is now object */
	DISK_REMOVED,
	DISK_RENAMED,      /* name is now called other */
	DISK_ACKNOWLEDGED, /* offset is what the test said */
};

/* A file, whatever its name, is an object; the numbers begin with 0. */
struct disk_event {
	enum disk_event_kind kind;
	int object;
	int64_t offset;   /* or the new length */
	size_t len;
	uint8_t *bytes;
	char name[48];    /* below the watched folder */
	char other[48];
};

struct disk_log {
	struct disk_event *at;
	size_t len;
	size_t room;
	int objects;
};

/*
 * Writes down what happens in the watched folder, but for shared memory, from
 * now on; begins with making and writing the files that are there, synced.
 * Files must be opened after this. The log is the caller's, freed with
 * disk_log_free after disk_record_end.
 */
void disk_record(struct disk_log *log);
void disk_record_end(void);
void disk_log_free(struct disk_log *log);

/* Somebody has been told that something is stored. */
void disk_acknowledge(int64_t what);

#endif
