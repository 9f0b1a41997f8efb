/*
 * Answers on their way out, and the step from one to the next request: only
 * when an answer has left is more read, so that a client that does not take
 * its answers cannot pile them up here.
 */
#include "web/kore_rim.h"

#include <errno.h>
#include <sys/socket.h>

int
rim_stream_free(struct netbuf *nb)
{
	/* b_len is the length of what was sent, and a little less than the room:
	 * what lies behind it was never written. */
	explicit_bzero(nb->buf, nb->b_len);
	free(nb->buf);
	return KORE_RESULT_OK;
}

int
rim_net_write(struct connection *c, size_t len, size_t *written)
{
	ssize_t n = send(c->fd, c->snb->buf + c->snb->s_off,
	    c->snb->b_len - c->snb->s_off, MSG_NOSIGNAL);

	if (n >= 0) {
		*written = (size_t)n;
		return KORE_RESULT_OK;
	}
	*written = 0;
	if (errno == EINTR)
		return KORE_RESULT_OK;
	if (errno != EAGAIN)
		return KORE_RESULT_ERROR;
	c->evt.flags &= ~KORE_EVENT_WRITE;
	return KORE_RESULT_OK;
}

int
rim_tls_write(struct connection *c, size_t len, size_t *written)
{
	return net_write_tls(c, c->snb->b_len - c->snb->s_off, written);
}

static void
nothing(void *arg, u_int64_t now)
{
}

void
rim_next(struct connection *c)
{
	struct rim_conn *conn = c->hdlr_extra;
	u_int32_t before = http_request_count;

	conn->waiting = false;
	/* Kore keeps the buffer of the last request for the next. */
	if (c->rnb->buf != NULL)
		explicit_bzero(c->rnb->buf, c->rnb->m_len);
	net_recv_reset(c, RIM_KORE_BUFFER, http_header_recv);
	c->http_timeout = 0;
	/* The socket may hold bytes that no new event will announce. */
	c->evt.flags |= KORE_EVENT_READ;
	if (!net_recv_flush(c))
		kore_connection_disconnect(c);
	/* A pipelined request was queued outside of the event loop's turn, which
	 * would let it lie for up to 100 ms: a timer that is due wakes it. */
	if (http_request_count > before)
		(void)kore_timer_add(nothing, 0, NULL, KORE_TIMER_ONESHOT);
}

static void
rim_flush(struct connection *c)
{
	struct rim_conn *conn = c->hdlr_extra;

	if (!net_send_flush(c))
		kore_connection_disconnect(c);
	else if (conn->waiting && TAILQ_EMPTY(&c->send_queue) &&
	    c->state != CONN_STATE_DISCONNECTING)
		rim_next(c);
}

void
rim_send(struct connection *c, void *bytes, size_t len, bool owned, bool close)
{
	struct rim_conn *conn = c->hdlr_extra;

	net_send_stream(c, bytes, len, owned ? rim_stream_free : NULL, NULL);
	if (close)
		c->flags |= CONN_CLOSE_EMPTY;
	else
		conn->waiting = true;
	rim_flush(c);
}
