#include "config/assessment_file.h"

#include "base/arena.h"
#include "config/assessment_loader.h"

enum { POINTS_MAX = 99 };

static enum status
check_edition(const struct loader *l)
{
	const char *edition = l->raw->edition;

	if (edition[strspn(edition,
	    "abcdefghijklmnopqrstuvwxyz0123456789-")] == '\0')
		return OK;
	return yaml_refuse(l->yaml, "edition", "the edition \"%s\" may hold "
	    "small letters, digits and hyphens, as 2026-11", edition);
}

static enum status
read_weaknesses(const struct loader *l, const char *where,
    const struct raw_stack *raw, struct stack *stack)
{
	struct note *notes = arena_array(l->arena, raw->weaknesses_count,
	    sizeof(*notes));
	enum status st;

	for (size_t i = 0; i < raw->weaknesses_count; i++)
		if ((st = loader_note(l, loader_entry(l, where, "weaknesses",
		    i), &raw->weaknesses[i], "", NULL, 0, &notes[i])) != OK)
			return st;
	stack->weaknesses = (struct notes){ notes, raw->weaknesses_count };
	return OK;
}

static enum status
read_caveat(const struct loader *l, const char *where,
    const struct raw_stack *raw, struct stack *stack)
{
	struct note *caveat;

	if (raw->caveat == NULL)
		return OK;
	caveat = arena_alloc(l->arena, sizeof(*caveat));
	stack->caveat = caveat;
	return loader_note(l, loader_key(l, where, "caveat"), raw->caveat, "",
	    NULL, 0, caveat);
}

static enum status
read_stack(const struct loader *l, struct stack *stacks, size_t s)
{
	const struct raw_stack *raw = &l->raw->stacks[s];
	const char *where = loader_entry(l, "", "stacks", s);
	enum status st;

	if ((st = loader_id(l, loader_key(l, where, "id"), raw->id)) != OK)
		return st;
	if (assessment_stack_find(l->model, raw->id) != NULL)
		return yaml_refuse(l->yaml, loader_key(l, where, "id"),
		    "there is a stack \"%s\" already; give each its own id",
		    raw->id);
	stacks[s] = (struct stack){ .id = raw->id, .place = s };
	if ((st = loader_text(l, loader_key(l, where, "name"), raw->name, NULL,
	    0, &stacks[s].name)) != OK ||
	    (st = read_weaknesses(l, where, raw, &stacks[s])) != OK)
		return st;
	l->model->stacks.len++;
	return read_caveat(l, where, raw, &stacks[s]);
}

static enum status
read_stacks(const struct loader *l)
{
	struct stack *stacks = arena_array(l->arena, l->raw->stacks_count,
	    sizeof(*stacks));
	enum status st = OK;

	l->model->stacks.at = stacks;
	for (size_t s = 0; st == OK && s < l->raw->stacks_count; s++)
		st = read_stack(l, stacks, s);
	return st;
}

static enum status
check_weight(const struct loader *l, const char *where,
    const struct raw_weight *raw, const struct option *option,
    const struct stack *stack)
{
	if (raw->points == 0 || raw->points < -POINTS_MAX ||
	    raw->points > POINTS_MAX)
		return yaml_refuse(l->yaml, loader_key(l, where, "points"),
		    "points must be from %d to %d and not 0; leave the stack "
		    "out where an answer says nothing about it", -POINTS_MAX,
		    POINTS_MAX);
	if (option_weight(option, stack) != NULL)
		return yaml_refuse(l->yaml, loader_key(l, where, "stack"),
		    "the answer \"%s\" gives \"%s\" points already; keep one "
		    "of them", option->id, stack->id);
	if (raw->why.claims.count == 0 && !raw->judgement)
		return yaml_refuse(l->yaml, where, "these points need a "
		    "source; name claims, or say judgement: true");
	return OK;
}

static enum status
read_weights(const struct loader *l, const char *where, const char *href,
    const struct raw_option *raw, struct option *option)
{
	struct weight *weights = arena_array(l->arena, raw->points_count,
	    sizeof(*weights));
	enum status st;

	option->weights.at = weights;
	for (size_t i = 0; i < raw->points_count; i++) {
		const char *entry = loader_entry(l, where, "points", i);
		struct weight *weight = &weights[i];

		if ((st = loader_stack(l, loader_key(l, entry, "stack"),
		    raw->points[i].stack, &weight->stack)) != OK ||
		    (st = check_weight(l, entry, &raw->points[i], option,
		    weight->stack)) != OK ||
		    (st = loader_note(l, entry, &raw->points[i].why, href,
		    NULL, 0, &weight->why)) != OK)
			return st;
		weight->points = raw->points[i].points;
		weight->judgement = raw->points[i].judgement;
		option->weights.len++;
	}
	return OK;
}

/* A hint is optional: absent, it is an empty text. */
static enum status
read_hint(const struct loader *l, const char *where, const char *raw,
    const char **hint)
{
	*hint = "";
	return raw == NULL ? OK : loader_text(l, loader_key(l, where, "hint"),
	    raw, NULL, 0, hint);
}

static enum status
check_option_id(const struct loader *l, const char *where,
    const struct question *question, const char *id)
{
	for (size_t o = 0; o < question->options.len; o++)
		if (strcmp(question->options.at[o].id, id) == 0)
			return yaml_refuse(l->yaml, where, "there is an "
			    "answer \"%s\" to this question already; give "
			    "each its own id", id);
	return loader_id(l, where, id);
}

static enum status
read_option(const struct loader *l, const char *where, const char *href,
    const struct raw_option *raw, struct option *option)
{
	enum status st;

	if ((st = check_option_id(l, loader_key(l, where, "id"),
	    option->question, raw->id)) != OK)
		return st;
	option->id = raw->id;
	if ((st = loader_text(l, loader_key(l, where, "label"), raw->label,
	    NULL, 0, &option->label)) != OK ||
	    (st = read_hint(l, where, raw->hint, &option->hint)) != OK ||
	    (st = loader_stacks(l, where, "knows", &raw->knows,
	    option->knows)) != OK)
		return st;
	return read_weights(l, where, href, raw, option);
}

static enum status
read_options(const struct loader *l, const char *where,
    const struct raw_question *raw, struct question *question)
{
	struct option *options = arena_array(l->arena, raw->options_count,
	    sizeof(*options));
	enum status st = OK;

	question->options.at = options;
	for (size_t o = 0; st == OK && o < raw->options_count; o++) {
		options[o].place = o;
		options[o].question = question;
		st = read_option(l, loader_entry(l, where, "options", o),
		    raw->href, &raw->options[o], &options[o]);
		question->options.len++;
	}
	return st;
}

static enum status
check_question_id(const struct loader *l, const char *where, size_t q)
{
	for (size_t i = 0; i < q; i++)
		if (strcmp(l->raw->questions[i].id, l->raw->questions[q].id) == 0)
			return yaml_refuse(l->yaml, where, "there is a "
			    "question \"%s\" already; give each its own id",
			    l->raw->questions[q].id);
	return loader_id(l, where, l->raw->questions[q].id);
}

static enum status
read_question(const struct loader *l, size_t q)
{
	const struct raw_question *raw = &l->raw->questions[q];
	struct question *question = &l->model->questions[q];
	const char *where = loader_entry(l, "", "questions", q);
	enum status st;

	question->id = raw->id;
	question->place = q;
	if ((st = check_question_id(l, loader_key(l, where, "id"), q)) != OK ||
	    (st = loader_text(l, loader_key(l, where, "label"), raw->label,
	    NULL, 0, &question->label)) != OK ||
	    (st = read_hint(l, where, raw->hint, &question->hint)) != OK ||
	    (st = loader_href(l, loader_key(l, where, "href"), raw->href)) != OK)
		return st;
	return read_options(l, where, raw, question);
}

/* Two questions about what a team knows could both name its own stack. */
static enum status
check_knows(const struct loader *l)
{
	const struct raw_question *asks = NULL;

	for (size_t q = 0; q < ASSESSMENT_QUESTIONS; q++) {
		const struct raw_question *raw = &l->raw->questions[q];

		for (size_t o = 0; o < raw->options_count; o++) {
			if (raw->options[o].knows.count == 0)
				continue;
			if (asks != NULL && asks != raw)
				return yaml_refuse(l->yaml, arena_printf(
				    l->arena, "questions[%zu].options[%zu]"
				    ".knows", q, o), "only one question can "
				    "say what the team knows, and \"%s\" does "
				    "already", asks->id);
			asks = raw;
		}
	}
	return OK;
}

static enum status
read_questions(const struct loader *l)
{
	enum status st = check_knows(l);

	for (size_t q = 0; st == OK && q < ASSESSMENT_QUESTIONS; q++)
		st = read_question(l, q);
	return st;
}

static enum status
build(struct arena *arena, const struct yaml *yaml, struct assessment *model)
{
	const struct loader l = { arena, yaml, yaml->data, model };
	enum status st;

	*model = (struct assessment){ .edition = l.raw->edition };
	if ((st = check_edition(&l)) != OK || (st = read_stacks(&l)) != OK ||
	    (st = read_questions(&l)) != OK ||
	    (st = loader_retired(&l)) != OK || (st = loader_rules(&l)) != OK)
		return st;
	return loader_outcomes(&l);
}

enum status
assessment_read(struct arena *arena, const struct yaml_source *source,
    struct assessment *model)
{
	struct yaml yaml;
	enum status st = yaml_read(arena, source, &assessment_schema, &yaml);

	return st == OK ? build(arena, &yaml, model) : st;
}

enum status
assessment_load(struct arena *arena, const char *dir, struct assessment *model)
{
	const char *path = arena_printf(arena, "%s/assessment.yaml", dir);
	struct yaml yaml;
	enum status st = yaml_read_file(arena, path, &assessment_schema, &yaml);

	return st == OK ? build(arena, &yaml, model) : st;
}
