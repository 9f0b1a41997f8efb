#ifndef VAULT_VAULT_H
#define VAULT_VAULT_H

#include <stdint.h>

/*
 * The office's vault: where sealed leads (crypto/) and the databases they stand
 * in (store/) come together. Of the admin role and the command line.
 *
 * All of it needs the opener unlocked and answers DENIED where it is not:
 * whoever is signed in anew may. What is damaged or forged is no such case: it
 * is a lead that says unreadable.
 */
struct vault {
	struct store *store;   /* with office access */
	struct office *office;
	struct opener *opener;
	int64_t looked_at;     /* when all was looked through; 0: never */
	int64_t version;       /* of the store when all of it was taken in */
	struct list_cache *lists; /* list_cache.h; NULL: none are kept */
};

#endif
