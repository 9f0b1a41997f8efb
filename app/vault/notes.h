#ifndef VAULT_NOTES_H
#define VAULT_NOTES_H

#include <stdbool.h>
#include <stddef.h>

#include "base/status.h"
#include "vault/vault.h"

struct arena;

/* What an admin wrote about a lead, opened. */
struct vault_note {
	int64_t id;
	int64_t admin_id;
	int64_t created_at; /* cut to the minute */
	const char *text;   /* "" when it cannot be read */
	bool unreadable;
};

struct vault_notes {
	struct vault_note *at;
	size_t len;
};

enum { VAULT_NOTE_MAX = 4000 }; /* characters of one */

/* The notes of a lead, the oldest first, in arena. */
enum status vault_notes(struct vault *vault, struct arena *arena,
    int64_t lead_id, struct vault_notes *notes);

/* Seals and stores a note; the lead does not lie idle then. OK; NOT_FOUND: no
 * such lead; INVALID: too long; DENIED. */
enum status vault_note_add(struct vault *vault, int64_t lead_id,
    int64_t admin_id, const char *text, int64_t now);

#endif
