#ifndef CRYPTO_OPEN_H
#define CRYPTO_OPEN_H

#include "base/status.h"
#include "crypto/seal.h"

struct arena;
struct keyring;

/*
 * Opening what a sealer sealed. The admin role's and the command line's alone;
 * the design stands in seal.h.
 *
 * An opener is a slot of guarded memory, made once in a process. Unlocked it
 * holds the site's secret key, of the generation in use and, while a rotation
 * is on its way, of the one before. Between requests it is locked, which wipes
 * it. Without the key a function answers DENIED: who is signed in anew may.
 */
struct opener;

enum {
	OPENER_GENERATIONS_MAX = 2,
	RECORD_KEY_SIZE = 73,
	BLIND_INDEX_SIZE = 32,
};

/* A locked opener. Never NULL; opener_free wipes, NULL is allowed. */
struct opener *opener_new(void);
void opener_free(struct opener *opener);

/* Adds a keyring's secret key. OK, or CONFLICT: there are as many generations
 * as there may be, end the rotation first. */
enum status opener_unlock(struct opener *opener,
    const struct keyring *keyring);

/* Wipes whatever it holds. */
void opener_lock(struct opener *opener);

/* The newest generation it can open; 0: it is locked. */
int64_t opener_generation(const struct opener *opener);

/* A text that was sealed, in the caller's arena, which does not wipe it:
 * opened_wipe does, for texts no answer shows (a search, a rotation). */
struct opened {
	uint8_t *bytes;
	size_t len;
};

void opened_wipe(struct opened *text);

/*
 * Opens a record by its epoch: one X25519 operation for the epoch and a step
 * for each record of it that comes before. Eight epochs are remembered until
 * the lock, so that records in order cost a step each; out of order they cost
 * more and open all the same.
 *
 * OK; DENIED without the epoch's generation; INVALID when it does not open:
 * damaged, forged, or moved from another row.
 */
enum status opener_read(struct opener *opener, struct arena *arena,
    const struct seal_epoch *epoch, const struct sealed *sealed,
    struct opened *text);

/* A record's own key, wrapped under the newest generation's wrap key: a row of
 * office.db. Not bound to a database row but to the record itself. */
struct record_key {
	int64_t generation;
	uint8_t wrapped[RECORD_KEY_SIZE];
};

/* Takes a record in: opens it as opener_read does and wraps its key. */
enum status opener_take(struct opener *opener, struct arena *arena,
    const struct seal_epoch *epoch, const struct sealed *sealed,
    struct opened *text, struct record_key *key);

/* Opens a record that was taken in, in one step whatever its number.
 * Statuses as opener_read; INVALID also for a key of another record. */
enum status opener_open(const struct opener *opener, struct arena *arena,
    const struct sealed *sealed, const struct record_key *key,
    struct opened *text);

/*
 * The blind index of an e-mail address: keyed BLAKE2b-256 of it, without
 * blanks at its ends and with A to Z in lower case, under a key derived from
 * the newest generation's secret key. Equal for the same person, and nothing
 * to whoever has not the key. OK or DENIED.
 */
enum status opener_index(const struct opener *opener, const char *email,
    uint8_t index[BLIND_INDEX_SIZE]);

/*
 * What the office itself writes about a lead (a note), which no sealer ever
 * saw: under the newest generation's note key, padded like a record.
 */
struct sealed_note {
	int64_t generation;
	const uint8_t *bytes; /* in the arena */
	size_t size;
};

enum { NOTE_CONTEXT_MAX = 128 };

/* Seals and opens a note; context says what it is ("note of UUID, 3"), at most
 * NOTE_CONTEXT_MAX bytes, and must be the same. Statuses as above, and
 * INVALID for a text longer than SEAL_TEXT_MAX. */
enum status note_seal(const struct opener *opener, struct arena *arena,
    const char *context, const void *text, size_t len,
    struct sealed_note *note);
enum status note_open(const struct opener *opener, struct arena *arena,
    const char *context, const struct sealed_note *note,
    struct opened *text);

#endif
