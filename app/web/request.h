#ifndef WEB_REQUEST_H
#define WEB_REQUEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/status.h"
#include "web/form.h"
#include "web/route_path.h"

struct app;
struct arena;
struct job;
struct passphrase_job;
struct route;
struct session;
struct write;

/*
 * One HTTP request as handlers see it: without Kore, so that every page can
 * be tested request in, response out. Everything is borrowed and lives until
 * the answer is made; what a job needs is copied into the job.
 */
enum method {
	GET = 1, /* HEAD comes as GET with head set */
	POST,
	OTHER,   /* anything the site has no use for: 405 */
};

enum {
	REQUEST_HEADERS_MAX = 24,
	REQUEST_COUNTED_MAX = 5,
};

struct header {
	const char *name;
	const char *value;
};

struct request {
	struct app *app;
	struct arena *arena;
	int64_t now;         /* seconds, of the app's clock */
	enum method method;
	bool head;           /* answer without a body */
	const char *path;    /* as sent, without the query; begins with "/" */
	const char *query;   /* as sent, "" without */
	struct header headers[REQUEST_HEADERS_MAX];
	size_t headers_len;
	const char *body;
	size_t body_len;
	int client; /* who sent it, as a bucket of peers; PEERS_NONE: unknown */
	int network; /* the same of the network it came from */
	bool local;  /* at the desk: by a program on this machine, no proxy */
	bool busy;   /* no job and no write can be taken at this moment */
	bool rehearsed; /* nobody sent it: the answer is made beforehand */

	/* Set by dispatch, and kept while it waits. */
	const struct route *route;
	const char *params[ROUTE_PARAMS_MAX]; /* of ":name" in the route */
	struct form form;          /* query of a GET, body of a POST */
	const char *form_problem;  /* why it did not decode, or NULL */
	const struct session *session; /* behind the admin gate */
	size_t counted[REQUEST_COUNTED_MAX]; /* by the handler; see counts.h */
	size_t counted_len;
	const char *token; /* of that session, when it got another than came
	                    * with the request: dispatch hands it out */

	/* Set by request_defer and request_write; kept over the next call. */
	struct job *job;
	struct write *write;
	struct passphrase_job *proof; /* the same job, while it is the gate's */
	bool fresh; /* the gate that asks for the passphrase was passed */
};

/*
 * Work that would hold up the event loop, done on the job thread. run sees
 * nothing but the job itself, and may outlive the request. A handler embeds
 * this as the first member of a struct of its own in the request's arena.
 */
struct job {
	void (*run)(struct job *job);
	bool done; /* run has returned; set before the handler is called again */
};

/* The value of a header by its name (case does not matter), or NULL. */
const char *request_header(const struct request *req, const char *name);

/* The value of a cookie, or NULL; see cookie_get. */
const char *request_cookie(const struct request *req, const char *name);

/*
 * Hands a job over and returns PENDING, which the handler returns at once; it
 * is called again with req->job set and done when run has returned. BUSY, and
 * nothing is handed over, where no job can be taken: at most a few wait.
 */
enum status request_defer(struct request *req, struct job *job);

/*
 * Hands something to be stored to the writer (store/writes.h), of the public
 * role, and returns PENDING, which the handler returns at once; it is called
 * again with req->write set and done, when it is on the disk or refused. What
 * it needs lies in the request's arena, which is there until it is done, also
 * if the visitor has gone; the handler is not called again then. BUSY, and
 * nothing is handed over, where the queue is full.
 */
enum status request_write(struct request *req, struct write *write);

#endif
