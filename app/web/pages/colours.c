#include "web/pages/colours.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/embedded.h"
#include "web/assets.h"

enum { HEX_MAX = 6 };

/* ---- reading ---- */

static const char *
sheet(struct arena *arena)
{
	for (size_t i = 0; i < web_assets_len; i++)
		if (strcmp(web_assets[i].name, "site.css") == 0)
			return arena_strndup(arena,
			    (const char *)web_assets[i].bytes,
			    web_assets[i].size);
	return "";
}

/* What stands in the braces of the first :root from there on, or "". */
static const char *
root_of(struct arena *arena, const char *css)
{
	const char *from = css == NULL ? NULL : strstr(css, ":root {");
	const char *end = from == NULL ? NULL : strchr(from, '}');

	return end == NULL ? "" :
	    arena_strndup(arena, from, (size_t)(end - from));
}

/* "#abc" and "#aabbcc" as the latter; NULL for all else. */
static const char *
hex_of(struct arena *arena, const char *value)
{
	const size_t len = *value == '#' ?
	    strspn(value + 1, "0123456789abcdef") : 0;

	if (value[len + 1] != ';')
		return NULL;
	if (len == HEX_MAX)
		return arena_strndup(arena, value, len + 1);
	if (len != HEX_MAX / 2)
		return NULL;
	return arena_printf(arena, "#%c%c%c%c%c%c", value[1], value[1],
	    value[2], value[2], value[3], value[3]);
}

/* The value of --NAME among those of a :root; NULL where it has none. */
static const char *
value_of(struct arena *arena, const char *root, const char *name)
{
	const char *dashed = arena_printf(arena, "--%s: ", name);
	const char *at = strstr(root, dashed);

	return at == NULL ? NULL : hex_of(arena, at + strlen(dashed));
}

/* ---- contrast, as WCAG 2.2 reckons it ---- */

static double
channel(long rgb, int shift)
{
	const double value = (double)((rgb >> shift) & 0xff) / 255;

	return value <= 0.04045 ? value / 12.92 :
	    pow((value + 0.055) / 1.055, 2.4);
}

static double
luminance(const char *hex)
{
	const long rgb = strtol(hex + 1, NULL, 16);

	return 0.2126 * channel(rgb, 16) + 0.7152 * channel(rgb, 8) +
	    0.0722 * channel(rgb, 0);
}

const char *
colours_contrast(struct arena *arena, const char *one, const char *other)
{
	const double a = luminance(one) + 0.05;
	const double b = luminance(other) + 0.05;
	const double ratio = a > b ? a / b : b / a;

	return arena_printf(arena, "%.1f", floor(ratio * 10) / 10);
}

static struct design_shade
shade(struct arena *arena, const char *root, const char *value)
{
	const char *paper = value_of(arena, root, "paper");
	const char *raised = value_of(arena, root, "raised");
	const char *ink = value_of(arena, root, "ink");

	if (paper == NULL || raised == NULL || ink == NULL)
		return (struct design_shade){ value, "", "", "" };
	return (struct design_shade){ value,
		colours_contrast(arena, value, paper),
		colours_contrast(arena, value, raised),
		colours_contrast(arena, ink, value) };
}

size_t
colours_of_sheet(struct arena *arena, struct design_colour *at)
{
	const char *css = sheet(arena);
	const char *light = root_of(arena, css);
	const char *dark = root_of(arena,
	    strstr(css, "@media (prefers-color-scheme: dark)"));
	size_t len = 0;

	for (const char *name = light; len < COLOURS_MAX &&
	    (name = strstr(name, "\t--")) != NULL; name++) {
		const char *from = name + strlen("\t--");
		const char *own = arena_strndup(arena, from,
		    strcspn(from, ":"));
		const char *day = value_of(arena, light, own);
		const char *night = value_of(arena, dark, own);

		if (day == NULL)
			continue;
		at[len++] = (struct design_colour){ own,
			shade(arena, light, day),
			shade(arena, dark, night != NULL ? night : day) };
	}
	return len;
}
