#ifndef WEB_CSRF_H
#define WEB_CSRF_H

#include <stdbool.h>

struct request;

/*
 * That a form was sent from a page of ours (REQ 22). dispatch asks both for
 * whatever is no GET; no route can go without.
 */

/*
 * Whether the browser says so, in Sec-Fetch-Site or Origin. A client that
 * sends neither is no browser and carries no cookie of anyone else.
 */
bool csrf_same_site(const struct request *req);

/* Whether the form has its session's token, in the field "token". */
bool csrf_token_fits(const struct request *req);

#endif
