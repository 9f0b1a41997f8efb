#ifndef DOMAIN_PROOF_H
#define DOMAIN_PROOF_H

#include "domain/assessment.h"

struct arena;
struct buf;
struct recommendation;

/*
 * The proof: every combination of answers looked at, none left to chance.
 */

/*
 * One line of the proof table for each combination of answers, which an
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
    const struct recommendation *recommendation);

/*
 * What is proven of each combination: it has exactly one outcome, with a
 * headline and a text; the reasons add up to the score; the flips are those
 * that a comparison with every other combination finds, in the order of the
 * form; every link resolves and every claim is known.
 */
struct proof {
	/* Whether a link leads somewhere; NULL leaves links out. */
	bool (*resolves)(const void *links, const char *href);

	/* Whether a claim is in the register; NULL leaves claims out. */
	bool (*knows)(const void *claims, const char *id);

	/* Told of each fault, as a sentence that names the combination. */
	void (*report)(void *context, const char *sentence);

	/* Told of each combination, in the order of their index; or NULL. */
	void (*each)(void *context, const struct recommendation *r);

	void *context;      /* of report and each */
	const void *links;  /* of resolves */
	const void *claims; /* of knows */
};

/* How many faults there are; all of them are reported. 0 is a proof. */
size_t proof_check(const struct assessment *model, const struct proof *proof);

/* How often each outcome is reached. Everything is in the arena given. */
struct proof_counts {
	size_t combinations;
	size_t kinds[VERDICT_KIND_COUNT];
	size_t *outcomes;    /* by place in the model's outcomes */
	size_t *first;       /* index of the first combination that leads there */
	size_t outcomes_len; /* reached at least once: 26 in the first edition */
	size_t advice_len;   /* the same without the kind: 17 */

	/* By question: results that another answer to it alone turns to other
	 * stacks. */
	size_t sways[ASSESSMENT_QUESTIONS];
};

void proof_count(struct arena *arena, const struct assessment *model,
    struct proof_counts *counts);

#endif
