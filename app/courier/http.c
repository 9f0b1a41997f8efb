#include "courier/http.h"

#include <signal.h>
#include <sys/socket.h>

#include <curl/curl.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/log.h"
#include "courier/egress.h"

enum {
	HEAD_MAX = 16384, /* bytes of the answer's head to keep */
	PROBLEM_SIZE = CURL_ERROR_SIZE,
};

struct http {
	struct arena *arena;
	const struct http_call *call;
	CURL *curl;
	struct curl_slist *headers;
	struct buf head;
	struct buf body;
	bool cut;
	bool refused;            /* an address that egress.h forbids */
	char problem[PROBLEM_SIZE];
};

/* ---- what libcurl calls ---- */

static size_t
take_head(char *bytes, size_t size, size_t count, void *context)
{
	struct http *http = context;
	size_t len = size * count;

	/* A line a call. What ended before was of an interim answer. */
	if (len > 5 && memcmp(bytes, "HTTP/", 5) == 0)
		buf_reset(&http->head);
	while (len > 0 && (bytes[len - 1] == '\r' || bytes[len - 1] == '\n'))
		len--;
	if (len > 0) {
		buf_add(&http->head, bytes, len);
		buf_putc(&http->head, '\n');
	}
	return size * count;
}

/* What does not fit is read and dropped. */
static size_t
take_body(char *bytes, size_t size, size_t count, void *context)
{
	struct http *http = context;
	const size_t len = size * count;
	const size_t room = http->call->answer_max - http->body.len;

	buf_add(&http->body, bytes, len < room ? len : room);
	http->cut |= len > room;
	return len;
}

static curl_socket_t
open_socket(void *context, curlsocktype purpose, struct curl_sockaddr *address)
{
	struct http *http = context;

	if (egress_is_public(&address->addr) ||
	    (http->call->test && egress_is_loopback(&address->addr)))
		return socket(address->family, address->socktype | SOCK_CLOEXEC,
		    address->protocol);
	http->refused = true;
	return CURL_SOCKET_BAD;
}

/* Called every second at least. The courier blocks the signals that end it
 * and looks for them itself. */
static int
look_for_end(void *context, curl_off_t down_all, curl_off_t down,
    curl_off_t up_all, curl_off_t up)
{
	sigset_t waiting;

	return sigpending(&waiting) == 0 &&
	    (sigismember(&waiting, SIGTERM) == 1 ||
		sigismember(&waiting, SIGINT) == 1 ||
		sigismember(&waiting, SIGQUIT) == 1);
}

/* ---- a request ---- */

static void
must(CURLcode result)
{
	if (result != CURLE_OK)
		log_fatal("courier.http", "%s", curl_easy_strerror(result));
}

static void
add_header(struct http *http, const char *line)
{
	struct curl_slist *more = curl_slist_append(http->headers, line);

	if (more == NULL)
		log_fatal("memory", "out of memory for a request");
	http->headers = more;
}

static void
add_headers(struct http *http)
{
	const char *const *line = http->call->headers;

	/* Not asked whether the body is wanted: that costs a second where the
	 * server does not say. */
	add_header(http, "Expect:");
	for (; line != NULL && *line != NULL; line++)
		add_header(http, *line);
	must(curl_easy_setopt(http->curl, CURLOPT_HTTPHEADER, http->headers));
}

/* Where it may go, and how long it may take. */
static void
set_limits(struct http *http)
{
	CURL *curl = http->curl;

	must(curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR,
	    http->call->test ? "http,https" : "https"));
	must(curl_easy_setopt(curl, CURLOPT_PROXY, ""));
	must(curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L));
	must(curl_easy_setopt(curl, CURLOPT_OPENSOCKETFUNCTION, open_socket));
	must(curl_easy_setopt(curl, CURLOPT_OPENSOCKETDATA, http));
	must(curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT,
	    (long)HTTP_CONNECT_SECONDS));
	must(curl_easy_setopt(curl, CURLOPT_TIMEOUT, (long)HTTP_SECONDS));
	must(curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L));
	must(curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L));
	must(curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, look_for_end));
}

static void
set_answer(struct http *http)
{
	CURL *curl = http->curl;

	must(curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, take_head));
	must(curl_easy_setopt(curl, CURLOPT_HEADERDATA, http));
	must(curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take_body));
	must(curl_easy_setopt(curl, CURLOPT_WRITEDATA, http));
	must(curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, http->problem));
	must(curl_easy_setopt(curl, CURLOPT_PRIVATE, http));
}

static void
set_request(struct http *http)
{
	const struct http_call *call = http->call;
	CURL *curl = http->curl;

	must(curl_easy_setopt(curl, CURLOPT_URL, call->url));
	must(curl_easy_setopt(curl, CURLOPT_USERAGENT, "Fourways"));
	if (call->body != NULL) {
		must(curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE,
		    (curl_off_t)call->body_len));
		must(curl_easy_setopt(curl, CURLOPT_POSTFIELDS, call->body));
	}
	must(curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, call->method));
	if (call->user != NULL) {
		must(curl_easy_setopt(curl, CURLOPT_HTTPAUTH,
		    (long)CURLAUTH_BASIC));
		must(curl_easy_setopt(curl, CURLOPT_USERNAME, call->user));
		must(curl_easy_setopt(curl, CURLOPT_PASSWORD,
		    call->password));
	}
}

struct http *
http_begin(struct arena *arena, const struct http_call *call)
{
	struct http *http = arena_alloc(arena, sizeof(*http));

	http->arena = arena;
	http->call = call;
	http->head = buf_new(HEAD_MAX);
	http->body = buf_new(call->answer_max);
	http->curl = curl_easy_init();
	if (http->curl == NULL)
		log_fatal("memory", "out of memory for a request");
	set_limits(http);
	set_answer(http);
	set_request(http);
	add_headers(http);
	return http;
}

/* ---- the answer ---- */

/* The value of a line of the head, or "". name is in lower case. */
static const char *
head_value(struct arena *arena, const char *head, const char *name)
{
	const size_t len = strlen(name);

	while (*head != '\0') {
		const char *end = head + strcspn(head, "\n");

		if (strncasecmp(head, name, len) == 0 && head[len] == ':') {
			head += len + 1;
			head += strspn(head, " \t");
			return arena_strndup(arena, head,
			    (size_t)(end - head));
		}
		head = *end == '\0' ? end : end + 1;
	}
	return "";
}

static const char *
problem_of(const struct http *http, CURLcode result)
{
	if (http->refused)
		return "the address is not on the public Internet, and "
		    "nothing else is connected to";
	if (result == CURLE_ABORTED_BY_CALLBACK)
		return "the program was ended meanwhile";
	return arena_strdup(http->arena, http->problem[0] != '\0' ?
	    http->problem : curl_easy_strerror(result));
}

static void
release(struct http *http)
{
	curl_slist_free_all(http->headers);
	curl_easy_cleanup(http->curl);
	buf_free(&http->head);
	buf_free(&http->body);
}

static void
read_answer(struct http *http, struct http_answer *answer)
{
	struct arena *arena = http->arena;
	long code = 0;

	must(curl_easy_getinfo(http->curl, CURLINFO_RESPONSE_CODE, &code));
	answer->code = (int)code;
	answer->head = arena_strdup(arena, buf_text(&http->head));
	answer->etag = head_value(arena, answer->head, "etag");
	answer->body_len = http->body.len;
	answer->body = arena_strndup(arena, buf_text(&http->body),
	    http->body.len);
	answer->cut = http->cut;
}

enum status
http_perform(struct http *http, struct http_answer *answer)
{
	const CURLcode result = curl_easy_perform(http->curl);
	const bool refused = http->refused && result != CURLE_OK;

	*answer = (struct http_answer){ .etag = "", .head = "", .body = "",
		.problem = "" };
	if (result == CURLE_OK)
		read_answer(http, answer);
	else
		answer->problem = problem_of(http, result);
	release(http);
	if (result == CURLE_OK)
		return OK;
	return refused ? DENIED : FAILED;
}

enum status
http_ask(struct arena *arena, const struct http_call *call,
    struct http_answer *answer)
{
	return http_perform(http_begin(arena, call), answer);
}
