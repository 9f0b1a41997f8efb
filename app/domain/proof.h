#ifndef DOMAIN_PROOF_H
#define DOMAIN_PROOF_H

#include "domain/assessment.h"

struct arena;
struct buf;

/*
 * The proof table: one line for each combination of answers, which an
 * independent evaluation must produce too. Fields, one space between, "-"
 * where there is nothing:
 *
 *	code kind primary partner rule margin confidence scores runner-up
 *	overruled guarded tie reasons tensions flips
 *
 * scores: "node:8,python:7,..." in the model's order. overruled and guarded:
 * yes or no. tie: the letter of the tie-break. reasons: for each answer that
 * counted "team:+8:000-04+001-34", "~" behind a judgement of our own, commas
 * between. tensions: "lang.one/hard.data". flips: "code:kind:primary:partner",
 * commas between.
 */
void proof_line(struct buf *out, const struct assessment *model,
    const struct answers *answers);

#endif
