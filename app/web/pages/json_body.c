#include "web/pages/json_body.h"

#include <stdlib.h>

#include "web/response.h"

enum status
json_body(struct response *res, json_t *json)
{
	char *text = json_dumps(json, JSON_COMPACT);

	json_decref(json);
	if (text == NULL)
		return FAILED;
	res->content_type = "application/json";
	buf_puts(&res->body, text);
	free(text);
	return OK;
}
