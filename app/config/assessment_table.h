#ifndef CONFIG_ASSESSMENT_TABLE_H
#define CONFIG_ASSESSMENT_TABLE_H

#include <stddef.h>

#include "domain/assessment.h"

struct arena;

/*
 * CONF/assessment.table: what the rules that were last accepted advised, so
 * that a change of the rules shows which results it moves. Text, first a line
 * "edition NAME", then one for each combination: "code kind primary partner",
 * "-" for no partner. Written by "fourways proof --accept", not by hand.
 */

/* A result that is another one now. The ids are those of the table, and the
 * rules of today may not know them. */
struct moved {
	const char *code;       /* as in the table; may hold retired answers */
	struct answers answers; /* where it leads today */
	enum verdict_kind kind;
	const char *primary;
	const char *partner;    /* "" for none */
};

/* What became of the results since. */
struct assessment_moves {
	const char *edition; /* that the table is of; NULL without a table */
	struct {
		const struct moved *at;
		size_t len;
	} moved;          /* another kind, primary or partner; table's order */
	size_t new_count; /* combinations the table does not know */
	size_t gone;      /* and those it knows and the rules do not */
};

/* Where the table of a folder is. */
const char *assessment_table_path(struct arena *arena, const char *dir);

/*
 * Compares the rules with DIR/assessment.table; codes with retired answers
 * are followed. Everything found is in arena. OK; NOT_FOUND without a table
 * (nothing is said, and *moves is empty); INVALID (it is no such table) or
 * FAILED, with one line on standard error.
 */
enum status assessment_table_compare(struct arena *arena,
    const struct assessment *model, const char *dir,
    struct assessment_moves *moves);

/* Makes the table anew from these rules. OK, or FAILED with one line on
 * standard error and the old table in place. */
enum status assessment_table_write(struct arena *arena,
    const struct assessment *model, const char *dir);

#endif
