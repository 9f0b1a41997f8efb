#ifndef WEB_PAGES_RECORD_H
#define WEB_PAGES_RECORD_H

#include "base/status.h"

struct recommendation;
struct request;
struct response;

/*
 * A recommendation as a decision record for a project's own files: Markdown,
 * with absolute links, dated by this site's clock in UTC, without anything
 * about the person. It comes as a download named "adr-CODE.md". OK.
 */
enum status record_write(struct request *req, struct response *res,
    const struct recommendation *result);

#endif
