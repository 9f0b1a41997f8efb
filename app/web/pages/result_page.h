#ifndef WEB_PAGES_RESULT_PAGE_H
#define WEB_PAGES_RESULT_PAGE_H

#include "domain/recommendation.h"

struct request;
struct response;

/* An older link that was followed: its code, and what became of the ids. */
struct result_from {
	const char *code; /* NULL when none was */
	const struct retired *retired[ASSESSMENT_QUESTIONS];
};

/* Writes the page of a result; the HTTP status is the caller's. */
void result_page_show(struct request *req, struct response *res,
    const struct recommendation *result, const struct result_from *from);

#endif
