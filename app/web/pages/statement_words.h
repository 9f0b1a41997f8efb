#ifndef WEB_PAGES_STATEMENT_WORDS_H
#define WEB_PAGES_STATEMENT_WORDS_H

#include "config/stack_file.h"
#include "web/views.h"

struct arena;
struct comparisons;

/*
 * Words and pieces that the pages of stacks, comparisons and the registers
 * share.
 */

/* The sentences of a profile's row, ready to show. */
struct statements_view words_statements(struct arena *arena,
    const struct statements *statements);

/* Claims as links into the register, separated by commas; *len says how
 * many. */
const struct claim_link_view *words_claim_links(struct arena *arena,
    const struct claim_list *claims, size_t *len);

/* The comparisons of one stack with each other, in their order. */
struct pointers_view words_comparisons(struct arena *arena,
    const struct comparisons *comparisons, const struct profile *profile);

/* The day on which the oldest check among the claims of a profile was made,
 * and of two; a profile without claims gives the other's, or NULL. */
const struct claim *words_oldest_check(const struct profile *profile,
    const struct claim *other);

/* Statuses as the style sheet knows them: "holds", "vendor". */
const char *words_status_id(enum claim_status status);

#endif
