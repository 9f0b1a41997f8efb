/*
 * Connections: from bytes to exactly one request, through the framing guard.
 *
 * Kore calls our read function where it would read the socket. We receive
 * into a buffer of our own, let the guard find the end of the first request,
 * and hand Kore that and nothing else; the surplus waits for the next turn.
 * Nothing is read while a request is in work or its answer is unsent, so one
 * connection holds at most one request and one receive buffer.
 */
#include "web/kore_rim.h"

#include <errno.h>
#include <sys/socket.h>

#include "base/buf.h"
#include "base/log.h"
#include "web/app.h"
#include "web/dispatch.h"
#include "web/metrics.h"
#include "web/peers.h"
#include "web/response.h"

enum {
	RIM_IN_START = 4096,
	RIM_IN_MAX = GUARD_HEAD_MAX + GUARD_BODY_MAX,
};

/* A connection between two requests holds no buffer. */
static void
rim_in_drop(struct rim_conn *conn)
{
	if (conn->len > 0)
		return;
	if (conn->in != NULL)
		explicit_bzero(conn->in, conn->size);
	free(conn->in);
	conn->in = NULL;
	conn->size = 0;
}

/* Answers with an error page and reads no further request. The connection
 * lingers so that the answer is not lost to a reset (RFC 9112, 9.6). */
static void
rim_refuse(struct connection *c, int code, const char *reason)
{
	struct rim_conn *conn = c->hdlr_extra;
	struct response res = response_new();
	struct buf out = buf_new(RESPONSE_BODY_MAX);

	log_info("guard.refused", "code=%d reason=%s", code, reason);
	metrics_refused(rim_get()->meter, code);
	dispatch_refusal(rim_get()->app, code, reason, &res);
	rim_write(c, &res, false, true, &out);
	response_free(&res);
	conn->len = 0;
	rim_in_drop(conn);
	conn->refused = true;
	c->idle_timer.length = RIM_LINGER_MS;
	net_send_stream(c, out.data, out.len, rim_stream_free, NULL);
	if (!net_send_flush(c))
		kore_connection_disconnect(c);
	else if (c->ssl == NULL && TAILQ_EMPTY(&c->send_queue))
		(void)shutdown(c->fd, SHUT_WR);
}

/* Bytes from the socket: their number, 0 when there are none for now, -1 when
 * the connection is over. */
static ssize_t
rim_receive(struct connection *c, void *bytes, size_t size)
{
	ssize_t n;

	if (c->ssl != NULL) {
		ERR_clear_error();
		n = SSL_read(c->ssl, bytes, (int)size);
		if (n > 0)
			return n;
		switch (SSL_get_error(c->ssl, (int)n)) {
		case SSL_ERROR_WANT_READ:
		case SSL_ERROR_WANT_WRITE:
			return 0;
		default:
			return -1;
		}
	}
	do
		n = recv(c->fd, bytes, size, 0);
	while (n == -1 && errno == EINTR);
	if (n == -1)
		return errno == EAGAIN ? 0 : -1;
	return n == 0 ? -1 : n;
}

/* After a refusal: reads and forgets, within bounds. */
static void
rim_discard(struct connection *c)
{
	struct rim_conn *conn = c->hdlr_extra;
	uint8_t bytes[16384];
	ssize_t n;

	while ((n = rim_receive(c, bytes, sizeof(bytes))) > 0) {
		conn->discarded += (size_t)n;
		if (conn->discarded > RIM_LINGER_BYTES)
			break;
	}
	explicit_bzero(bytes, sizeof(bytes));
	if (n != 0)
		kore_connection_disconnect(c);
}

static void
rim_in_grow(struct rim_conn *conn)
{
	const size_t before = conn->size;
	uint8_t *wider;

	if (conn->len < conn->size)
		return;
	conn->size = conn->size == 0 ? RIM_IN_START : conn->size * 2;
	if (conn->size > RIM_IN_MAX)
		conn->size = RIM_IN_MAX;
	wider = malloc(conn->size);
	if (wider == NULL)
		log_fatal("memory", "out of memory for a request");
	if (before > 0) {
		memcpy(wider, conn->in, conn->len);
		explicit_bzero(conn->in, before);
		free(conn->in);
	}
	conn->in = wider;
}

/* Gives Kore the first size bytes and keeps the rest for the next turn. */
static void
rim_hand_over(struct connection *c, const struct guard_result *result)
{
	struct rim_conn *conn = c->hdlr_extra;

	conn->close_after = result->close || rim_get()->draining;
	kore_free(c->rnb->buf);
	c->rnb->buf = kore_malloc(result->size);
	c->rnb->b_len = c->rnb->m_len = result->size;
	c->rnb->s_off = 0;
	memcpy(c->rnb->buf, conn->in, result->size);
	conn->len -= result->size;
	memmove(conn->in, conn->in + result->size, conn->len);
	explicit_bzero(conn->in + conn->len, result->size);
	rim_in_drop(conn);
	conn->guard = (struct guard){ 0 };
	conn->since = conn->head_at = 0;
	conn->asked_at = meters_now();
}

static bool
rim_is_late(struct rim_conn *conn)
{
	uint64_t now = kore_time_ms();

	if (conn->since == 0)
		conn->since = now;
	if (conn->guard.head_size == 0)
		return now - conn->since > RIM_HEAD_MS;
	if (conn->head_at == 0)
		conn->head_at = now;
	return now - conn->head_at > RIM_BODY_MS;
}

/* A client that waits for leave to send its body gets it. */
static void
rim_continue(struct connection *c)
{
	static char leave[] = "HTTP/1.1 100 Continue\r\n\r\n";

	net_send_stream(c, leave, sizeof(leave) - 1, NULL, NULL);
	if (!net_send_flush(c))
		kore_connection_disconnect(c);
}

/* Looks at what is there: true when the caller has nothing more to read now
 * (handed over with *bytes set, or refused). */
static bool
rim_look(struct connection *c, size_t *bytes)
{
	struct rim_conn *conn = c->hdlr_extra;
	struct guard_result result;

	if (conn->len == 0)
		return false;
	result = guard_look(&conn->guard, conn->in, &conn->len);
	switch (result.verdict) {
	case GUARD_REQUEST:
		rim_hand_over(c, &result);
		*bytes = result.size;
		return true;
	case GUARD_REFUSE:
		rim_refuse(c, result.status, result.reason);
		return true;
	case GUARD_MORE:
		break;
	}
	if (rim_is_late(conn)) {
		rim_refuse(c, 408, "The request took too long to arrive.");
		return true;
	}
	if (result.send_continue)
		rim_continue(c);
	return false;
}

/* Kore's read: gives it one whole request, or clears KORE_EVENT_READ. */
static int
rim_read(struct connection *c, size_t *bytes)
{
	struct rim_conn *conn = c->hdlr_extra;
	ssize_t n;

	*bytes = 0;
	while (!conn->refused && (c->flags & CONN_CLOSE_EMPTY) == 0) {
		if (rim_look(c, bytes)) {
			if (*bytes > 0)
				return KORE_RESULT_OK;
			break;
		}
		if (!conn->drained)
			rim_in_grow(conn);
		n = conn->drained ? 0 : rim_receive(c, conn->in + conn->len,
		    conn->size - conn->len);
		if (n == 0) {
			rim_in_drop(conn);
			c->evt.flags &= ~KORE_EVENT_READ;
			return KORE_RESULT_OK;
		}
		if (n == -1) {
			kore_connection_disconnect(c);
			c->evt.flags &= ~KORE_EVENT_READ;
			return KORE_RESULT_OK;
		}
		conn->len += (size_t)n;
		/* A short read says that the socket is empty until its next
		 * event: one call less for each request. TLS keeps bytes, and
		 * the end of input has had its event. */
		conn->drained = c->ssl == NULL && !conn->ended &&
		    conn->len < conn->size;
	}
	if (c->state != CONN_STATE_DISCONNECTING)
		rim_discard(c);
	c->evt.flags &= ~KORE_EVENT_READ;
	return KORE_RESULT_OK;
}

static int
rim_handle(struct connection *c)
{
	struct rim_conn *conn = c->hdlr_extra;

	conn->drained = false;
	if (!kore_connection_handle(c))
		return KORE_RESULT_ERROR;
	if (conn->waiting && TAILQ_EMPTY(&c->send_queue) &&
	    c->state != CONN_STATE_DISCONNECTING)
		rim_next(c);
	return KORE_RESULT_OK;
}

/*
 * Kore drops a connection at once when the peer has shut down its sending
 * half, though the last request is still to be answered. Only a dead socket
 * is dropped here; an end of input shows when we read.
 */
static void
rim_event(void *arg, int error)
{
	struct connection *c = arg;
	struct rim_conn *conn = c->hdlr_extra;
	char byte;

	conn->ended |= error != 0;
	if (error && recv(c->fd, &byte, 1, MSG_PEEK) == -1 && errno != EAGAIN) {
		kore_connection_disconnect(c);
		return;
	}
	if (error)
		c->evt.flags |= KORE_EVENT_READ;
	if (!c->handle(c))
		kore_connection_disconnect(c);
}

static void
rim_disconnect(struct connection *c)
{
	const struct rim *rim = rim_get();
	struct rim_conn *conn = c->hdlr_extra;

	conn->len = 0;
	rim_in_drop(conn);
	if (conn->counted)
		peers_leave(rim->peers, rim->worker, conn->bucket);
	conn->counted = false;
}

static bool
rim_may_enter(struct connection *c, struct rim_conn *conn)
{
	const struct rim *rim = rim_get();

	conn->bucket = peers_bucket(rim->peers,
	    (const struct sockaddr *)&c->addr);
	conn->counted = true;
	return peers_enter(rim->peers, rim->worker, conn->bucket,
	    rim->connections_max);
}

void
rim_connect(struct connection *c)
{
	struct rim_conn *conn = c->hdlr_extra;

	if (conn == NULL)
		conn = kore_calloc(1, sizeof(*conn));
	/* There is one site and one certificate: Kore would answer 421 itself,
	 * without our headers, where Host and the handshake's name differ. */
	kore_free(c->tls_sni);
	c->tls_sni = NULL;
	/* Kore leaves the flags of the connection that had this memory last. */
	if (c->ssl == NULL)
		c->evt.flags = 0;
	c->hdlr_extra = conn;
	c->proto = CONN_PROTO_HTTP;
	c->state = CONN_STATE_ESTABLISHED;
	c->idle_timer.length = RIM_IDLE_MS;
	c->http_timeout = 0;
	c->read = rim_read;
	c->write = c->ssl == NULL ? rim_net_write : rim_tls_write;
	c->handle = rim_handle;
	c->disconnect = rim_disconnect;
	c->evt.handle = rim_event;
	net_recv_queue(c, RIM_KORE_BUFFER, NETBUF_CALL_CB_ALWAYS,
	    http_header_recv);
	if (!conn->counted && !rim_may_enter(c, conn)) {
		c->evt.flags |= KORE_EVENT_WRITE;
		rim_refuse(c, 429,
		    "Your network has too many connections open here.");
		return;
	}
	/* With TLS the first request may have come with the handshake. */
	if (c->ssl != NULL) {
		c->evt.flags |= KORE_EVENT_READ;
		if (!net_recv_flush(c))
			kore_connection_disconnect(c);
	}
}

/* A connection that Kore still shakes hands with: counts it as any other. */
static bool
rim_shake_may_go_on(struct connection *c)
{
	if (c->hdlr_extra == NULL) {
		c->hdlr_extra = kore_calloc(1, sizeof(struct rim_conn));
		c->disconnect = rim_disconnect;
		if (!rim_may_enter(c, c->hdlr_extra))
			return false;
	}
	return kore_time_ms() - c->http_start <= RIM_HEAD_MS;
}

void
rim_watch_handshakes(void)
{
	struct connection *c;
	struct connection *next;

	for (c = TAILQ_FIRST(&connections); c != NULL; c = next) {
		next = TAILQ_NEXT(c, list);
		if (c->state == CONN_STATE_TLS_SHAKE && !rim_shake_may_go_on(c))
			kore_connection_disconnect(c);
	}
}
