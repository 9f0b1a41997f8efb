#ifndef TESTS_VAULT_OFFICE_H
#define TESTS_VAULT_OFFICE_H

#include "domain/lead.h"
#include "store/store.h"
#include "vault/vault.h"

/*
 * A whole office of a test's own: databases, keys, an admin, its vault
 * unlocked. Everything fails the test rather than return an error.
 */
#define OFFICE_PASSPHRASE "seven herons over the weir"

static const int64_t office_now = 1795255200; /* 2026-11-21T10:00:00Z */

struct test_office {
	char dir[64];
	struct arena *arena;
	struct store *public_store; /* with the public role's rights */
	struct sealer *sealer;      /* the public role's */
	struct vault vault;
};

/* cmocka test fixtures; *state is a struct test_office. */
int office_setup(void **state);
int office_teardown(void **state);

/* Opens the handles on its folder, unlocked; closes them. */
void office_begin(struct test_office *office);
void office_finish(struct test_office *office);

/* Stores a message of these texts as the public role does; its id. */
int64_t office_write(struct test_office *office, const char *name,
    const char *email, const char *message);

/* How often bytes occur in the folder's files. */
size_t office_occurs(const struct test_office *office, const char *bytes);

/* Runs SQL past the program, and the number a query answers. */
void office_run(struct test_office *office, const char *file,
    const char *sql);
int64_t office_number(struct test_office *office, const char *file,
    const char *sql);

#endif
