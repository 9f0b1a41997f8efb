#include "config/stack_file.h"

#include "base/arena.h"
#include "base/text.h"

enum {
	ID_MAX = 12,
	NAME_MAX_BYTES = 40,
	LINE_MAX_BYTES = 200,
	TEXT_MAX = 500,
	HREF_MAX = 120,
	CLAIMS_MAX = 12,
	STATEMENTS_MAX = 10,
	SECTIONS_MAX = 10,
};

struct raw_statement {
	const char *text;
	struct {
		const char **at;
		unsigned count;
	} claims;
	bool own;
	bool silent;
};

struct raw_row {
	struct raw_statement *at;
	unsigned count;
};

struct raw_profile {
	const char *id;
	const char *name;
	const char *summary;
	struct raw_row rows[PROFILE_ROWS];
	struct {
		const char **at;
		unsigned count;
	} sections;
};

static const cyaml_schema_value_t word_schema = {
	CYAML_VALUE_STRING(CYAML_FLAG_POINTER, char, 1, HREF_MAX),
};

static const cyaml_schema_field_t statement_fields[] = {
	CYAML_FIELD_STRING_PTR("text", CYAML_FLAG_POINTER,
	    struct raw_statement, text, 1, TEXT_MAX),
	CYAML_FIELD_SEQUENCE_COUNT("claims",
	    CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL, struct raw_statement,
	    claims.at, claims.count, &word_schema, 1, CLAIMS_MAX),
	CYAML_FIELD_BOOL("own", CYAML_FLAG_OPTIONAL, struct raw_statement,
	    own),
	CYAML_FIELD_BOOL("silent", CYAML_FLAG_OPTIONAL, struct raw_statement,
	    silent),
	CYAML_FIELD_END,
};

static const cyaml_schema_value_t statement_schema = {
	CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, struct raw_statement,
	    statement_fields),
};

static const cyaml_schema_field_t fields[] = {
	CYAML_FIELD_STRING_PTR("id", CYAML_FLAG_POINTER, struct raw_profile,
	    id, 1, ID_MAX),
	CYAML_FIELD_STRING_PTR("name", CYAML_FLAG_POINTER, struct raw_profile,
	    name, 1, NAME_MAX_BYTES),
	CYAML_FIELD_STRING_PTR("summary", CYAML_FLAG_POINTER,
	    struct raw_profile, summary, 1, LINE_MAX_BYTES),
	CYAML_FIELD_SEQUENCE_COUNT("what", CYAML_FLAG_POINTER,
	    struct raw_profile, rows[PROFILE_WHAT].at,
	    rows[PROFILE_WHAT].count, &statement_schema, 1, STATEMENTS_MAX),
	CYAML_FIELD_SEQUENCE_COUNT("strengths", CYAML_FLAG_POINTER,
	    struct raw_profile, rows[PROFILE_STRENGTHS].at,
	    rows[PROFILE_STRENGTHS].count, &statement_schema, 1,
	    STATEMENTS_MAX),
	CYAML_FIELD_SEQUENCE_COUNT("weaknesses", CYAML_FLAG_POINTER,
	    struct raw_profile, rows[PROFILE_WEAKNESSES].at,
	    rows[PROFILE_WEAKNESSES].count, &statement_schema, 1,
	    STATEMENTS_MAX),
	CYAML_FIELD_SEQUENCE_COUNT("best_for", CYAML_FLAG_POINTER,
	    struct raw_profile, rows[PROFILE_BEST_FOR].at,
	    rows[PROFILE_BEST_FOR].count, &statement_schema, 1,
	    STATEMENTS_MAX),
	CYAML_FIELD_SEQUENCE_COUNT("not_for", CYAML_FLAG_POINTER,
	    struct raw_profile, rows[PROFILE_NOT_FOR].at,
	    rows[PROFILE_NOT_FOR].count, &statement_schema, 1,
	    STATEMENTS_MAX),
	CYAML_FIELD_SEQUENCE_COUNT("frameworks", CYAML_FLAG_POINTER,
	    struct raw_profile, rows[PROFILE_FRAMEWORKS].at,
	    rows[PROFILE_FRAMEWORKS].count, &statement_schema, 1,
	    STATEMENTS_MAX),
	CYAML_FIELD_SEQUENCE_COUNT("data_access", CYAML_FLAG_POINTER,
	    struct raw_profile, rows[PROFILE_DATA_ACCESS].at,
	    rows[PROFILE_DATA_ACCESS].count, &statement_schema, 1,
	    STATEMENTS_MAX),
	CYAML_FIELD_SEQUENCE_COUNT("packages", CYAML_FLAG_POINTER,
	    struct raw_profile, rows[PROFILE_PACKAGES].at,
	    rows[PROFILE_PACKAGES].count, &statement_schema, 1,
	    STATEMENTS_MAX),
	CYAML_FIELD_SEQUENCE_COUNT("hiring", CYAML_FLAG_POINTER,
	    struct raw_profile, rows[PROFILE_HIRING].at,
	    rows[PROFILE_HIRING].count, &statement_schema, 1, STATEMENTS_MAX),
	CYAML_FIELD_SEQUENCE_COUNT("used_by", CYAML_FLAG_POINTER,
	    struct raw_profile, rows[PROFILE_USED_BY].at,
	    rows[PROFILE_USED_BY].count, &statement_schema, 1,
	    STATEMENTS_MAX),
	CYAML_FIELD_SEQUENCE_COUNT("sections", CYAML_FLAG_POINTER,
	    struct raw_profile, sections.at, sections.count, &word_schema, 1,
	    SECTIONS_MAX),
	CYAML_FIELD_END,
};

static const cyaml_schema_value_t schema = {
	CYAML_VALUE_MAPPING(CYAML_FLAG_POINTER, struct raw_profile, fields),
};

/* What each row is called in the file, in an address and on a page. */
static const struct {
	const char *key;
	const char *id;
	const char *label;
} rows[PROFILE_ROWS] = {
	[PROFILE_WHAT] = { "what", "what", "What it is" },
	[PROFILE_STRENGTHS] = { "strengths", "strengths", "Strengths" },
	[PROFILE_WEAKNESSES] = { "weaknesses", "weaknesses", "Weaknesses" },
	[PROFILE_BEST_FOR] = { "best_for", "best-for", "Best for" },
	[PROFILE_NOT_FOR] = { "not_for", "not-for", "Not for" },
	[PROFILE_FRAMEWORKS] = { "frameworks", "frameworks", "Frameworks" },
	[PROFILE_DATA_ACCESS] = { "data_access", "data-access",
	    "Access to data" },
	[PROFILE_PACKAGES] = { "packages", "packages", "Packages" },
	[PROFILE_HIRING] = { "hiring", "hiring", "Hiring" },
	[PROFILE_USED_BY] = { "used_by", "used-by", "Who uses it" },
};

/* A file on its way into a profile. */
struct reading {
	struct arena *arena;   /* for what the profile keeps */
	struct arena *scratch; /* for the file itself, and for paths */
	const struct yaml *yaml;
	const struct raw_profile *raw;
	const struct claim_register *claims;
};

static enum status
read_text(const struct reading *r, const char *where, const char *raw,
    const char **text)
{
	*text = text_trim(r->arena, raw);
	if (**text == '\0')
		return yaml_refuse(r->yaml, where, "the text is empty; write "
		    "one, or say that our sources say nothing");
	if (text_has_control(*text))
		return yaml_refuse(r->yaml, where, "the text must be one "
		    "paragraph; fold long lines with >- and leave no line "
		    "empty");
	return OK;
}

static enum status
read_statement(const struct reading *r, const char *where,
    const struct raw_statement *raw, struct statement *statement)
{
	enum status st = read_text(r, arena_printf(r->scratch, "%s.text", where),
	    raw->text, &statement->text);

	if (st != OK)
		return st;
	if (raw->claims.count == 0 && !raw->own && !raw->silent)
		return yaml_refuse(r->yaml, where, "this statement rests on "
		    "nothing; name claims, or say own: true (our own "
		    "knowledge) or silent: true (our sources say nothing)");
	if (raw->silent && (raw->claims.count > 0 || raw->own))
		return yaml_refuse(r->yaml, where, "silent: true says that "
		    "our sources say nothing, so it stands alone; put the "
		    "rest into a statement of its own");
	statement->own = raw->own;
	statement->silent = raw->silent;
	return claim_list_read(r->arena, r->yaml,
	    arena_printf(r->scratch, "%s.claims", where), r->claims,
	    raw->claims.at, raw->claims.count, &statement->claims);
}

static enum status
read_row(const struct reading *r, size_t i, struct profile_row *row)
{
	const struct raw_row *raw = &r->raw->rows[i];
	struct statement *list =
	    arena_array(r->arena, raw->count, sizeof(*list));
	enum status st = OK;

	for (size_t s = 0; s < raw->count && st == OK; s++)
		st = read_statement(r, arena_printf(r->scratch, "%s[%zu]",
		    rows[i].key, s), &raw->at[s], &list[s]);
	*row = (struct profile_row){ rows[i].id, rows[i].label,
		{ list, raw->count } };
	return st;
}

static enum status
read_sections(const struct reading *r, struct profile *profile)
{
	size_t len = r->raw->sections.count;
	struct profile_section *list =
	    arena_array(r->arena, len, sizeof(*list));

	for (size_t i = 0; i < len; i++) {
		const char *where =
		    arena_printf(r->scratch, "sections[%zu]", i);

		list[i].href =
		    arena_strdup(r->arena, r->raw->sections.at[i]);
		list[i].line = yaml_line(r->yaml, where);
		if (!text_starts(list[i].href, "/guides/"))
			return yaml_refuse(r->yaml, where, "\"%s\" is not a "
			    "link to a section of a guide; write "
			    "/guides/GUIDE#SECTION", list[i].href);
	}
	profile->sections.at = list;
	profile->sections.len = len;
	return OK;
}

static enum status
build(const struct reading *r, const char *id, struct profile *profile)
{
	enum status st;

	*profile = (struct profile){
		.id = arena_strdup(r->arena, id),
		.href = arena_printf(r->arena, "/stacks/%s", id),
		.file = arena_strdup(r->arena, r->yaml->name),
	};
	if (strcmp(r->raw->id, id) != 0)
		return yaml_refuse(r->yaml, "id", "the id is \"%s\", but this "
		    "is the file of \"%s\"; mend the id or rename the file",
		    r->raw->id, id);
	if ((st = read_text(r, "name", r->raw->name, &profile->name)) != OK ||
	    (st = read_text(r, "summary", r->raw->summary,
	    &profile->summary)) != OK)
		return st;
	for (size_t i = 0; i < PROFILE_ROWS && st == OK; i++)
		st = read_row(r, i, &profile->rows[i]);
	return st == OK ? read_sections(r, profile) : st;
}

enum status
stack_file_read(struct arena *arena, const struct yaml_source *source,
    const char *id, const struct claim_register *claims,
    struct profile *profile)
{
	ARENA(scratch);
	struct yaml yaml = { 0 };
	enum status st = yaml_read(scratch, source, &schema, &yaml);
	const struct reading r = { arena, scratch, &yaml, yaml.data, claims };

	return st == OK ? build(&r, id, profile) : st;
}

enum status
stack_file_load(struct arena *arena, const char *path, const char *id,
    const struct claim_register *claims, struct profile *profile)
{
	ARENA(scratch);
	struct yaml yaml = { 0 };
	enum status st = yaml_read_file(scratch, path, &schema, &yaml);
	const struct reading r = { arena, scratch, &yaml, yaml.data, claims };

	return st == OK ? build(&r, id, profile) : st;
}
