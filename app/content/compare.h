#ifndef CONTENT_COMPARE_H
#define CONTENT_COMPARE_H

#include "config/stack_file.h"
#include "domain/assessment.h"

struct arena;
struct guides;
struct profiles;

/*
 * Two stacks side by side: the rows of their profiles, and what the
 * assessment says of the pair, computed from its points. Pure: the same model
 * and profiles give the same comparison.
 */

/* One answer of the assessment and whom of the two it favours. */
struct preference {
	const struct option *option; /* label, hint */
	const char *href;            /* "/assessment?hard=rules&edit=1" */
	int a_points;
	int b_points;
	const char *points;  /* "+5 to −1" or "no points to either" */
	const char *prefers; /* "Node.js", "Python" or "neither" */
	int lead;            /* by how many points; 0 for neither */
	const char *reason;  /* why, the assessment's sentence: for the one, or,
	                      * if it has no points, against the other; "" for
	                      * neither */
	const char *section; /* "/guides/SLUG#SECTION", or "" */
};

struct preferences {
	const struct question *question; /* label */
	struct {
		const struct preference *at;
		size_t len;
	} options; /* all of the question, in its order */
};

struct comparison_row {
	const char *id;
	const char *label;
	struct statements a;
	struct statements b;
};

/* A section of a guide that bears on the pair. */
struct comparison_link {
	const char *href;
	const char *title; /* ".NET or Node.js: Lifespan" */
};

struct comparison {
	const char *slug;  /* "node-vs-python" */
	const char *href;  /* "/compare/node-vs-python" */
	const char *title; /* "Node.js or Python" */
	const struct profile *a;
	const struct profile *b;
	struct comparison_row rows[PROFILE_ROWS];
	struct preferences preferences[ASSESSMENT_QUESTIONS];

	/* Over all combinations of answers: which of the two has more points,
	 * and which stands first in the result. */
	int combinations;
	int a_ahead;
	int b_ahead;
	int level;
	int a_first;
	int b_first;
	int together; /* advised as a pair, whichever stands first */
	const char *tally; /* the same in two sentences */

	struct {
		const struct comparison_link *at;
		size_t len;
	} links; /* where the reasons lead, each once */
};

struct comparisons {
	const struct comparison *at; /* each pair once, a before b in order */
	size_t len;
};

/*
 * All pairs of profiles, in their order: 15 of six. The profiles are those
 * of the model's stacks, the guides those its reasons lead to.
 */
void compare_all(struct arena *arena, const struct assessment *model,
    const struct profiles *profiles, const struct guides *guides,
    struct comparisons *comparisons);

/* The comparison with this slug, or NULL. */
const struct comparison *compare_find(const struct comparisons *comparisons,
    const char *slug);

/* The same for the two the other way round, "python-vs-node", so that it can
 * be led to the one address; or NULL. */
const struct comparison *compare_find_reversed(
    const struct comparisons *comparisons, const char *slug);

#endif
