#ifndef CONTENT_ABSOLUTE_H
#define CONTENT_ABSOLUTE_H

#include "base/html.h"

struct buf;

/*
 * Our HTML as it must be away from its page, in a feed reader for instance:
 * links into the site ("/...") begin with site, links within the page ("#...",
 * "?...") with page; all others stay. Appends to out.
 *
 * site has no slash at its end ("https://example.org"), page is the whole
 * address ("https://example.org/guides/java").
 */
void absolute_links(struct buf *out, struct safe_html html, const char *site,
    const char *page);

#endif
