#ifndef STORE_LEAD_CHANGES_H
#define STORE_LEAD_CHANGES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/status.h"
#include "domain/follow_up.h"
#include "domain/lead.h"

struct arena;
struct deed;
struct store;

/*
 * What the owner does with leads, and how it can be undone.
 *
 * Each change is one transaction with the deed's note (store/deeds.h) and a
 * row of the lead's history; time and admin are the deed's, cut to the minute,
 * and its subject is the lead. What is so already is OK with *change 0 and
 * nothing is stored: a form sent twice does once. BUSY and FAILED as in
 * store.h, DENIED to the public role.
 */
enum lead_change_kind {
	LEAD_CHANGE_STAGE = 1,
	LEAD_CHANGE_FOLLOW_UP,
	LEAD_CHANGE_RECOMMENDED,
	LEAD_CHANGE_KIND_COUNT,
};

enum { LEAD_RECOMMENDED_MAX = 64 }; /* bytes */

/*
 * Moves a lead to another stage; what is kept how long counts from then. from
 * is where the form showed it, 0 where it does not matter. OK with *change the
 * id of the change; NOT_FOUND; CONFLICT when it may not go there from where it
 * is (lead_may_move), or is no longer at from: nothing is changed.
 */
struct lead_move {
	int64_t lead_id;
	enum lead_stage from;
	enum lead_stage to;
};

enum status store_lead_move(struct store *store, const struct lead_move *move,
    const struct deed *deed, int64_t *change);

/*
 * Many at once, in one transaction; deeds[i] is that of moves[i]. Those that
 * cannot be moved stay where they are and the others are: first and last are
 * the ids of the changes, which follow each other, 0 for none.
 */
struct leads_moved {
	int64_t first;
	int64_t last;
	size_t len;     /* how many are at their stage now, also those that were */
	size_t refused; /* not found, or not from where they are */
};

enum status store_leads_move(struct store *store,
    const struct lead_move *moves, const struct deed *deeds, size_t len,
    struct leads_moved *moved);

/* Plans when to get back to a lead: a day (domain/follow_up.h, which checks
 * it), or 0 for none. OK; NOT_FOUND; CONFLICT when the lead is closed and a day
 * was given. */
enum status store_lead_follow_up(struct store *store, int64_t lead_id,
    int64_t day, const struct deed *deed, int64_t *change);

/* The same day for many at once, as store_leads_move. */
enum status store_leads_follow_up(struct store *store, const int64_t *leads,
    const struct deed *deeds, size_t len, int64_t day,
    struct leads_moved *moved);

/* Writes down what was recommended in the call: "", a stack's id, or two as
 * "node+python". OK; NOT_FOUND; INVALID for other letters or more than
 * LEAD_RECOMMENDED_MAX bytes. */
enum status store_lead_recommend(struct store *store, int64_t lead_id,
    const char *stacks, const struct deed *deed, int64_t *change);

/* Something else was done about the lead, a note say: it does not lie idle.
 * OK, also when there is no such lead. */
enum status store_lead_touch(struct store *store, int64_t lead_id,
    int64_t now);

/* ---- the history ---- */

/* "stage", "follow_up", "recommended", and back: OK, or NOT_FOUND with *kind
 * untouched. */
const char *lead_change_kind_id(enum lead_change_kind kind);
enum status lead_change_kind_find(const char *id, enum lead_change_kind *kind);

struct lead_change {
	int64_t id;
	int64_t lead_id;
	int64_t at;         /* cut to the minute */
	int64_t admin_id;   /* 0: the command line */
	enum lead_change_kind kind;
	const char *before; /* a stage's id; "2026-12-24" or ""; stacks */
	const char *after;
	bool latest;        /* of its kind and lead: it can be undone */
};

struct lead_changes {
	struct lead_change *at;
	size_t len;
};

/* Of a lead, the oldest first. OK, also when there is none. */
enum status store_lead_changes(struct store *store, struct arena *arena,
    int64_t lead_id, struct lead_changes *changes);

/* One. OK or NOT_FOUND. */
enum status store_lead_change(struct store *store, struct arena *arena,
    int64_t id, struct lead_change *change);

/*
 * Puts back what was before a change, whatever the rules of stages say: a
 * slip of the hand must not stand. The deed's kind is AUDIT_LEAD_UNDONE. OK
 * with *undo the id of the new change, which can be undone likewise;
 * NOT_FOUND, also when it is of another lead than the deed; CONFLICT when it
 * is not the latest of its kind any more.
 */
enum status store_lead_undo(struct store *store, int64_t change,
    const struct deed *deed, int64_t *undo);

/* What is planned and was recommended, for a lead's page. OK or NOT_FOUND. */
struct lead_plan {
	struct follow_up follow_up;
	const char *recommended; /* in arena */
};

enum status store_lead_plan(struct store *store, struct arena *arena,
    int64_t lead_id, struct lead_plan *plan);

#endif
