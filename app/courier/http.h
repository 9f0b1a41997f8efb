#ifndef COURIER_HTTP_H
#define COURIER_HTTP_H

#include <stdbool.h>
#include <stddef.h>

#include "base/status.h"

struct arena;

/*
 * One request of the courier to a server that the settings name (webhook,
 * calendar), through libcurl.
 *
 * https alone, certificates checked, the address judged by egress.h as the
 * connection is made, no proxy of the environment in between, no redirect
 * followed. With test also http, and this machine itself.
 */
struct http_call {
	const char *method;
	const char *url;
	const char *const *headers; /* "name: value"; the last one is NULL */
	const char *body;           /* NULL for none */
	size_t body_len;
	const char *user;           /* NULL for none; Basic (RFC 7617) */
	const char *password;
	bool test;                  /* mode: test */
	size_t answer_max;          /* bytes of the answer's body to keep */
};

/* Texts are in the arena of the call. */
struct http_answer {
	int code;          /* 0: none came */
	const char *etag;  /* or "" */
	const char *head;  /* its lines, ended by LF each */
	const char *body;
	size_t body_len;
	bool cut;          /* there was more of the body than was kept */
	const char *problem; /* why none came, in a few words; or "" */
};

enum {
	HTTP_CONNECT_SECONDS = 10,
	HTTP_SECONDS = 20, /* for all of it */
};

/* A request on its way. */
struct http;

/* Prepares a request; what call points to must stay as long as it is on its
 * way. Fatal without memory. Ended by http_perform. */
struct http *http_begin(struct arena *arena, const struct http_call *call);

/*
 * Waits for the answer, at most HTTP_SECONDS, and ends the request; a signal
 * that is to end the process ends it sooner. OK: an answer came, of any code;
 * DENIED: it would have gone where it may not; FAILED: none came.
 */
enum status http_perform(struct http *http, struct http_answer *answer);

/* All at once. */
enum status http_ask(struct arena *arena, const struct http_call *call,
    struct http_answer *answer);

#endif
