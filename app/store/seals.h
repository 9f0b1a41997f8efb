#ifndef STORE_SEALS_H
#define STORE_SEALS_H

#include "crypto/rotation.h"
#include "store/store.h"

/*
 * What leads are sealed with, as far as intake.db has it (crypto/seal.h). The
 * store keeps the bytes and looks after what belongs together; it seals and
 * opens nothing.
 *
 * Whoever stores a lead has sealed it before: to the newest key of seal_key,
 * or the store answers DENIED and nothing is stored. He then asks
 * store_seal_key, does sealer_rekey and seals again.
 */
enum { SEAL_PACKED = 0 }; /* a seal_format: of a program that did not seal */

struct seal_key {
	int64_t generation;
	uint8_t public_key[SEAL_PUBLIC_SIZE];
};

struct seal_keys {
	struct seal_key at[OPENER_GENERATIONS_MAX + 1];
	size_t len;
};

/* The key in use. OK; NOT_FOUND: none was ever put in. */
enum status store_seal_key(struct store *store, struct seal_key *key);

/* Those there are, the newest first; two while a rotation is on its way. */
enum status store_seal_keys(struct store *store, struct seal_keys *keys);

/* ---- office access only, DENIED otherwise ---- */

/* Puts in a key. OK; also when this very one is there; CONFLICT: another of
 * its generation is, or a newer one. */
enum status store_seal_key_put(struct store *store,
    const struct seal_key *key);

/* A lead as far as it is sealed. */
struct lead_seal {
	int64_t id;
	int64_t format;
	struct sealed_lead sealed;
};

struct lead_seals {
	struct lead_seal *at;
	size_t len;
};

/* The sealed leads of higher ids than after, in order of id, at most limit, in
 * arena; the packed ones, which are none after the first start. OK. */
enum status store_lead_seals(struct store *store, struct arena *arena,
    int64_t after, int64_t limit, struct lead_seals *leads);
enum status store_leads_packed(struct store *store, struct arena *arena,
    int64_t limit, struct lead_seals *leads);

/* Puts fresh[i] in the place of packed old[i], where that is as it was; one
 * transaction. OK or DENIED. */
enum status store_leads_seal(struct store *store,
    const struct lead_seals *old, const struct lead_seals *fresh);

/* Of struct rotation_store, for the part in intake.db. retire also rewrites
 * the file (store_tidy). */
enum status store_leads_old(struct store *store, struct arena *arena,
    int64_t generation, int64_t after, struct rotation_leads *leads);
enum status store_leads_turn(struct store *store,
    const struct rotation_leads *old, const struct rotation_leads *fresh);
enum status store_seal_retire(struct store *store, int64_t generation,
    const struct rotation_count *count);

#endif
