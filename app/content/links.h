#ifndef CONTENT_LINKS_H
#define CONTENT_LINKS_H

#include <stdbool.h>

#include "base/status.h"
#include "domain/proof.h"

struct assessment;
struct claim_register;
struct guide;
struct guide_section;
struct guides;
struct markdown_link;

/*
 * Whether every guide link of the assessment leads to a guide and a section
 * that exist. OK, or INVALID with a line on standard error for each that does
 * not.
 */
enum status links_check(const struct guides *guides,
    const struct assessment *assessment);

/*
 * Whether a link of a guide leads somewhere, if it leads to a guide or into
 * the register ("/guides/sources#c-000-04", "/guides/disagreements#k2");
 * other addresses are not ours to know. OK, or INVALID with the link's line
 * in file on standard error.
 */
enum status links_check_guide(const struct guides *guides,
    const struct claim_register *claims, const char *file,
    const struct markdown_link *link);

/*
 * What "/guides/SLUG" or "/guides/SLUG#SECTION" leads to: true, and *section
 * is NULL without a section; or false, nowhere, with both untouched.
 */
bool links_find(const struct guides *guides, const char *href,
    const struct guide **guide, const struct guide_section **section);

/* Whether it leads anywhere. */
bool links_resolve(const struct guides *guides, const char *href);

/* A proof whose links and claims are those of the content, borrowed; whom it
 * reports to is the caller's to set. */
struct proof links_proof(const struct guides *guides,
    const struct claim_register *claims);

#endif
