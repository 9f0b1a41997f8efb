#ifndef CONTENT_STACKS_H
#define CONTENT_STACKS_H

#include "config/stack_file.h"

struct arena;
struct assessment;
struct guides;

/*
 * The profiles of all stacks of the assessment, in its order, which is also
 * that of lists and comparisons.
 */
struct profiles {
	const struct profile *at; /* at[i] is of the stack with place i */
	size_t len;
};

/*
 * Loads ASSETS/stacks/ID.yaml for each stack of the assessment. OK, or one
 * line on standard error and INVALID (a file is wrong, is of a stack the
 * assessment does not know, has another name than there, or links to no
 * section of a guide), NOT_FOUND (a stack without a file, no folder) or
 * FAILED (cannot be read). claims must live as long as the profiles.
 */
enum status stacks_load(struct arena *arena, const char *assets,
    const struct assessment *model, const struct claim_register *claims,
    const struct guides *guides, struct profiles *profiles);

/* The profile of the stack with this id, or NULL. */
const struct profile *stacks_find(const struct profiles *profiles,
    const char *id);

/* All sentences of a profile as plain text, a line each, for search. */
const char *profile_text(struct arena *arena, const struct profile *profile);

#endif
