#ifndef WEB_PAGES_CARDS_H
#define WEB_PAGES_CARDS_H

#include "web/views.h"

struct arena;
struct guides;

/* All guides as they stand in a list, in their order. */
struct guide_cards guide_cards(struct arena *arena,
    const struct guides *guides);

#endif
