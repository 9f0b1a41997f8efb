#ifndef WEB_RESPONSE_H
#define WEB_RESPONSE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/status.h"

struct request;

/*
 * One HTTP answer while a handler makes it. The writer adds what every answer
 * has: security headers, length, date. Nothing here names the server.
 */
enum {
	RESPONSE_HEADERS_MAX = 12,
	RESPONSE_BODY_MAX = 4 << 20, /* bytes */
	RESPONSE_DATE_SIZE = sizeof("Sat, 21 Nov 2026 09:30:00 GMT"),
};

struct response_header {
	const char *name;
	const char *value; /* borrowed until the answer is written */
};

struct response {
	int code;                 /* HTTP status; 0 until someone decides */
	const char *content_type; /* "text/html; charset=utf-8" by default */
	const char *cache;        /* Cache-Control; "no-store" by default */
	const char *referrer;     /* Referrer-Policy; pages whose address is a
	                           * secret say "no-referrer" */
	int retry_after;          /* seconds, of a 429 or 503; 0: the usual */
	struct response_header headers[RESPONSE_HEADERS_MAX];
	size_t headers_len;
	struct buf body;
	bool broken; /* a header was refused: dispatch answers 500 instead */
};

/* An empty answer; response_free gives its memory back. */
struct response response_new(void);
void response_free(struct response *res);

/* Forgets everything made so far. */
void response_reset(struct response *res);

/*
 * Adds a header. name and value must hold no control bytes; otherwise nothing
 * is added, the event is logged without the value, and the answer becomes a
 * 500: what a person typed can never make a header of its own (REQ 37).
 */
void response_header(struct response *res, const char *name,
    const char *value);

/* Sets a cookie of this host, or with max_age 0 deletes it; see cookie.h. */
void response_cookie(struct response *res, struct request *req,
    const char *name, const char *value, long max_age);

/* 303 See Other to a path on this site. Returns OK, to be returned. */
enum status response_redirect(struct response *res, struct request *req,
    const char *format, ...) __attribute__((format(printf, 3, 4)));

/* 301 Moved Permanently to a path on this site. Returns OK. */
enum status response_moved(struct response *res, const char *path);

/*
 * Writes the whole answer, ready for the wire, into out: status line, headers
 * and, unless head is set or the status has none, the body. close adds
 * "connection: close". https adds Strict-Transport-Security.
 */
struct response_wire {
	bool head;
	bool close;
	bool https;
	int64_t now; /* seconds, for Date */
};
void response_write(const struct response *res, const struct response_wire *wire,
    struct buf *out);

/* "Sat, 21 Nov 2026 09:30:00 GMT" (RFC 9110, 5.6.7) with its NUL. */
void response_date(int64_t now, char date[RESPONSE_DATE_SIZE]);

/* The reason phrase of a status this program uses; "Unknown" otherwise. */
const char *response_phrase(int code);

#endif
