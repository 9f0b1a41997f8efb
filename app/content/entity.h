#ifndef CONTENT_ENTITY_H
#define CONTENT_ENTITY_H

#include <stdbool.h>
#include <stddef.h>

struct buf;

/*
 * Appends the character that a reference of len bytes ("&amp;", "&#233;",
 * "&#xe9;") stands for, as UTF-8. false, and nothing appended: a name other
 * than amp, lt, gt, quot, apos and nbsp, or a number that is no printable
 * character. Addresses and texts are decoded first and judged after, so that
 * no spelling slips past a check: "&#106;avascript:" is a script too.
 */
bool entity_add(struct buf *out, const char *reference, size_t len);

#endif
