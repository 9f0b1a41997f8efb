#ifndef CRYPTO_ROTATION_H
#define CRYPTO_ROTATION_H

#include "crypto/open.h"
#include "crypto/seal.h"

/*
 * Giving everything that is sealed another key: after an admin was removed,
 * or because somebody wishes. The plan, each step of which may be cut off and
 * done again:
 *
 *   1. begin   one transaction in office.db: the removed admin's row with all
 *              that hangs on it, the next site key, a grant of it for each
 *              admin who stays and for the recovery code (grant_renew), the
 *              end of every session but one's own, which is wrapped anew with
 *              both keys, the audit event. Then the public key into intake.db,
 *              in one transaction, and into the key file by rename. From now
 *              on both generations open, and a sealer of the old one is
 *              refused by the store (seal.h).
 *   2. turn    rotation_run: notes and leads are opened and sealed anew, in
 *              batches, a transaction each.
 *   3. retire  when nothing old is left: the old epochs and the old key out of
 *              intake.db, then record keys, indexes and grants of the old
 *              generation out of office.db, with the audit event. Last the
 *              write-ahead logs are checkpointed and both files vacuumed.
 *
 * Whether a rotation is on its way is no flag: it is that two generations are
 * there. Running it again puts the newest key into intake.db and the key file
 * where it is not, and goes on at 2. Reading goes on all the while; what was
 * taken in under the old generation is taken in again when it is next read.
 */
enum { ROTATION_BATCH = 100 };

/* A lead or a note that is not of the newest generation. */
struct rotation_lead {
	int64_t id;
	struct sealed_lead sealed;
};

struct rotation_note {
	int64_t id;
	const char *context; /* as given to note_seal */
	struct sealed_note sealed;
};

struct rotation_leads {
	struct rotation_lead *at;
	size_t len;
};

struct rotation_notes {
	struct rotation_note *at;
	size_t len;
};

/* What a run did. */
struct rotation_count {
	int64_t leads;
	int64_t notes;
	/* Left as they were, as they do not open: damaged or forged. */
	int64_t unreadable_leads;
	int64_t unreadable_notes;
};

/*
 * The store as a rotation sees it; context is handed to each. A status but OK
 * ends the run with it.
 *
 * old_*: those with an id over after that are not of this generation, in order
 * of id, at most ROTATION_BATCH; what they borrow lives as long as the arena.
 *
 * replace_*: one transaction that puts fresh[i] in the place of old[i] where
 * the row still is as old[i] has it, and leaves alone one that was changed or
 * erased meanwhile: what changes it now is of the new generation.
 *
 * retire: step 3. CONFLICT when more than count's unreadable ones are left.
 */
struct rotation_store {
	void *context;
	enum status (*old_leads)(void *context, struct arena *arena,
	    int64_t generation, int64_t after, struct rotation_leads *leads);
	enum status (*replace_leads)(void *context,
	    const struct rotation_leads *old,
	    const struct rotation_leads *fresh);
	enum status (*old_notes)(void *context, struct arena *arena,
	    int64_t generation, int64_t after, struct rotation_notes *notes);
	enum status (*replace_notes)(void *context,
	    const struct rotation_notes *old,
	    const struct rotation_notes *fresh);
	enum status (*retire)(void *context, int64_t generation,
	    const struct rotation_count *count);
};

/*
 * Steps 2 and 3, from wherever the last run was cut off. The opener holds both
 * generations, the sealer is of the newer one. OK with what was done; DENIED,
 * with nothing retired, when the sealer is of another generation than the
 * opener's newest or something is older than both; else what the store said.
 * About 10 µs a lead; no text stays in memory.
 */
enum status rotation_run(struct opener *opener, struct sealer *sealer,
    const struct rotation_store *store, int64_t now,
    struct rotation_count *count);

#endif
