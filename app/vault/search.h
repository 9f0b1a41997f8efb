#ifndef VAULT_SEARCH_H
#define VAULT_SEARCH_H

#include "vault/leads.h"

/*
 * Leads whose name, e-mail, company, message or notes hold a text, in whatever
 * case (of A to Z), the newest first and before an id as store_leads. Every
 * lead is opened for it, in memory only, and what does not match is wiped; no
 * index of words is kept anywhere. About 3 µs a lead.
 */
enum status vault_search(struct vault *vault, struct arena *arena,
    const char *text, int64_t before, int64_t limit, struct lead_rows *rows);

#endif
