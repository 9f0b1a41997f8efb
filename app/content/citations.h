#ifndef CONTENT_CITATIONS_H
#define CONTENT_CITATIONS_H

#include "config/claims_file.h"

struct arena;
struct assessment;
struct guides;
struct profiles;

/*
 * Where the claims of the register are used, and whether they are: a fact
 * nobody uses, and a claim nobody knows, are both mistakes.
 */
struct citation {
	const char *href;  /* "/guides/java#ref-3", "/stacks/node#hiring" */
	const char *title; /* of the guide, or of the stack's profile */
};

struct claim_use {
	const struct claim *claim;
	struct {
		const struct citation *at;
		size_t len;
	} citations; /* by guides, then by profiles; each page once */
	int reasons; /* how many sentences of the assessment rest on it */
};

struct citations {
	const struct claim_use *at; /* at[i] is of the register's claim i */
	size_t len;
};

/*
 * Gathers all uses. OK, or INVALID with a line on standard error: the
 * assessment names a claim that is not in the register; a claim that no
 * guide, profile, reason or contradiction uses and that does not say why it
 * is left out; one that says so and is used; one that speaks of a stack the
 * assessment does not know.
 */
enum status citations_collect(struct arena *arena,
    const struct claim_register *claims, const struct guides *guides,
    const struct profiles *profiles, const struct assessment *model,
    struct citations *citations);

#endif
