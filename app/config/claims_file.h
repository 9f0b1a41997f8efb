#ifndef CONFIG_CLAIMS_FILE_H
#define CONFIG_CLAIMS_FILE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/status.h"
#include "config/yaml.h"

struct arena;

/*
 * assets/claims.yaml, the register of facts: what our sources claim, in our
 * words, and what we found when we looked. Guides, stack profiles and the
 * assessment name claims by id; everything a page says about a claim is made
 * from here. Data only, texts ready to show; const once loaded.
 *
 * What each status means stands at the top of the file.
 */
enum claim_status {
	CLAIM_HOLDS = 1,
	CLAIM_OPINION,
	CLAIM_CONTESTED,
	CLAIM_OUTDATED,
	CLAIM_VENDOR,
	CLAIM_STATUS_COUNT,
};

/* One of the articles. */
struct claim_source {
	const char *id;    /* "000" */
	const char *name;  /* "a freelancer who ships .NET and Node.js" */
	const char *about; /* what kind of text it is, one or two sentences */
	const char *bias;  /* its interest, one or two sentences */
};

/* What we found out about claims that do not hold as they stand. */
struct correction {
	const char *id;    /* "D5" */
	const char *href;  /* "/guides/sources#d5" */
	const char *anchor; /* "d5" */
	const char *topic; /* ".NET on top in benchmarks" */
	const char *found; /* what we found, one or two sentences */
	const char *done;  /* what we do with it, one sentence */
	int line;
};

struct claim;

struct claim_list {
	const struct claim *const *at;
	size_t len;
};

/* What one side says. */
struct position {
	const char *text;
	struct claim_list claims; /* at least one */
};

/* A matter on which claims contradict one another. */
struct contradiction {
	const char *id;        /* "K1" */
	const char *href;      /* "/guides/disagreements#k1" */
	const char *anchor;    /* "k1" */
	const char *topic;
	bool real;             /* it stays when you look closely */
	const char *treatment; /* what we do with it */
	struct {
		const struct position *at;
		size_t len;
	} positions; /* at least two */
	int line;
};

struct claim {
	const char *id;     /* "000-04" */
	const char *href;   /* "/guides/sources#c-000-04" */
	const char *anchor; /* "c-000-04" */
	const struct claim_source *source;
	enum claim_status status;
	const char *status_label; /* "vendor figure" */
	const char *text;         /* our wording, one sentence */
	struct {
		const char *const *at;
		size_t len;
	} stacks; /* ids of the stacks it speaks of; empty: of all, or none */
	const char *checked;       /* "2026-11-21" */
	const char *checked_label; /* "21 November 2026" */
	const char *left_out; /* why no page uses it, or "" */
	struct {
		const struct correction *const *at;
		size_t len;
	} corrections;
	struct {
		const struct contradiction *const *at;
		size_t len;
	} contradictions; /* those it has a position in */
	int line;
};

struct claim_register {
	const char *file; /* as messages call it */
	struct {
		const struct claim_source *at;
		size_t len;
	} sources;
	struct {
		const struct claim *at;
		size_t len;
	} claims; /* by id */
	struct {
		const struct correction *at;
		size_t len;
	} corrections;
	struct {
		const struct contradiction *at;
		size_t len;
	} contradictions;
};

/*
 * Reads ASSETS/claims.yaml. OK; INVALID, NOT_FOUND or FAILED with one line on
 * standard error, as yaml_read_file says. Refused besides what YAML and the
 * schema refuse: ids that are malformed, doubled or out of order, texts of
 * more than one line, days that do not exist, unknown sources, claims and
 * corrections, a correction without a claim, a claim that is outdated without
 * a correction or contested without a contradiction.
 */
enum status claims_load(struct arena *arena, const char *assets,
    struct claim_register *out);

/* The same from memory. OK or INVALID. bytes may go away after. */
enum status claims_read(struct arena *arena, const struct yaml_source *source,
    struct claim_register *out);

/* The claim with this id, or NULL. */
const struct claim *claim_find(const struct claim_register *claims,
    const char *id);

/*
 * Resolves a list of ids as YAML gave it. OK, or INVALID at the line of the
 * id in question: unknown, or named twice. where is the path of the list.
 */
enum status claim_list_read(struct arena *arena, const struct yaml *yaml,
    const char *where, const struct claim_register *claims,
    const char *const *ids, size_t len, struct claim_list *list);

/* "there is no claim \"000-99\"; did you mean \"000-09\"?" */
const char *claim_unknown(struct arena *arena,
    const struct claim_register *claims, const char *id);

/* "holds", "opinion", "contested", "outdated" or "vendor figure". */
const char *claim_status_label(enum claim_status status);

/* How many claims there are of each status. */
struct claim_counts {
	size_t all;
	size_t of[CLAIM_STATUS_COUNT]; /* by status */
};

struct claim_counts claims_count(const struct claim_register *claims);

#endif
