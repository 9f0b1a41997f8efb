/*
 * The laws of a guide's front matter, over any bytes:
 *  - it is read or refused, in one line that names a line there is;
 *  - what is read keeps its limits: lengths, days that exist and in order, an
 *    order from 1 to 999, a prefill that a form can be sent with;
 *  - the body is the rest of the bytes, behind a line "---", on its line.
 */
#include "base/arena.h"
#include "base/text.h"
#include "config/date.h"
#include "content/front_matter.h"
#include "said.h"

static const char file[] = "a.md";

static void
check_line(const char *text, size_t max)
{
	law(text_is_utf8(text, strlen(text)), "a text is UTF-8");
	law(!text_has_control(text), "of one line");
	law(text[strspn(text, " ")] != '\0', "that says something");
	law(text_length(text) <= max, "and has its limit");
}

static void
check_front(const struct front_matter *front)
{
	check_line(front->title, 80);
	check_line(front->summary, 200);
	law(front->order >= 1 && front->order <= 999, "an order's limits");
	law(date_is_day(front->published), "published on a day");
	law(date_is_day(front->updated), "updated on a day");
	law(date_is_day(front->checked), "checked on a day");
	law(strcmp(front->published, front->updated) <= 0, "in that order");
	law(front->prefill[strspn(front->prefill,
	    "abcdefghijklmnopqrstuvwxyz=&")] == '\0',
	    "a prefill needs no escaping");
}

/* CR LF, LF and a lone CR each end one line (content/source.h). */
static bool
ends_line(const char *at, const char *end)
{
	return *at == '\n' ||
	    (*at == '\r' && (at + 1 == end || at[1] != '\n'));
}

static void
check_body(const struct front_matter_body *body, const char *bytes,
    size_t size)
{
	size_t before = (size_t)(body->text - bytes);
	const char *end = bytes + size;
	int lines = 1;

	law(body->text >= bytes && before + body->len == size,
	    "the body is the rest");
	law(before >= 7, "behind two lines");
	law(memcmp(bytes, "---", 3) == 0, "of which the first is a fence");
	law(body->len == 0 || ends_line(body->text - 1, end),
	    "the body begins a line");
	for (const char *c = bytes; c < body->text; c++)
		lines += ends_line(c, end);
	law(body->len == 0 || body->first_line == lines, "which is told");
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	ARENA(arena);
	struct front_matter_body body;
	struct front_matter front;
	enum status st;

	said_begin();
	st = front_matter_read(arena, file, (const char *)data, size, &front,
	    &body);
	if (st != OK) {
		law(st == INVALID, "what is not read is refused");
		check_refusal(said_end(), file, lines_of(data, size));
		return 0;
	}
	law(*said_end() == '\0', "what is read says nothing");
	check_front(&front);
	check_body(&body, (const char *)data, size);
	return 0;
}
