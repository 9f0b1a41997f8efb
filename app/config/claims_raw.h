#ifndef CONFIG_CLAIMS_RAW_H
#define CONFIG_CLAIMS_RAW_H

#include "config/claims_file.h"
#include "config/yaml.h"

/*
 * assets/claims.yaml as libcyaml lays it out: names still unresolved. For the
 * loader of the register alone.
 */
struct raw_ids {
	const char **at;
	unsigned count;
};

struct raw_source {
	const char *id;
	const char *name;
	const char *about;
	const char *bias;
};

struct raw_correction {
	const char *id;
	const char *topic;
	const char *found;
	const char *done;
};

struct raw_claim {
	const char *id;
	enum claim_status status;
	struct raw_ids stacks;
	const char *text;
	const char *checked;
	const char *left_out; /* NULL when absent */
	struct raw_ids corrections;
};

struct raw_position {
	const char *text;
	struct raw_ids claims;
};

struct raw_contradiction {
	const char *id;
	const char *topic;
	bool real;
	struct raw_position *positions;
	unsigned positions_count;
	const char *treatment;
};

struct raw_register {
	struct raw_source *sources;
	unsigned sources_count;
	struct raw_correction *corrections;
	unsigned corrections_count;
	struct raw_claim *claims;
	unsigned claims_count;
	struct raw_contradiction *contradictions;
	unsigned contradictions_count;
};

extern const cyaml_schema_value_t claims_schema;

#endif
