#include "config/assessment_loader.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/text.h"
#include "config/refusal.h"
#include "domain/fill.h"

enum { HINT_LIMIT = 4000 };

const char *
loader_key(const struct loader *l, const char *where, const char *key)
{
	return arena_printf(l->arena, "%s.%s", where, key);
}

const char *
loader_entry(const struct loader *l, const char *where, const char *key,
    size_t i)
{
	return arena_printf(l->arena, "%s%s%s[%zu]", where,
	    *where == '\0' ? "" : ".", key, i);
}

enum status
loader_id(const struct loader *l, const char *where, const char *id)
{
	size_t len = strspn(id, "abcdefghijklmnopqrstuvwxyz0123456789");

	if (id[len] == '\0' && len > 0 && len <= ASSESSMENT_ID_MAX)
		return OK;
	return yaml_refuse(l->yaml, where, "the id \"%s\" must be 1 to %d "
	    "small letters and digits, as it becomes part of links", id,
	    ASSESSMENT_ID_MAX);
}

enum status
loader_text(const struct loader *l, const char *where, const char *raw,
    const char *const *names, size_t len, const char **text)
{
	BUF(allowed, HINT_LIMIT);
	char *wrong;

	*text = text_trim(l->arena, raw);
	if (**text == '\0')
		return yaml_refuse(l->yaml, where,
		    "the text is empty; write one");
	if (text_has_control(*text))
		return yaml_refuse(l->yaml, where, "the text must be one "
		    "paragraph; fold long lines with >- and leave no line "
		    "empty");
	wrong = fill_unknown(l->arena, *text, names, len);
	if (wrong == NULL)
		return OK;
	for (size_t i = 0; i < len; i++)
		buf_printf(&allowed, "%s{%s}", i == 0 ? "" : " ", names[i]);
	return yaml_refuse(l->yaml, where, "\"%s\" cannot be filled in; "
	    "the names allowed here are: %s", wrong,
	    len == 0 ? "none" : buf_text(&allowed));
}

/* "000-04": the article and the number of the claim. */
static bool
is_claim(const char *id)
{
	return strlen(id) == 6 && strspn(id, "0123456789") == 3 &&
	    id[3] == '-' && strspn(id + 4, "0123456789") == 2;
}

static enum status
read_claims(const struct loader *l, const char *where,
    const struct raw_words *raw, struct claims *claims)
{
	for (size_t i = 0; i < raw->count; i++)
		if (!is_claim(raw->at[i]))
			return yaml_refuse(l->yaml,
			    loader_entry(l, where, "claims", i),
			    "\"%s\" is not a claim; write three digits, a "
			    "hyphen and two digits, as 000-04", raw->at[i]);
	claims->at = raw->at;
	claims->len = raw->count;
	return OK;
}

enum status
loader_href(const struct loader *l, const char *where, const char *href)
{
	static const char word[] = "abcdefghijklmnopqrstuvwxyz0123456789-";
	const char *at = href;

	if (text_starts(at, "/guides/")) {
		size_t slug = strspn(at += strlen("/guides/"), word);

		if (slug > 0 && at[slug] == '#') {
			size_t id = strspn(at += slug + 1, word);

			if (id > 0 && at[id] == '\0')
				return OK;
		}
	}
	return yaml_refuse(l->yaml, where, "\"%s\" is not a link to a section "
	    "of a guide; write /guides/GUIDE#SECTION", href);
}

enum status
loader_note(const struct loader *l, const char *where,
    const struct raw_note *raw, const char *href, const char *const *names,
    size_t len, struct note *note)
{
	enum status st;

	note->href = raw->href == NULL ? href : raw->href;
	if (raw->href != NULL && (st = loader_href(l,
	    loader_key(l, where, "href"), raw->href)) != OK)
		return st;
	if ((st = read_claims(l, where, &raw->claims, &note->claims)) != OK)
		return st;
	return loader_text(l, loader_key(l, where, "text"), raw->text, names,
	    len, &note->text);
}

static enum status
refuse_unknown(const struct loader *l, const char *where, const char *what,
    const char *word, const char *const *words, size_t len)
{
	BUF(hint, HINT_LIMIT);

	refusal_hint(&hint, word, words, len);
	return yaml_refuse(l->yaml, where, "there is no %s \"%s\"; %s", what,
	    word, buf_text(&hint));
}

enum status
loader_stack(const struct loader *l, const char *where, const char *id,
    const struct stack **stack)
{
	const char *words[ASSESSMENT_STACKS_MAX];

	*stack = assessment_stack_find(l->model, id);
	if (*stack != NULL)
		return OK;
	for (size_t i = 0; i < l->model->stacks.len; i++)
		words[i] = l->model->stacks.at[i].id;
	return refuse_unknown(l, where, "stack", id, words,
	    l->model->stacks.len);
}

enum status
loader_stacks(const struct loader *l, const char *where, const char *key,
    const struct raw_words *ids, bool marks[ASSESSMENT_STACKS_MAX])
{
	const struct stack *stack;
	enum status st;

	for (size_t i = 0; i < ids->count; i++) {
		const char *entry = loader_entry(l, where, key, i);

		if ((st = loader_stack(l, entry, ids->at[i], &stack)) != OK)
			return st;
		if (marks[stack->place])
			return yaml_refuse(l->yaml, entry, "the stack \"%s\" "
			    "is named twice; keep it once", stack->id);
		marks[stack->place] = true;
	}
	return OK;
}

enum status
loader_question(const struct loader *l, const char *where, const char *id,
    const struct question **question)
{
	const char *words[ASSESSMENT_QUESTIONS];

	for (size_t q = 0; q < ASSESSMENT_QUESTIONS; q++) {
		*question = &l->model->questions[q];
		words[q] = (*question)->id;
		if (strcmp(words[q], id) == 0)
			return OK;
	}
	return refuse_unknown(l, where, "question", id, words,
	    ASSESSMENT_QUESTIONS);
}

enum status
loader_option(const struct loader *l, const char *where, const char *reference,
    const struct option **option)
{
	const char *words[ASSESSMENT_QUESTIONS * ASSESSMENT_OPTIONS_MAX];
	size_t len = 0;

	for (size_t q = 0; q < ASSESSMENT_QUESTIONS; q++) {
		const struct question *question = &l->model->questions[q];

		for (size_t o = 0; o < question->options.len; o++) {
			*option = &question->options.at[o];
			words[len] = arena_printf(l->arena, "%s.%s",
			    question->id, (*option)->id);
			if (strcmp(words[len++], reference) == 0)
				return OK;
		}
	}
	return refuse_unknown(l, where, "answer", reference, words, len);
}
