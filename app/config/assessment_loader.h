#ifndef CONFIG_ASSESSMENT_LOADER_H
#define CONFIG_ASSESSMENT_LOADER_H

#include "config/assessment_raw.h"

struct arena;

/*
 * What the parts of the assessment loader share: resolving names, checking
 * ids and texts. Each function answers OK, or INVALID with one line on
 * standard error; where is the path of the value in the file, as
 * yaml_refuse takes it.
 */
struct loader {
	struct arena *arena;
	const struct yaml *yaml;
	const struct raw_assessment *raw;
	struct assessment *model;
};

/* "WHERE.KEY" and "KEY[i]", in the loader's arena. */
const char *loader_key(const struct loader *l, const char *where,
    const char *key);
const char *loader_entry(const struct loader *l, const char *where,
    const char *key, size_t i);

/* An id of [a-z0-9]{1,12}. */
enum status loader_id(const struct loader *l, const char *where,
    const char *id);

/*
 * A text of one line, trimmed; may name in braces only what is among names.
 */
enum status loader_text(const struct loader *l, const char *where,
    const char *raw, const char *const *names, size_t len, const char **text);

/* A note; href is what it links to when it does not say, or "". */
enum status loader_note(const struct loader *l, const char *where,
    const struct raw_note *raw, const char *href, const char *const *names,
    size_t len, struct note *note);

/* A link to a section of a guide. */
enum status loader_href(const struct loader *l, const char *where,
    const char *href);

/* The stack with this id. */
enum status loader_stack(const struct loader *l, const char *where,
    const char *id, const struct stack **stack);

/* Marks the stacks of a list of ids, none twice, at key below where. */
enum status loader_stacks(const struct loader *l, const char *where,
    const char *key, const struct raw_words *ids,
    bool marks[ASSESSMENT_STACKS_MAX]);

/* The question with this id. */
enum status loader_question(const struct loader *l, const char *where,
    const char *id, const struct question **question);

/* The option named "question.option". */
enum status loader_option(const struct loader *l, const char *where,
    const char *reference, const struct option **option);

/* Rules, outcomes and the answers of older editions; stacks and questions
 * are in the model by then. */
enum status loader_rules(const struct loader *l);
enum status loader_outcomes(const struct loader *l);
enum status loader_retired(const struct loader *l);

#endif
