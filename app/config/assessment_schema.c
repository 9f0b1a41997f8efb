#include "config/assessment_raw.h"

#include "base/util.h"

/*
 * The shape of conf/assessment.yaml. Lengths are in bytes; they are generous
 * against what a page can show and stop a file that is something else.
 */
enum {
	WORD_MAX = 40,
	LABEL_MAX = 160,
	HREF_MAX = 120,
	TEXT_MAX = 600,
	PARAGRAPH_MAX = 1600,
	CLAIMS_MAX = 12,
	NOTES_MAX = 8,
	RULES_MAX = 8,
	OUTCOMES_MAX = 200,
	RETIRED_MAX = 100,
};

enum {
	NEEDED = CYAML_FLAG_POINTER,
	OPTIONAL = CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL,
};

static const cyaml_strval_t bases[] = {
	{ "team", HYBRID_TEAM },
	{ "team or winner", HYBRID_TEAM_OR_WINNER },
	{ "team if first", HYBRID_TEAM_IF_FIRST },
};

static const cyaml_strval_t ties[] = {
	{ "team", TIE_BY_TEAM },
	{ "question", TIE_BY_QUESTION },
	{ "order", TIE_BY_ORDER },
};

static const cyaml_strval_t kinds[] = {
	{ "single", VERDICT_SINGLE },
	{ "close", VERDICT_CLOSE },
	{ "hybrid", VERDICT_HYBRID },
	{ "start-one", VERDICT_START_ONE },
};

static const cyaml_schema_value_t word_schema = {
	CYAML_VALUE_STRING(CYAML_FLAG_POINTER, char, 1, WORD_MAX),
};

static const cyaml_schema_field_t note_fields[] = {
	CYAML_FIELD_STRING_PTR("text", NEEDED, struct raw_note, text,
	    1, TEXT_MAX),
	CYAML_FIELD_STRING_PTR("href", OPTIONAL, struct raw_note, href,
	    1, HREF_MAX),
	CYAML_FIELD_SEQUENCE_COUNT("claims", OPTIONAL, struct raw_note,
	    claims.at, claims.count, &word_schema, 1, CLAIMS_MAX),
	CYAML_FIELD_END,
};

static const cyaml_schema_value_t note_schema = {
	CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, struct raw_note,
	    note_fields),
};

static const cyaml_schema_field_t stack_fields[] = {
	CYAML_FIELD_STRING_PTR("id", NEEDED, struct raw_stack, id,
	    1, WORD_MAX),
	CYAML_FIELD_STRING_PTR("name", NEEDED, struct raw_stack, name,
	    1, WORD_MAX),
	CYAML_FIELD_SEQUENCE("weaknesses", OPTIONAL, struct raw_stack, weaknesses,
	    &note_schema, 0, NOTES_MAX),
	CYAML_FIELD_MAPPING_PTR("caveat", OPTIONAL, struct raw_stack, caveat,
	    note_fields),
	CYAML_FIELD_END,
};

static const cyaml_schema_value_t stack_schema = {
	CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, struct raw_stack,
	    stack_fields),
};

static const cyaml_schema_field_t weight_fields[] = {
	CYAML_FIELD_STRING_PTR("stack", NEEDED, struct raw_weight, stack,
	    1, WORD_MAX),
	CYAML_FIELD_INT("points", CYAML_FLAG_DEFAULT, struct raw_weight, points),
	CYAML_FIELD_BOOL("judgement", CYAML_FLAG_OPTIONAL, struct raw_weight,
	    judgement),
	CYAML_FIELD_STRING_PTR("text", NEEDED, struct raw_weight, why.text,
	    1, TEXT_MAX),
	CYAML_FIELD_STRING_PTR("href", OPTIONAL, struct raw_weight, why.href,
	    1, HREF_MAX),
	CYAML_FIELD_SEQUENCE_COUNT("claims", OPTIONAL, struct raw_weight,
	    why.claims.at, why.claims.count, &word_schema, 1, CLAIMS_MAX),
	CYAML_FIELD_END,
};

static const cyaml_schema_value_t weight_schema = {
	CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, struct raw_weight,
	    weight_fields),
};

static const cyaml_schema_field_t option_fields[] = {
	CYAML_FIELD_STRING_PTR("id", NEEDED, struct raw_option, id,
	    1, WORD_MAX),
	CYAML_FIELD_STRING_PTR("label", NEEDED, struct raw_option, label,
	    1, LABEL_MAX),
	CYAML_FIELD_STRING_PTR("hint", OPTIONAL, struct raw_option, hint,
	    1, LABEL_MAX),
	CYAML_FIELD_SEQUENCE_COUNT("knows", OPTIONAL, struct raw_option,
	    knows.at, knows.count, &word_schema, 1, ASSESSMENT_STACKS_MAX),
	CYAML_FIELD_SEQUENCE("points", NEEDED, struct raw_option, points,
	    &weight_schema, 0, ASSESSMENT_STACKS_MAX),
	CYAML_FIELD_END,
};

static const cyaml_schema_value_t option_schema = {
	CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, struct raw_option,
	    option_fields),
};

static const cyaml_schema_field_t question_fields[] = {
	CYAML_FIELD_STRING_PTR("id", NEEDED, struct raw_question, id,
	    1, WORD_MAX),
	CYAML_FIELD_STRING_PTR("label", NEEDED, struct raw_question, label,
	    1, LABEL_MAX),
	CYAML_FIELD_STRING_PTR("hint", OPTIONAL, struct raw_question, hint,
	    1, LABEL_MAX),
	CYAML_FIELD_STRING_PTR("href", NEEDED, struct raw_question, href,
	    1, HREF_MAX),
	CYAML_FIELD_SEQUENCE("options", NEEDED, struct raw_question, options,
	    &option_schema, 2, ASSESSMENT_OPTIONS_MAX),
	CYAML_FIELD_END,
};

static const cyaml_schema_value_t question_schema = {
	CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, struct raw_question,
	    question_fields),
};

static const cyaml_schema_field_t hybrid_fields[] = {
	CYAML_FIELD_STRING_PTR("id", NEEDED, struct raw_hybrid, id,
	    1, WORD_MAX),
	CYAML_FIELD_STRING_PTR("when", NEEDED, struct raw_hybrid, when,
	    1, WORD_MAX),
	CYAML_FIELD_ENUM("main", CYAML_FLAG_STRICT, struct raw_hybrid, main,
	    bases, countof(bases)),
	CYAML_FIELD_SEQUENCE_COUNT("stacks", NEEDED, struct raw_hybrid,
	    stacks.at, stacks.count, &word_schema, 1, ASSESSMENT_STACKS_MAX),
	CYAML_FIELD_STRING_PTR("partner", NEEDED, struct raw_hybrid, partner,
	    1, WORD_MAX),
	CYAML_FIELD_STRING_PTR("alternative", OPTIONAL, struct raw_hybrid, alternative,
	    1, WORD_MAX),
	CYAML_FIELD_STRING_PTR("start_one", OPTIONAL, struct raw_hybrid, start_one,
	    1, WORD_MAX),
	CYAML_FIELD_STRING_PTR("text", NEEDED, struct raw_hybrid, why.text,
	    1, TEXT_MAX),
	CYAML_FIELD_STRING_PTR("href", OPTIONAL, struct raw_hybrid, why.href,
	    1, HREF_MAX),
	CYAML_FIELD_SEQUENCE_COUNT("claims", OPTIONAL, struct raw_hybrid,
	    why.claims.at, why.claims.count, &word_schema, 1, CLAIMS_MAX),
	CYAML_FIELD_MAPPING_PTR("keeps", OPTIONAL, struct raw_hybrid, keeps,
	    note_fields),
	CYAML_FIELD_MAPPING_PTR("moves", OPTIONAL, struct raw_hybrid, moves,
	    note_fields),
	CYAML_FIELD_MAPPING_PTR("cost", OPTIONAL, struct raw_hybrid, cost,
	    note_fields),
	CYAML_FIELD_END,
};

static const cyaml_schema_value_t hybrid_schema = {
	CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, struct raw_hybrid,
	    hybrid_fields),
};

static const cyaml_schema_field_t tie_fields[] = {
	CYAML_FIELD_ENUM("by", CYAML_FLAG_STRICT, struct raw_tie, by,
	    ties, countof(ties)),
	CYAML_FIELD_STRING_PTR("question", OPTIONAL, struct raw_tie, question,
	    1, WORD_MAX),
	CYAML_FIELD_SEQUENCE_COUNT("stacks", OPTIONAL, struct raw_tie,
	    stacks.at, stacks.count, &word_schema, 1, ASSESSMENT_STACKS_MAX),
	CYAML_FIELD_STRING_PTR("text", NEEDED, struct raw_tie, why.text,
	    1, TEXT_MAX),
	CYAML_FIELD_STRING_PTR("href", OPTIONAL, struct raw_tie, why.href,
	    1, HREF_MAX),
	CYAML_FIELD_SEQUENCE_COUNT("claims", OPTIONAL, struct raw_tie,
	    why.claims.at, why.claims.count, &word_schema, 1, CLAIMS_MAX),
	CYAML_FIELD_END,
};

static const cyaml_schema_value_t tie_schema = {
	CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, struct raw_tie,
	    tie_fields),
};

static const cyaml_schema_field_t tension_fields[] = {
	CYAML_FIELD_STRING_PTR("answer", NEEDED, struct raw_tension, answer,
	    1, WORD_MAX),
	CYAML_FIELD_STRING_PTR("alone", NEEDED, struct raw_tension, alone,
	    1, WORD_MAX),
	CYAML_FIELD_STRING_PTR("text", NEEDED, struct raw_tension, why.text,
	    1, TEXT_MAX),
	CYAML_FIELD_STRING_PTR("href", OPTIONAL, struct raw_tension, why.href,
	    1, HREF_MAX),
	CYAML_FIELD_SEQUENCE_COUNT("claims", OPTIONAL, struct raw_tension,
	    why.claims.at, why.claims.count, &word_schema, 1, CLAIMS_MAX),
	CYAML_FIELD_END,
};

static const cyaml_schema_value_t tension_schema = {
	CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, struct raw_tension,
	    tension_fields),
};

static const cyaml_schema_field_t guard_fields[] = {
	CYAML_FIELD_INT("lead", CYAML_FLAG_DEFAULT, struct raw_guard, lead),
	CYAML_FIELD_MAPPING("guarded", CYAML_FLAG_DEFAULT, struct raw_guard,
	    guarded, note_fields),
	CYAML_FIELD_MAPPING("overruled", CYAML_FLAG_DEFAULT, struct raw_guard,
	    overruled, note_fields),
	CYAML_FIELD_END,
};

static const cyaml_schema_field_t margin_fields[] = {
	CYAML_FIELD_INT("close", CYAML_FLAG_DEFAULT, struct raw_margins, close),
	CYAML_FIELD_INT("clear", CYAML_FLAG_DEFAULT, struct raw_margins, clear),
	CYAML_FIELD_END,
};

static const cyaml_schema_field_t rule_fields[] = {
	CYAML_FIELD_MAPPING("guard", CYAML_FLAG_DEFAULT, struct raw_rules, guard,
	    guard_fields),
	CYAML_FIELD_MAPPING("margins", CYAML_FLAG_DEFAULT, struct raw_rules,
	    margins, margin_fields),
	CYAML_FIELD_SEQUENCE("hybrids", NEEDED, struct raw_rules, hybrids,
	    &hybrid_schema, 0, RULES_MAX),
	CYAML_FIELD_SEQUENCE("ties", NEEDED, struct raw_rules, ties,
	    &tie_schema, 1, RULES_MAX),
	CYAML_FIELD_SEQUENCE("tensions", NEEDED, struct raw_rules, tensions,
	    &tension_schema, 0, RULES_MAX),
	CYAML_FIELD_END,
};

static const cyaml_schema_field_t outcome_fields[] = {
	CYAML_FIELD_ENUM("kind", CYAML_FLAG_STRICT, struct raw_outcome, kind,
	    kinds, countof(kinds)),
	CYAML_FIELD_STRING_PTR("primary", NEEDED, struct raw_outcome, primary,
	    1, WORD_MAX),
	CYAML_FIELD_STRING_PTR("partner", OPTIONAL, struct raw_outcome, partner,
	    1, WORD_MAX),
	CYAML_FIELD_STRING_PTR("headline", NEEDED, struct raw_outcome, headline,
	    1, LABEL_MAX),
	CYAML_FIELD_STRING_PTR("text", NEEDED, struct raw_outcome, text,
	    1, PARAGRAPH_MAX),
	CYAML_FIELD_END,
};

static const cyaml_schema_value_t outcome_schema = {
	CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, struct raw_outcome,
	    outcome_fields),
};

static const cyaml_schema_field_t retired_fields[] = {
	CYAML_FIELD_STRING_PTR("answer", NEEDED, struct raw_retired, answer,
	    1, WORD_MAX),
	CYAML_FIELD_STRING_PTR("now", NEEDED, struct raw_retired, now,
	    1, WORD_MAX),
	CYAML_FIELD_STRING_PTR("text", NEEDED, struct raw_retired, text,
	    1, TEXT_MAX),
	CYAML_FIELD_END,
};

static const cyaml_schema_value_t retired_schema = {
	CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, struct raw_retired,
	    retired_fields),
};

static const cyaml_schema_field_t assessment_fields[] = {
	CYAML_FIELD_STRING_PTR("edition", NEEDED, struct raw_assessment, edition,
	    1, WORD_MAX),
	CYAML_FIELD_SEQUENCE("stacks", NEEDED, struct raw_assessment, stacks,
	    &stack_schema, 3, ASSESSMENT_STACKS_MAX),
	CYAML_FIELD_SEQUENCE("questions", NEEDED, struct raw_assessment, questions,
	    &question_schema, ASSESSMENT_QUESTIONS, ASSESSMENT_QUESTIONS),
	CYAML_FIELD_MAPPING("rules", CYAML_FLAG_DEFAULT, struct raw_assessment,
	    rules, rule_fields),
	CYAML_FIELD_SEQUENCE("outcomes", NEEDED, struct raw_assessment, outcomes,
	    &outcome_schema, 1, OUTCOMES_MAX),
	CYAML_FIELD_SEQUENCE("retired", OPTIONAL, struct raw_assessment, retired,
	    &retired_schema, 0, RETIRED_MAX),
	CYAML_FIELD_END,
};

const cyaml_schema_value_t assessment_schema = {
	CYAML_VALUE_MAPPING(CYAML_FLAG_POINTER, struct raw_assessment,
	    assessment_fields),
};
