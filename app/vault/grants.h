#ifndef VAULT_GRANTS_H
#define VAULT_GRANTS_H

#include "crypto/grant.h"
#include "store/office.h"

/* A grant as the keys have it and as the store has it. Private to the vault. */
struct grant grant_of_row(const struct office_grant *row);
struct office_grant grant_row(const struct grant *grant);

#endif
