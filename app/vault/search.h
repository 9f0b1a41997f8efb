#ifndef VAULT_SEARCH_H
#define VAULT_SEARCH_H

#include "vault/leads.h"

/*
 * Leads of a query (store/lead_list.h) whose name, e-mail, company, message or
 * notes hold a text, in whatever case (of A to Z), in the query's order and no
 * more than its limit. Every lead the filter lets through is opened for it, in
 * memory only, and what does not match is wiped; no index of words is kept
 * anywhere. About 5 µs a lead. seen as in vault_lead_list.
 */
enum status vault_search(struct vault *vault, struct arena *arena,
    const char *text, const struct lead_query *query, struct lead_rows *rows,
    struct seen_rows *seen);

#endif
