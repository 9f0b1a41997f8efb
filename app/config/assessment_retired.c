#include "config/assessment_loader.h"

#include "base/arena.h"

/* The question that "team.ts" names, and the id behind the point. */
static enum status
read_old(const struct loader *l, const char *where, const char *answer,
    struct retired *retired)
{
	size_t len = strcspn(answer, ".");
	enum status st;

	if (answer[len] == '\0')
		return yaml_refuse(l->yaml, where, "\"%s\" names no question; "
		    "write QUESTION.ANSWER, as it was", answer);
	st = loader_question(l, where, arena_strndup(l->arena, answer, len),
	    &retired->question);
	if (st != OK)
		return st;
	retired->id = answer + len + 1;
	return loader_id(l, where, retired->id);
}

/* An old id must not mean two things: neither today's nor another way on. */
static enum status
check_old(const struct loader *l, const char *where,
    const struct retired *retired)
{
	const struct question *question = retired->question;

	for (size_t o = 0; o < question->options.len; o++)
		if (strcmp(question->options.at[o].id, retired->id) == 0)
			return yaml_refuse(l->yaml, where, "\"%s\" is an "
			    "answer of today, so it is not retired; take one "
			    "of the two out", retired->id);
	for (size_t i = 0; i < l->model->retired.len; i++) {
		const struct retired *other = &l->model->retired.at[i];

		if (other->question == question &&
		    strcmp(other->id, retired->id) == 0)
			return yaml_refuse(l->yaml, where, "\"%s\" is retired "
			    "already; keep one of the two", retired->id);
	}
	return OK;
}

static enum status
read_retired(const struct loader *l, const char *where,
    const struct raw_retired *raw, struct retired *retired)
{
	const char *old = loader_key(l, where, "answer");
	const char *now = loader_key(l, where, "now");
	enum status st;

	if ((st = read_old(l, old, raw->answer, retired)) != OK ||
	    (st = check_old(l, old, retired)) != OK ||
	    (st = loader_option(l, now, raw->now, &retired->now)) != OK)
		return st;
	if (retired->now->question != retired->question)
		return yaml_refuse(l->yaml, now, "\"%s\" answers another "
		    "question; an old answer leads on to one of the same",
		    raw->now);
	return loader_text(l, loader_key(l, where, "text"), raw->text, NULL, 0,
	    &retired->text);
}

enum status
loader_retired(const struct loader *l)
{
	struct retired *retired = arena_array(l->arena, l->raw->retired_count,
	    sizeof(*retired));
	enum status st;

	l->model->retired.at = retired;
	for (size_t i = 0; i < l->raw->retired_count; i++) {
		if ((st = read_retired(l, loader_entry(l, "", "retired", i),
		    &l->raw->retired[i], &retired[i])) != OK)
			return st;
		l->model->retired.len++;
	}
	return OK;
}
