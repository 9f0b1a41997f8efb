#include <string.h>

#include "tmplc.h"

static void
indent(const struct code *code)
{
	for (size_t i = 0; i <= code->depth; i++)
		(void)fputc('\t', code->out);
}

static void
literal_byte(FILE *out, char c)
{
	unsigned char byte = (unsigned char)c;

	if (c == '\n')
		(void)fputs("\\n", out);
	else if (c == '"' || c == '\\')
		(void)fprintf(out, "\\%c", c);
	else if (byte < 0x20 || byte >= 0x7f || c == '?')
		(void)fprintf(out, "\\%03o", byte);
	else
		(void)fputc(c, out);
}

static void
literal_flush(struct code *code)
{
	size_t len = code->literal_len;

	if (len == 0)
		return;
	indent(code);
	(void)fputs("html_raw(out, \"", code->out);
	for (size_t i = 0; i < len; i++) {
		literal_byte(code->out, code->literal[i]);
		if (code->literal[i] == '\n' && i + 1 < len)
			(void)fputs("\"\n\t    \"", code->out);
	}
	(void)fprintf(code->out, "\", %zu);\n", len);
	code->literal_len = 0;
}

void
code_literal(struct code *code, const char *bytes, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		if (code->literal_len == sizeof(code->literal))
			literal_flush(code);
		code->literal[code->literal_len++] = bytes[i];
	}
}

static void
line_begin(struct code *code)
{
	literal_flush(code);
	line_directive(code->out, code->place);
	indent(code);
}

/* The first name of a path: an alias, or a member of the view. */
static void
write_name(const struct code *code, struct slice name)
{
	int len = (int)name.len;

	for (size_t i = code->depth; i-- > 0;) {
		struct slice alias = code->aliases[i];

		if (alias.len == name.len &&
		    memcmp(alias.at, name.at, name.len) == 0) {
			(void)fprintf(code->out, "*%.*s_%zu", len, name.at, i);
			return;
		}
	}
	(void)fprintf(code->out, "v->%.*s", len, name.at);
}

/* a.b.c becomes HTML_AT(HTML_AT(v->a)->b)->c. */
static void
write_path(const struct code *code, struct slice path)
{
	struct slice name;

	for (size_t i = 0; i < path.len; i++)
		if (path.at[i] == '.')
			(void)fputs("HTML_AT(", code->out);
	write_name(code, take_name(&path));
	while (take(&path, ".")) {
		name = take_name(&path);
		(void)fprintf(code->out, ")->%.*s", (int)name.len, name.at);
	}
}

/* before HTML_AT(path) after */
static void
write_at(const struct code *code, const char *before, struct slice path,
    const char *after)
{
	(void)fprintf(code->out, "%sHTML_AT(", before);
	write_path(code, path);
	(void)fprintf(code->out, ")%s", after);
}

void
code_value(struct code *code, const char *writer, struct slice path)
{
	line_begin(code);
	(void)fprintf(code->out, "%s(out, ", writer);
	write_path(code, path);
	(void)fputs(");\n", code->out);
}

void
code_part(struct code *code, struct slice name, struct slice path)
{
	line_begin(code);
	(void)fprintf(code->out, "TEMPLATE(%.*s)", (int)name.len, name.at);
	write_at(code, "(out, ", path, ");\n");
}

static void
condition(struct code *code, const char *before, struct slice path)
{
	line_begin(code);
	(void)fprintf(code->out, "%s (html_truth(", before);
	write_path(code, path);
	(void)fputs(")) {\n", code->out);
}

void
code_if(struct code *code, struct slice path)
{
	condition(code, "if", path);
	code->aliases[code->depth++] = (struct slice){ NULL, 0 };
}

void
code_each(struct code *code, struct slice path, struct slice alias)
{
	size_t i = code->depth;

	line_begin(code);
	(void)fprintf(code->out, "for (size_t i_%zu = 0; i_%zu < ", i, i);
	write_at(code, "", path, "->len; ");
	(void)fprintf(code->out, "i_%zu++) {\n", i);
	line_begin(code);
	write_at(code, "\t[[maybe_unused]] const __typeof__(*", path, "->at)");
	(void)fprintf(code->out, " *%.*s_%zu = ", (int)alias.len, alias.at, i);
	write_at(code, "&", path, "->at");
	(void)fprintf(code->out, "[i_%zu];\n", i);
	code->aliases[code->depth++] = alias;
}

void
code_else_if(struct code *code, struct slice path)
{
	literal_flush(code);
	code->depth--;
	condition(code, "} else if", path);
	code->depth++;
}

static void
outdented(struct code *code, const char *line)
{
	literal_flush(code);
	code->depth--;
	indent(code);
	(void)fputs(line, code->out);
}

void
code_else(struct code *code)
{
	outdented(code, "} else {\n");
	code->depth++;
}

void
code_close(struct code *code)
{
	outdented(code, "}\n");
}

void
code_begin(struct code *code, const struct template *t)
{
	struct place view = { t->place.file, t->view_line };

	line_directive(code->out, &view);
	(void)fprintf(code->out,
	    "void %.*s(struct buf *out, const struct %.*s *v)\n{\n",
	    (int)t->name.len, t->name.at, (int)t->type.len, t->type.at);
}

void
code_end(struct code *code)
{
	literal_flush(code);
	(void)fputs("}\n", code->out);
}
