#include "web/pages/json_body.h"

#include "web/response.h"

static int
add(const char *text, size_t len, void *body)
{
	buf_add(body, text, len);
	return 0;
}

enum status
json_body(struct response *res, json_t *json)
{
	int failed = json == NULL ? -1 :
	    json_dump_callback(json, add, &res->body, JSON_COMPACT);

	json_decref(json);
	if (failed != 0)
		return FAILED;
	res->content_type = "application/json";
	return OK;
}
