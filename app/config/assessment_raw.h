#ifndef CONFIG_ASSESSMENT_RAW_H
#define CONFIG_ASSESSMENT_RAW_H

#include <stdbool.h>
#include <stdint.h>

#include "config/yaml.h"
#include "domain/assessment.h"

/*
 * conf/assessment.yaml as libcyaml lays it out: names still unresolved. For
 * the assessment loader alone. Optional texts are NULL when absent.
 */
struct raw_words {
	const char **at;
	unsigned count;
};

struct raw_note {
	const char *text;
	const char *href;
	struct raw_words claims;
};

struct raw_stack {
	const char *id;
	const char *name;
	struct raw_note *weaknesses;
	unsigned weaknesses_count;
	struct raw_note *caveat;
};

struct raw_weight {
	const char *stack;
	int points;
	bool judgement;
	struct raw_note why;
};

struct raw_option {
	const char *id;
	const char *label;
	const char *hint;
	struct raw_words knows;
	struct raw_weight *points;
	unsigned points_count;
};

struct raw_question {
	const char *id;
	const char *label;
	const char *hint;
	const char *href;
	struct raw_option *options;
	unsigned options_count;
};

struct raw_hybrid {
	const char *id;
	const char *when;
	enum hybrid_base main;
	struct raw_words stacks;
	const char *partner;
	const char *alternative;
	const char *start_one;
	struct raw_note why;
	struct raw_note *keeps;
	struct raw_note *moves;
	struct raw_note *cost;
};

struct raw_tie {
	enum tie_by by;
	const char *question;
	struct raw_words stacks;
	struct raw_note why;
};

struct raw_tension {
	const char *answer;
	const char *alone;
	struct raw_note why;
};

struct raw_guard {
	int lead;
	struct raw_note guarded;
	struct raw_note overruled;
};

struct raw_margins {
	int close;
	int clear;
};

struct raw_rules {
	struct raw_guard guard;
	struct raw_margins margins;
	struct raw_hybrid *hybrids;
	unsigned hybrids_count;
	struct raw_tie *ties;
	unsigned ties_count;
	struct raw_tension *tensions;
	unsigned tensions_count;
};

struct raw_outcome {
	enum verdict_kind kind;
	const char *primary;
	const char *partner;
	const char *headline;
	const char *text;
};

struct raw_retired {
	const char *answer;
	const char *now;
	const char *text;
};

struct raw_assessment {
	const char *edition;
	struct raw_stack *stacks;
	unsigned stacks_count;
	struct raw_question *questions;
	unsigned questions_count;
	struct raw_rules rules;
	struct raw_outcome *outcomes;
	unsigned outcomes_count;
	struct raw_retired *retired;
	unsigned retired_count;
};

extern const cyaml_schema_value_t assessment_schema;

#endif
