#include "content/absolute.h"

#include "base/buf.h"

/* In texts and attributes of ours a quotation mark is always &quot;, so this
 * is nothing else but the beginning of a link. */
static const char mark[] = " href=\"";

/* What a link that begins so lacks, or NULL. "//" is another site. */
static const char *
missing(const char *link, const char *end, const char *site, const char *page)
{
	if (link == end)
		return NULL;
	if (*link == '#' || *link == '?')
		return page;
	if (*link == '/' && (end - link == 1 || link[1] != '/'))
		return site;
	return NULL;
}

void
absolute_links(struct buf *out, struct safe_html html, const char *site,
    const char *page)
{
	const char *at = html.data;
	const char *end = html.data + html.len;
	const size_t mark_len = sizeof(mark) - 1;

	while (at < end) {
		const char *link =
		    memmem(at, (size_t)(end - at), mark, mark_len);
		const char *stop = link == NULL ? end : link + mark_len;

		buf_add(out, at, (size_t)(stop - at));
		if (link != NULL)
			html_escape(out, missing(stop, end, site, page));
		at = stop;
	}
}
