#ifndef WEB_PICTURE_H
#define WEB_PICTURE_H

#include <stddef.h>

#include "base/embedded.h"

struct app;
struct arena;
struct guide;

/*
 * The pictures other sites show beside a link to a page (Open Graph): PNG of
 * 1200 x 630 pixels, made by app/tools/card.py when the program is built and
 * served as /pictures/NAME.png.
 *
 * A guide's picture shows its title and the name of the site, as they were
 * then. Where either has been changed since, or the guide is new, the general
 * picture stands in, which shows neither.
 */
enum { PICTURE_WIDTH = 1200, PICTURE_HEIGHT = 630 };

/* Written by app/tools/embed.c: "general.png" and "SLUG.png" of each guide. */
extern const struct embedded_file web_pictures[];
extern const size_t web_pictures_len;

struct picture {
	const char *path; /* "/pictures/general.png" */
	const char *alt;  /* what can be seen, in words */
};

/* The picture of a page: of this guide, or NULL for any other. In arena. */
struct picture picture_of(struct arena *arena, const struct app *app,
    const struct guide *guide);

#endif
