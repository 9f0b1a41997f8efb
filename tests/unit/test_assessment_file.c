#include "test.h"

#include "captured.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/util.h"
#include "config/assessment_file.h"
#include "domain/recommendation.h"

static const char small_path[] =
    SOURCE_ROOT "/tests/unit/fixtures/assessment/small.yaml";

static char *
small_text(struct arena *arena)
{
	char *text = arena_alloc(arena, 20000);
	FILE *file = fopen(small_path, "rb");
	size_t len;

	assert_non_null(file);
	len = fread(text, 1, 19999, file);
	assert_true(len > 1000 && len < 19999);
	fclose(file);
	return text;
}

/* The text with the first from behind after replaced by to. */
static char *
changed_text(struct arena *arena, const char *after, const char *from,
    const char *to, int *line)
{
	char *text = small_text(arena);
	char *at = strstr(text, after);

	assert_non_null(at);
	at = strstr(at, from);
	assert_non_null(at);
	*line = 1;
	for (const char *c = text; c < at; c++)
		*line += *c == '\n';
	return arena_printf(arena, "%.*s%s%s", (int)(at - text), text, to,
	    at + strlen(from));
}

static enum status
read_text(struct arena *arena, const char *text, struct assessment *model,
    struct captured *captured)
{
	enum status st;

	captured_begin(captured);
	st = assessment_read(arena,
	    &(struct yaml_source){ "small.yaml", 1, text, strlen(text) },
	    model);
	captured_end(captured);
	return st;
}

static struct verdict
verdict_of(const struct assessment *model, const char *code)
{
	struct answers answers;
	struct verdict verdict;

	assert_status(assessment_code_parse(model, code, &answers), OK);
	verdict_reach(model, &answers, &verdict);
	return verdict;
}

static void
the_shipped_rules_are_read_without_a_word(void **state)
{
	ARENA(arena);
	struct captured captured;
	struct assessment model;
	enum status st;

	captured_begin(&captured);
	st = assessment_load(arena, SOURCE_ROOT "/conf", &model);
	captured_end(&captured);
	assert_string_equal(captured.text, "");
	assert_status(st, OK);
	assert_string_equal(model.edition, "2026-11");
	assert_int_equal(model.stacks.len, 6);
	assert_string_equal(model.stacks.at[5].id, "java");
	assert_int_equal(model.questions[1].options.len, 6);
	assert_int_equal(model.outcomes.len, 26);
	assert_int_equal(model.hybrids.len, 4);
	assert_int_equal(model.guard_lead, 2);
}

static void
another_set_of_rules_changes_everything_that_follows_from_it(void **state)
{
	ARENA(arena);
	struct captured captured;
	struct assessment model;
	struct recommendation r;
	struct verdict v;

	assert_status(read_text(arena, small_text(arena), &model, &captured),
	    OK);
	assert_int_equal(assessment_count(&model), 16);

	v = verdict_of(&model, "x-x-x-x");
	assert_int_equal(v.kind, VERDICT_HYBRID);
	assert_string_equal(v.rule->id, "Both");
	v = verdict_of(&model, "x-x-y-x");
	assert_int_equal(v.kind, VERDICT_START_ONE);
	v = verdict_of(&model, "x-y-x-x");
	assert_int_equal(v.kind, VERDICT_SINGLE);
	assert_string_equal(v.primary->id, "a");
	v = verdict_of(&model, "y-y-x-x");
	assert_int_equal(v.kind, VERDICT_CLOSE);
	assert_string_equal(v.primary->id, "b");
	assert_string_equal(v.runner_up->id, "a");
	assert_int_equal(v.tie->letter, 'c');

	recommend(arena, &model, &(struct answers){ { 1, 1, 0, 0 } }, &r);
	assert_string_equal(r.headline, "Beta or Alpha.");
	assert_string_equal(r.code, "y-y-x-x");
	assert_string_equal(r.flips.at[0].code, "x-y-x-x");
	assert_string_equal(model.stacks.at[1].weaknesses.at[0].text, "Slow.");
	assert_string_equal(model.stacks.at[2].caveat->text, "Thin.");
	assert_string_equal(model.questions[0].hint, "");
	assert_string_equal(
	    model.questions[1].options.at[1].weights.at[0].why.href,
	    "/guides/h#other");
}

struct change {
	const char *after; /* a text in front of the change */
	const char *from;
	const char *to;
	int lines;         /* from the change to the line of the message */
	const char *message;
};

static void
assert_refused(const struct change *change)
{
	ARENA(arena);
	struct captured captured;
	struct assessment model;
	int line;
	const char *text = changed_text(arena, change->after, change->from,
	    change->to, &line);
	enum status st = read_text(arena, text, &model, &captured);

	assert_string_equal(captured.text, arena_printf(arena,
	    "small.yaml:%d: %s\n", line + change->lines, change->message));
	assert_status(st, INVALID);
}

static void
wrong_stacks_and_questions_are_refused_with_their_line(void **state)
{
	static const struct change changes[] = {
		{ "edition", "small-1", "\"Small 1\"", 0, "the edition "
		    "\"Small 1\" may hold small letters, digits and hyphens, "
		    "as 2026-11" },
		{ "stacks", "id: b", "id: a", 0, "there is a stack \"a\" "
		    "already; give each its own id" },
		{ "stacks", "id: b", "id: B", 0, "the id \"B\" must be 1 to "
		    "12 small letters and digits, as it becomes part of "
		    "links" },
		{ "stacks", "id: b", "id: abcdefghijklm", 0, "the id "
		    "\"abcdefghijklm\" must be 1 to 12 small letters and "
		    "digits, as it becomes part of links" },
		{ "stacks", "id: b", "id: b-c", 0, "the id \"b-c\" must be 1 "
		    "to 12 small letters and digits, as it becomes part of "
		    "links" },
		{ "stacks", "name: Beta", "nam: Beta", 0, "unknown key "
		    "\"nam\"; did you mean \"name\"?" },
		{ "stacks", "text: Slow.", "text: Slow {other}.", 0,
		    "\"{other}\" cannot be filled in; the names allowed here "
		    "are: none" },
		{ "stacks", "text: Slow.", "text: \"Slow.\\n\\nIndeed.\"", 0,
		    "the text must be one paragraph; fold long lines with >- "
		    "and leave no line empty" },
		{ "stacks", "text: Slow.", "text: \" \"", 0,
		    "the text is empty; write one" },
		{ "stacks", "[001-01]", "[001-1]", 0, "\"001-1\" is not a "
		    "claim; write three digits, a hyphen and two digits, as "
		    "000-04" },
		{ "questions", "id: task", "id: crew", 0, "there is a "
		    "question \"crew\" already; give each its own id" },
		{ "questions", "id: y", "id: x", 0, "there is an answer "
		    "\"x\" to this question already; give each its own id" },
		{ "questions", "id: y", "id: why?", 0, "the id \"why?\" must "
		    "be 1 to 12 small letters and digits, as it becomes part "
		    "of links" },
		{ "questions", "[a, b]", "[a, bb]", 0, "there is no stack "
		    "\"bb\"; the choices are a, b and c" },
		{ "questions", "[a, b]", "[a, a]", 0, "the stack \"a\" is "
		    "named twice; keep it once" },
		{ "id: task", "label: Why\n", "label: Why\n        knows: "
		    "[c]\n", 1, "only one question can say what the team "
		    "knows, and \"crew\" does already" },
		{ "questions", "/guides/g#who", "/guides/g", 0, "\"/guides/g\""
		    " is not a link to a section of a guide; write "
		    "/guides/GUIDE#SECTION" },
		{ "questions", "/guides/h#other", "https://example.org/", 0,
		    "\"https://example.org/\" is not a link to a section of "
		    "a guide; write /guides/GUIDE#SECTION" },
		{ "questions", "      - {id: x, label: Ex, points: []}\n", "",
		    -1, "\"options\" has 1 entries; it needs 2 or more" },
		{ "questions", "options:\n      - {id: x, label: Ex, points: "
		    "[]}\n      - {id: y, label: Why, points: []}",
		    "options: []", 0,
		    "\"options\" has 0 entries; it needs 2 or more" },
		{ "questions", "      - {id: x, label: Ex, points: []}\n",
		    "      - {id: x, label: Ex, points: []}\n"
		    "      - {id: x1, label: Ex, points: []}\n"
		    "      - {id: x2, label: Ex, points: []}\n"
		    "      - {id: x3, label: Ex, points: []}\n"
		    "      - {id: x4, label: Ex, points: []}\n"
		    "      - {id: x5, label: Ex, points: []}\n"
		    "      - {id: x6, label: Ex, points: []}\n"
		    "      - {id: x7, label: Ex, points: []}\n", -1,
		    "\"options\" has 9 entries; at most 8 are allowed" },
		{ "rules", "rules:", "  - id: fifth\n    label: Fifth?\n"
		    "    href: /guides/g#who\n    options: []\nrules:", -48,
		    "\"questions\" has 5 entries; at most 4 are allowed" },
	};

	for (size_t i = 0; i < countof(changes); i++)
		assert_refused(&changes[i]);
}

static void
wrong_points_are_refused_with_their_line(void **state)
{
	static const struct change changes[] = {
		{ "questions", "points: 3", "points: 0", 0, "points must be "
		    "from -99 to 99 and not 0; leave the stack out where an "
		    "answer says nothing about it" },
		{ "questions", "points: 3", "points: 100", 0, "points must "
		    "be from -99 to 99 and not 0; leave the stack out where "
		    "an answer says nothing about it" },
		{ "questions", "points: 3", "points: many", 0, "\"points\" "
		    "must be a whole number (digits, no leading zero), not "
		    "\"many\"" },
		{ "questions", "stack: a", "stack: alpha", 0, "there is no "
		    "stack \"alpha\"; the choices are a, b and c" },
		{ "questions", "          - stack: b\n",
		    "          - {stack: b, points: 1, text: T, judgement: "
		    "true}\n          - stack: b\n", 1, "the answer \"x\" "
		    "gives \"b\" points already; keep one of them" },
		{ "questions", "            judgement: true\n", "", -3,
		    "these points need a source; name claims, or say "
		    "judgement: true" },
		{ "questions", "text: Fits.", "text: Fits {primary}.", 0,
		    "\"{primary}\" cannot be filled in; the names allowed "
		    "here are: none" },
	};

	for (size_t i = 0; i < countof(changes); i++)
		assert_refused(&changes[i]);
}

static void
wrong_rules_are_refused_with_their_line(void **state)
{
	static const struct change changes[] = {
		{ "rules", "lead: 3", "lead: 0", 0,
		    "must be from 1 to 99, not 0" },
		{ "rules", "clear: 2", "clear: 0", 0,
		    "must be from 1 to 99, not 0" },
		{ "rules", "{leader}", "{lader}", 0, "\"{lader}\" cannot be "
		    "filled in; the names allowed here are: {primary} "
		    "{partner} {other} {team} {leader} {lead}" },
		{ "rules", "id: Both", "id: \"H 1\"", 0, "the id \"H 1\" "
		    "must be 1 to 12 letters and digits" },
		{ "rules", "when: task.x", "when: task.z", 0, "there is no "
		    "answer \"task.z\"; did you mean \"task.x\"?" },
		{ "rules", "when: task.x", "when: x", 0, "there is no answer "
		    "\"x\"; the choices are crew.x, crew.y, task.x, task.y, "
		    "time.x, time.y, more.x and more.y" },
		{ "rules", "start_one: time.y", "start_one: tim.y", 0,
		    "there is no answer \"tim.y\"; did you mean \"time.y\"?" },
		{ "rules", "main: team or winner", "main: team or winer", 0,
		    "\"main\" cannot be \"team or winer\"; did you mean "
		    "\"team or winner\"?" },
		{ "rules", "partner: c", "partner: a", 0, "\"a\" cannot be "
		    "the partner of itself; take it out of stacks or choose "
		    "another partner" },
		{ "rules", "partner: c", "partner: gamma", 0, "there is no "
		    "stack \"gamma\"; the choices are a, b and c" },
		{ "rules", "alternative: b", "alternative: c", 0, "the "
		    "alternative is the partner itself; choose another" },
		{ "rules", "stacks: [a]", "stacks: [a, a]", 0, "the stack "
		    "\"a\" is named twice; keep it once" },
		{ "rules", "  ties:", "    - {id: Both, when: task.x, main: "
		    "team, stacks: [a], partner: c, text: T}\n  ties:", 0,
		    "there is a rule \"Both\" already; give each its own id" },
		{ "  ties", "by: order", "by: team", 0, "the last tie-break, "
		    "and only that, must go by order, so that none is left "
		    "open" },
		{ "  ties", "by: question", "by: team", 0, "\"question\" "
		    "belongs to a tie-break by question, and only there" },
		{ "  ties", "      question: task\n", "", -1, "\"question\" "
		    "belongs to a tie-break by question, and only there" },
		{ "  ties", "question: task", "question: tsak", 0, "there is "
		    "no question \"tsak\"; did you mean \"task\"?" },
		{ "  ties", "[c, b, a]", "[c, a]", 0, "the stack \"b\" is "
		    "missing; the last order must name all" },
		{ "  ties", "      stacks: [c, b, a]\n", "", -1, "\"stacks\" "
		    "belongs to the tie-break by order, and only there" },
		{ "  tensions", "[]", "[{answer: more.x, alone: z, text: T}]",
		    0, "there is no stack \"z\"; the choices are a, b and c" },
		{ "  tensions", "[]", "[{answer: more.x, alone: a, text: "
		    "\"{lead}\"}]", 0, "\"{lead}\" cannot be filled in; the "
		    "names allowed here are: {answer} {against}" },
	};

	for (size_t i = 0; i < countof(changes); i++)
		assert_refused(&changes[i]);
}

static void
wrong_outcomes_are_refused_with_their_line(void **state)
{
	static const struct change changes[] = {
		{ "outcomes", "    partner: c\n", "", -2, "an outcome of two "
		    "stacks needs a partner; add it" },
		{ "outcomes", "partner: c", "partner: a", -2, "the partner is "
		    "the primary itself; choose another" },
		{ "outcomes", "primary: b\n", "primary: b\n    partner: c\n",
		    -1, "an outcome of one stack has no partner; take it "
		    "out" },
		{ "outcomes", "primary: b", "primary: a", -1, "the outcome "
		    "\"single a\" has a text already; keep one" },
		{ "outcomes", "primary: b", "primary: beta", 0, "there is no "
		    "stack \"beta\"; the choices are a, b and c" },
		{ "outcomes", "kind: single", "kind: singel", 0, "\"kind\" "
		    "cannot be \"singel\"; did you mean \"single\"?" },
		{ "outcomes", "Beta or {other}", "Beta or {runner}", 0,
		    "\"{runner}\" cannot be filled in; the names allowed here "
		    "are: {primary} {partner} {other} {team} {leader} "
		    "{lead}" },
	};

	for (size_t i = 0; i < countof(changes); i++)
		assert_refused(&changes[i]);
}

static void
wrong_answers_of_older_editions_are_refused_with_their_line(void **state)
{
	static const struct change changes[] = {
		{ "retired", "crew.old", "old", 0, "\"old\" names no "
		    "question; write QUESTION.ANSWER, as it was" },
		{ "retired", "crew.old", "crw.old", 0, "there is no question "
		    "\"crw\"; did you mean \"crew\"?" },
		{ "retired", "crew.old", "crew.Old", 0, "the id \"Old\" must "
		    "be 1 to 12 small letters and digits, as it becomes part "
		    "of links" },
		{ "retired", "crew.old", "crew.y", 0, "\"y\" is an answer of "
		    "today, so it is not retired; take one of the two out" },
		{ "retired", "now: crew.x", "now: crew.z", 0, "there is no "
		    "answer \"crew.z\"; did you mean \"crew.x\"?" },
		{ "retired", "now: crew.x", "now: task.x", 0, "\"task.x\" "
		    "answers another question; an old answer leads on to one "
		    "of the same" },
		{ "retired", "Once it was", "Once {other} was", 0,
		    "\"{other}\" cannot be filled in; the names allowed here "
		    "are: none" },
		{ "retired", "    now: crew.x\n", "", -1, "the key "
		    "\"now\" is missing in \"retired\"; add it" },
		{ "retired", "another answer.\n", "another answer.\n"
		    "  - {answer: crew.old, now: crew.y, text: T}\n", 1,
		    "\"old\" is retired already; keep one of the two" },
	};

	for (size_t i = 0; i < countof(changes); i++)
		assert_refused(&changes[i]);
}

static void
a_rule_can_say_who_does_what_and_what_it_costs(void **state)
{
	ARENA(arena);
	struct captured captured;
	struct assessment model;
	struct recommendation r;
	int line;
	const char *text = changed_text(arena, "rules",
	    "      text: Two of them.\n", "      text: Two of them.\n"
	    "      keeps: {text: \"{primary} stays.\"}\n"
	    "      cost: {text: \"{partner} costs.\", claims: [001-02]}\n",
	    &line);

	assert_status(read_text(arena, text, &model, &captured), OK);
	recommend(arena, &model, &(struct answers){ { 0, 0, 0, 0 } }, &r);
	assert_string_equal(r.split->text, "Two of them.");
	assert_string_equal(r.keeps->text, "Alpha stays.");
	assert_null(r.moves);
	assert_string_equal(r.cost->text, "Gamma costs.");
	assert_string_equal(r.cost->claims.at[0], "001-02");
}

static void
what_a_rule_says_may_not_name_what_is_not_there(void **state)
{
	static const struct change change = {
		"rules", "      text: Two of them.\n",
		"      text: Two of them.\n"
		"      moves: {text: \"{second}\"}\n", 1, "\"{second}\" cannot "
		"be filled in; the names allowed here are: {primary} "
		"{partner} {other} {team} {leader} {lead}",
	};

	assert_refused(&change);
}

static void
an_outcome_without_a_text_is_named_with_its_answers(void **state)
{
	static const struct change change = {
		"outcomes", "  - kind: start-one\n    primary: a\n"
		    "    partner: c\n    headline: First Alpha.\n"
		    "    text: Gamma later.\n", "", -6, "the outcome "
		    "\"start-one a + c\" has no text, but the answers "
		    "x-x-y-x lead to it; add it here",
	};

	assert_refused(&change);
}

static void
a_text_that_no_answers_lead_to_is_kept_and_logged(void **state)
{
	ARENA(arena);
	struct captured captured;
	struct assessment model;
	int line;
	const char *text = changed_text(arena, "outcomes", "outcomes:",
	    "outcomes:\n  - {kind: close, primary: a, headline: H, text: T}",
	    &line);

	assert_status(read_text(arena, text, &model, &captured), OK);
	assert_int_equal(model.outcomes.len, 6);
	assert_non_null(strstr(captured.text, arena_printf(arena,
	    "assessment.unused message=\"small.yaml:%d: no answers lead "
	    "to \\\"close a\\\"", line + 1)));
}

static void
a_folder_without_the_file_is_not_found(void **state)
{
	ARENA(arena);
	struct captured captured;
	struct assessment model;
	enum status st;

	captured_begin(&captured);
	st = assessment_load(arena, SOURCE_ROOT "/tests", &model);
	captured_end(&captured);
	assert_status(st, NOT_FOUND);
	assert_non_null(strstr(captured.text,
	    "/tests/assessment.yaml: cannot be opened: "));
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_shipped_rules_are_read_without_a_word),
		cmocka_unit_test(
		    another_set_of_rules_changes_everything_that_follows_from_it),
		cmocka_unit_test(
		    wrong_stacks_and_questions_are_refused_with_their_line),
		cmocka_unit_test(wrong_points_are_refused_with_their_line),
		cmocka_unit_test(wrong_rules_are_refused_with_their_line),
		cmocka_unit_test(wrong_outcomes_are_refused_with_their_line),
		cmocka_unit_test(
		    wrong_answers_of_older_editions_are_refused_with_their_line),
		cmocka_unit_test(a_rule_can_say_who_does_what_and_what_it_costs),
		cmocka_unit_test(what_a_rule_says_may_not_name_what_is_not_there),
		cmocka_unit_test(
		    an_outcome_without_a_text_is_named_with_its_answers),
		cmocka_unit_test(
		    a_text_that_no_answers_lead_to_is_kept_and_logged),
		cmocka_unit_test(a_folder_without_the_file_is_not_found),
	};

	return cmocka_run_group_tests_name("assessment_file", tests, NULL,
	    NULL);
}
