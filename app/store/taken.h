#ifndef STORE_TAKEN_H
#define STORE_TAKEN_H

#include <stdbool.h>

#include "crypto/open.h"
#include "store/lead_list.h"
#include "store/office.h"

/*
 * What the office has taken in of leads: their records' keys and the blind
 * index of their address (crypto/seal.h), for the vault. A cache of what
 * intake.db and the site's secret key give.
 */

/* The key of a record. */
struct taken {
	int64_t lead_id;
	enum seal_kind kind;
	uint8_t epoch[SEAL_EPOCH_ID_SIZE]; /* of the record it opens */
	int64_t number;                    /* the same */
	bool opens;             /* false: key.wrapped is nothing */
	struct record_key key;
};

/* In order of lead and kind. */
struct taken_rows {
	struct taken *at;
	size_t len;
};

/* The blind index of a lead's address. */
struct taken_index {
	int64_t lead_id;
	int64_t generation;
	uint8_t email[BLIND_INDEX_SIZE];
};

struct taken_indexes {
	struct taken_index *at;
	size_t len;
};

/* The keys of the leads from first to last. OK, also when there is none. */
enum status office_taken(struct office *office, struct arena *arena,
    int64_t first, int64_t last, struct taken_rows *rows);

/* The same of leads by their ids; of their heads alone, or of their bodies
 * (SEAL_BODY) too. There may be others among them. */
enum status office_taken_of(struct office *office, struct arena *arena,
    const struct lead_ids *ids, enum seal_kind kind, struct taken_rows *rows);

/* The highest id of a lead that was taken in; 0: none. */
enum status office_taken_last(struct office *office, int64_t *id);

/* Stores keys and indexes in the place of those there are, in one
 * transaction. */
enum status office_take_in(struct office *office,
    const struct taken_rows *rows, const struct taken_indexes *indexes);

/* How often the address of a lead wrote before it, and in all; both 0 when
 * the lead has no index. */
enum status office_seen(struct office *office, int64_t lead_id,
    int64_t *before, int64_t *all);

/* The leads of the address of a lead, itself included, in order of id, in
 * arena; none when it has no index. */
struct taken_same {
	int64_t *at;
	size_t len;
};

enum status office_same_person(struct office *office, struct arena *arena,
    int64_t lead_id, struct taken_same *same);

/* The same of many leads at once: those whose address wrote more than once.
 * There may be others among them. */
struct seen {
	int64_t lead_id;
	int64_t before;
	int64_t all; /* 2 or more */
};

struct seen_rows {
	struct seen *at;
	size_t len;
};

enum status office_seen_of(struct office *office, struct arena *arena,
    const struct lead_ids *ids, struct seen_rows *rows);

/* Takes out all that hangs on a lead: keys, index, notes. OK, also when there
 * is nothing. */
enum status office_forget_lead(struct office *office, int64_t lead_id);

/* Of a rotation's end: takes out keys and indexes of older generations. */
enum status office_taken_retire(struct office *office, int64_t generation);

#endif
