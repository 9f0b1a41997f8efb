#ifndef WEB_PAGES_COLOURS_H
#define WEB_PAGES_COLOURS_H

#include <stddef.h>

#include "web/views_design.h"

struct arena;

/*
 * The colours of the style sheet, read from its :root and from the one for
 * dark screens: what stands there is what is shown and measured. Those with
 * transparency are left out. Texts are in the arena.
 */
enum { COLOURS_MAX = 40 };

/* Fills at, of COLOURS_MAX, and gives how many there are; 0 where the sheet is
 * written in another way. */
size_t colours_of_sheet(struct arena *arena, struct design_colour *at);

/* The contrast of two colours as "#aabbcc", "4.4": what WCAG 2.2 defines,
 * rounded down, so that no figure promises too much. */
const char *colours_contrast(struct arena *arena, const char *one,
    const char *other);

#endif
