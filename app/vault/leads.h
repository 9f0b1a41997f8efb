#ifndef VAULT_LEADS_H
#define VAULT_LEADS_H

#include "store/lead_list.h"
#include "store/store.h"
#include "store/taken.h"
#include "vault/vault.h"

/*
 * Leads, opened. As store_leads and store_lead, with their texts; DENIED when
 * the vault is locked or has not the key of one of them. What does not open is
 * a row that says unreadable (logged).
 */
enum status vault_leads(struct vault *vault, struct arena *arena,
    int64_t before, int64_t limit, struct lead_rows *rows);

/* Leads of a query (store/lead_list.h), opened likewise, and which of them
 * wrote more than once; from the cache, where they are in it
 * (vault/list_cache.h), and then without their sealed records. */
enum status vault_lead_list(struct vault *vault, struct arena *arena,
    const struct lead_query *query, struct lead_rows *rows,
    struct seen_rows *seen);

/* Leads whose places are known, past the cache. seen may be NULL. */
enum status vault_leads_at(struct vault *vault, struct arena *arena,
    const struct lead_places *places, struct lead_rows *rows,
    struct seen_rows *seen);

enum status vault_lead(struct vault *vault, struct arena *arena, int64_t id,
    struct lead_row *row, struct lead_body *body);

/* The key of this very record among those taken in, or NULL. */
const struct taken *taken_find(const struct taken_rows *rows,
    int64_t lead_id, const struct sealed *sealed);

/*
 * Opens head and, unless body is NULL, body of a row, by what was taken in or
 * by its epoch. OK, also where it does not open; DENIED.
 */
enum status lead_open(struct vault *vault, struct arena *arena,
    const struct taken_rows *taken, struct lead_row *row,
    struct lead_body *body);

#endif
