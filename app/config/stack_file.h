#ifndef CONFIG_STACK_FILE_H
#define CONFIG_STACK_FILE_H

#include "config/claims_file.h"

/*
 * assets/stacks/ID.yaml: the profile of a stack, from claims of the register.
 * Every profile has the same rows and no row is empty: what no source speaks
 * of is said to be so. Data only, texts ready to show; const once loaded.
 */

/* One sentence of a profile, and what it rests on. */
struct statement {
	const char *text;
	struct claim_list claims;
	bool own;    /* our own knowledge or inference */
	bool silent; /* says that our sources say nothing; without claims */
};

struct statements {
	const struct statement *at;
	size_t len;
};

enum profile_row_kind {
	PROFILE_WHAT,
	PROFILE_STRENGTHS,
	PROFILE_WEAKNESSES,
	PROFILE_BEST_FOR,
	PROFILE_NOT_FOR,
	PROFILE_FRAMEWORKS,
	PROFILE_DATA_ACCESS,
	PROFILE_PACKAGES,
	PROFILE_HIRING,
	PROFILE_USED_BY,
	PROFILE_ROWS,
};

struct profile_row {
	const char *id;    /* "best-for"; an anchor on the profile's page */
	const char *label; /* "Best for" */
	struct statements statements; /* at least one */
};

struct profile_section {
	const char *href; /* "/guides/SLUG#SECTION" */
	int line;
};

struct profile {
	const char *id;      /* as the assessment names the stack: "dotnet" */
	const char *href;    /* "/stacks/dotnet" */
	const char *name;    /* ".NET" */
	const char *summary; /* one line, for lists and descriptions */
	struct profile_row rows[PROFILE_ROWS];
	struct {
		const struct profile_section *at;
		size_t len;
	} sections; /* where our guides speak of it; at least one */
	const char *file; /* as messages call it */
};

/*
 * Reads a profile; id is the stack the file must be of. OK; INVALID,
 * NOT_FOUND or FAILED with one line on standard error, as yaml_read_file
 * says. Refused besides what YAML and the schema refuse: another id, a row
 * without a statement, a statement that rests on nothing (claims, own: true
 * or silent: true), one that is silent and has claims, unknown claims, texts
 * of more than one line, links that lead to no guide.
 */
enum status stack_file_load(struct arena *arena, const char *path,
    const char *id, const struct claim_register *claims,
    struct profile *profile);

/* The same from memory. OK or INVALID. bytes may go away after. */
enum status stack_file_read(struct arena *arena,
    const struct yaml_source *source, const char *id,
    const struct claim_register *claims, struct profile *profile);

#endif
