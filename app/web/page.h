#ifndef WEB_PAGE_H
#define WEB_PAGE_H

#include <stdbool.h>
#include <stddef.h>

#include "web/views.h"

struct guide;
struct problems;
struct request;
struct response;

/*
 * What pages share: the frame every view begins with, and the page that only
 * says something.
 */

/* One step of the way to a page. */
struct crumb {
	const char *name;
	const char *path; /* on this site */
};

/* The way, from below the front page down to the page itself. */
struct crumbs {
	const struct crumb *at;
	size_t len; /* 0: no way is named */
};

/* A page's own part of the frame. */
struct page_head {
	const char *title;
	const char *description; /* NULL: not to be indexed */
	const char *path;        /* canonical path, with description */
	const char *stored;      /* what this request stored; NULL: a count, if
	                          * it is counted, else nothing, or on the desk
	                          * not said */
	bool wrong;              /* a form with problems: said in the title */
	bool copies;             /* the script offers to copy something on it;
	                          * on the desk that goes without saying */

	/* For those who read pages by machine; see structured.h. */
	struct crumbs crumbs;
	const struct guide *guide; /* the page is this guide; or NULL */
};

/* Fills the frame for this request. */
struct page page_frame(struct request *req, const struct page_head *head);

/* A short notice, an error, a dead end; all but reference non-empty. */
struct page_message {
	const char *heading;
	const char *text;
	const char *mend;
	const char *reference; /* or NULL */
	bool lost; /* visitors get a search, the guides and the questions */
};

/* Writes the message page; the status stays as set. */
void page_message(struct request *req, struct response *res,
    const struct page_message *message);

/* The error summary for a form: each problem with a link to its field. */
struct problems_view page_problems(struct request *req,
    const struct problems *problems);

/* A field shown again: as typed, with its problem. NULL gives "". */
struct field_view page_field(const char *value,
    const struct problems *problems, const char *field);

#endif
