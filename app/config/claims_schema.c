#include "config/claims_raw.h"

#include "base/util.h"

/*
 * The shape of assets/claims.yaml. Lengths are in bytes; they stop what is
 * no sentence any more.
 */
enum {
	WORD_MAX = 40,
	NAME_MAX_BYTES = 160,
	TEXT_MAX = 600,
	SOURCES_MAX = 20,
	CORRECTIONS_MAX = 99,
	CLAIMS_MAX = 999,
	CONTRADICTIONS_MAX = 99,
	POSITIONS_MAX = 6,
	LIST_MAX = 20,
};

enum {
	NEEDED = CYAML_FLAG_POINTER,
	OPTIONAL = CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL,
};

static const cyaml_strval_t statuses[] = {
	{ "holds", CLAIM_HOLDS },
	{ "opinion", CLAIM_OPINION },
	{ "contested", CLAIM_CONTESTED },
	{ "outdated", CLAIM_OUTDATED },
	{ "vendor figure", CLAIM_VENDOR },
};

static const cyaml_schema_value_t word_schema = {
	CYAML_VALUE_STRING(CYAML_FLAG_POINTER, char, 1, WORD_MAX),
};

static const cyaml_schema_field_t source_fields[] = {
	CYAML_FIELD_STRING_PTR("id", NEEDED, struct raw_source, id,
	    1, WORD_MAX),
	CYAML_FIELD_STRING_PTR("name", NEEDED, struct raw_source, name,
	    1, NAME_MAX_BYTES),
	CYAML_FIELD_STRING_PTR("about", NEEDED, struct raw_source, about,
	    1, TEXT_MAX),
	CYAML_FIELD_STRING_PTR("bias", NEEDED, struct raw_source, bias,
	    1, TEXT_MAX),
	CYAML_FIELD_END,
};

static const cyaml_schema_value_t source_schema = {
	CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, struct raw_source,
	    source_fields),
};

static const cyaml_schema_field_t correction_fields[] = {
	CYAML_FIELD_STRING_PTR("id", NEEDED, struct raw_correction, id,
	    1, WORD_MAX),
	CYAML_FIELD_STRING_PTR("topic", NEEDED, struct raw_correction, topic,
	    1, NAME_MAX_BYTES),
	CYAML_FIELD_STRING_PTR("found", NEEDED, struct raw_correction, found,
	    1, TEXT_MAX),
	CYAML_FIELD_STRING_PTR("done", NEEDED, struct raw_correction, done,
	    1, TEXT_MAX),
	CYAML_FIELD_END,
};

static const cyaml_schema_value_t correction_schema = {
	CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, struct raw_correction,
	    correction_fields),
};

static const cyaml_schema_field_t claim_fields[] = {
	CYAML_FIELD_STRING_PTR("id", NEEDED, struct raw_claim, id,
	    1, WORD_MAX),
	CYAML_FIELD_ENUM("status", CYAML_FLAG_STRICT, struct raw_claim, status,
	    statuses, countof(statuses)),
	CYAML_FIELD_SEQUENCE_COUNT("stacks", OPTIONAL, struct raw_claim,
	    stacks.at, stacks.count, &word_schema, 1, LIST_MAX),
	CYAML_FIELD_STRING_PTR("text", NEEDED, struct raw_claim, text,
	    1, TEXT_MAX),
	CYAML_FIELD_STRING_PTR("checked", NEEDED, struct raw_claim, checked,
	    1, WORD_MAX),
	CYAML_FIELD_STRING_PTR("left_out", OPTIONAL, struct raw_claim,
	    left_out, 1, TEXT_MAX),
	CYAML_FIELD_SEQUENCE_COUNT("corrections", OPTIONAL, struct raw_claim,
	    corrections.at, corrections.count, &word_schema, 1, LIST_MAX),
	CYAML_FIELD_END,
};

static const cyaml_schema_value_t claim_schema = {
	CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, struct raw_claim,
	    claim_fields),
};

static const cyaml_schema_field_t position_fields[] = {
	CYAML_FIELD_STRING_PTR("text", NEEDED, struct raw_position, text,
	    1, TEXT_MAX),
	CYAML_FIELD_SEQUENCE_COUNT("claims", NEEDED, struct raw_position,
	    claims.at, claims.count, &word_schema, 1, LIST_MAX),
	CYAML_FIELD_END,
};

static const cyaml_schema_value_t position_schema = {
	CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, struct raw_position,
	    position_fields),
};

static const cyaml_schema_field_t contradiction_fields[] = {
	CYAML_FIELD_STRING_PTR("id", NEEDED, struct raw_contradiction, id,
	    1, WORD_MAX),
	CYAML_FIELD_STRING_PTR("topic", NEEDED, struct raw_contradiction,
	    topic, 1, NAME_MAX_BYTES),
	CYAML_FIELD_BOOL("real", CYAML_FLAG_DEFAULT, struct raw_contradiction,
	    real),
	CYAML_FIELD_SEQUENCE("positions", NEEDED, struct raw_contradiction,
	    positions, &position_schema, 2, POSITIONS_MAX),
	CYAML_FIELD_STRING_PTR("treatment", NEEDED, struct raw_contradiction,
	    treatment, 1, TEXT_MAX),
	CYAML_FIELD_END,
};

static const cyaml_schema_value_t contradiction_schema = {
	CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, struct raw_contradiction,
	    contradiction_fields),
};

static const cyaml_schema_field_t fields[] = {
	CYAML_FIELD_SEQUENCE("sources", NEEDED, struct raw_register, sources,
	    &source_schema, 1, SOURCES_MAX),
	CYAML_FIELD_SEQUENCE("corrections", OPTIONAL, struct raw_register,
	    corrections, &correction_schema, 0, CORRECTIONS_MAX),
	CYAML_FIELD_SEQUENCE("claims", NEEDED, struct raw_register, claims,
	    &claim_schema, 1, CLAIMS_MAX),
	CYAML_FIELD_SEQUENCE("contradictions", OPTIONAL, struct raw_register,
	    contradictions, &contradiction_schema, 0, CONTRADICTIONS_MAX),
	CYAML_FIELD_END,
};

const cyaml_schema_value_t claims_schema = {
	CYAML_VALUE_MAPPING(CYAML_FLAG_POINTER, struct raw_register, fields),
};
