#ifndef STORE_LEAD_LIST_H
#define STORE_LEAD_LIST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/status.h"
#include "domain/follow_up.h"
#include "store/store.h"

struct arena;

/*
 * Leads by what the owner looks for: filtered, sorted, a page at a time. Which
 * ones they are comes from indexes that hold all a filter looks at; then the
 * rows of that page are read, without what they wrote (body). So the length of
 * a list does not matter, only that of its page.
 *
 * Office access only, DENIED otherwise; BUSY and FAILED as in store.h.
 */
enum lead_sort {
	LEAD_SORT_NEWEST = 1,
	LEAD_SORT_OLDEST,
	LEAD_SORT_NEXT, /* by next date: overdue first, then those to come,
	                 * those without one, and the closed */
	LEAD_SORT_COUNT,
};

/* What is looked for of the next date. */
enum lead_follow {
	LEAD_FOLLOW_ANY = 1,
	LEAD_FOLLOW_DUE,
	LEAD_FOLLOW_OVERDUE,
	LEAD_FOLLOW_NONE,    /* open without one, and not in quarantine */
	LEAD_FOLLOW_PLANNED,
	LEAD_FOLLOW_IDLE,    /* follow_up_is_idle */
	LEAD_FOLLOW_COUNT,
};

struct lead_filter {
	enum lead_stage stage; /* 0: any */
	bool open;             /* only open ones; with stage 0 */
	enum lead_follow follow;
	/* Assessment codes as a JSON array of texts, of which it has one; ""
	 * for whatever it came with. */
	const char *results;
	int64_t from_at; /* came in at or after it; 0: whenever */
	int64_t to_at;   /* came in before it; 0: whenever */
	int64_t today;   /* by the owner's clock */
	int64_t now;
};

/* Where a page ends and the next one begins: what its last lead is sorted by.
 * All 0 before the first page. */
struct lead_cursor {
	int64_t on; /* of LEAD_SORT_NEXT */
	int64_t id;
};

struct lead_query {
	struct lead_filter filter;
	enum lead_sort sort;
	struct lead_cursor after;
	int64_t limit;
};

/* A lead of the list. */
struct lead_place {
	int64_t id;
	int64_t on;
};

struct lead_places {
	struct lead_place *at;
	size_t len;
};

/* Which leads, in order. OK, also when there is none. */
enum status store_lead_places(struct store *store, struct arena *arena,
    const struct lead_query *query, struct lead_places *places);

/* Their ids, for statements about many; in arena. */
struct lead_ids {
	const char *json; /* an array, in the same order */
	int64_t first;    /* the least and the greatest of them */
	int64_t last;
	bool dense;       /* at least half of those between are among them */
};

struct lead_ids lead_places_ids(struct arena *arena,
    const struct lead_places *places);

/* Their rows, in the same order; with body what they wrote too. One that went
 * in the meantime is missing. */
enum status store_lead_lines(struct store *store, struct arena *arena,
    const struct lead_places *places, bool body, struct lead_rows *rows);

/* Where to go on behind a row. */
struct lead_cursor lead_cursor_behind(const struct lead_row *row);

/* How many there are of a filter, on all pages. */
enum status store_lead_list_count(struct store *store,
    const struct lead_filter *filter, int64_t *count);

/* A number that is another one as soon as anybody has written to the database,
 * this handle included; never 0. */
enum status store_version(struct store *store, int64_t *version);

/*
 * How many there are of each kind. Counted again only after something was
 * changed, or when a day or an hour has passed; so idle ones may be an hour
 * late.
 */
struct lead_counts {
	int64_t all;
	int64_t open;
	int64_t stages[LEAD_STAGE_COUNT];
	int64_t follows[LEAD_FOLLOW_COUNT];
};

enum status store_lead_counts(struct store *store, int64_t today,
    int64_t now, struct lead_counts *counts);

#endif
