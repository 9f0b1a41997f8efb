#include <string.h>

#include "tmplc.h"

/* An open {{#if}} or {{#each}}. */
struct block {
	const char *word; /* "if" or "each" */
	bool has_else;
	bool has_end;     /* end is set: a branch is behind us */
	int line;
	struct html start;
	struct html end;  /* where all branches so far ended */
};

struct compiler {
	struct place place;
	const char *at; /* the rest of the text */
	bool bare;      /* this line has nothing but tags that leave nothing */
	bool plain;     /* the template is text, not HTML */
	struct html html;
	struct code code;
	struct block blocks[BLOCKS_MAX]; /* code.depth of them */
};

/* Whether the line at at holds tags other than values, and nothing else. */
static bool
is_bare(const char *at)
{
	const char *end;
	bool any = false;

	for (;; at = end + 2, any = true) {
		struct slice tag;

		at += strspn(at, " \t");
		if (strncmp(at, "{{", 2) != 0)
			return any && (*at == '\n' || *at == '\0');
		if ((end = strstr(at, "}}")) == NULL)
			return false;
		tag = (struct slice){ at + 2, (size_t)(end - at - 2) };
		if (!take(&tag, "#") && !take(&tag, "/") && !take(&tag, ">") &&
		    !take(&tag, "!") && !take_word(&tag, "else"))
			return false;
	}
}

/* Text is copied line by line, HTML as far as its state tells. */
static size_t
literal_step(struct compiler *c, const char *from, size_t left)
{
	const char *line_end;

	if (!c->plain)
		return html_step(&c->html, from, left);
	line_end = memchr(from, '\n', left);
	if (line_end == NULL)
		return left;
	return line_end == from ? 1 : (size_t)(line_end - from);
}

static void
compile_literal(struct compiler *c)
{
	const char *end = strstr(c->at, "{{");

	if (end == NULL)
		end = c->at + strlen(c->at);
	while (c->at < end) {
		const char *from = c->at;

		if (c->bare) {
			c->at++;
		} else {
			c->at += literal_step(c, from, (size_t)(end - from));
			code_literal(&c->code, from, (size_t)(c->at - from));
			if (c->html.eats_newline && *c->at != '\n')
				code_literal(&c->code, "\n", 1);
		}
		if (*from != '\n')
			continue;
		c->place.line++;
		c->bare = is_bare(c->at);
	}
}

static struct slice
path_only(struct compiler *c, struct slice rest)
{
	struct slice whole;
	struct slice path;

	skip_space(&rest);
	whole = rest;
	path = take_path(&rest);
	if (path.len == 0 || !is_all(rest))
		refuse(&c->place, "\"%.*s\" is not names joined by dots; make "
		    "what the page shows where the view is filled; the "
		    "language is in app/tools/tmplc.h", (int)whole.len,
		    whole.at);
	return path;
}

static void
compile_value(struct compiler *c, struct slice tag)
{
	struct slice path = path_only(c, tag);

	code_value(&c->code, c->plain ? "plain_text" : html_value(&c->html),
	    path);
}

static void
compile_part(struct compiler *c, struct slice rest)
{
	struct slice name = take_name(&rest);
	struct slice path = { NULL, 0 };

	if (name.len > 0 && take(&rest, "("))
		path = take_path(&rest);
	if (path.len == 0 || !take(&rest, ")") || !is_all(rest))
		refuse(&c->place, "a part without name and value; write "
		    "{{> page_head(page)}}");
	if (c->html.state != HTML_TEXT)
		refuse(&c->place, "a part %s; a part is whole HTML: let it "
		    "stand in text", html_where(&c->html));
	code_part(&c->code, name, path);
}

static void
block_open(struct compiler *c, const char *word)
{
	if (c->code.depth == BLOCKS_MAX)
		refuse(&c->place, "more than %d blocks within each other; make "
		    "a part of the inner ones", BLOCKS_MAX);
	c->blocks[c->code.depth] = (struct block){ .word = word,
		.line = c->place.line, .start = c->html };
}

static void
compile_if(struct compiler *c, struct slice rest)
{
	struct slice path = path_only(c, rest);

	block_open(c, "if");
	code_if(&c->code, path);
}

static void
compile_each(struct compiler *c, struct slice rest)
{
	struct slice path = take_path(&rest);
	struct slice alias = { NULL, 0 };

	if (path.len > 0 && take_word(&rest, "as"))
		alias = take_name(&rest);
	if (alias.len == 0 || !is_all(rest))
		refuse(&c->place, "an #each without list and alias; write "
		    "{{#each leads as lead}}");
	block_open(c, "each");
	code_each(&c->code, path, alias);
}

static void
compile_open(struct compiler *c, struct slice rest)
{
	if (take_word(&rest, "if"))
		compile_if(c, rest);
	else if (take_word(&rest, "each"))
		compile_each(c, rest);
	else
		refuse(&c->place, "{{#%.*s}} is no block; write {{#if value}} "
		    "or {{#each list as alias}}", (int)rest.len, rest.at);
}

/* The innermost open block, which must be of this word. */
static struct block *
block_top(struct compiler *c, const char *tag, const char *word)
{
	struct block *block;

	if (c->code.depth == 0)
		refuse(&c->place, "{{%s}} without {{#%s}} before it; remove "
		    "it, or open the block", tag, word);
	block = &c->blocks[c->code.depth - 1];
	if (strcmp(block->word, word) != 0)
		refuse(&c->place, "{{%s}} within the {{#%s}} of line %d; close "
		    "that first by {{/%s}}", tag, block->word, block->line,
		    block->word);
	return block;
}

static void
branch_end(struct compiler *c, struct block *block)
{
	struct html end = c->html;

	if (block->has_end && !html_join(&end, &block->end))
		refuse(&c->place, "this branch of the {{#if}} of line %d ends "
		    "%s, another %s; let all end in the same place: tag, "
		    "attribute, quotes",
		    block->line, html_where(&c->html),
		    html_where(&block->end));
	block->end = end;
	block->has_end = true;
	c->html = block->start;
}

static void
compile_else(struct compiler *c, struct slice rest)
{
	struct block *block = block_top(c, "else", "if");

	if (block->has_else)
		refuse(&c->place, "a second {{else}} for the {{#if}} of line "
		    "%d; the last branch is {{else}}, those before it are "
		    "{{else if value}}", block->line);
	branch_end(c, block);
	if (take_word(&rest, "if")) {
		code_else_if(&c->code, path_only(c, rest));
		return;
	}
	if (!is_all(rest))
		refuse(&c->place, "{{else}} with something behind it; write "
		    "{{else}} or {{else if value}}");
	block->has_else = true;
	code_else(&c->code);
}

static void
close_if(struct compiler *c)
{
	struct block *block = block_top(c, "/if", "if");

	branch_end(c, block);
	if (!block->has_else && !html_join(&block->end, &block->start))
		refuse(&c->place, "the {{#if}} of line %d begins %s and ends "
		    "%s; let it end where it began", block->line,
		    html_where(&block->start), html_where(&block->end));
	c->html = block->end;
}

static void
close_each(struct compiler *c)
{
	struct block *block = block_top(c, "/each", "each");
	struct html end = block->start;

	/* The next round begins where this one ends. */
	if (!html_join(&end, &c->html) || end.state != block->start.state ||
	    end.url != block->start.url)
		refuse(&c->place, "the {{#each}} of line %d begins %s and ends "
		    "%s, from where a second round would go wrong; let it end "
		    "as it began", block->line, html_where(&block->start),
		    html_where(&c->html));
	c->html = end;
}

static void
compile_close(struct compiler *c, struct slice rest)
{
	bool each = take_word(&rest, "each");

	if ((!each && !take_word(&rest, "if")) || !is_all(rest))
		refuse(&c->place, "{{/%.*s}} closes nothing; write {{/if}} or "
		    "{{/each}}", (int)rest.len, rest.at);
	if (each)
		close_each(c);
	else
		close_if(c);
	code_close(&c->code);
}

static void
compile_tag(struct compiler *c)
{
	struct slice tag = tag_take(&c->place, &c->at);
	struct slice rest = tag;
	bool other = take_word(&rest, "else");

	if (!other && (tag.len == 0 || strchr("!#/>", *tag.at) == NULL)) {
		compile_value(c, tag);
		return;
	}
	if (!c->plain)
		html_boundary(&c->html);
	if (other)
		compile_else(c, rest);
	else if (take(&rest, "#"))
		compile_open(c, rest);
	else if (take(&rest, "/"))
		compile_close(c, rest);
	else if (take(&rest, ">"))
		compile_part(c, rest);
	else
		c->place.line += lines_in(tag);
}

/* Nothing may be open where the template ends. */
static void
compile_end(struct compiler *c)
{
	if (c->code.depth > 0) {
		const struct block *block = &c->blocks[c->code.depth - 1];

		c->place.line = block->line;
		refuse(&c->place, "{{#%s}} is not closed; add {{/%s}}",
		    block->word, block->word);
	}
	if (c->html.state != HTML_TEXT)
		refuse(&c->place, "the template ends %s; let it end in text",
		    html_where(&c->html));
	code_end(&c->code);
}

void
template_function(const struct template *t, FILE *out)
{
	struct compiler c = { .place = t->place, .at = t->at,
		.plain = template_is_plain(t) };

	c.html.place = &c.place;
	c.code.place = &c.place;
	c.code.out = out;
	c.bare = is_bare(c.at);
	code_begin(&c.code, t);
	while (*c.at != '\0') {
		if (strncmp(c.at, "{{", 2) == 0)
			compile_tag(&c);
		else
			compile_literal(&c);
	}
	compile_end(&c);
}
