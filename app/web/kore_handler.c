/*
 * Requests: from Kore's struct to ours, through the prepared pages or
 * dispatch, to one buffer on the wire.
 */
#include "web/kore_rim.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/log.h"
#include "store/writes.h"
#include "web/app.h"
#include "web/counts.h"
#include "web/dispatch.h"
#include "web/jobs.h"
#include "web/metrics.h"
#include "web/peers.h"
#include "web/prepared.h"
#include "web/request.h"
#include "web/response.h"

enum { RIM_ARENA_STEP = 16384 };

/* A request whose answer waits for a job or a write. Lives until that is done,
 * even if the client has gone; kore is NULL then. */
struct pending {
	struct http_request *kore;
	struct arena *arena;
	struct request req;
};

/* Kore keeps this one with its request and tells us when it goes. */
struct pending_state {
	struct pending *pending;
};

void
rim_write(const struct connection *c, struct response *res, bool head,
    bool close, struct buf *out)
{
	const struct app *app = rim_get()->app;
	struct response_wire wire = {
		.head = head,
		.close = close,
		/* Browsers are told by https alone (RFC 6797, 7.2). */
		.https = app->https && !rim_is_plain(c),
		.now = app_now(app),
	};

	response_write(res, &wire, out);
	if (out->failed)
		log_fatal("response.write", "answer over its limit");
}

static void
count(const struct http_request *kore, const struct route *route, int code)
{
	const struct rim_conn *conn = kore->owner->hdlr_extra;

	metrics_answered(rim_get()->meter, route, code,
	    meters_now() - conn->asked_at);
}

void
rim_answer(struct http_request *kore, const struct route *route,
    struct response *res)
{
	struct rim_conn *conn = kore->owner->hdlr_extra;
	struct buf out = buf_new(res->body.len + 8192);

	/* It may have waited since before the worker's end began. */
	conn->close_after |= rim_get()->draining;
	rim_write(kore->owner, res, kore->method == HTTP_METHOD_HEAD,
	    conn->close_after, &out);
	count(kore, route, res->code);
	rim_send(kore->owner, out.data, out.len, true, conn->close_after);
}

static void
pending_free(struct pending *pending)
{
	arena_free(pending->arena);
	free(pending);
}

/* Kore's request goes: the client left, or the answer is out. May be called
 * more than once. */
static void
pending_detach(struct http_request *kore)
{
	struct pending_state *state = http_state_get(kore);

	if (state == NULL || state->pending == NULL)
		return;
	state->pending->kore = NULL;
	state->pending = NULL;
}

/* Queues what a request that has just returned PENDING waits for. */
static bool
hand_over(struct pending *pending)
{
	const struct rim *rim = rim_get();
	const struct request *req = &pending->req;

	if (req->write != NULL)
		return rim->writer != NULL &&
		    writer_add(rim->writer, req->write, pending);
	return rim->jobs != NULL && jobs_add(rim->jobs, req->job, pending);
}

static bool
is_done(const struct request *req)
{
	return req->write != NULL ? req->write->done : req->job->done;
}

static int
pending_start(struct http_request *kore, struct request *req)
{
	struct pending *pending = calloc(1, sizeof(*pending));
	struct pending_state *state;

	if (pending == NULL)
		log_fatal("memory", "out of memory for a pending request");
	*pending = (struct pending){ kore, req->arena, *req };
	if (!hand_over(pending)) {
		free(pending);
		return KORE_RESULT_ERROR;
	}
	meter_add(&rim_get()->meter->waiting, 1);
	state = http_state_create(kore, sizeof(*state), pending_detach);
	state->pending = pending;
	http_request_sleep(kore);
	return KORE_RESULT_RETRY;
}

static void
wake(struct pending *pending)
{
	meter_add(&rim_get()->meter->waiting, (uint64_t)-1);
	if (pending->kore != NULL)
		http_request_wakeup(pending->kore);
	else
		pending_free(pending);
}

void
rim_wake(void)
{
	const struct rim *rim = rim_get();
	struct pending *pending;
	struct write *write = rim->writer == NULL ? NULL :
	    writer_done(rim->writer);

	while (rim->jobs != NULL && (pending = jobs_done(rim->jobs)) != NULL)
		wake(pending);
	while (write != NULL) {
		pending = write->owner;
		write = write->next;
		wake(pending);
	}
}

/* What a request waits for next; false: it cannot be taken. */
static bool
pending_again(struct http_request *kore, struct pending *pending)
{
	if (!hand_over(pending))
		return false;
	meter_add(&rim_get()->meter->waiting, 1);
	http_request_sleep(kore);
	return true;
}

/* It cannot be taken: nothing was done. */
static void
refuse_busy(struct response *res)
{
	response_reset(res);
	dispatch_refusal(rim_get()->app, 503,
	    "Too many people are asking for that at this moment.", res);
}

/* Another call for a request that slept. */
static int
pending_finish(struct http_request *kore)
{
	struct pending_state *state = http_state_get(kore);
	struct pending *pending = state->pending;
	struct response res;

	if (pending == NULL || kore->owner == NULL)
		return KORE_RESULT_OK;
	if (!is_done(&pending->req)) {
		http_request_sleep(kore);
		return KORE_RESULT_RETRY;
	}
	res = response_new();
	pending->req.now = app_now(pending->req.app);
	pending->req.busy = rim_is_full();
	if (dispatch(&pending->req, &res) == PENDING) {
		if (pending_again(kore, pending)) {
			response_free(&res);
			return KORE_RESULT_RETRY;
		}
		refuse_busy(&res);
	}
	rim_answer(kore, pending->req.route, &res);
	response_free(&res);
	state->pending = NULL;
	pending_free(pending);
	return KORE_RESULT_OK;
}

/* What visitors send is limited by their address: when the proxy in front does
 * not tell it, or somebody came past the proxy, nothing is taken. */
static enum status
ask(struct request *req, struct response *res)
{
	const struct app *app = req->app;

	if (req->method != POST || req->client != PEERS_NONE ||
	    *app->settings.trusted_proxy == '\0')
		return dispatch(req, res);
	dispatch_refusal(req->app, 400, "The web server in front of this site "
	    "does not say who is asking: it has to set X-Real-IP.", res);
	return OK;
}

static int
serve_dynamic(struct http_request *kore)
{
	struct app *app = rim_get()->app;
	struct arena *arena = arena_new(RIM_ARENA_STEP);
	struct request req = { .app = app, .arena = arena,
		.now = app_now(app) };
	struct response res = response_new();
	int result = KORE_RESULT_OK;

	rim_request_fill(&req, kore);
	if (ask(&req, &res) == PENDING) {
		result = pending_start(kore, &req);
		if (result == KORE_RESULT_RETRY) {
			response_free(&res);
			return result;
		}
		refuse_busy(&res);
		result = KORE_RESULT_OK;
	}
	rim_answer(kore, req.route, &res);
	response_free(&res);
	arena_free(arena);
	return result;
}

static void
count_visit(const struct http_request *kore,
    const struct prepared_page *page, const char *purpose)
{
	struct app *app = rim_get()->app;

	if (page->counted != COUNT_NONE)
		counts_add(app->counts, page->counted, visit_judge(
		    kore->method == HTTP_METHOD_HEAD, purpose, kore->agent),
		    app_now(app));
}

/* A prepared page, as it lies in memory; only "connection: close" needs a
 * copy of its own. */
static int
serve_prepared(struct http_request *kore, struct prepared_page *page)
{
	struct rim_conn *conn = kore->owner->hdlr_extra;
	const char *encoding = NULL;
	const char *tag = NULL;
	const char *purpose = NULL;
	struct prepared_bytes *bytes;
	struct http_header *header;
	struct buf copy;
	size_t len;

	TAILQ_FOREACH(header, &kore->req_headers, list) {
		if (strcasecmp(header->header, "accept-encoding") == 0)
			encoding = header->value;
		else if (strcasecmp(header->header, "if-none-match") == 0)
			tag = header->value;
		else if (strcasecmp(header->header, "sec-purpose") == 0 ||
		    strcasecmp(header->header, "purpose") == 0)
			purpose = header->value;
	}
	bytes = prepared_choose(page, encoding, tag, app_now(rim_get()->app));
	if (bytes == NULL)
		return serve_dynamic(kore);
	count_visit(kore, page, purpose);
	count(kore, page->route, bytes->code);
	len = kore->method == HTTP_METHOD_HEAD ? bytes->head_len : bytes->len;
	if (!conn->close_after) {
		rim_send(kore->owner, bytes->bytes, len, false, false);
		return KORE_RESULT_OK;
	}
	copy = buf_new(SIZE_MAX);
	buf_add(&copy, bytes->bytes, bytes->head_len - 2);
	buf_puts(&copy, "connection: close\r\n\r\n");
	buf_add(&copy, bytes->bytes + bytes->head_len, len - bytes->head_len);
	rim_send(kore->owner, copy.data, copy.len, true, true);
	return KORE_RESULT_OK;
}

int
rim_request(struct http_request *kore)
{
	struct prepared_page *page = NULL;

	if (http_state_exists(kore))
		return pending_finish(kore);
	if (kore->owner == NULL)
		return KORE_RESULT_OK;
	if (rim_is_plain(kore->owner))
		return rim_redirect(kore);
	if (rim_method(kore) == GET)
		page = prepared_find(rim_get()->app->prepared, kore->path);
	if (page != NULL && kore->query_string == NULL)
		return serve_prepared(kore, page);
	return serve_dynamic(kore);
}
