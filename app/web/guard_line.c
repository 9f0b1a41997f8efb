#include "web/guard_line.h"

#include <string.h>

#include "base/util.h"
#include "web/bytes.h"
#include "web/guard.h"

static const struct guard_method methods[] = {
	{ "GET", 3, false, true },
	{ "POST", 4, true, true },
	{ "HEAD", 4, false, true },
	{ "PUT", 3, true, false },
	{ "PATCH", 5, true, false },
	{ "DELETE", 6, false, false },
	{ "OPTIONS", 7, false, false },
};

/* Bytes of the request, borrowed from the caller's buffer. */
struct span {
	const uint8_t *at;
	size_t len;
};

static inline struct span
span_trim(const uint8_t *at, const uint8_t *end)
{
	while (at < end && byte_is_blank(*at))
		at++;
	while (end > at && byte_is_blank(end[-1]))
		end--;
	return (struct span){ at, (size_t)(end - at) };
}

/* The token at at; the CR behind every line is none and ends it. */
static inline struct span
span_token(const uint8_t *at)
{
	size_t len = 0;

	while (byte_is_token(at[len]))
		len++;
	return (struct span){ at, len };
}

static bool
span_is(struct span span, const char *text, size_t len)
{
	return span.len == len && memcmp(span.at, text, len) == 0;
}

/*
 * Whether a span starts with a text of small letters, digits and hyphens,
 * whatever its own case. Setting one bit is enough, for the scan left no
 * control bytes that it could turn into a digit or hyphen.
 */
static inline bool
span_starts(struct span span, const char *text, size_t len)
{
	size_t same = 0;

	if (span.len < len)
		return false;
	while (same < len && (span.at[same] | 0x20) == text[same])
		same++;
	return same == len;
}

static bool
span_is_nocase(struct span span, const char *text, size_t len)
{
	return span.len == len && span_starts(span, text, len);
}

static enum guard_fault
read_version(struct guard *guard, struct span version)
{
	/* A 0 stands for any digit. */
	static const char form[] = { 'H', 'T', 'T', 'P', '/', '0', '.', '0' };

	if (version.len != sizeof(form))
		return FAULT_BAD_REQUEST_LINE;
	for (size_t i = 0; i < sizeof(form); i++) {
		bool digit = byte_is_digit(version.at[i]);

		if (form[i] == '0' ? !digit : version.at[i] != form[i])
			return FAULT_BAD_REQUEST_LINE;
	}
	guard->http10 = guard->close = version.at[7] == '0';
	if (version.at[5] != '1' || version.at[7] > '1')
		return FAULT_BAD_VERSION;
	return FAULT_NONE;
}

static enum guard_fault
read_method(struct guard *guard, const uint8_t *line, const uint8_t *end)
{
	struct span name = span_token(line);

	if (name.len == 0 || name.at + name.len < end)
		return FAULT_BAD_METHOD;
	for (size_t i = 0; i < countof(methods); i++) {
		const struct guard_method *method = &methods[i];

		if (!span_is(name, method->name, method->len))
			continue;
		if (guard->http10 && !method->http10)
			return FAULT_UNKNOWN_METHOD;
		guard->method = method;
		return FAULT_NONE;
	}
	return FAULT_UNKNOWN_METHOD;
}

static enum guard_fault
read_target(const struct guard *guard, struct span target)
{
	if (target.len > GUARD_TARGET_MAX)
		return FAULT_LONG_TARGET;
	if (target.len == 0 || target.at[0] != '/' || guard->tab ||
	    memchr(target.at, '#', target.len) != NULL)
		return FAULT_BAD_TARGET;
	return FAULT_NONE;
}

/* The version comes first: who speaks another may mean another grammar. */
enum guard_fault
guard_request_line(struct guard *guard, const uint8_t *line, const uint8_t *end)
{
	const uint8_t *first = memchr(line, ' ', (size_t)(end - line));
	const uint8_t *second;
	enum guard_fault fault;

	if (first == NULL)
		return FAULT_BAD_REQUEST_LINE;
	second = memchr(first + 1, ' ', (size_t)(end - first - 1));
	if (second == NULL)
		return FAULT_BAD_REQUEST_LINE;
	fault = read_version(guard,
	    (struct span){ second + 1, (size_t)(end - second - 1) });
	if (fault == FAULT_NONE)
		fault = read_target(guard,
		    (struct span){ first + 1, (size_t)(second - first - 1) });
	if (fault == FAULT_NONE)
		fault = read_method(guard, line, first);
	return fault;
}

/*
 * The bytes of a host in front of a port: an IPv6 literal in brackets, or a
 * name or IPv4 address; 0 if it is neither. Names are of letters, digits,
 * hyphens, dots and underscores: no site's name needs the percent escapes and
 * punctuation that RFC 3986 has there.
 */
static size_t
host_len(struct span host)
{
	size_t len = 0;

	if (host.at[0] != '[') {
		while (len < host.len && (byte_is_letter(host.at[len]) ||
		    byte_is_digit(host.at[len]) || host.at[len] == '-' ||
		    host.at[len] == '.' || host.at[len] == '_'))
			len++;
		return len;
	}
	do
		len++;
	while (len < host.len && (byte_hex(host.at[len]) >= 0 ||
	    host.at[len] == ':' || host.at[len] == '.'));
	return len > 1 && len < host.len && host.at[len] == ']' ? len + 1 : 0;
}

/* Where the digits from at on end. */
static size_t
digits_end(struct span span, size_t at)
{
	while (at < span.len && byte_is_digit(span.at[at]))
		at++;
	return at;
}

static enum guard_fault
read_host(struct guard *guard, struct span value)
{
	size_t at;

	if (guard->host)
		return FAULT_MANY_HOSTS;
	guard->host = true;
	if (value.len == 0 || value.len > GUARD_HOST_MAX)
		return FAULT_BAD_HOST;
	at = host_len(value);
	if (at == 0)
		return FAULT_BAD_HOST;
	if (at < value.len && value.at[at] == ':')
		at = digits_end(value, at + 1);
	return at == value.len ? FAULT_NONE : FAULT_BAD_HOST;
}

static enum guard_fault
read_length(struct guard *guard, struct span value)
{
	size_t size = 0;

	if (guard->length)
		return FAULT_MANY_LENGTHS;
	guard->length = true;
	if (value.len == 0 || digits_end(value, 0) != value.len)
		return FAULT_BAD_LENGTH;
	/* Once over the limit it only has to stay there. */
	for (size_t i = 0; i < value.len && size <= GUARD_BODY_MAX; i++)
		size = size * 10 + (size_t)(value.at[i] - '0');
	if (size > 0 && !guard->method->body)
		return FAULT_NEEDLESS_BODY;
	guard->body_size = size;
	return size > GUARD_BODY_MAX ? FAULT_LONG_BODY : FAULT_NONE;
}

/* Whether "close" is among the elements of a list (RFC 9110 section 5.6.1). */
static bool
list_has_close(const uint8_t *at, const uint8_t *end)
{
	while (at < end) {
		const uint8_t *comma = memchr(at, ',', (size_t)(end - at));
		const uint8_t *stop = comma != NULL ? comma : end;

		if (span_is_nocase(span_trim(at, stop), "close", 5))
			return true;
		at = stop + 1;
	}
	return false;
}

static enum guard_fault
read_connection(struct guard *guard, struct span value)
{
	guard->close = guard->close ||
	    list_has_close(value.at, value.at + value.len);
	return FAULT_NONE;
}

static enum guard_fault
read_expect(struct guard *guard, struct span value)
{
	if (!span_is_nocase(value, "100-continue", 12))
		return FAULT_BAD_EXPECT;
	guard->expects = !guard->http10;
	return FAULT_NONE;
}

static enum guard_fault
refuse_coding(struct guard *guard, struct span value)
{
	return FAULT_CODED_BODY;
}

/*
 * The headers that say something about framing, each at the length of its
 * name, which no two share; all others just pass.
 */
static const struct {
	const char *name;
	enum guard_fault (*read)(struct guard *guard, struct span value);
} watched[] = {
	[4] = { "host", read_host },
	[6] = { "expect", read_expect },
	[10] = { "connection", read_connection },
	[14] = { "content-length", read_length },
	[17] = { "transfer-encoding", refuse_coding },
};

static inline enum guard_fault
read_watched(struct guard *guard, struct span name, struct span value)
{
	if (name.len < countof(watched) && watched[name.len].name != NULL &&
	    span_starts(name, watched[name.len].name, name.len))
		return watched[name.len].read(guard, value);
	/* Kore takes the first header that begins so as Host. */
	return span_starts(name, "host", 4) ? FAULT_LIKE_HOST : FAULT_NONE;
}

enum guard_fault
guard_header(struct guard *guard, const uint8_t *line, const uint8_t *end,
    size_t *keep)
{
	struct span name = span_token(line);
	const uint8_t *colon = line + name.len;
	struct span value;

	*keep = 0;
	if (++guard->headers > GUARD_HEADERS_MAX)
		return FAULT_MANY_HEADERS;
	if (name.len == 0 || *colon != ':')
		return byte_is_blank(line[0]) ? FAULT_FOLDED : FAULT_BAD_NAME;
	value = span_trim(colon + 1, end);
	if (guard->tab && memchr(value.at, '\t', value.len) != NULL)
		return FAULT_INNER_TAB;
	if (value.len > 0)
		*keep = (size_t)(value.at + value.len - line);
	return read_watched(guard, name, value);
}
