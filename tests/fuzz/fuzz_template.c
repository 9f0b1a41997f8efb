/*
 * The template compiler's laws. The first byte says whether the rest is plain
 * text ("t") or HTML (any other):
 *  - it is compiled or refused, in one line, at a line there is;
 *  - what is compiled is C of the few forms we write: literals that are closed
 *    and as long as they say, blocks that are closed;
 *  - run in any way through its branches, it makes a page in which each value
 *    stands where its writer makes it harmless (browser.h);
 *  - compiled again it is the same.
 */
#include <setjmp.h>
#include <stdarg.h>

#include "../../app/tools/tmplc.h"
#include "base/arena.h"
#include "base/buf.h"
#include "base/text.h"
#include "browser.h"

/* Where a refusal leads, and what it said. */
static struct {
	jmp_buf jump;
	struct place place;
	char text[4096];
} refused;

void
refuse(const struct place *place, const char *format, ...)
{
	va_list args;

	refused.place = *place;
	va_start(args, format);
	(void)vsnprintf(refused.text, sizeof(refused.text), format, args);
	va_end(args);
	longjmp(refused.jump, 1);
}

/* ---- compiling ---- */

struct compiled {
	char *text; /* to be freed */
	size_t len;
	bool good;
};

static struct compiled
compile(const char *file, const char *text)
{
	static struct compiled compiled; /* outlives a jump */
	static FILE *out;
	struct template t = { .place = { file, 1 }, .at = text };

	compiled = (struct compiled){ 0 };
	out = open_memstream(&compiled.text, &compiled.len);
	law(out != NULL, "there is memory");
	if (setjmp(refused.jump) == 0) {
		template_open(&t);
		template_function(&t, out);
		compiled.good = true;
	}
	law(fclose(out) == 0, "there is memory");
	return compiled;
}

static void
check_refused(const char *file, const char *text)
{
	int lines = 1;

	for (const char *c = text; *c != '\0'; c++)
		lines += *c == '\n';
	law(refused.place.file == file, "a refusal names the file");
	law(refused.place.line >= 1 && refused.place.line <= lines,
	    "and a line that it has");
	law(*refused.text != '\0' && strchr(refused.text, '\n') == NULL,
	    "and says why, in one line");
}

/* ---- reading the C ---- */

/* A way through the branches, and the page it makes. */
struct run {
	const char *at; /* in the C */
	unsigned choice; /* one bit for each branch in turn */
	size_t depth;
	size_t skipped; /* blocks of which we are outside, from the inner */
	bool chosen[BLOCKS_MAX + 2]; /* a branch of the if was taken */
	struct buf page;
};

static bool
take_text(struct run *run, const char *text)
{
	if (!text_starts(run->at, text))
		return false;
	run->at += strlen(text);
	return true;
}

static void
need(struct run *run, const char *text)
{
	law(take_text(run, text), "the C has the forms we write");
}

/* Some bytes of a name or an expression of ours. */
static void
need_of(struct run *run, const char *set)
{
	size_t len = strspn(run->at, set);

	law(len > 0, "the C has the names we write");
	run->at += len;
}

#define LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_"
#define DIGITS "0123456789"

static void
put(struct run *run, const char *bytes, size_t len)
{
	if (run->skipped == 0)
		buf_add(&run->page, bytes, len);
}

static char
literal_byte(struct run *run)
{
	char c = *run->at++;

	law(c >= ' ' && c <= '~' && c != '?', "a literal's bytes are plain");
	if (c != '\\')
		return c;
	c = *run->at++;
	if (c == 'n')
		return '\n';
	if (c == '"' || c == '\\')
		return c;
	law(c >= '0' && c <= '3' && strspn(run->at, "01234567") >= 2,
	    "an escape is one of ours");
	c = (char)((c - '0') * 64 + (run->at[0] - '0') * 8 + run->at[1] - '0');
	run->at += 2;
	return c;
}

static void
read_literal(struct run *run)
{
	size_t len = 0;
	char *end;

	do {
		while (*run->at != '"') {
			char c = literal_byte(run);

			put(run, &c, 1);
			len++;
		}
		run->at++;
	} while (take_text(run, "\n\t    \""));
	law(len <= LITERAL_MAX, "a literal has its limit");
	need(run, ", ");
	law(strtoul(run->at, &end, 10) == len, "a literal's length is told");
	run->at = end;
	need(run, ");\n");
}

/* A value, NAME(out, PATH); or a part, TEMPLATE(NAME)(out, PATH); */
static void
read_call(struct run *run)
{
	static const struct {
		const char *name;
		char writer;
	} writers[] = {
		{ "html_text(", WRITES_TEXT },
		{ "html_attr(", WRITES_ATTRIBUTE },
		{ "html_url(", WRITES_URL },
		{ "html_url_part(", WRITES_URL_PART },
		{ "html_url_mailbox(", WRITES_MAILBOX },
		{ "plain_text(", WRITES_TEXT },
	};
	char value[2] = { '\0', WRITES_PART };
	const bool is_part = text_starts(run->at, "TEMPLATE(");

	if (is_part)
		need(run, "TEMPLATE(");
	for (size_t i = 0; i < sizeof(writers) / sizeof(writers[0]); i++)
		if (!is_part && text_starts(run->at, writers[i].name))
			value[1] = writers[i].writer;
	law(is_part || value[1] != WRITES_PART, "a writer is one of ours");
	need_of(run, LETTERS DIGITS);
	need(run, is_part ? ")(out, " : "(out, ");
	need_of(run, LETTERS DIGITS "*->()");
	need(run, ";\n");
	put(run, value, 2);
}

static bool
choose(struct run *run)
{
	bool chosen = run->choice & 1;

	run->choice = run->choice >> 1 | (unsigned)chosen << 31;
	return chosen;
}

/* A block begins; it is gone through or not. */
static void
enter(struct run *run, bool chosen)
{
	law(run->depth < BLOCKS_MAX + 1, "blocks have their limit");
	run->depth++;
	run->chosen[run->depth] = chosen;
	if (run->skipped > 0 || !chosen)
		run->skipped++;
}

static void
leave(struct run *run)
{
	law(run->depth > 0, "what ends has begun");
	run->depth--;
	if (run->skipped > 0)
		run->skipped--;
}

static void
read_else(struct run *run, bool chosen)
{
	bool before;

	law(run->depth > 0, "an else has its if");
	before = run->chosen[run->depth];
	leave(run);
	enter(run, !before && chosen);
	run->chosen[run->depth] |= before;
}

static void
read_each(struct run *run)
{
	need_of(run, LETTERS DIGITS "*->(); =+<");
	need(run, "{\n#line ");
	need_of(run, DIGITS);
	need(run, " \"");
	run->at += strcspn(run->at, "\n") + 1;
	need_of(run, "\t");
	need(run, "[[maybe_unused]] const __typeof__(*");
	need_of(run, LETTERS DIGITS "*->()&[] =");
	need(run, ";\n");
	enter(run, choose(run));
}

static void
read_line(struct run *run)
{
	static const char expression[] = LETTERS DIGITS "*->()";

	run->at += strspn(run->at, "\t");
	if (take_text(run, "#line ")) {
		need_of(run, DIGITS);
		need(run, " \"a.");
		run->at += strcspn(run->at, "\n") + 1;
	} else if (take_text(run, "html_raw(out, \"")) {
		read_literal(run);
	} else if (take_text(run, "if (html_truth(")) {
		need_of(run, expression);
		need(run, " {\n");
		enter(run, choose(run));
	} else if (take_text(run, "} else if (html_truth(")) {
		need_of(run, expression);
		need(run, " {\n");
		read_else(run, choose(run));
	} else if (take_text(run, "} else {\n")) {
		read_else(run, true);
	} else if (take_text(run, "for (size_t ")) {
		read_each(run);
	} else if (take_text(run, "}\n")) {
		leave(run);
	} else {
		read_call(run);
	}
}

/* Runs the function and looks at the page it makes. */
static void
check_run(const char *code, unsigned choice, bool plain)
{
	static const char ahead[BROWSER_AHEAD];
	struct run run = { .at = code, .choice = choice,
		.page = buf_new(SIZE_MAX) };

	need(&run, "#line ");
	need_of(&run, DIGITS);
	need(&run, plain ? " \"a.txt\"\nvoid " : " \"a.html\"\nvoid ");
	need_of(&run, LETTERS DIGITS);
	need(&run, "(struct buf *out, const struct ");
	need_of(&run, LETTERS DIGITS);
	need(&run, " *v)\n{\n");
	enter(&run, true);
	while (run.depth > 0)
		read_line(&run);
	law(*run.at == '\0', "nothing stands behind the function");
	buf_add(&run.page, ahead, sizeof(ahead));
	if (!plain)
		check_browser(run.page.data, run.page.len - sizeof(ahead));
	buf_free(&run.page);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	bool plain = size > 0 && data[0] == 't';
	const char *file = plain ? "a.txt" : "a.html";
	struct compiled first;
	struct compiled second;
	ARENA(arena);
	const char *text;

	if (size == 0 || !text_is_utf8((const char *)data + 1, size - 1) ||
	    memchr(data, '\r', size) != NULL)
		return 0;
	text = arena_strndup(arena, (const char *)data + 1, size - 1);
	first = compile(file, text);
	if (first.good) {
		second = compile(file, text);
		law(second.good && second.len == first.len &&
		    memcmp(second.text, first.text, first.len) == 0,
		    "it is the same again");
		free(second.text);
		check_run(first.text, 0, plain);
		check_run(first.text, UINT32_MAX, plain);
		check_run(first.text, (unsigned)size * 2654435761U, plain);
	} else {
		check_refused(file, text);
	}
	free(first.text);
	return 0;
}
