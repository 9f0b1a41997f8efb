#ifndef WEB_PAGES_RESULT_WORDS_H
#define WEB_PAGES_RESULT_WORDS_H

#include "domain/recommendation.h"
#include "web/views.h"

struct arena;
struct request;

/*
 * Words and pieces that the pages of the assessment share.
 */

/* "One stack", "A close call", "Two services", "Start with one" */
const char *words_kind(enum verdict_kind kind);

/* "Node.js", "Go, a close call", "Node.js with Python", "Python, then Go" */
const char *words_advice(struct arena *arena, enum verdict_kind kind,
    const struct stack *primary, const struct stack *partner);

/* "clear", "leans" or "close call" where one stack was chosen, else "": a
 * margin is shown there only. */
const char *words_confidence(const struct recommendation *result);

/* How sure it is, in a sentence; "" where a rule or the guard decided and not
 * the points. */
const char *words_lead(struct arena *arena,
    const struct recommendation *result);

/* "+8", "−2", and a score "8", "−2": with U+2212, because a hyphen is read
 * out as a hyphen. */
const char *words_points(struct arena *arena, int points);
const char *words_score(struct arena *arena, int score);

/* "six"; in digits from eleven on. */
const char *words_number(struct arena *arena, size_t number);

/* "1 point", "5 points" */
const char *words_of_points(struct arena *arena, int points);

/* "000-04, 001-34" */
const char *words_claims(struct arena *arena, const struct claims *claims);

/* What a guide link of the assessment is called, "“Lifespan” in .NET or
 * Node.js"; the href itself when no such section is there. */
const char *words_link(struct request *req, const char *href);

/* NULL makes an empty view. Without claims it is our own judgement. */
struct note_view words_note(struct request *req, const struct note *note);

/* plain is the stack whose points need not be named. */
struct reasons_view words_reasons(struct request *req,
    const struct reasons *reasons, const struct stack *plain);

#endif
