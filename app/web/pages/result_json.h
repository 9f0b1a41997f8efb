#ifndef WEB_PAGES_RESULT_JSON_H
#define WEB_PAGES_RESULT_JSON_H

#include "base/status.h"

struct assessment;
struct recommendation;
struct response;

/* A recommendation as data, with the members INTERFACES promises. OK or
 * FAILED. */
enum status result_json(struct response *res, const struct assessment *model,
    const struct recommendation *result);

#endif
