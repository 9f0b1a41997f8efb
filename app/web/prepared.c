#include "web/prepared.h"

#include <assert.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/log.h"
#include "base/text.h"
#include "web/app.h"
#include "web/dispatch.h"
#include "web/request.h"
#include "web/response.h"
#include "web/static.h"

enum {
	PREPARED_SLOTS = 4096, /* a power of two, at least twice the pages */
	PREPARED_MAX = PREPARED_SLOTS / 2,
};

struct prepared {
	struct prepared_page *slots[PREPARED_SLOTS];
	size_t len;
};

static const char *const encoding_names[] = {
	[IDENTITY] = "identity",
	[GZIP] = "gzip",
	[BROTLI] = "br",
};

struct prepared *
prepared_new(void)
{
	struct prepared *prepared = calloc(1, sizeof(*prepared));

	if (prepared == NULL)
		log_fatal("memory", "out of memory for prepared pages");
	return prepared;
}

static void
page_free(struct prepared_page *page)
{
	for (size_t i = 0; i < ENCODING_COUNT; i++) {
		free(page->full[i].bytes);
		free(page->not_modified[i].bytes);
	}
	free(page->path);
	free(page);
}

void
prepared_free(struct prepared *prepared)
{
	if (prepared == NULL)
		return;
	for (size_t i = 0; i < PREPARED_SLOTS; i++)
		if (prepared->slots[i] != NULL)
			page_free(prepared->slots[i]);
	free(prepared);
}

/* FNV-1a, 64 bit: http://www.isthe.com/chongo/tech/comp/fnv/ */
static uint64_t
fnv1a(const void *bytes, size_t len)
{
	const unsigned char *at = bytes;
	uint64_t hash = 0xcbf29ce484222325;

	for (size_t i = 0; i < len; i++)
		hash = (hash ^ at[i]) * 0x100000001b3;
	return hash;
}

/* The slot that holds path, or the free one where it belongs. */
static size_t
slot_of(const struct prepared *prepared, const char *path)
{
	size_t slot = fnv1a(path, strlen(path)) & (PREPARED_SLOTS - 1);

	while (prepared->slots[slot] != NULL &&
	    strcmp(prepared->slots[slot]->path, path) != 0)
		slot = (slot + 1) & (PREPARED_SLOTS - 1);
	return slot;
}

struct prepared_page *
prepared_find(const struct prepared *prepared, const char *path)
{
	return prepared->slots[slot_of(prepared, path)];
}

static struct prepared_bytes
wire_bytes(struct response *res, const struct app *app, int64_t now)
{
	struct response_wire wire = { .https = app->https, .now = now };
	struct buf out = buf_new(RESPONSE_BODY_MAX + 8192);
	struct prepared_bytes bytes = { .date = now };
	size_t body = res->code == 304 ? 0 : res->body.len;
	const char *date;

	response_write(res, &wire, &out);
	date = strstr(buf_text(&out), "date: ");
	assert(!out.failed && date != NULL);
	bytes.bytes = out.data;
	bytes.len = out.len;
	bytes.head_len = out.len - body;
	bytes.date_at = (size_t)(date - out.data) + strlen("date: ");
	return bytes;
}

/* Makes one variant of the page from an answer in plain form. */
static void
add_variant(struct prepared_page *page, struct response *plain,
    enum encoding encoding, const struct app *app, int64_t now)
{
	struct response res = response_new();
	bool smaller = true;

	if (encoding == IDENTITY)
		buf_add(&res.body, plain->body.data, plain->body.len);
	else if (encoding == GZIP)
		smaller = static_gzip(plain->body.data, plain->body.len,
		    &res.body);
	else
		smaller = static_brotli(plain->body.data, plain->body.len,
		    &res.body);
	if (smaller &&
	    (encoding == IDENTITY || res.body.len < plain->body.len)) {
		res.code = 200;
		res.content_type = plain->content_type;
		res.cache = plain->cache;
		response_header(&res, "etag", page->etag[encoding]);
		response_header(&res, "vary", "accept-encoding");
		if (encoding != IDENTITY)
			response_header(&res, "content-encoding",
			    encoding_names[encoding]);
		page->full[encoding] = wire_bytes(&res, app, now);
		res.code = 304;
		page->not_modified[encoding] = wire_bytes(&res, app, now);
	}
	response_free(&res);
}

static struct prepared_page *
page_new(const char *path, struct response *plain, const struct app *app,
    int64_t now)
{
	struct prepared_page *page = calloc(1, sizeof(*page));
	uint64_t tag = fnv1a(plain->body.data, plain->body.len);

	if (page == NULL || (page->path = strdup(path)) == NULL)
		log_fatal("memory", "out of memory for a page");
	for (size_t i = 0; i < ENCODING_COUNT; i++) {
		BUF(etag, sizeof(page->etag[i]) - 1);

		buf_printf(&etag, "\"%016llx-%s\"", (unsigned long long)tag,
		    encoding_names[i]);
		memcpy(page->etag[i], buf_text(&etag), etag.len + 1);
		add_variant(page, plain, (enum encoding)i, app, now);
	}
	return page;
}

enum status
prepared_add(struct prepared *prepared, struct app *app, const char *path)
{
	ARENA(arena);
	int64_t now = app_now(app);
	struct request req = { .app = app, .arena = arena, .now = now,
		.method = GET, .path = path, .query = "" };
	struct response res = response_new();
	enum status st = dispatch(&req, &res);
	size_t slot = slot_of(prepared, path);

	if (st == OK && res.code != 200)
		st = res.code == 404 ? NOT_FOUND : FAILED;
	if (st == OK && prepared->slots[slot] == NULL &&
	    prepared->len == PREPARED_MAX)
		st = FAILED;
	if (st != OK) {
		log_error("prepared", "path=%s code=%d", path, res.code);
	} else {
		if (prepared->slots[slot] != NULL)
			page_free(prepared->slots[slot]);
		else
			prepared->len++;
		prepared->slots[slot] = page_new(path, &res, app, now);
	}
	response_free(&res);
	return st;
}

/* Whether a header's element, "gzip;q=0.5", begins with this name and is not
 * refused by q=0. */
static bool
element_accepts(const char *element, size_t len, const char *name)
{
	size_t name_len = strlen(name);
	const char *q;

	if (len < name_len || strncasecmp(element, name, name_len) != 0 ||
	    (len > name_len && strchr("; \t", element[name_len]) == NULL))
		return false;
	q = memmem(element, len, "q=", 2);
	if (q == NULL)
		q = memmem(element, len, "Q=", 2);
	if (q == NULL)
		return true;
	for (q += 2; q < element + len; q++)
		if (*q >= '1' && *q <= '9')
			return true;
	return false;
}

static bool
accepts(const char *header, const char *name)
{
	if (header == NULL)
		return false;
	for (;;) {
		size_t len;

		header += strspn(header, ", \t");
		len = strcspn(header, ",");
		if (len == 0)
			return false;
		if (element_accepts(header, len, name))
			return true;
		header += len;
	}
}

/* If-None-Match against a tag of ours, "W/" or not, in a list or "*". */
static bool
matches(const char *header, const struct prepared_page *page)
{
	if (header == NULL)
		return false;
	if (strcmp(header, "*") == 0)
		return true;
	for (size_t i = 0; i < ENCODING_COUNT; i++)
		if (strstr(header, page->etag[i]) != NULL)
			return true;
	return false;
}

static void
renew_date(struct prepared_bytes *bytes, int64_t now)
{
	char date[RESPONSE_DATE_SIZE];

	if (bytes->date == now)
		return;
	response_date(now, date);
	memcpy(bytes->bytes + bytes->date_at, date, sizeof(date) - 1);
	bytes->date = now;
}

struct prepared_bytes *
prepared_choose(struct prepared_page *page, const char *accept_encoding,
    const char *if_none_match, int64_t now)
{
	enum encoding encoding = IDENTITY;
	struct prepared_bytes *bytes;

	if (page->full[BROTLI].len != 0 && accepts(accept_encoding, "br"))
		encoding = BROTLI;
	else if (page->full[GZIP].len != 0 && accepts(accept_encoding, "gzip"))
		encoding = GZIP;
	bytes = matches(if_none_match, page) ? &page->not_modified[encoding] :
	    &page->full[encoding];
	renew_date(bytes, now);
	return bytes;
}
