/*
 * A request as the pages see it, from Kore's struct and the connection it came
 * by.
 */
#include "web/kore_rim.h"

#include "base/util.h"
#include "store/writes.h"
#include "web/app.h"
#include "web/jobs.h"
#include "web/peers.h"
#include "web/request.h"

enum method
rim_method(const struct http_request *kore)
{
	switch (kore->method) {
	case HTTP_METHOD_GET:
	case HTTP_METHOD_HEAD:
		return GET;
	case HTTP_METHOD_POST:
		return POST;
	default:
		return OTHER;
	}
}

/* Where a request comes from, as buckets. */
static void
request_place(struct request *req, const struct sockaddr *peer)
{
	const struct peers *peers = rim_get()->peers;
	const char *proxy = req->app->settings.trusted_proxy;
	const char *real_ip = request_header(req, "x-real-ip");

	req->client = peers_client(peers, peer, proxy, real_ip);
	req->network = peers_network(peers, peer, proxy, real_ip);
}

/* Whether a program on this machine asks by itself. What a proxy hands on is
 * somebody else's, and each of the kind says so. */
static bool
is_local(const struct request *req, const struct sockaddr *peer)
{
	static const char *const handed_on[] = { "x-real-ip",
		"x-forwarded-for", "x-forwarded-host", "forwarded", "via" };

	for (size_t i = 0; i < countof(handed_on); i++)
		if (request_header(req, handed_on[i]) != NULL)
			return false;
	return peers_is_loopback(peer);
}

bool
rim_is_full(void)
{
	const struct rim *rim = rim_get();

	if (rim->writer != NULL)
		return !writer_room(rim->writer);
	return rim->jobs == NULL || !jobs_room(rim->jobs);
}

void
rim_request_fill(struct request *req, struct http_request *kore)
{
	struct http_header *header;

	req->method = rim_method(kore);
	req->head = kore->method == HTTP_METHOD_HEAD;
	req->path = kore->path;
	req->query = kore->query_string == NULL ? "" : kore->query_string;
	req->headers[req->headers_len++] =
	    (struct header){ "host", kore->host };
	TAILQ_FOREACH(header, &kore->req_headers, list) {
		if (req->headers_len == REQUEST_HEADERS_MAX)
			break;
		req->headers[req->headers_len++] =
		    (struct header){ header->header, header->value };
	}
	request_place(req, (const struct sockaddr *)&kore->owner->addr);
	req->local = req->app->role == ROLE_ADMIN &&
	    is_local(req, (const void *)&kore->owner->addr);
	req->busy = req->method != POST || rim_is_full();
	req->body = "";
	if (kore->http_body != NULL) {
		req->body = (const char *)kore->http_body->data;
		/* Kore rewinds the buffer: its offset is where reading would go on. */
		req->body_len = kore->http_body_length;
	}
}
