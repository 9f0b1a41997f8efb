#ifndef CONFIG_REFUSAL_H
#define CONFIG_REFUSAL_H

#include <stddef.h>

#include "base/status.h"

struct buf;

/*
 * How a broken file is refused: one line on standard error for the person
 * who edits it, "conf/site.yaml:12: what is wrong and how to mend it".
 */

/*
 * Writes the line and returns INVALID, so that a check can end with
 * "return refuse(...)". line counts from 1; 0 when the whole file is meant.
 * Bytes that could forge a line or move a terminal are written as \xNN.
 */
enum status refuse(const char *file, int line, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/*
 * The word of words[0..len) that was probably meant: at most two letters
 * added, dropped, changed or swapped with a neighbour, and fewer than half of
 * the word. NULL when none is near. Borrowed from words.
 */
const char *refusal_suggest(const char *word, const char *const *words,
    size_t len);

/*
 * How to mend a word that is none of words: 'did you mean "zone"?', or, when
 * none is near, 'the choices are a, b and c'.
 */
void refusal_hint(struct buf *out, const char *word, const char *const *words,
    size_t len);

#endif
