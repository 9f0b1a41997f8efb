#include "domain/fill.h"

#include <assert.h>
#include <stdbool.h>

#include "base/arena.h"
#include "base/buf.h"

enum { FILLED_MAX = 64 * 1024 };

static bool
is_name(const char *name, const char *at, size_t len)
{
	return strlen(name) == len && memcmp(name, at, len) == 0;
}

static const char *
value_of(const struct fill *fills, size_t fills_len, const char *at,
    size_t len)
{
	for (size_t i = 0; i < fills_len; i++)
		if (is_name(fills[i].name, at, len))
			return fills[i].value;
	return NULL;
}

char *
fill_text(struct arena *arena, const char *text, const struct fill *fills,
    size_t len)
{
	BUF(out, FILLED_MAX);

	while (*text != '\0') {
		size_t plain = strcspn(text, "{");
		const char *value;
		size_t name;

		buf_add(&out, text, plain);
		text += plain;
		if (*text == '\0')
			break;
		name = strcspn(text, "}");
		assert(text[name] == '}');
		value = value_of(fills, len, text + 1, name - 1);
		assert(value != NULL);
		buf_puts(&out, value);
		text += name + 1;
	}
	assert(!out.failed);
	return arena_strdup(arena, buf_text(&out));
}

char *
fill_unknown(struct arena *arena, const char *text, const char *const *names,
    size_t len)
{
	while (*(text += strcspn(text, "{")) != '\0') {
		size_t name = strcspn(text, "}");
		bool known = false;

		for (size_t i = 0; i < len && text[name] == '}'; i++)
			known |= is_name(names[i], text + 1, name - 1);
		if (!known)
			return arena_strndup(arena, text,
			    text[name] == '}' ? name + 1 : name);
		text += name + 1;
	}
	return NULL;
}
