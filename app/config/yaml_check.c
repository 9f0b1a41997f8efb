#include "config/yaml_tree.h"

#include <assert.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/text.h"
#include "base/util.h"
#include "config/refusal.h"

enum { WORDS_MAX = 64, HINT_LIMIT = 4000 };

/* A place in the file, with the word a message calls it by. */
struct spot {
	const char *file;
	const struct yaml_node *node;
	const char *label; /* the key, or the key of the list it stands in */
};

static enum status check_value(struct spot spot,
    const cyaml_schema_value_t *schema);

static enum status
refuse_key(struct spot spot, const cyaml_schema_field_t *fields)
{
	BUF(hint, HINT_LIMIT);
	const char *words[WORDS_MAX];
	size_t len = 0;

	for (; fields[len].key != NULL; len++) {
		assert(len < WORDS_MAX);
		words[len] = fields[len].key;
	}
	refusal_hint(&hint, spot.node->key, words, len);
	return refuse(spot.file, spot.node->line, "unknown key \"%s\"; %s",
	    spot.node->key, buf_text(&hint));
}

static const cyaml_schema_field_t *
field_of(const cyaml_schema_field_t *fields, const char *key)
{
	for (; fields->key != NULL; fields++)
		if (strcmp(fields->key, key) == 0)
			return fields;
	return NULL;
}

static enum status
check_missing(struct spot block, const cyaml_schema_field_t *fields)
{
	for (; fields->key != NULL; fields++) {
		if ((fields->value.flags & CYAML_FLAG_OPTIONAL) != 0 ||
		    yaml_tree_child(block.node, fields->key,
		    strlen(fields->key)) != NULL)
			continue;
		return refuse(block.file, block.node->line,
		    "the key \"%s\" is missing in %s%s%s; add it",
		    fields->key, *block.label == '\0' ? "the file" : "\"",
		    block.label, *block.label == '\0' ? "" : "\"");
	}
	return OK;
}

static enum status
check_block(struct spot block, const cyaml_schema_field_t *fields)
{
	enum status st;

	for (const struct yaml_node *n = block.node->first; n != NULL;
	    n = n->next) {
		struct spot spot = { block.file, n, n->key };
		const cyaml_schema_field_t *field = field_of(fields, n->key);
		const struct yaml_node *same = yaml_tree_child(block.node,
		    n->key, strlen(n->key));

		if (field == NULL)
			return refuse_key(spot, fields);
		if (same != n)
			return refuse(block.file, n->line,
			    "the key \"%s\" was given before, on line %d; "
			    "keep one of them", n->key, same->line);
		if ((st = check_value(spot, &field->value)) != OK)
			return st;
	}
	return check_missing(block, fields);
}

static enum status
check_list(struct spot list, const cyaml_schema_value_t *schema)
{
	size_t min = schema->sequence.min;
	size_t max = schema->sequence.max;
	enum status st;

	if (list.node->len < min)
		return refuse(list.file, list.node->line,
		    "\"%s\" has %zu entries; it needs %zu or more",
		    list.label, list.node->len, min);
	if (list.node->len > max)
		return refuse(list.file, list.node->line,
		    "\"%s\" has %zu entries; at most %zu are allowed",
		    list.label, list.node->len, max);
	for (const struct yaml_node *n = list.node->first; n != NULL;
	    n = n->next) {
		struct spot spot = { list.file, n, list.label };

		if ((st = check_value(spot, schema->sequence.entry)) != OK)
			return st;
	}
	return OK;
}

static enum status
check_text(struct spot spot, const cyaml_schema_value_t *schema)
{
	size_t len = strlen(spot.node->text);

	if (len == 0 && schema->string.min > 0)
		return refuse(spot.file, spot.node->line,
		    "\"%s\" is empty; write a text", spot.label);
	if (len < schema->string.min)
		return refuse(spot.file, spot.node->line,
		    "\"%s\" is %zu bytes long; it needs %u or more",
		    spot.label, len, schema->string.min);
	if (len > schema->string.max)
		return refuse(spot.file, spot.node->line,
		    "\"%s\" is %zu bytes long; at most %u are allowed",
		    spot.label, len, schema->string.max);
	return OK;
}

/* libcyaml would read 010 as eight and 0x10 as sixteen. */
static bool
is_decimal(const char *text)
{
	if (*text == '-')
		text++;
	return text[0] != '0' || text[1] == '\0';
}

static enum status
check_number(struct spot spot, const cyaml_schema_value_t *schema)
{
	/* Half of an unsigned range is enough for any setting. */
	int64_t max = (int64_t)(UINT64_MAX >> (65 - 8 * schema->data_size));
	int64_t min = schema->type == CYAML_UINT ? 0 : -max - 1;
	const char *text = spot.node->text;
	int64_t number;

	if (!is_decimal(text) ||
	    !text_int(text, INT64_MIN, INT64_MAX, &number))
		return refuse(spot.file, spot.node->line,
		    "\"%s\" must be a whole number (digits, no leading "
		    "zero), not \"%s\"", spot.label, text);
	if (number < min || number > max)
		return refuse(spot.file, spot.node->line,
		    "\"%s\" must lie between %lld and %lld, not be %s",
		    spot.label, (long long)min, (long long)max, text);
	return OK;
}

static enum status
check_flag(struct spot spot)
{
	if (strcmp(spot.node->text, "true") == 0 ||
	    strcmp(spot.node->text, "false") == 0)
		return OK;
	return refuse(spot.file, spot.node->line,
	    "\"%s\" must be true or false, not \"%s\"", spot.label,
	    spot.node->text);
}

static enum status
check_word(struct spot spot, const cyaml_schema_value_t *schema)
{
	BUF(hint, HINT_LIMIT);
	const char *words[WORDS_MAX];
	size_t len = schema->enumeration.count;

	assert(len <= WORDS_MAX);
	for (size_t i = 0; i < len; i++) {
		words[i] = schema->enumeration.strings[i].str;
		if (strcmp(words[i], spot.node->text) == 0)
			return OK;
	}
	refusal_hint(&hint, spot.node->text, words, len);
	return refuse(spot.file, spot.node->line,
	    "\"%s\" cannot be \"%s\"; %s", spot.label, spot.node->text,
	    buf_text(&hint));
}

/* 0 for the kinds we do not use: there libcyaml is the judge. */
static int
kind_wanted(enum cyaml_type type)
{
	static const enum yaml_kind kinds[] = {
		[CYAML_MAPPING] = YAML_BLOCK,
		[CYAML_SEQUENCE] = YAML_LIST,
		[CYAML_STRING] = YAML_VALUE,
		[CYAML_INT] = YAML_VALUE,
		[CYAML_UINT] = YAML_VALUE,
		[CYAML_BOOL] = YAML_VALUE,
		[CYAML_ENUM] = YAML_VALUE,
	};

	return (size_t)type < countof(kinds) ? (int)kinds[type] : 0;
}

static enum status
check_kind(struct spot spot, int wanted)
{
	static const char *const kinds[] = {
		[YAML_VALUE] = "a single value",
		[YAML_LIST] = "a list (\"- entry\" lines, or [a, b])",
		[YAML_BLOCK] = "a block of \"key: value\" lines",
	};

	if (wanted == 0 || (int)spot.node->kind == wanted)
		return OK;
	return refuse(spot.file, spot.node->line, "%s%s%s must be %s, not %s",
	    *spot.label == '\0' ? "the file" : "\"", spot.label,
	    *spot.label == '\0' ? "" : "\"", kinds[wanted],
	    *spot.node->text == '\0' && spot.node->kind == YAML_VALUE ?
	    "empty" : kinds[spot.node->kind]);
}

static enum status
check_value(struct spot spot, const cyaml_schema_value_t *schema)
{
	enum status st = check_kind(spot, kind_wanted(schema->type));

	if (st != OK)
		return st;
	switch ((int)schema->type) {
	case CYAML_MAPPING:
		return check_block(spot, schema->mapping.fields);
	case CYAML_SEQUENCE:
		return check_list(spot, schema);
	case CYAML_STRING:
		return check_text(spot, schema);
	case CYAML_INT:
	case CYAML_UINT:
		return check_number(spot, schema);
	case CYAML_BOOL:
		return check_flag(spot);
	case CYAML_ENUM:
		return check_word(spot, schema);
	default:
		return OK;
	}
}

enum status
yaml_tree_check(const char *name, const struct yaml_node *root,
    const cyaml_schema_value_t *schema)
{
	return check_value((struct spot){ name, root, "" }, schema);
}
