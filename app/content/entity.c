#include "content/entity.h"

#include <stdint.h>

#include "base/buf.h"
#include "base/util.h"

static void
add_utf8(struct buf *out, uint32_t c)
{
	if (c < 0x80) {
		buf_putc(out, (char)c);
	} else if (c < 0x800) {
		buf_putc(out, (char)(0xc0 | c >> 6));
		buf_putc(out, (char)(0x80 | (c & 0x3f)));
	} else if (c < 0x10000) {
		buf_putc(out, (char)(0xe0 | c >> 12));
		buf_putc(out, (char)(0x80 | (c >> 6 & 0x3f)));
		buf_putc(out, (char)(0x80 | (c & 0x3f)));
	} else {
		buf_putc(out, (char)(0xf0 | c >> 18));
		buf_putc(out, (char)(0x80 | (c >> 12 & 0x3f)));
		buf_putc(out, (char)(0x80 | (c >> 6 & 0x3f)));
		buf_putc(out, (char)(0x80 | (c & 0x3f)));
	}
}

/* What a page may hold: no controls (C0, DEL, C1), no surrogates, and
 * within Unicode. */
static bool
is_character(unsigned long c)
{
	return c >= 0x20 && (c < 0x7f || c > 0x9f) &&
	    (c < 0xd800 || c > 0xdfff) && c <= 0x10ffff;
}

/* "&#233;" or "&#xe9;": md4c has seen to it that there are digits. */
static bool
add_number(struct buf *out, const char *reference)
{
	bool hex = reference[2] == 'x' || reference[2] == 'X';
	unsigned long c =
	    strtoul(reference + (hex ? 3 : 2), NULL, hex ? 16 : 10);

	if (!is_character(c))
		return false;
	add_utf8(out, (uint32_t)c);
	return true;
}

bool
entity_add(struct buf *out, const char *reference, size_t len)
{
	static const struct {
		const char *name;
		uint32_t character;
	} known[] = {
		{ "&amp;", '&' }, { "&lt;", '<' }, { "&gt;", '>' },
		{ "&quot;", '"' }, { "&apos;", '\'' }, { "&nbsp;", 0xa0 },
	};

	/* The reference ends in a semicolon, where strtoul stops. */
	if (len > 3 && reference[1] == '#')
		return add_number(out, reference);
	for (size_t i = 0; i < countof(known); i++) {
		if (strlen(known[i].name) != len ||
		    memcmp(known[i].name, reference, len) != 0)
			continue;
		add_utf8(out, known[i].character);
		return true;
	}
	return false;
}
