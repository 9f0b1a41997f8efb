#ifndef CRYPTO_SEAL_H
#define CRYPTO_SEAL_H

#include <stddef.h>
#include <stdint.h>

#include "base/status.h"

struct arena;

/*
 * Sealing what visitors write. This header is the public role's part; here
 * stands the design of the whole.
 *
 * WHAT IT GIVES. A lead is stored so that whoever unlocks the office reads it
 * and nobody and nothing else: not the disk, a backup, the database, nor the
 * process that stored it. From all that this process has in memory after a
 * lead, no earlier one can be opened, as past keys are gone and cannot be
 * computed back. What it does not give: a process somebody broke into reads
 * what arrives while it is theirs, and can write leads nobody sent, so a
 * record says nothing about its sender. Whoever may write to the database can
 * put an old version of a record back with its number, or take rows away.
 *
 * THE RATCHET. A sealer has the site's public key only. For each epoch it
 * draws a chain key C0 and an epoch id, and seals both to the public key: the
 * root. Record n of the epoch has the message key Mn, and then Cn is gone:
 *
 *   Mn   = BLAKE2b-256 (key Cn, "fourways message")
 *   Cn+1 = BLAKE2b-256 (key Cn, "fourways chain")
 *
 * An epoch ends after 1,024 records, after an hour, with its process, or when
 * the key changes. A number that was used is never used again: a transaction
 * that fails, a form sent twice, leave a gap. The secret key opens the root;
 * walking to n gives Mn. So one X25519 operation serves a thousand records.
 *
 * THE BYTES, format 1, numbers little-endian:
 *
 *   root    1 | crypto_box_seal (C0 (32) | epoch id (16))             97 bytes
 *   record  1 | nonce (24) | XChaCha20-Poly1305 (Mn, text padded by ISO/IEC
 *           7816-4 to whole 256 bytes) | tag (16)
 *           bound to "fourways record 1" (zero-padded to 24) | kind (1) |
 *           uuid (36, as text) | epoch id (16) | n (8)
 *
 * TAKING IN. An opener (open.h) opens any record by its epoch. To open one in
 * a single step in any order (a list, a search) the admin role takes records
 * in: it walks each epoch once and keeps Mn wrapped under a key derived from
 * the secret key. These wrapped keys are a cache: all of them can be lost and
 * made again from intake.db and the secret key, so the two databases never
 * have to agree in one transaction.
 *
 * KEYS of the site's secret key s, by crypto_kdf, context "fwoffice": 1 wraps
 * records' keys, 2 makes the blind index, 3 seals notes, 4 vouches for grants.
 *
 * WHO CALLS WHAT
 *
 *  supervisor, before it forks: the key in the key file must be one of
 *    seal_key's, else it refuses to start and names both fingerprints
 *    (keyring_fingerprint); the newest row of seal_key is the key in use.
 *  public   after the fork: sealer_new, mail_sealer_new (the sandbox must allow
 *    mlock and munlock).
 *           a lead: make its uuid, seal_lead, own_copy_seal (own_copy.h); then
 *    one transaction in intake.db: seal_epoch if it is not there, lead,
 *    booking. A correction by the manage link is the same with an update. Is
 *    :generation no longer the newest of seal_key, nothing is stored and the
 *    handler does sealer_rekey with that row and seals again: no lead is lost
 *    to a rotation, and none sealed to a retired key.
 *           mail to wait: mail_seal, in the same transaction.
 *           an erasure takes the epoch with the last of its records; what hangs
 *    on the lead in office.db the admin role takes out at its next start or
 *    login, which needs no key.
 *  admin    after the fork: sealer_new, opener_new twice, the other for the job
 *    thread.
 *           login, on the job thread: passphrase_derive, totp_unwrap and
 *    totp_check, personal_key_unwrap, grant_open for each live generation,
 *    opener_unlock; then session_wrap and one transaction in office.db: last
 *    TOTP step (only where it is still lower), session, audit event.
 *    Passphrase and code come in one form, so that there is no oracle and no
 *    half session.
 *           each request: session_id finds the row, session_unwrap, the
 *    handler, opener_lock, always: also before it waits (PENDING).
 *           taking in, at login and before a list: for what has no record_key
 *    of its epoch and number, by epoch and number: opener_take for head and
 *    body, opener_index of the head's address; batches of 100, a transaction
 *    in office.db each. What does not open (INVALID, not DENIED) is stored with
 *    wrapped NULL, so that it is not tried again, and shown as unreadable.
 *           a list, a search, a lead: opener_open by record_key where epoch and
 *    number are still the record's, else opener_read. A search wipes each text
 *    (opened_wipe) that it does not show.
 *           notes: note_seal, note_open. Leads by hand: seal_lead, as public.
 *  courier  mail_opener_new from its key file; for a due row mail_open; the
 *    transaction that marks it sent deletes the bytes, and an epoch that no
 *    row needs.
 *  init     keyring_new, personal_key_new, recovery_new; opener_unlock;
 *    grant_make for the admin and for personal_key_of_recovery; mail_key_new.
 *  passphrase   personal_key_wrap and totp_wrap under the new key; his other
 *    sessions end. Nothing of the site's keys changes.
 *  recovery     recovery_key, personal_key_of_recovery, grant_open; then a new
 *    passphrase, personal key and grant, a new code with its grant, the old
 *    code's grant deleted, all in one transaction.
 *  a new admin  makes his own personal key where he sets his passphrase; one
 *    who is unlocked compares fingerprints and does grant_make for each live
 *    generation.
 *  removal, key rotate   rotation.h.
 *
 * WHERE IT STANDS
 *
 *  intake.db  seal_key    generation, public_key (32): one row, two during a
 *                         rotation
 *             seal_epoch  id, epoch (16, unique), generation -> seal_key,
 *                         root (97)
 *             lead        seal_format 1, seal_epoch -> seal_epoch, head_number,
 *                         body_number, head, body; booking.own (own_copy.h)
 *             mail_epoch, outbox: the same for waiting mail, due_at
 *             The authorizer denies the public role reading head, body, root.
 *  office.db  admin       + personal_public (32), personal_wrapped (73),
 *                         totp_wrapped (61, NULL: none), totp_last_step
 *             key_grant   generation, admin_id (NULL: the code), public_key
 *                         (32), sealed (113), vouch (32)
 *             session     token_hash is session_id's, + wrapped (185)
 *             record_key  lead_id, kind, epoch (16), number, generation,
 *                         wrapped (73, NULL: does not open); key lead_id, kind
 *             lead_index  lead_id, generation, email_index (32)
 *             note        + generation, sealed
 */
enum {
	SEAL_FORMAT = 1,
	SEAL_PUBLIC_SIZE = 32,
	SEAL_EPOCH_ID_SIZE = 16,
	SEAL_ROOT_SIZE = 97,
	SEAL_UUID_LENGTH = 36,
	SEAL_EPOCH_RECORDS = 1024,
	SEAL_EPOCH_SECONDS = 3600,
	SEAL_TEXT_MAX = 256 * 1024 - 1, /* bytes of one text */
};

/* What a record is; part of what it is bound to. Never renumbered. */
enum seal_kind {
	SEAL_HEAD = 1, /* of a lead: who */
	SEAL_BODY = 2, /* what about */
	SEAL_MAIL = 3, /* a message that waits for the courier */
};

/* An epoch: stored once, with the first of its records that is. */
struct seal_epoch {
	uint8_t id[SEAL_EPOCH_ID_SIZE];
	int64_t generation; /* of the key that opens it */
	uint8_t root[SEAL_ROOT_SIZE];
};

/* A sealed record, as it is stored. */
struct sealed {
	enum seal_kind kind;
	const char *uuid; /* whose it is, borrowed: 36 characters */
	uint8_t epoch[SEAL_EPOCH_ID_SIZE];
	int64_t number;
	const uint8_t *bytes; /* in the arena it was sealed or read into */
	size_t size;
};

struct sealed_lead {
	struct seal_epoch epoch; /* of both */
	struct sealed head;
	struct sealed body;
};

/* What is to be sealed; borrowed for the call, but uuid for as long as the
 * sealed records live. */
struct seal_texts {
	const char *uuid;
	const void *head;
	size_t head_len;
	const void *body;
	size_t body_len;
};

/*
 * Seals leads. It has no way to open one: no function takes it for that, and
 * no field of it could. In guarded memory; one a process. Used after a fork it
 * begins an epoch of its own, so that no two processes share a chain; but make
 * it after the fork all the same.
 */
struct sealer;

/* A sealer to a site's public key of a generation, which is from 1 on. Never
 * NULL. sealer_free wipes; NULL is allowed. */
struct sealer *sealer_new(const uint8_t public_key[SEAL_PUBLIC_SIZE],
    int64_t generation);
void sealer_free(struct sealer *sealer);

/* Goes on with another key: the epoch ends. */
void sealer_rekey(struct sealer *sealer,
    const uint8_t public_key[SEAL_PUBLIC_SIZE], int64_t generation);
int64_t sealer_generation(const struct sealer *sealer);

/*
 * Seals a lead's two texts as two records of one epoch, in arena. now only
 * tells how old the epoch is; a clock set back ends it. No copy of the texts
 * is made. About 4 µs, and 60 µs more where an epoch begins.
 *
 * OK, or INVALID: a text is longer than SEAL_TEXT_MAX, and nothing was sealed.
 */
enum status seal_lead(struct sealer *sealer, struct arena *arena,
    const struct seal_texts *texts, int64_t now, struct sealed_lead *lead);

/* The size of a record of a text of len bytes. */
size_t sealed_size(size_t len);

#endif
