#include "cli/demo_texts.h"

#include <assert.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/embedded.h"
#include "base/text.h"

/* Made by the build from demo.txt. */
extern const struct embedded_file demo_files[];
extern const size_t demo_files_len;

enum { LINES_MAX = 400, TEXT_MAX = 4096 };

/* ---- reading ---- */

/* The line at *at without its end, in arena; *at is then behind it. */
static char *
take_line(struct arena *arena, const char **at)
{
	size_t len = strcspn(*at, "\n");
	char *line = arena_strndup(arena, *at, len);

	*at += len + ((*at)[len] == '\n');
	return line;
}

static void
add_line(struct arena *arena, struct demo_texts *texts, char *line)
{
	struct demo_line *last = &texts->at[texts->len];
	char *colon = strstr(line, ": ");

	if (*line == ' ') {
		assert(texts->len > 0);
		last[-1].text = arena_printf(arena, "%s%s", last[-1].text,
		    line);
		return;
	}
	assert(colon != NULL && texts->len < LINES_MAX);
	*colon = '\0';
	*last = (struct demo_line){ line, colon + 2 };
	texts->len++;
}

void
demo_texts_read(struct arena *arena, struct demo_texts *texts)
{
	const char *at = (const char *)demo_files[0].bytes;

	assert(demo_files_len == 1);
	*texts = (struct demo_texts){ arena_array(arena, LINES_MAX,
	    sizeof(*texts->at)), 0 };
	while (*at != '\0') {
		char *line = take_line(arena, &at);

		if (*line != '\0' && *line != '#')
			add_line(arena, texts, line);
	}
}

/* ---- looking up ---- */

static size_t
count_of(const struct demo_texts *texts, const char *key)
{
	size_t count = 0;

	for (size_t i = 0; i < texts->len; i++)
		count += strcmp(texts->at[i].key, key) == 0;
	return count;
}

const char *
demo_text(const struct demo_texts *texts, const char *key, size_t place)
{
	size_t count = count_of(texts, key);
	size_t left = count == 0 ? 0 : place % count;

	for (size_t i = 0; i < texts->len; i++)
		if (strcmp(texts->at[i].key, key) == 0 && left-- == 0)
			return texts->at[i].text;
	return NULL;
}

/* Of a key that the file has. */
static const char *
known_text(const struct demo_texts *texts, const char *key, size_t place)
{
	const char *text = demo_text(texts, key, place);

	assert(text != NULL);
	return text;
}

const char *
demo_word(struct arena *arena, const char *text, size_t place)
{
	for (; place > 0; place--) {
		text += strcspn(text, " ");
		text += *text == ' ';
	}
	return arena_strndup(arena, text, strcspn(text, " "));
}

/* ---- people ---- */

/* "Boat Hire" in a domain: "boat". */
static const char *
domain_part(struct arena *arena, const char *text)
{
	char *part = arena_strndup(arena, text, strcspn(text, " "));

	for (char *c = part; *c != '\0'; c++)
		*c = text_lower(*c);
	return part;
}

/* Every eighth is there for himself; the others have a company each. */
static const char *
find_company(struct arena *arena, const struct demo_texts *texts,
    size_t number, const char **domain)
{
	static const char *const domains[] = { "example.org", "example.net",
		"example.com" };
	const char *kind = known_text(texts, "kind", number);
	const char *trade = known_text(texts, "trade", number / 8 + number * 3);

	if (number % 8 == 5) {
		*domain = domains[number % 3];
		return "";
	}
	*domain = arena_printf(arena, "%s.example",
	    domain_part(arena, trade));
	return arena_printf(arena, "%s %s", kind, trade);
}

void
demo_person(struct arena *arena, const struct demo_texts *texts,
    size_t number, struct demo_person *person)
{
	const size_t families = DEMO_PEOPLE / DEMO_GIVEN;
	const char *line = known_text(texts, "name", number % families);
	const size_t given = 2 + number / families * 2;
	const char *domain;

	assert(number < DEMO_PEOPLE);
	person->company = find_company(arena, texts, number, &domain);
	person->zone = demo_word(arena, line, 0);
	person->name = arena_printf(arena, "%s %s",
	    demo_word(arena, line, given), demo_word(arena, line, 1));
	person->email = arena_printf(arena, "%s@%s",
	    demo_word(arena, line, given + 1), domain);
}
