#include "web/request.h"

#include "base/text.h"
#include "web/cookie.h"

const char *
request_header(const struct request *req, const char *name)
{
	for (size_t i = 0; i < req->headers_len; i++)
		if (text_same_nocase(req->headers[i].name, name))
			return req->headers[i].value;
	return NULL;
}

const char *
request_cookie(const struct request *req, const char *name)
{
	const char *header = request_header(req, "cookie");

	return header == NULL ? NULL : cookie_get(req->arena, header, name);
}

enum status
request_defer(struct request *req, struct job *job)
{
	if (req->busy)
		return BUSY;
	req->job = job;
	return PENDING;
}

enum status
request_write(struct request *req, struct write *write)
{
	if (req->busy)
		return BUSY;
	req->write = write;
	return PENDING;
}
