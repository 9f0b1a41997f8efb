#ifndef WEB_ROUTES_H
#define WEB_ROUTES_H

#include <stdbool.h>
#include <stddef.h>

#include "base/status.h"
#include "web/request.h"
#include "web/response.h"

/*
 * The site map: one row a page. A path is literal but for ":name" segments,
 * which take one non-empty segment without "/".
 */

/* Who may pass. Zero is no gate: a row that forgets it does not start. */
enum gate {
	PUBLIC = 1, /* anyone, public listener */
	ANYWHERE,   /* anyone, every listener: style, health */
	ADMIN_LOCAL, /* anyone on this machine, admin listener: metrics */
	ADMIN_DOOR, /* anyone, admin listener: the login itself */
	ADMIN,      /* signed in, admin listener */
	ADMIN_FRESH, /* the same, and the passphrase given just now: proof.h */
};

/* What a handler does with a form that did not decode. */
enum form_rule {
	FORM_NONE,   /* dispatch answers 400 */
	FORM_SHOWN,  /* the handler shows req->form_problem beside the form */
};

typedef enum status handler(struct request *req, struct response *res);

struct route {
	enum method method;
	const char *path;
	handler *handle;
	enum gate gate;
	enum form_rule form;
};

extern const struct route routes[];
extern const size_t routes_len;

/* Whether every row is complete; a broken table is logged and must not
 * start. */
bool routes_are_complete(void);

#endif
