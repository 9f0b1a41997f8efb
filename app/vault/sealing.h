#ifndef VAULT_SEALING_H
#define VAULT_SEALING_H

#include "crypto/seal.h"
#include "domain/lead.h"

struct store;

/*
 * From what a person wrote to a lead that can be stored. Of every role that
 * stores one.
 */

/* A sealer to the key that is in use in intake.db; after the fork. OK, and the
 * caller frees it with sealer_free; NOT_FOUND: no key was put in (logged). */
enum status sealing_new(struct store *store, struct sealer **sealer);

/* Goes on with the key that is in use now: what to do when the store answered
 * DENIED, before the lead is sealed again. */
enum status sealing_renew(struct store *store, struct sealer *sealer);

/*
 * Packs and seals a lead in arena, for a uuid that lives as long. The packed
 * texts are wiped. OK, or INVALID: longer than SEAL_TEXT_MAX.
 */
enum status sealing_lead(struct sealer *sealer, struct arena *arena,
    const char *uuid, const struct lead_own *texts, int64_t now,
    struct sealed_lead *lead);

/*
 * The person's own copy of what they wrote, which the token of their link opens
 * (crypto/own_copy.h), in arena. Statuses of own_copy_seal.
 */
enum status sealing_own(struct arena *arena, const struct lead_own *texts,
    const char *token, const void **own, size_t *len);

#endif
