#ifndef VAULT_LIST_CACHE_H
#define VAULT_LIST_CACHE_H

#include "store/lead_list.h"
#include "store/taken.h"
#include "vault/vault.h"

/*
 * Lists of leads as they were last read, so that one that nobody has changed
 * is not read and opened row by row again: that is two thirds of what a page of
 * fifty costs.
 *
 * What people wrote, and every other text, lies here sealed for the office and
 * is opened anew each time: between requests this memory gives away no more
 * than the databases do. Whatever is written to either database, by whomever,
 * empties it; so it never holds what has been erased longer than to the next
 * list. At most LIST_CACHE_MAX lists of the desk's length, a few hundred KiB.
 */
struct list_cache;

enum { LIST_CACHE_MAX = 32 };

/* An empty one. Never NULL; list_cache_free wipes, NULL is allowed. */
struct list_cache *list_cache_new(void);
void list_cache_free(struct list_cache *cache);

/*
 * The rows of these places, opened, and who of them wrote before, if they are
 * there and still true; in arena, without their sealed records. Forgets
 * everything when anything was written since. OK or NOT_FOUND, the latter also
 * without a cache (NULL in the vault) and where the vault cannot open it; BUSY
 * and FAILED as in store.h.
 */
enum status list_cache_find(struct vault *vault, struct arena *arena,
    const struct lead_places *places, struct lead_rows *rows,
    struct seen_rows *seen);

/*
 * Keeps what was read after list_cache_find said NOT_FOUND. When it is full
 * everything else goes first. OK, also where nothing is kept; DENIED.
 */
enum status list_cache_keep(struct vault *vault,
    const struct lead_places *places, const struct lead_rows *rows,
    const struct seen_rows *seen);

#endif
