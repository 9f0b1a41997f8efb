#include "web/picture.h"

#include "base/arena.h"
#include "base/text.h"
#include "web/app.h"

/* Of a PNG file: signature and IHDR come first, then card.py's iTXt with its
 * length, type and what stands before the text. */
enum { PNG_HEAD = 8 + 25, PNG_TEXT = PNG_HEAD + 8 };

static const char text_before[] = "Title\0\0\0\0";

/* Whether the picture's own text is this. */
static bool
says(const struct embedded_file *file, const char *text)
{
	const uint8_t *length = file->bytes + PNG_HEAD;
	size_t len = (size_t)length[2] << 8 | length[3];
	size_t text_len = strlen(text);

	return len == sizeof(text_before) + text_len &&
	    PNG_TEXT + len <= file->size &&
	    memcmp(file->bytes + PNG_TEXT, text_before,
		sizeof(text_before)) == 0 &&
	    memcmp(file->bytes + PNG_TEXT + sizeof(text_before), text,
		text_len) == 0;
}

/* Whether there is a picture of this guide as it is now. */
static bool
is_drawn(struct arena *arena, const struct app *app,
    const struct guide *guide)
{
	const char *name = arena_printf(arena, "%s.png", guide->slug);
	const char *text = arena_printf(arena, "%s \xc2\xb7 %s",
	    guide->title, app->settings.name);

	for (size_t i = 0; i < web_pictures_len; i++)
		if (strcmp(web_pictures[i].name, name) == 0)
			return says(&web_pictures[i], text);
	return false;
}

struct picture
picture_of(struct arena *arena, const struct app *app,
    const struct guide *guide)
{
	if (guide != NULL && is_drawn(arena, app, guide))
		return (struct picture){
			arena_printf(arena, "/pictures/%s.png", guide->slug),
			arena_printf(arena, "A green road sign with a "
			    "roundabout. It says: %s", guide->title) };
	return (struct picture){ "/pictures/general.png",
		"A green road sign: one road leads to a roundabout with six "
		"exits, Java, Node.js, Python, .NET, Go and Rust" };
}
