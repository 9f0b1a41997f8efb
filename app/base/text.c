#include "base/text.h"

#include <errno.h>

#include "base/arena.h"

/* Length of the well-formed sequence at bytes, 0 if there is none. */
static size_t
utf8_sequence(const unsigned char *bytes, size_t len)
{
	unsigned char lead = bytes[0];
	unsigned char low = 0x80;
	unsigned char high = 0xbf;
	size_t need;

	if (lead < 0x80)
		return lead != 0;
	if (lead >= 0xc2 && lead <= 0xdf)
		need = 2;
	else if (lead >= 0xe0 && lead <= 0xef)
		need = 3;
	else if (lead >= 0xf0 && lead <= 0xf4)
		need = 4;
	else
		return 0;
	/* RFC 3629 section 4: no overlong forms, surrogates, over U+10FFFF. */
	if (lead == 0xe0)
		low = 0xa0;
	else if (lead == 0xed)
		high = 0x9f;
	else if (lead == 0xf0)
		low = 0x90;
	else if (lead == 0xf4)
		high = 0x8f;
	if (len < need || bytes[1] < low || bytes[1] > high)
		return 0;
	for (size_t i = 2; i < need; i++)
		if (bytes[i] < 0x80 || bytes[i] > 0xbf)
			return 0;
	return need;
}

/* Whether eight bytes are there and all of them ASCII without NUL: no byte has
 * its top bit, and none lends one when 1 is taken from each. */
static bool
is_plain_word(const unsigned char *bytes, size_t len)
{
	const uint64_t ones = 0x0101010101010101;
	uint64_t word;

	if (len < sizeof(word))
		return false;
	memcpy(&word, bytes, sizeof(word));
	return ((word | (word - ones)) & (ones << 7)) == 0;
}

bool
text_is_utf8(const char *bytes, size_t len)
{
	const unsigned char *at = (const unsigned char *)bytes;

	while (len > 0) {
		size_t n;

		if (is_plain_word(at, len)) {
			at += sizeof(uint64_t);
			len -= sizeof(uint64_t);
			continue;
		}
		n = utf8_sequence(at, len);

		if (n == 0)
			return false;
		at += n;
		len -= n;
	}
	return true;
}

size_t
text_length(const char *text)
{
	size_t count = 0;

	for (; *text != '\0'; text++)
		count += ((unsigned char)*text & 0xc0) != 0x80;
	return count;
}

static bool
is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

char *
text_trim(struct arena *arena, const char *text)
{
	size_t len;

	while (is_space(*text))
		text++;
	len = strlen(text);
	while (len > 0 && is_space(text[len - 1]))
		len--;
	return arena_strndup(arena, text, len);
}

size_t
text_to_lf(char *text, size_t len)
{
	size_t to = 0;

	for (size_t from = 0; from < len; from++) {
		if (text[from] != '\r')
			text[to++] = text[from];
		else if (from + 1 == len || text[from + 1] != '\n')
			text[to++] = '\n';
	}
	text[to] = '\0';
	return to;
}

char *
text_lines(struct arena *arena, const char *text)
{
	char *copy = text_trim(arena, text);

	text_to_lf(copy, strlen(copy));
	return copy;
}

bool
text_starts(const char *text, const char *prefix)
{
	return strncmp(text, prefix, strlen(prefix)) == 0;
}

char
text_lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

bool
text_same_nocase(const char *a, const char *b)
{
	for (; *a != '\0' && *b != '\0'; a++, b++)
		if (text_lower(*a) != text_lower(*b))
			return false;
	return *a == *b;
}

bool
text_int(const char *text, int64_t min, int64_t max, int64_t *number)
{
	const char *digits = *text == '-' ? text + 1 : text;
	long long value;
	char *end;

	if (*digits < '0' || *digits > '9')
		return false;
	errno = 0;
	value = strtoll(text, &end, 10);
	if (errno != 0 || *end != '\0' || value < min || value > max)
		return false;
	*number = value;
	return true;
}

static size_t
least(size_t a, size_t b)
{
	return a < b ? a : b;
}

size_t
text_edits(const char *a, const char *b)
{
	size_t rows[3][TEXT_EDITS_MAX + 1];
	size_t *before = rows[0];
	size_t *last = rows[1];
	size_t *row = rows[2];
	size_t b_len = strlen(b);

	if (b_len > TEXT_EDITS_MAX || strlen(a) > TEXT_EDITS_MAX)
		return SIZE_MAX;
	for (size_t j = 0; j <= b_len; j++)
		last[j] = j;
	for (size_t i = 1; a[i - 1] != '\0'; i++) {
		size_t *spare = before;

		row[0] = i;
		for (size_t j = 1; j <= b_len; j++) {
			row[j] = least(least(last[j], row[j - 1]) + 1,
			    last[j - 1] + (a[i - 1] != b[j - 1]));
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] &&
			    a[i - 2] == b[j - 1])
				row[j] = least(row[j], before[j - 2] + 1);
		}
		before = last;
		last = row;
		row = spare;
	}
	return last[b_len];
}

bool
text_has_control(const char *text)
{
	for (; *text != '\0'; text++)
		if ((unsigned char)*text < 0x20 || *text == 0x7f)
			return true;
	return false;
}
