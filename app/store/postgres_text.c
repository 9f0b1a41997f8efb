#include "store/postgres.h"

#include <assert.h>
#include <ctype.h>
#include <string.h>

static bool
is_name(char c)
{
	return islower((unsigned char)c) || isdigit((unsigned char)c) ||
	    c == '_';
}

static size_t
name_length(const char *text)
{
	size_t len = 0;

	while (is_name(text[len]))
		len++;
	return len;
}

/* The place of a name, which is added where it is new. */
static size_t
place_of(struct postgres_query *own, const char *name, size_t len)
{
	size_t i = 0;

	while (i < own->len && (strncmp(own->parameters[i].name, name,
	    len) != 0 || own->parameters[i].name[len] != '\0'))
		i++;
	if (i < own->len)
		return i;
	assert(len < sizeof(own->parameters[i].name));
	assert(own->len < POSTGRES_PARAMETERS_MAX);
	memcpy(own->parameters[i].name, name, len);
	own->len++;
	return i;
}

/* The end of the literal that begins here, or of one character. */
static const char *
past_literal(const char *at)
{
	const char *end = *at == '\'' ? strchr(at + 1, '\'') : NULL;

	assert(*at != '\'' || end != NULL);
	return end != NULL ? end + 1 : at + 1;
}

/* ":name" becomes "$1" and so on; a cast ("::bigint") stays. */
void
postgres_translate(const char *sql, struct buf *text,
    struct postgres_query *own)
{
	while (*sql != '\0') {
		const char *next = past_literal(sql);

		if (sql[0] == ':' && sql[1] == ':') {
			buf_puts(text, "::");
			next = sql + 2;
		} else if (sql[0] == ':' && is_name(sql[1])) {
			const size_t len = name_length(sql + 1);

			buf_printf(text, "$%zu", place_of(own, sql + 1,
			    len) + 1);
			next = sql + 1 + len;
		} else {
			buf_add(text, sql, (size_t)(next - sql));
		}
		sql = next;
	}
}
