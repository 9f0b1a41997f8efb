#ifndef WEB_KORE_RIM_H
#define WEB_KORE_RIM_H

/*
 * What the kore_*.c files share. Nothing else includes this or Kore.
 */
#include <sys/types.h>

#include <kore/kore.h>
#include <kore/http.h>

#include <stdbool.h>
#include <stdint.h>

#include "web/guard.h"
#include "web/request.h"

struct acme;
struct app;
struct buf;
struct jobs;
struct meters_worker;
struct peers;
struct response;
struct writer;

/* Connections a worker takes; each has at most one request in work. */
enum { RIM_CONNECTIONS_MAX = 4096 };

/* Times a client has, in milliseconds. Kore's idle timer is set to the same
 * value as the header time, so a connection that says nothing is closed
 * without an answer nobody asked for. */
enum {
	RIM_HEAD_MS = 10000,  /* for the head, from its first byte */
	RIM_BODY_MS = 10000,  /* for the body, after the head */
	RIM_IDLE_MS = 10000,  /* between requests */
	RIM_LINGER_MS = 2000, /* to read a refusal */
	RIM_LINGER_BYTES = 262144,
	/* Kore's own buffer while we wait: it only has to exist. */
	RIM_KORE_BUFFER = 16,
};

/* The worker's view of the program. */
struct rim {
	struct app *app;
	struct peers *peers;
	struct jobs *jobs; /* admin role only */
	struct writer *writer; /* public role only */
	size_t worker;     /* 0 to workers - 1 */
	struct meters_worker *meter; /* what it counts */
	bool draining;     /* the worker ends: every answer closes */
	int connections_max; /* per address; 0 no limit */
	bool redirects;    /* what comes without TLS is led to it */
	struct acme *acme; /* what it may ask for there, or NULL */
};

const struct rim *rim_get(void);

/* A connection's own state; Kore frees it with the connection. */
struct rim_conn {
	uint8_t *in;      /* received, not yet a whole request; malloc */
	size_t len;
	size_t size;
	struct guard guard;
	uint64_t since;   /* ms: when the first byte of this request came */
	uint64_t head_at; /* ms: when its head was whole; 0 before */
	uint64_t asked_at; /* ns: when the request in work was whole */
	size_t discarded; /* bytes thrown away after a refusal */
	int bucket;       /* of peers */
	bool counted;
	bool drained;     /* nothing to read before the next event */
	bool ended;       /* the peer sends no more */
	bool close_after; /* the request in work asks for close */
	bool refused;
	bool waiting;     /* answer queued, next request not yet wanted */
};

/* The callback of the listener, found by name: exported. */
void rim_connect(struct connection *c);

/*
 * Kore lets a TLS handshake take as long as a byte comes now and then, and
 * tells of a connection only when that is over. Called every turn, this counts
 * those before for their address, and lets go who is over the limit or has not
 * come to an end in RIM_HEAD_MS.
 */
void rim_watch_handshakes(void);

/* The answer of this connection's request is queued: sends what the socket
 * takes, then goes on to the next request. bytes: freed after sending if
 * owned. */
void rim_send(struct connection *c, void *bytes, size_t len, bool owned,
    bool close);

/* Asks for the next request once the last answer has left. */
void rim_next(struct connection *c);

/* Kore's write of a connection: the whole buffer in one send, where Kore would
 * slice it into 8 KB (PLATFORM 3). */
int rim_net_write(struct connection *c, size_t len, size_t *written);
int rim_tls_write(struct connection *c, size_t len, size_t *written);

/* Frees the bytes of an answer that has left. */
int rim_stream_free(struct netbuf *nb);

/* What Kore parsed, as our own request. Everything stays Kore's memory, which
 * lives as long as its request. */
void rim_request_fill(struct request *req, struct http_request *kore);
enum method rim_method(const struct http_request *kore);

/* Whether nothing that waits is taken: a write, or at the desk a job. */
bool rim_is_full(void);

/* The one handler, found by name: exported. */
int rim_request(struct http_request *req);

/* Looks for jobs and writes that are done and wakes their requests. */
void rim_wake(void);

/* Closes the sandbox further once all is open that a worker needs and its
 * thread has begun: it binds every thread. */
void rim_close_sandbox(void);

/*
 * Ends a worker's work without cutting anybody off: no new connection is
 * taken, what has been asked is answered, at most five seconds long; then who
 * says nothing is let go. While it lasts every answer closes its connection.
 */
void rim_drain(struct rim *rim);

/* Builds the whole answer for a connection; out is empty before. */
void rim_write(const struct connection *c, struct response *res, bool head,
    bool close, struct buf *out);

/* Queues the answer of a request; route is what it is counted as, or NULL. */
void rim_answer(struct http_request *req, const struct route *route,
    struct response *res);

/* Whether a connection came to the door beside the one with TLS. */
bool rim_is_plain(const struct connection *c);

/* The handler of what came there. */
int rim_redirect(struct http_request *req);

#endif
