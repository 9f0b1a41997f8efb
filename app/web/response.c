#include "web/response.h"

#include "base/arena.h"
#include "base/log.h"
#include "base/text.h"
#include "base/util.h"
#include "web/cookie.h"
#include "web/request.h"

/*
 * On every answer of any status (REQ 25, 28, 36). No 'unsafe-inline': pages
 * carry neither inline script nor inline style.
 */
static const struct response_header security_headers[] = {
	{ "content-security-policy",
	    "default-src 'none'; script-src 'self'; style-src 'self'; "
	    "img-src 'self' data:; font-src 'self'; connect-src 'self'; "
	    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "
	    "require-trusted-types-for 'script'; trusted-types 'none'" },
	{ "x-content-type-options", "nosniff" },
	{ "x-frame-options", "DENY" },
	{ "cross-origin-opener-policy", "same-origin" },
	{ "cross-origin-resource-policy", "same-origin" },
	{ "permissions-policy",
	    "camera=(), geolocation=(), microphone=(), payment=(), usb=()" },
};

static const struct {
	int code;
	const char *phrase;
} phrases[] = {
	{ 200, "OK" },
	{ 301, "Moved Permanently" },
	{ 303, "See Other" },
	{ 304, "Not Modified" },
	{ 308, "Permanent Redirect" },
	{ 400, "Bad Request" },
	{ 403, "Forbidden" },
	{ 404, "Not Found" },
	{ 405, "Method Not Allowed" },
	{ 408, "Request Timeout" },
	{ 409, "Conflict" },
	{ 410, "Gone" },
	{ 411, "Length Required" },
	{ 413, "Content Too Large" },
	{ 414, "URI Too Long" },
	{ 415, "Unsupported Media Type" },
	{ 417, "Expectation Failed" },
	{ 422, "Unprocessable Content" },
	{ 429, "Too Many Requests" },
	{ 431, "Request Header Fields Too Large" },
	{ 500, "Internal Server Error" },
	{ 501, "Not Implemented" },
	{ 503, "Service Unavailable" },
	{ 505, "HTTP Version Not Supported" },
};

const char *
response_phrase(int code)
{
	for (size_t i = 0; i < countof(phrases); i++)
		if (phrases[i].code == code)
			return phrases[i].phrase;
	return "Unknown";
}

struct response
response_new(void)
{
	return (struct response){
		.content_type = "text/html; charset=utf-8",
		.cache = "no-store",
		.referrer = "strict-origin-when-cross-origin",
		.body = buf_new(RESPONSE_BODY_MAX),
	};
}

void
response_free(struct response *res)
{
	buf_free(&res->body);
}

void
response_reset(struct response *res)
{
	response_free(res);
	*res = response_new();
}

void
response_header(struct response *res, const char *name, const char *value)
{
	if (text_has_control(name) || text_has_control(value) ||
	    res->headers_len == RESPONSE_HEADERS_MAX) {
		log_error("response.header", "refused=%s", name);
		res->broken = true;
		return;
	}
	res->headers[res->headers_len++] =
	    (struct response_header){ name, value };
}

void
response_cookie(struct response *res, struct request *req, const char *name,
    const char *value, long max_age)
{
	BUF(cookie, COOKIE_MAX + 128);

	if (cookie_write(&cookie, name, value, max_age))
		response_header(res, "set-cookie",
		    arena_strdup(req->arena, buf_text(&cookie)));
	else
		res->broken = true;
}

enum status
response_redirect(struct response *res, struct request *req,
    const char *format, ...)
{
	va_list args;

	va_start(args, format);
	res->code = 303;
	response_header(res, "location",
	    arena_vprintf(req->arena, format, args));
	va_end(args);
	return OK;
}

enum status
response_moved(struct response *res, const char *path)
{
	res->code = 301;
	response_header(res, "location", path);
	return OK;
}

void
response_date(int64_t now, char date[RESPONSE_DATE_SIZE])
{
	time_t at = (time_t)now;
	struct tm tm;

	(void)gmtime_r(&at, &tm);
	(void)strftime(date, RESPONSE_DATE_SIZE, "%a, %d %b %Y %H:%M:%S GMT",
	    &tm);
}

static void
put_header(struct buf *out, const char *name, const char *value)
{
	buf_puts(out, name);
	buf_add(out, ": ", 2);
	buf_puts(out, value);
	buf_add(out, "\r\n", 2);
}

static bool
has_body(int code)
{
	return code >= 200 && code != 204 && code != 304;
}

void
response_write(const struct response *res, const struct response_wire *wire,
    struct buf *out)
{
	char date[RESPONSE_DATE_SIZE];

	response_date(wire->now, date);
	buf_printf(out, "HTTP/1.1 %d %s\r\n", res->code,
	    response_phrase(res->code));
	put_header(out, "date", date);
	if (has_body(res->code)) {
		put_header(out, "content-type", res->content_type);
		buf_printf(out, "content-length: %zu\r\n", res->body.len);
	}
	put_header(out, "cache-control", res->cache);
	for (size_t i = 0; i < countof(security_headers); i++)
		put_header(out, security_headers[i].name,
		    security_headers[i].value);
	put_header(out, "referrer-policy", res->referrer);
	if (wire->https)
		put_header(out, "strict-transport-security",
		    "max-age=63072000; includeSubDomains; preload");
	for (size_t i = 0; i < res->headers_len; i++)
		put_header(out, res->headers[i].name, res->headers[i].value);
	if (wire->close)
		put_header(out, "connection", "close");
	buf_add(out, "\r\n", 2);
	if (has_body(res->code) && !wire->head)
		buf_add(out, res->body.data, res->body.len);
}
