/*
 * What comes without TLS to a site that speaks it: the way to https, and the
 * proofs that who gives out certificates asks for. Nothing else is there, and
 * no address of it is another's: the site's name is that of the settings.
 */
#include "web/kore_rim.h"

#include "base/arena.h"
#include "base/buf.h"
#include "web/acme.h"
#include "web/app.h"
#include "web/response.h"

bool
rim_is_plain(const struct connection *c)
{
	return rim_get()->redirects && c->ssl == NULL;
}

int
rim_redirect(struct http_request *kore)
{
	ARENA(arena);
	struct response res = response_new();
	const char *query = kore->query_string;
	char proof[ACME_TEXT_MAX + 1];

	if (acme_find(rim_get()->acme, kore->path, proof)) {
		res.code = 200;
		res.content_type = "text/plain";
		buf_puts(&res.body, proof);
	} else {
		res.code = 308;
		response_header(&res, "location", arena_printf(arena,
		    "%s%s%s%s", rim_get()->app->public_url, kore->path,
		    query == NULL ? "" : "?", query == NULL ? "" : query));
	}
	rim_answer(kore, NULL, &res);
	response_free(&res);
	return KORE_RESULT_OK;
}
