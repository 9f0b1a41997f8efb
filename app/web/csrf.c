#include "web/csrf.h"

#include "base/text.h"
#include "crypto/passphrase.h"
#include "crypto/token.h"
#include "store/sessions.h"
#include "web/app.h"
#include "web/request.h"

/* Whether an Origin is this site's: its configured address, or the very
 * authority the request was sent to. */
static bool
origin_is_ours(const struct request *req, const char *origin)
{
	const char *host = request_header(req, "host");
	const char *authority = strstr(origin, "://");
	const char *ours = req->app->role == ROLE_ADMIN ? req->app->admin_url :
	    req->app->public_url;

	if (text_same_nocase(origin, ours))
		return true;
	return host != NULL && authority != NULL &&
	    text_same_nocase(authority + 3, host);
}

bool
csrf_same_site(const struct request *req)
{
	const char *fetch_site = request_header(req, "sec-fetch-site");
	const char *origin = request_header(req, "origin");

	if (fetch_site != NULL)
		return strcmp(fetch_site, "same-origin") == 0 ||
		    strcmp(fetch_site, "none") == 0;
	return origin == NULL || origin_is_ours(req, origin);
}

/* By their hashes, in constant time. */
bool
csrf_token_fits(const struct request *req)
{
	uint8_t wanted[TOKEN_HASH_SIZE];
	uint8_t given[TOKEN_HASH_SIZE];

	return token_hash(req->session->form_token, wanted) == OK &&
	    token_hash(form_text(&req->form, "token"), given) == OK &&
	    passphrase_matches(wanted, given);
}
