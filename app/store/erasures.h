#ifndef STORE_ERASURES_H
#define STORE_ERASURES_H

#include <stddef.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/status.h"

struct arena;
struct deed;
struct office;
struct store;

/*
 * Erasing a person: what they wrote goes, with all that hangs on it; the times
 * of their calls stay as slots that are nobody's (BOOKING_ERASE). A list of
 * which leads were erased stays too, in both databases, so that a backup does
 * not bring anybody back. It holds random numbers and no more.
 *
 * SQLite overwrites what is deleted (secure_delete), and the write-ahead log
 * is emptied at once. Yet when pages are rearranged, a copy of a row may stay
 * in a page's unused part: in trials one of two thousand did. Only rewriting
 * the file helps, which store_tidy does: every night, and at once on the
 * command line.
 */

/*
 * Erases a lead, with the note of the deed, which office_deed makes, in the
 * same transaction. OK; NOT_FOUND; DENIED to the public role. A visitor's own
 * erasure is store_booking_erase.
 */
enum status store_lead_erase(struct store *store, int64_t id,
    const struct deed *deed, int64_t now);

/* Whether store_tidy takes seconds (database.h). OK, BUSY or FAILED. */
enum status store_is_large(struct store *store, bool *large);

/*
 * Rewrites the file without what was deleted and empties the log beside it.
 * Others read on meanwhile; who writes waits. OK, BUSY or FAILED; DENIED to
 * the public role. Memory: about the size of the file, unless it is large.
 */
enum status store_tidy(struct store *store);

/* ---- the list of what was erased ---- */

struct erasure {
	const char *uuid;
	int64_t lead_id;
	int64_t erased_at; /* cut to the minute */
};

struct erasures {
	struct erasure *at;
	size_t len;
};

/* The list as either database has it, in arena, in order of time. OK; DENIED
 * to the public role. */
enum status store_erasures(struct store *store, struct arena *arena,
    struct erasures *list);
enum status office_erasures(struct office *office, struct arena *arena,
    struct erasures *list);

/*
 * After a backup was put in place: erases again whom it brought back, and adds
 * what is missing to its own list. The lists to give are those of the data the
 * backup took the place of, and of the restored office. No id of theirs is
 * given to a new lead. OK with *erased how many came back; DENIED to the
 * public role; otherwise nothing is changed.
 */
enum status store_erasures_apply(struct store *store,
    const struct erasures *list, int64_t now, int64_t *erased);

#endif
