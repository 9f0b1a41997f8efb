#ifndef STORE_CALL_RULES_H
#define STORE_CALL_RULES_H

#include "base/status.h"
#include "domain/call_rules.h"

struct arena;
struct deed;
struct store;

/*
 * The rules for calls that the owner has set on the desk. Every role reads
 * them, with the rest of the diary (store_diary); what writes says DENIED to
 * the public role, and takes the note of the deed (AUDIT_AVAILABILITY_CHANGED)
 * into its transaction. BUSY and FAILED as in store.h.
 */

/* OK; NOT_FOUND where those of site.yaml hold, also where what is stored
 * cannot be read (logged). Windows in arena. */
enum status store_call_rules(struct store *store, struct arena *arena,
    struct call_rules *rules);

/* From now on these hold. */
enum status store_call_rules_put(struct store *store,
    const struct call_rules *rules, const struct deed *deed);

/* From now on those of site.yaml hold again; OK also if they did. */
enum status store_call_rules_remove(struct store *store,
    const struct deed *deed);

#endif
