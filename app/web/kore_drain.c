/*
 * A worker's last moments. Kore leaves its loop at once and cuts off whoever
 * is connected; here it goes on for a little: it takes no new connection, but
 * answers what has been asked, and says in each answer that it closes.
 */
#include "web/kore_rim.h"

enum {
	DRAIN_MAX_MS = 5000, /* for requests in work */
	DRAIN_IDLE_MS = 250, /* for a request that may be on its way */
	DRAIN_TURN_MS = 20,
};

static bool
is_in_work(struct connection *c)
{
	const struct rim_conn *conn = c->hdlr_extra;

	return conn != NULL && !conn->refused &&
	    (conn->len > 0 || conn->waiting || !TAILQ_EMPTY(&c->send_queue));
}

/* Whether there is anybody left to wait for. */
static bool
is_awaited(u_int64_t since, u_int64_t now)
{
	struct connection *c;
	bool early = now - since < DRAIN_IDLE_MS;

	if (now - since >= DRAIN_MAX_MS)
		return false;
	if (http_request_count > 0)
		return true;
	TAILQ_FOREACH(c, &connections, list)
		if (c->proto == CONN_PROTO_HTTP &&
		    c->state != CONN_STATE_DISCONNECTING &&
		    (early || is_in_work(c)))
			return true;
	return false;
}

void
rim_drain(struct rim *rim)
{
	u_int64_t since = kore_time_ms();

	rim->draining = true;
	/* Which of several workers listens is known to Kore's loop alone; what
	 * is not enabled cannot be disabled. */
	kore_platform_enable_accept();
	kore_platform_disable_accept();
	while (is_awaited(since, kore_time_ms())) {
		kore_platform_event_wait(DRAIN_TURN_MS);
		kore_timer_run(kore_time_ms());
		http_process();
		kore_connection_prune(KORE_CONNECTION_PRUNE_DISCONNECT);
	}
}
