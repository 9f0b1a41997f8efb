#ifndef CONTENT_NOTES_H
#define CONTENT_NOTES_H

#include "base/status.h"

struct arena;
struct claim_register;
struct guide;
struct markdown;

/*
 * The notes of a guide, made from the register: each claim it cites with
 * status and source, in the order of first citing, with ways back to the
 * numbers in the text. Fills guide->notes and guide->notes_html.
 *
 * OK, or INVALID with "file:line: what" on standard error: a claim that is
 * not in the register.
 */
enum status notes_make(struct arena *arena, const char *file,
    const struct markdown *markdown, const struct claim_register *claims,
    struct guide *guide);

#endif
