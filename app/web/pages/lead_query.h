#ifndef WEB_PAGES_LEAD_QUERY_H
#define WEB_PAGES_LEAD_QUERY_H

#include <stdbool.h>

#include "domain/problems.h"
#include "store/lead_list.h"

struct request;

/*
 * What the address of a list of leads asks for:
 *
 *	/admin/leads?q=TEXT&stage=STAGE|open&stack=ID
 *	    &follow=due|overdue|none|planned|idle&from=DAY&to=DAY
 *	    &sort=newest|oldest|next&view=list|board&before=PLACE
 *
 * A value that is none is left out, with a problem that says so. PLACE is what
 * lead_asked_href writes.
 */
struct lead_asked {
	struct lead_query query; /* but for its limit */
	const char *q;      /* the texts as they count; "" where nothing does */
	const char *stage;
	const char *stack;
	const char *follow;
	const char *from;
	const char *to;
	bool board;
	struct problems problems;
};

/* OK, or NOT_FOUND for a PLACE that cannot be. */
enum status lead_asked_read(struct request *req, struct lead_asked *asked);

/* Its address, in the request's arena; of the page behind query.after. */
const char *lead_asked_href(struct request *req,
    const struct lead_asked *asked);

/* Whether a filter is set; a text that is looked for is none. */
bool lead_asked_is_narrowed(const struct lead_asked *asked);

/* The ids that an address has for a sort and a follow, "" for ANY. */
const char *lead_sort_id(enum lead_sort sort);
const char *lead_follow_id(enum lead_follow follow);

#endif
