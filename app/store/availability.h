#ifndef STORE_AVAILABILITY_H
#define STORE_AVAILABILITY_H

#include "store/store.h"

/*
 * When the owner can be called beyond the weekly hours, and what is taken:
 * bookings, the owner's calendar file, what the owner blocked by hand. Every
 * role reads; what writes says DENIED to the public role. BUSY and FAILED as
 * in store.h.
 *
 * What writes takes the note of the deed for the audit log (office_deed, of
 * AUDIT_AVAILABILITY_CHANGED), which is stored in the same transaction; NULL
 * where there is no log to tell.
 */
struct deed;

/* ---- days with other hours ---- */

/*
 * The overrides of the days from a civil day on, in order, in arena. OK, also
 * when there is none. One that cannot be read (a zone that is no more) blocks
 * its day and is logged.
 */
enum status store_overrides(struct store *store, struct arena *arena,
    int64_t from_day, struct overrides *overrides);

/* Gives the days from day to last_day, both included, the hours and the zone
 * of an override; what stood for them is replaced. */
enum status store_override_put(struct store *store,
    const struct override *override, int64_t last_day,
    const struct deed *deed);

/* Gives these days their weekly hours back. OK, also when they had them. */
enum status store_override_remove(struct store *store, int64_t day,
    int64_t last_day, const struct deed *deed);

/* ---- time that is taken ---- */

/*
 * All that is taken and ends after from and starts before to, in order of
 * start, in arena: active bookings, and blocked time, marked as such. This is
 * what availability_slots is to be asked with. A requested booking whose hold
 * has ended by now takes nothing. except leaves out a booking by its id, the
 * one that is about to be moved; 0 for none.
 */
enum status store_busy(struct store *store, struct arena *arena, int64_t now,
    int64_t from, int64_t to, int64_t except, struct slots *busy);

enum busy_source {
	BUSY_FILE = 1, /* the owner's calendar file */
	BUSY_OWNER,    /* blocked by hand */
	BUSY_CALENDAR, /* the owner's calendar on a server (calendars.h) */
};

/* A stretch of blocked time. */
struct busy_time {
	int64_t id;
	enum busy_source source;
	struct slot slot;
};

struct busy_times {
	struct busy_time *at;
	size_t len;
};

/* Blocked time that ends after from, in order of start, in arena. */
enum status store_busy_times(struct store *store, struct arena *arena,
    int64_t from, struct busy_times *times);

/* Blocks a stretch by hand. */
enum status store_busy_add(struct store *store, const struct slot *slot,
    const struct deed *deed);

/* Frees a stretch that was blocked by hand. OK; NOT_FOUND when there is no
 * such one. */
enum status store_busy_remove(struct store *store, int64_t id,
    const struct deed *deed);

/* ---- the owner's calendar file ---- */

/* When a file was read, and up to when its events were followed. */
struct busy_file {
	int64_t read_at;
	int64_t covers_to;
};

/* The last file. OK or NOT_FOUND. */
enum status store_busy_file(struct store *store, struct busy_file *file);

/* Puts what a file blocks in place of what the last one did, all or
 * nothing. */
enum status store_busy_replace(struct store *store,
    const struct busy_file *file, const struct slots *slots,
    const struct deed *deed);

/* ---- all of it at once ---- */

/* The rules that hold: those of site.yaml, or those of the desk where there are
 * some (store/call_rules.h), with the overrides ahead, in arena. Statuses of
 * the store. */
enum status store_hours(struct store *store, struct arena *arena,
    const struct availability *rules, int64_t now,
    struct availability *hours);

/* What there is to know for the question which slots are free. */
struct diary {
	struct availability availability; /* with the overrides ahead */
	struct slots busy;                /* store_busy up to the horizon */
};

/*
 * The diary at a moment, in arena: store_hours, and what is taken.
 * except as for store_busy. The list, the POST, rescheduling, the admin and the
 * checks all read it here.
 */
enum status store_diary(struct store *store, struct arena *arena,
    const struct availability *rules, int64_t now, int64_t except,
    struct diary *diary);

/* The same for the question about the slot that starts at an instant: of what
 * is taken it has only what may be in its way, so that it costs the same
 * however full the diary is. */
enum status store_diary_at(struct store *store, struct arena *arena,
    const struct availability *rules, int64_t now, int64_t at, int64_t except,
    struct diary *diary);

#endif
