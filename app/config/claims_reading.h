#ifndef CONFIG_CLAIMS_READING_H
#define CONFIG_CLAIMS_READING_H

#include "config/claims_raw.h"

struct arena;

/*
 * What the parts of the register's loader share. Each function that answers
 * a status has written one line on standard error unless it is OK; where is
 * the path of the value in the file, as yaml_refuse takes it.
 */

/* A file on its way into a register. The lists are filled in their order, so
 * that what is read later can refer to what is there already. */
struct reading {
	struct arena *arena;   /* for what the register keeps */
	struct arena *scratch; /* for the file itself, and for paths */
	const struct yaml *yaml;
	const struct raw_register *raw;
	struct claim_register *out;
	struct claim *claims; /* the register's own, still to be changed */
};

/* "LIST[i].KEY", or "LIST[i]" when key is "". */
const char *reading_path(const struct reading *r, const char *list, size_t i,
    const char *key);

/* A copy that the register keeps. */
const char *reading_keep(const struct reading *r, const char *text);
const char *const *reading_keep_all(const struct reading *r,
    const struct raw_ids *raw);

/* One line of text, trimmed. */
enum status reading_text(const struct reading *r, const char *where,
    const char *raw, const char **text);

/* Whether an id is "K7" on the seventh place; *anchor is then "k7". */
enum status reading_number(const struct reading *r, const char *list,
    char letter, size_t i, const char *id, const char **anchor);

/* The contradictions; the claims are in the register by then. */
enum status reading_contradictions(const struct reading *r);

/* A claim's contradictions, which follow from the positions. */
void reading_join(const struct reading *r, struct claim *claim);

#endif
