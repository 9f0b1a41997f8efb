#include "config/yaml.h"

#include <assert.h>
#include <errno.h>
#include <stdalign.h>
#include <stdarg.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/text.h"
#include "config/refusal.h"
#include "config/yaml_tree.h"

/* libcyaml's memory comes from the arena; the size in front of each block
 * is what its realloc needs to know. */
struct block {
	alignas(max_align_t) size_t size;
	unsigned char bytes[];
};

static struct block *
block_new(struct arena *arena, size_t size)
{
	struct block *block;

	if (size > SIZE_MAX - sizeof(*block))
		return NULL;
	block = arena_alloc(arena, sizeof(*block) + size);
	block->size = size;
	return block;
}

static void *
arena_resize(void *arena, void *memory, size_t size)
{
	struct block *old = NULL;
	struct block *block;

	if (size == 0)
		return NULL;
	if (memory != NULL)
		old = (struct block *)(void *)((unsigned char *)memory -
		    offsetof(struct block, bytes));
	if (old != NULL && old->size >= size)
		return memory;
	/* Lists grow entry by entry: doubling keeps what is left behind in
	 * the arena below what is used. */
	if (old != NULL && size < 2 * old->size)
		size = 2 * old->size;
	block = block_new(arena, size);
	if (block != NULL && old != NULL)
		memcpy(block->bytes, old->bytes, old->size);
	return block == NULL ? NULL : block->bytes;
}

/* Keeps the first thing libcyaml complains about. */
struct complaint {
	struct arena *arena;
	const char *text;
};

__attribute__((format(printf, 3, 0))) static void
complaint_keep(cyaml_log_t level, void *context, const char *format,
    va_list args)
{
	struct complaint *complaint = context;

	if (level < CYAML_LOG_ERROR || complaint->text != NULL)
		return;
	complaint->text = text_trim(complaint->arena,
	    arena_vprintf(complaint->arena, format, args));
	if (text_starts(complaint->text, "Load: "))
		complaint->text += strlen("Load: ");
}

static enum status
load(struct arena *arena, const struct yaml_source *source,
    const cyaml_schema_value_t *schema, struct yaml *yaml)
{
	struct complaint complaint = { .arena = arena };
	const cyaml_config_t config = {
		.log_fn = complaint_keep,
		.log_ctx = &complaint,
		.mem_fn = arena_resize,
		.mem_ctx = arena,
		.log_level = CYAML_LOG_ERROR,
		.flags = CYAML_CFG_NO_ALIAS,
	};
	cyaml_err_t error;

	yaml->data = NULL;
	error = cyaml_load_data((const uint8_t *)source->bytes, source->len,
	    &config, schema, &yaml->data, NULL);
	if (error != CYAML_OK)
		return refuse(source->name, source->first_line, "%s (%s)",
		    complaint.text == NULL ? "cannot be read" : complaint.text,
		    cyaml_strerror(error));
	/* A block of optional keys of which none was given. */
	if (yaml->data == NULL)
		yaml->data = arena_alloc(arena, schema->data_size);
	return OK;
}

static enum status
check_bytes(const struct yaml_source *source)
{
	int line = source->first_line;
	size_t start = 0;

	if (text_is_utf8(source->bytes, source->len))
		return OK;
	/* A sequence never spans a line break, so lines can be asked alone. */
	for (size_t i = 0; i < source->len; i++) {
		if (source->bytes[i] != '\n')
			continue;
		if (!text_is_utf8(source->bytes + start, i - start))
			break;
		start = i + 1;
		line++;
	}
	return refuse(source->name, line,
	    "not UTF-8 text; save the file as UTF-8");
}

enum status
yaml_read(struct arena *arena, const struct yaml_source *source,
    const cyaml_schema_value_t *schema, struct yaml *yaml)
{
	struct yaml_node *root = NULL;
	enum status st;

	assert(schema->type == CYAML_MAPPING);
	*yaml = (struct yaml){ .name = arena_strdup(arena, source->name) };
	if ((st = check_bytes(source)) != OK ||
	    (st = yaml_tree_read(arena, source, &root)) != OK ||
	    (st = yaml_tree_check(source->name, root, schema)) != OK)
		return st;
	yaml->root = root;
	return load(arena, source, schema, yaml);
}

static enum status
read_all(FILE *file, const char *path, struct buf *bytes)
{
	char part[8192];
	size_t len;

	while (!bytes->failed &&
	    (len = fread(part, 1, sizeof(part), file)) > 0)
		buf_add(bytes, part, len);
	if (ferror(file)) {
		(void)refuse(path, 0, "cannot be read: %s", strerror(errno));
		return FAILED;
	}
	if (bytes->failed)
		return refuse(path, 0, "larger than %d bytes; it does not "
		    "look like a file of ours", YAML_SIZE_MAX);
	return OK;
}

enum status
yaml_read_file(struct arena *arena, const char *path,
    const cyaml_schema_value_t *schema, struct yaml *yaml)
{
	BUF(bytes, YAML_SIZE_MAX);
	FILE *file = fopen(path, "rbe");
	enum status st;

	if (file == NULL) {
		st = errno == ENOENT ? NOT_FOUND : FAILED;
		(void)refuse(path, 0, "cannot be opened: %s", strerror(errno));
		return st;
	}
	st = read_all(file, path, &bytes);
	(void)fclose(file);
	if (st != OK)
		return st;
	return yaml_read(arena,
	    &(struct yaml_source){ path, 1, buf_text(&bytes), bytes.len },
	    schema, yaml);
}

/* The child that a step of a path ("key" or "[3]") leads to, or NULL. */
static const struct yaml_node *
follow(const struct yaml_node *node, const char *step, size_t len)
{
	const struct yaml_node *child = node->first;
	char *end;

	if (*step != '[')
		return yaml_tree_child(node, step, len);
	for (unsigned long i = strtoul(step + 1, &end, 10);
	    i > 0 && child != NULL; i--)
		child = child->next;
	return child;
}

int
yaml_line(const struct yaml *yaml, const char *where)
{
	const struct yaml_node *node = yaml->root;

	while (*where != '\0') {
		const struct yaml_node *child;
		size_t len;

		if (*where == '.')
			where++;
		len = 1 + strcspn(where + 1, ".[");
		child = follow(node, where, len);
		if (child == NULL)
			break;
		node = child;
		where += len;
	}
	return node->line;
}

enum status
yaml_refuse(const struct yaml *yaml, const char *where, const char *format,
    ...)
{
	BUF(message, YAML_SIZE_MAX);
	va_list args;

	va_start(args, format);
	buf_vprintf(&message, format, args);
	va_end(args);
	return refuse(yaml->name, yaml_line(yaml, where), "%s",
	    buf_text(&message));
}
