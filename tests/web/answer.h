#ifndef TESTS_WEB_ANSWER_H
#define TESTS_WEB_ANSWER_H

#include <stdbool.h>
#include <stddef.h>

struct answer;
struct arena;

/*
 * What is asked of an answer. All of these fail the test.
 */

/* The value of a header that stands there once, or NULL if not at all; of
 * several cookies, which alone may be several, the first. */
const char *answer_header(struct arena *arena, const struct answer *answer,
    const char *name);

/* The whole line that sets a cookie of this name, "NAME=VALUE; ...", or NULL. */
const char *answer_cookie(struct arena *arena, const struct answer *answer,
    const char *name);

/*
 * What holds for every answer: its headers are well formed and none stands
 * there twice; the security headers are there; nothing names the server; the
 * length is the body's; a page is sound (page.h), JSON parses.
 */
void answer_is_sound(struct arena *arena, const struct answer *answer,
    bool head, bool https);

/* The body has this text, or has not. */
void answer_has(const struct answer *answer, const char *text);
void answer_lacks(const struct answer *answer, const char *text);

/* How often the body has it. */
size_t answer_count(const struct answer *answer, const char *text);

/* 303 to this place. */
void answer_goes_to(struct arena *arena, const struct answer *answer,
    const char *location);

/* What stands in the body between two texts, the first time, with the
 * character references of an attribute undone. */
const char *answer_between(struct arena *arena, const struct answer *answer,
    const char *before, const char *after);

#endif
