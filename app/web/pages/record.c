#include "web/pages/record.h"

#include "base/arena.h"
#include "calendar/instant.h"
#include "domain/recommendation.h"
#include "web/app.h"
#include "web/pages/result_words.h"
#include "web/request.h"
#include "web/response.h"

enum { DATE_LEN = 10 }; /* "2026-11-21" */

/* One record in the making. */
struct record {
	struct request *req;
	struct buf *out;
	const struct recommendation *result;
};

/* Text of the rules: what Markdown would take for a sign gets a backslash. */
static void
put_text(const struct record *record, const char *text)
{
	for (; *text != '\0'; text++) {
		if (strchr("\\`*_[]<>|", *text) != NULL)
			buf_putc(record->out, '\\');
		buf_putc(record->out, *text);
	}
}

static void
put_link(const struct record *record, const char *text, const char *path)
{
	buf_putc(record->out, '[');
	put_text(record, text);
	buf_printf(record->out, "](%s%s)", record->req->app->public_url, path);
}

/* "text (source 000-04; “Lifespan” in .NET or Node.js)" */
static void
put_note(const struct record *record, const struct note *note,
    bool judgement)
{
	const char *between = " (";

	put_text(record, note->text);
	if (judgement) {
		buf_printf(record->out, "%sour judgement", between);
		between = "; ";
	}
	if (note->claims.len > 0) {
		buf_printf(record->out, "%ssource%s %s", between,
		    note->claims.len == 1 ? "" : "s",
		    words_claims(record->req->arena, &note->claims));
		between = "; ";
	}
	if (*note->href != '\0') {
		buf_puts(record->out, between);
		put_link(record, words_link(record->req, note->href),
		    note->href);
		between = "; ";
	}
	buf_puts(record->out, *between == ';' ? ")\n" : "\n");
}

static void
put_paragraph(const struct record *record, const struct note *note)
{
	if (note == NULL)
		return;
	put_note(record, note, note->claims.len == 0);
	buf_putc(record->out, '\n');
}

/* The same behind what it is about: "**What Node.js does:** ..." */
static void
put_part(const struct record *record, const char *name,
    const struct note *note)
{
	if (note == NULL)
		return;
	buf_printf(record->out, "**%s:** ", name);
	put_paragraph(record, note);
}

static void
put_item(const struct record *record, const struct note *note)
{
	buf_puts(record->out, "- ");
	put_note(record, note, note->claims.len == 0);
}

static void
put_reason(const struct record *record, const struct reason *reason,
    const struct stack *plain)
{
	const struct note note = { reason->text, reason->claims,
		reason->href };

	buf_printf(record->out, "- **%s**", words_points(record->req->arena,
	    reason->points));
	if (reason->stack != plain)
		buf_printf(record->out, " for %s", reason->stack->name);
	buf_puts(record->out, ", because of “");
	put_text(record, reason->option->label);
	buf_puts(record->out, "”: ");
	put_note(record, &note, reason->judgement);
}

static void
put_head(const struct record *record)
{
	const struct recommendation *result = record->result;
	char date[INSTANT_TEXT_SIZE];

	instant_format(record->req->now, date);
	buf_puts(record->out, "# Decision record: ");
	put_text(record, words_advice(record->req->arena,
	    result->verdict.kind, result->verdict.primary,
	    result->verdict.partner));
	buf_printf(record->out, "\n\n- Status: proposed\n- Date: %.*s\n",
	    DATE_LEN, date);
	buf_puts(record->out, "- Result: ");
	put_link(record, result->code, arena_printf(record->req->arena,
	    "/assessment/%s", result->code));
	buf_printf(record->out, "\n- Rules: edition %s of ",
	    record->req->app->assessment->edition);
	put_link(record, record->req->app->settings.name, "/assessment/proof");
	buf_puts(record->out, "\n- Sources: by the numbers of the ");
	put_link(record, "register", "/guides/sources");
	buf_puts(record->out, "\n\n");
}

static void
put_context(const struct record *record)
{
	const struct assessment *model = record->req->app->assessment;

	buf_puts(record->out, "## Context\n\nWe are choosing a backend stack. "
	    "Asked four questions, we answered:\n\n");
	for (size_t q = 0; q < ASSESSMENT_QUESTIONS; q++) {
		buf_puts(record->out, "- ");
		put_text(record, model->questions[q].label);
		buf_puts(record->out, " **");
		put_text(record, assessment_option(model,
		    &record->result->answers, q)->label);
		buf_puts(record->out, "**\n");
	}
	buf_putc(record->out, '\n');
	for (size_t i = 0; i < record->result->tensions.len; i++)
		put_paragraph(record, &record->result->tensions.at[i].why);
}

static void
put_decision(const struct record *record)
{
	const struct recommendation *result = record->result;
	struct arena *arena = record->req->arena;
	const char *lead = words_lead(arena, result);

	buf_puts(record->out, "## Decision\n\n**");
	put_text(record, result->headline);
	buf_puts(record->out, "** ");
	put_text(record, result->text);
	buf_puts(record->out, "\n\n");
	if (*lead != '\0') {
		put_text(record, lead);
		buf_puts(record->out, "\n\n");
	}
	put_paragraph(record, result->guarded);
	put_paragraph(record, result->tie);
	put_paragraph(record, result->split);
	if (result->verdict.partner == NULL)
		return;
	put_part(record, arena_printf(arena, "What %s does",
	    result->verdict.primary->name), result->keeps);
	put_part(record, arena_printf(arena, result->verdict.kind ==
	    VERDICT_START_ONE ? "What may move out to %s later" :
	    "What %s does", result->verdict.partner->name), result->moves);
}

static void
put_tally(const struct record *record, const struct stack *stack,
    const struct reasons *reasons)
{
	buf_printf(record->out, "%s has %s:\n\n", stack->name,
	    words_of_points(record->req->arena,
	    record->result->verdict.scores[stack->place]));
	for (size_t i = 0; i < reasons->len; i++)
		put_reason(record, &reasons->at[i], stack);
	if (reasons->len == 0)
		buf_puts(record->out, "- none of the answers gives or takes "
		    "any\n");
	buf_putc(record->out, '\n');
}

static void
put_consequences(const struct record *record)
{
	const struct recommendation *result = record->result;
	const struct stack *primary = result->verdict.primary;

	buf_puts(record->out, "## What speaks against it\n\n");
	put_paragraph(record, result->overruled);
	put_part(record, "The price of the second service", result->cost);
	put_paragraph(record, result->caveat);
	/* What speaks for the second of a close call stands above. */
	for (size_t i = 0; i < result->against.len; i++)
		if (result->against.at[i].stack != result->second)
			put_reason(record, &result->against.at[i], primary);
	for (size_t i = 0; i < result->weaknesses.len; i++)
		put_item(record, result->weaknesses.at[i]);
	if (result->against.len + result->weaknesses.len == 0)
		buf_puts(record->out, "- nothing that our sources name\n");
	buf_putc(record->out, '\n');
}

static void
put_alternatives(const struct record *record)
{
	const struct verdict *verdict = &record->result->verdict;
	size_t len = record->req->app->assessment->stacks.len;

	buf_puts(record->out, "## Alternatives\n\n");
	for (size_t i = 0; i < len; i++) {
		const struct stack *stack = verdict->order[i];

		if (stack == verdict->primary || stack == verdict->partner)
			continue;
		buf_printf(record->out, "- %s, %s%s\n", stack->name,
		    words_of_points(record->req->arena,
		    verdict->scores[stack->place]),
		    stack == verdict->runner_up ? ", the runner-up" : "");
	}
	buf_putc(record->out, '\n');
}

static void
put_flips(const struct record *record)
{
	const struct recommendation *result = record->result;

	buf_puts(record->out, "## What would change it\n\n");
	if (result->flips.len == 0)
		buf_puts(record->out, "No change of a single answer does.\n");
	for (size_t i = 0; i < result->flips.len; i++) {
		const struct flip *flip = &result->flips.at[i];

		buf_puts(record->out, "- ");
		put_text(record, flip->question->label);
		buf_putc(record->out, ' ');
		put_link(record, flip->option->label, arena_printf(
		    record->req->arena, "/assessment/%s", flip->code));
		buf_printf(record->out, " would lead to %s\n", words_advice(
		    record->req->arena, flip->kind, flip->primary,
		    flip->partner));
	}
}

enum status
record_write(struct request *req, struct response *res,
    const struct recommendation *result)
{
	const struct record record = { req, &res->body, result };

	put_head(&record);
	put_context(&record);
	put_decision(&record);
	buf_puts(&res->body, "## Reasons\n\n");
	put_tally(&record, result->verdict.primary, &result->reasons);
	if (result->second != NULL)
		put_tally(&record, result->second, &result->second_reasons);
	put_consequences(&record);
	put_alternatives(&record);
	put_flips(&record);
	res->content_type = "text/markdown; charset=utf-8";
	response_header(res, "x-robots-tag", "noindex");
	response_header(res, "content-disposition", arena_printf(req->arena,
	    "attachment; filename=\"adr-%s.md\"", result->code));
	return OK;
}
