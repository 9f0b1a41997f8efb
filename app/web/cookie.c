#include "web/cookie.h"

#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "web/bytes.h"

static bool
name_is_good(const char *name)
{
	for (const char *at = name; *at != '\0'; at++)
		if (!byte_is_token((uint8_t)*at))
			return false;
	return *name != '\0';
}

/* Whether all are cookie-octets of RFC 6265bis section 4.1.1. */
static bool
value_is_good(const char *value, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (value[i] <= ' ' || value[i] > '~' ||
		    memchr("\",;\\", value[i], 4) != NULL)
			return false;
	return true;
}

/* Where the value of the cookie in [at, end) begins, if it has this name. */
static const char *
value_of(const char *at, const char *end, const char *name)
{
	size_t len = strlen(name);

	while (at < end && byte_is_blank((uint8_t)*at))
		at++;
	if ((size_t)(end - at) <= len || memcmp(at, name, len) != 0 ||
	    at[len] != '=')
		return NULL;
	return at + len + 1;
}

const char *
cookie_get(struct arena *arena, const char *header, const char *name)
{
	const char *found = NULL;
	size_t len = 0;

	for (const char *at = header, *end;; at = end + 1) {
		const char *value;

		end = at + strcspn(at, ";");
		value = value_of(at, end, name);
		if (value != NULL && found != NULL)
			return NULL;
		if (value != NULL) {
			found = value;
			len = (size_t)(end - value);
		}
		if (*end == '\0')
			break;
	}
	while (len > 0 && byte_is_blank((uint8_t)found[len - 1]))
		len--;
	if (found == NULL || !value_is_good(found, len))
		return NULL;
	return arena_strndup(arena, found, len);
}

bool
cookie_write(struct buf *out, const char *name, const char *value,
    long max_age)
{
	static const char attributes[] = "Path=/; Secure; HttpOnly;"
	    " SameSite=Strict";
	size_t len = strlen(value);

	if (!name_is_good(name) || !value_is_good(value, len) ||
	    strlen(name) + len > COOKIE_MAX)
		return false;
	if (max_age < 0)
		buf_printf(out, "%s=%s; %s", name, value, attributes);
	else
		buf_printf(out, "%s=%s; %s; Max-Age=%ld", name, value,
		    attributes, max_age);
	return !out->failed;
}
