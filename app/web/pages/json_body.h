#ifndef WEB_PAGES_JSON_BODY_H
#define WEB_PAGES_JSON_BODY_H

#include <jansson.h>

#include "base/status.h"

struct response;

/* Makes json the body of the answer and frees it. OK or FAILED. */
enum status json_body(struct response *res, json_t *json);

#endif
