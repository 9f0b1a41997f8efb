/*
 * The control of smuggle.py: connections as Kore 4.1.0 has them by itself. It
 * stands in place of kore_conn.c in an executable of its own, which is never
 * installed: what arrives goes to Kore's parser as it arrives, and no guard
 * looks at it first.
 */
#include "web/kore_rim.h"

#include <errno.h>
#include <sys/socket.h>

/* Kore would have made its buffer as large as a head may be. */
static void
make_room(struct netbuf *nb)
{
	if (nb->cb != http_header_recv || nb->b_len != RIM_KORE_BUFFER)
		return;
	kore_free(nb->buf);
	nb->buf = kore_malloc(http_header_max);
	nb->b_len = nb->m_len = http_header_max;
}

static int
naked_read(struct connection *c, size_t *bytes)
{
	ssize_t n;

	*bytes = 0;
	make_room(c->rnb);
	n = recv(c->fd, c->rnb->buf + c->rnb->s_off,
	    c->rnb->b_len - c->rnb->s_off, 0);
	if (n > 0) {
		*bytes = (size_t)n;
		return KORE_RESULT_OK;
	}
	c->evt.flags &= ~KORE_EVENT_READ;
	if (n == 0 || errno != EAGAIN)
		kore_connection_disconnect(c);
	return KORE_RESULT_OK;
}

static int
naked_handle(struct connection *c)
{
	struct rim_conn *conn = c->hdlr_extra;

	if (!kore_connection_handle(c))
		return KORE_RESULT_ERROR;
	if (conn->waiting && TAILQ_EMPTY(&c->send_queue) &&
	    c->state != CONN_STATE_DISCONNECTING)
		rim_next(c);
	return KORE_RESULT_OK;
}

void
rim_connect(struct connection *c)
{
	c->hdlr_extra = kore_calloc(1, sizeof(struct rim_conn));
	c->evt.flags = 0;
	c->proto = CONN_PROTO_HTTP;
	c->state = CONN_STATE_ESTABLISHED;
	c->idle_timer.length = RIM_IDLE_MS;
	c->http_timeout = 0;
	c->read = naked_read;
	c->write = rim_net_write;
	c->handle = naked_handle;
	net_recv_queue(c, RIM_KORE_BUFFER, NETBUF_CALL_CB_ALWAYS,
	    http_header_recv);
}

/* It never speaks TLS. */
void
rim_watch_handshakes(void)
{
}
