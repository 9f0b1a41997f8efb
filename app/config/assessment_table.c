#include "config/assessment_table.h"

#include <errno.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/text.h"
#include "config/refusal.h"
#include "domain/verdict.h"

enum { TABLE_MAX = 1 << 20 };

/* What a line holds. */
enum word { CODE, KIND, PRIMARY, PARTNER, WORD_COUNT };

static const char first_word[] = "edition ";
static const char no_partner[] = "-";

const char *
assessment_table_path(struct arena *arena, const char *dir)
{
	return arena_printf(arena, "%s/assessment.table", dir);
}

static enum status
complain(const char *path, const char *what)
{
	(void)refuse(path, 0, "%s", what);
	return FAILED;
}

static enum status
read_table(const char *path, struct buf *text)
{
	FILE *file = fopen(path, "re");
	char bytes[8192];
	bool broken;
	size_t n;

	if (file == NULL && errno == ENOENT)
		return NOT_FOUND;
	if (file == NULL)
		return complain(path, strerror(errno));
	while ((n = fread(bytes, 1, sizeof(bytes), file)) > 0)
		buf_add(text, bytes, n);
	broken = ferror(file) != 0;
	(void)fclose(file);
	if (broken)
		return complain(path, "cannot be read");
	return text->failed ? refuse(path, 0, "is over a megabyte, so it is "
	    "no table of results; take it away and run \"fourways proof "
	    "--accept\"") : OK;
}

/* One comparison in the making. */
struct comparison {
	struct arena *arena;
	const struct assessment *model;
	const char *path;
	struct moved *moved; /* room for one a line */
	bool *seen;          /* by index of the combination */
	struct assessment_moves *moves;
};

/* Cuts a line at its spaces; whether it has as many words as it must. */
static bool
cut_line(char *line, char *words[WORD_COUNT])
{
	size_t len = 0;

	while (len < WORD_COUNT) {
		size_t end = strcspn(line, " ");
		bool last = line[end] == '\0';

		words[len++] = line;
		if (end == 0 || last != (len == WORD_COUNT))
			return false;
		line[end] = '\0';
		line += last ? end : end + 1;
	}
	return true;
}

static bool
read_kind(const char *id, enum verdict_kind *kind)
{
	for (int k = VERDICT_SINGLE; k < VERDICT_KIND_COUNT; k++) {
		*kind = (enum verdict_kind)k;
		if (strcmp(verdict_kind_id(*kind), id) == 0)
			return true;
	}
	return false;
}

/* Whether the rules still say what the table said. */
static bool
is_as_it_was(const struct assessment *model, const struct moved *was)
{
	struct verdict now;

	verdict_reach(model, &was->answers, &now);
	return now.kind == was->kind &&
	    strcmp(now.primary->id, was->primary) == 0 &&
	    strcmp(now.partner == NULL ? "" : now.partner->id,
	    was->partner) == 0;
}

static enum status
compare_line(struct comparison *c, char *line, int number)
{
	const struct retired *retired[ASSESSMENT_QUESTIONS];
	char *words[WORD_COUNT];
	struct moved was;

	if (!cut_line(line, words) || !read_kind(words[KIND], &was.kind))
		return refuse(c->path, number, "not \"code kind primary "
		    "partner\"; run \"fourways proof --accept\" to make the "
		    "table anew");
	was.code = words[CODE];
	was.primary = words[PRIMARY];
	was.partner =
	    strcmp(words[PARTNER], no_partner) == 0 ? "" : words[PARTNER];
	if (assessment_code_follow(c->model, was.code, &was.answers,
	    retired) == CODE_UNKNOWN) {
		c->moves->gone++;
		return OK;
	}
	c->seen[assessment_index(c->model, &was.answers)] = true;
	if (!is_as_it_was(c->model, &was))
		c->moved[c->moves->moved.len++] = was;
	return OK;
}

static enum status
compare_lines(struct comparison *c, char *text)
{
	enum status st = OK;
	char *line = text;

	for (int number = 1; st == OK && *line != '\0'; number++) {
		size_t len = strcspn(line, "\n");
		char *next = line[len] == '\0' ? line + len : line + len + 1;

		line[len] = '\0';
		if (number > 1)
			st = compare_line(c, line, number);
		else if (text_starts(line, first_word))
			c->moves->edition = line + strlen(first_word);
		else
			st = refuse(c->path, number, "not \"edition NAME\"; "
			    "run \"fourways proof --accept\" to make the "
			    "table anew");
		line = next;
	}
	return st;
}

static size_t
count_lines(const char *text)
{
	size_t count = 1;

	for (; *text != '\0'; text++)
		count += *text == '\n';
	return count;
}

enum status
assessment_table_compare(struct arena *arena, const struct assessment *model,
    const char *dir, struct assessment_moves *moves)
{
	size_t count = assessment_count(model);
	struct comparison c = { .arena = arena, .model = model,
		.path = assessment_table_path(arena, dir), .moves = moves };
	BUF(text, TABLE_MAX);
	enum status st;

	*moves = (struct assessment_moves){ 0 };
	if ((st = read_table(c.path, &text)) != OK)
		return st;
	c.seen = arena_array(arena, count, sizeof(*c.seen));
	c.moved = arena_array(arena, count_lines(buf_text(&text)),
	    sizeof(*c.moved));
	moves->moved.at = c.moved;
	st = compare_lines(&c, arena_strdup(arena, buf_text(&text)));
	if (st == OK && moves->edition == NULL)
		st = refuse(c.path, 0, "is empty; run \"fourways proof "
		    "--accept\" to make the table anew");
	for (size_t i = 0; i < count; i++)
		moves->new_count += !c.seen[i];
	return st;
}

/* Beside it first, then renamed: a table is there as a whole or not at all. */
static enum status
put_in_place(struct arena *arena, const char *path, const struct buf *text)
{
	const char *fresh = arena_printf(arena, "%s.new", path);
	FILE *file = fopen(fresh, "we");
	bool good;

	if (file == NULL)
		return complain(fresh, strerror(errno));
	good = fwrite(text->data, 1, text->len, file) == text->len;
	if (fclose(file) != 0 || !good || rename(fresh, path) != 0)
		return complain(path, strerror(errno));
	return OK;
}

enum status
assessment_table_write(struct arena *arena, const struct assessment *model,
    const char *dir)
{
	const char *path = assessment_table_path(arena, dir);
	BUF(text, TABLE_MAX);

	buf_printf(&text, "%s%s\n", first_word, model->edition);
	for (size_t i = 0; i < assessment_count(model); i++) {
		struct answers answers = assessment_answers_at(model, i);
		struct verdict v;

		verdict_reach(model, &answers, &v);
		buf_printf(&text, "%s %s %s %s\n",
		    assessment_code(arena, model, &answers),
		    verdict_kind_id(v.kind), v.primary->id,
		    v.partner == NULL ? no_partner : v.partner->id);
	}
	if (text.failed)
		return complain(path, "would be over a megabyte");
	return put_in_place(arena, path, &text);
}
