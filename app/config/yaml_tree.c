#include "config/yaml_tree.h"

#include <yaml.h>

#include "base/arena.h"
#include "base/text.h"
#include "config/refusal.h"

enum { DEPTH_MAX = 16 };

struct builder {
	struct arena *arena;
	const struct yaml_source *source;
	yaml_parser_t parser;
	yaml_event_t event; /* the one at hand; emptied by step() */
};

static int
line_of(const struct builder *b, yaml_mark_t mark)
{
	return b->source->first_line + (int)mark.line;
}

/* The line on which the byte at offset stands. */
static int
line_at(const struct yaml_source *source, size_t offset)
{
	int line = source->first_line;

	for (size_t i = 0; i < offset && i < source->len; i++)
		line += source->bytes[i] == '\n';
	return line;
}

static enum status
refuse_syntax(const struct builder *b)
{
	const yaml_parser_t *parser = &b->parser;
	const char *hint = "";

	if (parser->error == YAML_READER_ERROR)
		return refuse(b->source->name,
		    line_at(b->source, parser->problem_offset),
		    "a byte that YAML does not allow; write the file as "
		    "UTF-8 text without control characters");
	if (parser->problem == NULL)
		return refuse(b->source->name, 0, "no memory to read it");
	if (strstr(parser->problem, "cannot start any token") != NULL)
		hint = "; indent by spaces, not tabs, and put a text that "
		    "begins with a sign in quotes";
	else if (strstr(parser->problem, "mapping values are not") != NULL)
		hint = "; put a text that holds a colon in quotes";
	return refuse(b->source->name, line_of(b, parser->problem_mark),
	    "not well-formed YAML: %s%s", parser->problem, hint);
}

/* Takes the next event into b->event. */
static enum status
step(struct builder *b)
{
	yaml_event_delete(&b->event);
	if (!yaml_parser_parse(&b->parser, &b->event))
		return refuse_syntax(b);
	return OK;
}

static enum status
read_scalar(struct builder *b, struct yaml_node *node)
{
	const char *text = (const char *)b->event.data.scalar.value;
	size_t len = b->event.data.scalar.length;

	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)text[i];

		if ((c < 0x20 && c != '\n' && c != '\t') || c == 0x7f)
			return refuse(b->source->name, node->line,
			    "a control character (\\x%02x) in a text; "
			    "take it out", c);
	}
	node->kind = YAML_VALUE;
	node->text = arena_strndup(b->arena, text, len);
	return OK;
}

static bool
has_tag(const yaml_event_t *event)
{
	switch ((int)event->type) {
	case YAML_SCALAR_EVENT:
		return event->data.scalar.tag != NULL;
	case YAML_SEQUENCE_START_EVENT:
		return event->data.sequence_start.tag != NULL;
	default:
		return event->data.mapping_start.tag != NULL;
	}
}

static enum status read_node(struct builder *b, size_t depth,
    struct yaml_node **node);

/* Reads the key at hand and steps to its value. */
static enum status
read_key(struct builder *b, const char **key, int *line)
{
	struct yaml_node node = { .line = line_of(b, b->event.start_mark) };
	enum status st;

	if (b->event.type != YAML_SCALAR_EVENT)
		return refuse(b->source->name, node.line,
		    "a key must be a plain word");
	if ((st = read_scalar(b, &node)) != OK)
		return st;
	*key = node.text;
	*line = node.line;
	return step(b);
}

/* Reads the children of a list or block up to the event that ends it. */
static enum status
read_children(struct builder *b, size_t depth, struct yaml_node *parent)
{
	const yaml_event_type_t end = parent->kind == YAML_LIST ?
	    YAML_SEQUENCE_END_EVENT : YAML_MAPPING_END_EVENT;
	struct yaml_node **to = &parent->first;
	enum status st;

	while ((st = step(b)) == OK && b->event.type != end) {
		const char *key = NULL;
		int key_line = 0;

		if (parent->kind == YAML_BLOCK &&
		    (st = read_key(b, &key, &key_line)) != OK)
			return st;
		if ((st = read_node(b, depth + 1, to)) != OK)
			return st;
		(*to)->key = key;
		if (key != NULL)
			(*to)->line = key_line;
		to = &(*to)->next;
		parent->len++;
	}
	return st;
}

/* Reads the node that begins with the event at hand. */
static enum status
read_node(struct builder *b, size_t depth, struct yaml_node **out)
{
	struct yaml_node *node = arena_alloc(b->arena, sizeof(*node));

	*out = node;
	node->text = "";
	node->line = line_of(b, b->event.start_mark);
	if (depth > DEPTH_MAX)
		return refuse(b->source->name, node->line,
		    "nested more than %d deep", DEPTH_MAX);
	if (b->event.type == YAML_ALIAS_EVENT)
		return refuse(b->source->name, node->line,
		    "aliases (*%s) are not allowed; write the value out",
		    (const char *)b->event.data.alias.anchor);
	if (has_tag(&b->event))
		return refuse(b->source->name, node->line,
		    "tags (!) are not allowed; put a text that begins with "
		    "an exclamation mark in quotes");
	if (b->event.type == YAML_SCALAR_EVENT)
		return read_scalar(b, node);
	node->kind = b->event.type == YAML_SEQUENCE_START_EVENT ?
	    YAML_LIST : YAML_BLOCK;
	return read_children(b, depth, node);
}

static enum status
read_document(struct builder *b, struct yaml_node **root)
{
	enum status st;

	while ((st = step(b)) == OK &&
	    (b->event.type == YAML_STREAM_START_EVENT ||
	    b->event.type == YAML_DOCUMENT_START_EVENT))
		continue;
	if (st != OK)
		return st;
	if (b->event.type == YAML_STREAM_END_EVENT)
		return refuse(b->source->name, b->source->first_line,
		    "nothing is written here; keys and values are expected");
	if ((st = read_node(b, 0, root)) != OK)
		return st;
	if ((st = step(b)) != OK || (st = step(b)) != OK)
		return st;
	if (b->event.type != YAML_STREAM_END_EVENT)
		return refuse(b->source->name,
		    line_of(b, b->event.start_mark),
		    "a second document begins here; keep only one");
	return OK;
}

enum status
yaml_tree_read(struct arena *arena, const struct yaml_source *source,
    struct yaml_node **root)
{
	struct builder b = { .arena = arena, .source = source };
	enum status st;

	if (!yaml_parser_initialize(&b.parser))
		return refuse(source->name, 0, "no memory to read it");
	yaml_parser_set_input_string(&b.parser,
	    (const unsigned char *)source->bytes, source->len);
	yaml_parser_set_encoding(&b.parser, YAML_UTF8_ENCODING);
	st = read_document(&b, root);
	yaml_event_delete(&b.event);
	yaml_parser_delete(&b.parser);
	return st;
}

const struct yaml_node *
yaml_tree_child(const struct yaml_node *block, const char *key, size_t key_len)
{
	for (const struct yaml_node *n = block->first; n != NULL; n = n->next)
		if (n->key != NULL && strlen(n->key) == key_len &&
		    memcmp(n->key, key, key_len) == 0)
			return n;
	return NULL;
}
